//! Automatic numbers: 一、（一）1. stand in no text, the program counts paragraphs and shows them.

use super::super::{
    refusals::damaged,
    xml::{self, XmlAttributes, XmlEvent},
};
use duban_domain::Sentence;
use std::collections::{HashMap, HashSet};

/// How many levels a list has.
const LEVELS: usize = 9;

/// A pattern such as "第%1条" that is longer is none.
const LONGEST_PATTERN: usize = 60;

/// Styles that are based on each other: longer chains go round.
const LONGEST_CHAIN: usize = 20;

/// What a paragraph, or a style, says of its number.
#[derive(Clone, Debug, Default)]
pub(super) struct ParagraphNumber {
    style: Option<String>,
    list: Option<u32>,
    level: Option<usize>,
}

impl ParagraphNumber {
    /// Takes one of the elements that say so.
    pub(super) fn set(&mut self, name: &str, attributes: &XmlAttributes) {
        match name {
            "pStyle" | "basedOn" => self.style = attributes.get("val").map(str::to_owned),
            "numId" => self.list = attributes.number("val"),
            "ilvl" => self.level = attributes.number("val"),
            _ => {}
        }
    }
}

/// The lists of a document, and how far each is counted.
#[derive(Default)]
pub(super) struct Numbering {
    patterns: HashMap<u32, Pattern>,
    lists: HashMap<u32, List>,
    styles: HashMap<String, ParagraphNumber>,
    /// Counted by pattern: lists that share one go on from each other.
    counted: HashMap<u32, [Option<u32>; LEVELS]>,
    /// The lists that began anew at a level.
    begun: HashSet<(u32, usize)>,
}

/// A pattern of numbers, level by level.
#[derive(Default)]
struct Pattern {
    levels: [Level; LEVELS],
    /// The style that it makes, or the one that makes it.
    style: Option<String>,
    made_by: Option<String>,
}

#[derive(Clone)]
struct Level {
    first: u32,
    format: String,
    text: String,
    tight: bool,
    plain: bool,
    style: Option<String>,
}

impl Default for Level {
    fn default() -> Self {
        Self { first: 1, format: String::new(), text: String::new(), tight: false, plain: false, style: None }
    }
}

#[derive(Default)]
struct List {
    pattern: u32,
    first: [Option<u32>; LEVELS],
}

impl Numbering {
    /// Reads the parts that define lists and styles; empty ones define nothing.
    ///
    /// # Errors
    /// One is damaged.
    pub(super) fn read(numbering: &[u8], styles: &[u8]) -> Result<Self, Sentence> {
        let mut read = Self::default();
        let mut reader = ListReader { numbering: &mut read, pattern: None, list: None, level: None };
        if !numbering.is_empty() {
            xml::walk(numbering, |event| reader.take(event)).map_err(|_| damaged())?;
        }
        if !styles.is_empty() {
            let mut open = None;
            xml::walk(styles, |event| read.take_style(event, &mut open)).map_err(|_| damaged())?;
        }
        Ok(read)
    }

    fn take_style(&mut self, event: XmlEvent<'_>, open: &mut Option<String>) {
        match event {
            XmlEvent::Open { name: "style", attributes, .. } => {
                *open = attributes.get("styleId").map(str::to_owned);
            }
            XmlEvent::Open { name: name @ ("basedOn" | "numId" | "ilvl"), attributes, .. } => {
                if let Some(style) = open {
                    self.styles.entry(style.clone()).or_default().set(name, attributes);
                }
            }
            XmlEvent::Close("style") => *open = None,
            _ => {}
        }
    }

    /// Counts a paragraph, and gives what is shown before it: nothing if it has no number.
    pub(super) fn next(&mut self, paragraph: &ParagraphNumber) -> String {
        let Some((list, level)) = self.place(paragraph) else { return String::new() };
        let Some(pattern) = self.pattern_of(list) else { return String::new() };
        let Some(levels) = self.patterns.get(&pattern).map(|pattern| &pattern.levels) else {
            return String::new();
        };
        let begins = self.lists.get(&list).and_then(|list| list.first[level]);
        let begins = begins.filter(|_| self.begun.insert((list, level)));
        let counted = self.counted.entry(pattern).or_default();
        let next = counted[level].map_or(levels[level].first, |last| last.saturating_add(1));
        counted[level] = Some(begins.unwrap_or(next));
        counted[level + 1..].fill(None);
        for above in 0..level {
            counted[above].get_or_insert(levels[above].first);
        }
        label(levels, level, counted)
    }

