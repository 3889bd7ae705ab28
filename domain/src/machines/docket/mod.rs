//! The docket (督办案卷): one bureau's obligations in one campaign, and the state machine over them.
//!
//! `tick` knows what happens by itself, `apply` what people may do, `letters` and `approvals` what follows.

mod amend;
mod amended;
mod apply;
mod approvals;
mod circulars;
mod duty;
mod ladders;
mod letters;
mod papers;
mod plea;
mod possible;
mod redate;
mod requests;
mod revisions;
mod seen;
mod submission;
mod tail;
#[cfg(test)]
pub(crate) mod tests;
mod tick;
mod versions;

pub use crate::{
    machines::rung::RungMark,
    paperwork::{
        approval::ApprovalState,
        relief::{OpenRequest, Relief, ReliefEnd},
        submission_change::VersionKind,
    },
};
pub use duty::{ObligationState, ObligationStatus, ObligationView, Returned, TrackedObligation};
pub use papers::{Circular, DocketApproval, LadderPlace, Letter, LetterPlace};
pub use plea::{ReliefPlea, ReliefRequest, granting};
pub use possible::{Days, ObligationAct};
pub use revisions::{Revisions, TakenBack};
pub use versions::{SubmissionVersion, VersionStanding, versions};

/// A docket's record for the ledger.
pub type DocketRecord = Record;

use crate::{
    bureaus::actor::Actor,
    campaign::{item::Item, party::Party, terms::Terms},
    ids::ObligationId,
    machines::{
        command::{Command, CommandEnvelope},
        event::{DocketEvent, EventEnvelope},
        machine::Machine,
        record::Record,
        ticking::Ticking,
    },
    paperwork::{approval::Approvals, document::Documents},
    timekeeping::time::PlanTime,
    wording::{reason::Why, refusal::Refusal},
};
use chrono::Datelike;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, sync::Arc};

/// One bureau's obligations in one campaign.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Docket {
    terms: Arc<Terms>,
    party: Party,
    /// The latest instant that has been worked through.
    clock: PlanTime,
    launched: bool,
    /// Phase boundaries passed: two a phase, in order of time.
    boundaries: usize,
    duties: Vec<TrackedObligation>,
    approvals: Approvals<LadderPlace>,
    letters: Documents<LetterPlace>,
    /// Extensions and waivers its bureau asked for.
    #[serde(default, skip_serializing_if = "Approvals::is_empty")]
    requests: Approvals<ReliefPlea>,
    /// League tables it circulated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    circulars: Vec<Circular>,
    notices: u32,
    finished: Option<PlanTime>,
    /// When the tail next asks how many findings are open; `None` once it is over, or without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    count_at: Option<PlanTime>,
    /// Whether the campaign has closed for everything but the tail.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    closed: bool,
    /// Whether the time for circulating league tables is over.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    circulated: bool,
    /// The version of the plan it was last told of; `None`: the one that was launched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    amended: Option<u32>,
    /// What that version no longer has, and an earlier one had.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    dropped: BTreeSet<ObligationId>,
}

impl Docket {
    /// The docket of a party, before anything has happened.
    pub fn new(terms: Arc<Terms>, party: Party) -> Self {
        let owed = |(index, item): (usize, &Item)| {
            item.is_owed_by(&party, &terms.issuer).then(|| TrackedObligation::new(index, item))
        };
        let tail = terms.tail.as_ref();
        let items = terms.items.iter().chain(tail.map(|tail| &tail.item));
        let duties = items.enumerate().filter_map(owed).collect();
        let tail = tail.filter(|tail| tail.item.is_owed_by(&party, &terms.issuer));
        Self {
            count_at: tail.map(|tail| terms.first_count(tail)),
            closed: false,
            clock: terms.begins(),
            terms,
            party,
            launched: false,
            boundaries: 0,
            duties,
            approvals: Approvals::default(),
            letters: Documents::default(),
            requests: Approvals::default(),
            circulars: Vec::new(),
            circulated: false,
            amended: None,
            dropped: BTreeSet::new(),
            notices: 0,
            finished: None,
        }
    }

    /// The campaign's terms.
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// Whose docket it is.
    pub fn party(&self) -> &Party {
        &self.party
    }

    /// The obligations and their states.
    pub fn duties(&self) -> &[TrackedObligation] {
        &self.duties
    }

    /// The approvals asked so far.
    pub fn approvals(&self) -> &[DocketApproval] {
        self.approvals.all()
    }

