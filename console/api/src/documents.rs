//! Official documents as files.

use axum::{
    extract::Path,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use duban_domain::{BureauCode, record::DocumentNumber};
use duban_web::{Console, Viewer, WebError, download::DOCX};
use utoipa_axum::{router::UtoipaMethodRouter, routes};

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![routes!(get)]
}

/// A document as a .docx file, by its issuer and number.
#[utoipa::path(get, path = "/api/v1/documents/{issuer}/{year}/{ordinal}", tag = "notices", operation_id = "getDocument",
    params(("issuer" = String, Path, description = "The code of the bureau that issued it."),
        ("year" = i32, Path, description = "The year in its number."),
        ("ordinal" = u32, Path, description = "Its ordinal in that year.")),
    responses((status = 200, body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document")))]
async fn get(
    viewer: Viewer,
    Path((issuer, year, ordinal)): Path<(String, i32, u32)>,
) -> Result<Response, WebError> {
    let number = DocumentNumber { year, ordinal };
    let document = viewer.document(&BureauCode::from(issuer.as_str()), number).await?;
    let file = document.file().await?;
    let mut response = file.content.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(DOCX));
    let disposition = format!("attachment; filename=\"{issuer}-{year}-{ordinal}.docx\"");
    if let Ok(disposition) = HeaderValue::try_from(disposition) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    }
    Ok(response)
}
