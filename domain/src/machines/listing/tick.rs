//! What happens in a listing by itself, and when.

use super::{
    Listing, ListingPurpose,
    command::ListingCommand,
    event::{ListingEvent, ListingStatus, papers},
    force::{Chase, Force, ListingStage},
};
use crate::{
    machines::{command::CommandEnvelope, event::EventEnvelope, matter::Task, ticking::Ticking},
    paperwork::correspondence::Drafted,
    timekeeping::{office::Office, time::PlanTime},
    wording::refusal::Refusal,
};

/// Something that happens by itself. The order of the variants is the order within one instant.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ListingTick {
    Open,
    ApprovalLapses(usize),
    Chase(Task),
    ProgressNears,
    ProgressEnds,
    TermNears,
    TermEnds,
}

impl Ticking for Listing {
    type Tick = ListingTick;

    fn next_tick(&self) -> Option<(PlanTime, ListingTick)> {
        if self.finished.is_some() {
            return None;
        }
        let approval = self.papers.next_lapse().map(|(at, index)| (at, ListingTick::ApprovalLapses(index)));
        let own = match &self.stage {
            ListingStage::Unopened => Some((self.opening.at, ListingTick::Open)),
            ListingStage::Listed { force } => force.next_tick(),
            ListingStage::Delisted { publish, .. } => {
                publish.next.map(|at| (at, ListingTick::Chase(publish.task)))
            }
            ListingStage::Proposed | ListingStage::Over { .. } => None,
        };
        approval.into_iter().chain(own).min()
    }

    fn perform(
        &mut self,
        tick: ListingTick,
        scheduled: PlanTime,
        dated: PlanTime,
        out: &mut Vec<EventEnvelope<ListingEvent>>,
    ) {
        match tick {
            ListingTick::Open => self.open(scheduled, dated, out),
            ListingTick::ApprovalLapses(index) => self.approval_lapses(index, dated, out),
            ListingTick::Chase(task) => self.chase(task, scheduled, dated, out),
            ListingTick::ProgressNears => self.progress_nears(dated, out),
            ListingTick::ProgressEnds => self.progress_ends(dated, out),
            ListingTick::TermNears => self.term_nears(dated, out),
            ListingTick::TermEnds => {
                self.in_force(|_, force| force.expired = true);
                out.push(EventEnvelope::new(scheduled, None, ListingEvent::Expired));
                self.report(dated, out);
            }
        }
    }

    fn take(
        &mut self,
        act: &CommandEnvelope<ListingCommand>,
        at: PlanTime,
        dated: PlanTime,
    ) -> Result<Vec<EventEnvelope<ListingEvent>>, Refusal> {
        self.take_command(act, at, dated)
    }

    fn tolerance_seconds(&self) -> i64 {
        self.opening.terms.matter.tolerance_seconds
    }

    fn outage(from: PlanTime, until: PlanTime) -> ListingEvent {
        ListingEvent::Outage { from, until }
    }
}

impl Force {
    fn next_tick(&self) -> Option<(PlanTime, ListingTick)> {
        let chores =
            self.chores().filter_map(|chore| chore.next.map(|at| (at, ListingTick::Chase(chore.task))));
        let nears = self.progress.nears.map(|at| (at, ListingTick::ProgressNears));
        let term_nears = self.term_nears.map(|at| (at, ListingTick::TermNears));
        let term_ends = (!self.expired).then_some((self.until.at, ListingTick::TermEnds));
        let others = nears.into_iter().chain(term_nears).chain(term_ends);
        chores.chain(others).chain([(self.progress.due.at, ListingTick::ProgressEnds)]).min()
    }
}

impl Listing {
    /// The first wake: it is proposed, or in force because a docket's document listed it already.
    fn open(&mut self, scheduled: PlanTime, dated: PlanTime, out: &mut Vec<EventEnvelope<ListingEvent>>) {
        let opening = Box::new(self.opening.clone());
        out.push(EventEnvelope::new(scheduled, None, ListingEvent::Opened { opening }));
        if self.opening.issued.is_some() {
            self.come_into_force(scheduled, out);
            return;
        }
        self.stage = ListingStage::Proposed;
        let terms = self.opening.terms.clone();
        let draft = self.listing_document(None);
        let asked = self.papers.ask(
            &terms.matter,
            dated,
            terms.rules.approval,
            self.opening.lister(),
            ListingPurpose::Listing,
            draft,
        );
        out.extend(papers(dated, asked));
    }

    /// It is in force from `since` on: the term begins, and with it every other time that is counted.
    pub(super) fn come_into_force(&mut self, since: PlanTime, out: &mut Vec<EventEnvelope<ListingEvent>>) {
        let terms = &self.opening.terms;
        let force = Force::new(&terms.matter.office, &terms.rules, since);
        out.push(EventEnvelope::new(since, None, ListingEvent::Listed { until: force.until.at }));
        self.stage = ListingStage::Listed { force };
    }

