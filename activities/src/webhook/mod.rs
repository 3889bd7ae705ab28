//! The webhooks' effect: telling other programs, and the groups of two messengers, what happened.
//!
//! [`Courier`] carries what lies after a webhook's cursor, [`Poster`] makes one request of it within bounds,
//! and [`Caller`] knocks at couriers after a record. [`SigningSecret`] signs what is sent and proves what comes
//! in.

mod courier;
mod knock;
mod poster;
mod resolver;
mod signature;
mod target;

pub use courier::Courier;
pub use knock::{CallError, Caller};
pub use poster::{NoClient, Parcel, Posted, Poster, Verdict};
pub use signature::{Forged, NoSecret, Signed, SigningSecret};
pub use target::{BadTarget, Bounds, target};

#[cfg(test)]
mod tests;
