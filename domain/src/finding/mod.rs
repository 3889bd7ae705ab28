//! A finding (问题隐患): a problem found at an enterprise or a bureau, and its way to its end
//! (REQUIREMENTS D1–D9): registered, triaged, ordered to rectify, evidence filed, re-inspected, closed or
//! reworked, and perhaps looked back at.

pub mod command;
pub mod event;
pub mod facts;
pub mod rules;
pub mod view;

pub use command::FindingCommand;
pub use event::{FindingWhat, Outcome};
pub use facts::{
    Authority, CreditCode, Grade, ProblemKind, Product, Publication, Registration, Source, Subject, Trade,
};
pub use rules::{ByGrade, FindingRules, FindingRung, FindingTerms, LookBack, Measure};
pub use view::{FindingStanding, FindingView, Marks};

use crate::{
    command::{Act, Actor, Refusal},
    effect::Effect,
    machine::Machine,
    record::Record,
    terms::Party,
    time::PlanTime,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A finding's record for the ledger.
pub type FindingRecord = Record<FindingCommand, FindingWhat, FindingView>;

/// A finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    terms: Arc<FindingTerms>,
    party: Party,
    registration: Registration,
    by: Actor,
    registered: PlanTime,
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
        Self { terms, party, registration, by, registered }
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

    /// What a reader sees.
    pub fn view(&self) -> FindingView {
        todo!()
    }
}

impl Machine for Finding {
    type Command = FindingCommand;
    type What = FindingWhat;
    type View = FindingView;

    fn next_wake(&self) -> Option<PlanTime> {
        todo!()
    }

    fn wake_late(&mut self, _now: PlanTime) -> Vec<Effect<FindingWhat>> {
        todo!()
    }

    fn apply_late(
        &mut self,
        _act: &Act<FindingCommand>,
        _at: PlanTime,
        _now: PlanTime,
    ) -> Result<Vec<Effect<FindingWhat>>, Refusal> {
        todo!()
    }

    fn cancel(&mut self, _now: PlanTime) -> Vec<Effect<FindingWhat>> {
        todo!()
    }

    fn finished(&self) -> Option<PlanTime> {
        todo!()
    }

    fn views(&self) -> Vec<FindingView> {
        vec![self.view()]
    }
}
