//! What a plan says of something that is owed: by whom, from when, until when, and with what it is handed in.

use super::ladder::Rung;
use crate::{
    ids::{ObligationId, PhaseId},
    timekeeping::{calendar::Calendar, span::Span},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What every bureau of a kind owes its supervising bureau.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obligation {
    /// Its id.
    pub id: ObligationId,
    /// Its title, as a user reads it.
    pub title: String,
    /// Who owes it.
    pub owed_by: OwedBy,
    /// The phase with whose first day it opens; without one, and without `opens`, it opens on the issue date.
    pub phase: Option<PhaseId>,
    /// When it opens, where its phase does not say so. Plans launched before this could be written have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens: Option<Opens>,
    /// When it is due.
    pub due: Due,
    /// How long the supervising bureau has to review it; `None`: no review.
    pub review: Option<Span>,
    /// What a submission must come with.
    pub requires: Vec<Requirement>,
    /// How long before the due date reminders go out.
    pub reminders: Vec<Span>,
    /// What happens after it.
    pub ladder: Vec<Rung>,
}

/// Which bureaus owe an obligation.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OwedBy {
    /// Those without subordinates in the campaign.
    Executing,
    /// Those with subordinates, the issuer excepted.
    Coordinating,
    /// Both.
    All,
}

/// A due date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Due {
    /// A day, or the last day of a period.
    On(NaiveDate),
    /// So long after the issue date.
    AfterIssue(Span),
    /// So long before another obligation's due day.
    Before(ObligationId, Span),
}

/// When something opens: from then on it can be handed in.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Opens {
    /// On a day.
    On(NaiveDate),
    /// So long after the issue date.
    AfterIssue(Span),
    /// So long before it is due, but not before the issue date.
    BeforeDue(Span),
}

impl Opens {
    /// What holds for something due on a named day where the plan says nothing: October's report is not
    /// handed in in June.
    pub const USUAL: Self = Self::BeforeDue(Span::Days(30));
}

/// What a submission must come with.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Requirement {
    /// At least one attachment.
    Attachment,
    /// The bureau's seal on it.
    Seal,
}

/// Where a due date on a non-working day goes (REQUIREMENTS B2).
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NonWorkingDue {
    /// It stays; a warning names it.
    #[default]
    Keep,
    /// To the working day before.
    Previous,
    /// To the working day after (Civil Code §203).
    Next,
}

impl NonWorkingDue {
    /// Where a due day goes.
    pub fn moved(self, calendar: &Calendar, day: NaiveDate) -> NaiveDate {
        match self {
            NonWorkingDue::Keep => day,
            NonWorkingDue::Previous => calendar.on_or_before(day),
            NonWorkingDue::Next => calendar.on_or_after(day),
        }
    }
}
