//! Effects: each activity is one idempotent thing done to the world. What to do is decided in
//! `duban-domain`, when in `duban-workflows`.

#![allow(
    missing_docs,
    reason = "the SDK's macros generate undocumented constants beside each documented method"
)]

pub mod delivery;
pub mod engine;
pub mod filing;
pub mod ledger;
pub mod mail;
pub mod points;
pub mod postbox_waker;
pub mod run_options;
pub mod starts;
pub mod webhook;
