//! Files that came with something: handed in, found, filed or reported. Whoever sees the matter may have them.

use super::common::{part, scene};
use crate::{
    Console, Principal, WebError,
    pages::{bureau::view, findings, listings, notices::download},
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use duban_domain::{Attachment, FindingId, IncidentId, ListingId, access::Action};
use utoipa_axum::{router::UtoipaMethodRouter, routes};

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![routes!(of_docket), routes!(of_finding), routes!(of_listing), routes!(of_incident)]
}

/// The file with this hash among those that came with something, to be kept and never run.
async fn given<'a>(
    console: &Console,
    mut all: impl Iterator<Item = &'a Attachment>,
    sha256: &str,
) -> Result<Response, WebError> {
    let file = all.find(|file| file.sha256 == sha256).ok_or(WebError::NotFound)?;
    let content = console.service().archive().get(file).await;
    let content = content.map_err(|error| WebError::Unavailable(error.into()))?;
    Ok(download(&file.name, "application/octet-stream", content))
}

/// A file that a bureau handed in.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/bureaus/{bureau}/files/{sha256}", tag = "files",
    operation_id = "getSubmittedFile",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("bureau" = String, Path, description = "The bureau's code."),
        ("sha256" = String, Path, description = "The file's SHA-256, as the history tells it.")),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream")))]
async fn of_docket(
    State(console): State<Console>,
    principal: Principal,
    Path((campaign, bureau, sha256)): Path<(String, String, String)>,
) -> Result<Response, WebError> {
    let (scene, bureau) = part(&console, &principal, &campaign, &bureau).await?;
    let history = console.store().ledger_list(scene.id(), Some(&bureau)).await?;
    let file = view::attachment(&history, &sha256)?;
    given(&console, [&file].into_iter(), &sha256).await
}

/// A file that was registered with a finding, or came later.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/findings/{finding}/files/{sha256}", tag = "files",
    operation_id = "getFindingFile",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("finding" = String, Path, description = "The finding's id."),
        ("sha256" = String, Path, description = "The file's SHA-256, as the history tells it.")),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream")))]
async fn of_finding(
    State(console): State<Console>,
    principal: Principal,
    Path((campaign, finding, sha256)): Path<(String, String, String)>,
) -> Result<Response, WebError> {
    let scene = scene(&console, &principal, &campaign).await?;
    let detail = scene.finding(&FindingId::from(finding.as_str())).await?;
    principal.authorise(&console, Action::See, &detail.row.county)?;
    let lines = console.store().finding_history(scene.id(), &detail.row.id).await?;
    let later = lines.iter().flat_map(|line| findings::history::attachments(&line.effect.event));
    given(&console, detail.attachments.iter().chain(later), &sha256).await
}

/// A file that came with something in a listing.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/listings/{listing}/files/{sha256}", tag = "files",
    operation_id = "getListingFile",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("listing" = String, Path, description = "The listing's id."),
        ("sha256" = String, Path, description = "The file's SHA-256, as the history tells it.")),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream")))]
async fn of_listing(
    State(console): State<Console>,
    principal: Principal,
    Path((campaign, listing, sha256)): Path<(String, String, String)>,
) -> Result<Response, WebError> {
    let scene = scene(&console, &principal, &campaign).await?;
    let row = scene.listing(&ListingId::from(listing.as_str())).await?;
    principal.authorise(&console, Action::See, &row.bureau)?;
    let lines = console.store().listing_history(scene.id(), &row.id).await?;
    let all = lines.iter().flat_map(|line| listings::history::attachments(&line.effect.event));
    given(&console, all, &sha256).await
}

/// A file that was reported with an urgent matter.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/incidents/{incident}/files/{sha256}", tag = "files",
    operation_id = "getIncidentFile",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("incident" = String, Path, description = "The urgent matter's id."),
        ("sha256" = String, Path, description = "The file's SHA-256, as the history tells it.")),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream")))]
async fn of_incident(
    State(console): State<Console>,
    principal: Principal,
    Path((campaign, incident, sha256)): Path<(String, String, String)>,
) -> Result<Response, WebError> {
    let scene = scene(&console, &principal, &campaign).await?;
    let row = scene.incident(&IncidentId::from(incident.as_str())).await?;
    principal.authorise(&console, Action::See, &row.bureau)?;
    given(&console, row.attachments.iter(), &sha256).await
}
