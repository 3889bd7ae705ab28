//! Documents of rungs that a leader must approve first.

use super::{Docket, RungMark, papers::LadderPlace};
use crate::{
    campaign::ladder::ApprovalRule,
    machines::event::{DocketEvent, EventEnvelope},
    paperwork::{approval::number, instrument::Instrument},
    timekeeping::time::PlanTime,
};

impl Docket {
    pub(super) fn ask_approval(
        &mut self,
        place: LadderPlace,
        asked: ApprovalRule,
        at: PlanTime,
        out: &mut Vec<EventEnvelope>,
    ) {
        let of = self.terms.role(asked.by, &self.party).clone();
        let by_when = self.terms.deadline(at, asked.within);
        let index = self.approvals.ask(place, of, asked.within, by_when);
        self.put_to_approver(index, Instrument::ApprovalRequest, at, out);
    }

    /// An approval's time has lapsed. Nobody is asked again who would have no time left before the campaign's
    /// end.
    pub(super) fn chase_approval(&mut self, index: usize, at: PlanTime, out: &mut Vec<EventEnvelope>) {
        let approval = &self.approvals.all()[index];
        let LadderPlace { duty, rung } = approval.subject;
        let by_when = Some(self.terms.deadline(at, approval.within)).filter(|by_when| *by_when > at);
        match self.approvals.lapse(index, by_when, &self.party.superiors) {
            Some(instrument) => self.put_to_approver(index, instrument, at, out),
            None => {
                self.duties[duty].rungs[rung].1 = RungMark::Dropped;
                let what = DocketEvent::ApprovalLapsed { approval: number(index) };
                out.push(self.effect(at, duty, what));
            }
        }
    }

    /// Closes the open approvals that `wanted` picks: their documents are no longer needed.
    pub(super) fn close_approvals(
        &mut self,
        at: PlanTime,
        wanted: impl Fn(&LadderPlace) -> bool,
        out: &mut Vec<EventEnvelope>,
    ) {
        let closed = self.approvals.close(wanted).into_iter();
        out.extend(
            closed.map(|(approval, place)| {
                self.effect(at, place.duty, DocketEvent::ApprovalClosed { approval })
            }),
        );
    }

    fn put_to_approver(
        &mut self,
        index: usize,
        instrument: Instrument,
        at: PlanTime,
        out: &mut Vec<EventEnvelope>,
    ) {
        let approval = &self.approvals.all()[index];
        let LadderPlace { duty, rung } = approval.subject;
        if let (Instrument::ApprovalRequest, Some(by_when)) = (instrument, approval.by_when()) {
            let (of, instrument) = (approval.asked.clone(), self.item(duty).ladder[rung].instrument);
            let what = DocketEvent::ApprovalAsked { approval: number(index), instrument, of, by_when };
            out.push(self.effect(at, duty, what));
        }
        out.push(self.approval_message(index, instrument, at));
    }
}
