//! The one integration-test binary: a module a capability.

#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]
mod bench;
mod calendar;
mod circles;
mod cli;
mod console;
mod durable;
mod integrations;
mod plans;
mod structure;
mod words;
