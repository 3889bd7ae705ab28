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
pub mod mail;
pub mod pages;
pub mod processes;
pub mod receiver;
pub mod reports;
pub mod sandbox;
pub mod worker;

pub use campaign::{Campaign, Shape};
pub use sandbox::{Running, Sandbox};
pub use worker::{WorkerProcess, WorkerSetup, WorkerThread};

use std::time::Duration;

/// Nothing a test waits for takes this long, on a machine ten times as busy as it has cores, unless it is stuck.
pub const LIMIT: Duration = Duration::from_secs(1_200);
/// How often a condition is looked at.
const LOOKS_EVERY: Duration = Duration::from_millis(50);

/// Waits until `look` finds something, and panics with `what` if it never does.
pub async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let found = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(LOOKS_EVERY).await;
        }
    };
    tokio::time::timeout(LIMIT, found).await.unwrap_or_else(|_| panic!("waited {LIMIT:?} for: {what}"))
}
