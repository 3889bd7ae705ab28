//! The name a person signs in with.

use crate::ids::BureauCode;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The longest account, in characters.
const LONGEST: usize = 64;

/// The longest name of a person or a token, in characters.
const LONGEST_NAME: usize = 64;

/// Why a text is no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a name is 1 to {LONGEST_NAME} characters on one line")]
pub struct BadName;

/// A name as it was typed, without the blanks around it.
///
/// # Errors
/// It is none.
pub fn plain_name(typed: &str) -> Result<String, BadName> {
    let name = typed.trim();
    let fits = (1..=LONGEST_NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if fits { Ok(name.to_owned()) } else { Err(BadName) }
}

/// The name a person signs in with, in the one form it is kept and compared in.
///
/// Letters become lower-case and full-width forms, which Chinese keyboards write, become plain; apart from
/// ASCII only common Chinese characters are taken. Nothing that is left can be written in two ways, so two
/// accounts that look alike are one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Account(String);

/// Why a text is no account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "an account is 2 to {LONGEST} letters, digits, Chinese characters or . - _ @, and begins with a letter, a digit or a Chinese character"
)]
pub struct BadAccount;

impl Account {
    /// Reads what a person typed.
    ///
    /// # Errors
    /// It is no account.
    pub fn parse(typed: &str) -> Result<Self, BadAccount> {
        // More than the longest is looked at only as far as it takes to see that it is too long.
        let folded: String = typed.trim().chars().take(LONGEST + 1).map(fold).collect();
        let begins_well = folded.chars().next().is_some_and(is_word);
        let length = folded.chars().count();
        let plain = folded.chars().all(|c| is_word(c) || matches!(c, '.' | '-' | '_' | '@'));
        if (2..=LONGEST).contains(&length) && begins_well && plain {
            Ok(Self(folded))
        } else {
            Err(BadAccount)
        }
    }

    /// An account of a bureau without a person's name in it.
    pub(super) fn of_bureau(bureau: &BureauCode, number: u32) -> Self {
        Self(format!("{bureau}-{number}"))
    }

    /// The account as it is kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Account {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

fn fold(c: char) -> char {
    let plain = match c {
        // The full-width forms stand in ASCII's order, so far away from it.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    };
    plain.to_ascii_lowercase()
}

fn is_word(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || ('\u{4e00}'..='\u{9fff}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_alike_is_one_account() {
        for typed in ["ZhangSan", " zhangsan ", "ｚｈａｎｇｓａｎ", "ＺHANGSAN"] {
            assert_eq!(Account::parse(typed).unwrap().as_str(), "zhangsan", "{typed}");
        }
        assert_eq!(Account::parse("张三.522701").unwrap().as_str(), "张三.522701");
        assert_eq!(Account::parse("li@bureau.example").unwrap().as_str(), "li@bureau.example");
    }

    #[test]
    fn what_could_be_taken_for_another_is_none() {
        let long = "a".repeat(LONGEST + 1);
        // Cyrillic letters, a Kelvin sign, a compatibility ideograph, a joiner, control characters.
        let bad = [
            "",
            "a",
            ".a",
            "-a",
            "zhаngsan",
            "\u{212a}evin",
            "\u{f900}三",
            "a\u{200d}b",
            "a b",
            "a\nb",
            "<b>",
            "a/b",
            "a'b",
            "ſan",
            &long,
        ];
        for typed in bad {
            assert_eq!(Account::parse(typed), Err(BadAccount), "{typed:?}");
        }
    }

    #[test]
    fn an_account_read_again_is_the_same() {
        let account = Account::parse("Ｌi.Si").unwrap();
        assert_eq!(Account::parse(account.as_str()), Ok(account.clone()));
        let json = serde_json::to_string(&account).unwrap();
        assert_eq!(serde_json::from_str::<Account>(&json).unwrap(), account);
        assert!(serde_json::from_str::<Account>("\"a b\"").is_err());
    }
}
