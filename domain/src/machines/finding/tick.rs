//! What happens by itself, and when. A tick performed is a tick consumed: none comes twice.

use super::{
    Finding, FindingCommand, FindingEvent, FindingEvents, FindingOutcome,
    state::{Awaited, FindingStage, Order},
};
use crate::{
    machines::{
        command::CommandEnvelope,
        event::EventEnvelope,
        matter::{Deadline, Task},
        rung::{RungMark, next_rung, take_reminder},
        ticking::Ticking,
    },
    paperwork::{instrument::Instrument, notice::Facts},
    timekeeping::{span::Span, time::PlanTime},
    wording::refusal::Refusal,
};

/// Something that happens by itself. The order of the variants is the order within one instant.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FindingTick {
    Register,
    FallsDue,
    Reminder,
    Rung(usize),
    TaskLapses,
    ApprovalLapses(usize),
    Finish,
}

impl Ticking for Finding {
    type Tick = FindingTick;

    fn next_tick(&self) -> Option<(PlanTime, FindingTick)> {
        if self.finished.is_some() {
            return None;
        }
        let mut all = Vec::new();
        match &self.stage {
            FindingStage::New => all.push((self.registered, FindingTick::Register)),
            FindingStage::Ordered => self.order_ticks(&mut all),
            _ => all.extend(self.awaited().map(|(_, _, awaited)| (awaited.next, FindingTick::TaskLapses))),
        }
        let lapse = self.papers.next_lapse();
        all.extend(lapse.map(|(at, approval)| (at, FindingTick::ApprovalLapses(approval))));
        if lapse.is_none() && matches!(self.stage, FindingStage::Closed { look_back: None, .. }) {
            all.push((self.clock, FindingTick::Finish));
        }
        all.into_iter().min()
    }

    fn perform(&mut self, tick: FindingTick, scheduled: PlanTime, dated: PlanTime, out: &mut FindingEvents) {
        match tick {
            FindingTick::Register => self.register(scheduled, dated, out),
            FindingTick::FallsDue => {
                if let Some(order) = &mut self.order {
                    order.overdue = true;
                }
                out.push(EventEnvelope::new(scheduled, None, FindingEvent::FellDue));
            }
            FindingTick::Reminder => self.remind(scheduled, dated, out),
            FindingTick::Rung(rung) => self.climb(rung, scheduled, dated, out),
            FindingTick::TaskLapses => self.chase_task(dated, out),
            FindingTick::ApprovalLapses(approval) => self.chase_approval(approval, dated, out),
            FindingTick::Finish => {
                self.finished = Some(scheduled);
                out.push(EventEnvelope::new(scheduled, None, FindingEvent::Finished));
            }
        }
    }

    fn take(
        &mut self,
        act: &CommandEnvelope<FindingCommand>,
        at: PlanTime,
        dated: PlanTime,
    ) -> Result<FindingEvents, Refusal> {
        self.take_command(act, at, dated)
    }

    /// A command may be older than the clock, and what it sets going may have been due meanwhile.
    fn follow_up(&mut self, _command: &FindingCommand) -> FindingEvents {
        self.advance(self.clock, Some(self.clock))
    }

    fn reach(&mut self, at: PlanTime) -> PlanTime {
        self.clock = self.clock.max(at);
        self.clock
    }

    fn tolerance_seconds(&self) -> i64 {
        self.terms.matter.tolerance_seconds
    }

    fn outage(from: PlanTime, until: PlanTime) -> FindingEvent {
        FindingEvent::Outage { from, until }
    }
}

impl Finding {
    fn order_ticks(&self, all: &mut Vec<(PlanTime, FindingTick)>) {
        let Some(order) = &self.order else { return };
        if !order.overdue {
            all.push((order.due, FindingTick::FallsDue));
        }
        all.extend(order.reminders.first().map(|at| (*at, FindingTick::Reminder)));
        all.extend(next_rung(&order.rungs).map(|(rung, at)| (at, FindingTick::Rung(rung))));
    }

    /// The first wake: put right already, a risk signal to be triaged, or ordered at once.
    fn register(&mut self, scheduled: PlanTime, dated: PlanTime, out: &mut FindingEvents) {
        let registration = Box::new(self.registration.clone());
        let registered = EventEnvelope::new(scheduled, None, FindingEvent::Registered { registration });
        out.push(EventEnvelope { by: Some(self.by.clone()), ..registered });
        if let Some(result) = self.registration.corrected.clone() {
            self.close(FindingOutcome::CorrectedOnTheSpot, result, scheduled, dated, out);
        } else if self.registration.source.needs_triage() {
            let triage = self.ahead(dated, self.terms.rules.triage).into();
            self.stage = FindingStage::Registered { triage };
        } else {
            self.order(None, dated, out);
        }
    }

