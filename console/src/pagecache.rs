//! Rendered pages that many people read at once, such as a campaign's matrix.
//!
//! A page is kept with the place in the ledger it was rendered at. Every record that changes what it
//! shows moves that place, so a kept page is never older than what the reader could know; many who ask
//! at one moment wait for the one who renders.

use crate::{Fault, assets};
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use moka::future::Cache;
use sha2::{Digest, Sha256};
use std::{future::Future, sync::Arc};

/// What all kept pages may weigh together.
const MOST_BYTES: u64 = 64 << 20;

/// What a page depends on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    /// The page's address with its query, as far as it matters.
    pub(crate) page: String,
    /// Whose eyes: what differs from one reader to another, language included.
    pub(crate) reader: String,
    /// The place in the ledger.
    pub(crate) position: i64,
    /// The plan's day, or whatever else moves it.
    pub(crate) moment: String,
}

struct Kept {
    plain: Bytes,
    packed: Bytes,
    etag: HeaderValue,
}

/// Pages that were rendered lately.
pub(crate) struct PageCache {
    pages: Cache<Key, Arc<Kept>>,
}

impl Default for PageCache {
    fn default() -> Self {
        let weight = |_: &Key, kept: &Arc<Kept>| {
            u32::try_from(kept.plain.len() + kept.packed.len()).unwrap_or(u32::MAX)
        };
        Self { pages: Cache::builder().max_capacity(MOST_BYTES).weigher(weight).build() }
    }
}

impl PageCache {
    /// The page, kept or rendered now; 304 for a reader who has it.
    ///
    /// # Errors
    /// The renderer's.
    pub(crate) async fn page<F>(&self, key: Key, asked: &HeaderMap, render: F) -> Result<Response, Fault>
    where
        F: Future<Output = Result<String, Fault>>,
    {
        let kept = self.pages.try_get_with(key, async { render.await.map(|html| Arc::new(Kept::new(html))) });
        let kept = kept.await.map_err(|fault| match Arc::try_unwrap(fault) {
            Ok(fault) => fault,
            Err(shared) => shared.again(),
        })?;
        Ok(kept.answer(asked))
    }
}

impl Kept {
    fn new(html: String) -> Self {
        let packed = Bytes::from(assets::pack(html.as_bytes()));
        let digest: String =
            Sha256::digest(&html).iter().take(12).map(|byte| format!("{byte:02x}")).collect();
        let etag = HeaderValue::try_from(format!("\"{digest}\""));
        Self { plain: html.into(), packed, etag: etag.unwrap_or(HeaderValue::from_static("\"\"")) }
    }

    fn answer(&self, asked: &HeaderMap) -> Response {
        let known = asked.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        let ours = self.etag.to_str().unwrap_or_default();
        let mut response = if known.is_some_and(|known| known.split(',').any(|one| one.trim() == ours)) {
            StatusCode::NOT_MODIFIED.into_response()
        } else if assets::takes_gzip(asked) && !self.packed.is_empty() {
            let mut response = Body::from(self.packed.clone()).into_response();
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            response
        } else {
            Body::from(self.plain.clone()).into_response()
        };
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding, cookie"));
        headers.insert(header::ETAG, self.etag.clone());
        response
    }
}
