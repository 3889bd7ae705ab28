//! Urgent matters (重要情况第一时间报告, REQUIREMENTS C5): told at once to every level up to the issuer, in
//! and out of office hours. Each level acknowledges within the plan's minutes, or the next level is told
//! that the lower one has not.

mod apply;
pub mod event;
mod letters;
pub mod offers;
mod opening;
mod rules;
#[cfg(test)]
mod tests;
mod tick;

pub use event::{IncidentCommand, IncidentEvent, IncidentStatus, IncidentView};
pub use offers::{IncidentAct, incident_offers};
pub use opening::IncidentOpening;
pub use rules::IncidentRules;

use crate::{
    ids::BureauCode,
    machines::{
        command::CommandEnvelope, event::EventEnvelope, machine::Machine, record::Record, ticking::Ticking,
    },
    paperwork::correspondence::Correspondence,
    timekeeping::time::PlanTime,
    wording::refusal::Refusal,
};
use serde::{Deserialize, Serialize};

/// An incident's record for the ledger.
pub type IncidentRecord = Record<IncidentCommand, IncidentEvent, IncidentView>;

/// An incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    opening: IncidentOpening,
    reported: bool,
    levels: Vec<IncidentLevel>,
    updates: u16,
    /// An incident asks for no approvals; it only numbers its notices.
    papers: Correspondence<()>,
    cancelled: bool,
    finished: Option<PlanTime>,
}

/// A bureau that is to acknowledge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct IncidentLevel {
    bureau: BureauCode,
    /// By when it acknowledges in time.
    due: PlanTime,
    /// When its time next runs out; `None` once it is no longer waited for.
    next: Option<PlanTime>,
    /// How often it has.
    lapses: u32,
    /// When it acknowledged.
    acknowledged: Option<PlanTime>,
}

impl Incident {
    /// An incident as it was reported. Its first wake, at that instant, tells every level: from the next
    /// bureau up to the campaign's issuer, or, where the issuer is not above the reporting bureau,
    /// everyone above it. Where nobody is, it finishes at once, acknowledged by nobody.
    pub fn new(opening: IncidentOpening) -> Self {
        let superiors = &opening.party.superiors;
        let issuer = superiors.iter().position(|code| *code == opening.matter.issuer);
        let told = issuer.map_or(superiors.len(), |place| place + 1);
        let level = |bureau: &BureauCode| IncidentLevel {
            bureau: bureau.clone(),
            due: opening.at,
            next: None,
            lapses: 0,
            acknowledged: None,
        };
        let levels = superiors.iter().take(told).map(level).collect();
        let papers = Correspondence::default();
        Self { levels, opening, reported: false, updates: 0, papers, cancelled: false, finished: None }
    }

    /// What opened it.
    pub fn opening(&self) -> &IncidentOpening {
        &self.opening
    }

    /// What a reader sees.
    pub fn view(&self) -> IncidentView {
        let standing = match self.finished {
            _ if self.cancelled => IncidentStatus::Cancelled,
            None => IncidentStatus::Open,
            Some(_) if self.is_acknowledged() => IncidentStatus::Acknowledged,
            Some(_) => IncidentStatus::Unanswered,
        };
        let levels = self.levels.iter().map(|level| (level.bureau.clone(), level.acknowledged)).collect();
        IncidentView { standing, levels }
    }

    /// Whether every level has acknowledged.
    fn is_acknowledged(&self) -> bool {
        self.levels.iter().all(|level| level.acknowledged.is_some())
    }

    /// The end of the minutes that begin at `at`: plain minutes, outside office hours too. No clock of an
    /// incident asks which days are worked, so holidays that are announced meanwhile move nothing in it.
    fn minutes_after(&self, at: PlanTime) -> PlanTime {
        at.plus(chrono::Duration::minutes(i64::from(self.opening.rules.acknowledge_minutes.max(1))))
    }

    fn shown(&self, at: PlanTime) -> String {
        self.opening.matter.office.shown(at)
    }
}

impl Machine for Incident {
    type Command = IncidentCommand;
    type Event = IncidentEvent;
    type View = IncidentView;

    fn next_wake(&self) -> Option<PlanTime> {
        self.next_instant()
    }

    fn advance_to(&mut self, now: PlanTime) -> Vec<EventEnvelope<IncidentEvent>> {
        self.drive(now)
    }

    fn execute(
        &mut self,
        act: &CommandEnvelope<IncidentCommand>,
        at: PlanTime,
        now: PlanTime,
    ) -> Result<Vec<EventEnvelope<IncidentEvent>>, Refusal> {
        self.accept_command(act, at, now)
    }

    fn cancel(&mut self, now: PlanTime) -> Vec<EventEnvelope<IncidentEvent>> {
        if self.finished.is_some() {
            return Vec::new();
        }
        self.cancelled = true;
        self.finished = Some(now);
        vec![EventEnvelope::new(now, None, IncidentEvent::Cancelled)]
    }

    fn finished(&self) -> Option<PlanTime> {
        self.finished
    }

    fn views(&self) -> Vec<IncidentView> {
        vec![self.view()]
    }
}
