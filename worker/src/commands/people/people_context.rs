//! What `duban user` and `duban token` work with.

use crate::{
    context::{App, login},
    output::RefusedCommand,
    wiring,
};
use anyhow::Result;
use chrono::Utc;
use duban_domain::{Actor, BureauCode, WallTime};
use duban_service::{Principal, Service, Viewer};
use duban_store::Store;
use duban_web::people::{Accounts, Administration, AdministrationFailure, Hasher};
use std::collections::BTreeSet;

/// What the commands work with.
pub(super) struct PeopleContext {
    service: Service,
    accounts: Accounts,
    login: String,
}

impl PeopleContext {
    pub(super) async fn open(app: &App) -> Result<Self> {
        let service = wiring::service(app.settings()).await?;
        let accounts = Accounts::new(service.store().clone(), Hasher::default());
        Ok(Self { service, accounts, login: login(None)? })
    }

    pub(super) fn store(&self) -> &Store {
        self.service.store()
    }

    pub(super) fn bureau(&self, code: &str) -> Result<BureauCode> {
        let code = BureauCode::from(code);
        let none = || RefusedCommand(format!("there is no bureau {code} in the list of bureaus"));
        self.service.directory().get(&code).ok_or_else(none)?;
        Ok(code)
    }

    /// A bureau and all below it; `None` without any.
    pub(super) fn subtree(&self, code: Option<&str>) -> Result<Option<BTreeSet<BureauCode>>> {
        let Some(code) = code else { return Ok(None) };
        let root = self.bureau(code)?;
        let subtree = self.service.directory().subtree(&root);
        Ok(Some(subtree.into_iter().map(|bureau| bureau.code.clone()).collect()))
    }

    /// Whoever sits at the terminal, to act upon what is a bureau's.
    pub(super) fn operator(&self, bureau: &BureauCode) -> Viewer {
        let by = Actor { bureau: bureau.clone(), name: self.login.clone() };
        self.service.viewer(Principal::operator(self.login.clone(), by))
    }

    pub(super) fn administration<'a>(&'a self, operator: &'a Viewer) -> Administration<'a> {
        Administration::new(operator, &self.accounts)
    }
}

/// How the terminal tells of an act that did not happen.
pub(super) fn failed(failure: AdministrationFailure) -> anyhow::Error {
    if failure.is_refusal() { RefusedCommand(failure.to_string()).into() } else { failure.into() }
}

pub(super) fn now() -> WallTime {
    WallTime::new(Utc::now())
}

/// An instant as people in China read it.
pub(super) fn shown(at: WallTime) -> String {
    at.in_zone(chrono_tz::Asia::Shanghai).format("%Y-%m-%d %H:%M").to_string()
}
