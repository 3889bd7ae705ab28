//! Lengths as plans write them: `7d` (calendar days) and `3wd` (working days).

use crate::wording::sentence::Sentence;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A whole number of calendar days or of working days.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Span {
    /// Calendar days, written `7d`.
    Days(u16),
    /// Working days, written `3wd`.
    WorkingDays(u16),
}

/// A text that is no [`Span`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is not a length; write a whole number up to 366 and a unit, such as 7d (calendar days) or 3wd (working days)"
)]
pub struct BadSpan(String);

impl From<BadSpan> for Sentence {
    fn from(bad: BadSpan) -> Self {
        let text = &bad.0;
        Self::new(
            bad.to_string(),
            format!("“{text}”不是期限；请写不超过366的整数和单位，如 7d（7日）或 3wd（3个工作日）"),
        )
    }
}

/// Longest span a plan may name: a campaign is counted in months.
const LONGEST: u16 = 366;

impl Span {
    /// The number of days, of whichever kind.
    pub const fn count(self) -> u16 {
        match self {
            Span::Days(n) | Span::WorkingDays(n) => n,
        }
    }

    /// The span as a Chinese official text writes it: `3个工作日`, `7日`.
    pub fn chinese(self) -> String {
        match self {
            Span::Days(n) => format!("{n}日"),
            Span::WorkingDays(n) => format!("{n}个工作日"),
        }
    }
}

impl FromStr for Span {
    type Err = BadSpan;

    fn from_str(text: &str) -> Result<Self, BadSpan> {
        let bad = || BadSpan(text.to_owned());
        let trimmed = text.trim();
        let (digits, make): (&str, fn(u16) -> Span) = match trimmed.strip_suffix("wd") {
            Some(digits) => (digits, Span::WorkingDays),
            None => (trimmed.strip_suffix('d').ok_or_else(bad)?, Span::Days),
        };
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(bad());
        }
        match digits.parse() {
            Ok(n) if n <= LONGEST => Ok(make(n)),
            _ => Err(bad()),
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Span::Days(n) => write!(f, "{n}d"),
            Span::WorkingDays(n) => write!(f, "{n}wd"),
        }
    }
}

impl From<Span> for String {
    fn from(span: Span) -> Self {
        span.to_string()
    }
}

impl TryFrom<String> for Span {
    type Error = BadSpan;

    fn try_from(text: String) -> Result<Self, BadSpan> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_as_they_are_written() {
        assert_eq!("7d".parse(), Ok(Span::Days(7)));
        assert_eq!(" 3wd ".parse(), Ok(Span::WorkingDays(3)));
        assert_eq!(Span::WorkingDays(3).to_string(), "3wd");
        assert_eq!(Span::WorkingDays(3).chinese(), "3个工作日");
    }

    #[test]
    fn anything_else_is_refused() {
        for bad in ["", "d", "wd", "3", "-1d", "+1d", "1.5d", "3 wd", "367d", "99999999999d", "3h"] {
            assert!(bad.parse::<Span>().is_err(), "{bad}");
        }
    }
}
