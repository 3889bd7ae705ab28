//! What workflows are started with and told. Running campaigns hold these: fields are added with
//! defaults, never renamed or removed.

use duban_domain::{
    Act, BureauCode, Docket, Effect, Party, PlanTime, Refusal, Terms, Timebase, WallTime,
    docket::DutyView,
    record::{DocumentNumber, Step},
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What starts a bureau's campaign.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BureauCampaignInput {
    /// The bureau and everything below it in the campaign, parents first.
    pub subtree: Vec<Party>,
    /// How plan time runs against wall time.
    pub timebase: Timebase,
    /// Continue as new after so many history events; 0: when the engine suggests it.
    pub continue_after: u32,
    /// Wall seconds a worker may take over one workflow task before the engine gives it to another;
    /// 0: the engine's default. Short in compressed time, where seconds are days.
    pub task_timeout_seconds: u32,
    /// How long after its instant a wake waits for commands received before it, in wall milliseconds.
    #[serde(default)]
    pub grace_ms: u64,
    /// After an absence of the workers, how long to listen for commands before anything is sent, in
    /// wall milliseconds.
    #[serde(default)]
    pub listen_ms: u64,
    /// Where it begins.
    pub beginning: Beginning,
}

/// Where a bureau's campaign begins.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Beginning {
    /// At the launch.
    Launch(Arc<Terms>),
    /// Where the run before it stopped.
    Resume(Box<Resumed>),
}

/// What one run hands to the next.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Resumed {
    /// The docket as it stood.
    pub docket: Docket,
    /// How many records had been written.
    pub sequence: u64,
    /// All of them.
    pub journal: Vec<JournalEntry>,
}

/// One record and the numbers the ledger gave it: enough to write the store again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JournalEntry {
    /// The record's sequence.
    pub sequence: u64,
    /// What was done to the docket.
    pub steps: Vec<Step>,
    /// What happened by it.
    pub effects: Vec<Effect>,
    /// The numbers of its documents: (ordinal in the docket, number).
    pub numbers: Vec<(u32, DocumentNumber)>,
}

/// A person's command and when it was received.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Received {
    /// Who wants what.
    pub act: Act,
    /// The instant it was received, which decides what is on time.
    pub at: PlanTime,
}

/// What became of a command.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// It was taken; this happened.
    Done(Vec<Effect>),
    /// It was refused; nothing changed.
    Refused(Refusal),
}

/// All a workflow knows about its bureau.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Dossier {
    /// Every record it has written.
    pub journal: Vec<JournalEntry>,
    /// The obligations as they stand.
    pub duties: Vec<DutyView>,
    /// How plan time runs against wall time.
    pub timebase: Timebase,
    /// The zone of the campaign's dates.
    pub zone: chrono_tz::Tz,
}

/// What starts a postbox.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PostboxInput {
    /// Whose postbox it is.
    pub bureau: BureauCode,
    /// How long it gathers before it sends, in wall milliseconds.
    pub gather_ms: u64,
    /// From when something waits; `None` until a knock says so.
    pub waiting: Option<WallTime>,
}

/// Asks for a bureau's digest.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Deliver {
    /// Whose.
    pub bureau: BureauCode,
}

/// What was delivered.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Delivered {
    /// How many mails went out.
    pub mails: u32,
    /// From when something still waits.
    pub waiting: Option<WallTime>,
}
