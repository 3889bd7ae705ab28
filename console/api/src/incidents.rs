//! Urgent matters: what was reported, reporting, taking note.

use super::{
    act_body::ActBody,
    file_refs::{FileRef, attachments},
    happenings::{EventResource, Taken},
    input::Input,
    listings::CreatedListing,
    matters,
    paging::{Listed, Paging},
};
use axum::{
    Json,
    extract::{OriginalUri, Path, Query},
    http::StatusCode,
    response::Response,
};
use duban_domain::{CampaignId, access::Action, incident::IncidentCommand};
use duban_service::{CampaignContext, InCampaign, IncidentReport, rows::IncidentRow};
use duban_web::{Console, Viewer, WebError, once::UpdateId};
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

fn shown(context: &CampaignContext, row: IncidentRow) -> Incident {
    Incident {
        id: row.id.to_string(),
        bureau: row.bureau.to_string(),
        title: row.title,
        text: row.text,
        reported: row.reported.rfc3339(context.kept.plan.zone),
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
    let context = kept.in_hand().await?;
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    let page = paging.of(rows, |row| row.id.to_string())?;
    Ok(page.answer(&uri, |row| shown(&context, row)))
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
async fn get(viewer: Viewer, at: Path<(String, String)>) -> Result<Json<IncidentWithHistory>, WebError> {
    let (InCampaign { context, row }, history) = matters::with_history::<IncidentRow>(&viewer, at).await?;
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
    let context = viewer.context(&CampaignId::new(campaign)).await?;
    let bureau = viewer.bureau.clone();
    // Nobody fills the archive who may not report.
    viewer.authorise(Action::ReportIncident, &bureau)?;
    let attachments = attachments(&viewer, &files).await?;
    let report = IncidentReport { bureau, title, text, attachments };
    let id = context.report(report, update_id.as_deref()).await?;
    Ok((StatusCode::CREATED, Json(CreatedListing::of(id))))
}

/// What a person tells an urgent matter.
type IncidentAct = ActBody<IncidentCommand>;

/// Does something about an urgent matter.
#[utoipa::path(post, path = "/api/v1/campaigns/{campaign}/incidents/{incident}/acts", tag = "incidents",
    operation_id = "actOnIncident",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("incident" = String, Path, description = "Its id.")),
    request_body = IncidentAct, responses((status = 200, body = Taken)))]
async fn act(
    viewer: Viewer,
    update_id: UpdateId,
    at: Path<(String, String)>,
    act: Input<IncidentAct>,
) -> Result<Json<Taken>, WebError> {
    matters::act::<IncidentRow>(&viewer, update_id, at, act).await
}
