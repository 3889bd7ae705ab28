//! The day that a due expression of a plan names.

use super::{obligation::Due, plan::Plan};
use crate::{
    timekeeping::{calendar::shift, office::Office, span::Span},
    wording::sentence::{Sentence, sentence},
};
use chrono::NaiveDate;

/// The day a due expression names, before any policy moves it.
///
/// # Errors
/// A sentence that says why it names none.
pub(crate) fn named_day(plan: &Plan, office: &Office, due: &Due) -> Result<NaiveDate, Sentence> {
    due_day(plan, office, due, 0).map(|(day, _)| day)
}

/// The day a due expression names, and whether it was counted in a year that is not announced. `depth`
/// guards against obligations that wait for each other.
pub(super) fn due_day(
    plan: &Plan,
    office: &Office,
    due: &Due,
    depth: usize,
) -> Result<(NaiveDate, bool), Sentence> {
    let calendar = &office.calendar;
    match due {
        Due::On(day) => Ok((*day, false)),
        Due::AfterIssue(Span::Days(n)) => Ok((shift(plan.issued, i64::from(*n)), false)),
        Due::AfterIssue(Span::WorkingDays(n)) => {
            let day = calendar.working_day_after(plan.issued, *n);
            Ok((day, calendar.is_provisional_between(plan.issued, day)))
        }
        Due::Before(other, _) if depth > plan.obligations.len() => Err(sentence!(
            "the due dates of \"{other}\" and this obligation name each other; give one of them a date",
            "“{other}”与本事项的期限互相引用；请给其中之一写明日期"
        )),
        Due::Before(other, span) => {
            let obligation = plan.obligations.iter().find(|o| o.id == *other);
            let obligation = obligation.ok_or_else(|| {
                sentence!(
                    "there is no obligation \"{other}\" to count back from",
                    "没有可供倒推的事项“{other}”"
                )
            })?;
            // From the day it is due, wherever that day was moved.
            let (named, counted) = due_day(plan, office, &obligation.due, depth + 1)?;
            let from = plan.non_working_due.moved(calendar, named);
            let day = match span {
                Span::WorkingDays(n) => calendar.working_day_before(from, *n),
                Span::Days(n) => shift(from, -i64::from(*n)),
            };
            Ok((day, counted || calendar.is_provisional_between(from, day)))
        }
    }
}
