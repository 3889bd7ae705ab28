//! The one integration-test binary: a module a capability.
mod calendar;
mod cli;
mod durable;
mod plans;
