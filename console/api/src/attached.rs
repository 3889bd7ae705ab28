//! Files that came with something: handed in, found, filed or reported. Whoever sees the matter may have them.

use super::matters;
use axum::{extract::Path, response::Response};
use duban_domain::{BureauCode, CampaignId};
use duban_service::rows::{FindingDetail, IncidentRow, ListingRow};
use duban_web::{Console, Viewer, WebError, attachments};
use utoipa_axum::{router::UtoipaMethodRouter, routes};

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![routes!(of_docket), routes!(of_finding), routes!(of_listing), routes!(of_incident)]
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
    matters::given(&viewer, [&file].into_iter(), &sha256).await
}

/// A file that was registered with a finding, or came later.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/findings/{finding}/files/{sha256}", tag = "files",
    operation_id = "getFindingFile",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("finding" = String, Path, description = "The finding's id."),
        ("sha256" = String, Path, description = "The file's SHA-256, as the history tells it.")),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream")))]
async fn of_finding(viewer: Viewer, at: Path<(String, String, String)>) -> Result<Response, WebError> {
    matters::file::<FindingDetail>(&viewer, at).await
}

/// A file that came with something in a listing.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/listings/{listing}/files/{sha256}", tag = "files",
    operation_id = "getListingFile",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("listing" = String, Path, description = "The listing's id."),
        ("sha256" = String, Path, description = "The file's SHA-256, as the history tells it.")),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream")))]
async fn of_listing(viewer: Viewer, at: Path<(String, String, String)>) -> Result<Response, WebError> {
    matters::file::<ListingRow>(&viewer, at).await
}

/// A file that was reported with an urgent matter.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/incidents/{incident}/files/{sha256}", tag = "files",
    operation_id = "getIncidentFile",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("incident" = String, Path, description = "The urgent matter's id."),
        ("sha256" = String, Path, description = "The file's SHA-256, as the history tells it.")),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream")))]
async fn of_incident(viewer: Viewer, at: Path<(String, String, String)>) -> Result<Response, WebError> {
    matters::file::<IncidentRow>(&viewer, at).await
}
