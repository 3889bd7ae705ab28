//! How the one who asked is told that a request failed: a page for people, a problem (RFC 9457) for programs.

use crate::{
    FieldError, WebError,
    i18n::Words,
    layout::{Layout, page},
    url::encoded_path,
};
use askama::Template;
use axum::{
    Json,
    extract::Request,
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use serde::Serialize;
use std::sync::Arc;

/// A problem as RFC 9457 has it.
#[derive(Serialize)]
struct Problem<'a> {
    #[serde(rename = "type")]
    kind: String,
    title: String,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    #[serde(skip_serializing_if = "<[FieldError]>::is_empty")]
    errors: &'a [FieldError],
}

/// What the pages' own script sends along: a fault is told in the page that is open, over what was typed.
const IN_PLACE: &str = "x-in-place";
/// What is being done is asked about again after so many seconds.
const RUNNING_SECONDS: u64 = 5;
/// Which fault a piece of a page tells; nothing that succeeds bears it.
const FAULT: HeaderName = HeaderName::from_static("x-fault");

/// Tells faults as the one who asked can read them.
pub async fn present(request: Request, next: Next) -> Response {
    let words = Words::of(request.uri().path(), request.headers());
    let for_program = request.uri().path().starts_with("/api/");
    let in_place = ["hx-request", IN_PLACE].iter().any(|name| request.headers().contains_key(*name));
    let whole = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
    let came_by_reading = request.method().is_safe();
    let response = next.run(request).await;
    let Some(fault) = response.extensions().get::<Arc<WebError>>().cloned() else {
        return if for_program { as_problem(response, words) } else { response };
    };
    if let WebError::Unavailable(error) | WebError::Internal(error) = &*fault {
        tracing::error!(path = whole, "{}: {error:#}", fault);
    }
    if for_program {
        return problem(&fault, words);
    }
    match &*fault {
        WebError::NotSignedIn if came_by_reading && !in_place => {
            Redirect::to(&format!("/sign-in?next={}", encoded_path(&whole))).into_response()
        }
        _ => told(&fault, words, in_place),
    }
}

/// In how many seconds it is worth asking the same again, where that is all there is to do.
const fn retry_after(fault: &WebError) -> Option<u64> {
    match fault {
        WebError::TooMany(seconds) => Some(*seconds),
        WebError::Running(_) => Some(RUNNING_SECONDS),
        _ => None,
    }
}

fn problem(fault: &WebError, words: Words) -> Response {
    let errors: &[FieldError] = if let WebError::Invalid(errors) = fault { errors } else { &[] };
    let body = Problem {
        kind: format!("urn:duban:problem:{}", fault.kind()),
        title: fault.title(words),
        status: fault.status().as_u16(),
        detail: fault.detail(words),
        errors,
    };
    let mut response = (fault.status(), Json(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if let Some(seconds) = retry_after(fault) {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if matches!(fault, WebError::NotSignedIn) {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// What extractors and routing refuse by themselves under the API becomes a problem too.
fn as_problem(response: Response, words: Words) -> Response {
    let status = response.status();
    let is_json = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.to_str().is_ok_and(|kind| kind.contains("json")));
    if !(status.is_client_error() || status.is_server_error()) || is_json {
        return response;
    }
    let title = words.with("fault-status", [("status", status.as_u16())]);
    let reason = status.canonical_reason().unwrap_or_default().to_owned();
    let kind = "about:blank".to_owned();
    let body = Problem { kind, title, status: status.as_u16(), detail: Some(reason), errors: &[] };
    let mut told = (status, Json(body)).into_response();
    // What the refusal said beside its text stays: which methods are allowed, when to try again.
    for (name, value) in response.headers() {
        if ![header::CONTENT_TYPE, header::CONTENT_LENGTH].contains(name) {
            told.headers_mut().insert(name, value.clone());
        }
    }
    told.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    told
}

#[derive(Template)]
#[template(path = "fault/page.html")]
struct ErrorPage {
    frame: Layout,
    w: Words,
    title: String,
    detail: Option<String>,
    errors: Vec<FieldError>,
    is_unknown: bool,
}

/// What a page that is open shows beside what was asked from it.
#[derive(Template)]
#[template(path = "fault/fragment.html")]
struct ErrorFragment {
    w: Words,
    title: String,
    detail: Option<String>,
    errors: Vec<FieldError>,
    /// Whether nobody known asked.
    is_unknown: bool,
}

fn told(fault: &WebError, words: Words, in_place: bool) -> Response {
    let (title, detail) = (fault.title(words), fault.detail(words));
    let errors = if let WebError::Invalid(errors) = fault { errors.clone() } else { Vec::new() };
    let is_unknown = matches!(fault, WebError::NotSignedIn);
    let mut response = if in_place {
        page(&ErrorFragment { w: words, title, detail, errors, is_unknown })
    } else {
        let frame = Layout::bare(words, title.clone());
        page(&ErrorPage { frame, w: words, title, detail, errors, is_unknown })
    };
    *response.status_mut() = fault.status();
    if in_place {
        response.headers_mut().insert(FAULT, HeaderValue::from_static(fault.kind()));
    }
    if let Some(seconds) = retry_after(fault) {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}
