//! The days off that the national holidays ordinance (全国年节及纪念日放假办法) gives everybody, for years
//! whose shifts (调休) nobody has announced. The lunar ones are computed.

use chrono::{Datelike, NaiveDate};
use std::{collections::BTreeSet, sync::OnceLock};
use tyme4rs::tyme::{lunar::LunarDay, solar::SolarDay, solar::SolarTerm};

/// The years of which they are computed. No date of a campaign comes near either end: the doors refuse it.
const FIRST: i32 = 1900;
const COUNT: usize = 300;

/// The first year of the ordinance as revised in 2024: with New Year's Eve and the second day of May.
const REVISED: i32 = 2025;

/// The place of Qingming (清明) among the solar terms of a year, counted from the winter solstice before it.
const QINGMING: isize = 7;

static YEARS: [OnceLock<BTreeSet<NaiveDate>>; COUNT] = [const { OnceLock::new() }; COUNT];

/// Whether the ordinance gives a day off, whatever day of the week it is.
pub(crate) fn is_day_off(date: NaiveDate) -> bool {
    let index = usize::try_from(date.year() - FIRST).ok();
    let year = index.and_then(|index| YEARS.get(index));
    year.is_some_and(|days| days.get_or_init(|| days_off(date.year()).collect()).contains(&date))
}

/// The days off of a year, by the ordinance in force in it (before 2014 it moved Spring Festival by a day;
/// no campaign is that old).
fn days_off(year: i32) -> impl Iterator<Item = NaiveDate> {
    let revised = year >= REVISED;
    let fixed: &[(u32, u32)] = if revised {
        &[(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)]
    } else {
        &[(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)]
    };
    let fixed = fixed.iter().filter_map(move |(month, day)| NaiveDate::from_ymd_opt(year, *month, *day));
    let festival = lunar(year, 1, 1);
    let eve = festival.and_then(|day| day.pred_opt()).filter(|_| revised);
    let spring = festival.into_iter().flat_map(|day| day.iter_days().take(3));
    let qingming = gregorian(&SolarTerm::from_index(year as isize, QINGMING).get_solar_day());
    let dragon_boat = lunar(year, 5, 5);
    let mid_autumn = lunar(year, 8, 15);
    fixed.chain(eve).chain(spring).chain(qingming).chain(dragon_boat).chain(mid_autumn)
}

/// A day of the lunar year that begins in `year`.
fn lunar(year: i32, month: isize, day: usize) -> Option<NaiveDate> {
    // Days up to the 29th are in every lunar month; the year is within the range above.
    let day = LunarDay::new(year as isize, month, day).ok()?;
    gregorian(&day.get_solar_day())
}

fn gregorian(day: &SolarDay) -> Option<NaiveDate> {
    let year = i32::try_from(day.get_year()).ok()?;
    let month = u32::try_from(day.get_month()).ok()?;
    NaiveDate::from_ymd_opt(year, month, u32::try_from(day.get_day()).ok()?)
}

/// The days off of a year, in order.
#[must_use]
pub fn statutory_days(year: i32) -> Vec<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(year, 1, 1);
    let days = first.into_iter().flat_map(|first| first.iter_days().take_while(move |d| d.year() == year));
    days.filter(|day| is_day_off(*day)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(year: i32) -> String {
        let days = statutory_days(year).into_iter().map(|day| day.format("%m-%d").to_string());
        days.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_year_has_the_days_of_the_ordinance_in_force_in_it() {
        // Spring Festival, Qingming, Dragon Boat and Mid-Autumn as the almanac has them.
        for (year, days) in [
            (2024, "01-01 02-10 02-11 02-12 04-04 05-01 06-10 09-17 10-01 10-02 10-03"),
            (2025, "01-01 01-28 01-29 01-30 01-31 04-04 05-01 05-02 05-31 10-01 10-02 10-03 10-06"),
            (2026, "01-01 02-16 02-17 02-18 02-19 04-05 05-01 05-02 06-19 09-25 10-01 10-02 10-03"),
            (2027, "01-01 02-05 02-06 02-07 02-08 04-05 05-01 05-02 06-09 09-15 10-01 10-02 10-03"),
            (2028, "01-01 01-25 01-26 01-27 01-28 04-04 05-01 05-02 05-28 10-01 10-02 10-03"),
            (2029, "01-01 02-12 02-13 02-14 02-15 04-04 05-01 05-02 06-16 09-22 10-01 10-02 10-03"),
        ] {
            assert_eq!(told(year), days, "{year}");
        }
    }

    #[test]
    fn the_years_at_either_end_do_no_harm() {
        for year in [-262_143, 1, 1899, 1900, 2199, 2200, 9999, 262_142] {
            assert!(statutory_days(year).len() <= 13, "{year}");
        }
        assert!(statutory_days(2199).len() >= 12);
    }
}
