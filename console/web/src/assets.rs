//! Files that pages need, embedded. An address names the content's hash, so a browser keeps a file as
//! long as it likes and still gets a new one at once.

use crate::WebError;
use axum::{
    extract::Path,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, io::Write, sync::LazyLock};

struct Asset {
    kind: &'static str,
    plain: &'static [u8],
    packed: Vec<u8>,
    hash: String,
}

const FILES: &[(&str, &str, &[u8])] = &[
    ("app.css", "text/css; charset=utf-8", include_bytes!("../assets/app.css")),
    ("app.js", "text/javascript; charset=utf-8", include_bytes!("../assets/app.js")),
    ("queue.js", "text/javascript; charset=utf-8", include_bytes!("../assets/queue.js")),
    ("field.js", "text/javascript; charset=utf-8", include_bytes!("../assets/field.js")),
    ("photo.js", "text/javascript; charset=utf-8", include_bytes!("../assets/photo.js")),
    ("session.js", "text/javascript; charset=utf-8", include_bytes!("../assets/session.js")),
    ("forms.js", "text/javascript; charset=utf-8", include_bytes!("../assets/forms.js")),
    ("daypicker.js", "text/javascript; charset=utf-8", include_bytes!("../assets/daypicker.js")),
    ("htmx.js", "text/javascript; charset=utf-8", include_bytes!("../assets/vendor/htmx.min.js")),
    ("sse.js", "text/javascript; charset=utf-8", include_bytes!("../assets/vendor/sse.js")),
    ("icon.svg", "image/svg+xml", include_bytes!("../assets/icon.svg")),
    ("icon-maskable.svg", "image/svg+xml", include_bytes!("../assets/icon-maskable.svg")),
];

static ASSETS: LazyLock<BTreeMap<&'static str, Asset>> = LazyLock::new(|| {
    FILES
        .iter()
        .map(|(name, kind, plain)| (*name, Asset { kind, plain, packed: pack(plain), hash: hash(plain) }))
        .collect()
});

/// The same bytes, gzipped.
pub(crate) fn pack(plain: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    // Writing into memory cannot fail; were it to, the file would go out as it is.
    encoder.write_all(plain).and_then(|()| encoder.finish()).unwrap_or_default()
}

/// The short hash by which a content is told from another.
pub fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The address of a file.
pub fn address(name: &str) -> String {
    match ASSETS.get(name) {
        Some(asset) => format!("/assets/{}/{name}", asset.hash),
        None => format!("/assets/-/{name}"),
    }
}

/// The addresses of all files: what a page needs to open without a network.
pub fn all_addresses() -> Vec<String> {
    ASSETS.keys().map(|name| address(name)).collect()
}

/// Whether a client takes gzip.
pub(crate) fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    accepted.is_some_and(|accepted| accepted.split(',').any(|one| one.trim().starts_with("gzip")))
}

pub async fn asset(Path((_, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let Some(asset) = ASSETS.get(name.as_str()) else { return WebError::NotFound.into_response() };
    let packed = takes_gzip(&headers) && !asset.packed.is_empty();
    let mut response = if packed { asset.packed.clone() } else { asset.plain.to_vec() }.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if packed {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}
