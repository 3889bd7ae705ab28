//! A line of the ledger as the league reads it.

use crate::{
    ids::{BureauCode, FindingId, ObligationId},
    machines::{
        event::DocketEvent,
        finding::{FindingEvent, FindingOutcome},
    },
    timekeeping::time::PlanTime,
};
use serde::{Deserialize, Serialize};

/// A line of the ledger that bears on a table.
#[derive(Clone, Debug, PartialEq)]
pub struct LeagueEntry {
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
    pub turn: LeagueTurn,
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
pub enum LeagueTurn {
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
    /// It was taken back by its bureau: as if it had not been received.
    TakenBack,
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

impl LeagueTurn {
    /// Of a docket's line; `None` where it bears on no table.
    pub fn of_docket(what: &DocketEvent) -> Option<Self> {
        Some(match what {
            DocketEvent::Opened { due } => LeagueTurn::Owed(*due),
            DocketEvent::Extended { due, in_time: true, .. } => LeagueTurn::Moved(*due),
            DocketEvent::Submitted { on_time, .. } => LeagueTurn::Received { on_time: *on_time },
            DocketEvent::TakenBack { .. } => LeagueTurn::TakenBack,
            DocketEvent::Returned { due, .. } => LeagueTurn::SentBack(*due),
            DocketEvent::Waived { .. } => LeagueTurn::Lifted,
            DocketEvent::Cancelled => LeagueTurn::CalledOff,
            _ => return None,
        })
    }

    /// Of a finding's line; `None` where it bears on no table.
    pub fn of_finding(what: &FindingEvent) -> Option<Self> {
        Some(match what {
            FindingEvent::Ordered { due, .. } => LeagueTurn::Ordered(*due),
            FindingEvent::Extended { due, in_time: true, .. } => LeagueTurn::Moved(*due),
            FindingEvent::EvidenceFiled { on_time, .. } => LeagueTurn::Received { on_time: *on_time },
            FindingEvent::Closed { outcome: FindingOutcome::Dismissed, .. } | FindingEvent::Cancelled => {
                LeagueTurn::Lifted
            }
            FindingEvent::Closed { .. } => LeagueTurn::Closed,
            FindingEvent::Reopened => LeagueTurn::Reopened,
            _ => return None,
        })
    }
}
