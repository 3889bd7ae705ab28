//! League tables: what they are derived from, and the tables that were closed.

mod entries;
mod frozen;

pub use frozen::{ClosedPeriod, Wanted};
