//! What an approval would issue, before anybody gives it: the paper as it would read if it were approved now.
//!
//! Nothing is worked out anew. A copy of the machine is given the approval, and what it issues is told; so
//! the preview cannot say anything else than the machine will. Only the number is missing: that is the
//! ledger's to give.

use crate::{
    machines::machine::{DomainEvent, Machine},
    paperwork::{correspondence::NoticeEvent, notice::Notice},
    timekeeping::time::PlanTime,
    wording::refusal::Refusal,
};
use serde::{Deserialize, Serialize};

/// What an approval would issue at one instant: its document, or, where nothing official follows, the
/// messages that tell of the decision.
pub type Drafts = Vec<Notice>;

/// What is answered to a question for [`preview`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Previewed {
    /// This would be issued.
    Drafts(Drafts),
    /// There is nothing to be approved.
    Refused(Refusal),
}

/// What approval `approval` of a machine would issue if it were given at `at`.
///
/// # Errors
/// There is no such approval, or it is no longer open.
pub fn preview<M: Machine>(machine: &M, approval: u32, at: PlanTime) -> Result<Drafts, Refusal> {
    let mut copy = machine.clone();
    // What falls due by then comes first, and is not what was asked about.
    copy.advance_to(at);
    let act = copy.approving(approval).ok_or(Refusal::UnknownApproval(approval))?;
    let effects = copy.execute(&act, at, at)?;
    let issued = effects.iter().filter_map(|effect| match effect.event.paper()?.into_owned() {
        NoticeEvent::Issued { notice } => Some(*notice),
        _ => None,
    });
    let (documents, messages): (Drafts, Drafts) = issued.partition(|notice| notice.instrument.is_document());
    Ok(if documents.is_empty() { messages } else { documents })
}
