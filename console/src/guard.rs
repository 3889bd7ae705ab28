//! What stands before every protected route: nobody unknown gets in, and no answer leaves for which the
//! rule was not asked.

use crate::{Principal, WebError};
use axum::{
    extract::Request,
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// Lets known principals in, and turns an answer that nobody asked the rule for into an error: a handler
/// that forgets is found by its first test and harms nobody until then.
pub(crate) async fn guarded(request: Request, next: Next) -> Response {
    let Some(principal) = request.extensions().get::<Principal>().cloned() else {
        return WebError::NotSignedIn.into_response();
    };
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    let status = response.status();
    if (status.is_success() || status.is_redirection()) && !principal.has_asked() {
        let error = anyhow::anyhow!("{path} answered without asking whether {} may", principal.account);
        return WebError::Internal(error).into_response();
    }
    response
}

/// A browser says where a request comes from. What changes something must come from our own pages, where
/// the browser sends its session along by itself; a token or a signature is sent on purpose, which a foreign
/// page cannot make a browser do unasked, and needs no such proof.
pub(crate) async fn same_origin(request: Request, next: Next) -> Response {
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
