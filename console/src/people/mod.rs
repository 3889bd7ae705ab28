//! People: how they sign in and out, and who keeps their accounts and the tokens of integrations.
//!
//! What they may do once they are in is `duban_domain::access`'s; who they are, `principal`'s.

mod hasher;
mod keeper;
pub mod secret;

pub use hasher::{HashFailure, Hasher};
pub use keeper::{KeepFailure, Keeper, Newcomer};
