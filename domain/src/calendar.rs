//! Chinese working days: Monday to Friday, minus the State Council's holidays, plus its make-up
//! days, from data for the years it knows (REQUIREMENTS B1).

use crate::sentence::Sentence;
use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What a calendar answers about a year whose holidays have not been announced.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnannouncedYears {
    /// An error. The default: a date is never guessed.
    #[default]
    Refuse,
    /// Weekends only; every such answer is provisional.
    WeekendsOnly,
}

/// A date in a year whose holidays are not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the holidays of {year} are not known, so working days in it cannot be counted; add them to the holiday data, or let the plan say unannounced_years: weekends-only"
)]
pub struct UnknownYear {
    /// The year that was asked for.
    pub year: i32,
}

impl From<UnknownYear> for Sentence {
    fn from(unknown: UnknownYear) -> Self {
        let year = unknown.year;
        Self::new(
            unknown.to_string(),
            format!(
                "{year}年的放假安排未录入，无法计算该年的工作日；请补充放假安排数据，或在计划中写 unannounced_years: weekends-only"
            ),
        )
    }
}

/// The days that differ from "Monday to Friday works", for the years in `years`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    years: BTreeSet<i32>,
    off: BTreeSet<NaiveDate>,
    make_up: BTreeSet<NaiveDate>,
    unannounced: UnannouncedYears,
}

impl Calendar {
    /// A calendar from holiday data: `off` days and `make_up` working days of the given years.
    pub fn new(
        years: impl IntoIterator<Item = i32>,
        off: impl IntoIterator<Item = NaiveDate>,
        make_up: impl IntoIterator<Item = NaiveDate>,
    ) -> Self {
        Self {
            years: years.into_iter().collect(),
            off: off.into_iter().collect(),
            make_up: make_up.into_iter().collect(),
            unannounced: UnannouncedYears::Refuse,
        }
    }

    /// The same calendar with another answer for years it does not know.
    pub fn with_unannounced(mut self, policy: UnannouncedYears) -> Self {
        self.unannounced = policy;
        self
    }

    /// The same calendar without the years outside `first..=last`: what a campaign carries along.
    pub fn limited_to(&self, first: i32, last: i32) -> Self {
        let keep = |days: &BTreeSet<NaiveDate>| {
            days.iter().copied().filter(|d| (first..=last).contains(&d.year())).collect()
        };
        Self {
            years: self.years.range(first..=last).copied().collect(),
            off: keep(&self.off),
            make_up: keep(&self.make_up),
            unannounced: self.unannounced,
        }
    }

    /// The years whose holidays are known.
    pub fn years(&self) -> impl Iterator<Item = i32> + '_ {
        self.years.iter().copied()
    }

    /// Whether answers about this date rest on weekends alone.
    pub fn is_provisional(&self, date: NaiveDate) -> bool {
        !self.years.contains(&date.year())
    }

    /// Whether offices work on this date.
    ///
    /// # Errors
    /// The year is not known and the policy is to refuse.
    pub fn is_working(&self, date: NaiveDate) -> Result<bool, UnknownYear> {
        if self.is_provisional(date) && self.unannounced == UnannouncedYears::Refuse {
            return Err(UnknownYear { year: date.year() });
        }
        let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
        Ok(self.make_up.contains(&date) || (!weekend && !self.off.contains(&date)))
    }

    /// The `n`th working day after `date`, which itself is not counted (Civil Code §201).
    /// For `n = 0`, `date` itself.
    ///
    /// # Errors
    /// The count enters a year that is not known.
    pub fn working_day_after(&self, date: NaiveDate, n: u16) -> Result<NaiveDate, UnknownYear> {
        self.count(date, n, next)
    }

    /// The `n`th working day before `date`, which itself is not counted.
    ///
    /// # Errors
    /// The count enters a year that is not known.
    pub fn working_day_before(&self, date: NaiveDate, n: u16) -> Result<NaiveDate, UnknownYear> {
        self.count(date, n, previous)
    }

    /// `date` if offices work then, else the next day they do.
    ///
    /// # Errors
    /// The search enters a year that is not known.
    pub fn on_or_after(&self, date: NaiveDate) -> Result<NaiveDate, UnknownYear> {
        if self.is_working(date)? { Ok(date) } else { self.working_day_after(date, 1) }
    }

    /// `date` if offices work then, else the last day before it on which they did.
    ///
    /// # Errors
    /// The search enters a year that is not known.
    pub fn on_or_before(&self, date: NaiveDate) -> Result<NaiveDate, UnknownYear> {
        if self.is_working(date)? { Ok(date) } else { self.working_day_before(date, 1) }
    }

    /// How many working days lie after `from` up to and including `to`; 0 if `to` is not later.
    ///
    /// # Errors
    /// A day between them is in a year that is not known.
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> Result<u32, UnknownYear> {
        let mut days = 0;
        let mut date = from;
        while date < to {
            date = next(date)?;
            days += u32::from(self.is_working(date)?);
        }
        Ok(days)
    }

    fn count(
        &self,
        mut date: NaiveDate,
        n: u16,
        step: fn(NaiveDate) -> Result<NaiveDate, UnknownYear>,
    ) -> Result<NaiveDate, UnknownYear> {
        let mut left = n;
        while left > 0 {
            date = step(date)?;
            left -= u16::from(self.is_working(date)?);
        }
        Ok(date)
    }
}

