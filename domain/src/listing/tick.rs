//! What happens in a listing by itself, and when.

use super::{
    Listing, ListingCommand, ListingStanding, ListingWhat, Purpose,
    force::{Chase, Force, Stage},
};
use crate::{
    command::{Act, Refusal},
    effect::Effect,
    matter::Task,
    office::Office,
    paper::{Lapse, Paper},
    ticking::Ticking,
    time::PlanTime,
};

/// Something that happens by itself. The order of the variants is the order within one instant.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tick {
    Open,
    ApprovalLapses(usize),
    Chase(Task),
    ProgressNears,
    ProgressEnds,
    TermNears,
    TermEnds,
}

impl Ticking for Listing {
    type Tick = Tick;
    type Command = ListingCommand;
    type What = ListingWhat;

    fn next_tick(&self) -> Option<(PlanTime, Tick)> {
        if self.finished.is_some() {
            return None;
        }
        let approval = self.papers.next_lapse().map(|(at, index)| (at, Tick::ApprovalLapses(index)));
        let own = match &self.stage {
            Stage::Unopened => Some((self.opening.at, Tick::Open)),
            Stage::Listed { force } => force.next_tick(),
            Stage::Delisted { publish, .. } => publish.next.map(|at| (at, Tick::Chase(publish.task))),
            Stage::Proposed | Stage::Over { .. } => None,
        };
        approval.into_iter().chain(own).min()
    }

    fn perform(
        &mut self,
        tick: Tick,
        scheduled: PlanTime,
        dated: PlanTime,
        out: &mut Vec<Effect<ListingWhat>>,
    ) {
        match tick {
            Tick::Open => self.open(scheduled, dated, out),
            Tick::ApprovalLapses(index) => self.approval_lapses(index, dated, out),
            Tick::Chase(task) => self.chase(task, scheduled, dated, out),
            Tick::ProgressNears => self.progress_nears(dated, out),
            Tick::ProgressEnds => self.progress_ends(dated, out),
            Tick::TermNears => self.term_nears(dated, out),
            Tick::TermEnds => {
                self.in_force(|_, force| force.expired = true);
                out.push(Effect::new(scheduled, None, ListingWhat::Expired));
                self.report(dated, out);
            }
        }
    }

    fn take(
        &mut self,
        act: &Act<ListingCommand>,
        at: PlanTime,
        dated: PlanTime,
    ) -> Result<Vec<Effect<ListingWhat>>, Refusal> {
        self.take_command(act, at, dated)
    }

    fn tolerance_seconds(&self) -> i64 {
        self.opening.terms.matter.tolerance_seconds
    }

    fn outage(from: PlanTime, until: PlanTime) -> ListingWhat {
        ListingWhat::Outage { from, until }
    }
}

impl Force {
    fn next_tick(&self) -> Option<(PlanTime, Tick)> {
        let chores = self.chores().filter_map(|chore| chore.next.map(|at| (at, Tick::Chase(chore.task))));
        let nears = self.progress.nears.map(|at| (at, Tick::ProgressNears));
        let term_nears = self.term_nears.map(|at| (at, Tick::TermNears));
        let term_ends = (!self.expired).then_some((self.until.at, Tick::TermEnds));
        let others = nears.into_iter().chain(term_nears).chain(term_ends);
        chores.chain(others).chain([(self.progress.due.at, Tick::ProgressEnds)]).min()
    }
}

impl Listing {
    /// The first wake: it is proposed, or in force because a docket's document listed it already.
    fn open(&mut self, scheduled: PlanTime, dated: PlanTime, out: &mut Vec<Effect<ListingWhat>>) {
        let opening = Box::new(self.opening.clone());
        out.push(Effect::new(scheduled, None, ListingWhat::Opened { opening }));
        if self.opening.issued.is_some() {
            self.come_into_force(scheduled, out);
            return;
        }
        self.stage = Stage::Proposed;
        let terms = self.opening.terms.clone();
        let draft = self.listing_document(None);
        let asked = self.papers.ask(
            &terms.matter,
            dated,
            terms.rules.approval,
            self.lister(),
            Purpose::Listing,
            draft,
        );
        out.extend(papers(dated, asked));
    }

    /// It is in force from `since` on: the term begins, and with it every other time that is counted.
    pub(super) fn come_into_force(&mut self, since: PlanTime, out: &mut Vec<Effect<ListingWhat>>) {
        let terms = &self.opening.terms;
        let force = Force::new(&terms.matter.office, &terms.rules, since);
        out.push(Effect::new(since, None, ListingWhat::Listed { until: force.until.at }));
        self.stage = Stage::Listed { force };
    }

