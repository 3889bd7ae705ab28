//! A docket made again from what readers see of one of its obligations: good for looking ahead, not for
//! going on from.

use super::{Docket, DutyState, RungMark};
use crate::{
    docket::Standing,
    outlook::Seen,
    terms::{Party, Terms},
};
use std::sync::Arc;

impl Docket {
    /// A docket that holds this obligation alone, open or pending as it is seen, at the instant it is seen;
    /// `None` if the party does not owe it.
    pub(crate) fn as_seen(terms: &Arc<Terms>, party: &Party, seen: &Seen<'_>) -> Option<Self> {
        let mut docket = Self::new(terms.clone(), party.clone());
        let index = docket.duty_index(&seen.duty.id).ok()?;
        let mut duty = docket.duties.swap_remove(index);
        (duty.due, duty.due_day) = (seen.duty.due, terms.office.date(seen.duty.due));
        duty.judged_by = duty.due;
        duty.round = seen.duty.round;
        if seen.duty.state != Standing::Pending {
            duty.state = DutyState::Open;
            duty.overdue = duty.due <= seen.now;
            duty.plan_ahead(terms, seen.now);
            for ((at, mark), number) in duty.rungs.iter_mut().zip(1..) {
                // What had come by then has happened, whatever became of it.
                if *at <= seen.now || seen.done.contains(&number) {
                    *mark = RungMark::Dropped;
                }
            }
        }
        docket.duties = vec![duty];
        docket.clock = seen.now.max(terms.opens);
        docket.launched = true;
        docket.boundaries = terms.phases.len() * 2;
        docket.closed = seen.now >= terms.closes;
        docket.count_at = None;
        Some(docket)
    }
}
