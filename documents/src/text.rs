//! Words and dates as a Chinese official text writes them, and texts made safe to stand in one.

use chrono::{Datelike, Timelike};
use chrono_tz::Tz;
use duban_domain::{Instrument, PlanTime, characters::printable, plan::Requirement};

/// What people or files wrote, fit to stand in one line of a document: no line breaks or other controls,
/// nothing invisible, nothing that turns the reading direction around, nothing XML cannot hold or a
/// font cannot print, and none of the marks that have a meaning in a template's text.
pub(crate) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in printable(text).chars().filter(|c| !is_invisible(*c)) {
        let c = match c {
            '@' => '＠',
            '¦' => '|',
            c if c.is_control() || c.is_whitespace() && c != '\u{3000}' => ' ',
            c => c,
        };
        if c != ' ' || !out.is_empty() && !out.ends_with(' ') {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// A cleaned text without its closing mark, to go on in a sentence.
pub(crate) fn clause(text: &str) -> String {
    clean(text).trim_end_matches(['。', '；', '，', '！', '.', ';', ' ']).to_owned()
}

/// Bidirectional controls, zero-width characters and tags. What is visible on some computers alone is none of
/// these: it never goes without a trace.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// How wide a text is, in halves of a Chinese character.
pub(crate) fn half_widths(text: &str) -> usize {
    text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

/// Whether a Chinese font sets a character as wide as it is high.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{2014}' | '\u{2018}'..='\u{201D}' | '\u{2026}' | '\u{2460}'..='\u{24FF}')
        || c >= '\u{2E80}' && !matches!(c, '\u{FF61}'..='\u{FFDC}')
}

/// `2024年8月20日`.
pub(crate) fn day(at: PlanTime, zone: Tz) -> String {
    let at = at.in_zone(zone);
    format!("{}年{}月{}日", at.year(), at.month(), at.day())
}

/// `2024年8月20日17时30分`; the full hour without minutes.
pub(crate) fn moment(at: PlanTime, zone: Tz) -> String {
    let local = at.in_zone(zone);
    let hour = format!("{}{}时", day(at, zone), local.hour());
    if local.minute() == 0 { hour } else { format!("{hour}{}分", local.minute()) }
}

/// 一, 二, … 十, 十一, … 九十九; beyond that in digits.
pub(crate) fn numeral(n: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match (n / 10, n % 10) {
        (0, 0) | (10.., _) => n.to_string(),
        (0, unit) => DIGITS[unit].to_owned(),
        (1, unit) => format!("十{}", DIGITS[unit]),
        (ten, unit) => format!("{}十{}", DIGITS[ten], DIGITS[unit]),
    }
}

/// A number of working days; a weekend alone makes none.
pub(crate) fn working_days(n: u32) -> String {
    if n == 0 { "不足1个工作日".to_owned() } else { format!("{n}个工作日") }
}

/// What issuing an instrument is called.
pub(crate) fn action(instrument: Instrument) -> String {
    instrument.row().announced.map_or_else(|| format!("印发{}", instrument.chinese()), str::to_owned)
}

/// What a submission must come with; `None` for nothing.
pub(crate) fn requirements(wanted: &[Requirement]) -> Option<String> {
    let words = wanted.iter().map(|r| match r {
        Requirement::Attachment => "附相关材料",
        Requirement::Seal => "加盖公章",
    });
    let words: Vec<_> = words.collect();
    (!words.is_empty()).then(|| words.join("、"))
}

/// `都匀市市场监督管理局等3个单位`.
pub(crate) fn first_of(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => clean(one),
        [first, ..] => format!("{}等{}个单位", clean(first), names.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_becomes_one_plain_line() {
        assert_eq!(clean("总结\r\n@标题 假\t\t！"), "总结 ＠标题 假 ！");
        assert_eq!(clean("a\u{202E}b\u{2066}c\u{200B}d\u{2028}e\u{0}f\u{85}g¦h"), "abcd e f g|h");
        assert_eq!(clean("  前后　空格 \n"), "前后　空格");
        assert_eq!(clean("\u{FFFE}\u{FFFF}\u{1FFFE}\u{E000}字"), "〓〓〓〓字");
        assert_eq!(
            clean("王\u{E863}厂，\u{E81E}"),
            "王䶮厂，龴",
            "a character that the standard moved is not lost"
        );
        assert_eq!(clause("未检验出厂。 "), "未检验出厂");
    }

    #[test]
    fn instants_are_written_out_in_the_campaigns_zone() {
        let at = |text: &str| PlanTime::new(chrono::DateTime::parse_from_rfc3339(text).unwrap().to_utc());
        let zone = chrono_tz::Asia::Shanghai;
        assert_eq!(moment(at("2024-08-20T17:30:00+08:00"), zone), "2024年8月20日17时30分");
        assert_eq!(moment(at("2024-08-20T09:00:00+08:00"), zone), "2024年8月20日9时");
        assert_eq!(moment(at("2024-08-20T17:05:00+08:00"), chrono_tz::UTC), "2024年8月20日9时5分");
    }

    #[test]
    fn a_chinese_character_is_two_halves_wide() {
        assert_eq!(half_widths("2024年8月21日"), 13);
        assert_eq!(half_widths("黔南市监〔2024〕12号“”"), 8 + 4 + 4 + 2 + 2 + 4);
    }
}
