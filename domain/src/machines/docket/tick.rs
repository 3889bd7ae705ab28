//! What happens by itself, and when. A tick performed is a tick consumed: none comes twice.

use super::{Docket, LadderPlace, ObligationState, RungMark, TrackedObligation};
use crate::{
    machines::{
        command::{Command, CommandEnvelope},
        event::{DocketEvent, EventEnvelope},
        machine::Machine,
        rung::{next_rung, take_reminder},
        ticking::Ticking,
    },
    paperwork::relief::ReliefEnd,
    timekeeping::time::PlanTime,
    wording::refusal::Refusal,
};

/// Something that happens by itself. The order of the variants is the order within one instant;
/// the number is an index into duties, approvals or letters.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum DocketTick {
    Launch,
    PhaseBoundary,
    Opens(usize),
    FallsDue(usize),
    Reminder(usize),
    Rung(usize),
    ReviewLapses(usize),
    ApprovalLapses(usize),
    RequestLapses(usize),
    ReplyLapses(usize),
    Close,
    CirculatingEnds,
    Finish,
}

impl Ticking for Docket {
    type Tick = DocketTick;

    fn next_tick(&self) -> Option<(PlanTime, DocketTick)> {
        if self.finished.is_some() {
            return None;
        }
        let launched = self.terms.launched;
        let mut next = None;
        let mut offer = |at: PlanTime, tick: DocketTick| {
            // Nothing happened before the launch; what lies before it is taken note of then.
            let at = launched.map_or(at, |launched| at.max(launched));
            if next.is_none_or(|best| (at, tick) < best) {
                next = Some((at, tick));
            }
        };
        if !self.launched {
            offer(self.terms.opens, DocketTick::Launch);
        }
        if let Some((at, _)) = self.phase_boundaries().nth(self.boundaries) {
            offer(at, DocketTick::PhaseBoundary);
        }
        for (index, duty) in self.duties.iter().enumerate() {
            match duty.state {
                // The tail's report opens by a count, not by itself.
                ObligationState::Pending if self.is_tail(index) => {}
                ObligationState::Pending => offer(self.item(index).opens, DocketTick::Opens(index)),
                ObligationState::Open => {
                    duty.reminders.first().inspect(|at| offer(**at, DocketTick::Reminder(index)));
                    next_rung(&duty.rungs).inspect(|(_, at)| offer(*at, DocketTick::Rung(index)));
                    if !duty.overdue {
                        offer(duty.due, DocketTick::FallsDue(index));
                    }
                }
                // A reminder at the close would ask for what no longer counts.
                ObligationState::Submitted { review_by: Some(at), .. } if at < self.terms.closes => {
                    offer(at, DocketTick::ReviewLapses(index));
                }
                _ => {}
            }
        }
        if let Some(at) = self.circulates_until() {
            offer(at, DocketTick::CirculatingEnds);
        }
        self.approvals.lapses().for_each(|(at, index)| offer(at, DocketTick::ApprovalLapses(index)));
        self.requests.lapses().for_each(|(at, index)| offer(at, DocketTick::RequestLapses(index)));
        self.replies_awaited().for_each(|(at, index)| offer(at, DocketTick::ReplyLapses(index)));
        if self.is_quiet() {
            offer(self.clock, DocketTick::Finish);
        } else if !self.closed {
            offer(self.terms.closes, DocketTick::Close);
        }
        next
    }

    fn perform(
        &mut self,
        tick: DocketTick,
        scheduled: PlanTime,
        dated: PlanTime,
        out: &mut Vec<EventEnvelope>,
    ) {
        match tick {
            DocketTick::Launch => {
                self.launched = true;
                let owes = self.duties.iter().any(|duty| duty.item < self.terms.items.len() && !duty.lifted);
                // One who is told only when all is over could do nothing about it any more.
                if owes && !self.terms.is_before_launch(self.terms.closes) {
                    out.push(self.campaign_notice(dated));
                }
            }
            DocketTick::PhaseBoundary => self.cross_boundary(scheduled, out),
            DocketTick::Opens(duty) => {
                let terms = self.terms.clone();
                let opened = &mut self.duties[duty];
                opened.state = ObligationState::Open;
                opened.plan_ahead(&terms, terms.item_at(opened.item).opens);
                let due = opened.due;
                out.push(self.effect(scheduled, duty, DocketEvent::Opened { due }));
            }
            DocketTick::FallsDue(duty) => {
                self.duties[duty].overdue = true;
                out.push(self.effect(scheduled, duty, DocketEvent::FellDue));
            }
            DocketTick::Reminder(duty) => self.remind(duty, scheduled, dated, out),
            DocketTick::Rung(duty) => self.climb(duty, dated, out),
            DocketTick::ReviewLapses(duty) => self.remind_reviewer(duty, dated, out),
            DocketTick::ApprovalLapses(approval) => self.chase_approval(approval, dated, out),
            DocketTick::RequestLapses(request) => self.chase_request(request, dated, out),
            DocketTick::ReplyLapses(letter) => self.chase_reply(letter, dated, out),
            DocketTick::Close => self.close(scheduled, out),
            DocketTick::CirculatingEnds => self.circulated = true,
            DocketTick::Finish => {
                self.finished = Some(scheduled);
                out.push(EventEnvelope::new(scheduled, None, DocketEvent::Finished));
            }
        }
    }

