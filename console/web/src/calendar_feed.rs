//! A bureau's calendar at its secret address. Programs read it that cannot sign in: the address itself is the
//! permission.

use crate::{Console, WebError, routes::Routes};
use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
    routing,
};
use duban_service::hooks;

pub fn routes() -> Routes {
    Routes::default().public(Method::GET, "/calendar/{file}", routing::get(read))
}

/// The whole address: as the request reached this machine, so will the calendar program.
pub fn address(headers: &HeaderMap, secret: &str) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let is_secure = headers.get("x-forwarded-proto").is_some_and(|proto| proto == "https");
    let scheme = if is_secure { "https" } else { "http" };
    format!("{scheme}://{host}/calendar/{secret}.ics")
}

/// The calendar at a secret address. A wrong one and one that was revoked are told nothing.
async fn read(
    State(console): State<Console>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let secret = file.strip_suffix(".ics").ok_or(WebError::NotFound)?;
    let text = console.service().hooks().calendar_read(secret).await?;
    let text = text.ok_or(WebError::NotFound)?;
    let tag = format!("\"{}\"", &hooks::sha256_hex(&text)[..32]);
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let is_known =
        known.is_some_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag));
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, "text/calendar; charset=utf-8")], text).into_response()
    };
    let out = response.headers_mut();
    let tag = HeaderValue::from_str(&tag).map_err(|error| WebError::Internal(error.into()))?;
    out.insert(header::ETAG, tag);
    // Nobody between keeps it, no search engine lists it, and where it leads does not learn of the address.
    for (name, value) in [
        (header::CACHE_CONTROL, "private, no-cache"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
    ] {
        out.insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}
