//! What leaves Duban for other programs: which events a webhook is told, what an event looks like, and how a
//! group robot of a messenger wants it.
//!
//! All of it is pure. What lies after a webhook's cursor the store knows; signing and sending are an activity's work.

pub mod address;
pub mod event;
mod facts;
mod kind;
pub mod messenger;
mod told;

pub use address::{Reach, WebhookUrl};
pub use event::{EventSubject, NamedRef, SubjectKind, WebhookEvent};
pub use facts::EventFacts;
pub use kind::{EventKind, WebhookFormat};
pub use told::{Outbound, OutboundEvent};

#[cfg(test)]
mod tests;
