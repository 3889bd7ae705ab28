//! A finding (问题隐患): a problem found at an enterprise or a bureau, and its way to its end
//! (REQUIREMENTS D1–D9): registered, triaged, ordered to rectify, evidence filed, re-inspected, closed or
//! reworked, and perhaps looked back at.
//!
//! `state` says where it stands, `tick` what happens by itself, `orders` what an order and its ladder
//! bring, `apply` what people may do, `decide` what follows from a decision, `notices` what is written.

mod apply;
mod behaviour;
pub mod command;
pub mod conduct;
mod correction;
mod decide;
mod difference;
pub mod event;
pub mod facts;
mod notices;
pub mod offers;
mod orders;
mod redate;
pub mod rules;
mod state;
#[cfg(test)]
mod tests;
mod tick;
pub mod view;

pub use command::FindingCommand;
pub use conduct::FindingConduct;
pub use correction::{NoResult, correction};
pub use difference::Difference;
pub use event::{FindingEvent, FindingOutcome};
pub use facts::{
    Authority, CreditCode, Grade, ProblemKind, Product, Publication, Registration, Source, Subject, Trade,
};
pub use offers::{FindingAct, FindingReading};
pub use rules::{ByGrade, FindingRules, FindingRung, FindingTerms, LookBack, RungMeasure};
pub use state::FindingPurpose;
pub use view::{FindingMarks, FindingStatus, FindingView};

use crate::{
    bureaus::actor::Actor,
    campaign::party::Party,
    ids::BureauCode,
    machines::{
        command::CommandEnvelope, event::EventEnvelope, machine::Machine, record::Record, ticking::Ticking,
    },
    paperwork::{
        correspondence::{Correspondence, chain},
        instrument::Instrument,
    },
    timekeeping::time::PlanTime,
    wording::refusal::Refusal,
};
use serde::{Deserialize, Serialize};
use state::{FindingStage, Order, Proposed};
use std::sync::Arc;

/// A finding's record for the ledger.
pub type FindingRecord = Record<FindingCommand, FindingEvent, FindingView>;

/// What happened, in order.
type FindingEvents = Vec<EventEnvelope<FindingEvent>>;

/// A finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    terms: Arc<FindingTerms>,
    party: Party,
    registration: Registration,
    by: Actor,
    registered: PlanTime,
    /// The latest instant that has been worked through.
    clock: PlanTime,
    /// How grave it is, after triage.
    grade: Grade,
    stage: FindingStage,
    /// Orders issued so far.
    round: u16,
    /// Re-inspections failed so far.
    reworked: u16,
    /// Look-backs failed so far.
    reopened: u16,
    /// When the first order was issued.
    ordered: Option<PlanTime>,
    /// The latest order.
    order: Option<Order>,
    /// Whether every piece of evidence was in time; `None` where none was filed.
    on_time: Option<bool>,
    publicised: bool,
    exposed: bool,
    listings: Vec<Proposed>,
    papers: Correspondence<FindingPurpose>,
    finished: Option<PlanTime>,
}

impl Finding {
    /// A finding in the district of `party`, registered by somebody at an instant. Nothing has happened
    /// yet: its first wake, at that instant, registers it and issues the order or asks for triage.
    pub fn new(
        terms: Arc<FindingTerms>,
        party: Party,
        registration: Registration,
        by: Actor,
        registered: PlanTime,
    ) -> Self {
        Self {
            terms,
            party,
            grade: registration.grade,
            registration,
            by,
            registered,
            clock: registered,
            stage: FindingStage::New,
            round: 0,
            reworked: 0,
            reopened: 0,
            ordered: None,
            order: None,
            on_time: None,
            publicised: false,
            exposed: false,
            listings: Vec::new(),
            papers: Correspondence::default(),
            finished: None,
        }
    }

    /// The terms it is handled under.
    pub fn terms(&self) -> &FindingTerms {
        &self.terms
    }

    /// The bureau in whose district it lies.
    pub fn party(&self) -> &Party {
        &self.party
    }

    /// What was registered.
    pub fn registration(&self) -> &Registration {
        &self.registration
    }

    /// The documents it issued and the approvals it asked.
    pub fn papers(&self) -> &Correspondence<FindingPurpose> {
        &self.papers
    }

    /// The bureau that triages, re-inspects and closes: the county bureau, or, where a bureau is
    /// concerned, the one above it. A bureau with none above it answers to itself.
    pub fn handler(&self) -> &BureauCode {
        match self.registration.subject {
            Subject::Enterprise { .. } => &self.party.bureau,
            Subject::Bureau { .. } => self.party.supervisor(),
        }
    }