    /// The list and the level a paragraph is of, by itself or by its style.
    fn place(&self, paragraph: &ParagraphNumber) -> Option<(u32, usize)> {
        let (mut list, mut level) = (paragraph.list, paragraph.level);
        let mut style = paragraph.style.as_ref();
        let mut named = None;
        for _ in 0..LONGEST_CHAIN {
            let Some((id, said)) = style.and_then(|id| self.styles.get_key_value(id)) else { break };
            if list.is_none() && said.list.is_some() {
                (list, named) = (said.list, Some(id));
            }
            level = level.or(said.level);
            style = said.style.as_ref();
        }
        // List 0 takes a number away that a style would give.
        let list = list.filter(|list| *list != 0)?;
        let by_style = || {
            let levels = &self.patterns.get(&self.pattern_of(list)?)?.levels;
            levels.iter().position(|level| level.style.is_some() && level.style.as_ref() == named)
        };
        let level = by_style().or(level).unwrap_or(0);
        (level < LEVELS).then_some((list, level))
    }

    /// The pattern of a list, which may be made elsewhere.
    fn pattern_of(&self, list: u32) -> Option<u32> {
        let id = self.lists.get(&list)?.pattern;
        let made_by = self.patterns.get(&id)?.made_by.as_ref();
        let maker = made_by.and_then(|style| {
            self.patterns.iter().find(|(_, pattern)| pattern.style.as_ref() == Some(style))
        });
        Some(maker.map_or(id, |(maker, _)| *maker))
    }
}

/// Reads the part that defines lists.
struct ListReader<'n> {
    numbering: &'n mut Numbering,
    pattern: Option<u32>,
    list: Option<u32>,
    level: Option<usize>,
}

impl ListReader<'_> {
    fn take(&mut self, event: XmlEvent<'_>) {
        match event {
            XmlEvent::Open { name: "abstractNum", attributes, .. } => {
                self.pattern = attributes.number("abstractNumId");
            }
            XmlEvent::Open { name: "num", attributes, .. } => self.list = attributes.number("numId"),
            XmlEvent::Open { name: "lvl" | "lvlOverride", attributes, .. } => {
                self.level = attributes.number("ilvl").filter(|level| *level < LEVELS);
            }
            XmlEvent::Open { name, attributes, .. } => {
                if let Some(id) = self.list {
                    self.set_list(id, name, attributes);
                } else if let Some(id) = self.pattern {
                    self.set_pattern(id, name, attributes);
                }
            }
            XmlEvent::Close("abstractNum") => self.pattern = None,
            XmlEvent::Close("num") => self.list = None,
            XmlEvent::Close("lvl") if self.list.is_none() => self.level = None,
            _ => {}
        }
    }

    fn set_list(&mut self, id: u32, name: &str, attributes: &XmlAttributes) {
        let list = self.numbering.lists.entry(id).or_default();
        match (name, self.level) {
            ("abstractNumId", _) => list.pattern = attributes.number("val").unwrap_or_default(),
            ("startOverride", Some(level)) => list.first[level] = attributes.number("val"),
            _ => {}
        }
    }

    fn set_pattern(&mut self, id: u32, name: &str, attributes: &XmlAttributes) {
        let pattern = self.numbering.patterns.entry(id).or_default();
        let value = || attributes.get("val").map(str::to_owned);
        let Some(level) = self.level.and_then(|at| pattern.levels.get_mut(at)) else {
            match name {
                "styleLink" => pattern.style = value(),
                "numStyleLink" => pattern.made_by = value(),
                _ => {}
            }
            return;
        };
        match name {
            "start" => level.first = attributes.number("val").unwrap_or(1),
            "numFmt" => level.format = value().unwrap_or_default(),
            "lvlText" => {
                level.text = value().filter(|text| text.len() <= LONGEST_PATTERN).unwrap_or_default();
            }
            "suff" => level.tight = attributes.get("val") == Some("nothing"),
            "isLgl" => level.plain = attributes.is_on(),
            "pStyle" => level.style = value(),
            _ => {}
        }
    }
}

