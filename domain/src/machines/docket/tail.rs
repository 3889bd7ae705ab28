//! The tail (REQUIREMENTS A11): while findings are open after the campaign's end, a report is owed for each
//! period. How many are open a docket cannot know: it asks, and waits for the answer.

use super::{Docket, ObligationState, Revisions, TrackedObligation};
use crate::{
    campaign::tail::TailTerms,
    machines::{
        event::{DocketEvent, EventEnvelope},
        machine::Machine,
        matter::Task,
        ticking::Ticking,
    },
    paperwork::{instrument::Instrument, notice::Facts, relief::ReliefEnd},
    timekeeping::time::PlanTime,
};
use chrono::NaiveDate;

impl Docket {
    /// The duty of the tail's report.
    pub(super) fn tail_duty(&self) -> Option<usize> {
        let tail = self.terms.tail.as_ref()?;
        self.duties.iter().position(|duty| self.terms.item_at(duty.item).id == tail.item.id)
    }

    pub(super) fn is_tail(&self, duty: usize) -> bool {
        self.tail_duty() == Some(duty)
    }

    /// So many findings were open at the instant asked about. None: the tail is over. Some: a report is
    /// owed for the next period, unless the last one is still missing.
    pub(super) fn answer_count(&mut self, at: PlanTime, open: u32, now: PlanTime) -> Vec<EventEnvelope> {
        let terms = self.terms.clone();
        let (Some(tail), Some(duty)) = (&terms.tail, self.tail_duty()) else { return Vec::new() };
        if self.question() != Some(at) {
            return Vec::new();
        }
        let mut out = self.advance(at, Some(now.max(at)));
        self.reach(at);
        let dated = self.dated(at, now);
        out.push(self.effect(at, duty, DocketEvent::FindingsCounted { open }));
        let next = self.next_period(tail, at);
        self.count_at = next.map(|(_, due)| due).filter(|_| open > 0);
        match next {
            _ if open == 0 => self.end_tail(duty, dated, &mut out),
            None => self.cut_tail(duty, open, at, &mut out),
            Some((day, due)) if self.duties[duty].state != ObligationState::Open => {
                self.open_report(duty, open, (day, due), dated, &mut out);
            }
            Some(_) => {}
        }
        out.extend(self.catch_up());
        out
    }

    /// The day and instant of the next report; `None` once the tail's last instant has come.
    fn next_period(&self, tail: &TailTerms, at: PlanTime) -> Option<(NaiveDate, PlanTime)> {
        let office = &self.terms.office;
        if at >= tail.until {
            return None;
        }
        let day = tail.due_after(office, office.date(at)).min(office.date(tail.until));
        Some((day, office.closing(day)))
    }

    fn open_report(
        &mut self,
        duty: usize,
        open: u32,
        (due_day, due): (NaiveDate, PlanTime),
        at: PlanTime,
        out: &mut Vec<EventEnvelope>,
    ) {
        let terms = self.terms.clone();
        let report = &mut self.duties[duty];
        let TrackedObligation { state, round, .. } = report.clone();
        if let ObligationState::Submitted { on_time, .. } | ObligationState::Accepted { on_time, .. } = state
        {
            report.late_before |= !on_time;
            report.round = round + 1;
            report.revisions = Revisions::default();
        }
        report.state = ObligationState::Open;
        report.overdue = false;
        report.rungs.clear();
        (report.due_day, report.due, report.judged_by) = (due_day, due, due);
        report.plan_ahead(&terms, at);
        out.push(self.effect(at, duty, DocketEvent::Opened { due }));
        let facts = Facts {
            due: Some(due),
            provisional: terms.office.calendar.is_provisional(due_day),
            task: Some(Task::TailReport),
            reason: Some(format!("截至{}，仍有{open}项问题隐患未销号", self.shown_day(at))),
            requires: self.item(duty).requires.clone(),
            ..Facts::default()
        };
        let from = self.supervisor();
        out.push(self.decision(Instrument::TaskReminder, duty, &from, at, facts));
    }

    /// The last finding is closed: no report is owed any more.
    fn end_tail(&mut self, duty: usize, at: PlanTime, out: &mut Vec<EventEnvelope>) {
        let asked = self.duties[duty].state == ObligationState::Open;
        if !asked && self.duties[duty].state != ObligationState::Pending {
            return;
        }
        let reason = "问题隐患已全部销号".to_owned();
        self.duties[duty].state = ObligationState::Waived;
        out.push(self.effect(at, duty, DocketEvent::Waived { reason: reason.clone() }));
        self.close_approvals(at, |place| place.duty == duty, out);
        self.settle_requests(at, |of| of == duty, |_| ReliefEnd::Over, out);
        if asked {
            let from = self.supervisor();
            let facts = Facts { reason: Some(reason), ..Facts::default() };
            out.push(self.decision(Instrument::Waived, duty, &from, at, facts));
        }
    }

    /// The tail has reached its last day, and findings are still open.
    fn cut_tail(&mut self, duty: usize, open: u32, at: PlanTime, out: &mut Vec<EventEnvelope>) {
        out.push(self.effect(at, duty, DocketEvent::TailCut { open }));
        if matches!(self.duties[duty].state, ObligationState::Open | ObligationState::Pending) {
            self.duties[duty].state = ObligationState::Unfulfilled;
            out.push(self.effect(at, duty, DocketEvent::Unfulfilled));
        }
        self.close_approvals(at, |place| place.duty == duty, out);
        self.settle_requests(at, |of| of == duty, |_| ReliefEnd::Over, out);
        let letters = self.letters.subjects_mut().filter(|place| place.duty == duty);
        letters.for_each(|place| place.reply_by = None);
    }

    fn shown_day(&self, at: PlanTime) -> String {
        at.in_zone(self.terms.office.zone).format("%Y年%-m月%-d日").to_string()
    }
}
