//! A bureau asks for an extension or to be let off. Whoever stands above decides, by granting it as they grant one
//! that nobody asked for, or by refusing it. Asking alone stops nothing.

use super::{Docket, ObligationView, ReliefPlea, ReliefRequest};
use crate::{
    ids::ObligationId,
    machines::event::{DocketEvent, EventEnvelope},
    paperwork::{
        approval::{ApprovalState, number},
        attachment::{self, Attachment},
        instrument::Instrument,
        notice::Facts,
        relief::{OpenRequest, Relief, ReliefEnd},
    },
    timekeeping::{
        redating::{Move, Redater},
        span::Span,
        time::PlanTime,
    },
    wording::{reason::Why, refusal::Refusal, text::written},
};
use chrono::NaiveDate;

/// Within how long a request is to be decided: at first, after a reminder, and by each bureau further up.
const DECIDED_WITHIN: Span = Span::WorkingDays(2);

impl Docket {
    /// What readers see of an obligation, with what its bureau asked about it.
    pub(super) fn view_of(&self, duty: usize) -> ObligationView {
        let request = self.open_request(duty).map(|(number, ask)| OpenRequest {
            number,
            relief: ask.subject.plea,
            reason: ask.subject.reason.clone(),
            files: ask.subject.files.clone(),
            asked: ask.subject.since,
            of: ask.asked.clone(),
            by_when: ask.by_when().unwrap_or(ask.subject.since),
            reminded: matches!(ask.state, ApprovalState::Open { reminded: true, .. }),
        });
        ObligationView { request, ..self.duties[duty].view(&self.terms) }
    }

    fn open_request(&self, duty: usize) -> Option<(u32, &ReliefRequest)> {
        let numbered = (1..).zip(self.requests.all());
        numbered.filter(|(_, ask)| ask.is_open()).find(|(_, ask)| ask.subject.duty == duty)
    }

    /// 申请延期, 申请免报.
    pub(super) fn ask_relief(
        &mut self,
        obligation: &ObligationId,
        plea: Relief,
        (reason, files): (&str, &[Attachment]),
        at: PlanTime,
    ) -> Result<Vec<EventEnvelope>, Refusal> {
        attachment::check(files)?;
        let (reason, files) = (written(reason)?, files.to_vec());
        let duty = self.open_duty(obligation)?;
        if let Some((_, ask)) = self.open_request(duty) {
            return Err(Refusal::AskedBefore(obligation.clone(), self.shown(ask.subject.since)));
        }
        if let Relief::Extension { to } = plea {
            self.later_day(duty, to, at)?;
        }
        let of = self.supervisor();
        let by_when = self.terms.deadline(at, DECIDED_WITHIN);
        let subject = ReliefPlea { duty, plea, reason: reason.clone(), files: files.clone(), since: at };
        let index = self.requests.ask(subject, of.clone(), DECIDED_WITHIN, by_when);
        let request = number(index);
        let what = DocketEvent::ReliefAsked { request, plea, reason, files, of, by_when };
        Ok(vec![self.effect(at, duty, what), self.put_to_decider(index, Instrument::ReliefRequest, at)])
    }

    /// The due day that an extension to a person's day comes to, which is later than the present one.
    pub(super) fn later_day(
        &self,
        duty: usize,
        named: NaiveDate,
        at: PlanTime,
    ) -> Result<(NaiveDate, PlanTime), Refusal> {
        let (due_day, due) = self.future_day(duty, named, at)?;
        let old = self.duties[duty].due;
        if due <= old {
            return Err(Refusal::BadDay(due_day, Why::NotLater(self.shown(old))));
        }
        Ok((due_day, due))
    }

    /// 撤回申请.
    pub(super) fn withdraw_request(
        &mut self,
        obligation: &ObligationId,
        at: PlanTime,
    ) -> Result<Vec<EventEnvelope>, Refusal> {
        let duty = self.asked_duty(obligation)?;
        let mut effects = Vec::new();
        self.settle_requests(at, |of| of == duty, |_| ReliefEnd::Withdrawn, &mut effects);
        Ok(effects)
    }

    /// 不同意申请: the bureau is told why.
    pub(super) fn refuse_request(
        &mut self,
        obligation: &ObligationId,
        reason: &str,
        by: &crate::bureaus::actor::Actor,
        at: PlanTime,
    ) -> Result<Vec<EventEnvelope>, Refusal> {
        let reason = written(reason)?;
        let duty = self.asked_duty(obligation)?;
        let refused = self.requests.settle(ApprovalState::Declined, |plea| plea.duty == duty);
        let mut effects = Vec::new();
        for (request, plea) in refused {
            let what = DocketEvent::ReliefRefused { request, reason: reason.clone() };
            effects.push(self.effect(at, duty, what));
            let facts = self.refusal_facts(duty, (request, plea.plea), reason.clone());
            effects.push(self.decision(Instrument::ReliefRefused, duty, &by.bureau, at, facts));
        }
        Ok(effects)
    }

