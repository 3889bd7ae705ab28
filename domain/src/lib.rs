//! The rules of a supervision campaign, and nothing else.
//!
//! Everything that *decides* lives here: what is overdue, which letter follows, when something next
//! happens, whether a command is refused. No I/O, no clock, no Temporal: every function takes the
//! instant it should reason about. Durable shells (`duban-workflows`) and effects
//! (`duban-activities`) are built around these functions; a simulated campaign drives the same ones.
//!
//! Words follow the field: a *bureau* owes an *obligation* to its *supervising bureau*; what happens
//! when it is missed is a *ladder* of *rungs*, each issuing an *instrument*.

pub mod access;
pub mod ahead;
pub mod attachment;
pub mod available;
pub mod behaviour;
pub mod belated;
pub mod bureau;
pub mod calendar;
pub mod characters;
pub mod collisions;
pub mod command;
pub mod correspondence;
pub mod correspondence_key;
pub mod docket;
pub mod event;
pub mod finding;
pub mod forecast;
pub mod gantt;
pub mod holidays;
pub mod ids;
pub mod inbox;
pub mod incident;
pub mod indicator;
pub mod instrument;
pub mod joint;
pub mod league;
pub mod letterhead;
pub mod listing;
pub mod machine;
pub mod mailbox;
pub mod matter;
pub mod matters;
pub mod moot;
pub mod notice;
pub mod office;
mod opening;
pub mod pairing;
pub mod people;
pub mod period;
pub mod plan;
pub mod preview;
pub mod progress;
pub mod reason;
pub mod record;
pub mod redating;
pub mod refusal;
pub mod rehearsal;
pub mod sentence;
pub mod simulation;
pub mod span;
mod statutory;
pub mod subject;
pub mod tail;
pub mod tally;
pub mod terms;
pub mod text;
mod ticking;
pub mod time;
pub mod timetable;
pub mod upcoming;
pub mod webhook;

pub use attachment::Attachment;
pub use available::Offer;
pub use bureau::{Bureau, Directory, Level};
pub use calendar::{Calendar, UnannouncedYears, UnknownYear};
pub use command::{Actor, Command, CommandEnvelope};
pub use docket::Docket;
pub use event::{DocketEvent, EventEnvelope};
pub use finding::Finding;
pub use holidays::{AnnouncedYear, Holidays};
pub use ids::{
    BureauCode, CampaignId, FindingId, InboxId, IncidentId, ListingId, ObligationId, PhaseId, WebhookId,
};
pub use incident::Incident;
pub use indicator::Indicator;
pub use instrument::Instrument;
pub use letterhead::Letterhead;
pub use listing::Listing;
pub use machine::{DomainEvent, Machine};
pub use notice::Notice;
pub use office::Office;
pub use plan::Plan;
pub use refusal::Refusal;
pub use sentence::Sentence;
pub use span::Span;
pub use statutory::statutory_days;
pub use terms::{Party, Terms};
pub use time::{Pace, PlanTime, Silence, Timebase, WallTime};
