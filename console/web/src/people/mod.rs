//! People: how they are let in and known again, and how their accounts and the tokens of integrations are kept.
//!
//! What they may do once they are in is `duban_domain::access`'s; who they are goes along with a request as
//! its [`Viewer`](crate::Viewer).

pub mod accounts;
pub mod address;
pub mod administration;
pub mod admission;
pub mod auth_backend;
mod doorstep;
mod hasher;
pub mod identify;
pub mod keep_error;
mod limits;
pub mod oidc;
pub mod password;
pub mod secret;
mod sessions;
pub mod sign_in_ways;

pub use accounts::{Accounts, Joined, KeepFailure, Newcomer};
pub use administration::{Administration, AdministrationFailure, IssuedSecret};
pub use doorstep::{known, limited};
pub use hasher::{HashFailure, Hasher};
pub use identify::{identify, now};
pub use password::Weakness;
