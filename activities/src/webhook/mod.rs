//! The webhooks' effect: telling other programs, and the groups of two messengers, what happened.
//!
//! [`Courier`] carries what lies after a webhook's cursor, [`Poster`] makes one request of it within bounds,
//! and [`Caller`] knocks at couriers after a record.

mod courier;
mod knock;
mod poster;
mod resolver;
mod target;

pub use courier::Courier;
pub use knock::{CallError, Caller};
pub use poster::{NoClient, Parcel, Posted, Poster, Verdict};
pub use target::{BadTarget, Bounds, target};

#[cfg(test)]
mod tests;
