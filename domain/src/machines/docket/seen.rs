//! A docket made again from what readers see of one of its obligations: good for looking ahead, not for
//! going on from.

use super::{
    ApprovalState, Docket, DocketApproval, LadderPlace, ObligationState, RungMark, TrackedObligation,
};
use crate::{
    campaign::{party::Party, terms::Terms},
    foresight::upcoming::{KnownObligation, Pending},
    machines::docket::ObligationStatus,
};
use std::sync::Arc;

impl Docket {
    /// A docket that holds this obligation alone, open or pending as it is seen, at the instant it is seen;
    /// `None` if the party does not owe it.
    pub(crate) fn as_seen(terms: &Arc<Terms>, party: &Party, seen: &KnownObligation<'_>) -> Option<Self> {
        let mut docket = Self::new(terms.clone(), party.clone());
        let index = docket.duty_index(&seen.duty.id).ok()?;
        let mut duty = docket.duties.swap_remove(index);
        (duty.due, duty.due_day) = (seen.duty.due, terms.office.date(seen.duty.due));
        duty.judged_by = duty.due;
        duty.round = seen.duty.round;
        duty.returned = seen.duty.returned.clone();
        if seen.duty.state != ObligationStatus::Pending {
            duty.state = ObligationState::Open;
            duty.overdue = duty.due <= seen.now;
            duty.plan_ahead(terms, seen.now);
            for ((at, mark), number) in duty.rungs.iter_mut().zip(1..) {
                // What had come by then has happened, whatever became of it.
                if *at <= seen.now || seen.done.contains(&number) {
                    *mark = RungMark::Dropped;
                }
            }
            let asked = seen.pending.iter().filter_map(|pending| wait(terms, &mut duty, pending));
            docket.approvals = asked.collect();
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

/// An approval that waits, for the one duty of a docket as it is seen.
fn wait(terms: &Terms, duty: &mut TrackedObligation, pending: &Pending) -> Option<DocketApproval> {
    let rung = usize::from(pending.rung).checked_sub(1)?;
    let within = terms.item_at(duty.item).ladder.get(rung)?.approval?.within;
    duty.rungs.get_mut(rung)?.1 = RungMark::Asked;
    let state = ApprovalState::Open { by_when: pending.by_when, reminded: pending.reminded };
    let subject = LadderPlace { duty: 0, rung };
    Some(DocketApproval { subject, asked: pending.of.clone(), within, state })
}
