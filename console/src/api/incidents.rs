//! Urgent matters: what was reported, reporting, taking note.

use super::{
    file_refs::{FileRef, attachments},
    happenings::{EventResource, Taken, happenings},
    input::Input,
    listings::CreatedListing,
    paging::{Listed, Paging},
};
use crate::{Console, Viewer, WebError, once::UpdateId};
use axum::{
    Json,
    extract::{OriginalUri, Path, Query},
    http::StatusCode,
    response::Response,
};
use duban_domain::{CampaignId, IncidentId, access::Action, incident::IncidentCommand};
use duban_service::{CampaignContext, InCampaign, IncidentReport, rows::IncidentRow};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::UtoipaMethodRouter, routes};

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![routes!(list, report), routes!(get), routes!(act)]
}

/// An urgent matter.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Incident {
    /// Its id.
    id: String,
    /// The bureau that reports it.
    bureau: String,
    /// In a line.
    title: String,
    /// What is known.
    text: String,
    /// When it was reported.
    #[schema(format = DateTime)]
    reported: String,
    /// Where it stands.
    standing: &'static str,
}

fn shown(scene: &CampaignContext, row: IncidentRow) -> Incident {
    Incident {
        id: row.id.to_string(),
        bureau: row.bureau.to_string(),
        title: row.title,
        text: row.text,
        reported: row.reported.rfc3339(scene.kept.plan.zone),
        standing: row.view.standing.as_str(),
    }
}

/// Urgent matters of a campaign that the token sees, by id.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/incidents", tag = "incidents",
    operation_id = "listIncidents",
    params(("campaign" = String, Path, description = "The campaign's id."), Paging),
    responses((status = 200, body = Listed<Incident>)))]
async fn list(
    viewer: Viewer,
    uri: OriginalUri,
    Path(campaign): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Response, WebError> {
    let kept = viewer.campaign(&CampaignId::new(campaign)).await?;
    let mut rows = kept.incidents().await?;
    let scene = kept.in_hand().await?;
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    let page = paging.of(rows, |row| row.id.to_string())?;
    Ok(page.answer(&uri, |row| shown(&scene, row)))
}

/// An urgent matter with its history.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WholeIncident)]
pub(super) struct IncidentWithHistory {
    /// How it stands.
    incident: Incident,
    /// All that happened, in order.
    history: Vec<EventResource>,
}

/// An urgent matter with all that happened.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/incidents/{incident}", tag = "incidents",
    operation_id = "getIncident",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("incident" = String, Path, description = "Its id.")),
    responses((status = 200, body = IncidentWithHistory)))]
async fn get(
    viewer: Viewer,
    Path((campaign, incident)): Path<(String, String)>,
) -> Result<Json<IncidentWithHistory>, WebError> {
    let found = viewer.incident(&CampaignId::new(campaign), &IncidentId::new(incident)).await?;
    let history = found.history().await?.into_iter().map(|line| line.effect).collect();
    let InCampaign { context, row } = found.into_inner();
    let history = happenings(history, context.kept.plan.zone)?;
    Ok(Json(IncidentWithHistory { incident: shown(&context, row), history }))
}

/// What is reported.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Report {
    /// What it is, in a line.
    #[schema(min_length = 1, max_length = 2000)]
    title: String,
    /// What is known.
    #[schema(min_length = 1, max_length = 2000)]
    text: String,
    /// Photographs and papers.
    #[serde(default)]
    #[schema(max_items = 50)]
    files: Vec<FileRef>,
}

/// Reports an urgent matter from the token's bureau: every level up to the issuer is told at once.
#[utoipa::path(post, path = "/api/v1/campaigns/{campaign}/incidents", tag = "incidents",
    operation_id = "reportIncident",
    params(("campaign" = String, Path, description = "The campaign's id.")),
    request_body = Report, responses((status = 201, body = CreatedListing)))]
async fn report(
    viewer: Viewer,
    UpdateId(update_id): UpdateId,
    Path(campaign): Path<String>,
    Input(Report { title, text, files }): Input<Report>,
) -> Result<(StatusCode, Json<CreatedListing>), WebError> {
    let scene = viewer.context(&CampaignId::new(campaign)).await?;
    let bureau = viewer.bureau.clone();
    // Nobody fills the archive who may not report.
    viewer.authorise(Action::ReportIncident, &bureau)?;
    let attachments = attachments(&viewer, &files).await?;
    let report = IncidentReport { bureau, title, text, attachments };
    let id = scene.report(report, update_id.as_deref()).await?;
    Ok((StatusCode::CREATED, Json(CreatedListing::of(id))))
}

/// What a person tells an urgent matter.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
#[schema(as = IncidentAct)]
pub(super) enum IncidentActBody {
    /// 知悉: the token's bureau takes note.
    Acknowledge {
        /// What it instructs.
        instruction: Option<String>,
    },
    /// 续报: the reporting bureau tells what is new.
    Update {
        /// What is new.
        text: String,
    },
}

/// Does something about an urgent matter.
#[utoipa::path(post, path = "/api/v1/campaigns/{campaign}/incidents/{incident}/acts", tag = "incidents",
    operation_id = "actOnIncident",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("incident" = String, Path, description = "Its id.")),
    request_body = IncidentActBody, responses((status = 200, body = Taken)))]
async fn act(
    viewer: Viewer,
    UpdateId(update_id): UpdateId,
    Path((campaign, incident)): Path<(String, String)>,
    Input(act): Input<IncidentActBody>,
) -> Result<Json<Taken>, WebError> {
    let found = viewer.incident(&CampaignId::new(campaign), &IncidentId::new(incident)).await?;
    let command = match act {
        IncidentActBody::Acknowledge { instruction } => IncidentCommand::Acknowledge { instruction },
        IncidentActBody::Update { text } => IncidentCommand::Update { text },
    };
    let effects = found.tell(command, update_id).await?;
    Ok(Json(Taken { happened: happenings(effects, found.context.kept.plan.zone)? }))
}
