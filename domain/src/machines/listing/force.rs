//! Where a listing stands and what it keeps there: its term, and who has to do what by when.

use super::{dates::due, event::ListingStatus, rules::ListingRules};
use crate::{
    machines::matter::{Deadline, Task},
    timekeeping::{office::Office, redating::Redater, span::Span, time::PlanTime},
};
use serde::{Deserialize, Serialize};

/// How long before the plan is due its bureau is reminded.
pub(super) const PLAN_REMINDER: Span = Span::WorkingDays(3);
/// How often a bureau is reminded of a plan that is overdue.
const PLAN_AGAIN: Span = Span::WorkingDays(5);

/// Where a listing stands, with what belongs to it there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "kebab-case")]
pub(super) enum ListingStage {
    /// Its first wake has not come.
    Unopened,
    /// It waits for a leader.
    Proposed,
    /// It is in force.
    Listed { force: Force },
    /// It was lifted, and that is to be published.
    Delisted { force: Force, at: PlanTime, publish: Chore },
    /// It has ended.
    Over { how: ListingStatus, force: Option<Force>, delisted: Option<PlanTime> },
}

/// What a listing keeps from the day it came into force.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Force {
    /// When it came into force.
    pub(super) since: PlanTime,
    /// When its term ends.
    pub(super) until: Deadline,
    /// The last instant at which an extension can be asked.
    pub(super) ask_by: PlanTime,
    /// When the bureau is told that the term will end; `None` once it has been.
    pub(super) term_nears: Option<PlanTime>,
    /// Whether the term has ended.
    pub(super) expired: bool,
    /// Whether the report to the government has been asked for.
    pub(super) reported: bool,
    /// The ordinal of the listing document; `None` where a docket issued it.
    pub(super) document: Option<u32>,
    /// Publishing the listing.
    pub(super) publish: Chore,
    /// Filing the rectification plan.
    pub(super) plan: Chore,
    /// Reporting progress.
    pub(super) progress: Progress,
    /// The application that waits for verification.
    pub(super) application: Option<Application>,
    /// How many verifications it has failed.
    pub(super) failed: u16,
}

/// Something to be done once by an instant, with reminders until it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Chore {
    /// What.
    pub(super) task: Task,
    /// By when; this decides whether it was done in time.
    pub(super) due: Deadline,
    /// When a reminder goes out next.
    pub(super) next: Option<PlanTime>,
    /// How long after one that lapsed the next reminder comes.
    again: Span,
    /// Reminders sent.
    pub(super) reminded: u16,
    /// Whether it has lapsed.
    lapsed: bool,
    /// When it was done.
    pub(super) done: Option<PlanTime>,
}

/// An application to be lifted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Application {
    /// When it was received.
    pub(super) at: PlanTime,
    /// Its verification.
    pub(super) verify: Chore,
}

/// Progress reports, period by period. Each period is judged once, by the first report that counts
/// for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Progress {
    /// The present period, from 1.
    period: u16,
    /// When it ends.
    pub(super) due: Deadline,
    /// When its reminder goes out; `None` once it has.
    pub(super) nears: Option<PlanTime>,
    /// Whether something was reported in it.
    reported: bool,
    /// The end of the first period that nothing was reported in and that no report has made up for.
    missed: Option<PlanTime>,
    /// How often progress was reported.
    pub(super) count: u32,
    /// Reminders sent.
    reminded: u16,
}

/// What a wake of a chore leads to.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Chase {
    /// An outage made the reminder pointless: the task has fallen due meanwhile.
    Skipped,
    /// It is due soon.
    Nears,
    /// It has lapsed just now.
    Lapses,
    /// It lapsed before.
    Again,
}

impl Chore {
    /// A task due `span` after `at`; when it lapses, a reminder, and one more after each further `again`.
    pub(super) fn new(office: &Office, task: Task, at: PlanTime, span: Span, again: Span) -> Self {
        let due = due(office, at, span);
        Self { task, due, next: Some(due.at), again, reminded: 0, lapsed: false, done: None }
    }

