//! A write under an `Idempotency-Key` happens once: the answer is kept for a day and given again to the same
//! request; what was refused changed nothing and may be tried again. The key also names the command to the
//! workflow that takes it, so that a crash between the two does not act twice.
//!
//! A secret is told once and kept nowhere: of an answer with one, only that it was given is kept.

use crate::{Console, Via, Viewer, WebError, i18n::Words};
use axum::{
    Json,
    body::{Body, to_bytes},
    extract::{FromRequestParts, Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use chrono::Utc;
use duban_domain::WallTime;
use duban_store::{Begun, KeptAnswer};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::convert::Infallible;

/// The longest key, in characters.
pub const LONGEST_KEY: usize = 128;
/// The most a request may weigh: a file that is sent.
pub const LARGEST: usize = 64 << 20;
/// The most an answer to a write weighs.
const LARGEST_ANSWER: usize = 4 << 20;
/// The headers that are kept with an answer.
const KEPT: [HeaderName; 2] = [header::CONTENT_TYPE, header::LOCATION];

/// What marks an answer with a secret.
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// How a workflow knows a command again, and what a request starts is named; none without a key.
#[derive(Clone, Debug, Default)]
pub struct UpdateId(pub Option<String>);

impl<S: Sync> FromRequestParts<S> for UpdateId {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}

/// An answer with a secret, which neither the one who asks nor anybody between may keep by the way.
pub fn told_once(status: StatusCode, told: impl Serialize) -> Response {
    (status, [(header::CACHE_CONTROL, NO_STORE)], Json(told)).into_response()
}

/// Answers a repeated write as before, and lets everything else through.
pub async fn once(State(console): State<Console>, request: Request, next: Next) -> Response {
    let is_write = request.method() == Method::POST && request.uri().path().starts_with("/api/v1/");
    let viewer = request.extensions().get::<Viewer>().cloned();
    let key = request.headers().get("idempotency-key").cloned();
    match (is_write, viewer, key) {
        (true, Some(viewer), Some(key)) => {
            keyed(&console, &viewer, &key, request, next).await.unwrap_or_else(IntoResponse::into_response)
        }
        _ => next.run(request).await,
    }
}

async fn keyed(
    console: &Console,
    viewer: &Viewer,
    key: &HeaderValue,
    request: Request,
    next: Next,
) -> Result<Response, WebError> {
    let words = Words::of(request.uri().path(), request.headers());
    let key = key.to_str().ok().filter(|key| (1..=LONGEST_KEY).contains(&key.len()));
    let key = key.ok_or_else(|| WebError::unfit("Idempotency-Key", words.n("once-key", LONGEST_KEY)))?;
    let (mut parts, body) = request.into_parts();
    let body = to_bytes(body, LARGEST).await.map_err(|_| WebError::TooLarge(LARGEST as u64))?;
    let of = principal_key(viewer);
    let mut digest = Sha256::new();
    let address = parts.uri.path_and_query().map_or("", |address| address.as_str());
    for piece in [parts.method.as_str().as_bytes(), address.as_bytes(), &body] {
        digest.update((piece.len() as u64).to_be_bytes());
        digest.update(piece);
    }
    let fingerprint: [u8; 32] = digest.finalize().into();
    let begun = console.store().idempotency_begin(&of, key, &fingerprint, WallTime::new(Utc::now())).await?;
    match begun {
        Begun::Answered(answer) if was_secret(&answer) => {
            return Err(WebError::Conflict(words.t("once-secret")));
        }
        Begun::Answered(answer) => return Ok(again(answer)),
        Begun::Running => return Err(WebError::Running(words.t("once-running"))),
        Begun::Other => return Err(WebError::unfit("Idempotency-Key", words.t("once-other"))),
        Begun::New => {}
    }
    parts.extensions.insert(UpdateId(Some(update_id(&of, key, &fingerprint))));
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    if !response.status().is_success() {
        console.store().idempotency_release(&of, key).await?;
        return Ok(response);
    }
    kept(console, &of, key, response).await
}

/// Keeps an answer, and gives it.
async fn kept(console: &Console, of: &str, key: &str, response: Response) -> Result<Response, WebError> {
    if response.headers().get(header::CACHE_CONTROL) == Some(&NO_STORE) {
        let headers = vec![(header::CACHE_CONTROL.to_string(), "no-store".to_owned())];
        let given = KeptAnswer { status: response.status().as_u16(), headers, body: Vec::new() };
        console.store().idempotency_finish(of, key, &given).await?;
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, LARGEST_ANSWER).await.map_err(|error| WebError::Internal(error.into()))?;
    let text = |name: &HeaderName| {
        let value = parts.headers.get(name).and_then(|value| value.to_str().ok());
        value.map(|value| (name.to_string(), value.to_owned()))
    };
    let headers = KEPT.iter().filter_map(text).collect();
    let answer = KeptAnswer { status: parts.status.as_u16(), headers, body: body.to_vec() };
    console.store().idempotency_finish(of, key, &answer).await?;
    Ok(Response::from_parts(parts, Body::from(body)))
}

/// Whether all that is kept of an answer is that it was given.
fn was_secret(answer: &KeptAnswer) -> bool {
    answer.headers.iter().any(|(name, _)| *name == header::CACHE_CONTROL.as_str())
}

fn again(answer: KeptAnswer) -> Response {
    let mut response = Body::from(answer.body).into_response();
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    for (name, value) in answer.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response.headers_mut().insert("idempotency-replayed", HeaderValue::from_static("true"));
    response
}

/// Whose key it is: two people may choose the same.
fn principal_key(viewer: &Viewer) -> String {
    match viewer.via {
        Via::Token(id) => format!("token:{id}"),
        Via::Inbox(ref id) => format!("inbox:{id}"),
        Via::Session | Via::Terminal => format!("person:{}", viewer.account),
    }
}

fn update_id(of: &str, key: &str, fingerprint: &[u8; 32]) -> String {
    let mut digest = Sha256::new();
    for piece in [of.as_bytes(), key.as_bytes(), fingerprint] {
        digest.update((piece.len() as u64).to_be_bytes());
        digest.update(piece);
    }
    digest.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
