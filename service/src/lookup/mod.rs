//! Who looks and acts. Every face — pages, API, an inbox for programs, the terminal — asks and tells through a
//! [`Viewer`], which asks the rule ([`duban_domain::access::may`]) before it answers: what it finds is
//! [`Visible`], and nothing else makes that. A face that forgets to ask has nothing to show.

mod amendments;
mod audit;
mod campaigns;
mod correspondence;
mod files;
mod findings;
mod holidays;
mod hooks;
mod inbox;
mod incidents;
mod laggards;
mod launch;
mod league;
mod listings;
mod mail;
mod matter;
mod operator;
mod participants;
mod people;
mod plan_drafts;
mod prepared_launches;
mod principal;
mod results;
mod subjects;
mod trail;
mod viewer;
mod visible;

pub use campaigns::{Docket, DocketMatters};
pub use correspondence::{CorrespondenceCommand, DeliveredNotice, WaitingApproval};
pub use holidays::{Applied, ForeseenRedating};
pub use inbox::{InboxContents, RunningCampaign};
pub use laggards::{LaggardFacts, Laggards};
pub use launch::PlanSurroundings;
pub use league::LeagueTables;
pub use matter::Matter;
pub use participants::Participant;
pub use prepared_launches::PreparingLaunch;
pub use principal::{Principal, Via};
pub use results::DocketFigures;
pub use subjects::SamplingKept;
pub use trail::{ActTarget, ActTrail};
pub use viewer::Viewer;
pub use visible::{InCampaign, Visible};
