//! What cannot be in a plan, and the one problem that every date of it can have.

use super::plan::Plan;
use crate::{
    timekeeping::{calendar::is_far, office::Office},
    wording::sentence::{Sentence, sentence},
};
use chrono::NaiveDate;

/// Something in a plan that cannot be, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanProblem {
    /// Where in the plan: `obligations[3].due`.
    pub path: String,
    /// What is wrong and what to do.
    pub message: Sentence,
}

impl PlanProblem {
    /// A problem at a place in the plan.
    pub fn new(path: impl Into<String>, message: impl Into<Sentence>) -> Self {
        Self { path: path.into(), message: message.into() }
    }
}

/// Lets a date of a plan enter, or says why it cannot.
pub(crate) fn entered(
    plan: &Plan,
    office: &Office,
    path: impl Into<String>,
    day: NaiveDate,
) -> Result<(), PlanProblem> {
    if is_far(plan.issued, day) {
        let message = sentence!(
            "{day} lies more than five years from the issue date ({issued}); check the year",
            "{day}距行动印发日期（{issued}）超过五年；请核对年份",
            issued = plan.issued
        );
        return Err(PlanProblem::new(path, message));
    }
    office.calendar.admit(day).map_err(|unknown| PlanProblem::new(path, unknown))
}
