//! What passes between a durable shell and the ledger: one record per wake or command, and what the
//! ledger answers. Both sides store these, so they are part of the contract with running campaigns.

use crate::{
    ids::{BureauCode, CampaignId},
    machines::{
        command::{Command, CommandEnvelope},
        docket::ObligationView,
        event::{DocketEvent, EventEnvelope},
        listing::{ListingOpening, Revocation},
    },
    timekeeping::time::{Pace, PlanTime, Timebase, WallTime},
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Everything one state machine has to tell the world at one moment. `(workflow, sequence)` identifies
/// it: recording it twice changes nothing and answers the same. `C` is its commands, `W` what happens
/// in it, `V` what readers see of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record<C = Command, W = DocketEvent, V = ObligationView> {
    /// The workflow that tells it.
    pub workflow: String,
    /// Sequence number within the workflow, from 1.
    pub sequence: u64,
    /// The campaign.
    pub campaign: CampaignId,
    /// Whose docket; in whose district a finding lies; the bureau a listing or an incident is about.
    pub bureau: BureauCode,
    /// What was done since the record before, in order.
    pub steps: Vec<Step<C>>,
    /// What happened by it, in order.
    pub effects: Vec<EventEnvelope<W>>,
    /// What it happened to, as it stands now: the obligations of a docket, or the one matter.
    pub views: Vec<V>,
    /// How plan time runs against wall time: mail leaves in wall time.
    pub timebase: Timebase,
    /// The zone the campaign's dates are read in; a document's number bears the year there.
    pub zone: chrono_tz::Tz,
    /// How the workflow runs: one that it opens runs the same way.
    #[serde(default)]
    pub pace: Pace,
}

/// What the ledger answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "C: Deserialize<'de>"))]
pub struct Recorded<C = Command> {
    /// The numbers given to the documents among the notices: (ordinal in the docket, number).
    pub numbers: Vec<(u32, DocumentNumber)>,
    /// Whose postbox has mail waiting, and from when it may go.
    pub knocks: Vec<PostboxWakeUp>,
    /// The steps that were recorded under this sequence before, where they were other ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead: Option<Vec<Step<C>>>,
    /// The listings it opens, to be started once it is written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub opens: Vec<ListingOpening>,
    /// The listings it revokes, to be told once it is written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revokes: Vec<Revocation>,
}

impl<C> Default for Recorded<C> {
    fn default() -> Self {
        Self {
            numbers: Vec::new(),
            knocks: Vec::new(),
            instead: None,
            opens: Vec::new(),
            revokes: Vec::new(),
        }
    }
}

/// Something done to a state machine: enough to do it again.
///
/// A machine can die after the ledger has written and before the engine knows. The next attempt may
/// see more than the first (a command that came meanwhile), and would tell the ledger another story
/// under the same sequence. The ledger's story stands, for letters of it may be in the mail: the
/// docket goes back to where it was, does what the ledger says it did, and then the rest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum Step<C = Command> {
    /// It was woken.
    Wake {
        /// When, by the clock.
        now: PlanTime,
    },
    /// It was given a command.
    Act {
        /// The command.
        act: CommandEnvelope<C>,
        /// When it was received.
        at: PlanTime,
        /// When it was processed, by the clock.
        now: PlanTime,
    },
    /// The campaign was called off.
    Cancel {
        /// When, by the clock.
        now: PlanTime,
    },
    /// A docket was told how many findings of its bureau were open.
    Count {
        /// At which instant they were counted.
        at: PlanTime,
        /// How many.
        open: u32,
        /// When it was processed, by the clock.
        now: PlanTime,
    },
}

impl<C: PartialEq> Step<C> {
    /// Whether two steps are one and the same command. Waking again is harmless and never the same;
    /// a count that is needed again is asked for again.
    pub fn is_same_command(&self, other: &Self) -> bool {
        match (self, other) {
            (Step::Act { act, at, .. }, Step::Act { act: other, at: then, .. }) => act == other && at == then,
            (Step::Cancel { .. }, Step::Cancel { .. }) => true,
            _ => false,
        }
    }
}

/// A document's number within its issuing bureau's year: 12 in 黔南市监〔2024〕12号.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DocumentNumber {
    /// The year, in the campaign's zone.
    pub year: i32,
    /// 1, 2, 3, … without gaps.
    pub ordinal: u32,
}

impl DocumentNumber {
    /// The number as a document bears it (GB/T 9704: hexagonal brackets, no leading zero).
    pub fn with_prefix(self, prefix: &str) -> String {
        format!("{prefix}{self}")
    }
}

impl fmt::Display for DocumentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "〔{}〕{}号", self.year, self.ordinal)
    }
}

/// Mail waits for a bureau.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PostboxWakeUp {
    /// For whom.
    pub bureau: BureauCode,
    /// From when it may go.
    pub from: WallTime,
    /// Whether it is an urgent matter, which does not wait for the day's digest.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub urgent: bool,
}

#[cfg(test)]
mod tests {
    use super::DocumentNumber;

    #[test]
    fn a_number_is_written_as_the_standard_asks() {
        let number = DocumentNumber { year: 2024, ordinal: 12 };
        assert_eq!(number.with_prefix("黔南市监"), "黔南市监〔2024〕12号");
    }
}
