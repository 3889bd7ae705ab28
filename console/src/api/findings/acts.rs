//! What people tell a finding.

use crate::{
    Viewer, WebError,
    api::{
        file_refs::{FileRef, attachments},
        happenings::{Taken, happenings},
        input::Input,
        schema,
    },
    once::UpdateId,
};
use axum::{Json, extract::Path};
use chrono::NaiveDate;
use duban_domain::{
    CampaignId, FindingId,
    finding::{Authority, FindingCommand, Grade, Publication},
};
use serde::Deserialize;
use utoipa::ToSchema;

/// What a person tells a finding.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
#[schema(as = FindingAct)]
pub(super) enum FindingActBody {
    /// 研判: the signal is a finding of this grade.
    Triage {
        /// The grade.
        #[schema(schema_with = schema::grade)]
        grade: Grade,
    },
    /// 研判: there is no problem.
    Dismiss {
        /// Why.
        reason: String,
    },
    /// 现场整改: put right on the spot.
    CorrectOnTheSpot {
        /// With what result.
        result: String,
    },
    /// 提交整改材料.
    FileEvidence {
        /// What was done.
        note: String,
        /// Photographs and papers.
        #[serde(default)]
        files: Vec<FileRef>,
    },
    /// 复查.
    Reinspect {
        /// Whether it is put right.
        passed: bool,
        /// What was seen.
        result: String,
    },
    /// 申请延期.
    AskExtension {
        /// To which day.
        to: NaiveDate,
        /// Why.
        reason: String,
    },
    /// 回头看.
    LookBack {
        /// Whether it stayed right.
        passed: bool,
        /// What was seen.
        result: String,
    },
    /// 移送.
    HandOver {
        /// To whom.
        #[schema(schema_with = schema::authority)]
        to: Authority,
        /// Why.
        reason: String,
    },
    /// 移送回执.
    ConfirmReceipt {
        /// The authority's reference.
        reference: String,
    },
    /// 提请公示或曝光.
    ProposePublication {
        /// Which.
        #[schema(schema_with = schema::publication)]
        kind: Publication,
        /// What is to be published.
        text: String,
    },
    /// 批准.
    Approve {
        /// The approval's number in this finding.
        approval: u32,
    },
    /// 不批准.
    Decline {
        /// The approval's number in this finding.
        approval: u32,
        /// Why.
        reason: String,
    },
    /// 签收.
    Acknowledge {
        /// The document's ordinal in this finding.
        notice: u32,
        /// The reply.
        reply: Option<String>,
    },
    /// 回复.
    Reply {
        /// The document's ordinal in this finding.
        notice: u32,
        /// The reply.
        text: String,
        /// What comes with it.
        #[serde(default)]
        files: Vec<FileRef>,
    },
    /// 作废.
    Void {
        /// The document's ordinal in this finding.
        notice: u32,
        /// Why.
        reason: String,
    },
}

fn command(act: FindingActBody) -> (FindingCommand, Vec<FileRef>) {
    use FindingCommand as C;
    let command = match act {
        FindingActBody::FileEvidence { note, files } => {
            return (C::FileEvidence { note, attachments: Vec::new() }, files);
        }
        FindingActBody::Reply { notice, text, files } => {
            return (C::Reply { notice, text, files: Vec::new() }, files);
        }
        FindingActBody::Triage { grade } => C::Triage { grade },
        FindingActBody::Dismiss { reason } => C::Dismiss { reason },
        FindingActBody::CorrectOnTheSpot { result } => C::CorrectOnTheSpot { result },
        FindingActBody::Reinspect { passed, result } => C::Reinspect { passed, result },
        FindingActBody::AskExtension { to, reason } => C::AskExtension { to, reason },
        FindingActBody::LookBack { passed, result } => C::LookBack { passed, result },
        FindingActBody::HandOver { to, reason } => C::HandOver { to, reason },
        FindingActBody::ConfirmReceipt { reference } => C::ConfirmReceipt { reference },
        FindingActBody::ProposePublication { kind, text } => C::ProposePublication { kind, text },
        FindingActBody::Approve { approval } => C::Approve { approval },
        FindingActBody::Decline { approval, reason } => C::Decline { approval, reason },
        FindingActBody::Acknowledge { notice, reply } => C::Acknowledge { notice, reply },
        FindingActBody::Void { notice, reason } => C::Void { notice, reason },
    };
    (command, Vec::new())
}

/// Does something about a finding.
#[utoipa::path(post, path = "/api/v1/campaigns/{campaign}/findings/{finding}/acts", tag = "findings",
    operation_id = "actOnFinding",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("finding" = String, Path, description = "Its id.")),
    request_body = FindingActBody, responses((status = 200, body = Taken)))]
pub(super) async fn act(
    viewer: Viewer,
    UpdateId(update_id): UpdateId,
    Path((campaign, finding)): Path<(String, String)>,
    Input(act): Input<FindingActBody>,
) -> Result<Json<Taken>, WebError> {
    let found = viewer.finding(&CampaignId::new(campaign), &FindingId::new(finding)).await?;
    let (mut command, files) = command(act);
    // Nobody fills the archive who may not do it.
    found.permit(&command).await?;
    if let FindingCommand::FileEvidence { attachments: kept, .. }
    | FindingCommand::Reply { files: kept, .. } = &mut command
    {
        *kept = attachments(&viewer, &files).await?;
    }
    let effects = found.tell(command, update_id).await?;
    Ok(Json(Taken { happened: happenings(effects, found.context.kept.plan.zone)? }))
}