    fn take(
        &mut self,
        act: &CommandEnvelope,
        at: PlanTime,
        dated: PlanTime,
    ) -> Result<Vec<EventEnvelope>, Refusal> {
        self.take_command(act, at, dated)
    }

    /// A command may be older than the clock, and what it sets going may have been due meanwhile.
    fn follow_up(&mut self, command: &Command) -> Vec<EventEnvelope> {
        match command {
            // A campaign that has not begun takes it, and nothing else happens by it.
            Command::Redate { .. } => Vec::new(),
            Command::Amend { .. } if !self.launched => Vec::new(),
            _ => self.catch_up(),
        }
    }

    fn reach(&mut self, at: PlanTime) -> PlanTime {
        self.clock = self.clock.max(at);
        self.clock
    }

    fn tolerance_seconds(&self) -> i64 {
        self.terms.tolerance_seconds
    }

    fn outage(from: PlanTime, until: PlanTime) -> DocketEvent {
        DocketEvent::Outage { from, until }
    }
}

impl Docket {
    /// All that is due by the clock, or up to a question, each at its own instant.
    pub(super) fn catch_up(&mut self) -> Vec<EventEnvelope> {
        let until = self.question().map_or(self.clock, |asked| asked.min(self.clock));
        self.advance(until, None)
    }

    /// Nothing is owed, asked or awaited any more, and every phase is over.
    fn is_quiet(&self) -> bool {
        self.launched
            && self.count_at.is_none()
            && self.circulates_until().is_none()
            && self.boundaries == self.terms.phases.len() * 2
            && self.duties.iter().all(TrackedObligation::is_settled)
            && self.approvals.lapses().next().is_none()
            && self.requests.lapses().next().is_none()
            && !self.awaits_a_reply()
    }

    /// Starts and ends of phases in order of time: (instant, (is it the end, phase)).
    fn phase_boundaries(&self) -> impl Iterator<Item = (PlanTime, (bool, usize))> {
        let phases = self.terms.phases.iter().enumerate();
        let mut all: Vec<_> = phases
            .flat_map(|(index, phase)| [(phase.from, (false, index)), (phase.to, (true, index))])
            .collect();
        all.sort();
        all.into_iter()
    }

    fn cross_boundary(&mut self, at: PlanTime, out: &mut Vec<EventEnvelope>) {
        let Some((_, (is_end, index))) = self.phase_boundaries().nth(self.boundaries) else { return };
        self.boundaries += 1;
        let phase = self.terms.phases[index].id.clone();
        let what =
            if is_end { DocketEvent::PhaseEnded { phase } } else { DocketEvent::PhaseStarted { phase } };
        out.push(EventEnvelope::new(at, None, what));
    }

    /// A reminder before the due date, unless an outage made it pointless.
    fn remind(&mut self, duty: usize, scheduled: PlanTime, dated: PlanTime, out: &mut Vec<EventEnvelope>) {
        let TrackedObligation { reminders, reminded, due, .. } = &mut self.duties[duty];
        let told = take_reminder(reminders, reminded, *due, (scheduled, dated));
        out.push(match told {
            Some(step) => self.reminder(duty, step, dated),
            None => self.effect(dated, duty, DocketEvent::ReminderSkipped { scheduled }),
        });
    }

    /// The next rung: its document, or first the approval it needs.
    fn climb(&mut self, duty: usize, dated: PlanTime, out: &mut Vec<EventEnvelope>) {
        let Some((rung, _)) = next_rung(&self.duties[duty].rungs) else { return };
        match self.item(duty).ladder[rung].approval {
            Some(approval) => {
                self.duties[duty].rungs[rung].1 = RungMark::Asked;
                self.ask_approval(LadderPlace { duty, rung }, approval, dated, out);
            }
            None => {
                self.duties[duty].rungs[rung].1 = RungMark::Fired;
                self.document(duty, rung, dated, out);
            }
        }
    }

    /// The review's time has lapsed: the reviewer is reminded, and again after the same time.
    fn remind_reviewer(&mut self, duty: usize, dated: PlanTime, out: &mut Vec<EventEnvelope>) {
        let Some(span) = self.item(duty).review else { return };
        let again = self.terms.deadline(dated, span);
        if let ObligationState::Submitted { at: received, review_by, .. } = &mut self.duties[duty].state {
            *review_by = Some(again);
            let received = *received;
            out.push(self.review_reminder(duty, received, dated));
        }
    }

    /// The campaign closes: what is open is recorded, and nothing is asked any more. The tail goes on.
    fn close(&mut self, at: PlanTime, out: &mut Vec<EventEnvelope>) {
        self.closed = true;
        let tail = self.tail_duty();
        for duty in (0..self.duties.len()).filter(|duty| Some(*duty) != tail) {
            match &mut self.duties[duty].state {
                state @ (ObligationState::Pending | ObligationState::Open) => {
                    *state = ObligationState::Unfulfilled;
                    out.push(self.effect(at, duty, DocketEvent::Unfulfilled));
                }
                ObligationState::Submitted { review_by, .. } => *review_by = None,
                _ => {}
            }
        }
        self.close_approvals(at, |place| Some(place.duty) != tail, out);
        self.settle_requests(at, |duty| Some(duty) != tail, |_| ReliefEnd::Over, out);
        let ordinary = self.letters.subjects_mut().filter(|place| Some(place.duty) != tail);
        ordinary.for_each(|place| place.reply_by = None);
        self.boundaries = self.terms.phases.len() * 2;
    }
}
