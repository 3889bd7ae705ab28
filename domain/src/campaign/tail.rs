//! The tail (持续报送, REQUIREMENTS A11): while findings of a bureau are open after the campaign's end, it
//! owes a periodic written report, until the last one is closed.

use super::{
    item::Item,
    ladder::Rung,
    obligation::{NonWorkingDue, Requirement},
};
use crate::{
    timekeeping::{calendar::shift, office::Office, period::Period, span::Span, time::PlanTime},
    wording::sentence::Sentence,
};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The tail as a plan describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tail {
    /// What the report is called.
    pub title: String,
    /// The day after whose close open findings are first counted.
    pub from: NaiveDate,
    /// How often a report is due.
    pub every: Cycle,
    /// The last day: what is still open then is recorded. `None`: the last day of the last year whose
    /// holidays are announced.
    pub until: Option<NaiveDate>,
    /// What a report must come with.
    pub requires: Vec<Requirement>,
    /// How long before each due day reminders go out.
    pub reminders: Vec<Span>,
    /// What happens after it.
    pub ladder: Vec<Rung>,
}

/// The tail with its instants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TailTerms {
    /// The report. Its dates are those of the first; each round has its own.
    pub item: Item,
    /// The instant of the first count.
    pub from: PlanTime,
    /// How often a report is due.
    pub every: Cycle,
    /// The last instant.
    pub until: PlanTime,
    /// Where a due day on a non-working day goes.
    pub non_working_due: NonWorkingDue,
    /// The day its cycle is counted from, so that a report that was moved does not move the next. Campaigns
    /// of earlier versions have none, and count from report to report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anchor: Option<NaiveDate>,
}

/// How often something periodic is due.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Cycle {
    /// So long after the one before.
    Every(Span),
    /// On the last day of each ten-day period (旬).
    TenDays,
    /// On the last day of each month (月).
    Month,
}

/// A text that is no [`Cycle`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a cycle; write 旬, 月, or a length such as 14d or 10wd")]
pub struct BadCycle(String);

impl From<BadCycle> for Sentence {
    fn from(bad: BadCycle) -> Self {
        let text = &bad.0;
        Self::new(bad.to_string(), format!("“{text}”不是报送周期；请写 旬、月，或期限如 14d、10wd"))
    }
}

impl FromStr for Cycle {
    type Err = BadCycle;

    fn from_str(text: &str) -> Result<Self, BadCycle> {
        match text.trim() {
            "旬" => Ok(Cycle::TenDays),
            "月" => Ok(Cycle::Month),
            other => match other.parse::<Span>() {
                Ok(span) if span.count() > 0 => Ok(Cycle::Every(span)),
                _ => Err(BadCycle(text.to_owned())),
            },
        }
    }
}

impl fmt::Display for Cycle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cycle::Every(span) => span.fmt(f),
            Cycle::TenDays => f.write_str("旬"),
            Cycle::Month => f.write_str("月"),
        }
    }
}

impl From<Cycle> for String {
    fn from(cycle: Cycle) -> Self {
        cycle.to_string()
    }
}

impl TryFrom<String> for Cycle {
    type Error = BadCycle;

    fn try_from(text: String) -> Result<Self, BadCycle> {
        text.parse()
    }
}

/// The id of the tail's report among a bureau's obligations.
pub const TAIL_REPORT: &str = "tail-report";

impl TailTerms {
    /// The due day of the report after the one due on `date`; it may lie beyond the tail's last day.
    ///
    /// The days the cycle names are a beat of their own, of which each is moved by itself: the next report is
    /// due on the first that is still ahead once it is moved. So there is one report a period, and a period
    /// that shrinks to nothing over a holiday is joined with the next.
    pub fn due_after(&self, office: &Office, date: NaiveDate) -> NaiveDate {
        let Some(anchor) = self.anchor else { return self.due_as_before(office, date) };
        let mut named = anchor;
        loop {
            let next = self.every.next_day(office, named);
            // Only the end of time has no day after it.
            let moved = self.non_working_due.moved(&office.calendar, next);
            if moved > date || next == named {
                return moved;
            }
            named = next;
        }
    }

    /// As campaigns of an earlier version go on: from report to report.
    fn due_as_before(&self, office: &Office, date: NaiveDate) -> NaiveDate {
        let day = match self.every {
            Cycle::Every(span) => office.day_after(date, span),
            cycle => cycle.next_day(office, date),
        };
        let moved = self.non_working_due.moved(&office.calendar, day);
        let due = if moved > date { moved } else { office.calendar.on_or_after(day) };
        let asked = !matches!(self.every, Cycle::TenDays | Cycle::Month)
            || self.non_working_due != NonWorkingDue::Keep;
        let lost = asked && office.calendar.lost_in(date.year()..=day.max(due).year());
        if lost { office.date(self.until) } else { due }
    }
}

impl Cycle {
    /// The day after `date` that the cycle names, before any non-working day is moved.
    pub fn next_day(self, office: &Office, date: NaiveDate) -> NaiveDate {
        let tomorrow = shift(date, 1);
        match self {
            Cycle::Every(Span::Days(days)) => shift(date, i64::from(days)),
            Cycle::Every(Span::WorkingDays(days)) => office.calendar.working_day_after(date, days),
            Cycle::TenDays => Period::ten_days_of(tomorrow).last(),
            Cycle::Month => Period::month_of(tomorrow).last(),
        }
    }
}
