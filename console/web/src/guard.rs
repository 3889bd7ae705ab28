//! What stands before every protected route: nobody unknown gets in, and a handler is given who asks as the
//! one [`Viewer`] through whom it can ask anything at all.

use crate::{Console, Viewer, WebError, url::encoded};
use axum::{
    extract::{FromRequestParts, Request},
    http::{HeaderMap, Method, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// What a page says of whom it was filled in by, where it sends something later and by itself.
const READER: &str = "x-reader";

/// Lets known viewers in, and nobody else: what one person entered is not sent as another who has signed in
/// on the same device since.
pub async fn guarded(request: Request, next: Next) -> Response {
    let reader = request.headers().get(READER);
    let is_theirs = |viewer: &Viewer| reader.is_none_or(|reader| *reader == *encoded(&viewer.account));
    match request.extensions().get::<Viewer>() {
        Some(viewer) if is_theirs(viewer) => next.run(request).await,
        _ => WebError::NotSignedIn.into_response(),
    }
}

impl FromRequestParts<Console> for Viewer {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &Console) -> Result<Self, WebError> {
        parts.extensions.get::<Self>().cloned().ok_or(WebError::NotSignedIn)
    }
}

/// A browser says where a request comes from. What changes something must come from our own pages, where
/// the browser sends its session along by itself; a token or a signature is sent on purpose, which a foreign
/// page cannot make a browser do unasked, and needs no such proof.
pub async fn same_origin(request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE);
    let headers = request.headers();
    let on_purpose = headers.contains_key(header::AUTHORIZATION) || headers.contains_key("webhook-signature");
    if safe || on_purpose || is_ours(request.headers()) {
        next.run(request).await
    } else {
        WebError::ForeignOrigin.into_response()
    }
}

fn is_ours(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            host.is_some() && host == text("host")
        }
        (None, None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_change_anything() {
        let from = |pairs: &[(&'static str, &str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.insert(*name, value.parse().unwrap());
            }
            is_ours(&headers)
        };
        assert!(from(&[("sec-fetch-site", "same-origin")]));
        assert!(from(&[("origin", "https://duban.example"), ("host", "duban.example")]));
        assert!(!from(&[("sec-fetch-site", "cross-site"), ("origin", "https://a"), ("host", "a")]));
        assert!(!from(&[("sec-fetch-site", "same-site")]));
        assert!(!from(&[("sec-fetch-site", "none")]));
        assert!(!from(&[("origin", "null"), ("host", "null")]));
        assert!(!from(&[("origin", "https://evil.example"), ("host", "duban.example")]));
        assert!(!from(&[]));
    }
}
