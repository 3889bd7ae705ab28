//! Dates of a listing.

use crate::{
    machines::matter::Deadline,
    timekeeping::{office::Office, span::Span, time::PlanTime},
};

/// The close of the office `span` after `at`, always later than `at`: where a length of no days ends
/// before it, the close of the next working day.
pub(super) fn due(office: &Office, at: PlanTime, span: Span) -> Deadline {
    let due = office.deadline(at, span);
    if due.at > at { due } else { office.deadline(at, Span::WorkingDays(1)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timekeeping::office::tests::office;

    #[test]
    fn a_deadline_always_lies_ahead() {
        let office = office();
        let evening = office.local("2024-09-30T20:00:00".parse().unwrap());
        let next = office.closing("2024-10-08".parse().unwrap());
        assert_eq!(due(&office, evening, Span::Days(0)).at, next);
        assert_eq!(due(&office, evening, Span::WorkingDays(1)).at, next);
    }
}
