//! What an act of whoever runs this program leaves in the audit log.

use crate::context::login;
use anyhow::Result;
use chrono::Utc;
use duban_domain::{
    BureauCode, WallTime,
    people::{Outcome, Via},
};
use duban_store::{AuditEntry, Store};
use serde_json::Value;

/// Writes what became of an act of whoever runs this program.
pub(super) async fn audited<T>(
    store: &Store,
    action: &str,
    about: Option<BureauCode>,
    object: String,
    detail: Value,
    outcome: &Result<T, duban_service::ServiceError>,
) -> Result<()> {
    let operator = login(None)?;
    let outcome = match outcome {
        Ok(_) => Outcome::Done,
        Err(failure) if failure.is_refusal() => Outcome::Refused,
        Err(_) => Outcome::Failed,
    };
    let entry = AuditEntry {
        at: WallTime::new(Utc::now()),
        account: operator.clone(),
        name: operator,
        bureau: None,
        role: None,
        via: Via::Terminal,
        source: String::new(),
        action: action.to_owned(),
        campaign: None,
        about,
        object: Some(object),
        outcome,
        detail,
    };
    Ok(store.audit_insert(&entry).await?)
}
