//! People who sign in: how they are named, what may be a password, how long a door stays shut after
//! wrong ones, and the words of the audit log.
//!
//! What they may do once they are in is `access`'s. Hashing, sessions and the log itself are kept outside.

mod account;
mod audit;
mod lockout;
mod password;

pub use account::{Account, BadAccount};
pub use audit::{Outcome, Via};
pub use lockout::{FREE_FAILURES, LONGEST_LOCK, locked_for};
pub use password::{LONGEST_PASSWORD, SHORTEST_PASSWORD, Weakness, check_password};
