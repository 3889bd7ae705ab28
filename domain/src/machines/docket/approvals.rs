//! Documents that a leader must approve first: whom was it asked of, by when, and what if nobody
//! answers. The approver is reminded; then the next bureau up is asked; at the top it lapses
//! (REQUIREMENTS C1).

use super::{Docket, duty::RungMark, papers::DocketApproval, tick::DocketTick};
use crate::{
    campaign::ladder::ApprovalRule,
    ids::BureauCode,
    machines::event::{DocketEvent, EventEnvelope},
    paperwork::{approval::ApprovalState, instrument::Instrument},
    timekeeping::time::PlanTime,
};

impl Docket {
    pub(super) fn approval_deadlines(&self, offer: &mut impl FnMut(PlanTime, DocketTick)) {
        for (index, approval) in self.approvals.iter().enumerate() {
            if let ApprovalState::Open { by_when, .. } = approval.state {
                offer(by_when, DocketTick::ApprovalLapses(index));
            }
        }
    }

    pub(super) fn ask_approval(
        &mut self,
        duty: usize,
        rung: usize,
        asked: ApprovalRule,
        at: PlanTime,
        out: &mut Vec<EventEnvelope>,
    ) {
        let of = self.terms.role(asked.by, &self.party).clone();
        let by_when = self.terms.deadline(at, asked.within);
        self.approvals.push(DocketApproval {
            duty,
            rung,
            asked: of,
            within: asked.within,
            state: ApprovalState::Open { by_when, reminded: false },
        });
        self.put_to_approver(self.approvals.len() - 1, Instrument::ApprovalRequest, at, out);
    }

    /// An approval's time has lapsed: remind, then pass up, then let it lapse.
    pub(super) fn chase_approval(&mut self, index: usize, at: PlanTime, out: &mut Vec<EventEnvelope>) {
        let approval = self.approvals[index].clone();
        let ApprovalState::Open { reminded, .. } = approval.state else { return };
        let by_when = self.terms.deadline(at, approval.within);
        let higher = if reminded { self.above(&approval.asked) } else { Some(approval.asked.clone()) };
        match higher.filter(|_| by_when > at) {
            Some(asked) => {
                let open = &mut self.approvals[index];
                open.asked = asked;
                open.state = ApprovalState::Open { by_when, reminded: !reminded };
                let instrument =
                    if reminded { Instrument::ApprovalRequest } else { Instrument::ApprovalReminder };
                self.put_to_approver(index, instrument, at, out);
            }
            None => {
                self.approvals[index].state = ApprovalState::Lapsed;
                self.duties[approval.duty].rungs[approval.rung].1 = RungMark::Dropped;
                out.push(self.effect(
                    at,
                    approval.duty,
                    DocketEvent::ApprovalLapsed { approval: number(index) },
                ));
            }
        }
    }

    /// Closes the open approvals that `wanted` picks: their documents are no longer needed.
    pub(super) fn close_approvals(
        &mut self,
        at: PlanTime,
        wanted: impl Fn(&DocketApproval) -> bool,
        out: &mut Vec<EventEnvelope>,
    ) {
        for index in 0..self.approvals.len() {
            let approval = &mut self.approvals[index];
            if approval.is_open() && wanted(approval) {
                approval.state = ApprovalState::Closed;
                let duty = approval.duty;
                out.push(self.effect(at, duty, DocketEvent::ApprovalClosed { approval: number(index) }));
            }
        }
    }

    /// The bureau above one of the debtor's superiors.
    fn above(&self, code: &BureauCode) -> Option<BureauCode> {
        let place = self.party.superiors.iter().position(|s| s == code)?;
        self.party.superiors.get(place + 1).cloned()
    }

    fn put_to_approver(
        &mut self,
        index: usize,
        instrument: Instrument,
        at: PlanTime,
        out: &mut Vec<EventEnvelope>,
    ) {
        let approval = &self.approvals[index];
        if let (Instrument::ApprovalRequest, ApprovalState::Open { by_when, .. }) =
            (instrument, approval.state)
        {
            let of = approval.asked.clone();
            let instrument = self.item(approval.duty).ladder[approval.rung].instrument;
            let what = DocketEvent::ApprovalAsked { approval: number(index), instrument, of, by_when };
            out.push(self.effect(at, approval.duty, what));
        }
        out.push(self.approval_message(index, instrument, at));
    }
}

/// Approvals are numbered from 1 in the order they were asked.
pub(super) fn number(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}
