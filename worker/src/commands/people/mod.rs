//! `duban user` and `duban token`. Whoever may run them on this machine may open the store, so nobody is
//! asked whether they may; what they do is written into the audit log all the same.

mod password;
mod token;
mod user;

pub use token::token;
pub use user::user;

use crate::{
    context::{App, login},
    output::RefusedCommand,
    wiring,
};
use anyhow::Result;
use chrono::Utc;
use duban_console::people::{Accounts, Hasher, KeepFailure};
use duban_domain::{
    BureauCode, Directory, WallTime,
    people::{Outcome, Via},
};
use duban_store::{AuditEntry, Store};
use serde_json::Value;
use std::collections::BTreeSet;

/// What the commands work with.
struct PeopleContext {
    store: Store,
    directory: Directory,
    keeper: Accounts,
    operator: String,
}

/// What an act of a command was upon.
struct AuditTarget {
    action: &'static str,
    bureau: Option<BureauCode>,
    object: String,
}

impl PeopleContext {
    async fn open(app: &App) -> Result<Self> {
        let store = wiring::store(app.settings()).await?;
        let keeper = Accounts::new(store.clone(), Hasher::default());
        Ok(Self { store, directory: app.directory()?, keeper, operator: login(None)? })
    }

    fn bureau(&self, code: &str) -> Result<BureauCode> {
        let code = BureauCode::from(code);
        let none = || RefusedCommand(format!("there is no bureau {code} in the list of bureaus"));
        self.directory.get(&code).ok_or_else(none)?;
        Ok(code)
    }

    /// A bureau and all below it; `None` without any.
    fn subtree(&self, code: Option<&str>) -> Result<Option<BTreeSet<BureauCode>>> {
        let Some(code) = code else { return Ok(None) };
        let root = self.bureau(code)?;
        Ok(Some(self.directory.subtree(&root).into_iter().map(|bureau| bureau.code.clone()).collect()))
    }

    /// Writes what became of an act upon an account, and hands its outcome on.
    async fn audited<T>(
        &self,
        target: AuditTarget,
        detail: Value,
        outcome: Result<T, KeepFailure>,
    ) -> Result<T> {
        let became = match &outcome {
            Ok(_) => Outcome::Done,
            Err(failure) if is_refusal(failure) => Outcome::Refused,
            Err(_) => Outcome::Failed,
        };
        let entry = AuditEntry {
            at: now(),
            account: self.operator.clone(),
            name: self.operator.clone(),
            bureau: None,
            role: None,
            via: Via::Terminal,
            source: String::new(),
            action: target.action.to_owned(),
            campaign: None,
            about: target.bureau,
            object: Some(target.object),
            outcome: became,
            detail,
        };
        self.store.audit_insert(&entry).await?;
        outcome.map_err(|failure| match is_refusal(&failure) {
            true => RefusedCommand(failure.to_string()).into(),
            false => failure.into(),
        })
    }
}

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
        at: now(),
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

/// Whether what was typed is to blame.
const fn is_refusal(failure: &KeepFailure) -> bool {
    match failure {
        KeepFailure::Account(_) | KeepFailure::Password(_) | KeepFailure::Name | KeepFailure::Taken(_) => {
            true
        }
        KeepFailure::Store(_) | KeepFailure::Hash(_) | KeepFailure::NoRandomness(_) => false,
    }
}

fn now() -> WallTime {
    WallTime::new(Utc::now())
}

/// An instant as people in China read it.
fn shown(at: WallTime) -> String {
    at.in_zone(chrono_tz::Asia::Shanghai).format("%Y-%m-%d %H:%M").to_string()
}
