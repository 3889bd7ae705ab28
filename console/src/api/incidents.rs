//! Urgent matters: what was reported, reporting, taking note.

use super::{
    common::{EventResource, FileRef, Taken, attachments, happenings, scene, seen},
    input::Input,
    listings::CreatedListing,
    once::UpdateId,
    paging::{Listed, Paging},
};
use crate::{Console, Principal, WebError};
use axum::{
    Json,
    extract::{OriginalUri, Path, Query, State},
    http::StatusCode,
    response::Response,
};
use duban_domain::{BureauCode, IncidentId, access::Action, incident::IncidentCommand};
use duban_service::{CampaignContext, IncidentReport};
use duban_store::IncidentRow;
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
    State(console): State<Console>,
    principal: Principal,
    uri: OriginalUri,
    Path(campaign): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Response, WebError> {
    let scene = scene(&console, &principal, &campaign).await?;
    let seen = seen(&console, &principal);
    let mut rows = console.store().incident_list(scene.id()).await?;
    rows.retain(|row| seen.contains(&row.bureau));
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
    State(console): State<Console>,
    principal: Principal,
    Path((campaign, incident)): Path<(String, String)>,
) -> Result<Json<IncidentWithHistory>, WebError> {
    let scene = scene(&console, &principal, &campaign).await?;
    let row = scene.incident(&IncidentId::from(incident.as_str())).await?;
    principal.authorise(&console, Action::See, &row.bureau)?;
    let history = console.store().incident_history(scene.id(), &row.id).await?;
    let history = history.into_iter().map(|line| line.effect).collect();
    let history = happenings(history, scene.kept.plan.zone)?;
    Ok(Json(IncidentWithHistory { incident: shown(&scene, row), history }))
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
    State(console): State<Console>,
    principal: Principal,
    UpdateId(update_id): UpdateId,
    Path(campaign): Path<String>,
    Input(Report { title, text, files }): Input<Report>,
) -> Result<(StatusCode, Json<CreatedListing>), WebError> {
    let scene = scene(&console, &principal, &campaign).await?;
    let bureau: BureauCode = principal.bureau.clone();
    principal.authorise(&console, Action::ReportIncident, &bureau)?;
    let attachments = attachments(&scene, &files).await?;
    let report = IncidentReport { bureau, title, text, attachments };
    let id = scene.report_incident(principal.actor(), report, update_id.as_deref()).await?;
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
    State(console): State<Console>,
    principal: Principal,
    UpdateId(update_id): UpdateId,
    Path((campaign, incident)): Path<(String, String)>,
    Input(act): Input<IncidentActBody>,
) -> Result<Json<Taken>, WebError> {
    let scene = scene(&console, &principal, &campaign).await?;
    let row = scene.incident(&IncidentId::from(incident.as_str())).await?;
    principal.authorise(&console, Action::See, &row.bureau)?;
    let command = match act {
        IncidentActBody::Acknowledge { instruction } => {
            // Each level takes note for itself; whether this is one, the incident knows.
            principal.authorise(&console, Action::TakeNote, &principal.bureau)?;
            IncidentCommand::Acknowledge { instruction }
        }
        IncidentActBody::Update { text } => {
            principal.authorise(&console, Action::ReportIncident, &row.bureau)?;
            IncidentCommand::Update { text }
        }
    };
    let effects = scene.tell_incident(&row.id, principal.actor(), command, update_id).await?;
    Ok(Json(Taken { happened: happenings(effects, scene.kept.plan.zone)? }))
}
