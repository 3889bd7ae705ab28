//! What people can tell a finding.

use super::facts::{Authority, Grade, Publication};
use crate::{
    machines::command::BringsFiles, paperwork::attachment::Attachment, timekeeping::calendar::Calendar,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What people can tell a finding. Whose turn it is stands beside each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum FindingCommand {
    /// 研判: the risk signal is a finding of this grade (county). An order follows.
    Triage {
        /// The grade.
        #[cfg_attr(feature = "openapi", schema(inline))]
        grade: Grade,
    },
    /// 研判: there is no problem (county). The finding closes.
    Dismiss {
        /// Why.
        reason: String,
    },
    /// 现场整改: put right on the spot, before evidence was filed (county). The finding closes.
    CorrectOnTheSpot {
        /// With what result.
        result: String,
    },
    /// 提交整改材料 (county, for the enterprise; or the bureau concerned).
    FileEvidence {
        /// What was done.
        note: String,
        /// Photographs and papers.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
        attachments: Vec<Attachment>,
    },
    /// 复查 (county, or its superiors where a bureau is concerned).
    Reinspect {
        /// Whether it is put right. If not, a new due day is set by its grade.
        passed: bool,
        /// What was seen.
        result: String,
    },
    /// 申请延期 (county).
    AskExtension {
        /// To which day.
        to: NaiveDate,
        /// Why.
        reason: String,
    },
    /// 回头看 (county or above).
    LookBack {
        /// Whether it stayed right. If not, the finding opens again.
        passed: bool,
        /// What was seen.
        result: String,
    },
    /// 移送 (county or above).
    HandOver {
        /// To whom.
        #[cfg_attr(feature = "openapi", schema(inline))]
        to: Authority,
        /// Why.
        reason: String,
    },
    /// 移送回执 (county): the authority has taken the case. The finding closes.
    ConfirmReceipt {
        /// The authority's reference.
        reference: String,
    },
    /// 提请公示或曝光 (county or above); needs a decision.
    ProposePublication {
        /// Which.
        #[cfg_attr(feature = "openapi", schema(inline))]
        kind: Publication,
        /// What is to be published.
        text: String,
    },
    /// 批准: an extension, a publication, a rung's measure.
    Approve {
        /// The approval's number in this finding.
        approval: u32,
    },
    /// 不批准
    Decline {
        /// The approval's number in this finding.
        approval: u32,
        /// Why.
        reason: String,
    },
    /// 签收 a document, perhaps with a reply (its addressee).
    Acknowledge {
        /// The document's ordinal in this finding.
        notice: u32,
        /// The reply.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply: Option<String>,
    },
    /// 回复 a document (its addressee), whether or not it was acknowledged before.
    Reply {
        /// The document's ordinal in this finding.
        notice: u32,
        /// The reply.
        text: String,
        /// What comes with it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
        files: Vec<Attachment>,
    },
    /// 调整日期: holidays were announced (the campaign's issuer).
    Redate {
        /// The working days as they are known now.
        #[cfg_attr(feature = "openapi", schema(value_type = Object))]
        calendar: Box<Calendar>,
        /// Why.
        reason: String,
    },
    /// 作废 a document (whoever issued it, or above): it keeps its number and says void.
    Void {
        /// The document's ordinal in this finding.
        notice: u32,
        /// Why.
        reason: String,
    },
}

impl BringsFiles for FindingCommand {
    fn files_mut(&mut self) -> Option<&mut Vec<Attachment>> {
        match self {
            Self::FileEvidence { attachments: files, .. } | Self::Reply { files, .. } => Some(files),
            _ => None,
        }
    }
}
