//! Effects: each activity is one idempotent thing done to the world. What to do is decided in
//! `duban-domain`, when in `duban-workflows`.

pub mod delivery;
pub mod ledger;
pub mod mail;
pub mod points;
