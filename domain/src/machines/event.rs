//! What the world must be told: the lines of the ledger.

use crate::{
    bureaus::actor::Actor,
    ids::{BureauCode, ObligationId, PhaseId},
    machines::listing::{ListingOpening, Revocation},
    paperwork::{
        attachment::Attachment,
        instrument::Instrument,
        notice::Notice,
        relief::{Relief, ReliefEnd},
    },
    timekeeping::{
        redating::{ClockChange, Move},
        time::PlanTime,
    },
};
use serde::{Deserialize, Serialize};

/// One thing that happened. `W` is what can happen in one kind of state machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventEnvelope<W = DocketEvent> {
    /// When.
    pub at: PlanTime,
    /// About which obligation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub obligation: Option<ObligationId>,
    /// By whom; `None` when it happened by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Actor>,
    /// What.
    #[serde(flatten)]
    pub event: W,
}

/// The kinds of things that happen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum DocketEvent {
    /// A phase began.
    PhaseStarted {
        /// Which.
        phase: PhaseId,
    },
    /// A phase ended.
    PhaseEnded {
        /// Which.
        phase: PhaseId,
    },
    /// An obligation opened.
    Opened {
        /// When it is due.
        due: PlanTime,
    },
    /// An obligation fell due and was not there.
    FellDue,
    /// A reminder that an outage made pointless was not sent.
    ReminderSkipped {
        /// When it should have gone out.
        scheduled: PlanTime,
    },
    /// A submission arrived.
    Submitted {
        /// Whether it was received in time.
        on_time: bool,
        /// Names of what came with it.
        attachments: Vec<String>,
        /// Those of them that lie in the archive.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<Attachment>,
        /// Whether it bore a seal.
        sealed: bool,
    },
    /// What was submitted was handed in anew.
    Replaced {
        /// Its version in this round.
        version: u16,
        /// Names of what came with it.
        attachments: Vec<String>,
        /// Those of them that lie in the archive.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<Attachment>,
        /// Whether it bore a seal.
        sealed: bool,
    },
    /// Something was added to what was submitted.
    Supplemented {
        /// Its version in this round.
        version: u16,
        /// Names of what was added.
        attachments: Vec<String>,
        /// Those of them that lie in the archive.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<Attachment>,
        /// Whether it bore a seal.
        sealed: bool,
    },
    /// A submission was taken back by its bureau.
    TakenBack {
        /// Its last version in this round.
        version: u16,
        /// Why.
        reason: String,
    },
    /// A submission was accepted.
    Accepted,
    /// A submission was returned.
    Returned {
        /// Why.
        reason: String,
        /// The due instant before.
        old_due: PlanTime,
        /// The due instant now.
        due: PlanTime,
    },
    /// The due date moved later.
    Extended {
        /// Why.
        reason: String,
        /// The due instant before.
        old_due: PlanTime,
        /// The due instant now.
        due: PlanTime,
        /// Whether it was granted before the old one had passed, so that on-time is judged by the new.
        in_time: bool,
    },
    /// The obligation was lifted.
    Waived {
        /// Why.
        reason: String,
    },
    /// The bureau asked for an extension or a waiver.
    ReliefAsked {
        /// The request's number.
        request: u32,
        /// What is asked for.
        plea: Relief,
        /// Why.
        reason: String,
        /// What came with it; it lies in the archive.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<Attachment>,
        /// Who is to decide.
        of: BureauCode,
        /// By when.
        by_when: PlanTime,
    },
    /// Nobody answered: the next bureau up is asked.
    ReliefPassedUp {
        /// The request's number.
        request: u32,
        /// Who is to decide now.
        of: BureauCode,
        /// By when.
        by_when: PlanTime,
    },
    /// A request is to be decided by another instant.
    ReliefMoved {
        /// The request's number.
        request: u32,
        /// By when.
        by_when: PlanTime,
    },
    /// A request was refused.
    ReliefRefused {
        /// The request's number.
        request: u32,
        /// Why.
        reason: String,
    },
    /// A request waits no more.
    ReliefSettled {
        /// The request's number.
        request: u32,
        /// How it ended.
        how: ReliefEnd,
    },
    /// The campaign closed with the obligation open.
    Unfulfilled,
    /// A notice was issued.
    Issued {
        /// The notice.
        notice: Box<Notice>,
    },
    /// A document was taken back.
    Withdrawn {
        /// Its ordinal.
        notice: u32,
    },
    /// An approval was asked.
    ApprovalAsked {
        /// Its number.
        approval: u32,
        /// The document it would issue.
        instrument: Instrument,
        /// Of whom.
        of: BureauCode,
        /// By when.
        by_when: PlanTime,
    },
    /// It was given.
    Approved {
        /// Its number.
        approval: u32,
    },
    /// It was declined.
    Declined {
        /// Its number.
        approval: u32,
        /// Why.
        reason: String,
    },
    /// It is no longer needed: the obligation was submitted, extended or lifted.
    ApprovalClosed {
        /// Its number.
        approval: u32,
    },
    /// Nobody up to the top answered.
    ApprovalLapsed {
        /// Its number.
        approval: u32,
    },
    /// A document was voided: it keeps its number and says void.
    Voided {
        /// Its ordinal.
        notice: u32,
        /// Why.
        reason: String,
    },
    /// A rung's document opened a listing.
    ListingOpened {
        /// What opens it.
        opening: Box<ListingOpening>,
    },
    /// A listing that a rung opened proved wrong.
    ListingRevoked {
        /// Which, by whom and why.
        revocation: Box<Revocation>,
    },
    /// The bureau's open findings were counted, as its tail asks.
    FindingsCounted {
        /// How many.
        open: u32,
    },
    /// The tail reached its last day with findings still open.
    TailCut {
        /// How many.
        open: u32,
    },
    /// Holidays were announced, and dates moved: those of the obligation, or of the campaign.
    Redated {
        /// Why.
        reason: String,
        /// What moved; empty: nothing but what is provisional.
        moves: Vec<Move>,
    },
    /// The campaign's plan was amended: what becomes of the obligation's clocks, or of the campaign's.
    Amended {
        /// The plan's version.
        version: u32,
        /// Why.
        reason: String,
        /// What changes; empty: none of the clocks.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        changes: Vec<ClockChange>,
    },
    /// An approval is to be answered by another instant.
    ApprovalMoved {
        /// Its number.
        approval: u32,
        /// By when.
        by_when: PlanTime,
    },
    /// A document was acknowledged.
    Acknowledged {
        /// Its ordinal.
        notice: u32,
        /// The reply.
        reply: Option<String>,
    },
    /// A document was replied to. It is acknowledged by that, if it was not before.
    Replied {
        /// Its ordinal.
        notice: u32,
        /// The reply.
        text: String,
        /// What came with it; it lies in the archive.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<Attachment>,
    },
    /// Wakes came late: the machines were down.
    Outage {
        /// The first instant that was missed.
        from: PlanTime,
        /// When work went on.
        until: PlanTime,
    },
    /// A command that had been taken could not stand beside what the ledger had written before a
    /// machine died.
    Overtaken {
        /// Why.
        reason: String,
    },
    /// The campaign was called off for this bureau.
    Cancelled,
    /// Nothing is left to wait for.
    Finished,
}

impl<W> EventEnvelope<W> {
    /// Something that happened by itself.
    pub fn new(at: PlanTime, obligation: Option<ObligationId>, event: W) -> Self {
        Self { at, obligation, by: None, event }
    }
}

impl EventEnvelope {
    /// The notice, if this effect issued one.
    pub fn notice(&self) -> Option<&Notice> {
        match &self.event {
            DocketEvent::Issued { notice } => Some(notice),
            _ => None,
        }
    }
}
