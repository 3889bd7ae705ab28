//! Who signs in and what they did: people, sessions, tokens, the audit log, and answers kept for requests
//! that are repeated. Instants are wall time. Secrets come in as their hashes; what is hashed and how is
//! for the caller to know.

mod audit;
mod idempotency;
mod person;
mod session;
mod sha256;
mod token;

#[cfg(test)]
pub(crate) use audit::query as audit_query;
pub use audit::{AuditCursor, AuditEntry, AuditFilter, AuditRow};
pub use idempotency::{Begun, KeptAnswer};
pub use person::{NewPerson, Password, Person, PersonId, Subject};
pub use sha256::Sha256;
pub use token::{NewToken, Token, TokenId};
