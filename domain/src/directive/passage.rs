//! Paragraphs and sentences of a text, with what they are numbered as.

use super::{bound_word::bound_word, facts::Quoted};
use std::ops::Range;

/// A piece of the text: as it stands, and with full-width letters, digits and signs as plain ones.
#[derive(Clone, Debug)]
pub(super) struct Passage {
    /// The lines it stands in, each with the character at which it begins.
    lines: Vec<(usize, usize)>,
    /// Where it begins in the whole text, in characters: it tells one sentence from another.
    position: usize,
    shown: Vec<char>,
    plain: Vec<char>,
}

/// Lines as short as this are headings, signatures or titles, and never the beginning of a broken paragraph.
const SHORTEST_BROKEN: usize = 18;

/// No title is longer.
const LONGEST_TITLE: usize = 120;

/// Longer than this no sentence is; what is goes in pieces, so that reading it takes no longer than it should.
/// From here on it is parted at a comma, from twice this on wherever no date is parted, from four times this on
/// anywhere.
const LONGEST_SENTENCE: usize = 1_500;

/// The paragraphs of a text. A line that ends in the middle of a sentence goes on in the next one.
pub(super) fn paragraphs(text: &str) -> Vec<Passage> {
    let mut all: Vec<Passage> = Vec::new();
    let mut position = 0;
    for (index, line) in text.lines().enumerate() {
        let passage = Passage::new(index + 1, position, line);
        position += line.chars().count() + 1;
        if passage.plain.is_empty() {
            continue;
        }
        match all.last_mut().filter(|last| last.goes_on(&passage) && passage.may_go_on()) {
            Some(last) => last.append(passage),
            None => all.push(passage),
        }
    }
    all
}