    /// The bureau that is ordered: the one concerned, or the county bureau, which serves the order on
    /// the enterprise.
    pub fn debtor(&self) -> &BureauCode {
        match &self.registration.subject {
            Subject::Enterprise { .. } => &self.party.bureau,
            Subject::Bureau { code } => code,
        }
    }

    /// The handler and everyone above it.
    fn handlers(&self) -> Vec<BureauCode> {
        let mut all = chain(&self.party);
        all.drain(..all.iter().position(|code| code == self.handler()).unwrap_or(0));
        all
    }

    /// What a reader sees.
    pub fn view(&self) -> FindingView {
        let (standing, closed, outcome, look_back) = match &self.stage {
            FindingStage::New | FindingStage::Registered { .. } => {
                (FindingStatus::Registered, None, None, None)
            }
            FindingStage::Ordered => (FindingStatus::Ordered, None, None, None),
            FindingStage::Filed { .. } => (FindingStatus::Filed, None, None, None),
            FindingStage::HandedOver { .. } => (FindingStatus::HandedOver, None, None, None),
            FindingStage::Closed { at, outcome, look_back } => {
                (FindingStatus::Closed, Some(*at), Some(*outcome), look_back.map(|awaited| awaited.due))
            }
            FindingStage::Cancelled => (FindingStatus::Cancelled, None, None, None),
        };
        let due = match &self.stage {
            FindingStage::Registered { triage } => Some(triage.due),
            _ => self.order.as_ref().map(|order| order.due),
        };
        FindingView {
            standing,
            grade: self.grade,
            registered: self.registered,
            ordered: self.ordered,
            due,
            overdue: self.stage == FindingStage::Ordered
                && self.order.as_ref().is_some_and(|order| order.overdue),
            round: self.round,
            closed,
            outcome,
            on_time: self.on_time,
            look_back,
            marks: self.marks(),
        }
    }

    fn marks(&self) -> FindingMarks {
        let mut documents = self.papers.documents().iter().filter(|document| document.stands());
        let handed_over = match self.stage {
            FindingStage::HandedOver { .. } => true,
            FindingStage::Closed { outcome, .. } => outcome == FindingOutcome::HandedOver,
            _ => false,
        };
        FindingMarks {
            interviewed: documents.any(|document| document.instrument == Instrument::Interview),
            handed_over,
            publicised: self.publicised,
            exposed: self.exposed,
            listed: self.listings.iter().any(|listing| !listing.revoked),
        }
    }

    fn shown(&self, at: PlanTime) -> String {
        self.terms.matter.office.shown(at)
    }
}

impl Machine for Finding {
    type Command = FindingCommand;
    type Event = FindingEvent;
    type View = FindingView;

    fn next_wake(&self) -> Option<PlanTime> {
        self.next_instant()
    }

    fn advance_to(&mut self, now: PlanTime) -> FindingEvents {
        self.drive(now)
    }

    fn execute(
        &mut self,
        act: &CommandEnvelope<FindingCommand>,
        at: PlanTime,
        now: PlanTime,
    ) -> Result<FindingEvents, Refusal> {
        self.accept_command(act, at, now)
    }

    /// It is called off: registered in error, or its campaign was a rehearsal.
    fn cancel(&mut self, now: PlanTime) -> FindingEvents {
        if self.finished.is_some() {
            return Vec::new();
        }
        self.clock = self.clock.max(now);
        self.finished = Some(self.clock);
        self.stage = FindingStage::Cancelled;
        let mut effects = Vec::new();
        let closed = self.papers.close_asks(|_| true);
        self.write(self.clock, closed, &mut effects);
        effects.push(EventEnvelope::new(self.clock, None, FindingEvent::Cancelled));
        effects
    }

    fn admits(&self, command: &FindingCommand) -> Result<(), Refusal> {
        match command {
            FindingCommand::CorrectOnTheSpot { result } => correction(result).map_err(Refusal::NoResult),
            _ => Ok(()),
        }
    }

    fn approving(&self, approval: u32) -> Option<CommandEnvelope<FindingCommand>> {
        let mut by = self.papers.asked(approval)?;
        let handlers = self.handlers();
        // What was asked of a bureau that a matter is about, those above it decide.
        if !handlers.contains(&by.bureau) {
            by.bureau = handlers.last()?.clone();
        }
        Some(CommandEnvelope { by, command: FindingCommand::Approve { approval } })
    }

    fn finished(&self) -> Option<PlanTime> {
        self.finished
    }

    fn views(&self) -> Vec<FindingView> {
        vec![self.view()]
    }
}
