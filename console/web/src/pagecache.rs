//! Rendered pages that many people read at once, such as a campaign's matrix.
//!
//! A page is kept from its `<main>` on, with the place in the ledger it was rendered at; the head above it,
//! with the reader's name, is rendered for each. Every record that changes what a page shows moves that
//! place, so a kept page is never older than what the reader could know; many who ask at one moment wait
//! for the one who renders.

use crate::{WebError, assets};
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use flate2::{Compression, Crc, write::DeflateEncoder};
use moka::future::Cache;
use sha2::{Digest, Sha256};
use std::{future::Future, io::Write, sync::Arc};

/// What all kept pages may weigh together.
const MOST_BYTES: u64 = 64 << 20;
/// Where the part begins that is kept.
const MAIN: &str = "<main ";
/// Pages change often: they are packed quickly rather than tightly.
const KEPT_LEVEL: u32 = 4;
/// A gzip stream begins so (RFC 1952): deflated, no name, no time, no system.
const GZIP: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

/// What a page depends on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// The page's address with its query, as far as it matters.
    pub page: String,
    /// Whose eyes: the bureau, the role and the language.
    pub eyes: String,
    /// The place in the ledger.
    pub position: i64,
    /// The plan's day, or whatever else moves it.
    pub moment: String,
}

struct CachedPage {
    plain: Bytes,
    /// Deflated by itself, to the end of a stream.
    packed: Bytes,
    sum: Crc,
    digest: [u8; 32],
}

/// Pages that were rendered lately.
pub struct PageCache {
    pages: Cache<Key, Arc<CachedPage>>,
}

impl Default for PageCache {
    fn default() -> Self {
        let weight = |_: &Key, kept: &Arc<CachedPage>| {
            u32::try_from(kept.plain.len() + kept.packed.len()).unwrap_or(u32::MAX)
        };
        Self { pages: Cache::builder().max_capacity(MOST_BYTES).weigher(weight).build() }
    }
}

impl PageCache {
    /// The page under the reader's `head`, kept or rendered now; 304 for a reader who has it.
    ///
    /// # Errors
    /// The renderer's.
    pub async fn page<F>(
        &self,
        key: Key,
        head: &str,
        asked: &HeaderMap,
        render: F,
    ) -> Result<Response, WebError>
    where
        F: Future<Output = Result<String, WebError>>,
    {
        let kept = self.pages.try_get_with(key, async { CachedPage::new(&render.await?).map(Arc::new) });
        let kept = kept.await.map_err(|fault| match Arc::try_unwrap(fault) {
            Ok(fault) => fault,
            Err(shared) => shared.again(),
        })?;
        kept.answer(head, asked)
    }
}

impl CachedPage {
    fn new(html: &str) -> Result<Self, WebError> {
        let own = html.find(MAIN).and_then(|at| html.get(at..));
        let own = own.ok_or_else(|| WebError::Internal(anyhow::anyhow!("a page has no main part")))?;
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(KEPT_LEVEL));
        let packed = encoder.write_all(own.as_bytes()).and_then(|()| encoder.finish());
        let packed = packed.map_err(|error| WebError::Internal(error.into()))?.into();
        let mut sum = Crc::new();
        sum.update(own.as_bytes());
        let digest = Sha256::digest(own).into();
        Ok(Self { plain: Bytes::copy_from_slice(own.as_bytes()), packed, sum, digest })
    }

    fn answer(&self, head: &str, asked: &HeaderMap) -> Result<Response, WebError> {
        let tag = self.tag(head);
        let known = asked.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        let mut response = if known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag)) {
            StatusCode::NOT_MODIFIED.into_response()
        } else if assets::takes_gzip(asked) {
            let packed = self.gzip(head).map_err(|error| WebError::Internal(error.into()))?;
            let mut response = Body::from(packed).into_response();
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            response
        } else {
            Body::from([head.as_bytes(), &self.plain].concat()).into_response()
        };
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding, cookie"));
        headers.insert(
            header::ETAG,
            HeaderValue::try_from(tag).map_err(|error| WebError::Internal(error.into()))?,
        );
        Ok(response)
    }

    fn tag(&self, head: &str) -> String {
        let mut digest = Sha256::new();
        digest.update(head);
        digest.update(self.digest);
        let digest: String = digest.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect();
        format!("\"{digest}\"")
    }

    /// Both as one gzip stream: the head's blocks, flushed to a whole byte, then the kept ones, which refer
    /// to nothing before them.
    fn gzip(&self, head: &str) -> std::io::Result<Vec<u8>> {
        let mut stream = Vec::with_capacity(GZIP.len() + head.len() / 2 + self.packed.len() + 8);
        stream.extend(GZIP);
        let mut encoder = DeflateEncoder::new(stream, Compression::fast());
        encoder.write_all(head.as_bytes())?;
        encoder.flush()?;
        let mut stream = encoder.get_ref().clone();
        let mut sum = Crc::new();
        sum.update(head.as_bytes());
        sum.combine(&self.sum);
        stream.extend_from_slice(&self.packed);
        stream.extend(sum.sum().to_le_bytes());
        stream.extend(sum.amount().to_le_bytes());
        Ok(stream)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::read::GzDecoder;
    use std::io::Read;

    #[test]
    fn head_and_kept_part_are_one_gzip_stream() {
        let own = format!("<main id=\"main\">{}</main></html>\n", "<td>按时报送</td>".repeat(500));
        let kept = CachedPage::new(&format!("<header>张三</header>\n{own}")).unwrap();
        for head in ["<header>李四</header>\n", ""] {
            let mut html = String::new();
            GzDecoder::new(&*kept.gzip(head).unwrap()).read_to_string(&mut html).unwrap();
            assert_eq!(html, format!("{head}{own}"));
        }
        assert_ne!(kept.tag("<header>李四</header>\n"), kept.tag("<header>张三</header>\n"));
        assert!(CachedPage::new("<p>no main part</p>").is_err());
    }
}
