//! One obligation of one bureau: its state, its due date with every move, its reminders and rungs.

use super::revisions::Revisions;
use crate::{
    campaign::{
        item::{Item, Schedule},
        terms::Terms,
    },
    ids::ObligationId,
    machines::rung::RungMark,
    paperwork::relief::OpenRequest,
    timekeeping::time::PlanTime,
    wording::words::words,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// An obligation and where it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrackedObligation {
    /// Index into the terms' items.
    pub(super) item: usize,
    /// Where it stands.
    pub state: ObligationState,
    /// The day it is due now.
    pub due_day: NaiveDate,
    /// The instant it is due now.
    pub due: PlanTime,
    /// The instant that decides "on time": moved only by an extension granted before it had passed.
    pub judged_by: PlanTime,
    /// Whether it has fallen due without a submission.
    pub overdue: bool,
    /// Whether an earlier, returned submission was late. On-time is judged once, and this stays.
    pub late_before: bool,
    /// 1, and one more for each return.
    pub round: u16,
    /// When and why a submission was last sent back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned: Option<Returned>,
    /// The versions of what was handed in.
    #[serde(default, skip_serializing_if = "Revisions::is_empty")]
    pub revisions: Revisions,
    /// Reminders still to come, earliest first.
    pub(super) reminders: Vec<PlanTime>,
    /// Reminders sent for the present due date.
    pub(super) reminded: u16,
    /// The ladder's rungs for this round; behind them, those that an amended plan no longer has.
    pub rungs: Vec<(PlanTime, RungMark)>,
    /// Whether an amended plan no longer asks for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) lifted: bool,
}

/// A submission was sent back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// When.
    pub at: PlanTime,
    /// Why.
    pub reason: String,
}

/// Where an obligation stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum ObligationState {
    /// Not yet open.
    Pending,
    /// Open and not there.
    Open,
    /// Handed in; waiting for a review if `review_by` says until when.
    Submitted {
        /// When it was received.
        at: PlanTime,
        /// Whether that was in time.
        on_time: bool,
        /// When the reviewer is next reminded; `None`: no review.
        review_by: Option<PlanTime>,
    },
    /// Handed in and accepted.
    Accepted {
        /// When it was received.
        at: PlanTime,
        /// Whether that was in time.
        on_time: bool,
    },
    /// Lifted.
    Waived,
    /// Still open when the campaign closed.
    Unfulfilled,
}

/// What a reader sees of an obligation: one row of the matrix.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ObligationView {
    /// The obligation.
    pub id: ObligationId,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub state: ObligationStatus,
    /// When it opens.
    pub opens: PlanTime,
    /// When it is due now.
    pub due: PlanTime,
    /// Whether that is provisional (暂定): a year it was counted in is not announced.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub provisional: bool,
    /// When it was last received.
    pub submitted: Option<PlanTime>,
    /// Whether every submission was in time; `None` while there is none.
    pub on_time: Option<bool>,
    /// 1, and one more for each return.
    pub round: u16,
    /// When and why it was last sent back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned: Option<Returned>,
    /// The versions of what was handed in.
    #[serde(default, skip_serializing_if = "Revisions::is_empty")]
    pub revisions: Revisions,
    /// What its bureau asked for about it, while that waits for a decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<OpenRequest>,
}

words! {
    /// Where an obligation stands, in a word.
    ObligationStatus {
        /// Not yet open.
        Pending = "pending", "未开始";
        /// Open, and not yet due.
        Open = "open", "待报送";
        /// Due, and not there.
        Overdue = "overdue", "逾期未报";
        /// Handed in.
        Submitted = "submitted", "已报送";
        /// Handed in and accepted.
        Accepted = "accepted", "已审核通过";
        /// Lifted.
        Waived = "waived", "免报";
        /// Still open when the campaign closed.
        Unfulfilled = "unfulfilled", "未完成";
    }
}

impl ObligationStatus {
    /// Whether it is still to be handed in, or will be.
    pub const fn is_owed(self) -> bool {
        matches!(self, Self::Pending | Self::Open | Self::Overdue)
    }
}

impl TrackedObligation {
    pub(super) fn new(index: usize, item: &Item) -> Self {
        Self {
            item: index,
            state: ObligationState::Pending,
            due_day: item.due_day,
            due: item.due,
            judged_by: item.due,
            overdue: false,
            late_before: false,
            round: 1,
            returned: None,
            revisions: Revisions::default(),
            reminders: Vec::new(),
            reminded: 0,
            rungs: Vec::new(),
            lifted: false,
        }
    }

    /// Whether nothing more is expected of the debtor or the reviewer.
    pub fn is_settled(&self) -> bool {
        match self.state {
            ObligationState::Pending | ObligationState::Open => false,
            ObligationState::Submitted { review_by, .. } => review_by.is_none(),
            ObligationState::Accepted { .. } | ObligationState::Waived | ObligationState::Unfulfilled => true,
        }
    }

    /// Whether its due day is provisional.
    pub(super) fn is_provisional(&self, terms: &Terms) -> bool {
        let item = terms.item_at(self.item);
        let counted = item.provisional && item.due_day == self.due_day;
        counted || terms.office.calendar.is_provisional(self.due_day)
    }

    /// Sets reminders and unfired rungs for the due day in force, counted from `from`: a reminder that
    /// would come at or before it is dropped, and so is what would come after the close or would have
    /// come before a launch. Of one that was launched late, a rung dropped for its time stands at the close.
    pub(super) fn plan_ahead(&mut self, terms: &Terms, from: PlanTime) {
        let item = terms.item_at(self.item);
        if self.rungs.is_empty() {
            self.rungs = vec![(terms.closes, RungMark::Waiting); item.ladder.len()];
        }
        self.reminded = 0;
        let Schedule { reminders, rungs, .. } = terms.schedule(item, self.due_day, from);
        self.reminders = reminders;
        for (index, (at, mark)) in
            self.rungs.iter_mut().enumerate().filter(|(_, rung)| rung.1 == RungMark::Waiting)
        {
            match rungs.get(index).copied().flatten() {
                Some(moved) => *at = moved,
                None if terms.launched.is_some() => (*at, *mark) = (terms.end_of(item), RungMark::Dropped),
                None => *mark = RungMark::Dropped,
            }
        }
    }

    /// What readers see of it, but for what was asked about it.
    pub(super) fn view(&self, terms: &Terms) -> ObligationView {
        let item = terms.item_at(self.item);
        let (state, received) = match self.state {
            ObligationState::Pending => (ObligationStatus::Pending, None),
            ObligationState::Open if self.overdue => (ObligationStatus::Overdue, None),
            ObligationState::Open => (ObligationStatus::Open, None),
            ObligationState::Submitted { at, on_time, .. } => {
                (ObligationStatus::Submitted, Some((at, on_time)))
            }
            ObligationState::Accepted { at, on_time } => (ObligationStatus::Accepted, Some((at, on_time))),
            ObligationState::Waived => (ObligationStatus::Waived, None),
            ObligationState::Unfulfilled => (ObligationStatus::Unfulfilled, None),
        };
        ObligationView {
            id: item.id.clone(),
            title: item.title.clone(),
            state,
            opens: item.opens,
            due: self.due,
            provisional: self.is_provisional(terms),
            submitted: received.map(|(at, _)| at),
            on_time: received.map(|(_, on_time)| on_time && !self.late_before),
            round: self.round,
            returned: self.returned.clone(),
            revisions: self.revisions.clone(),
            request: None,
        }
    }
}
