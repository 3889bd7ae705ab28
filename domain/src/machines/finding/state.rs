//! Where a finding stands, with what each standing carries, and the order in force.

use super::{
    event::FindingOutcome,
    facts::{Authority, Publication},
    rules::FindingRules,
};
use crate::{
    ids::ListingId,
    machines::{matter::Deadline, rung::RungMark},
    timekeeping::{office::Office, time::PlanTime},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Where a finding stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "kebab-case")]
pub(super) enum FindingStage {
    /// Before its first wake.
    New,
    /// A risk signal that waits for triage.
    Registered { triage: Awaited },
    /// Under an order; nothing filed in this round.
    Ordered,
    /// Evidence waits for re-inspection.
    Filed { at: PlanTime, on_time: bool, reinspect: Awaited },
    /// Handed over; if a rung did it, `rung` is that rung's instant.
    HandedOver { to: Authority, rung: Option<PlanTime>, receipt: Awaited },
    /// Closed; `look_back` while one is to come.
    Closed { at: PlanTime, outcome: FindingOutcome, look_back: Option<Awaited> },
    /// Called off.
    Cancelled,
}

/// Something somebody has to do by a time, of which they are reminded until they have done it.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Awaited {
    /// By when it should have been done.
    pub(super) due: PlanTime,
    /// Whether that is provisional (暂定).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) provisional: bool,
    /// When the next reminder goes out.
    pub(super) next: PlanTime,
    /// How many went out.
    pub(super) reminded: u16,
}

impl From<Deadline> for Awaited {
    fn from(deadline: Deadline) -> Self {
        let Deadline { at, provisional } = deadline;
        Self { due: at, provisional, next: at, reminded: 0 }
    }
}

/// The order of the present round, with its reminders and its ladder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Order {
    /// The ordinal of its document.
    pub(super) notice: u32,
    /// The day it is due now.
    pub(super) day: NaiveDate,
    /// The instant it is due now.
    pub(super) due: PlanTime,
    /// Whether that is provisional (暂定).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) provisional: bool,
    /// The instant that decides "on time": moved only by an extension granted before it had passed.
    pub(super) judged_by: PlanTime,
    /// Whether it fell due without evidence.
    pub(super) overdue: bool,
    /// Reminders still to come, earliest first.
    pub(super) reminders: Vec<PlanTime>,
    /// Reminders sent for the present due day.
    pub(super) reminded: u16,
    /// The ladder's rungs.
    pub(super) rungs: Vec<(PlanTime, RungMark)>,
    /// What the rungs issued.
    pub(super) issued: Vec<Issued>,
}

/// What a rung issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Issued {
    /// The rung's index.
    pub(super) rung: usize,
    /// From when it was right to issue it: the rung's instant, or its approval's.
    pub(super) earned: PlanTime,
    /// What.
    #[serde(flatten)]
    pub(super) what: Issue,
}

/// A document or a listing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Issue {
    /// A document, by its ordinal.
    Document(u32),
    /// A listing.
    Listing(ListingId),
}

/// A listing that was proposed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Proposed {
    /// Which.
    pub(super) id: ListingId,
    /// Whether it proved wrong.
    pub(super) revoked: bool,
}

/// What an approval in a finding is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "for", rename_all = "kebab-case")]
pub enum FindingPurpose {
    /// A rung of the present round's ladder, by its index.
    Rung {
        /// The index.
        rung: usize,
    },
    /// An extension.
    Extension {
        /// To which day.
        to: NaiveDate,
        /// Why.
        reason: String,
    },
    /// A publication.
    Publication {
        /// Which.
        kind: Publication,
        /// What is to be published.
        text: String,
    },
}

impl Order {
    /// An order issued at `at`, with its reminders and rungs.
    pub(super) fn new(
        notice: u32,
        deadline: Deadline,
        office: &Office,
        rules: &FindingRules,
        at: PlanTime,
    ) -> Self {
        let mut order = Self {
            notice,
            day: office.date(deadline.at),
            due: deadline.at,
            provisional: deadline.provisional,
            judged_by: deadline.at,
            overdue: false,
            reminders: Vec::new(),
            reminded: 0,
            rungs: vec![(deadline.at, RungMark::Waiting); rules.ladder.len()],
            issued: Vec::new(),
        };
        order.plan_ahead(office, rules, at);
        order
    }

    /// Moves the due day. `from` is the instant from which what follows is counted. Rungs that were only
    /// proposed, or proved wrong, may come again after the new day; those that fired do not.
    pub(super) fn extend(
        &mut self,
        to: NaiveDate,
        in_time: bool,
        office: &Office,
        rules: &FindingRules,
        from: PlanTime,
    ) {
        let again = |mark| matches!(mark, RungMark::Asked | RungMark::Withdrawn);
        self.rungs.iter_mut().filter(|rung| again(rung.1)).for_each(|rung| rung.1 = RungMark::Waiting);
        (self.day, self.due) = (to, office.closing(to));
        self.provisional = office.calendar.is_provisional(to);
        if in_time {
            self.judged_by = self.due;
        }
        self.overdue = false;
        self.plan_ahead(office, rules, from);
    }

    /// Sets reminders and waiting rungs for the due day in force. A reminder that would not be later
    /// than `from` is dropped.
    fn plan_ahead(&mut self, office: &Office, rules: &FindingRules, from: PlanTime) {
        let reminder = |span: &_| office.opening(office.day_before(self.day, *span));
        let ahead = |at: &PlanTime| *at > from && *at < self.due;
        let mut reminders: Vec<_> = rules.reminders.iter().map(reminder).filter(ahead).collect();
        reminders.sort();
        reminders.dedup();
        (self.reminders, self.reminded) = (reminders, 0);
        for ((at, mark), rung) in self.rungs.iter_mut().zip(&rules.ladder) {
            if *mark == RungMark::Waiting {
                // A rung on the due day itself comes when that day is over.
                *at = office.opening_after(self.due, rung.after).at.max(self.due);
            }
        }
    }

    /// All rungs of the due day, as an office counts them now.
    pub(super) fn planned_rungs(&self, office: &Office, rules: &FindingRules) -> Vec<PlanTime> {
        let rung = |rung: &super::FindingRung| office.opening_after(self.due, rung.after).at.max(self.due);
        rules.ladder.iter().map(rung).collect()
    }

    /// What became of a rung.
    pub(super) fn mark(&mut self, rung: usize, mark: RungMark) {
        if let Some(rung) = self.rungs.get_mut(rung) {
            rung.1 = mark;
        }
    }
}
