//! What people tell a docket.

pub use crate::{
    bureaus::actor::Actor,
    paperwork::attachment::MOST_ATTACHMENTS,
    wording::{
        refusal::Refusal,
        text::{LONGEST_NAME, LONGEST_TEXT},
    },
};

use crate::{
    campaign::{amendment::Amendment, terms::Terms},
    figures::league::Circulation,
    ids::ObligationId,
    paperwork::attachment::Attachment,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A command and who gave it. `C` is the commands of one kind of state machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommandEnvelope<C = Command> {
    /// Who.
    pub by: Actor,
    /// What.
    pub command: C,
}

/// A command that may bring files along, which lie in the archive.
pub trait BringsFiles {
    /// Where its files belong; `None`: it brings none.
    fn files_mut(&mut self) -> Option<&mut Vec<Attachment>> {
        None
    }

    /// Brings these along.
    fn bring(&mut self, files: Vec<Attachment>) {
        if let Some(place) = self.files_mut() {
            *place = files;
        }
    }
}

/// What a person can tell a docket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum Command {
    /// 报送: the debtor hands in.
    Submit {
        /// The obligation.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        obligation: ObligationId,
        /// Names of what comes with it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        attachments: Vec<String>,
        /// Those of them that lie in the archive.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
        files: Vec<Attachment>,
        /// Whether it bears the bureau's seal.
        #[serde(default)]
        sealed: bool,
    },
    /// 重新报送: the debtor hands the whole in anew, until it is reviewed.
    Replace {
        /// The obligation.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        obligation: ObligationId,
        /// Names of what comes with it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        attachments: Vec<String>,
        /// Those of them that lie in the archive.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
        files: Vec<Attachment>,
        /// Whether it bears the bureau's seal.
        #[serde(default)]
        sealed: bool,
    },
    /// 补充材料: the debtor adds to what it handed in, until it is reviewed.
    Supplement {
        /// The obligation.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        obligation: ObligationId,
        /// Names of what is added.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        attachments: Vec<String>,
        /// Those of them that lie in the archive.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
        files: Vec<Attachment>,
        /// Whether it bears the bureau's seal.
        #[serde(default)]
        sealed: bool,
    },
    /// 撤回: the debtor takes back what it handed in, until it is reviewed; it owes it again by the same due date.
    TakeBack {
        /// The obligation.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        obligation: ObligationId,
        /// Why.
        reason: String,
    },
    /// 审核通过: the reviewing bureau accepts.
    Accept {
        /// The obligation.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        obligation: ObligationId,
        /// The number of the version that was read: another one is not accepted by it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        version: Option<u16>,
    },
    /// 退回: the reviewing bureau sends back.
    Return {
        /// The obligation.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        obligation: ObligationId,
        /// Why.
        reason: String,
        /// The new due day.
        due: NaiveDate,
    },
    /// 延期: the due date moves later.
    Extend {
        /// The obligation.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        obligation: ObligationId,
        /// The new due day.
        to: NaiveDate,
        /// Why.
        reason: String,
    },
    /// 免报: the obligation is lifted.
    Waive {
        /// The obligation.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        obligation: ObligationId,
        /// Why.
        reason: String,
    },
    /// 申请延期: the debtor asks for a later due day. One request about an obligation at a time.
    AskExtension {
        /// The obligation.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        obligation: ObligationId,
        /// The due day it asks for.
        to: NaiveDate,
        /// Why.
        reason: String,
        /// What comes with it; it lies in the archive.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
        files: Vec<Attachment>,
    },
    /// 申请免报: the debtor asks that it need not be handed in. One request about an obligation at a time.
    AskWaiver {
        /// The obligation.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        obligation: ObligationId,
        /// Why.
        reason: String,
        /// What comes with it; it lies in the archive.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
        files: Vec<Attachment>,
    },
    /// 撤回申请: the debtor asks no more.
    WithdrawRequest {
        /// The obligation.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        obligation: ObligationId,
    },
    /// 不同意申请: a bureau above refuses what was asked. It is granted by `extend` or `waive`.
    Refuse {
        /// The obligation.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
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
    /// 回复: the debtor answers a document. Whoever answers it has received it.
    Reply {
        /// The document's ordinal in the docket.
        notice: u32,
        /// The reply.
        text: String,
        /// What comes with it; it lies in the archive.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
        files: Vec<Attachment>,
    },
    /// 印发排名通报: the bureau circulates a period's table among those below it.
    Circulate {
        /// The frozen table.
        #[cfg_attr(feature = "openapi", schema(value_type = Object))]
        circulation: Box<Circulation>,
    },
    /// 调整日期: holidays were announced, and the issuer has the campaign's dates follow them.
    Redate {
        /// The campaign's terms, as its plan gives them by the calendar as it is now.
        #[cfg_attr(feature = "openapi", schema(value_type = Object))]
        terms: Box<Terms>,
        /// Why, for the ledger and for those whose dates move.
        reason: String,
    },
    /// 调整方案: the issuer amends the plan of the running campaign.
    Amend {
        /// The plan as it is from now on.
        #[cfg_attr(feature = "openapi", schema(value_type = Object))]
        amendment: Box<Amendment>,
    },
}

impl BringsFiles for Command {
    fn files_mut(&mut self) -> Option<&mut Vec<Attachment>> {
        match self {
            Self::Submit { files, .. }
            | Self::Replace { files, .. }
            | Self::Supplement { files, .. }
            | Self::AskExtension { files, .. }
            | Self::AskWaiver { files, .. }
            | Self::Reply { files, .. } => Some(files),
            _ => None,
        }
    }

    fn bring(&mut self, brought: Vec<Attachment>) {
        if let Self::Submit { attachments: names, .. }
        | Self::Replace { attachments: names, .. }
        | Self::Supplement { attachments: names, .. } = self
        {
            *names = brought.iter().map(|file| file.name.clone()).collect();
        }
        if let Some(files) = self.files_mut() {
            *files = brought;
        }
    }
}
