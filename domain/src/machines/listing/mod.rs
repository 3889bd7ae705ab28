//! Listed supervision (挂牌督办): a matter put on the public list until whoever listed it has seen on site
//! that it is done (REQUIREMENTS C3; PRACTICE, "Listed supervision").
//!
//! `force` keeps what runs while it is listed, `tick` knows what happens by itself, `apply` what people
//! may do, `letters` what is written about it.

mod apply;
mod behaviour;
mod command;
pub mod conduct;
mod dates;
pub mod event;
mod force;
mod letters;
pub mod offers;
mod opening;
mod redate;
mod revocation;
pub mod rules;
#[cfg(test)]
mod tests;
mod tick;

pub use command::ListingCommand;
pub use conduct::ListingConduct;
pub use event::{ListingEvent, ListingStatus, ListingView};
pub use offers::{ListingAct, ListingReading};
pub use opening::{Ground, IssuedByDocket, ListingOpening, ListingTarget};
pub use revocation::{Revocation, was_refused};
pub use rules::{ListingRules, ListingTerms};

use crate::{
    machines::{
        command::CommandEnvelope,
        event::EventEnvelope,
        machine::Machine,
        matter::{Deadline, Task},
        record::Record,
        ticking::Ticking,
    },
    paperwork::{
        correspondence::{Addressed, Correspondence},
        document::Document,
    },
    timekeeping::time::PlanTime,
    wording::refusal::Refusal,
};
use force::ListingStage;
use serde::{Deserialize, Serialize};

/// A listing's record for the ledger.
pub type ListingRecord = Record<ListingCommand, ListingEvent, ListingView>;

/// A listing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Listing {
    opening: ListingOpening,
    stage: ListingStage,
    papers: Correspondence<ListingPurpose>,
    finished: Option<PlanTime>,
}

/// What an approval in a listing is for.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "for", rename_all = "kebab-case")]
enum ListingPurpose {
    /// The listing itself.
    Listing,
    /// More time.
    Extension {
        /// Until when.
        to: Deadline,
    },
    /// The report to the local government.
    Report,
}

impl Listing {
    /// A listing as it was opened. Nothing has happened yet: its first wake, at the opening's instant,
    /// asks for the approval, or brings it into force where a docket's document already listed it.
    pub fn new(opening: ListingOpening) -> Self {
        Self { opening, stage: ListingStage::Unopened, papers: Correspondence::default(), finished: None }
    }

    /// What opened it.
    pub fn opening(&self) -> &ListingOpening {
        &self.opening
    }

    /// The documents issued so far.
    pub fn documents(&self) -> &[Document<Addressed>] {
        self.papers.documents()
    }

    /// How many verifications it has failed.
    pub fn failed_verifications(&self) -> u16 {
        self.stage.force().map_or(0, |force| force.failed)
    }

    /// What a reader sees.
    pub fn view(&self) -> ListingView {
        let force = self.stage.force();
        ListingView {
            standing: self.stage.standing(),
            listed: force.map(|force| force.since),
            until: force.map(|force| force.until.at),
            expired: force.is_some_and(|force| force.expired),
            published: force.and_then(|force| force.publish.done),
            plan_filed: force.and_then(|force| force.plan.done),
            progress: force.map_or(0, |force| force.progress.count),
            delisted: self.stage.delisted(),
            next: self.next(),
        }
    }

    fn next(&self) -> Option<(Task, PlanTime)> {
        match &self.stage {
            ListingStage::Listed { force } => force.next(),
            ListingStage::Delisted { publish, .. } => Some((publish.task, publish.due.at)),
            ListingStage::Unopened | ListingStage::Proposed | ListingStage::Over { .. } => None,
        }
    }

    fn shown(&self, at: PlanTime) -> String {
        self.opening.terms.matter.office.shown(at)
    }
}

impl Machine for Listing {
    type Command = ListingCommand;
    type Event = ListingEvent;
    type View = ListingView;

    fn next_wake(&self) -> Option<PlanTime> {
        self.next_instant()
    }

    fn advance_to(&mut self, now: PlanTime) -> Vec<EventEnvelope<ListingEvent>> {
        self.drive(now)
    }

    fn execute(
        &mut self,
        act: &CommandEnvelope<ListingCommand>,
        at: PlanTime,
        now: PlanTime,
    ) -> Result<Vec<EventEnvelope<ListingEvent>>, Refusal> {
        self.accept_command(act, at, now)
    }

    /// Its campaign is called off: what is open stays as it is, for the ledger to show.
    fn cancel(&mut self, now: PlanTime) -> Vec<EventEnvelope<ListingEvent>> {
        if self.finished.is_some() {
            return Vec::new();
        }
        let mut effects = event::papers(now, self.papers.close_asks(|_| true));
        self.stage = self.stage.ended(ListingStatus::Cancelled);
        self.finished = Some(now);
        effects.push(EventEnvelope::new(now, None, ListingEvent::Cancelled));
        effects
    }

    fn approving(&self, approval: u32) -> Option<CommandEnvelope<ListingCommand>> {
        Some(CommandEnvelope {
            by: self.papers.asked(approval)?,
            command: ListingCommand::Approve { approval },
        })
    }

    fn finished(&self) -> Option<PlanTime> {
        self.finished
    }

    fn views(&self) -> Vec<ListingView> {
        vec![self.view()]
    }
}
