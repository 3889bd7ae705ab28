//! Our working days against an independent source, day by day, and the rules of counting them.

#![expect(clippy::unwrap_used, reason = "helpers of tests panic as the tests do")]

use chrono::{Datelike, NaiveDate};
use duban_config::known_calendar;
use duban_domain::Calendar;
use proptest::prelude::*;
use std::sync::LazyLock;
use tyme4rs::tyme::holiday::LegalHoliday;

static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| known_calendar().unwrap());

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn days() -> impl Iterator<Item = NaiveDate> {
    day("2024-01-01").iter_days().take_while(|day| day.year() <= 2026)
}

fn is_working(day: NaiveDate) -> bool {
    CALENDAR.is_working(day)
}

#[test]
fn every_day_of_three_years_agrees_with_tyme4rs() {
    let mut looked_at = 0;
    for day in days() {
        let known = LegalHoliday::from_ymd(day.year() as isize, day.month() as usize, day.day() as usize);
        let weekday = day.weekday().num_days_from_monday() < 5;
        // It lists the days that differ and some that do not: a holiday that falls on a Sunday, say.
        assert_eq!(is_working(day), known.map_or(weekday, |known| known.is_work()), "{day} {known:?}");
        looked_at += 1;
    }
    assert_eq!(looked_at, 366 + 365 + 365);
}

#[test]
fn the_announced_make_up_days_are_the_only_weekends_that_work() {
    let announced = [
        "2024-02-04",
        "2024-02-18",
        "2024-04-07",
        "2024-04-28",
        "2024-05-11",
        "2024-09-14",
        "2024-09-29",
        "2024-10-12",
        "2025-01-26",
        "2025-02-08",
        "2025-04-27",
        "2025-09-28",
        "2025-10-11",
        "2026-01-04",
        "2026-02-14",
        "2026-02-28",
        "2026-05-09",
        "2026-09-20",
        "2026-10-10",
    ];
    let ours: Vec<_> =
        days().filter(|day| day.weekday().num_days_from_monday() >= 5 && is_working(*day)).collect();
    assert_eq!(ours, announced.map(day));
}

#[test]
fn a_year_has_the_announced_number_of_working_days() {
    for (year, expected) in [(2024, 251), (2025, 248), (2026, 248)] {
        assert_eq!(days().filter(|day| day.year() == year && is_working(*day)).count(), expected, "{year}");
    }
    assert!(CALENDAR.is_provisional(day("2027-01-04")), "2027 is not announced");
}

/// A day from which sixty working days either way stay in the known years.
fn a_day() -> impl Strategy<Value = NaiveDate> {
    (0_u64..880).prop_map(|n| day("2024-04-15") + chrono::Days::new(n))
}

proptest! {
    #[test]
    fn a_count_ends_on_a_working_day_and_passes_as_many_as_it_counts(from in a_day(), n in 1_u16..60) {
        let after = CALENDAR.working_day_after(from, n);
        prop_assert!(after > from && is_working(after));
        prop_assert_eq!(CALENDAR.working_days_between(from, after), u32::from(n));
        let before = CALENDAR.working_day_before(from, n);
        prop_assert!(before < from && is_working(before));
        // The day counted from is not counted, and the day counted to is.
        let between = CALENDAR.working_days_between(before, from);
        prop_assert_eq!(between, u32::from(n) - u32::from(!is_working(from)));
    }

    #[test]
    fn counting_there_and_back_ends_where_it_began(from in a_day(), n in 1_u16..60) {
        let there = CALENDAR.working_day_after(from, n);
        let back = CALENDAR.working_day_before(there, n);
        prop_assert_eq!(back, CALENDAR.on_or_before(from));
        let there = CALENDAR.working_day_before(from, n);
        let back = CALENDAR.working_day_after(there, n);
        prop_assert_eq!(back, CALENDAR.on_or_after(from));
    }

    #[test]
    fn a_longer_count_and_a_later_start_never_end_earlier(from in a_day(), n in 1_u16..60, later in 0_u64..30) {
        let after = |from, n| CALENDAR.working_day_after(from, n);
        let before = |from, n| CALENDAR.working_day_before(from, n);
        prop_assert!(after(from, n) < after(from, n + 1));
        prop_assert!(before(from, n + 1) < before(from, n));
        let start = from + chrono::Days::new(later);
        prop_assert!(after(from, n) <= after(start, n) && before(from, n) <= before(start, n));
    }

    #[test]
    fn no_days_at_all_is_the_day_itself(from in a_day()) {
        prop_assert_eq!(CALENDAR.working_day_after(from, 0), from);
        prop_assert_eq!(CALENDAR.working_day_before(from, 0), from);
        prop_assert!(CALENDAR.on_or_before(from) <= from && from <= CALENDAR.on_or_after(from));
    }
}
