//! What the integration tests and the benchmarks share: engines, stores, workers and plans, each
//! test's own, on free ports, ended by their process ids.
//!
//! A [`Sandbox`] is a folder with an engine and a store. Campaigns ([`campaign`]) are launched in it as
//! the program launches them, worked on by a [`worker`] in this process or in one of its own, and
//! compared with the pure simulation ([`audit`]). Nothing here judges by the clock: everything waits
//! for a condition ([`until`]), and one generous limit only keeps a test from hanging.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "this crate serves tests: what cannot be set up ends the test"
)]

pub mod audit;
pub mod browser;
pub mod campaign;
pub mod console;
pub mod findings;
pub mod history;
pub mod line;
pub mod mail;
pub mod pages;
pub mod processes;
pub mod receiver;
pub mod reports;
pub mod sandbox;
mod waiting;
pub mod worker;

pub use campaign::{Campaign, Shape};
pub use sandbox::{Running, Sandbox};
pub use waiting::{LIMIT, until};
pub use worker::{WorkerProcess, WorkerSetup, WorkerThread};
