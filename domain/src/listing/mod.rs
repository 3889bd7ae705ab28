//! Listed supervision (挂牌督办): a matter put on the public list until whoever listed it has seen on site
//! that it is done (REQUIREMENTS C3; PRACTICE, "Listed supervision").
//!
//! `force` keeps what runs while it is listed, `tick` knows what happens by itself, `apply` what people
//! may do, `letters` what is written about it.

mod apply;
pub mod behaviour;
mod dates;
pub mod event;
mod force;
mod letters;
pub mod offers;
mod redate;
pub mod rules;
#[cfg(test)]
mod tests;
mod tick;

pub use behaviour::ListingConduct;
pub use event::{ListingCommand, ListingEvent, ListingStatus, ListingView};
pub use offers::{ListingAct, ListingReading};
pub use rules::{ListingRules, ListingTerms};

use crate::{
    command::{Actor, CommandEnvelope, Refusal},
    correspondence::{Correspondence, Document},
    event::EventEnvelope,
    finding::{Registration, facts::words},
    ids::{BureauCode, FindingId, ListingId, ObligationId},
    machine::Machine,
    matter::{Deadline, Task},
    record::Record,
    terms::Party,
    ticking::Ticking,
    time::PlanTime,
};
use force::ListingStage;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A listing's record for the ledger.
pub type ListingRecord = Record<ListingCommand, ListingEvent, ListingView>;

/// What opens a listing: all that its workflow starts with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ListingOpening {
    /// Its id within the campaign.
    pub id: ListingId,
    /// How it is handled.
    pub terms: Arc<ListingTerms>,
    /// The bureau under supervision: the listed one, or the one in whose district the finding lies.
    pub party: Party,
    /// What is listed.
    pub target: ListingTarget,
    /// Why: at least one ground.
    pub grounds: Vec<Ground>,
    /// In a sentence.
    pub reason: String,
    /// Who proposed it; `None`: a ladder.
    pub by: Option<Actor>,
    /// When.
    pub at: PlanTime,
    /// The docket's document that listed it already, where a rung did so with its own approval.
    pub issued: Option<IssuedByDocket>,
    /// The listing before, where the matter is listed again.
    pub previous: Option<ListingId>,
}

/// What is listed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum ListingTarget {
    /// The bureau itself, perhaps for one obligation.
    Bureau {
        /// The obligation whose ladder led here.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        obligation: Option<ObligationId>,
    },
    /// A finding in its district.
    Finding {
        /// Which.
        finding: FindingId,
        /// What was registered.
        registration: Box<Registration>,
    },
}

/// A docket's document that had opened a listing does not stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revocation {
    /// Which listing.
    pub listing: ListingId,
    /// The bureau that had issued the document.
    pub by: BureauCode,
    /// When it was taken back.
    pub at: PlanTime,
    /// Why.
    pub reason: String,
}

impl Revocation {
    /// The command it comes to.
    pub fn act(&self) -> CommandEnvelope<ListingCommand> {
        let by = Actor { bureau: self.by.clone(), name: "督办系统".to_owned() };
        CommandEnvelope { by, command: ListingCommand::Revoke { reason: self.reason.clone() } }
    }
}

/// The listing document that a docket issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedByDocket {
    /// Its ordinal in the docket.
    pub notice: u32,
    /// The bureau that issued it, and so lists.
    pub from: BureauCode,
    /// What had not been handed in. A docket of an earlier version did not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

words! {
    /// Why something is listed (REQUIREMENTS C2; the Qiannan plan, 四(二)).
    Ground {
        /// Findings are concentrated there.
        ConcentratedFindings = "concentrated-findings", "风险隐患比较集中";
        /// Problems keep being found.
        RepeatedProblems = "repeated-problems", "日常监管中发现问题较多";
        /// The public looks at it.
        PublicAttention = "public-attention", "出现敏感舆情";
        /// It did not do what it owed, and the ladder came to it.
        Overdue = "overdue", "逾期未完成";
    }
}

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
    pub fn documents(&self) -> &[Document] {
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
        at.in_zone(self.opening.terms.matter.office.zone).format("%Y-%m-%d %H:%M").to_string()
    }
}

impl Machine for Listing {
    type Command = ListingCommand;
    type Event = ListingEvent;
    type View = ListingView;

    fn next_wake(&self) -> Option<PlanTime> {
        self.next_tick().map(|(at, _)| at)
    }

    fn advance_to(&mut self, now: PlanTime) -> Vec<EventEnvelope<ListingEvent>> {
        self.advance(now, now)
    }

    fn execute(
        &mut self,
        act: &CommandEnvelope<ListingCommand>,
        at: PlanTime,
        now: PlanTime,
    ) -> Result<Vec<EventEnvelope<ListingEvent>>, Refusal> {
        self.accept(act, at, now)
    }

    /// Its campaign is called off: what is open stays as it is, for the ledger to show.
    fn cancel(&mut self, now: PlanTime) -> Vec<EventEnvelope<ListingEvent>> {
        if self.finished.is_some() {
            return Vec::new();
        }
        let mut effects = tick::papers(now, self.papers.close_asks(|_| true));
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
