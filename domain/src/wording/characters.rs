//! Characters that one computer shows and another does not: private use (自造字) and what is no character at
//! all. Older fonts keep some characters of GB 18030 at private code points, from before Unicode had a place for
//! them; GB 18030-2005 and -2022 moved those, and here they are moved with them. Any other private character
//! means something on one computer alone, so it is refused where a text comes in, and a document that finds
//! one in an older record shows that something stands there.

use serde::{Deserialize, Serialize};
use std::{borrow::Cow, fmt};

/// What stands in a document for a character that cannot be printed: the mark typesetters use.
pub const MISSING: char = '〓';

/// The private code points of GBK and GB 18030-2000 and -2005 from a first one on, and the characters that
/// Unicode and GB 18030-2022 have for them.
const MOVED: &[(u32, &str)] = &[
    (0xE76C, "\u{20AC}"),
    (0xE78D, "\u{FE10}\u{FE12}\u{FE11}\u{FE13}\u{FE14}\u{FE15}\u{FE16}\u{FE17}\u{FE18}\u{FE19}"),
    (0xE7C7, "\u{1E3F}\u{1F9}"),
    (
        0xE7E7,
        "〾\u{2FF0}\u{2FF1}\u{2FF2}\u{2FF3}\u{2FF4}\u{2FF5}\u{2FF6}\u{2FF7}\u{2FF8}\u{2FF9}\u{2FFA}\u{2FFB}",
    ),
    (
        0xE815,
        "⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟\
             㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱\
             䎬⺻䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟\
             䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻",
    ),
];

/// A character that other computers do not show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unprintable {
    /// Its code.
    code: u32,
    /// Which character of its text it is, counted from 1.
    place: usize,
    /// The few characters before it.
    after: String,
}

impl Unprintable {
    /// The sentence a user reads.
    pub fn chinese(&self) -> String {
        let Self { code, place, .. } = self;
        let after = self.after.as_str();
        let after = if after.is_empty() { String::new() } else { format!("（“{after}”之后）") };
        format!(
            "第{place}个字{after}是自造字或非标准字符（U+{code:04X}），换一台电脑就显示不出，也无法印发；请改用标准汉字"
        )
    }
}

impl fmt::Display for Unprintable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { code, place, after } = self;
        write!(f, "character {place}")?;
        if !after.is_empty() {
            write!(f, " (after \"{after}\")")?;
        }
        write!(f, " is U+{code:04X}, which only some computers show; write a standard character")
    }
}

impl std::error::Error for Unprintable {}

/// A text with every character at the place that it has in the present standard.
pub fn standard(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_private) {
        text.chars().map(moved).collect::<String>().into()
    } else {
        text.into()
    }
}

/// A text fit for print: as [`standard`], and with [`MISSING`] for what cannot be printed.
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_unprintable) {
        let shown = |c| if is_unprintable(moved(c)) { MISSING } else { moved(c) };
        text.chars().map(shown).collect::<String>().into()
    } else {
        text.into()
    }
}

/// Whether a text can be shown and printed everywhere.
///
/// # Errors
/// The first character that cannot, and where it stands.
pub fn check(text: &str) -> Result<(), Unprintable> {
    let bad = text.chars().zip(1..).find(|(c, _)| is_unprintable(moved(*c)));
    bad.map_or(Ok(()), |(c, place)| {
        let before: Vec<char> = text.chars().take(place - 1).collect();
        let after = before[before.len().saturating_sub(6)..].iter().collect();
        Err(Unprintable { code: c.into(), place, after })
    })
}

/// Whether every text within a value can be shown and printed everywhere.
///
/// # Errors
/// As [`check`], for the first text that cannot.
pub fn check_all(value: &impl Serialize) -> Result<(), Unprintable> {
    fn each(value: &serde_json::Value) -> Result<(), Unprintable> {
        match value {
            serde_json::Value::String(text) => check(text),
            serde_json::Value::Array(all) => all.iter().try_for_each(each),
            serde_json::Value::Object(all) => all.values().try_for_each(each),
            _ => Ok(()),
        }
    }
    // What cannot be written as JSON has no text to be printed; it never leaves this machine either.
    serde_json::to_value(value).map_or(Ok(()), |value| each(&value))
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}')
}

/// Private use, what is no character, and what a decoder writes for bytes it could not read.
fn is_unprintable(c: char) -> bool {
    is_private(c) || matches!(c, '\u{FDD0}'..='\u{FDEF}' | '\u{FFFD}') || u32::from(c) & 0xFFFE == 0xFFFE
}

fn moved(c: char) -> char {
    let at = u32::from(c);
    let run = MOVED.iter().rev().find(|(first, _)| *first <= at);
    run.and_then(|(first, now)| now.chars().nth(usize::try_from(at - first).ok()?)).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_the_standard_moved_are_moved() {
        // GB 18030-2022: the eighteen whose code points changed, and the six that 2005 had left.
        for (old, new) in [
            (0xE78D, 0xFE10),
            (0xE78E, 0xFE12),
            (0xE78F, 0xFE11),
            (0xE790, 0xFE13),
            (0xE791, 0xFE14),
            (0xE792, 0xFE15),
            (0xE793, 0xFE16),
            (0xE794, 0xFE17),
            (0xE795, 0xFE18),
            (0xE796, 0xFE19),
            (0xE81E, 0x9FB4),
            (0xE826, 0x9FB5),
            (0xE82B, 0x9FB6),
            (0xE82C, 0x9FB7),
            (0xE832, 0x9FB8),
            (0xE843, 0x9FB9),
            (0xE854, 0x9FBA),
            (0xE864, 0x9FBB),
            (0xE816, 0x20087),
            (0xE817, 0x20089),
            (0xE818, 0x200CC),
            (0xE831, 0x215D7),
            (0xE83B, 0x2298F),
            (0xE855, 0x241FE),
            // GB 18030-2005 and -2000 moved these.
            (0xE7C7, 0x1E3F),
            (0xE7C8, 0x01F9),
            (0xE815, 0x2E81),
            (0xE863, 0x4DAE),
            (0xE7F3, 0x2FFB),
        ] {
            let [old, new] = [old, new].map(|code| char::from_u32(code).unwrap().to_string());
            assert_eq!((standard(&old).as_ref(), check(&old)), (new.as_str(), Ok(())));
            assert_eq!(printable(&old), new);
        }
        for text in ["王\u{E863}厂", "平常的文字"] {
            assert!(standard(text).chars().all(|c| !is_private(c)), "{text}");
        }
    }

    #[test]
    fn any_other_is_told_with_its_code_and_place_and_never_vanishes() {
        let refused = check("负责人王\u{E123}到场").unwrap_err();
        assert!(refused.chinese().starts_with("第5个字（“负责人王”之后）是自造字"), "{}", refused.chinese());
        assert!(refused.chinese().contains("U+E123") && refused.to_string().contains("U+E123"));
        assert_eq!(printable("王\u{E123}\u{E81E}"), "王〓龴");
        for bad in ['\u{E000}', '\u{F8FF}', '\u{F0001}', '\u{10FFFD}', '\u{FFFD}', '\u{FFFE}', '\u{FDD0}'] {
            assert!(check(&bad.to_string()).is_err(), "{bad:?}");
        }
        assert_eq!(check("𠂇、〾、﨎，😀"), Ok(()));
        assert!(check_all(&serde_json::json!({ "do": ["好", { "reason": "\u{E000}" }] })).is_err());
    }
}
