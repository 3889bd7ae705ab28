//! What leaves for other programs and what they send signed: webhooks, inboxes, and calendars' addresses.

pub(crate) mod calendar;
pub(crate) mod inbox;
mod list;
pub(crate) mod webhook;

use crate::{
    Console, Principal, WebError,
    i18n::Words,
    layout::{Layout, page},
    routes::Routes,
    web_error::FieldError,
};
use askama::Template;
use axum::response::Response;
use chrono_tz::Tz;
use duban_domain::{Bureau, BureauCode, WallTime};
use duban_service::hooks::{HookFailure, Misfit};

/// Where these pages begin.
const PATH: &str = "/integrations";

pub(crate) fn routes() -> Routes {
    Routes::default().and(list::routes()).and(webhook::routes()).and(inbox::routes()).and(calendar::routes())
}

/// A bureau to choose.
struct BureauOption {
    code: String,
    name: String,
    chosen: bool,
}

/// The bureaus a principal sees, its own chosen.
fn choices(console: &Console, principal: &Principal) -> Vec<BureauOption> {
    let choice = |bureau: &Bureau| BureauOption {
        code: bureau.code.to_string(),
        name: bureau.name.clone(),
        chosen: bureau.code == principal.bureau,
    };
    principal.sees(console).into_iter().map(choice).collect()
}

fn bureau_name(console: &Console, code: &BureauCode) -> String {
    console.directory().get(code).map_or_else(|| code.to_string(), |bureau| bureau.name.clone())
}

/// A machine's instant in a table. Bureaus are in one zone.
fn shown(at: WallTime) -> String {
    const ZONE: Tz = chrono_tz::Asia::Shanghai;
    at.in_zone(ZONE).format("%Y-%m-%d %H:%M:%S").to_string()
}

/// A failure as a reader is told it.
fn fault(w: Words, failure: HookFailure) -> WebError {
    fault_at(w, failure, |field| w.family("hooks-field-", field))
}

/// The same, each field called as the one who sent it calls it.
pub(crate) fn fault_at(w: Words, failure: HookFailure, called: impl Fn(&'static str) -> String) -> WebError {
    let unfit = |misfit: &Misfit| {
        let (field, key) = misfit.field_and_key();
        FieldError::new(called(field), w.family("hooks-misfit-", key))
    };
    match failure {
        HookFailure::Unfit(misfits) => WebError::Invalid(misfits.iter().map(unfit).collect()),
        HookFailure::Unknown(_) => WebError::NotFound,
        HookFailure::Unavailable(error) => WebError::Unavailable(error),
    }
}

#[derive(Template)]
#[template(path = "hooks/secret.html")]
struct SecretPage {
    frame: Layout,
    w: Words,
    title: String,
    says: String,
    secret: String,
    back: String,
}

/// A secret, told once.
fn told_once(console: &Console, principal: &Principal, w: Words, told: Once) -> Response {
    let Once { title, says, secret, back } = told;
    page(&SecretPage {
        frame: Layout::new(console, principal, w, title.clone(), &back),
        w,
        title,
        says,
        secret,
        back,
    })
}

/// What is told once.
struct Once {
    title: String,
    says: String,
    secret: String,
    back: String,
}