    /// The reminder comes: what kind of it, and when the next one does.
    pub(super) fn chase(&mut self, office: &Office, scheduled: PlanTime, dated: PlanTime) -> Chase {
        if scheduled < self.due.at {
            self.next = Some(self.due.at);
            if dated >= self.due.at {
                return Chase::Skipped;
            }
            self.reminded = self.reminded.saturating_add(1);
            return Chase::Nears;
        }
        self.next = Some(due(office, dated, self.again).at).filter(|next| *next > dated);
        self.reminded = self.reminded.saturating_add(1);
        if std::mem::replace(&mut self.lapsed, true) { Chase::Again } else { Chase::Lapses }
    }

    /// How long after one that lapsed the next reminder comes.
    pub(super) const fn again(&self) -> Span {
        self.again
    }

    /// It was done at `at`: whether in time.
    pub(super) fn finish(&mut self, at: PlanTime) -> bool {
        self.done = Some(at);
        self.next = None;
        at <= self.due.at
    }
}

impl Progress {
    fn new(office: &Office, since: PlanTime, every: Span) -> Self {
        let due = due(office, since, every);
        let nears = reminder(office, due, since);
        Self { period: 1, due, nears, reported: false, missed: None, count: 0, reminded: 0 }
    }

    /// A report received at `at`: whether it was in time. One that comes after a period was missed makes
    /// up for it, and counts for the present period too.
    pub(super) fn report(&mut self, at: PlanTime) -> bool {
        self.count = self.count.saturating_add(1);
        let missed = self.missed.take();
        let in_time = missed.is_none_or(|missed| at <= missed);
        self.reported |= missed.is_none() || !in_time;
        in_time
    }

    /// The end of the present period, which is counted from the beginning, and its reminder.
    pub(super) fn redate(&mut self, redater: &Redater<'_>, since: PlanTime, every: Span) {
        let counted = |office: &Office| match self.period {
            1 => due(office, since, every),
            period => office.deadline(since, times(every, period)),
        };
        if counted(redater.old) != self.due {
            return;
        }
        let new = counted(redater.new);
        if redater.ahead(self.due.at, new.at) == new.at {
            self.due = new;
            let opening = redater.new.opening(redater.new.date(new.at));
            self.nears = self.nears.map(|nears| redater.ahead(nears, opening));
        }
    }

    /// One more reminder of the present period: when that ends, and the ordinal of the reminder.
    pub(super) fn again(&mut self) -> (Deadline, u16) {
        self.reminded = self.reminded.saturating_add(1);
        (self.due, self.reminded)
    }

    /// The period ends: the next begins. Those that an outage swallowed are not asked for one by one.
    /// `answered`: whether something was reported in it.
    pub(super) fn turn(
        &mut self,
        office: &Office,
        since: PlanTime,
        every: Span,
        dated: PlanTime,
        answered: bool,
    ) {
        if !answered {
            self.missed.get_or_insert(self.due.at);
        }
        self.reported = false;
        loop {
            let before = self.due.at;
            self.period = self.period.saturating_add(1);
            self.due = office.deadline(since, times(every, self.period));
            if self.due.at > dated {
                break;
            }
            // A length of no days, or one that has run out of numbers, counts on from here.
            if self.due.at <= before {
                self.due = due(office, dated, every);
                break;
            }
        }
        self.nears = reminder(office, self.due, dated);
    }
}

/// A length so many times over.
fn times(every: Span, count: u16) -> Span {
    match every {
        Span::Days(n) => Span::Days(n.saturating_mul(count)),
        Span::WorkingDays(n) => Span::WorkingDays(n.saturating_mul(count)),
    }
}

/// The opening of the office on the day something is due, if that lies ahead.
fn reminder(office: &Office, due: Deadline, after: PlanTime) -> Option<PlanTime> {
    Some(office.opening(office.date(due.at))).filter(|at| *at > after)
}

