//! The webhooks' effect: telling other programs, and the groups of two messengers, what happened.
//!
//! [`Courier`] carries what lies after a webhook's cursor, [`Poster`] makes one request of it within bounds,
//! and [`Caller`] wakes couriers after a record. [`SigningSecret`] signs what is sent and proves what comes
//! in.

mod caller;
mod courier;
mod poster;
mod resolver;
mod signature;
mod target;

pub use caller::{CallError, Caller};
pub use courier::Courier;
pub use poster::{NoClient, Parcel, Posted, Poster, Verdict};
pub use signature::{Forged, NoSecret, Signed, SigningSecret};
pub use target::{BadTarget, Bounds, target};

#[cfg(test)]
mod tests;
