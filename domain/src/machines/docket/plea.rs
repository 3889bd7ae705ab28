//! A request for an extension or a waiver as its docket keeps it, and the command that grants one.

use crate::{
    ids::ObligationId,
    machines::command::Command,
    paperwork::{
        approval::ApprovalRequest,
        attachment::Attachment,
        relief::{OpenRequest, Relief},
    },
    timekeeping::time::PlanTime,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A request of a docket's bureau.
pub type ReliefRequest = ApprovalRequest<ReliefPlea>;

/// What is asked for, about what and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReliefPlea {
    /// Index into the docket's obligations.
    pub(super) duty: usize,
    /// What is asked for.
    pub(super) plea: Relief,
    /// Why.
    pub(super) reason: String,
    /// What came with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) files: Vec<Attachment>,
    /// Since when.
    pub(super) since: PlanTime,
}

/// The command that grants a request: what was asked for, or another day. Why it is granted stands in it, where
/// nobody says more.
pub fn granting(
    obligation: ObligationId,
    request: &OpenRequest,
    other: Option<NaiveDate>,
    reason: Option<String>,
) -> Command {
    let reason = reason.unwrap_or_else(|| "同意你局的申请".to_owned());
    match request.relief {
        Relief::Extension { to } => Command::Extend { obligation, to: other.unwrap_or(to), reason },
        Relief::Waiver => Command::Waive { obligation, reason },
    }
}
