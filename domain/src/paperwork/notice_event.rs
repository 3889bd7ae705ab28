//! What becomes of notices and approvals, whichever machine issued or asked them.

use crate::{
    ids::BureauCode,
    paperwork::{attachment::Attachment, instrument::Instrument, notice::Notice},
    timekeeping::time::PlanTime,
};
use serde::{Deserialize, Serialize};

/// What becomes of a notice or an approval: lines of the ledger that every state machine writes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum NoticeEvent {
    /// A notice was issued.
    Issued {
        /// The notice.
        notice: Box<Notice>,
    },
    /// A document was taken back because it proved wrong.
    Withdrawn {
        /// Its ordinal.
        notice: u32,
    },
    /// A document was voided: it keeps its number and says void.
    Voided {
        /// Its ordinal.
        notice: u32,
        /// Why.
        reason: String,
    },
    /// A document was acknowledged.
    Acknowledged {
        /// Its ordinal.
        notice: u32,
        /// The reply.
        reply: Option<String>,
    },
    /// A document was replied to. It is acknowledged by that, if it was not before.
    Replied {
        /// Its ordinal.
        notice: u32,
        /// The reply.
        text: String,
        /// What came with it; it lies in the archive.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<Attachment>,
    },
    /// An approval was asked.
    ApprovalAsked {
        /// Its number.
        approval: u32,
        /// What it would issue.
        instrument: Instrument,
        /// Of whom.
        of: BureauCode,
        /// By when.
        by_when: PlanTime,
    },
    /// It is to be answered by another instant.
    ApprovalMoved {
        /// Its number.
        approval: u32,
        /// By when.
        by_when: PlanTime,
    },
    /// It was given.
    Approved {
        /// Its number.
        approval: u32,
    },
    /// It was declined.
    Declined {
        /// Its number.
        approval: u32,
        /// Why.
        reason: String,
    },
    /// It is no longer needed.
    ApprovalClosed {
        /// Its number.
        approval: u32,
    },
    /// Nobody up to the top answered.
    ApprovalLapsed {
        /// Its number.
        approval: u32,
    },
}
