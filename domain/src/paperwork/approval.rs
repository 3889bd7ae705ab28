//! Where an approval stands, whichever machine asked it.

use crate::{timekeeping::time::PlanTime, wording::reason::Why};
use serde::{Deserialize, Serialize};

/// Where an approval stands.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum ApprovalState {
    /// Asked, to be answered by then.
    Open {
        /// By when.
        by_when: PlanTime,
        /// Whether the present approver has been reminded.
        reminded: bool,
    },
    /// Given.
    Approved,
    /// Declined.
    Declined,
    /// No longer needed.
    Closed,
    /// Nobody up to the top answered.
    Lapsed,
}

impl ApprovalState {
    /// How a sentence calls a settled state; `None` while it is open.
    pub fn settled(&self) -> Option<Why> {
        match self {
            ApprovalState::Open { .. } => None,
            ApprovalState::Approved => Some(Why::Approved),
            ApprovalState::Declined => Some(Why::Declined),
            ApprovalState::Closed => Some(Why::NotNeeded),
            ApprovalState::Lapsed => Some(Why::NobodyAnswered),
        }
    }
}
