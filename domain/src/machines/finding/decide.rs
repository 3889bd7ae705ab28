//! What follows from a decision: an approval given, declined, or answered by nobody.

use super::{Finding, FindingEvent, FindingEvents, Publication, state::FindingPurpose};
use crate::{
    bureaus::actor::Actor,
    ids::BureauCode,
    machines::{event::EventEnvelope, matter::Decision, rung::RungMark},
    paperwork::{
        correspondence::{Draft, Drafted},
        notice::Facts,
    },
    timekeeping::time::PlanTime,
    wording::{reason::Why, refusal::Refusal},
};
use chrono::NaiveDate;

/// What a text says of a proposal that nobody decided.
const NOBODY_ANSWERED: &str = "呈批逾期，未获批准";

impl Finding {
    pub(super) fn approve(
        &mut self,
        by: &Actor,
        approval: u32,
        at: PlanTime,
        dated: PlanTime,
    ) -> Result<FindingEvents, Refusal> {
        let handlers = self.handlers();
        let (Drafted { purpose, draft }, approved) = self.papers.approve(by, approval, &handlers)?;
        let mut out = Vec::new();
        self.write(at, vec![approved], &mut out);
        match purpose {
            FindingPurpose::Rung { rung } => self.fire(rung, at, dated, &mut out),
            FindingPurpose::Extension { to, .. } => self.extend(to, by, &draft.facts, at, dated, &mut out)?,
            FindingPurpose::Publication { kind, text } => self.publish(kind, text, by, at, dated, &mut out),
        }
        Ok(out)
    }

    pub(super) fn decline(
        &mut self,
        by: &Actor,
        approval: u32,
        reason: &str,
        at: PlanTime,
        dated: PlanTime,
    ) -> Result<FindingEvents, Refusal> {
        let handlers = self.handlers();
        let (Drafted { purpose, draft }, declined) = self.papers.decline(by, approval, reason, &handlers)?;
        let reason = reason.trim().to_owned();
        let mut out = Vec::new();
        self.write(at, vec![declined], &mut out);
        if let FindingPurpose::Rung { rung } = purpose {
            self.mark(rung, RungMark::Dropped);
            // The text names the measure that was not taken.
            let declined = Some((approval, draft.instrument));
            let facts = Facts { approval: declined, reason: Some(reason), ..self.order_facts(dated) };
            let to = self.handler().clone();
            self.decision(Decision::MeasureDeclined, by.bureau.clone(), to, facts, dated, &mut out);
        } else {
            self.refuse(&purpose, reason, by.bureau.clone(), dated, &mut out);
        }
        Ok(out)
    }

    /// What an approval would issue, as it would at `at`: how long it has been overdue by then, what has gone out,
    /// and which day it would move.
    pub(super) fn drafted(&self, Drafted { purpose, draft }: Drafted<FindingPurpose>, at: PlanTime) -> Draft {
        if !self.terms.matter.retells {
            return draft;
        }
        let rung = match purpose {
            FindingPurpose::Rung { rung } => self.rung_draft(rung, at),
            FindingPurpose::Extension { .. } | FindingPurpose::Publication { .. } => None,
        };
        rung.unwrap_or_else(|| {
            let Facts { overdue, earlier, provisional, .. } = self.order_facts(at);
            let office = &self.terms.matter.office;
            let asked = draft.facts.due.is_some_and(|due| office.calendar.is_provisional(office.date(due)));
            let provisional = provisional || asked;
            let old_due = draft.facts.old_due.and(self.order.as_ref()).map(|order| order.due);
            Draft { facts: Facts { overdue, earlier, provisional, old_due, ..draft.facts }, ..draft }
        })
    }

    /// Nobody up to the top answered: a rung is dropped; whoever asked for something is told.
    pub(super) fn lapsed(
        &mut self,
        purpose: &FindingPurpose,
        ask: usize,
        at: PlanTime,
        out: &mut FindingEvents,
    ) {
        if let FindingPurpose::Rung { rung } = purpose {
            self.mark(*rung, RungMark::Dropped);
        } else if let Some(last) = self.papers.asks().get(ask).map(|ask| ask.asked.clone()) {
            self.refuse(purpose, NOBODY_ANSWERED.to_owned(), last, at, out);
        }
    }

    /// An extension or a publication is not granted.
    fn refuse(
        &mut self,
        purpose: &FindingPurpose,
        reason: String,
        from: BureauCode,
        at: PlanTime,
        out: &mut FindingEvents,
    ) {
        let facts = Facts { reason: Some(reason), ..self.order_facts(at) };
        let (decision, to) = match purpose {
            FindingPurpose::Extension { .. } => (Decision::ExtensionDeclined, self.debtor().clone()),
            _ => (Decision::PublicationDeclined, self.handler().clone()),
        };
        self.decision(decision, from, to, facts, at, out);
    }

    /// 延期: granted before the old due instant passed, it decides what is on time; granted later, it only
    /// stops the ladder until the new day.
    fn extend(
        &mut self,
        to: NaiveDate,
        by: &Actor,
        asked: &Facts,
        at: PlanTime,
        dated: PlanTime,
        out: &mut FindingEvents,
    ) -> Result<(), Refusal> {
        let terms = self.terms.clone();
        let office = &terms.matter.office;
        if office.closing(to) <= self.clock {
            return Err(Refusal::BadDay(to, Why::Passed));
        }
        let Some(order) = &self.order else { return Ok(()) };
        let (old_due, in_time) = (order.due, at <= order.judged_by);
        let closed = self.papers.close_asks(|purpose| matches!(purpose, FindingPurpose::Rung { .. }));
        self.write(at, closed, out);
        if in_time {
            self.withdraw_after("该事项在到期前已获准延期", at, out);
        }
        if let Some(order) = &mut self.order {
            order.extend(to, in_time, office, &terms.rules, dated);
        }
        let due = office.closing(to);
        out.push(EventEnvelope::new(at, None, FindingEvent::Extended { old_due, due, in_time }));
        let facts = Facts { old_due: Some(old_due), reason: asked.reason.clone(), ..self.order_facts(dated) };
        let debtor = self.debtor().clone();
        self.decision(Decision::ExtensionGranted, by.bureau.clone(), debtor, facts, dated, out);
        Ok(())
    }

    /// It was decided to publish.
    fn publish(
        &mut self,
        kind: Publication,
        text: String,
        by: &Actor,
        at: PlanTime,
        dated: PlanTime,
        out: &mut FindingEvents,
    ) {
        match kind {
            Publication::Publicise => self.publicised = true,
            Publication::Expose => self.exposed = true,
        }
        let what = FindingEvent::PublicationDecided { kind, text: text.clone() };
        out.push(EventEnvelope::new(at, None, what));
        let facts = Facts { reason: Some(text), ..self.order_facts(dated) };
        let to = self.handler().clone();
        self.decision(Decision::PublicationApproved, by.bureau.clone(), to, facts, dated, out);
    }

    /// Whether this was published before.
    pub(super) fn is_published(&self, kind: Publication) -> bool {
        match kind {
            Publication::Publicise => self.publicised,
            Publication::Expose => self.exposed,
        }
    }
}
