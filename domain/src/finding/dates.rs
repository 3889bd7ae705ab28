//! Counting days across years whose holidays are not announced: a finding outlives its campaign. Where
//! the calendar does not know, weekends alone are counted, and the answer says so.

use crate::{
    calendar::{UnannouncedYears, UnknownYear},
    office::Office,
    span::Span,
};
use chrono::NaiveDate;

/// The date `span` before `day`.
pub(super) fn day_before(office: &Office, day: NaiveDate, span: Span) -> NaiveDate {
    // Only the beginning of time itself is left to fail.
    count(office, |office| office.day_before(day, span)).map_or(day, |(before, _)| before)
}

/// The date `span` after `day`.
pub(super) fn day_after(office: &Office, day: NaiveDate, span: Span) -> NaiveDate {
    count(office, |office| office.day_after(day, span)).map_or(day, |(after, _)| after)
}

/// How many working days lie after `from` up to and including `to`, and whether that is provisional.
pub(super) fn working_days_between(office: &Office, from: NaiveDate, to: NaiveDate) -> (u32, bool) {
    count(office, |office| office.calendar.working_days_between(from, to)).unwrap_or((0, true))
}

/// Counts with the calendar as it is, or with weekends alone; and whether it took the latter.
fn count<T>(office: &Office, by: impl Fn(&Office) -> Result<T, UnknownYear>) -> Option<(T, bool)> {
    let known = by(office).ok().map(|counted| (counted, false));
    known.or_else(|| {
        let calendar = office.calendar.clone().with_unannounced(UnannouncedYears::WeekendsOnly);
        by(&Office { calendar, ..office.clone() }).ok().map(|counted| (counted, true))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::tests::office;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn what_the_calendar_knows_is_counted_with_it() {
        assert_eq!(
            day_before(&office(), day("2024-10-14"), Span::WorkingDays(3)),
            day("2024-10-10"),
            "12 October is made up"
        );
        assert_eq!(working_days_between(&office(), day("2024-09-30"), day("2024-10-09")), (2, false));
    }

    #[test]
    fn an_unannounced_year_counts_weekends_and_says_so() {
        // 1 January 2025 is a Wednesday; nobody has said yet that it is a holiday.
        assert_eq!(working_days_between(&office(), day("2024-12-30"), day("2025-01-02")), (3, true));
        assert_eq!(day_before(&office(), day("2025-01-02"), Span::WorkingDays(2)), day("2024-12-31"));
        assert_eq!(day_after(&office(), day("2024-12-31"), Span::WorkingDays(1)), day("2025-01-01"));
    }
}
