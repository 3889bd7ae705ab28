//! Words and dates as a Chinese official text writes them, and texts made safe to stand in one.

use chrono::{Datelike, NaiveDate, Timelike, Weekday};
use chrono_tz::Tz;
use duban_domain::{instrument::Instrument, plan::Requirement, time::PlanTime};

/// What people or files wrote, fit to stand in one line of a mail: no line breaks or other controls,
/// nothing invisible, and nothing that turns the reading direction around.
pub(super) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !is_invisible(*c)) {
        let c = if c.is_control() || c.is_whitespace() && c != '\u{3000}' { ' ' } else { c };
        if c != ' ' || !out.is_empty() && !out.ends_with(' ') {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Bidirectional controls, zero-width characters, and tags.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// `text` in at most `most` characters.
pub(super) fn shorten(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(most.saturating_sub(1)).collect();
    short.push('…');
    short
}

/// `2024年8月20日`.
pub(super) fn day(at: PlanTime, zone: Tz) -> String {
    date(at.date(zone))
}

/// The same of a date.
pub(super) fn date(date: NaiveDate) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// `2024年8月20日（星期二）17:30`.
pub(super) fn moment(at: PlanTime, zone: Tz) -> String {
    let local = at.in_zone(zone);
    let weekday = match local.weekday() {
        Weekday::Mon => '一',
        Weekday::Tue => '二',
        Weekday::Wed => '三',
        Weekday::Thu => '四',
        Weekday::Fri => '五',
        Weekday::Sat => '六',
        Weekday::Sun => '日',
    };
    format!("{}（星期{weekday}）{:02}:{:02}", day(at, zone), local.hour(), local.minute())
}

/// 一, 二, … 九十九; digits beyond.
pub(super) fn numeral(n: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match (n / 10, n % 10) {
        (0, ones) => DIGITS[ones].to_owned(),
        (1, ones) => format!("十{}", DIGITS[ones]),
        (tens @ 2..=9, ones) => format!("{}十{}", DIGITS[tens], DIGITS[ones]),
        _ => n.to_string(),
    }
}

/// A number of working days; a weekend alone makes none.
pub(super) fn working_days(n: u32) -> String {
    if n == 0 { "不足1个工作日".to_owned() } else { format!("{n}个工作日") }
}

/// What issuing an instrument is called.
pub(super) fn action(instrument: Instrument) -> String {
    instrument.row().issuing.map_or_else(|| format!("发{}", instrument.chinese()), str::to_owned)
}

/// What a submission must come with; `None` for nothing.
pub(super) fn requirements(wanted: &[Requirement]) -> Option<String> {
    let words = wanted.iter().map(|r| match r {
        Requirement::Attachment => "提交附件",
        Requirement::Seal => "加盖公章",
    });
    let words: Vec<_> = words.collect();
    (!words.is_empty()).then(|| words.join("、"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_becomes_one_plain_line() {
        assert_eq!(clean("总结\r\nBcc: all@x\t\t！"), "总结 Bcc: all@x ！");
        assert_eq!(clean("a\u{202E}b\u{2066}c\u{200B}d\u{2028}e\u{0}f\u{85}g"), "abcd e f g");
        assert_eq!(clean("  前后　空格 \n"), "前后　空格");
        assert_eq!(shorten("一二三四", 3), "一二…");
        assert_eq!(shorten("一二三", 3), "一二三");
    }

    #[test]
    fn dates_are_read_in_the_campaigns_zone() {
        let at = chrono::DateTime::parse_from_rfc3339("2024-08-20T17:30:00+08:00").unwrap();
        let at = PlanTime::new(at.to_utc());
        assert_eq!(moment(at, chrono_tz::Asia::Shanghai), "2024年8月20日（星期二）17:30");
        assert_eq!(moment(at, chrono_tz::UTC), "2024年8月20日（星期二）09:30");
    }

    #[test]
    fn numerals() {
        let told: Vec<_> = [1, 9, 10, 11, 20, 88, 100].map(numeral).into();
        assert_eq!(told, ["一", "九", "十", "十一", "二十", "八十八", "100"]);
    }
}
