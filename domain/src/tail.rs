//! The tail (持续报送, REQUIREMENTS A11): while findings of a bureau are open after the campaign's end, it
//! owes a periodic written report, until the last one is closed.

use crate::{
    calendar::UnknownYear,
    ids::ObligationId,
    office::Office,
    period::Period,
    plan::{NonWorkingDue, OwedBy, Plan, Requirement, Rung},
    sentence,
    sentence::Sentence,
    span::Span,
    terms::{Item, PlanProblem, Terms},
    time::PlanTime,
};
use chrono::{Datelike, Days, NaiveDate};
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
    /// holidays are known.
    pub until: Option<NaiveDate>,
    /// What a report must come with.
    pub requires: Vec<Requirement>,
    /// How long before each due day reminders go out.
    pub reminders: Vec<Span>,
    /// What happens after it.
    pub ladder: Vec<Rung>,
}

/// The tail with its instants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    /// Turns a plan's tail into instants.
    ///
    /// # Errors
    /// A date that cannot be computed or contradicts another, with its place.
    pub(crate) fn resolve(plan: &Plan, tail: &Tail, terms: &Terms) -> Result<Self, PlanProblem> {
        let office = &terms.office;
        let id = ObligationId::from(TAIL_REPORT);
        if plan.obligations.iter().any(|obligation| obligation.id == id) {
            let message = sentence!(
                "\"{TAIL_REPORT}\" is the id of the tail's report; choose another",
                "“{TAIL_REPORT}”是持续报送专用的编号；请改用其他编号"
            );
            return Err(PlanProblem::new("obligations", message));
        }
        let closes = office.date(terms.closes);
        // The tail begins while the campaign still runs, so that no day goes unsupervised.
        if tail.from > closes {
            let message = sentence!(
                "{from} is after the campaign closes ({closes}); choose an earlier day",
                "{from}晚于行动督办截止日（{closes}）；请改为更早的日期",
                from = tail.from
            );
            return Err(PlanProblem::new("tail.from", message));
        }
        let known = office.calendar.years().filter_map(|year| NaiveDate::from_ymd_opt(year, 12, 31)).max();
        let last = known.unwrap_or(tail.from).max(closes);
        let until = tail.until.unwrap_or(last);
        if until <= tail.from {
            let message = sentence!(
                "{until} is not after the first count ({from}); choose a later day",
                "{until}不晚于首次统计日（{from}）；请改为更晚的日期",
                from = tail.from
            );
            return Err(PlanProblem::new("tail.until", message));
        }
        let from = office.closing(tail.from);
        let mut terms = Self {
            item: Item {
                id,
                title: tail.title.clone(),
                owed_by: OwedBy::Executing,
                opens: from,
                due_day: tail.from,
                due: from,
                review: None,
                requires: tail.requires.clone(),
                reminders: tail.reminders.clone(),
                ladder: tail.ladder.clone(),
            },
            from,
            every: tail.every,
            until: office.closing(until),
            non_working_due: plan.non_working_due,
        };
        // Every due day up to the last is computed once, so that a docket never meets an unknown year.
        let unknown = |unknown: UnknownYear| PlanProblem::new("tail.until", unknown);
        let first = terms.due_after(office, tail.from).map_err(unknown)?;
        let mut day = first;
        while day < until {
            day = match terms.due_after(office, day) {
                // The last period is cut at the last day, whatever comes after it.
                Err(UnknownYear { year }) if year > until.year() => until,
                next => next.map_err(unknown)?,
            };
        }
        (terms.item.due_day, terms.item.due) = (first, office.closing(first).min(terms.until));
        Ok(terms)
    }

    /// The due day of the report after the one due on `date`.
    ///
    /// # Errors
    /// The count enters a year whose holidays are not known.
    pub fn due_after(&self, office: &Office, date: NaiveDate) -> Result<NaiveDate, UnknownYear> {
        let day = self.every.next_day(office, date)?;
        let moved = match self.non_working_due {
            NonWorkingDue::Keep => day,
            NonWorkingDue::Previous => office.calendar.on_or_before(day)?,
            NonWorkingDue::Next => office.calendar.on_or_after(day)?,
        };
        // A period that shrinks to nothing over a holiday is joined with the next.
        if moved > date { Ok(moved) } else { office.calendar.on_or_after(day) }
    }
}

impl Cycle {
    /// The next due day after `date`, before any non-working day is moved.
    ///
    /// # Errors
    /// The count enters a year whose holidays are not known.
    pub fn next_day(self, office: &Office, date: NaiveDate) -> Result<NaiveDate, UnknownYear> {
        let unknown = UnknownYear { year: date.year() };
        let tomorrow = date.checked_add_days(Days::new(1)).ok_or(unknown)?;
        match self {
            Cycle::Every(span) => office.day_after(date, span),
            Cycle::TenDays => Ok(Period::ten_days_of(tomorrow).last()),
            Cycle::Month => Ok(Period::month_of(tomorrow).last()),
        }
    }
}
