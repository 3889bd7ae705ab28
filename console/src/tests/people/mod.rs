//! The whole console, as a browser or a program meets it, on a store in a folder.

mod door;
mod hostile;
mod integration;
mod keeping;
mod routes;
mod session_end;

use crate::router;
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use duban_archive::{Archive, ArchiveOptions, Location};
use duban_config::{sample_directory, settings::ConsoleSettings};
use duban_domain::access::Role;
use duban_service::Service;
use duban_store::{AuditFilter, AuditRow, Store};
use duban_web::{
    Console, Parts,
    people::{Accounts, Hasher, Newcomer, identify::now},
};
use std::collections::BTreeMap;
use tower::ServiceExt as _;

pub(super) const PREFECTURE: &str = "522700";
pub(super) const DUYUN: &str = "522701";
pub(super) const FUQUAN: &str = "522702";
pub(super) const PASSWORD: &str = "correct horse battery";

/// A console with people in it.
pub(super) struct House {
    pub(super) store: Store,
    pub(super) accounts: Accounts,
    pub(super) app: Router,
    _folder: tempfile::TempDir,
}

impl House {
    pub(super) async fn new() -> Self {
        // No test is about limits unless it says so: all come from one address.
        let settings = ConsoleSettings { sign_ins_per_minute: 0, ..ConsoleSettings::default() };
        Self::with(settings).await
    }

    pub(super) async fn with(settings: ConsoleSettings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&format!("sqlite:{}", folder.path().join("d.db").display())).await.unwrap();
        store.migrate().await.unwrap();
        let archive = Archive::open(ArchiveOptions {
            location: Location::Folder(folder.path().join("archive")),
            max_bytes: 1 << 20,
            allowed_types: Vec::new(),
        });
        let directory = sample_directory().unwrap();
        let parts = duban_service::Parts::without_engine(store.clone(), archive.unwrap(), directory).unwrap();
        let console = Console::with_settings(Parts { service: Service::new(parts) }, settings).unwrap();
        let accounts = Accounts::new(store.clone(), Hasher::default());
        Self { store, accounts, app: router(console), _folder: folder }
    }

    pub(super) async fn add(&self, account: &str, bureau: &str, role: Role) {
        let (account, name) = (account.to_owned(), format!("{account}同志"));
        let newcomer = Newcomer { account, name, bureau: bureau.into(), role };
        self.accounts.add(&newcomer, Some(PASSWORD), now()).await.unwrap();
    }

    /// A browser in which somebody new is signed in.
    pub(super) async fn signed_in(&self, account: &str, bureau: &str, role: Role) -> Browser {
        self.add(account, bureau, role).await;
        let mut browser = self.browser();
        assert_eq!(browser.sign_in(account, PASSWORD).await.status, StatusCode::SEE_OTHER);
        browser
    }

    pub(super) fn browser(&self) -> Browser {
        Browser { app: self.app.clone(), cookies: BTreeMap::new() }
    }

    /// The log, oldest first: account, action, outcome.
    pub(super) async fn log(&self) -> Vec<(String, String, &'static str)> {
        let rows = self.rows().await;
        let told = |row: AuditRow| (row.entry.account, row.entry.action, row.entry.outcome.as_str());
        rows.into_iter().map(told).collect()
    }

    pub(super) async fn rows(&self) -> Vec<AuditRow> {
        let mut rows = self.store.audit_list(&AuditFilter::default(), None, 500).await.unwrap();
        rows.reverse();
        rows
    }
}

/// An answer.
#[derive(Debug)]
pub(super) struct PeopleAnswer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

impl PeopleAnswer {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(super) fn location(&self) -> &str {
        self.header("location")
    }

    /// What a page tells once.
    pub(super) fn secret(&self) -> String {
        let (_, rest) = self.body.split_once("<p class=\"told-once\"><code>").unwrap();
        rest.split('<').next().unwrap().to_owned()
    }
}

/// A browser with its cookies.
#[derive(Clone)]
pub(super) struct Browser {
    app: Router,
    pub(super) cookies: BTreeMap<String, String>,
}

impl Browser {
    pub(super) async fn get(&mut self, path: &str) -> PeopleAnswer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Sends a form from one of our own pages.
    pub(super) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> PeopleAnswer {
        let pairs =
            fields.iter().map(|(name, value)| format!("{name}={}", duban_web::url::encoded_path(value)));
        let body = pairs.collect::<Vec<_>>().join("&");
        let request = Request::post(path)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(body.into()).unwrap()).await
    }

    /// Sends a form that files can come with.
    pub(super) async fn post_parts(&mut self, path: &str, fields: &[(&str, &str)]) -> PeopleAnswer {
        let part = |(name, value): &(&str, &str)| {
            format!("--part\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let body = fields.iter().map(part).chain(["--part--\r\n".to_owned()]).collect::<String>();
        let request = Request::post(path)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=part");
        self.send(request.body(body.into()).unwrap()).await
    }

    pub(super) async fn sign_in(&mut self, account: &str, password: &str) -> PeopleAnswer {
        self.post("/sign-in", &[("account", account), ("password", password)]).await
    }

    pub(super) async fn send(&mut self, mut request: Request<Body>) -> PeopleAnswer {
        if !self.cookies.is_empty() {
            let cookies = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
            let line = cookies.collect::<Vec<_>>().join("; ");
            request.headers_mut().insert(header::COOKIE, line.parse().unwrap());
        }
        let response = self.app.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for set in parts.headers.get_all(header::SET_COOKIE) {
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            match value {
                "" => _ = self.cookies.remove(name),
                value => _ = self.cookies.insert(name.to_owned(), value.to_owned()),
            }
        }
        let body = to_bytes(body, 4 << 20).await.unwrap();
        let body = String::from_utf8_lossy(&body).into_owned();
        PeopleAnswer { status: parts.status, headers: parts.headers, body }
    }
}
