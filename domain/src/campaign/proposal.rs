//! A campaign that is ready to go out: it waits for a leader, for its instant, or for both.

use crate::wording::words::words;
use serde::{Deserialize, Serialize};

words! {
    /// Where a launch that was prepared stands.
    LaunchStatus {
        /// A leader has to approve it.
        Waiting = "waiting", "待审批";
        /// It goes out at its instant.
        Approved = "approved", "已定，待发起";
        /// A leader said no.
        Declined = "declined", "未获批准";
        /// Its planner took it back.
        Withdrawn = "withdrawn", "已撤回";
        /// It went out.
        Launched = "launched", "已发起";
        /// At its instant it could not go out any more.
        Failed = "failed", "未能发起";
    }

    /// What a person decides about it.
    LaunchDecision {
        /// A leader approves it.
        Approve = "approve", "批准";
        /// A leader declines it.
        Decline = "decline", "不批准";
        /// A planner of the bureau takes it back.
        Withdraw = "withdraw", "撤回";
    }
}

impl LaunchStatus {
    /// Where it stands after a decision; `None`: there is nothing left to decide in this way.
    pub const fn after(self, decision: LaunchDecision) -> Option<Self> {
        match (self, decision) {
            (Self::Waiting, LaunchDecision::Approve) => Some(Self::Approved),
            (Self::Waiting, LaunchDecision::Decline) => Some(Self::Declined),
            (Self::Waiting | Self::Approved, LaunchDecision::Withdraw) => Some(Self::Withdrawn),
            _ => None,
        }
    }

    /// Whether it is still to go out.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Approved)
    }
}

/// Whether somebody may approve what somebody proposed: nobody approves their own launch, whatever roles they
/// had in between. Both by account.
pub fn may_decide(proposed_by: &str, account: &str) -> bool {
    proposed_by != account
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_decision_in_every_state_is_as_the_table_says() {
        use LaunchDecision as D;
        use LaunchStatus as S;
        let table = |status, decision| match (status, decision) {
            (S::Waiting, D::Approve) => Some(S::Approved),
            (S::Waiting, D::Decline) => Some(S::Declined),
            (S::Waiting, D::Withdraw) | (S::Approved, D::Withdraw) => Some(S::Withdrawn),
            (S::Approved, D::Approve | D::Decline)
            | (S::Declined | S::Withdrawn | S::Launched | S::Failed, _) => None,
        };
        for status in S::ALL {
            for decision in D::ALL {
                assert_eq!(status.after(*decision), table(*status, *decision), "{status:?} {decision:?}");
            }
            assert_eq!(status.is_open(), status.after(D::Withdraw).is_some());
        }
        assert!(!may_decide("li", "li") && may_decide("li", "wang"));
    }
}