fn next(date: NaiveDate) -> Result<NaiveDate, UnknownYear> {
    date.succ_opt().ok_or(UnknownYear { year: date.year() })
}

fn previous(date: NaiveDate) -> Result<NaiveDate, UnknownYear> {
    date.pred_opt().ok_or(UnknownYear { year: date.year() })
}

/// `date` moved by calendar days, later for a positive number.
///
/// # Errors
/// The result is outside the range of dates.
pub fn shift(date: NaiveDate, days: i64) -> Result<NaiveDate, UnknownYear> {
    let by = Days::new(days.unsigned_abs());
    let moved = if days < 0 { date.checked_sub_days(by) } else { date.checked_add_days(by) };
    moved.ok_or(UnknownYear { year: date.year() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// National Day 2024: off from Tuesday 1 to Monday 7 October, made up on 29 September and 12 October.
    fn calendar() -> Calendar {
        let off = (1..=7).map(|d| NaiveDate::from_ymd_opt(2024, 10, d).unwrap());
        Calendar::new([2024], off, [day("2024-09-29"), day("2024-10-12")])
    }

    #[test]
    fn a_count_excludes_its_first_day_and_knows_make_up_days() {
        let c = calendar();
        // 28 Sep is a Saturday; 29 Sep works although a Sunday.
        assert_eq!(c.working_day_after(day("2024-09-27"), 1), Ok(day("2024-09-29")));
        assert_eq!(c.working_day_after(day("2024-09-30"), 1), Ok(day("2024-10-08")));
        assert_eq!(c.working_day_after(day("2024-10-11"), 1), Ok(day("2024-10-12")));
        assert_eq!(c.working_day_before(day("2024-10-08"), 2), Ok(day("2024-09-29")));
        assert_eq!(c.working_day_after(day("2024-10-05"), 0), Ok(day("2024-10-05")));
        assert_eq!(c.on_or_before(day("2024-10-05")), Ok(day("2024-09-30")));
        assert_eq!(c.on_or_after(day("2024-10-05")), Ok(day("2024-10-08")));
        assert_eq!(c.working_days_between(day("2024-09-30"), day("2024-10-09")), Ok(2));
        assert_eq!(c.working_days_between(day("2024-10-09"), day("2024-09-30")), Ok(0));
    }

    #[test]
    fn an_unknown_year_is_an_error_or_provisional_never_a_silent_guess() {
        let c = calendar();
        assert_eq!(c.is_working(day("2025-01-01")), Err(UnknownYear { year: 2025 }));
        assert_eq!(c.working_day_after(day("2024-12-31"), 1), Err(UnknownYear { year: 2025 }));
        let c = c.with_unannounced(UnannouncedYears::WeekendsOnly);
        assert_eq!(c.is_working(day("2025-01-01")), Ok(true));
        assert!(c.is_provisional(day("2025-01-01")));
        assert!(!c.is_provisional(day("2024-01-01")));
    }
}
