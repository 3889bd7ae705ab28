//! Files that came with something: handed in, found, filed or reported. Whoever sees the matter may have them.

use crate::{Console, Viewer, WebError, attachments, download::download};
use axum::{extract::Path, response::Response};
use duban_domain::{Attachment, BureauCode, CampaignId, FindingId, IncidentId, ListingId};
use utoipa_axum::{router::UtoipaMethodRouter, routes};

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![routes!(of_docket), routes!(of_finding), routes!(of_listing), routes!(of_incident)]
}

/// The file with this hash among those that came with something, to be kept and never run.
async fn given<'a>(
    viewer: &Viewer,
    mut all: impl Iterator<Item = &'a Attachment>,
    sha256: &str,
) -> Result<Response, WebError> {
    let file = all.find(|file| file.sha256 == sha256).ok_or(WebError::NotFound)?;
    Ok(download(&file.name, "application/octet-stream", viewer.content(file).await?))
}

/// A file that a bureau handed in.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/bureaus/{bureau}/files/{sha256}", tag = "files",
    operation_id = "getSubmittedFile",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("bureau" = String, Path, description = "The bureau's code."),
        ("sha256" = String, Path, description = "The file's SHA-256, as the history tells it.")),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream")))]
async fn of_docket(
    viewer: Viewer,
    Path((campaign, bureau, sha256)): Path<(String, String, String)>,
) -> Result<Response, WebError> {
    let docket = viewer.docket(&CampaignId::new(campaign), &BureauCode::new(bureau)).await?;
    let file = attachments::in_docket(&docket.history().await?, &sha256)?;
    given(&viewer, [&file].into_iter(), &sha256).await
}

/// A file that was registered with a finding, or came later.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/findings/{finding}/files/{sha256}", tag = "files",
    operation_id = "getFindingFile",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("finding" = String, Path, description = "The finding's id."),
        ("sha256" = String, Path, description = "The file's SHA-256, as the history tells it.")),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream")))]
async fn of_finding(
    viewer: Viewer,
    Path((campaign, finding, sha256)): Path<(String, String, String)>,
) -> Result<Response, WebError> {
    let found = viewer.finding(&CampaignId::new(campaign), &FindingId::new(finding)).await?;
    let lines = found.history().await?;
    let later = lines.iter().flat_map(|line| attachments::of_finding(&line.effect.event));
    given(&viewer, found.row.attachments.iter().chain(later), &sha256).await
}

/// A file that came with something in a listing.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/listings/{listing}/files/{sha256}", tag = "files",
    operation_id = "getListingFile",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("listing" = String, Path, description = "The listing's id."),
        ("sha256" = String, Path, description = "The file's SHA-256, as the history tells it.")),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream")))]
async fn of_listing(
    viewer: Viewer,
    Path((campaign, listing, sha256)): Path<(String, String, String)>,
) -> Result<Response, WebError> {
    let found = viewer.listing(&CampaignId::new(campaign), &ListingId::new(listing)).await?;
    let lines = found.history().await?;
    let all = lines.iter().flat_map(|line| attachments::of_listing(&line.effect.event));
    given(&viewer, all, &sha256).await
}

/// A file that was reported with an urgent matter.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/incidents/{incident}/files/{sha256}", tag = "files",
    operation_id = "getIncidentFile",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("incident" = String, Path, description = "The urgent matter's id."),
        ("sha256" = String, Path, description = "The file's SHA-256, as the history tells it.")),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream")))]
async fn of_incident(
    viewer: Viewer,
    Path((campaign, incident, sha256)): Path<(String, String, String)>,
) -> Result<Response, WebError> {
    let found = viewer.incident(&CampaignId::new(campaign), &IncidentId::new(incident)).await?;
    given(&viewer, found.row.attachments.iter(), &sha256).await
}