/// What is shown for a level: its pattern with the numbers in it.
fn label(levels: &[Level; LEVELS], at: usize, counted: &[Option<u32>; LEVELS]) -> String {
    let level = &levels[at];
    if matches!(level.format.as_str(), "bullet" | "none") {
        return String::new();
    }
    let mut label = String::new();
    let mut signs = level.text.chars().peekable();
    while let Some(sign) = signs.next() {
        let place = signs.peek().and_then(|digit| digit.to_digit(10)).filter(|_| sign == '%');
        match place.and_then(|place| usize::try_from(place).ok()?.checked_sub(1)) {
            Some(place) => {
                signs.next();
                let format = if level.plain { "decimal" } else { &levels[place].format };
                label.push_str(&written(counted[place].unwrap_or(levels[place].first), format));
            }
            None => label.push(sign),
        }
    }
    // A tab would stand behind it; "1." needs something, or 1.2025年 would read as one number.
    if !level.tight && label.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '.') {
        label.push(' ');
    }
    label
}

/// A number in a format; one that is not known is written in digits.
fn written(number: u32, format: &str) -> String {
    const STEMS: &str = "甲乙丙丁戊己庚辛壬癸";
    let of = |signs: &str| signs.chars().nth(usize::try_from(number).ok()?.checked_sub(1)?).map(String::from);
    let known = match format {
        "chineseCounting"
        | "chineseCountingThousand"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "japaneseCounting"
        | "koreanCounting" => chinese(number),
        "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" => {
            Some(number.to_string().chars().map(|digit| digit_of(digit, "〇一二三四五六七八九")).collect())
        }
        "ideographTraditional" => of(STEMS),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => of("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
        "decimalFullWidth" | "decimalFullWidth2" => {
            Some(number.to_string().chars().map(|digit| digit_of(digit, "０１２３４５６７８９")).collect())
        }
        "decimalZero" => Some(format!("{number:02}")),
        "upperLetter" => of("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        "lowerLetter" => of("abcdefghijklmnopqrstuvwxyz"),
        "upperRoman" => of("ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"),
        "lowerRoman" => of("ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹⅺⅻ"),
        _ => None,
    };
    known.unwrap_or_else(|| number.to_string())
}

fn digit_of(digit: char, digits: &str) -> char {
    digit.to_digit(10).and_then(|at| digits.chars().nth(usize::try_from(at).ok()?)).unwrap_or(digit)
}

/// 一, 十, 十二, 二十, 一百零三; `None` beyond what a list counts to.
fn chinese(number: u32) -> Option<String> {
    if !(1..10_000).contains(&number) {
        return None;
    }
    let mut written = String::new();
    let mut gap = false;
    for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = number / unit % 10;
        if digit == 0 {
            gap = !written.is_empty();
            continue;
        }
        if gap {
            written.push('零');
            gap = false;
        }
        // 十二, but 一百一十二.
        if !(unit == 10 && digit == 1 && written.is_empty()) {
            written.push("零一二三四五六七八九".chars().nth(usize::try_from(digit).ok()?)?);
        }
        written.push_str(name);
    }
    Some(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_lists_show_them() {
        let cases = [
            (1, "一"),
            (10, "十"),
            (12, "十二"),
            (20, "二十"),
            (35, "三十五"),
            (100, "一百"),
            (103, "一百零三"),
            (112, "一百一十二"),
            (1003, "一千零三"),
            (10_000, "10000"),
        ];
        for (number, expected) in cases {
            assert_eq!(written(number, "chineseCountingThousand"), expected);
        }
        assert_eq!(written(3, "decimalEnclosedCircle"), "③");
        assert_eq!(written(21, "decimalEnclosedCircle"), "21");
        assert_eq!(written(2, "ideographTraditional"), "乙");
        assert_eq!(written(10, "ideographDigital"), "一〇");
        assert_eq!(written(0, "upperLetter"), "0");
    }
}
