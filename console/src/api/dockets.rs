//! What a bureau owes, and what people do about it: submit, review, extend, approve, acknowledge.

use super::{
    file_refs::{FileRef, attachments},
    happenings::{EventResource, Taken, happening, happenings},
    input::Input,
    instant::at,
    paging::{Listed, Paging},
    schema,
};
use crate::{Console, Viewer, WebError, once::UpdateId};
use axum::{
    Json,
    extract::{OriginalUri, Path, Query},
    response::Response,
};
use chrono::NaiveDate;
use duban_domain::{BureauCode, CampaignId, Command, docket::ObligationView};
use duban_service::CampaignContext;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::UtoipaMethodRouter, routes};

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![routes!(list), routes!(act), routes!(history), routes!(burden)]
}

/// What a bureau owes.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ObligationResource {
    /// Its id.
    id: String,
    /// Its title.
    title: String,
    /// Where it stands.
    #[schema(schema_with = schema::standing)]
    state: &'static str,
    /// When it opens.
    #[schema(format = DateTime)]
    opens: String,
    /// When it is due now.
    #[schema(format = DateTime)]
    due: String,
    /// Whether that is provisional: a year it was counted in is not announced.
    provisional: bool,
    /// When it was last received.
    #[schema(format = DateTime)]
    submitted: Option<String>,
    /// Whether every submission was in time.
    on_time: Option<bool>,
    /// 1, and one more for each return.
    round: u16,
    /// When and why it was last sent back.
    returned: Option<Returned>,
}

/// That a submission was sent back.
#[derive(Debug, Serialize, ToSchema)]
struct Returned {
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// Why.
    reason: String,
}

fn shown(scene: &CampaignContext, duty: ObligationView) -> ObligationResource {
    let zone = scene.kept.plan.zone;
    ObligationResource {
        id: duty.id.to_string(),
        title: duty.title,
        state: duty.state.as_str(),
        opens: duty.opens.rfc3339(zone),
        due: duty.due.rfc3339(zone),
        provisional: duty.provisional,
        submitted: at(scene, duty.submitted),
        on_time: duty.on_time,
        round: duty.round,
        returned: duty
            .returned
            .map(|returned| Returned { at: returned.at.rfc3339(zone), reason: returned.reason }),
    }
}

/// What a bureau owes in a campaign, by id.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/bureaus/{bureau}/obligations", tag = "obligations",
    operation_id = "listObligations",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("bureau" = String, Path, description = "The bureau's code."), Paging),
    responses((status = 200, body = Listed<ObligationResource>)))]
async fn list(
    viewer: Viewer,
    uri: OriginalUri,
    Path((campaign, bureau)): Path<(String, String)>,
    Query(paging): Query<Paging>,
) -> Result<Response, WebError> {
    let docket = viewer.docket(&CampaignId::new(campaign), &BureauCode::new(bureau)).await?;
    let mut rows = docket.obligations().await?;
    rows.sort_by(|a, b| a.duty.id.cmp(&b.duty.id));
    let page = paging.of(rows, |row| row.duty.id.to_string())?;
    Ok(page.answer(&uri, |row| shown(&docket.context, row.duty)))
}

/// What a person tells a bureau's docket.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum DocketActBody {
    /// 报送: the debtor hands in.
    Submit {
        /// The obligation.
        obligation: String,
        /// What comes with it.
        #[serde(default)]
        #[schema(max_items = 50)]
        files: Vec<FileRef>,
        /// Whether it bears the bureau's seal.
        #[serde(default)]
        sealed: bool,
    },
    /// 审核通过: the reviewing bureau accepts.
    Accept {
        /// The obligation.
        obligation: String,
    },
    /// 退回: the reviewing bureau sends back.
    Return {
        /// The obligation.
        obligation: String,
        /// Why.
        #[schema(min_length = 1, max_length = 2000)]
        reason: String,
        /// The new due day.
        due: NaiveDate,
    },
    /// 延期: the due date moves later.
    Extend {
        /// The obligation.
        obligation: String,
        /// The new due day.
        to: NaiveDate,
        /// Why.
        #[schema(min_length = 1, max_length = 2000)]
        reason: String,
    },
    /// 免报: the obligation is lifted.
    Waive {
        /// The obligation.
        obligation: String,
        /// Why.
        #[schema(min_length = 1, max_length = 2000)]
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
        #[schema(min_length = 1, max_length = 2000)]
        reason: String,
    },
    /// 签收: the debtor acknowledges a document.
    Acknowledge {
        /// The document's ordinal in the docket.
        notice: u32,
        /// The reply.
        #[schema(min_length = 1, max_length = 2000)]
        reply: Option<String>,
    },
    /// 回复: the debtor replies to a document, whether or not it was acknowledged before.
    Reply {
        /// The document's ordinal in the docket.
        notice: u32,
        /// The reply.
        #[schema(min_length = 1, max_length = 2000)]
        text: String,
        /// What comes with it.
        #[serde(default)]
        #[schema(max_items = 50)]
        files: Vec<FileRef>,
    },
    /// 作废: whoever issued a document voids it, or a bureau above.
    Void {
        /// The document's ordinal in the docket.
        notice: u32,
        /// Why.
        #[schema(min_length = 1, max_length = 2000)]
        reason: String,
    },
}

