//! When somebody does something, as a script says it: told by a due date or an opening, or so long after
//! something else.

use crate::{timekeeping::span::Span, wording::sentence::Sentence};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A moment told by an obligation's due date or opening: `due - 2wd`, `due + 3wd`, `open + 1wd`, `never`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum BehaviourMoment {
    /// So long before the due day.
    BeforeDue(Span),
    /// So long after the due day.
    AfterDue(Span),
    /// So long after it opened.
    AfterOpening(Span),
    /// Not at all.
    Never,
}

/// A delay, or never: `1wd`, `never`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum After {
    /// So long after.
    Span(Span),
    /// Not at all.
    Never,
}

/// A text that says no moment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" says no moment; write due - 2wd, due + 3wd, open + 1wd or never")]
pub struct BadWhen(String);

/// A text that says no delay.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" says no delay; write 1wd, 3d or never")]
pub struct BadAfter(String);

impl From<BadWhen> for Sentence {
    fn from(bad: BadWhen) -> Self {
        let text = &bad.0;
        Self::new(
            bad.to_string(),
            format!("“{text}”不是时点；请写 due - 2wd、due + 3wd、open + 1wd 或 never"),
        )
    }
}

impl From<BadAfter> for Sentence {
    fn from(bad: BadAfter) -> Self {
        let text = &bad.0;
        Self::new(bad.to_string(), format!("“{text}”不是间隔；请写 1wd、3d 或 never"))
    }
}

impl FromStr for BehaviourMoment {
    type Err = BadWhen;

    fn from_str(text: &str) -> Result<Self, BadWhen> {
        let bad = || BadWhen(text.to_owned());
        if text.trim() == "never" {
            return Ok(BehaviourMoment::Never);
        }
        let mut words = text.split_whitespace();
        let (anchor, sign, span) = (words.next(), words.next(), words.next());
        let span = span.filter(|_| words.next().is_none()).ok_or_else(bad)?.parse().map_err(|_| bad())?;
        match (anchor, sign) {
            (Some("due"), Some("-")) => Ok(BehaviourMoment::BeforeDue(span)),
            (Some("due"), Some("+")) => Ok(BehaviourMoment::AfterDue(span)),
            (Some("open"), Some("+")) => Ok(BehaviourMoment::AfterOpening(span)),
            _ => Err(bad()),
        }
    }
}

impl fmt::Display for BehaviourMoment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BehaviourMoment::BeforeDue(span) => write!(f, "due - {span}"),
            BehaviourMoment::AfterDue(span) => write!(f, "due + {span}"),
            BehaviourMoment::AfterOpening(span) => write!(f, "open + {span}"),
            BehaviourMoment::Never => f.write_str("never"),
        }
    }
}

impl FromStr for After {
    type Err = BadAfter;

    fn from_str(text: &str) -> Result<Self, BadAfter> {
        match text.trim() {
            "never" => Ok(After::Never),
            span => span.parse().map(After::Span).map_err(|_| BadAfter(text.to_owned())),
        }
    }
}

impl fmt::Display for After {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            After::Span(span) => span.fmt(f),
            After::Never => f.write_str("never"),
        }
    }
}

macro_rules! string_serde {
    ($($name:ident, $bad:ident;)*) => {$(
        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.to_string()
            }
        }

        impl TryFrom<String> for $name {
            type Error = $bad;

            fn try_from(text: String) -> Result<Self, $bad> {
                text.parse()
            }
        }
    )*};
}

string_serde! { BehaviourMoment, BadWhen; After, BadAfter; }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_as_they_are_written() {
        for text in ["due - 2wd", "due + 3d", "open + 1wd", "never"] {
            assert_eq!(text.parse::<BehaviourMoment>().unwrap().to_string(), text);
        }
        for bad in ["", "due", "due -2wd", "due * 2wd", "late", "open - 1wd", "due - 2wd x"] {
            assert!(bad.parse::<BehaviourMoment>().is_err(), "{bad}");
        }
        assert_eq!("never".parse(), Ok(After::Never));
        assert!("soon".parse::<After>().is_err());
    }
}
