//! What people tell a docket, and why it may refuse.

use crate::{
    attachment::Attachment,
    ids::{BureauCode, ObligationId},
    league::Circulation,
    time::PlanTime,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A person acting for a bureau.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The bureau.
    pub bureau: BureauCode,
    /// The person's name or account.
    pub name: String,
}

/// A command and who gave it. `C` is the commands of one kind of state machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act<C = Command> {
    /// Who.
    pub by: Actor,
    /// What.
    pub command: C,
}

/// What a person can tell a docket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum Command {
    /// 报送: the debtor hands in.
    Submit {
        /// The obligation.
        obligation: ObligationId,
        /// Names of what comes with it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        attachments: Vec<String>,
        /// Those of them that lie in the archive.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<Attachment>,
        /// Whether it bears the bureau's seal.
        #[serde(default)]
        sealed: bool,
    },
    /// 审核通过: the reviewing bureau accepts.
    Accept {
        /// The obligation.
        obligation: ObligationId,
    },
    /// 退回: the reviewing bureau sends back.
    Return {
        /// The obligation.
        obligation: ObligationId,
        /// Why.
        reason: String,
        /// The new due day.
        due: NaiveDate,
    },
    /// 延期: the due date moves later.
    Extend {
        /// The obligation.
        obligation: ObligationId,
        /// The new due day.
        to: NaiveDate,
        /// Why.
        reason: String,
    },
    /// 免报: the obligation is lifted.
    Waive {
        /// The obligation.
        obligation: ObligationId,
        /// Why.
        reason: String,
    },
    /// 批准: a leader approves a document.
    Approve {
        /// The approval's number in the docket.
        approval: u32,
    },
    /// 不批准: a leader declines it.
    Decline {
        /// The approval's number in the docket.
        approval: u32,
        /// Why.
        reason: String,
    },
    /// 作废: whoever issued a document voids it, or a bureau above; it keeps its number.
    Void {
        /// The document's ordinal in the docket.
        notice: u32,
        /// Why.
        reason: String,
    },
    /// 签收: the debtor acknowledges a document, perhaps with a reply.
    Acknowledge {
        /// The document's ordinal in the docket.
        notice: u32,
        /// The reply.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply: Option<String>,
    },
    /// 印发排名通报: the bureau circulates a period's table among those below it.
    Circulate {
        /// The frozen table.
        circulation: Box<Circulation>,
    },
}

/// Why a command was refused. A refused command changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Refusal {
    /// The bureau does not owe this.
    #[error("this bureau owes no \"{0}\"; it owes: {1}")]
    UnknownObligation(ObligationId, String),
    /// The obligation has not opened.
    #[error("\"{0}\" opens only on {1}")]
    NotOpen(ObligationId, String),
    /// It has been handed in already.
    #[error("\"{0}\" was already submitted on {1}")]
    AlreadySubmitted(ObligationId, String),
    /// It has been lifted or closed.
    #[error("\"{0}\" is closed: {1}")]
    Closed(ObligationId, String),
    /// There is no submission to review.
    #[error("\"{0}\" has no submission waiting for review ({1})")]
    NothingToReview(ObligationId, String),
    /// A submission lacks what the plan requires.
    #[error("\"{0}\" must be submitted with {1}")]
    Incomplete(ObligationId, String),
    /// A new due day that will not do.
    #[error("{0} cannot be the new due day: {1}")]
    BadDay(NaiveDate, String),
    /// There is no such approval.
    #[error("there is no approval {0} in this docket")]
    UnknownApproval(u32),
    /// The approval has been decided or has lapsed.
    #[error("approval {0} is no longer open: {1}")]
    ApprovalSettled(u32, String),
    /// There is no such document.
    #[error("there is no document {0} addressed to this bureau")]
    UnknownNotice(u32),
    /// The document was acknowledged or withdrawn.
    #[error("document {0} cannot be acknowledged: {1}")]
    NoticeSettled(u32, String),
    /// The bureau may not do this.
    #[error("{0} may not do this; {1} may")]
    NotYours(BureauCode, String),
    /// The instant will not do.
    #[error("a command received {0:?} cannot be taken: {1}")]
    BadInstant(PlanTime, String),
    /// A text that is missing, too long or not plain.
    #[error("a reason or reply of 1 to {0} characters is needed, without control characters")]
    BadText(usize),
    /// A name of an attachment that will not do.
    #[error("an attachment's name has 1 to {0} characters on one line")]
    BadName(usize),
    /// More attachments than anyone reads.
    #[error("at most {0} attachments can come with a submission")]
    TooManyAttachments(usize),
    /// The docket has ended.
    #[error("the campaign has ended for this bureau ({0})")]
    Ended(String),
    /// Where the matter stands, this cannot be done. What was wanted, and how it stands.
    #[error("{0} is not possible: {1}")]
    NotNow(String, String),
    /// A period's figures may still move: which period, and until when.
    #[error("the table of {0} is not final yet: what was received by its close is listened for until {1}")]
    PeriodOpen(String, String),
    /// A period's table has been circulated: which period, and by which document of the docket.
    #[error("the table of {0} was circulated before, as document {1} of this docket")]
    AlreadyCirculated(String, u32),
    /// A table that cannot be circulated.
    #[error("this table cannot be circulated: {0}")]
    BadTable(String),
    /// The matter is closed.
    #[error("this matter is closed ({0})")]
    Over(String),
}

/// The longest reason or reply, in characters.
pub const LONGEST_TEXT: usize = 2000;
/// The longest name of an attachment, in characters.
pub const LONGEST_NAME: usize = 200;
/// The most attachments of one submission.
pub const MOST_ATTACHMENTS: usize = 50;
