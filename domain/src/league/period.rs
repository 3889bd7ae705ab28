//! The periods of a campaign: its calendar months, its phases, and the whole of it.

use crate::{ids::PhaseId, period, terms::Terms, time::PlanTime};
use chrono::{Datelike, Duration, NaiveDate};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// How long after a close it is listened for what was received before it: a machine that was down over the
/// close, or a queue, may tell it late. A table is final only then.
const LISTENS: Duration = Duration::hours(24);

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
            return if crate::ids::is_slug(phase) { Ok(PeriodId::Phase(phase.into())) } else { Err(bad()) };
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

/// A period that a table is made for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaguePeriod {
    /// Its name.
    pub id: PeriodId,
    /// What a reader calls it: `2024年8月`, a phase's title, `全程`.
    pub title: String,
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
    /// The office closing of its last day: what happened later belongs to another period.
    pub closes: PlanTime,
}

/// How far a period's table is.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PeriodState {
    /// Figures may move.
    Open,
    /// The period is over; what was received before its close is still listened for.
    Closing,
    /// Figures never move again.
    Frozen,
}

impl LeaguePeriod {
    /// Until when what happened by the close may be told and count.
    pub fn cut(&self) -> PlanTime {
        self.closes.plus(LISTENS)
    }

    /// How far its table is at an instant.
    pub fn state(&self, now: PlanTime) -> PeriodState {
        match now {
            now if now <= self.closes => PeriodState::Open,
            now if now <= self.cut() => PeriodState::Closing,
            _ => PeriodState::Frozen,
        }
    }
}

/// The periods of a campaign, each kind in order of its closes: every month from the issue to the last
/// docket's end, every phase, the whole campaign.
pub fn periods(terms: &Terms) -> Vec<LeaguePeriod> {
    let office = &terms.office;
    let opens = office.date(terms.opens);
    let mut all = Vec::new();
    let last = office.date(terms.horizon());
    let mut month = period::Period::month_of(opens);
    while month.first() <= last {
        let (from, to) = (month.first(), month.last());
        let id = PeriodId::Month { year: from.year(), month: from.month() };
        let title = format!("{}年{}月", from.year(), from.month());
        all.push(LeaguePeriod { id, title, from, to, closes: office.closing(to) });
        let Some(next) = to.succ_opt() else { break };
        month = period::Period::month_of(next);
    }
    let mut phases: Vec<_> = terms.phases.iter().collect();
    phases.sort_by_key(|phase| phase.to);
    all.extend(phases.into_iter().map(|phase| LeaguePeriod {
        id: PeriodId::Phase(phase.id.clone()),
        title: phase.title.clone(),
        from: office.date(phase.from),
        to: office.date(phase.to),
        closes: phase.to,
    }));
    all.push(LeaguePeriod {
        id: PeriodId::Campaign,
        title: "全程".to_owned(),
        from: opens,
        to: office.date(terms.closes),
        closes: terms.closes,
    });
    all
}

/// The periods that a reader may choose: the months up to the campaign's close; of those after it, in which
/// only the tail's reports fall due, the ones that have begun before the campaign was over; the phases; the
/// whole. A tail may last for years, and nobody looks for a table of a month in which nothing can be due.
pub fn offered(periods: &[LeaguePeriod], now: PlanTime, over: Option<PlanTime>) -> Vec<&LeaguePeriod> {
    let closes = periods.iter().find(|period| period.id == PeriodId::Campaign).map(|whole| whole.closes);
    let last = over.map_or(now, |over| over.min(now));
    let is_offered = |period: &&LeaguePeriod| match period.id {
        // A month begins before its own close; whether it began by then is told by the month before.
        PeriodId::Month { .. } => {
            let earlier = periods.iter().take_while(|other| other.id != period.id);
            let before = earlier.filter(|other| other.id.kind() == Kind::Month).last();
            before.is_none_or(|before| closes.is_none_or(|closes| before.closes < closes.max(last)))
        }
        PeriodId::Phase(_) | PeriodId::Campaign => true,
    };
    periods.iter().filter(is_offered).collect()
}

/// Of a campaign's periods the one that a reader most likely wants: the whole campaign once it is over,
/// until then the latest month that is, or else the first.
pub fn usual(periods: &[LeaguePeriod], now: PlanTime) -> Option<&LeaguePeriod> {
    let is_over = |period: &&LeaguePeriod| period.closes < now;
    let months = || periods.iter().filter(|period| matches!(period.id, PeriodId::Month { .. }));
    let whole = periods.iter().find(|period| period.id == PeriodId::Campaign).filter(is_over);
    whole.or_else(|| months().rfind(is_over)).or_else(|| months().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_named_as_it_is_read() {
        for text in ["2024-08", "2024-12", "phase:on-site", "campaign"] {
            assert_eq!(text.parse::<PeriodId>().unwrap().to_string(), text);
        }
        for bad in
            ["", "2024-8", "2024-13", "2024-08-01", "phase:", "phase:../x", "阶段", "Campaign", "+2024-08"]
        {
            assert!(bad.parse::<PeriodId>().is_err(), "{bad}");
        }
        let json = serde_json::to_string(&PeriodId::Month { year: 2024, month: 8 }).unwrap();
        assert_eq!(json, "\"2024-08\"");
    }
}
