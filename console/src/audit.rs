//! Writing down what everyone does. A handler that knows what its act was upon says so with
//! [`Console::audit`]; for every other act, and for every refusal, `witnessed` writes the line, so that
//! nothing that was tried is missing because somebody forgot.

use crate::{Console, Principal, Via, WebError};
use axum::{
    extract::{MatchedPath, Request, State},
    http::{Method, StatusCode},
    middleware::Next,
    response::Response,
};
use chrono::Utc;
use duban_domain::{
    BureauCode, CampaignId, WallTime,
    people::{Outcome, Via as Way},
};
use duban_store::AuditEntry;
use serde_json::{Value, json};
use std::sync::Arc;

/// What an act was upon.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Target {
    /// In which campaign.
    pub campaign: Option<CampaignId>,
    /// Upon which bureau.
    pub bureau: Option<BureauCode>,
    /// Upon what: an obligation, a finding, an account.
    pub object: Option<String>,
    /// What else should be known. Never a secret.
    pub detail: Value,
}

impl Target {
    /// A bureau, or something of it.
    pub fn of(bureau: &BureauCode) -> Self {
        Self { bureau: Some(bureau.clone()), ..Self::default() }
    }

    /// The same, in a campaign.
    #[must_use]
    pub fn within(self, campaign: &CampaignId) -> Self {
        Self { campaign: Some(campaign.clone()), ..self }
    }

    /// The same, upon something.
    #[must_use]
    pub fn upon(self, object: impl ToString) -> Self {
        Self { object: Some(object.to_string()), ..self }
    }

    /// The same, with what else should be known.
    #[must_use]
    pub fn with(self, detail: Value) -> Self {
        Self { detail, ..self }
    }
}

impl Console {
    /// Writes what this principal did, or set out to do, into the audit log.
    pub async fn audit(
        &self,
        principal: &Principal,
        action: &str,
        target: Target,
        outcome: Outcome,
    ) -> Result<(), WebError> {
        principal.note_written();
        Ok(self.store().audit_insert(&entry(principal, action, target, outcome)).await?)
    }
}

fn entry(principal: &Principal, action: &str, target: Target, outcome: Outcome) -> AuditEntry {
    AuditEntry {
        at: WallTime::new(Utc::now()),
        account: principal.account.clone(),
        name: principal.name.clone(),
        bureau: Some(principal.bureau.clone()),
        role: Some(principal.role),
        via: match principal.via {
            Via::Session => Way::Session,
            Via::Token(_) => Way::Token,
        },
        source: principal.source.clone(),
        action: action.to_owned(),
        campaign: target.campaign,
        about: target.bureau,
        object: target.object,
        outcome,
        detail: target.detail,
    }
}

/// Sees to it that every act of somebody known, and everything they were denied, is written down.
pub(crate) async fn witnessed(State(console): State<Console>, request: Request, next: Next) -> Response {
    let Some(principal) = request.extensions().get::<Principal>().cloned() else {
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
    if principal.was_written() || !(is_act || is_denied) {
        return response;
    }
    let (action, bureau) = match principal.last_asked() {
        Some((action, bureau)) => (action.as_str().to_owned(), Some(bureau)),
        None => (pattern.unwrap_or_else(|| "unknown".to_owned()), None),
    };
    let detail = detail(&method, &response);
    let target = Target { campaign: None, bureau, object: Some(path), detail };
    let written = entry(&principal, &action, target, outcome(&response));
    if let Err(error) = console.store().audit_insert(&written).await {
        // What was done is done, and so is said; that it is missing from the log is said here.
        tracing::error!(?written, "a line of the audit log is lost: {error}");
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
