//! The versions of a submission, as a docket remembers them and readers see them.

use crate::timekeeping::time::PlanTime;
use serde::{Deserialize, Serialize};

/// The versions of what was handed in, as far as the docket has to know them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revisions {
    /// The number of the last one in this round, from 1. What an earlier version of the program took has none.
    pub version: u16,
    /// When the last one came, where it is not the one that on-time is judged by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<PlanTime>,
    /// When and why a submission of this round was last taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_back: Option<TakenBack>,
}

/// The debtor took its submission back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenBack {
    /// When.
    pub at: PlanTime,
    /// Why.
    pub reason: String,
}

impl Revisions {
    /// Whether there is nothing to know.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The number of what is there, if something is: from 1.
    pub fn number(&self) -> u16 {
        self.version.max(1)
    }

    /// Something was handed in where nothing lay.
    pub(super) fn first(&mut self) {
        self.version = self.version.saturating_add(1);
        self.latest = None;
    }

    pub(super) fn next(&mut self, at: PlanTime) -> u16 {
        self.version = self.number().saturating_add(1);
        self.latest = Some(at);
        self.version
    }
}
