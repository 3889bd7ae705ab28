//! Files to keep.

use crate::url::encoded;
use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};

/// The media type of an official document.
pub const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// The media type of a spreadsheet.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A file to keep: never shown in place, whatever is in it.
pub fn download(file: &str, media_type: &str, content: impl Into<Body>) -> Response {
    let mut response = content.into().into_response();
    let headers = response.headers_mut();
    let kind = HeaderValue::from_str(media_type);
    headers
        .insert(header::CONTENT_TYPE, kind.unwrap_or(HeaderValue::from_static("application/octet-stream")));
    let encoded = encoded(file);
    if let Ok(value) = HeaderValue::try_from(format!("attachment; filename*=UTF-8''{encoded}")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    response
}