impl Force {
    /// A listing that comes into force at `since`.
    pub(super) fn new(office: &Office, rules: &ListingRules, since: PlanTime) -> Self {
        let until = due(office, since, rules.term);
        let mut plan = Chore::new(office, Task::FilePlan, since, rules.plan, PLAN_AGAIN);
        let early = office.opening(office.day_before(office.date(plan.due.at), PLAN_REMINDER));
        if early > since {
            plan.next = Some(early);
        }
        let mut force = Self {
            since,
            until,
            ask_by: until.at,
            term_nears: None,
            expired: false,
            reported: false,
            document: None,
            publish: Chore::new(office, Task::PublishListing, since, rules.publish, rules.publish),
            plan,
            progress: Progress::new(office, since, rules.progress),
            application: None,
            failed: 0,
        };
        force.run_until(office, rules, until, since);
        force
    }

    /// The term runs until then, as is known from `from` on.
    pub(super) fn run_until(
        &mut self,
        office: &Office,
        rules: &ListingRules,
        until: Deadline,
        from: PlanTime,
    ) {
        let last_day = office.day_before(office.date(until.at), rules.extension_before);
        self.until = until;
        self.expired = false;
        self.reported = false;
        self.ask_by = office.closing(last_day);
        self.term_nears = Some(office.opening(last_day)).filter(|at| *at > from);
    }

    /// An application is received: it is the lister's turn, and nothing is asked of the listed bureau.
    pub(super) fn apply(&mut self, office: &Office, rules: &ListingRules, at: PlanTime, dated: PlanTime) {
        let verify = Chore::new(office, Task::Verify, dated, rules.verify, rules.verify);
        self.application = Some(Application { at, verify });
    }

    /// Whether nothing is expected of the listed bureau in the present period of progress: it has
    /// reported, or its application says how far it is.
    pub(super) fn is_answered(&self) -> bool {
        self.progress.reported || self.application.is_some()
    }

    /// What is to be done once, and has not been.
    pub(super) fn chores(&self) -> impl Iterator<Item = &Chore> {
        let verify = self.application.as_ref().map(|application| &application.verify);
        [Some(&self.publish), Some(&self.plan), verify]
            .into_iter()
            .flatten()
            .filter(|chore| chore.done.is_none())
    }

    /// The chore of this kind.
    pub(super) fn chore_mut(&mut self, task: Task) -> Option<&mut Chore> {
        match task {
            Task::PublishListing => Some(&mut self.publish),
            Task::FilePlan => Some(&mut self.plan),
            Task::Verify => self.application.as_mut().map(|application| &mut application.verify),
            _ => None,
        }
    }

    /// The next thing somebody has to do, and by when.
    pub(super) fn next(&self) -> Option<(Task, PlanTime)> {
        let chores = self.chores().map(|chore| (chore.task, chore.due.at));
        let waits = self.application.is_some();
        let progress = (!waits).then_some((Task::ReportProgress, self.progress.due.at));
        let term = (!waits && !self.expired).then_some((Task::TermEnds, self.until.at));
        chores.chain(progress).chain(term).min_by_key(|(task, at)| (*at, *task))
    }
}

impl ListingStage {
    /// What it keeps since it came into force, if it did.
    pub(super) fn force(&self) -> Option<&Force> {
        match self {
            ListingStage::Unopened | ListingStage::Proposed => None,
            ListingStage::Listed { force } | ListingStage::Delisted { force, .. } => Some(force),
            ListingStage::Over { force, .. } => force.as_ref(),
        }
    }

    /// In a word.
    pub(super) fn standing(&self) -> ListingStatus {
        match self {
            ListingStage::Unopened | ListingStage::Proposed => ListingStatus::Proposed,
            ListingStage::Listed { force } if force.application.is_some() => ListingStatus::Applied,
            ListingStage::Listed { .. } => ListingStatus::Listed,
            ListingStage::Delisted { .. } => ListingStatus::Delisted,
            ListingStage::Over { how, .. } => *how,
        }
    }

    /// When it was lifted.
    pub(super) fn delisted(&self) -> Option<PlanTime> {
        match self {
            ListingStage::Delisted { at, .. } => Some(*at),
            ListingStage::Over { delisted, .. } => *delisted,
            _ => None,
        }
    }

    /// The same, ended.
    pub(super) fn ended(&self, how: ListingStatus) -> Self {
        ListingStage::Over { how, force: self.force().cloned(), delisted: self.delisted() }
    }
}