    /// A reminder before the due day, unless an outage made it pointless.
    fn remind(&mut self, scheduled: PlanTime, dated: PlanTime, out: &mut FindingEvents) {
        let Some(Order { reminders, reminded, due, .. }) = &mut self.order else { return };
        let Some(step) = take_reminder(reminders, reminded, *due, (scheduled, dated)) else {
            out.push(EventEnvelope::new(dated, None, FindingEvent::ReminderSkipped { scheduled }));
            return;
        };
        let facts = Facts { task: Some(Task::Rectify), ..self.order_facts(dated) };
        let to = self.debtor().clone();
        self.message(Instrument::TaskReminder, to, step, facts, dated, out);
    }

    /// A rung's time has come: its measure, or first the approval it needs.
    fn climb(&mut self, rung: usize, scheduled: PlanTime, dated: PlanTime, out: &mut FindingEvents) {
        let Some(rule) = self.terms.rules.ladder.get(rung).map(|step| step.approval) else { return };
        match rule {
            Some(rule) => self.ask_for_rung(rung, rule, dated, out),
            None => self.fire(rung, scheduled, dated, out),
        }
    }

    /// What somebody other than the debtor has to do now: what, within how long, and since when.
    pub(super) fn awaited(&self) -> Option<(Task, Span, &Awaited)> {
        let rules = &self.terms.rules;
        match &self.stage {
            FindingStage::Registered { triage } => Some((Task::Triage, rules.triage, triage)),
            FindingStage::Filed { reinspect, .. } => Some((Task::Reinspect, rules.reinspect, reinspect)),
            FindingStage::HandedOver { receipt, .. } => Some((Task::HandOverReceipt, rules.receipt, receipt)),
            FindingStage::Closed { look_back: Some(awaited), .. } => {
                Some((Task::LookBack, rules.look_back.as_ref()?.after, awaited))
            }
            _ => None,
        }
    }

    /// It has not been done: whoever must do it is reminded, and again after the same span. A look-back
    /// is announced first, when its day has come.
    fn chase_task(&mut self, dated: PlanTime, out: &mut FindingEvents) {
        let Some((task, span, awaited)) = self.awaited() else { return };
        let step = awaited.reminded.saturating_add(1);
        let chased = Awaited { next: self.ahead(dated, span).at, reminded: step, ..*awaited };
        match &mut self.stage {
            FindingStage::Registered { triage: awaited }
            | FindingStage::Filed { reinspect: awaited, .. }
            | FindingStage::HandedOver { receipt: awaited, .. }
            | FindingStage::Closed { look_back: Some(awaited), .. } => *awaited = chased,
            _ => return,
        }
        if task != Task::LookBack || step > 1 {
            out.push(EventEnvelope::new(dated, None, FindingEvent::TaskLapsed { task }));
        }
        let facts = self.task_facts(task, &chased);
        let to = self.handler().clone();
        self.message(Instrument::TaskReminder, to, step, facts, dated, out);
    }

    /// An approval's time has lapsed. What nobody up to the top approved does not happen; whoever asked
    /// for it is told.
    fn chase_approval(&mut self, index: usize, dated: PlanTime, out: &mut FindingEvents) {
        let terms = self.terms.clone();
        let handlers = self.handlers();
        let Some(subject) = self.papers.asks().get(index).map(|ask| ask.subject.clone()) else { return };
        let draft = self.drafted(subject.clone(), dated);
        let (papers, lapsed) = self.papers.lapse(&terms.matter, index, dated, &handlers, draft);
        self.write(dated, papers, out);
        if lapsed {
            self.lapsed(&subject.purpose, index, dated, out);
        }
    }

    /// The close of the office `span` after `at`, and later than `at` whatever the span.
    pub(super) fn ahead(&self, at: PlanTime, span: Span) -> Deadline {
        let deadline = self.terms.matter.deadline(at, span);
        if deadline.at > at { deadline } else { self.terms.matter.deadline(at, Span::WorkingDays(1)) }
    }

    /// 销号: it closes, and what was still asked about its order is no longer needed.
    pub(super) fn close(
        &mut self,
        outcome: FindingOutcome,
        result: String,
        at: PlanTime,
        dated: PlanTime,
        out: &mut FindingEvents,
    ) {
        let looked_at = matches!(outcome, FindingOutcome::Rectified | FindingOutcome::CorrectedOnTheSpot);
        let rule = self.terms.rules.look_back.as_ref();
        let rule = rule.filter(|rule| looked_at && rule.grades.contains(&self.grade));
        let office = &self.terms.matter.office;
        let look_back = rule.map(|rule| office.opening_after(dated, rule.after).into());
        out.push(EventEnvelope::new(at, None, FindingEvent::Closed { outcome, result }));
        self.stage = FindingStage::Closed { at, outcome, look_back };
    }

    /// What became of a rung of the present order.
    pub(super) fn mark(&mut self, rung: usize, mark: RungMark) {
        if let Some(order) = &mut self.order {
            order.mark(rung, mark);
        }
    }
}