impl Passage {
    fn new(line: usize, position: usize, text: &str) -> Self {
        // Some pages end a line with what they could not show.
        let text =
            text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '?' | '\u{fffd}'));
        let shown: Vec<char> = text.chars().collect();
        let plain = shown.iter().copied().map(narrow).collect();
        Self { lines: vec![(0, line)], position, shown, plain }
    }

    fn append(&mut self, next: Passage) {
        let begins = self.len();
        self.lines.extend(next.lines.into_iter().map(|(at, line)| (begins + at, line)));
        self.shown.extend(next.shown);
        self.plain.extend(next.plain);
    }

    /// Whether it stops in the middle of a sentence.
    fn goes_on(&self, next: &Passage) -> bool {
        const ENDS: &[char] = &['。', '；', '！', '？', ';', ':', '!', '?', ')', '」', '"', '日'];
        // 于2024年12月20日 / 前报送: the day is no signature's.
        let day = matches!(self.plain.last(), Some('日' | ')')) && bound_word(&next.plain) > 0;
        let ended = !day && self.plain.last().is_none_or(|last| ENDS.contains(last));
        self.len() >= SHORTEST_BROKEN
            && !ended
            && !self.is_title()
            && !self.is_heading()
            && !self.is_labelled()
    }

    /// Whether it may be the rest of the line before: it begins nothing of its own.
    fn may_go_on(&self) -> bool {
        let begins_title = self.is_title() && self.contains("关于");
        !self.is_numbered() && !self.is_labelled() && !begins_title
    }

    /// 成文日期:…, 附件:…
    fn is_labelled(&self) -> bool {
        self.label_end() > 0
    }

    /// Where the text begins behind a label such as 标题:; 0 without one.
    pub(super) fn label_end(&self) -> usize {
        const LONGEST_LABEL: usize = 8;
        let colon = self.plain.iter().take(LONGEST_LABEL + 1).position(|c| *c == ':');
        let plain = |c: &char| c.is_alphabetic() || c.is_whitespace() || matches!(c, '(' | ')' | '-');
        colon.filter(|at| self.plain[..*at].iter().all(plain) && at + 1 < self.len()).map_or(0, |at| at + 1)
    }

    /// Whether it reads like the title of a paper.
    pub(super) fn is_title(&self) -> bool {
        const TITLED_PAPERS: &[&str] =
            &["通知", "方案", "意见", "要点", "通告", "公告", "计划", "办法", "细则", "规定", "函", "决定"];
        // A paragraph of many lines is asked once for each: its length comes first.
        if self.len() > LONGEST_TITLE {
            return false;
        }
        let mut end = self.plain.as_slice();
        // (试行), (征求意见稿)
        if end.last() == Some(&')')
            && let Some(open) = end.iter().rposition(|c| *c == '(')
        {
            end = &end[..open];
        }
        let text: String = end.iter().filter(|c| !c.is_whitespace()).collect();
        end.len() >= 6
            && TITLED_PAPERS.iter().any(|paper| text.ends_with(paper))
            && !end.iter().any(|c| matches!(c, '。' | ';' | ':'))
    }

    /// A numbered line without a sentence: a heading.
    fn is_heading(&self) -> bool {
        self.plain.len() < 40 && self.is_numbered() && !self.plain.contains(&'。')
    }

    /// How deep its number stands: 一、 is 0, (一) 1, 1. 2, (1) 3.
    pub(super) fn level(&self) -> Option<usize> {
        if self.starts_with("第") {
            return Some(1);
        }
        let open = usize::from(self.plain.first() == Some(&'('));
        let arabic = self.plain.get(open).is_some_and(char::is_ascii_digit);
        (self.body_start() > 0).then_some(open + 2 * usize::from(arabic))
    }

    /// Whether it begins with a number such as 一、(二) 3. or 第四阶段.
    pub(super) fn is_numbered(&self) -> bool {
        self.body_start() > 0 || self.starts_with("第")
    }

    /// Where the text begins behind its number.
    pub(super) fn body_start(&self) -> usize {
        let numeral = |c: &char| c.is_ascii_digit() || "一二三四五六七八九十".contains(*c);
        let open = usize::from(self.plain.first() == Some(&'('));
        let digits = self.plain[open..].iter().take_while(|c| numeral(c)).count();
        let after = open + digits;
        let mark = self.plain.get(after).copied();
        let closes = match mark {
            Some(')') => true,
            Some('、' | '.') => open == 0,
            _ => false,
        };
        // 3.5万台 is no number of a paragraph.
        let decimal = mark == Some('.') && self.plain.get(after + 1).is_some_and(char::is_ascii_digit);
        if digits == 0 || !closes || decimal { 0 } else { after + 1 }
    }

    /// The text behind its label.
    pub(super) fn unlabelled(&self) -> Self {
        self.part(self.label_end()..self.len())
    }

    /// The line in which a character stands.
    fn line_at(&self, at: usize) -> usize {
        let behind = self.lines.partition_point(|(begins, _)| *begins <= at);
        self.lines[behind.saturating_sub(1)].1
    }

    pub(super) fn plain(&self) -> &[char] {
        &self.plain
    }

    pub(super) fn len(&self) -> usize {
        self.plain.len()
    }

    /// The text as it stands, of a range of characters.
    pub(super) fn shown(&self, range: Range<usize>) -> String {
        self.shown[range].iter().collect::<String>().trim().to_owned()
    }

    /// The whole text as it stands.
    pub(super) fn text(&self) -> String {
        self.shown(0..self.len())
    }

    /// A part of it, which is a passage of its own.
    pub(super) fn part(&self, range: Range<usize>) -> Self {
        let behind = self.lines.iter().filter(|(at, _)| *at > range.start && *at < range.end);
        let behind = behind.map(|(at, line)| (at - range.start, *line));
        Self {
            lines: std::iter::once((0, self.line_at(range.start))).chain(behind).collect(),
            position: self.position + range.start,
            shown: self.shown[range.clone()].to_vec(),
            plain: self.plain[range].to_vec(),
        }
    }

    /// Its sentences: what full stops and semicolons part.
    pub(super) fn sentences(&self) -> Vec<Passage> {
        let mut sentences = Vec::new();
        let mut start = 0;
        let mut depth = 0_usize;
        for (at, c) in self.plain.iter().enumerate() {
            match c {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if *c == '。' || *c == ';' && depth == 0 || self.is_too_long(start, at) {
                sentences.push(self.part(start..at + 1));
                (start, depth) = (at + 1, 0);
            }
        }
        sentences.push(self.part(start..self.len()));
        sentences.retain(|sentence| sentence.len() > 1);
        sentences
    }

    /// Whether a sentence that is too long may be parted behind this character.
    fn is_too_long(&self, start: usize, at: usize) -> bool {
        let of_date = |c: char| c.is_ascii_digit() || "年月日号旬 〇零一二三四五六七八九十".contains(c);
        let behind = self.plain.get(at + 1).copied().unwrap_or_default();
        let parts_a_date = of_date(self.plain[at]) || "年月日号前之以内止 ".contains(behind);
        match at - start {
            ..LONGEST_SENTENCE => false,
            length if length >= 4 * LONGEST_SENTENCE => true,
            length if length >= 2 * LONGEST_SENTENCE => !parts_a_date,
            _ => matches!(self.plain[at], ',' | '、' | '|'),
        }
    }

    /// A fact that this says.
    pub(super) fn quote<T>(&self, fact: T) -> Quoted<T> {
        self.quote_at(0, fact)
    }

    /// A fact that stands at some character of this.
    pub(super) fn quote_at<T>(&self, at: usize, fact: T) -> Quoted<T> {
        Quoted { fact, line: self.line_at(at), sentence: self.text() }
    }

    /// Where a range of it stands in the whole text.
    pub(super) fn placed(&self, range: &Range<usize>) -> Range<usize> {
        self.position + range.start..self.position + range.end
    }

    /// Where a word stands, at or after `from`.
    pub(super) fn find(&self, word: &str, from: usize) -> Option<usize> {
        let word: Vec<char> = word.chars().collect();
        let last = self.len().checked_sub(word.len())?;
        (from..=last).find(|at| self.plain[*at..].starts_with(&word))
    }

    /// The first of some words at or after `from`: where it begins and ends. Of two at one place the longer.
    pub(super) fn find_any(&self, words: &[&str], from: usize) -> Option<(usize, usize)> {
        let found = words.iter().filter_map(|word| Some((self.find(word, from)?, word.chars().count())));
        found.min_by_key(|(at, length)| (*at, usize::MAX - length)).map(|(at, length)| (at, at + length))
    }

    pub(super) fn contains(&self, word: &str) -> bool {
        self.find(word, 0).is_some()
    }

    pub(super) fn contains_any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.contains(word))
    }

    pub(super) fn starts_with(&self, word: &str) -> bool {
        word.chars().count() <= self.len() && word.chars().zip(&self.plain).all(|(c, own)| c == *own)
    }

    /// What stands before a character, back to the last comma, colon, bracket or end of a sentence.
    pub(super) fn clause_before(&self, at: usize) -> &[char] {
        let before = &self.plain[..at];
        let begin = before.iter().rposition(|c| matches!(c, ',' | '。' | ';' | ':' | '(' | ')'));
        &before[begin.map_or(0, |mark| mark + 1)..]
    }

    /// Splits a range at some characters, where they stand in no bracket, quotation or title.
    pub(super) fn split(&self, range: Range<usize>, at: impl Fn(&[char]) -> usize) -> Vec<Range<usize>> {
        let mut parts = Vec::new();
        let (mut start, mut depth, mut index) = (range.start, 0_i32, range.start);
        while index < range.end {
            match self.plain[index] {
                '(' | '《' | '“' => depth += 1,
                ')' | '》' | '”' => depth -= 1,
                _ if depth <= 0 => {
                    let width = at(&self.plain[index..range.end]);
                    if width > 0 {
                        parts.push(start..index);
                        index += width;
                        start = index;
                        continue;
                    }
                }
                _ => {}
            }
            index += 1;
        }
        parts.push(start..range.end);
        parts.retain(|part| !part.is_empty());
        parts
    }
}

/// Full-width letters, digits and signs as plain ones, and one form of brackets and dashes.
fn narrow(c: char) -> char {
    match c {
        '\u{3000}' | '\u{a0}' => ' ',
        '〔' | '［' | '【' | '[' => '(',
        '〕' | '］' | '】' | ']' => ')',
        '—' | '–' | '―' | '─' | '－' | '~' | '～' | '﹣' | '−' => '-',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    }
}
