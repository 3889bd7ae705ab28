//! Chinese working days: Monday to Friday, minus the State Council's holidays, plus its make-up
//! days, from data for the years that are announced (REQUIREMENTS B1).
//!
//! A year that is not announced is provisional (暂定): its weekends and the days off of the holidays ordinance
//! are known, its make-up shifts are not. So every question about a date has an answer, and no rule can lose
//! a date for want of one. Whether a plan may name such a date is asked where dates enter ([`Calendar::admit`]).

use crate::{timekeeping::statutory::is_day_off, wording::sentence::Sentence};
use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, ops::RangeInclusive};

/// Whether dates may enter a campaign that lie in a year whose holidays have not been announced.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnannouncedYears {
    /// They may, and every text that names one says 暂定.
    #[default]
    // Plans and campaigns kept from earlier versions have the old word.
    #[serde(alias = "weekends-only")]
    Provisional,
    /// They are refused.
    Refuse,
}

/// A date in a year whose holidays have not been announced, where the plan refuses such dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the holidays of {year} have not been announced, and this plan refuses such dates; import the State Council's notice once it is out, or let the plan say unannounced_years: provisional"
)]
pub struct UnknownYear {
    /// The year that was asked for.
    pub year: i32,
}

impl UnknownYear {
    /// The sentence a user reads.
    pub fn chinese(self) -> String {
        let year = self.year;
        format!(
            "{year}年的放假安排尚未公布，方案不接受暂定日期；请在通知公布后导入放假安排，或在计划中写 unannounced_years: provisional"
        )
    }
}

impl From<UnknownYear> for Sentence {
    fn from(unknown: UnknownYear) -> Self {
        Self::new(unknown.to_string(), unknown.chinese())
    }
}

/// What counts as a day off in a year that is not announced.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Basis {
    /// Weekends alone: how campaigns count whose terms were kept before there was anything better. They
    /// go on as they began, or their histories would not replay.
    #[default]
    Weekends,
    /// Weekends and the days of the holidays ordinance.
    Statutory,
}

impl Basis {
    fn is_old(&self) -> bool {
        *self == Basis::Weekends
    }
}

/// The days that differ from "Monday to Friday works", for the years that are announced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    years: BTreeSet<i32>,
    off: BTreeSet<NaiveDate>,
    make_up: BTreeSet<NaiveDate>,
    unannounced: UnannouncedYears,
    #[serde(default, skip_serializing_if = "Basis::is_old")]
    basis: Basis,
}

impl Calendar {
    /// A calendar from holiday data: `off` days and `make_up` working days of the years announced.
    pub fn new(
        years: impl IntoIterator<Item = i32>,
        off: impl IntoIterator<Item = NaiveDate>,
        make_up: impl IntoIterator<Item = NaiveDate>,
    ) -> Self {
        Self {
            years: years.into_iter().collect(),
            off: off.into_iter().collect(),
            make_up: make_up.into_iter().collect(),
            unannounced: UnannouncedYears::default(),
            basis: Basis::Statutory,
        }
    }

    /// The same calendar with another answer to dates of years that are not announced.
    pub fn with_unannounced(mut self, policy: UnannouncedYears) -> Self {
        self.unannounced = policy;
        self
    }

    /// Whether dates of years that are not announced may enter.
    pub fn unannounced(&self) -> UnannouncedYears {
        self.unannounced
    }