    /// An approval's time has lapsed: the next is asked, or nobody is left.
    fn approval_lapses(&mut self, index: usize, dated: PlanTime, out: &mut Vec<Effect<ListingWhat>>) {
        let terms = self.opening.terms.clone();
        match self.papers.lapse(&terms.matter, index, dated, &self.chain()) {
            Lapse::Asked(lines) => out.extend(papers(dated, lines)),
            Lapse::Lapsed(purpose, lines) => {
                out.extend(papers(dated, lines));
                match purpose {
                    Purpose::Listing => self.drop_it("呈批逾期未获答复", dated, out),
                    Purpose::Extension { .. } => self.decline_extension("延期申请逾期未获答复", dated, out),
                    Purpose::Report => {}
                }
            }
        }
    }

    /// It was not approved, or nobody answered: the listing ends.
    pub(super) fn drop_it(&mut self, reason: &str, dated: PlanTime, out: &mut Vec<Effect<ListingWhat>>) {
        out.push(Effect::new(dated, None, ListingWhat::Dropped { reason: reason.to_owned() }));
        self.finish(ListingStanding::Dropped, dated, out);
    }

    /// Nothing is left to wait for.
    pub(super) fn finish(&mut self, how: ListingStanding, at: PlanTime, out: &mut Vec<Effect<ListingWhat>>) {
        out.extend(papers(at, self.papers.close_asks(|_| true)));
        self.stage = self.stage.ended(how);
        self.finished = Some(at);
        out.push(Effect::new(at, None, ListingWhat::Finished));
    }

    /// Something is due soon or has lapsed: whoever must do it is reminded.
    fn chase(
        &mut self,
        task: Task,
        scheduled: PlanTime,
        dated: PlanTime,
        out: &mut Vec<Effect<ListingWhat>>,
    ) {
        let office = &self.opening.terms.matter.office;
        let chore = match &mut self.stage {
            Stage::Listed { force } => force.chore_mut(task),
            Stage::Delisted { publish, .. } => Some(publish),
            _ => None,
        };
        let Some(chore) = chore else { return };
        let chased = chore.chase(office, scheduled, dated);
        let (due, step) = (chore.due, chore.reminded);
        if chased == Chase::Lapses {
            out.push(Effect::new(dated, None, ListingWhat::TaskLapsed { task }));
        }
        if chased != Chase::Skipped {
            out.push(self.remind(task, due, step, dated));
        }
    }

    /// The day on which progress is due has come.
    fn progress_nears(&mut self, dated: PlanTime, out: &mut Vec<Effect<ListingWhat>>) {
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
    fn progress_ends(&mut self, dated: PlanTime, out: &mut Vec<Effect<ListingWhat>>) {
        let every = self.opening.terms.rules.progress;
        let reminder = self.in_force(|office, force| {
            let answered = force.is_answered();
            let lapsed = (!answered).then(|| force.progress.again());
            force.progress.turn(office, force.since, every, dated, answered);
            lapsed
        });
        if let Some((due, step)) = reminder.flatten() {
            let task = Task::ReportProgress;
            out.push(Effect::new(dated, None, ListingWhat::TaskLapsed { task }));
            out.push(self.remind(task, due, step, dated));
        }
    }

    /// The last day on which an extension can be asked.
    fn term_nears(&mut self, dated: PlanTime, out: &mut Vec<Effect<ListingWhat>>) {
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
    pub(super) fn report(&mut self, dated: PlanTime, out: &mut Vec<Effect<ListingWhat>>) {
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
        let of = self.decider(rule.by);
        let draft = self.government_report(dated);
        let asked = self.papers.ask(&terms.matter, dated, rule, of, Purpose::Report, draft);
        out.extend(papers(dated, asked));
    }

    /// Does something with a listing that is in force; `None` if it is not.
    fn in_force<T>(&mut self, act: impl FnOnce(&Office, &mut Force) -> T) -> Option<T> {
        let office = &self.opening.terms.matter.office;
        match &mut self.stage {
            Stage::Listed { force } => Some(act(office, force)),
            _ => None,
        }
    }
}

/// Lines of paperwork as effects.
pub(super) fn papers(at: PlanTime, lines: Vec<Paper>) -> Vec<Effect<ListingWhat>> {
    lines.into_iter().map(|line| Effect::new(at, None, ListingWhat::Paper(line))).collect()
}
