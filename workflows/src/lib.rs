//! Durable shells around the pure core: one workflow type for every bureau at every level, and one
//! postbox per bureau that has mail waiting, and one courier per webhook that has events waiting.
//!
//! Workflow code decides nothing. It sleeps until the docket's next wake or a command, hands the
//! docket the instant, and performs the effects. It may use SDK futures only: no system time, no
//! randomness, no iteration over hash maps (`clippy.toml` bans them with reasons).

#![allow(
    missing_docs,
    reason = "the SDK's macros generate undocumented constants beside each documented method"
)]

pub mod attributes;
pub mod bureau_campaign;
pub mod courier;
mod driver;
mod durable;
pub mod effects;
pub mod ids;
pub mod machine_id;
pub mod machine_workflow;
pub mod matters;
pub mod messages;
pub mod postbox;

pub use bureau_campaign::BureauCampaign;
pub use courier::Courier;
pub use machine_id::MachineId;
pub use machine_workflow::MachineWorkflow;
pub use matters::{FindingWorkflow, IncidentWorkflow, ListingWorkflow};
pub use postbox::Postbox;
