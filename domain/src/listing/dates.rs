//! Dates of a listing. It can outlive its campaign, so it counts weekends only where a year's holidays
//! are not announced, as [`Office::deadline`] does.

use crate::{calendar::UnannouncedYears, matter::Deadline, office::Office, span::Span, time::PlanTime};
use chrono::NaiveDate;

/// The close of the office `span` after `at`, always later than `at`: where a length of no days ends
/// before it, the close of the next working day.
pub(super) fn due(office: &Office, at: PlanTime, span: Span) -> Deadline {
    let due = office.deadline(at, span);
    if due.at > at { due } else { office.deadline(at, Span::WorkingDays(1)) }
}

/// The day `span` before `day`.
pub(super) fn days_before(office: &Office, day: NaiveDate, span: Span) -> NaiveDate {
    office.day_before(day, span).unwrap_or_else(|_| {
        let calendar = office.calendar.clone().with_unannounced(UnannouncedYears::WeekendsOnly);
        // Only the beginning of time itself is left to fail here.
        Office { calendar, ..office.clone() }.day_before(day, span).unwrap_or(day)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::tests::office;

    #[test]
    fn a_deadline_always_lies_ahead() {
        let office = office();
        let evening = office.local("2024-09-30T20:00:00".parse().unwrap());
        let next = office.closing("2024-10-08".parse().unwrap());
        assert_eq!(due(&office, evening, Span::Days(0)).at, next);
        assert_eq!(due(&office, evening, Span::WorkingDays(1)).at, next);
    }

    #[test]
    fn counting_back_never_fails() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let office = office();
        assert_eq!(days_before(&office, day("2024-10-08"), Span::WorkingDays(2)), day("2024-09-29"));
        assert_eq!(days_before(&office, day("2025-03-03"), Span::WorkingDays(1)), day("2025-02-28"));
        assert_eq!(days_before(&office, day("2025-03-03"), Span::Days(1)), day("2025-02-28"));
    }
}
