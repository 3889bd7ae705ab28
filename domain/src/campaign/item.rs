//! An obligation with its instants, as the terms of a campaign hold it.

use super::{
    ladder::Rung,
    obligation::{OwedBy, Requirement},
    party::Party,
};
use crate::{
    ids::{BureauCode, ObligationId},
    timekeeping::{span::Span, time::PlanTime},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// An obligation with its instants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its id.
    pub id: ObligationId,
    /// Its title.
    pub title: String,
    /// Who owes it.
    pub owed_by: OwedBy,
    /// When it opens.
    pub opens: PlanTime,
    /// The day it is due.
    pub due_day: NaiveDate,
    /// The instant it is due.
    pub due: PlanTime,
    /// Whether that is provisional (暂定): a year it was counted in is not announced.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub provisional: bool,
    /// How long the supervising bureau has to review it.
    pub review: Option<Span>,
    /// What a submission must come with.
    pub requires: Vec<Requirement>,
    /// How long before the due day reminders go out.
    pub reminders: Vec<Span>,
    /// What happens after it.
    pub ladder: Vec<Rung>,
}

impl Item {
    /// A rung of its ladder, counted from 1.
    pub fn rung(&self, number: u16) -> Option<&Rung> {
        self.ladder.get(usize::from(number).checked_sub(1)?)
    }

    /// Whether a party owes it.
    pub fn is_owed_by(&self, party: &Party, issuer: &BureauCode) -> bool {
        party.bureau != *issuer
            && match self.owed_by {
                OwedBy::All => true,
                OwedBy::Executing => !party.coordinating,
                OwedBy::Coordinating => party.coordinating,
            }
    }
}

/// When an obligation's reminders and rungs come, for one due day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
    /// Reminders, earliest first, at most one a day, all later than the opening.
    pub reminders: Vec<PlanTime>,
    /// Reminders that were dropped because they would not be later than the opening or the launch.
    pub dropped: Vec<Span>,
    /// One instant per rung of the ladder; `None` for a rung that would come when the campaign has
    /// closed, or would have come before it was launched.
    pub rungs: Vec<Option<PlanTime>>,
}
