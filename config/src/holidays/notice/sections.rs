//! A notice taken apart: the year it is about, and its sections, a holiday each, in sentences.

use duban_domain::holidays::NATIONAL_HOLIDAYS;

/// What a text holds.
pub(super) struct Sections {
    /// The year its title names.
    pub(super) year: Option<i32>,
    /// Another year that it is about too.
    pub(super) other_year: Option<i32>,
    pub(super) sections: Vec<Section>,
}

/// What is said of one holiday, or of two that fall together.
pub(super) struct Section {
    pub(super) line: usize,
    /// The holidays, joined by 、.
    pub(super) name: String,
    /// Each sentence with the line on which it begins.
    pub(super) sentences: Vec<(usize, String)>,
}

/// A character that matters, and its line. Full-width forms are told as their plain ones.
type Char = (char, usize);

/// What parts sentences: 。, its relatives, and an empty line.
const STOP: char = '。';

pub(super) fn read(text: &str) -> Sections {
    let chars = plain(text);
    let mut years = titles(&chars);
    years.dedup();
    let headings = headings(&chars);
    let ends = headings.iter().skip(1).map(|heading| heading.begin).chain([chars.len()]);
    let sections = headings.iter().zip(ends).map(|(heading, end)| Section {
        line: chars[heading.begin].1,
        name: heading.name.clone(),
        sentences: sentences(&chars[heading.end..end]),
    });
    Sections { year: years.first().copied(), other_year: years.get(1).copied(), sections: sections.collect() }
}

/// The text without spaces and line ends; an empty line ends a sentence.
fn plain(text: &str) -> Vec<Char> {
    let mut chars = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let before = chars.len();
        let visible = |c: &char| !c.is_whitespace() && !c.is_control() && !is_invisible(*c);
        chars.extend(line.chars().filter(visible).map(|c| (half_width(c), index + 1)));
        if chars.len() == before {
            chars.push((STOP, index + 1));
        }
    }
    chars
}

/// Zero-width characters and marks of direction that web pages leave in what is copied from them.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

fn half_width(c: char) -> char {
    match c {
        '．' | '.' | '；' | ';' => STOP,
        '—' | '–' | '－' | '~' | '～' | '〜' => '-',
        '﹣' => '-',
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(c) - 0xff01 + 0x21).filter(|plain| *plain != '.').unwrap_or(STOP)
        }
        other => other,
    }
}

/// The years the text says it is about: "2026年部分节假日安排", "2026年元旦、春节、…".
fn titles(chars: &[Char]) -> Vec<i32> {
    let at = |index: usize, text: &str| matches(chars, index, text);
    let mut years = Vec::new();
    for index in 4..chars.len() {
        let names = ["年部分节假日", "年节假日", "年元旦、"].iter().any(|text| at(index, text));
        let digits: String = chars[index - 4..index].iter().map(|(c, _)| c).collect();
        if let Some(year) = digits.parse().ok().filter(|_| names) {
            years.push(year);
        }
    }
    years
}

fn matches(chars: &[Char], index: usize, text: &str) -> bool {
    let rest = chars.get(index..).unwrap_or_default();
    text.chars().count() <= rest.len() && text.chars().zip(rest).all(|(c, (other, _))| c == *other)
}

struct Heading {
    /// Where it begins, with its number.
    begin: usize,
    /// Where what is said of it begins.
    end: usize,
    name: String,
}

/// "三、清明节：", "六、国庆节、中秋节：".
fn headings(chars: &[Char]) -> Vec<Heading> {
    let mut found = Vec::new();
    let mut index = 0;
    while index < chars.len() {
        match names_at(chars, index) {
            Some((names, end)) => {
                found.push(Heading { begin: number_before(chars, index), end, name: names.join("、") });
                index = end;
            }
            None => index += 1,
        }
    }
    found
}

/// Names of holidays and the colon behind them.
fn names_at(chars: &[Char], mut index: usize) -> Option<(Vec<&'static str>, usize)> {
    let mut names = Vec::new();
    loop {
        let (name, length) = name_at(chars, index)?;
        names.push(name);
        index += length;
        match chars.get(index)?.0 {
            ':' => return Some((names, index + 1)),
            '、' | '和' | '与' | '暨' | '及' => index += 1,
            _ => return None,
        }
    }
}

fn name_at(chars: &[Char], index: usize) -> Option<(&'static str, usize)> {
    NATIONAL_HOLIDAYS.into_iter().find_map(|name| {
        let short = name.trim_end_matches('节');
        let spelled = [name, short].into_iter().filter(|text| text.chars().count() > 1);
        let length =
            spelled.filter(|text| matches(chars, index, text)).map(|text| text.chars().count()).max()?;
        Some((name, length))
    })
}

/// Where the number before a heading begins: "三、", "3.", "（三）".
fn number_before(chars: &[Char], index: usize) -> usize {
    let mark = |c: char| matches!(c, '、' | STOP | ')' | ',');
    let digit = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c) || c == '(';
    let Some(marked) = index.checked_sub(1).filter(|at| mark(chars[*at].0)) else { return index };
    let digits = chars[..marked].iter().rev().take_while(|(c, _)| digit(*c)).count();
    if digits == 0 { index } else { marked - digits }
}

fn sentences(chars: &[Char]) -> Vec<(usize, String)> {
    let parts = chars.split(|(c, _)| *c == STOP).filter(|part| !part.is_empty());
    parts.map(|part| (part[0].1, part.iter().map(|(c, _)| c).collect())).collect()
}
