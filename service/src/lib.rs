//! What people do, one function an act. The command line, the console and the API call these functions and
//! add nothing but how an act is typed and how its outcome is shown.
//!
//! Nothing here decides: the state machines do, in their workflows. A [`Service`] knows the parts that an
//! act needs (engine, store, archive, bureaus, calendar), a [`CampaignContext`] is one campaign in hand. Settings and
//! environment are read elsewhere; whoever runs the program hands over [`Parts`].

mod attach;
mod context;
pub mod findings_file;
pub mod holidays;
pub mod hooks;
pub mod ics;
mod incident;
mod launch;
pub mod league;
mod listing;
mod mail;
mod pairing;
mod preview;
mod reading;
mod redating;
mod register;
mod request;
mod responsible;
mod service;
mod service_error;
mod tell;
mod wording;

pub use attach::Upload;
pub use context::CampaignContext;
pub use duban_activities::mail::links;
pub use duban_documents::Reading;
pub use incident::IncidentReport;
pub use launch::{Launch, Launched, Launcher, MEMO, running_bureaus, state_of};
pub use listing::Proposal;
pub use pairing::{Place, adopt, pair, replace_lost};
pub use preview::{Draft, DraftFile};
pub use redating::{MachineMoves, Redating};
pub use register::{Conflict, FindingEntry, Imported, Register};
pub use responsible::ResponsibleParty;
pub use service::{Engine, Parts, Service};
pub use service_error::ServiceError;
pub use tell::{
    cue_docket, cue_finding, cue_incident, cue_listing, tell_docket, tell_finding, tell_incident,
    tell_listing,
};
