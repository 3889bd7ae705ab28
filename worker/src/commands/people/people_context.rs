//! What `duban user` and `duban token` work with.

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
pub(super) struct PeopleContext {
    pub(super) store: Store,
    pub(super) directory: Directory,
    pub(super) keeper: Accounts,
    pub(super) operator: String,
}

/// What an act of a command was upon.
pub(super) struct AuditTarget {
    pub(super) action: &'static str,
    pub(super) bureau: Option<BureauCode>,
    pub(super) object: String,
}

impl PeopleContext {
    pub(super) async fn open(app: &App) -> Result<Self> {
        let store = wiring::store(app.settings()).await?;
        let keeper = Accounts::new(store.clone(), Hasher::default());
        Ok(Self { store, directory: app.directory()?, keeper, operator: login(None)? })
    }

    pub(super) fn bureau(&self, code: &str) -> Result<BureauCode> {
        let code = BureauCode::from(code);
        let none = || RefusedCommand(format!("there is no bureau {code} in the list of bureaus"));
        self.directory.get(&code).ok_or_else(none)?;
        Ok(code)
    }

    /// A bureau and all below it; `None` without any.
    pub(super) fn subtree(&self, code: Option<&str>) -> Result<Option<BTreeSet<BureauCode>>> {
        let Some(code) = code else { return Ok(None) };
        let root = self.bureau(code)?;
        Ok(Some(self.directory.subtree(&root).into_iter().map(|bureau| bureau.code.clone()).collect()))
    }

    /// Writes what became of an act upon an account, and hands its outcome on.
    pub(super) async fn audited<T>(
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

/// Whether what was typed is to blame.
const fn is_refusal(failure: &KeepFailure) -> bool {
    match failure {
        KeepFailure::Account(_) | KeepFailure::Password(_) | KeepFailure::Name | KeepFailure::Taken(_) => {
            true
        }
        KeepFailure::Store(_) | KeepFailure::Hash(_) | KeepFailure::NoRandomness(_) => false,
    }
}

pub(super) fn now() -> WallTime {
    WallTime::new(Utc::now())
}

/// An instant as people in China read it.
pub(super) fn shown(at: WallTime) -> String {
    at.in_zone(chrono_tz::Asia::Shanghai).format("%Y-%m-%d %H:%M").to_string()
}
