//! Instants, days and lengths: the two clocks, working days and who announces them, office hours, the lengths
//! and periods that plans write, and what moves when holidays are announced.

pub mod calendar;
pub mod holidays;
pub mod office;
pub mod period;
pub mod redating;
pub mod span;
mod statutory;
pub mod time;

pub use statutory::statutory_days;
