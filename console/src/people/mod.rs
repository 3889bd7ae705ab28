//! People: how they sign in and out, and who keeps their accounts and the tokens of integrations.
//!
//! What they may do once they are in is `duban_domain::access`'s; who they are goes along with a request as
//! its [`Viewer`](crate::Viewer).

mod account;
mod accounts;
mod address;
pub(crate) mod administration;
mod audit;
mod auth_backend;
mod choice;
mod doorstep;
mod hasher;
mod identify;
mod import;
mod instant;
mod keep_error;
mod limits;
mod oidc;
mod password;
pub mod secret;
mod session_end;
mod sessions;
mod sign_in;
pub(crate) mod sign_in_ways;
#[cfg(test)]
mod tests;
mod tokens;
mod users;

pub use accounts::{Accounts, Joined, KeepFailure, Newcomer};
pub use administration::{Administration, AdministrationFailure, IssuedSecret};
pub(crate) use doorstep::{known, limited};
pub use hasher::{HashFailure, Hasher};
pub(crate) use identify::{identify, now};
pub use password::Weakness;

use crate::routes::Routes;

/// Their routes.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .and(sign_in::routes())
        .and(session_end::routes())
        .and(account::routes())
        .and(users::routes())
        .and(import::routes())
        .and(tokens::routes())
        .and(audit::routes())
}
