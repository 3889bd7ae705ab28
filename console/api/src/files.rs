//! Files that acts refer to: sent first, named by their hash then.

use axum::{
    Json,
    extract::{DefaultBodyLimit, Query},
    http::StatusCode,
};
use bytes::Bytes;
use duban_service::Upload;
use duban_web::{Console, Viewer, WebError, once::LARGEST};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::UtoipaMethodRouter, routes};

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    let (schemas, paths, handler) = routes!(send);
    vec![(schemas, paths, handler.layer(DefaultBodyLimit::max(LARGEST)))]
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Name {
    /// The name it is shown under.
    #[param(min_length = 1, max_length = 200, example = "总结.docx")]
    name: String,
}

/// A file that lies in the archive.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct File {
    /// The name it is shown under.
    name: String,
    /// Its length in bytes.
    size: u64,
    /// Its media type, as its content says.
    media_type: String,
    /// Its SHA-256: what acts refer to it by.
    sha256: String,
}

/// Sends a file. It belongs to nothing until an act refers to it.
#[utoipa::path(post, path = "/api/v1/files", tag = "files", operation_id = "sendFile", params(Name),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = File)))]
async fn send(
    viewer: Viewer,
    Query(Name { name }): Query<Name>,
    content: Bytes,
) -> Result<(StatusCode, Json<File>), WebError> {
    viewer.permit_files()?;
    let kept = viewer.attach(&[Upload { name, content }]).await?;
    let kept =
        kept.into_iter().next().ok_or_else(|| WebError::Internal(anyhow::anyhow!("nothing was kept")))?;
    let file = File { name: kept.name, size: kept.size, media_type: kept.media_type, sha256: kept.sha256 };
    Ok((StatusCode::CREATED, Json(file)))
}