    /// The same calendar with the years, and all days in them, that `announced` knows, in the place of what
    /// was known of them.
    pub fn announcing(&self, announced: &Calendar) -> Self {
        let merged = |old: &BTreeSet<NaiveDate>, new: &BTreeSet<NaiveDate>| {
            let kept = old.iter().filter(|day| !announced.years.contains(&day.year()));
            let new = new.iter().filter(|day| announced.years.contains(&day.year()));
            kept.chain(new).copied().collect()
        };
        Self {
            years: self.years.union(&announced.years).copied().collect(),
            off: merged(&self.off, &announced.off),
            make_up: merged(&self.make_up, &announced.make_up),
            unannounced: self.unannounced,
            basis: Basis::Statutory,
        }
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
            ..self.clone()
        }
    }

    /// The years whose holidays are announced.
    pub fn years(&self) -> impl Iterator<Item = i32> + '_ {
        self.years.iter().copied()
    }

    /// Whether answers about this date are provisional (暂定): its year is not announced.
    pub fn is_provisional(&self, date: NaiveDate) -> bool {
        !self.years.contains(&date.year())
    }

    /// Whether a count from one of two dates to the other passes a year that is not announced.
    pub fn is_provisional_between(&self, one: NaiveDate, other: NaiveDate) -> bool {
        let years = one.year().min(other.year())..=one.year().max(other.year());
        years.into_iter().any(|year| !self.years.contains(&year))
    }

    /// Lets a date enter, or refuses it: everything that takes a date from a person asks.
    ///
    /// # Errors
    /// Its year is not announced and the policy is to refuse.
    pub fn admit(&self, date: NaiveDate) -> Result<(), UnknownYear> {
        if self.is_provisional(date) && self.unannounced == UnannouncedYears::Refuse {
            return Err(UnknownYear { year: date.year() });
        }
        Ok(())
    }

    /// Whether a campaign of an earlier version, which had no answer about unannounced years, lost what it
    /// counted in these years. Its history says so, and is redone as it was.
    pub(crate) fn lost_in(&self, mut years: RangeInclusive<i32>) -> bool {
        let refused = self.is_old() && self.unannounced == UnannouncedYears::Refuse;
        refused && years.any(|year| !self.years.contains(&year))
    }

    /// Whether it belongs to a campaign of an earlier version, which goes on by the rules of its time: its
    /// history is redone, and must come out the same.
    pub(crate) fn is_old(&self) -> bool {
        self.basis.is_old()
    }

    /// Whether offices work on this date.
    pub fn is_working(&self, date: NaiveDate) -> bool {
        let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
        if self.is_provisional(date) && self.basis == Basis::Statutory {
            // A notice can name days of the year after it, such as a December day of the year before.
            let off = is_day_off(date) || self.off.contains(&date);
            return self.make_up.contains(&date) || !(weekend || off);
        }
        self.make_up.contains(&date) || !(weekend || self.off.contains(&date))
    }

    /// The `n`th working day after `date`, which itself is not counted (Civil Code §201).
    /// For `n = 0`, `date` itself.
    pub fn working_day_after(&self, date: NaiveDate, n: u16) -> NaiveDate {
        self.count(date, n, NaiveDate::succ_opt)
    }

    /// The `n`th working day before `date`, which itself is not counted.
    pub fn working_day_before(&self, date: NaiveDate, n: u16) -> NaiveDate {
        self.count(date, n, NaiveDate::pred_opt)
    }

    /// `date` if offices work then, else the next day they do.
    pub fn on_or_after(&self, date: NaiveDate) -> NaiveDate {
        if self.is_working(date) { date } else { self.working_day_after(date, 1) }
    }

    /// `date` if offices work then, else the last day before it on which they did.
    pub fn on_or_before(&self, date: NaiveDate) -> NaiveDate {
        if self.is_working(date) { date } else { self.working_day_before(date, 1) }
    }

    /// How many working days lie after `from` up to and including `to`; 0 if `to` is not later.
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> u32 {
        let days = from.iter_days().skip(1).take_while(|day| *day <= to);
        days.fold(0, |sum, day| sum + u32::from(self.is_working(day)))
    }

    /// Steps until `n` working days have been passed. (The end of time, where a step leads nowhere, is far
    /// beyond any date that is let in.)
    fn count(&self, mut date: NaiveDate, n: u16, step: fn(&NaiveDate) -> Option<NaiveDate>) -> NaiveDate {
        let mut left = n;
        while let Some(next) = step(&date).filter(|_| left > 0) {
            date = next;
            left -= u16::from(self.is_working(date));
        }
        date
    }
}

/// `date` moved by calendar days, later for a positive number; at the end of time, that end.
pub fn shift(date: NaiveDate, days: i64) -> NaiveDate {
    let by = Days::new(days.unsigned_abs());
    if days < 0 {
        date.checked_sub_days(by).unwrap_or(NaiveDate::MIN)
    } else {
        date.checked_add_days(by).unwrap_or(NaiveDate::MAX)
    }
}

/// Whether a date lies further from the day something is decided on than anything in this field does: a
/// campaign is counted in months, and a slip of the hand is soon a thousand years.
pub fn is_far(decided: NaiveDate, date: NaiveDate) -> bool {
    date.signed_duration_since(decided).num_days().abs() > FARTHEST_DAYS
}

