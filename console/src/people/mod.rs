//! People: how they sign in and out, and who keeps their accounts and the tokens of integrations.
//!
//! What they may do once they are in is `duban_domain::access`'s; who they are goes along with a request as
//! its [`Principal`](crate::Principal).

mod account;
mod accounts;
mod address;
pub(crate) mod audit;
mod auth_backend;
mod choice;
mod hasher;
mod identify;
mod limits;
mod oidc;
pub mod secret;
mod sessions;
mod sign_in;
pub(crate) mod sign_in_ways;
#[cfg(test)]
mod tests;
mod tokens;
pub(crate) mod users;

pub use accounts::{Accounts, KeepFailure, Newcomer};
pub(crate) use address::known;
pub use hasher::{HashFailure, Hasher};
pub(crate) use identify::{identify, now};
pub(crate) use limits::limited;

use crate::{WebError, i18n::Words, routes::Routes};
use chrono_tz::Asia::Shanghai;
use duban_domain::WallTime;

/// Their routes.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .and(sign_in::routes())
        .and(account::routes())
        .and(users::routes())
        .and(tokens::routes())
        .and(audit::routes())
}

/// An instant as people in China read it.
fn shown(at: WallTime) -> String {
    at.in_zone(Shanghai).format("%Y-%m-%d %H:%M").to_string()
}

/// What could not be kept, at the field it concerns and in the reader's words.
fn fault(failure: KeepFailure, w: Words) -> WebError {
    let called = |field| match field {
        "account" => w.t("people-account"),
        "password" => w.t("people-password"),
        _ => w.t("people-name"),
    };
    fault_at(failure, w, called)
}

/// The same, each field called as the one who sent it calls it.
pub(crate) fn fault_at(failure: KeepFailure, w: Words, called: impl Fn(&'static str) -> String) -> WebError {
    match failure {
        KeepFailure::Account(_) => WebError::unfit(called("account"), w.t("people-bad-account")),
        KeepFailure::Password(weakness) => {
            WebError::unfit(called("password"), w.family("password-", weakness.as_str()))
        }
        KeepFailure::Name => WebError::unfit(called("name"), w.t("people-bad-name")),
        KeepFailure::Taken(account) => {
            WebError::unfit(called("account"), w.with("people-taken", [("account", account)]))
        }
        KeepFailure::Store(error) => error.into(),
        KeepFailure::Hash(error) => WebError::Internal(error.into()),
        KeepFailure::NoRandomness(error) => WebError::Internal(error.into()),
    }
}
