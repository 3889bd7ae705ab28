//! People who sign in: how they are named, how long a door stays shut after wrong passwords, and the words of
//! the audit log.
//!
//! What they may do once they are in is `access`'s. Passwords, sessions and the log itself are kept outside.

mod account;
mod audit;
mod joining;
mod lockout;

pub use account::{Account, BadAccount, BadName, plain_name};
pub use audit::{Outcome, Via};
pub use joining::{Joining, KnownPerson, ListedPerson, MOST_LISTED, joining};
pub use lockout::{FREE_FAILURES, LONGEST_LOCK, locked_for};
