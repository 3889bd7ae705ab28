//! What is told to a listing.

use crate::{
    machines::command::BringsFiles, paperwork::attachment::Attachment, timekeeping::calendar::Calendar,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What people can tell a listing. Whose turn it is stands beside each: *listed* is the bureau under
/// supervision, *lister* the one that listed it (谁督办，谁复查).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum ListingCommand {
    /// 调整日期: holidays were announced (the campaign's issuer).
    Redate {
        /// The working days as they are known now.
        #[cfg_attr(feature = "openapi", schema(value_type = Object))]
        calendar: Box<Calendar>,
        /// Why.
        reason: String,
    },
    /// 批准: the listing itself, an extension, the report to the government.
    Approve {
        /// The approval's number in this listing.
        approval: u32,
    },
    /// 不批准
    Decline {
        /// The approval's number in this listing.
        approval: u32,
        /// Why.
        reason: String,
    },
    /// 公布挂牌 (lister).
    Publish {
        /// Where.
        place: String,
    },
    /// 报送整改方案 (listed).
    FilePlan {
        /// In a sentence.
        note: String,
        /// The plan.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
        attachments: Vec<Attachment>,
    },
    /// 报送整改进展 (listed).
    ReportProgress {
        /// In a sentence.
        note: String,
        /// Papers.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
        attachments: Vec<Attachment>,
    },
    /// 申请摘牌 (listed). Possible once the plan has been filed.
    Apply {
        /// Why it is done.
        note: String,
        /// Proof.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
        attachments: Vec<Attachment>,
    },
    /// 现场核查 (lister). Passed: a delisting notice is issued. Not: it stays listed, with this result.
    Verify {
        /// Whether it passed.
        passed: bool,
        /// What was seen.
        result: String,
    },
    /// 公布摘牌 (lister).
    PublishDelisting {
        /// Where.
        place: String,
    },
    /// 申请延期 (listed), no later than the rules' length before the term ends.
    AskExtension {
        /// To which day.
        to: NaiveDate,
        /// Why.
        reason: String,
    },
    /// 签收 (the addressee).
    Acknowledge {
        /// The document's ordinal in this listing.
        notice: u32,
        /// The reply.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply: Option<String>,
    },
    /// 回复 (the addressee), whether or not it was acknowledged before.
    Reply {
        /// The document's ordinal in this listing.
        notice: u32,
        /// The reply.
        text: String,
        /// What comes with it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
        files: Vec<Attachment>,
    },
    /// 作废 a document (whoever issued it, or above).
    Void {
        /// The document's ordinal in this listing.
        notice: u32,
        /// Why.
        reason: String,
    },
    /// 撤销挂牌 (lister, or above): it proved wrong. The listing ends.
    Revoke {
        /// Why.
        reason: String,
    },
}

impl BringsFiles for ListingCommand {
    fn files_mut(&mut self) -> Option<&mut Vec<Attachment>> {
        match self {
            Self::FilePlan { attachments: files, .. }
            | Self::ReportProgress { attachments: files, .. }
            | Self::Apply { attachments: files, .. }
            | Self::Reply { files, .. } => Some(files),
            _ => None,
        }
    }
}