/// The docket's command, yet without files.
fn command(act: DocketActBody) -> (Command, Vec<FileRef>) {
    let none = Vec::new();
    match act {
        DocketActBody::Submit { obligation, files, sealed } => {
            let obligation = obligation.as_str().into();
            (Command::Submit { obligation, attachments: Vec::new(), files: Vec::new(), sealed }, files)
        }
        DocketActBody::Accept { obligation } => {
            (Command::Accept { obligation: obligation.as_str().into() }, none)
        }
        DocketActBody::Return { obligation, reason, due } => {
            (Command::Return { obligation: obligation.as_str().into(), reason, due }, none)
        }
        DocketActBody::Extend { obligation, to, reason } => {
            (Command::Extend { obligation: obligation.as_str().into(), to, reason }, none)
        }
        DocketActBody::Waive { obligation, reason } => {
            (Command::Waive { obligation: obligation.as_str().into(), reason }, none)
        }
        DocketActBody::Approve { approval } => (Command::Approve { approval }, none),
        DocketActBody::Decline { approval, reason } => (Command::Decline { approval, reason }, none),
        DocketActBody::Acknowledge { notice, reply } => (Command::Acknowledge { notice, reply }, none),
        DocketActBody::Reply { notice, text, files } => {
            (Command::Reply { notice, text, files: Vec::new() }, files)
        }
        DocketActBody::Void { notice, reason } => (Command::Void { notice, reason }, none),
    }
}

/// Does something in a bureau's docket: hands in, reviews, extends, decides, acknowledges.
#[utoipa::path(post, path = "/api/v1/campaigns/{campaign}/bureaus/{bureau}/acts", tag = "obligations",
    operation_id = "actInDocket",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("bureau" = String, Path, description = "Whose docket: the bureau's code.")),
    request_body = DocketActBody, responses((status = 200, body = Taken)))]
async fn act(
    viewer: Viewer,
    UpdateId(update_id): UpdateId,
    Path((campaign, bureau)): Path<(String, String)>,
    Input(act): Input<DocketActBody>,
) -> Result<Json<Taken>, WebError> {
    let docket = viewer.docket(&CampaignId::new(campaign), &BureauCode::new(bureau)).await?;
    let (mut command, files) = command(act);
    // Nobody fills the archive who may not do it.
    docket.permit(&command).await?;
    match &mut command {
        Command::Submit { attachments: names, files: kept, .. } => {
            *kept = attachments(&viewer, &files).await?;
            *names = kept.iter().map(|file| file.name.clone()).collect();
        }
        Command::Reply { files: kept, .. } => *kept = attachments(&viewer, &files).await?,
        _ => {}
    }
    let effects = docket.tell(command, update_id).await?;
    Ok(Json(Taken { happened: happenings(effects, docket.context.kept.plan.zone)? }))
}

/// All that happened in a bureau's docket, in order.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/bureaus/{bureau}/history", tag = "obligations",
    operation_id = "listDocketHistory",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("bureau" = String, Path, description = "The bureau's code."), Paging),
    responses((status = 200, body = Listed<EventResource>)))]
async fn history(
    viewer: Viewer,
    uri: OriginalUri,
    Path((campaign, bureau)): Path<(String, String)>,
    Query(paging): Query<Paging>,
) -> Result<Response, WebError> {
    let docket = viewer.docket(&CampaignId::new(campaign), &BureauCode::new(bureau)).await?;
    let mut lines = Vec::new();
    for row in docket.history().await? {
        lines.push(((row.sequence, row.position), happening(row.effect, docket.context.kept.plan.zone)?));
    }
    let page = paging.of(lines, |(place, _)| *place)?;
    Ok(page.answer(&uri, |(_, happening)| happening))
}

/// What a bureau was sent in a campaign.
#[derive(Debug, Serialize, ToSchema)]
struct Burden {
    /// Messages: reminders, documents, requests, copies among them.
    messages: u32,
    /// Of them, copies for information.
    copies: u32,
    /// Mails they came in.
    mails: u32,
}

/// 基层负担: how many messages and mails a bureau was sent in a campaign.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/bureaus/{bureau}/burden", tag = "bureaus",
    operation_id = "getBurden",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("bureau" = String, Path, description = "The bureau's code.")),
    responses((status = 200, body = Burden)))]
async fn burden(
    viewer: Viewer,
    Path((campaign, bureau)): Path<(String, String)>,
) -> Result<Json<Burden>, WebError> {
    let docket = viewer.docket(&CampaignId::new(campaign), &BureauCode::new(bureau)).await?;
    let sent = docket.burden().await?;
    Ok(Json(Burden { messages: sent.messages, copies: sent.copies, mails: sent.mails }))
}
