//! Signs that look like what a file needs and are not: full-width ones from a Chinese keyboard, and those that
//! cannot be seen at all.

use duban_domain::{Sentence, sentence, text::first_invisible};

/// A hint at the first full-width sign of a text that should have had a plain one; empty without one.
pub(crate) fn typed_wide(text: &str) -> Sentence {
    let wide = |sign: char| Some((sign, plain(sign)?));
    match text.chars().find_map(wide) {
        Some((sign, plain)) => sentence!(
            "; it holds the full-width “{sign}”, where a plain {plain} belongs",
            "；其中的“{sign}”是全角符号，应为半角 {plain}"
        ),
        None => Sentence::default(),
    }
}

/// The plain sign for a full-width one.
fn plain(sign: char) -> Option<char> {
    match sign {
        '，' | '、' => Some(','),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(sign) - 0xfee0),
        '—' | '–' | '−' => Some('-'),
        '“' | '”' => Some('"'),
        '‘' | '’' => Some('\''),
        _ => None,
    }
}

/// What stands in a place instead of a key with its value: the key, what is behind it, and what is wrong with
/// the colon between them.
pub(crate) fn broken_key(text: &str) -> Option<(&str, &str, Sentence)> {
    let text = text.trim();
    let (at, colon) = text.char_indices().find(|(_, sign)| matches!(sign, ':' | '：'))?;
    let (key, rest) = (text[..at].trim(), &text[at + colon.len_utf8()..]);
    let word = key.trim_matches(['"', '\'']);
    let is_word =
        !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if !is_word || (colon == ':' && (rest.is_empty() || rest.starts_with([' ', '\t']))) {
        return None;
    }
    let told = if colon == '：' {
        sentence!(
            "“{key}：” has a full-width colon; write a plain one and a space: \"{key}: \"",
            "“{key}：”用了全角冒号；请改为半角冒号加空格：“{key}: ”"
        )
    } else {
        sentence!(
            "there is no space behind the colon of “{key}:”; write \"{key}: \"",
            "“{key}:”的冒号后缺少空格；请写成“{key}: ”"
        )
    };
    Some((word, rest.trim(), told))
}

/// The same for a line of a file, of which a parser says only later that it made no sense.
pub(crate) fn broken_key_in_line(line: &str) -> Option<Sentence> {
    let mut text = line.trim();
    while let Some(rest) = text.strip_prefix("- ") {
        text = rest.trim_start();
    }
    broken_key(text).map(|(_, _, told)| told)
}

/// What to say of a text that holds something nobody can see; `None` without it.
pub(crate) fn hidden(text: &str) -> Option<Sentence> {
    let (before, sign) = first_invisible(text)?;
    let code = u32::from(sign);
    let start = before.chars().count().saturating_sub(10);
    let before: String = before.chars().skip(start).collect();
    Some(if before.is_empty() {
        sentence!(
            "this text begins with an invisible character (U+{code:04X}); delete it",
            "此处开头有看不见的字符（U+{code:04X}）；请删去"
        )
    } else {
        sentence!(
            "this text holds an invisible character (U+{code:04X}) behind “{before}”; delete it",
            "此处“{before}”之后有看不见的字符（U+{code:04X}）；请删去"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_width_sign_is_named_with_the_plain_one() {
        assert_eq!(typed_wide("7d，3wd").chinese, "；其中的“，”是全角符号，应为半角 ,");
        assert!(typed_wide("２026-05-11").english.contains("“２”, where a plain 2 belongs"));
        assert_eq!(typed_wide("2026-05-中旬"), Sentence::default());
    }

    #[test]
    fn a_key_is_seen_through_its_broken_colon() {
        let seen = |text| broken_key(text).map(|(key, rest, _)| (key, rest));
        assert_eq!(seen("title：专项行动"), Some(("title", "专项行动")));
        assert_eq!(seen("title:专项行动"), Some(("title", "专项行动")));
        assert_eq!(seen("\"522701\"：x"), Some(("522701", "x")));
        for fine in ["title: x", "title:", "专项：行动", "https", "09:00 to 10:00", "- x"] {
            assert!(fine.starts_with("09") || seen(fine).is_none(), "{fine}");
        }
        assert!(broken_key_in_line("  - id：a").is_some());
    }

    #[test]
    fn what_cannot_be_seen_is_told_with_what_stands_before_it() {
        assert_eq!(hidden("专项行动"), None);
        assert_eq!(
            hidden("专项\u{200b}行动").unwrap().chinese,
            "此处“专项”之后有看不见的字符（U+200B）；请删去"
        );
        assert!(hidden("\u{feff}x").unwrap().english.starts_with("this text begins with"));
    }
}
