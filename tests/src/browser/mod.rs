//! A real browser, driven as a person would: it looks for what a person sees (a button's words, a
//! field's label), and waits for conditions, never for a time.

mod axe;
mod commands;
mod driver;
mod window;

pub use axe::Complaint;
pub use driver::Driver;
pub use fantoccini::{Locator, elements::Element, key::Key};
pub use window::{Browser, DESK, PHONE, WIDER_PHONE};
