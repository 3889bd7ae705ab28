//! The state machines (docket, finding, listing, incident): what they share, what people tell them, what
//! happens in them, and what passes between them, the ledger and the engine.

pub mod available;
pub mod command;
pub mod docket;
pub mod event;
pub mod finding;
pub mod incident;
pub mod listing;
pub mod machine;
pub mod matter;
pub mod pairing;
pub mod record;
pub(crate) mod rung;
pub(crate) mod ticking;
