//! Holidays are announced: the clocks of a finding that lie ahead move, and the bureaus whose they are hear
//! of it once.

use super::{
    Finding, FindingEvent, FindingEvents,
    state::{Awaited, FindingPurpose, FindingStage, Order},
};
use crate::{
    machines::{
        event::EventEnvelope,
        rung::{redate_reminders, redate_rungs},
    },
    paperwork::approval::ApprovalState,
    timekeeping::{
        calendar::Calendar,
        redating::{Clock, Move, Redater, carried},
        time::PlanTime,
    },
    wording::{refusal::Refusal, text::written},
};
use std::sync::Arc;

impl Finding {
    /// Takes another calendar. A day that a person named as the order's stays.
    pub(super) fn redate(
        &mut self,
        calendar: &Calendar,
        reason: &str,
        at: PlanTime,
    ) -> Result<FindingEvents, Refusal> {
        let reason = written(reason)?;
        let old = self.terms.clone();
        let mut terms = (*old).clone();
        terms.matter.office.calendar = carried(&old.matter.office.calendar, calendar);
        if terms == *old {
            return Ok(Vec::new());
        }
        self.terms = Arc::new(terms);
        let terms = self.terms.clone();
        let redater = Redater { old: &old.matter.office, new: &terms.matter.office, now: at.max(self.clock) };
        let mut moves = self.redate_task(&redater);
        moves.extend(self.redate_order(&redater));
        let title = self.registration.problem.clone();
        let (asked, papers) = self.papers.redate(&redater, &title);
        moves.extend(asked);
        let what = FindingEvent::Redated { reason: reason.clone(), moves: moves.clone() };
        let mut out = vec![EventEnvelope::new(at, None, what)];
        self.write(at, papers, &mut out);
        self.tell_moves(moves, &reason, at, &mut out);
        Ok(out)
    }

    /// What is awaited of the bureau that handles it.
    fn redate_task(&mut self, redater: &Redater<'_>) -> Vec<Move> {
        let Some((task, span, awaited)) = self.awaited() else { return Vec::new() };
        let old = *awaited;
        let due = redater.recounted(old.due, span);
        let moved = Awaited {
            due,
            next: redater.recounted(old.next, span),
            provisional: redater.is_provisional(due),
            ..old
        };
        match &mut self.stage {
            FindingStage::Registered { triage: awaited }
            | FindingStage::Filed { reinspect: awaited, .. }
            | FindingStage::HandedOver { receipt: awaited, .. }
            | FindingStage::Closed { look_back: Some(awaited), .. } => *awaited = moved,
            _ => return Vec::new(),
        }
        let (title, of) = (format!("{}：{}", task.chinese(), self.registration.problem), self.handler());
        redater.told(Clock::Task, 0, &title, of, (old.next, Some(moved.next))).into_iter().collect()
    }

    /// The order in force, its reminders and rungs.
    fn redate_order(&mut self, redater: &Redater<'_>) -> Vec<Move> {
        let terms = self.terms.clone();
        let of = self.debtor().clone();
        let title = self.registration.problem.clone();
        let line = |clock, number, moved| redater.told(clock, number, &title, &of, moved);
        let span = terms.rules.rectify.of(self.grade);
        let granted = |order: &Order| {
            self.papers.asks().iter().any(|ask| {
                matches!(ask.subject.purpose, FindingPurpose::Extension { to, .. } if to == order.day)
                    && ask.state == ApprovalState::Approved
            })
        };
        if self.stage != FindingStage::Ordered {
            return Vec::new();
        }
        let Some(mut order) = self.order.clone() else { return Vec::new() };
        let mut moves = Vec::new();
        let before = order.day;
        let due = if granted(&order) { order.due } else { redater.recounted(order.due, span) };
        moves.extend(line(Clock::Due, 0, (order.due, Some(due))));
        if order.judged_by == order.due {
            order.judged_by = due;
        }
        (order.due, order.day) = (due, redater.new.date(due));
        order.provisional = redater.is_provisional(due);
        let days = (before, order.day);
        moves.extend(redate_reminders(
            &mut order.reminders,
            &terms.rules.reminders,
            days,
            order.due,
            redater,
            &line,
        ));
        let rungs = order.planned_rungs(redater.new, &terms.rules).into_iter().map(Some);
        moves.extend(redate_rungs(&mut order.rungs, rungs, redater, &line));
        self.order = Some(order);
        moves
    }

    fn tell_moves(&mut self, moves: Vec<Move>, reason: &str, at: PlanTime, out: &mut FindingEvents) {
        for (to, facts) in crate::paperwork::notice::to_tell(moves, reason) {
            let facts =
                crate::paperwork::notice::Facts { matter: Some(Box::new(self.matter_facts())), ..facts };
            let from = self.terms.matter.issuer.clone();
            let draft = self.draft(crate::paperwork::instrument::Instrument::DatesMoved, from, to, 0, facts);
            self.issue(draft, at, out);
        }
    }
}