/// Five years.
pub const FARTHEST_DAYS: i64 = 5 * 366;

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
        assert_eq!(c.working_day_after(day("2024-09-27"), 1), day("2024-09-29"));
        assert_eq!(c.working_day_after(day("2024-09-30"), 1), day("2024-10-08"));
        assert_eq!(c.working_day_after(day("2024-10-11"), 1), day("2024-10-12"));
        assert_eq!(c.working_day_before(day("2024-10-08"), 2), day("2024-09-29"));
        assert_eq!(c.working_day_after(day("2024-10-05"), 0), day("2024-10-05"));
        assert_eq!(c.on_or_before(day("2024-10-05")), day("2024-09-30"));
        assert_eq!(c.on_or_after(day("2024-10-05")), day("2024-10-08"));
        assert_eq!(c.working_days_between(day("2024-09-30"), day("2024-10-09")), 2);
        assert_eq!(c.working_days_between(day("2024-10-09"), day("2024-09-30")), 0);
    }

    #[test]
    fn an_unannounced_year_has_its_weekends_and_statutory_days_and_is_provisional() {
        let c = calendar();
        // 1 January 2027 is a Friday; Spring Festival's eve is Friday 5 February, its third day Monday.
        assert_eq!(c.working_day_after(day("2026-12-31"), 1), day("2027-01-04"));
        assert_eq!(c.working_day_after(day("2027-02-04"), 1), day("2027-02-09"));
        assert_eq!(c.working_day_before(day("2027-05-03"), 1), day("2027-04-30"));
        assert_eq!(c.working_days_between(day("2026-12-31"), day("2027-01-04")), 1);
        assert!(c.is_provisional(day("2027-01-01")) && !c.is_provisional(day("2024-01-01")));
        assert!(c.is_provisional_between(day("2025-01-04"), day("2024-12-31")));
        assert!(!c.is_provisional_between(day("2024-01-04"), day("2024-12-31")));
    }

    #[test]
    fn a_date_of_an_unannounced_year_enters_or_is_refused_at_the_door() {
        let c = calendar();
        assert_eq!(c.admit(day("2027-02-28")), Ok(()));
        let c = c.with_unannounced(UnannouncedYears::Refuse);
        assert_eq!(c.admit(day("2027-02-28")), Err(UnknownYear { year: 2027 }));
        assert_eq!(c.admit(day("2024-02-28")), Ok(()));
        assert!(is_far(day("2026-05-11"), day("9999-12-31")) && is_far(day("2026-05-11"), day("2036-12-20")));
        assert!(!is_far(day("2026-05-11"), day("2029-12-31")));
    }

    #[test]
    fn an_announced_year_takes_the_place_of_the_provisional_one() {
        let notice = Calendar::new([2027], [day("2027-01-01")], [day("2027-01-02")]);
        let c = calendar().announcing(&notice);
        assert_eq!(c.years().collect::<Vec<_>>(), [2024, 2027]);
        assert!(!c.is_provisional(day("2027-01-01")));
        assert_eq!(c.working_day_after(day("2026-12-31"), 1), day("2027-01-02"));
        assert_eq!(c.on_or_after(day("2024-10-05")), day("2024-10-08"), "2024 stays");
    }

    #[test]
    fn a_stored_calendar_counts_as_it_did() {
        for (policy, read) in
            [("weekends-only", UnannouncedYears::Provisional), ("refuse", UnannouncedYears::Refuse)]
        {
            let json = format!(r#"{{"years":[2024],"off":[],"make_up":[],"unannounced":"{policy}"}}"#);
            let stored: Calendar = serde_json::from_str(&json).unwrap();
            assert_eq!(stored.unannounced(), read);
            assert_eq!(stored.working_day_after(day("2024-12-31"), 1), day("2025-01-01"), "weekends alone");
            assert!(stored.is_provisional(day("2025-01-01")));
            let again: Calendar = serde_json::from_str(&serde_json::to_string(&stored).unwrap()).unwrap();
            assert_eq!(again, stored);
        }
        let new: Calendar = serde_json::from_str(&serde_json::to_string(&calendar()).unwrap()).unwrap();
        assert_eq!(new.working_day_after(day("2024-12-31"), 1), day("2025-01-02"));
    }

    #[test]
    fn the_end_of_time_is_no_endless_loop() {
        let c = calendar();
        assert_eq!(c.working_day_after(NaiveDate::MAX, 3), NaiveDate::MAX);
        assert_eq!(c.working_day_before(NaiveDate::MIN, 3), NaiveDate::MIN);
        assert_eq!(shift(NaiveDate::MAX, 1), NaiveDate::MAX);
    }
}
