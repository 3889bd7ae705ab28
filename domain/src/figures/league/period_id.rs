//! What a period is called, and the kinds there are.

use crate::ids::{PhaseId, is_slug};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A period's name: `2024-08`, `phase:on-site`, `campaign`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum PeriodId {
    /// A calendar month.
    Month {
        /// The year.
        year: i32,
        /// 1 to 12.
        month: u32,
    },
    /// A phase of the plan.
    Phase(PhaseId),
    /// The campaign from its opening to its close.
    Campaign,
}

/// A text that names no period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no period; write a month such as 2024-08, a phase such as phase:on-site, or campaign")]
pub struct BadPeriodId(String);

/// The kinds of period. A fact is counted once in each.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// 月
    Month,
    /// 阶段
    Phase,
    /// 全程
    Campaign,
}

impl PeriodId {
    /// Its kind.
    pub const fn kind(&self) -> Kind {
        match self {
            PeriodId::Month { .. } => Kind::Month,
            PeriodId::Phase(_) => Kind::Phase,
            PeriodId::Campaign => Kind::Campaign,
        }
    }
}

impl fmt::Display for PeriodId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PeriodId::Month { year, month } => write!(f, "{year:04}-{month:02}"),
            PeriodId::Phase(phase) => write!(f, "phase:{phase}"),
            PeriodId::Campaign => f.write_str("campaign"),
        }
    }
}

impl FromStr for PeriodId {
    type Err = BadPeriodId;

    fn from_str(text: &str) -> Result<Self, BadPeriodId> {
        let bad = || BadPeriodId(text.chars().take(80).collect());
        if text == "campaign" {
            return Ok(PeriodId::Campaign);
        }
        if let Some(phase) = text.strip_prefix("phase:") {
            return if is_slug(phase) { Ok(PeriodId::Phase(phase.into())) } else { Err(bad()) };
        }
        let first: NaiveDate = format!("{text}-01").parse().map_err(|_| bad())?;
        let id = PeriodId::Month { year: first.year(), month: first.month() };
        if id.to_string() == text { Ok(id) } else { Err(bad()) }
    }
}

impl From<PeriodId> for String {
    fn from(id: PeriodId) -> Self {
        id.to_string()
    }
}

impl TryFrom<String> for PeriodId {
    type Error = BadPeriodId;

    fn try_from(text: String) -> Result<Self, BadPeriodId> {
        text.parse()
    }
}
