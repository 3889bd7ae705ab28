//! Writing down what everyone does. An act that knows what it was upon says so with [`Viewer::audit`]; for
//! every other act, and for every refusal, `witnessed` writes the line, so that nothing that was tried is
//! missing because somebody forgot.

use crate::{Console, Viewer, WebError};
use axum::{
    extract::{MatchedPath, Request, State},
    http::{Method, StatusCode},
    middleware::Next,
    response::Response,
};
use duban_domain::people::Outcome;
use duban_service::ActTarget;
use serde_json::{Value, json};
use std::sync::Arc;

/// Sees to it that every act of somebody known, and everything they were denied, is written down.
pub async fn witnessed(State(console): State<Console>, request: Request, next: Next) -> Response {
    let Some(viewer) = request.extensions().get::<Viewer>().cloned() else {
        return next.run(request).await;
    };
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let pattern = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let response = next.run(request).await;
    let is_act = !method.is_safe();
    // Whoever acts sees what came of it on the next page.
    if is_act && let Err(error) = console.live().look().await {
        tracing::warn!("the ledger cannot be watched: {error}");
    }
    let is_denied = response.status() == StatusCode::FORBIDDEN;
    if viewer.trail().is_written() || !(is_act || is_denied) {
        return response;
    }
    let (action, bureau) = match viewer.trail().last_asked() {
        Some((action, bureau)) => (action.as_str().to_owned(), Some(bureau)),
        None => (pattern.unwrap_or_else(|| "unknown".to_owned()), None),
    };
    let detail = detail(&method, &response);
    let target = ActTarget { campaign: None, bureau, object: Some(path), detail };
    if let Err(error) = viewer.audit(&action, target.clone(), outcome(&response)).await {
        // What was done is done, and so is said; that it is missing from the log is said here.
        let account = &viewer.account;
        tracing::error!(account, action, ?target, "a line of the audit log is lost: {error}");
    }
    response
}

fn detail(method: &Method, response: &Response) -> Value {
    let why = response.extensions().get::<Arc<WebError>>().map(|fault| fault.to_string());
    json!({ "method": method.as_str(), "status": response.status().as_u16(), "why": why })
}

fn outcome(response: &Response) -> Outcome {
    match response.status() {
        status if status.is_success() || status.is_redirection() => Outcome::Done,
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::NOT_FOUND => Outcome::Denied,
        status if status.is_client_error() => Outcome::Refused,
        _ => Outcome::Failed,
    }
}