    fn asked_duty(&self, obligation: &ObligationId) -> Result<usize, Refusal> {
        let duty = self.duty_index(obligation)?;
        match self.open_request(duty) {
            Some(_) => Ok(duty),
            None => Err(Refusal::NothingAsked(obligation.clone())),
        }
    }

    /// Settles the open requests about the duties that `wanted` picks, each as `end` says.
    pub(super) fn settle_requests(
        &mut self,
        at: PlanTime,
        wanted: impl Fn(usize) -> bool,
        end: impl Fn(Relief) -> ReliefEnd,
        out: &mut Vec<EventEnvelope>,
    ) {
        for (request, plea) in self.requests.settle(ApprovalState::Closed, |plea| wanted(plea.duty)) {
            let what = DocketEvent::ReliefSettled { request, how: end(plea.plea) };
            out.push(self.effect(at, plea.duty, what));
        }
    }

    /// A request's time has lapsed: whoever was asked is reminded, then the next one up is asked, and at the top the
    /// bureau is told that nobody answered.
    pub(super) fn chase_request(&mut self, index: usize, at: PlanTime, out: &mut Vec<EventEnvelope>) {
        let within = self.requests.all()[index].within;
        let by_when = Some(self.terms.deadline(at, within)).filter(|by_when| *by_when > at);
        let again = self.requests.lapse(index, by_when, &self.party.superiors);
        let ReliefPlea { duty, plea, .. } = self.requests.all()[index].subject;
        match (again, by_when) {
            (Some(Instrument::ApprovalReminder), _) => {
                out.push(self.put_to_decider(index, Instrument::ReliefReminder, at));
            }
            (Some(_), Some(by_when)) => {
                let of = self.requests.all()[index].asked.clone();
                let what = DocketEvent::ReliefPassedUp { request: number(index), of, by_when };
                out.push(self.effect(at, duty, what));
                out.push(self.put_to_decider(index, Instrument::ReliefRequest, at));
            }
            _ => {
                let what = DocketEvent::ReliefSettled { request: number(index), how: ReliefEnd::Lapsed };
                out.push(self.effect(at, duty, what));
                let reason = "各级均未在规定期限内答复，申请已失效；确有需要的，可以重新申请".to_owned();
                let facts = self.refusal_facts(duty, (number(index), plea), reason);
                let from = self.requests.all()[index].asked.clone();
                out.push(self.decision(Instrument::ReliefRefused, duty, &from, at, facts));
            }
        }
    }

    fn refusal_facts(&self, duty: usize, request: (u32, Relief), reason: String) -> Facts {
        Facts {
            due: Some(self.duties[duty].due),
            provisional: self.duties[duty].is_provisional(&self.terms),
            request: Some(request),
            reason: Some(reason),
            ..Facts::default()
        }
    }

    fn put_to_decider(&mut self, index: usize, instrument: Instrument, at: PlanTime) -> EventEnvelope {
        let ask = self.requests.all()[index].clone();
        let ReliefPlea { duty, plea, reason, .. } = ask.subject;
        let facts = Facts {
            due: Some(self.duties[duty].due),
            provisional: self.duties[duty].is_provisional(&self.terms),
            received: Some(self.requests.all()[index].subject.since),
            request: Some((number(index), plea)),
            reason: Some(reason),
            ..Facts::default()
        };
        let facts = self.with_reply_by(facts, self.requests.all()[index].by_when());
        let from = self.party.bureau.clone();
        self.issue(instrument, Some(duty), from, ask.asked, at, 0, facts)
    }

    /// The requests that wait: what moved about which obligation, and the lines about it.
    pub(super) fn move_requests(
        &mut self,
        redater: &Redater<'_>,
        next: impl Fn(PlanTime, Span) -> PlanTime,
        at: PlanTime,
    ) -> (Vec<(usize, Move)>, Vec<EventEnvelope>) {
        let (terms, duties) = (&self.terms, &self.duties);
        let title = |plea: &ReliefPlea| terms.item_at(duties[plea.duty].item).title.clone();
        let moved = self.requests.redate(redater, next, title).into_iter();
        moved
            .map(|(plea, told, by_when)| {
                let what = DocketEvent::ReliefMoved { request: told.number, by_when };
                ((plea.duty, told), self.effect(at, plea.duty, what))
            })
            .unzip()
    }
}
