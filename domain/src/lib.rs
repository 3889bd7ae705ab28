//! The rules of a supervision campaign, and nothing else.
//!
//! Everything that *decides* lives here: what is overdue, which letter follows, when something next
//! happens, whether a command is refused. No I/O, no clock, no Temporal: every function takes the
//! instant it should reason about. Durable shells (`duban-workflows`) and effects
//! (`duban-activities`) are built around these functions; a simulated campaign drives the same ones.
//!
//! Words follow the field: a *bureau* owes an *obligation* to its *supervising bureau*; what happens
//! when it is missed is a *ladder* of *rungs*, each issuing an *instrument*.

mod bureaus;
mod campaign;
pub mod directive;
mod figures;
mod foresight;
pub mod ids;
mod machines;
mod paperwork;
mod timekeeping;
pub mod webhook;
mod wording;

pub use bureaus::{
    access,
    actor::Actor,
    bureau::{self, Bureau, Directory, Level},
    inbox, mailbox, people,
};
pub use campaign::{
    amendment, belated, collisions, gantt,
    party::Party,
    plan::{self, Plan},
    progress, proposal, tail,
    terms::{self, Terms},
    timetable,
};
pub use figures::{
    indicator::{self, Indicator},
    laggard, league, subject, tally, trend,
};
pub use foresight::{ahead, behaviour, forecast, preview, rehearsal, simulation, upcoming};
pub use ids::{
    BureauCode, CampaignId, FindingId, InboxId, IncidentId, ListingId, ObligationId, PhaseId, WebhookId,
};
pub use machines::{
    available::{self, Offer},
    command::{self, Command, CommandEnvelope},
    docket::{self, Docket},
    event::{self, DocketEvent, EventEnvelope},
    finding::{self, Finding},
    incident::{self, Incident},
    listing::{self, Listing},
    machine::{self, DomainEvent, Machine},
    matter, pairing, record,
};
pub use paperwork::{
    attachment::{self, Attachment},
    correspondence, correspondence_key,
    instrument::{self, Instrument},
    joint,
    letterhead::{self, Letterhead},
    moot,
    notice::{self, Notice},
    relief, submission_change,
};
pub use timekeeping::{
    calendar::{self, Calendar, UnannouncedYears, UnknownYear},
    holidays::{self, AnnouncedYear, Holidays},
    office::{self, Office},
    period, redating,
    span::{self, Span},
    statutory_days,
    time::{self, Pace, PlanTime, Silence, Timebase, WallTime},
};
pub use wording::{
    characters, reason,
    refusal::{self, Refusal},
    sentence::{self, Sentence},
    text,
};
