//! One form of a text, whatever it came as.

use unicode_normalization::UnicodeNormalization;

/// Ends lines in one way, leaves out what cannot be seen, and writes each ideograph as itself: the fonts of many
/// files say of 月 or 民 that it is a radical, which looks the same.
pub(super) fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '\r' if signs.peek() == Some(&'\n') => {}
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => tidied.push('\n'),
            '\n' | '\t' => tidied.push(sign),
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
            '\u{2f00}'..='\u{2fdf}' | '\u{f900}'..='\u{faff}' => tidied.extend(std::iter::once(sign).nfkc()),
            '\u{2e80}'..='\u{2eff}' => tidied.push(ideograph(sign)),
            _ if sign.is_control() => {}
            _ => tidied.push(sign),
        }
    }
    tidied
}

/// The radicals of the supplement that are words of their own; Unicode calls only two of them compatible.
const RADICALS: &str = "⺁厂⺇几⺌小⺍小⺟母⺠民⺫目⺬示⺶羊⺷羊⻁虎⻄西⻅见⻆角⻉贝⻋车⻑長⻓长⻔门⻗雨⻘青⻙韦⻚页⻛风\
                        ⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻬齐⻮齿⻰龙⻳龟";

fn ideograph(radical: char) -> char {
    let mut pairs = RADICALS.chars();
    while let (Some(from), Some(to)) = (pairs.next(), pairs.next()) {
        if from == radical {
            return to;
        }
    }
    radical
}

/// Whether a gap on a line is a space, in sizes of the text. Columns are parted, and two numbers sooner: 1 and
/// 2025年 in two cells are not 12025年. Letters are parted into words, where the gap is known and not only guessed
/// from how wide letters usually are. Between ideographs there is none.
pub(super) fn is_space(before: &str, gap: f64, after: &str, known: bool) -> bool {
    const COLUMN: f64 = 2.0;
    const NUMBERS: f64 = 1.0;
    const WORDS: f64 = 0.2;
    let (Some(last), Some(next)) = (before.chars().last(), after.chars().next()) else { return false };
    let both = |is: fn(&char) -> bool| is(&last) && is(&next);
    !last.is_whitespace()
        && (gap > COLUMN
            || gap > NUMBERS && both(char::is_ascii_digit)
            || gap > WORDS && known && both(char::is_ascii_alphabetic))
}

/// A page's lines, each ended, without the number at its foot or head.
pub(super) fn without_number(mut lines: Vec<String>) -> String {
    if lines.last().is_some_and(|line| is_page_number(line)) {
        lines.pop();
    }
    let numbered = lines.first().is_some_and(|line| is_page_number(line));
    lines.iter().skip(usize::from(numbered)).map(|line| format!("{line}\n")).collect()
}

/// Whether a line is a page's number: "2", "- 2 -", "— 2 —", "第2页", "2/5".
fn is_page_number(line: &str) -> bool {
    let bare: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    let bare = bare.trim_matches(['-', '—', '–', '－', '―', '─', '·', '•', '~', '～']);
    let bare = bare.strip_prefix('第').and_then(|rest| rest.strip_suffix('页')).unwrap_or(bare);
    let digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let numbers = bare.split(['/', '／']).collect::<Vec<_>>();
    numbers.len() <= 2 && numbers.iter().all(|n| (1..=4).contains(&n.chars().count()) && n.chars().all(digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_in_one_way_and_what_is_unseen_goes() {
        assert_eq!(tidy("\u{feff}一\r\n二\r三\u{c}四\u{200b}\0五\t六"), "一\n二\n三\n四五\t六");
    }

    #[test]
    fn radicals_become_the_ideographs_they_look_like() {
        assert_eq!(tidy("⼈⺠政府⽉⽇⾏⻔⻩"), "人民政府月日行门黄");
        for (index, sign) in RADICALS.chars().enumerate() {
            assert_eq!(('\u{2e80}'..='\u{2eff}').contains(&sign), index % 2 == 0, "{sign}");
        }
    }

    #[test]
    fn page_numbers_are_known() {
        for number in ["2", "- 2 -", "— 12 —", "－２－", "第3页", "2 / 5", "·7·"] {
            assert!(is_page_number(number), "{number}");
        }
        for text in ["", "—", "2025年", "12345", "一、", "1.", "2/3/4"] {
            assert!(!is_page_number(text), "{text}");
        }
    }
}
