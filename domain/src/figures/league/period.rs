//! The periods of a campaign: its calendar months, its phases, and the whole of it.

use super::period_id::{Kind, PeriodId};
use crate::{
    campaign::terms::Terms,
    timekeeping::{period::Period, time::PlanTime},
};
use chrono::{Datelike, Duration, NaiveDate};
use serde::{Deserialize, Serialize};

/// How long after a close it is listened for what was received before it: a machine that was down over the
/// close, or a queue, may tell it late. A table is final only then.
const LISTENS: Duration = Duration::hours(24);

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
    let mut month = Period::month_of(opens);
    while month.first() <= last {
        let (from, to) = (month.first(), month.last());
        let id = PeriodId::Month { year: from.year(), month: from.month() };
        let title = format!("{}年{}月", from.year(), from.month());
        all.push(LeaguePeriod { id, title, from, to, closes: office.closing(to) });
        let Some(next) = to.succ_opt() else { break };
        month = Period::month_of(next);
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