    /// The documents issued so far.
    pub fn letters(&self) -> &[Letter] {
        self.letters.all()
    }

    /// The league tables circulated so far.
    pub fn circulars(&self) -> &[Circular] {
        &self.circulars
    }

    /// The latest instant that has been worked through.
    pub fn clock(&self) -> PlanTime {
        self.clock
    }

    /// What a reader sees of an obligation.
    pub fn view(&self, obligation: &ObligationId) -> Option<ObligationView> {
        let duty = self.duty_index(obligation).ok()?;
        Some(self.view_of(duty))
    }

    fn item(&self, duty: usize) -> &Item {
        self.terms.item_at(self.duties[duty].item)
    }

    fn duty_index(&self, obligation: &ObligationId) -> Result<usize, Refusal> {
        let found = self.duties.iter().position(|d| self.terms.item_at(d.item).id == *obligation);
        found.ok_or_else(|| {
            let owed: Vec<_> = self.duties.iter().map(|d| self.terms.item_at(d.item).id.as_str()).collect();
            Refusal::UnknownObligation(obligation.clone(), owed.join(", "))
        })
    }

    fn effect(&self, at: PlanTime, duty: usize, what: DocketEvent) -> EventEnvelope {
        EventEnvelope::new(at, Some(self.item(duty).id.clone()), what)
    }

    fn shown(&self, at: PlanTime) -> String {
        self.terms.office.shown(at)
    }
}

impl Machine for Docket {
    type Command = Command;
    type Event = DocketEvent;
    type View = ObligationView;

    fn next_wake(&self) -> Option<PlanTime> {
        self.next_instant()
    }

    fn advance_to(&mut self, now: PlanTime) -> Vec<EventEnvelope> {
        self.drive(now)
    }

    fn execute(
        &mut self,
        act: &CommandEnvelope,
        at: PlanTime,
        now: PlanTime,
    ) -> Result<Vec<EventEnvelope>, Refusal> {
        self.accept_command(act, at, now)
    }

    /// The campaign is called off: what is open stays as it is, for the ledger to show.
    fn cancel(&mut self, now: PlanTime) -> Vec<EventEnvelope> {
        if self.finished.is_some() {
            return Vec::new();
        }
        self.clock = self.clock.max(now);
        self.finished = Some(self.clock);
        let mut effects = Vec::new();
        self.close_approvals(self.clock, |_| true, &mut effects);
        self.settle_requests(self.clock, |_| true, |_| ReliefEnd::Over, &mut effects);
        effects.push(EventEnvelope::new(self.clock, None, DocketEvent::Cancelled));
        effects
    }

    fn finished(&self) -> Option<PlanTime> {
        self.finished
    }

    fn question(&self) -> Option<PlanTime> {
        self.count_at.filter(|_| self.finished.is_none())
    }

    fn count(&mut self, at: PlanTime, open: u32, now: PlanTime) -> Vec<EventEnvelope> {
        self.answer_count(at, open, now)
    }

    /// A campaign of an earlier version that refuses provisional dates would lose what is to be sent about a
    /// day in such a year, or shortly before it. It takes no such day from anybody any more.
    fn admits(&self, command: &Command) -> Result<(), Refusal> {
        let (obligation, day) = match command {
            Command::Extend { obligation, to, .. } | Command::AskExtension { obligation, to, .. } => {
                (obligation, *to)
            }
            Command::Return { obligation, due, .. } => (obligation, *due),
            _ => return Ok(()),
        };
        let lost = self.terms.item(obligation).is_some_and(|item| self.terms.lost(item, day, self.clock));
        if !lost {
            return Ok(());
        }
        let known = !self.terms.office.calendar.is_provisional(day);
        Err(Refusal::BadDay(day, Why::Unannounced(day.year() + i32::from(known))))
    }

    fn views(&self) -> Vec<ObligationView> {
        (0..self.duties.len()).map(|duty| self.view_of(duty)).collect()
    }

    /// The obligations that `effects` touched.
    fn views_of(&self, effects: &[EventEnvelope]) -> Vec<ObligationView> {
        let touched: BTreeSet<_> = effects.iter().filter_map(|e| e.obligation.as_ref()).collect();
        touched.into_iter().filter_map(|id| self.view(id)).collect()
    }

    fn approving(&self, approval: u32) -> Option<CommandEnvelope> {
        let asked = self.approvals.get(approval).ok()?.asked.clone();
        let by = Actor { bureau: asked, name: String::new() };
        Some(CommandEnvelope { by, command: Command::Approve { approval } })
    }
}
