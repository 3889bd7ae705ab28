//! A line of the ledger as the league reads it.

use crate::{
    effect::What,
    finding::{FindingWhat, Outcome},
    ids::{BureauCode, FindingId, ObligationId},
    time::PlanTime,
};
use serde::{Deserialize, Serialize};

/// A line of the ledger that bears on a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Whose docket; in whose district the finding lies.
    pub bureau: BureauCode,
    /// About what.
    pub about: About,
    /// When it happened.
    pub at: PlanTime,
    /// When it was told, in the campaign's own time: a command that lay about through an outage is told
    /// later than it happened.
    pub told: PlanTime,
    /// The record and the line in it: which of two things at one instant came first.
    pub place: (u64, u32),
    /// What it means for an account.
    pub turn: Turn,
}

/// What is counted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum About {
    /// An obligation of the bureau.
    Obligation(ObligationId),
    /// A finding in its district.
    Finding(FindingId),
    /// All that it owes: its docket ended before its time.
    Docket,
}

/// What a line means for what is counted.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It is owed by then: an obligation opened. One that opens again (the tail's) is another one.
    Owed(PlanTime),
    /// An order was issued: the first, or a later one because the work did not pass.
    Ordered(PlanTime),
    /// The due instant moved, in time to count.
    Moved(PlanTime),
    /// It was handed in; whether in time was judged then, once.
    Received {
        /// The verdict of then.
        on_time: bool,
    },
    /// It was sent back, to be handed in again by then.
    SentBack(PlanTime),
    /// A finding was closed (销号).
    Closed,
    /// A look-back opened it again.
    Reopened,
    /// It is owed no more: waived, dismissed, called off.
    Lifted,
    /// The campaign was called off for the bureau: what is not yet due is owed no more.
    CalledOff,
}

impl Turn {
    /// Of a docket's line; `None` where it bears on no table.
    pub fn of_docket(what: &What) -> Option<Self> {
        Some(match what {
            What::Opened { due } => Turn::Owed(*due),
            What::Extended { due, in_time: true, .. } => Turn::Moved(*due),
            What::Submitted { on_time, .. } => Turn::Received { on_time: *on_time },
            What::Returned { due, .. } => Turn::SentBack(*due),
            What::Waived { .. } => Turn::Lifted,
            What::Cancelled => Turn::CalledOff,
            _ => return None,
        })
    }

    /// Of a finding's line; `None` where it bears on no table.
    pub fn of_finding(what: &FindingWhat) -> Option<Self> {
        Some(match what {
            FindingWhat::Ordered { due, .. } => Turn::Ordered(*due),
            FindingWhat::Extended { due, in_time: true, .. } => Turn::Moved(*due),
            FindingWhat::EvidenceFiled { on_time, .. } => Turn::Received { on_time: *on_time },
            FindingWhat::Closed { outcome: Outcome::Dismissed, .. } | FindingWhat::Cancelled => Turn::Lifted,
            FindingWhat::Closed { .. } => Turn::Closed,
            FindingWhat::Reopened => Turn::Reopened,
            _ => return None,
        })
    }
}
