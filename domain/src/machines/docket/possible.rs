//! What may be done about an obligation as it stands: what a page offers, judged by what a reader sees.
//!
//! The docket alone decides. But a button that is always refused is worse than none, so this says the
//! same as the docket's own rules do, and a property test holds the two together.

use super::{ObligationStatus, ObligationView};
use crate::{
    bureaus::access::Action,
    campaign::{item::Item, terms::Terms},
    timekeeping::time::PlanTime,
};
use chrono::NaiveDate;

/// An act upon an obligation that its docket would take now.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ObligationAct {
    /// 报送 (the debtor).
    Submit,
    /// 重新报送 (the debtor).
    Replace,
    /// 补充材料 (the debtor).
    Supplement,
    /// 撤回 (the debtor). Whether it is overdue by that.
    TakeBack(bool),
    /// 申请延期 (the debtor), to one of these days.
    AskExtension(Days),
    /// 申请免报 (the debtor).
    AskWaiver,
    /// 撤回申请 (the debtor).
    WithdrawRequest,
    /// 不同意申请 (a bureau above).
    Refuse,
    /// 审核通过 (a bureau above).
    Accept,
    /// 退回 (a bureau above), with a new due day.
    Return(Days),
    /// 延期 (a bureau above), to a new due day.
    Extend(Days),
    /// 免报 (a bureau above).
    Waive,
}

/// The days that can be a new due day.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Days {
    /// The first.
    pub from: NaiveDate,
    /// The last.
    pub to: NaiveDate,
}

impl ObligationAct {
    /// What a person must be permitted to do, towards the debtor.
    pub const fn action(self) -> Action {
        match self {
            ObligationAct::Submit
            | ObligationAct::Replace
            | ObligationAct::Supplement
            | ObligationAct::TakeBack(_)
            | ObligationAct::AskExtension(_)
            | ObligationAct::AskWaiver
            | ObligationAct::WithdrawRequest => Action::Submit,
            ObligationAct::Accept | ObligationAct::Return(_) => Action::Review,
            ObligationAct::Extend(_) | ObligationAct::Waive | ObligationAct::Refuse => Action::Relieve,
        }
    }
}

/// What its bureau may do to what it handed in.
fn changes(duty: &ObligationView, now: PlanTime) -> [ObligationAct; 3] {
    [ObligationAct::Replace, ObligationAct::Supplement, ObligationAct::TakeBack(duty.due <= now)]
}

impl Terms {
    /// What the docket of a debtor would take about an obligation at `now`, if what comes along is
    /// complete and the person may. `finished`: when nothing was left for that docket to wait for.
    pub fn possible(
        &self,
        duty: &ObligationView,
        finished: Option<PlanTime>,
        now: PlanTime,
    ) -> Vec<ObligationAct> {
        let Some(item) = self.item(&duty.id) else { return Vec::new() };
        let over = finished.is_some_and(|finished| finished <= now) || now >= self.end_of(item);
        if over || now < self.opens {
            return Vec::new();
        }
        let office = &self.office;
        // The debtor must hear of it before. (Campaigns of an earlier version did not ask.)
        let heard = if office.calendar.is_old() { now } else { office.send_from(now) };
        let later = |than: PlanTime| self.later_days(item, than.max(heard));
        let extend = || later(now.max(duty.due)).map(ObligationAct::Extend);
        match duty.state {
            // The tail's report opens by a count of open findings, not by itself.
            ObligationStatus::Pending if self.is_tail(item) => Vec::new(),
            ObligationStatus::Pending | ObligationStatus::Open | ObligationStatus::Overdue => {
                let submit = (now >= item.opens).then_some(ObligationAct::Submit);
                let asked = duty.request.is_some();
                let answer = [ObligationAct::WithdrawRequest, ObligationAct::Refuse];
                let asks = || {
                    let later = later(now.max(duty.due)).map(ObligationAct::AskExtension);
                    later.into_iter().chain([ObligationAct::AskWaiver])
                };
                let asking = asks().filter(|_| !asked).chain(answer.into_iter().filter(|_| asked));
                submit.into_iter().chain(asking).chain(extend()).chain([ObligationAct::Waive]).collect()
            }
            ObligationStatus::Submitted => {
                let reviewed = item.review.is_some();
                let changed = changes(duty, now).into_iter().filter(|_| reviewed || now < duty.due);
                let sent_back = || later(now).map(ObligationAct::Return);
                let judged = [ObligationAct::Accept].into_iter().chain(sent_back());
                changed.chain(judged.filter(|_| reviewed)).collect()
            }
            ObligationStatus::Accepted | ObligationStatus::Waived | ObligationStatus::Unfulfilled => {
                Vec::new()
            }
        }
    }

    /// By when a submission is to be reviewed; `None` where the plan asks for no review. It is counted
    /// from when it was received: a reminder to the reviewer gives no more time.
    pub fn review_by(&self, duty: &ObligationView) -> Option<PlanTime> {
        let review = self.item(&duty.id)?.review?;
        let received = duty.submitted.filter(|_| duty.state == ObligationStatus::Submitted)?;
        Some(self.deadline(received, review)).filter(|_| received < self.closes)
    }

    fn is_tail(&self, item: &Item) -> bool {
        self.tail.as_ref().is_some_and(|tail| tail.item.id == item.id)
    }

    /// The days whose close, once the rule about days off has moved them, is after an instant and not after
    /// the item's end.
    fn later_days(&self, item: &Item, than: PlanTime) -> Option<Days> {
        let office = &self.office;
        let due = |day| office.closing(self.non_working_due.moved(&office.calendar, day));
        let last_by = |instant: PlanTime| {
            let mut day = office.date(instant);
            while due(day) > instant {
                day = day.pred_opt()?;
            }
            while day.succ_opt().is_some_and(|next| due(next) <= instant) {
                day = day.succ_opt()?;
            }
            Some(day)
        };
        let (from, to) = (last_by(than)?.succ_opt()?, last_by(self.end_of(item))?);
        (from <= to).then_some(Days { from, to })
    }
}