    /// An approval's time has lapsed: the next is asked, or nobody is left.
    fn approval_lapses(&mut self, index: usize, dated: PlanTime, out: &mut Vec<EventEnvelope<ListingEvent>>) {
        let terms = self.opening.terms.clone();
        let Some(Drafted { purpose, draft }) = self.papers.asks().get(index).map(|ask| ask.subject.clone())
        else {
            return;
        };
        let draft = self.drafted(purpose, draft, dated);
        let (lines, lapsed) = self.papers.lapse(&terms.matter, index, dated, &self.opening.chain(), draft);
        out.extend(papers(dated, lines));
        match purpose {
            _ if !lapsed => {}
            ListingPurpose::Listing => self.drop_it("呈批逾期未获答复", dated, out),
            ListingPurpose::Extension { .. } => self.decline_extension("延期申请逾期未获答复", dated, out),
            ListingPurpose::Report => {}
        }
    }

    /// It was not approved, or nobody answered: the listing ends.
    pub(super) fn drop_it(
        &mut self,
        reason: &str,
        dated: PlanTime,
        out: &mut Vec<EventEnvelope<ListingEvent>>,
    ) {
        out.push(EventEnvelope::new(dated, None, ListingEvent::Dropped { reason: reason.to_owned() }));
        self.finish(ListingStatus::Dropped, dated, out);
    }

    /// Nothing is left to wait for.
    pub(super) fn finish(
        &mut self,
        how: ListingStatus,
        at: PlanTime,
        out: &mut Vec<EventEnvelope<ListingEvent>>,
    ) {
        out.extend(papers(at, self.papers.close_asks(|_| true)));
        self.stage = self.stage.ended(how);
        self.finished = Some(at);
        out.push(EventEnvelope::new(at, None, ListingEvent::Finished));
    }

    /// Something is due soon or has lapsed: whoever must do it is reminded.
    fn chase(
        &mut self,
        task: Task,
        scheduled: PlanTime,
        dated: PlanTime,
        out: &mut Vec<EventEnvelope<ListingEvent>>,
    ) {
        let office = &self.opening.terms.matter.office;
        let chore = match &mut self.stage {
            ListingStage::Listed { force } => force.chore_mut(task),
            ListingStage::Delisted { publish, .. } => Some(publish),
            _ => None,
        };
        let Some(chore) = chore else { return };
        let chased = chore.chase(office, scheduled, dated);
        let (due, step) = (chore.due, chore.reminded);
        if chased == Chase::Lapses {
            out.push(EventEnvelope::new(dated, None, ListingEvent::TaskLapsed { task }));
        }
        if chased != Chase::Skipped {
            out.push(self.remind(task, due, step, dated));
        }
    }

    /// The day on which progress is due has come.
    fn progress_nears(&mut self, dated: PlanTime, out: &mut Vec<EventEnvelope<ListingEvent>>) {
        let reminder = self.in_force(|_, force| {
            force.progress.nears = None;
            let wanted = !force.is_answered() && dated < force.progress.due.at;
            wanted.then(|| force.progress.again())
        });
        if let Some((due, step)) = reminder.flatten() {
            out.push(self.remind(Task::ReportProgress, due, step, dated));
        }
    }

    /// A period of progress ends, and the next begins.
    fn progress_ends(&mut self, dated: PlanTime, out: &mut Vec<EventEnvelope<ListingEvent>>) {
        let every = self.opening.terms.rules.progress;
        let reminder = self.in_force(|office, force| {
            let answered = force.is_answered();
            let lapsed = (!answered).then(|| force.progress.again());
            force.progress.turn(office, force.since, every, dated, answered);
            lapsed
        });
        if let Some((due, step)) = reminder.flatten() {
            let task = Task::ReportProgress;
            out.push(EventEnvelope::new(dated, None, ListingEvent::TaskLapsed { task }));
            out.push(self.remind(task, due, step, dated));
        }
    }

    /// The last day on which an extension can be asked.
    fn term_nears(&mut self, dated: PlanTime, out: &mut Vec<EventEnvelope<ListingEvent>>) {
        let asked = self.extension_asked();
        let due = self.in_force(|_, force| {
            force.term_nears = None;
            (!asked && dated < force.until.at).then_some(force.until)
        });
        if let Some(due) = due.flatten() {
            out.push(self.remind(Task::TermEnds, due, 1, dated));
        }
    }

    /// 报告地方党委政府, the last rung: asked for once the term has ended and neither an application nor a
    /// request for more time waits for an answer.
    pub(super) fn report(&mut self, dated: PlanTime, out: &mut Vec<EventEnvelope<ListingEvent>>) {
        let Some(rule) = self.opening.terms.rules.government_report else { return };
        let asked = self.extension_asked();
        let due = self.in_force(|_, force| {
            let last = force.expired && !force.reported && !asked && force.application.is_none();
            force.reported |= last;
            last
        });
        if due != Some(true) {
            return;
        }
        let terms = self.opening.terms.clone();
        let of = self.opening.decider(rule.by);
        let draft = self.government_report(dated);
        let asked = self.papers.ask(&terms.matter, dated, rule, of, ListingPurpose::Report, draft);
        out.extend(papers(dated, asked));
    }

    /// Does something with a listing that is in force; `None` if it is not.
    fn in_force<T>(&mut self, act: impl FnOnce(&Office, &mut Force) -> T) -> Option<T> {
        let office = &self.opening.terms.matter.office;
        match &mut self.stage {
            ListingStage::Listed { force } => Some(act(office, force)),
            _ => None,
        }
    }
}
