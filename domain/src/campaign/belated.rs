//! A campaign launched after some of its dates have passed. What lies before the launch is past: nobody had
//! been told, so nobody is reminded of it or written to about it afterwards.

use crate::{
    campaign::{tail::TailTerms, terms::Terms},
    machines::event::EventEnvelope,
    timekeeping::time::{PlanTime, Timebase, WallTime},
    wording::sentence::{Sentence, sentence},
};
use chrono::NaiveDate;
use std::fmt;

/// What of a plan has passed, where something that bureaus owe has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Belated {
    /// How many due days have passed.
    pub passed: usize,
    /// Of how many.
    pub of: usize,
    /// The earliest of them, with the title of what is owed.
    pub first: Option<(String, NaiveDate)>,
    /// The close, where that has passed.
    pub closed: Option<NaiveDate>,
}

impl Terms {
    /// What has passed at `now`; `None` while everything that is owed, and the close, lies ahead.
    pub fn belated(&self, now: PlanTime) -> Option<Belated> {
        let passed: Vec<_> = self.items.iter().filter(|item| item.due <= now).collect();
        let first = passed.iter().min_by_key(|item| item.due);
        let belated = Belated {
            passed: passed.len(),
            of: self.items.len(),
            first: first.map(|item| (item.title.clone(), item.due_day)),
            closed: (self.closes <= now).then(|| self.office.date(self.closes)),
        };
        (belated.passed > 0 || belated.closed.is_some()).then_some(belated)
    }

    /// The same terms for a campaign launched at `at`. In real time what lies before the launch is past;
    /// compressed time replays a plan from its issue date.
    #[must_use]
    pub fn launched_in(mut self, timebase: Timebase, at: WallTime) -> Self {
        let at = timebase.plan(at);
        self.launched = (timebase == Timebase::identity() && at > self.opens).then_some(at);
        self
    }

    /// When every docket begins: with the campaign's opening, or with a launch that came later.
    pub fn begins(&self) -> PlanTime {
        self.launched.map_or(self.opens, |at| at.max(self.opens))
    }

    /// The instant by which a reader is told that the campaign was launched: nothing of its history lies
    /// before it.
    pub fn launch_line(&self, timebase: Timebase, at: WallTime) -> PlanTime {
        if timebase == Timebase::identity() { timebase.plan(at) } else { self.opens }
    }

    /// When a tail first asks. Counts that would have come before a belated launch are past; the cycle keeps
    /// its beat.
    pub(crate) fn first_count(&self, tail: &TailTerms) -> PlanTime {
        let (office, begins) = (&self.office, self.begins());
        let mut at = tail.from;
        while at < begins && at < tail.until {
            at = office.closing(tail.due_after(office, office.date(at))).min(tail.until);
        }
        at.max(begins)
    }

    /// Whether something lies before a launch that came after the opening.
    pub(crate) fn is_before_launch(&self, at: PlanTime) -> bool {
        self.launched.is_some_and(|launched| at <= launched)
    }
}

/// What happened, newest first, by when it happened: the ledger may have heard it late. What an earlier version
/// told of the time before the launch was taken note of then.
pub fn history<'e, W>(
    told: impl IntoIterator<Item = &'e EventEnvelope<W>>,
    launch: PlanTime,
) -> Vec<(PlanTime, &'e EventEnvelope<W>)> {
    let mut history: Vec<_> = told.into_iter().map(|effect| (effect.at.max(launch), effect)).collect();
    history.reverse();
    history.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    history
}

impl Belated {
    /// What has passed, and what a launch would then mean.
    pub fn sentence(&self) -> Sentence {
        let Self { passed, of, first, closed } = self;
        let due = first.as_ref().map(|(title, day)| {
            sentence!(
                "{passed} of {of} due days have passed, the first on {day} ({title})",
                "{of}项任务中有{passed}项的期限已过，最早的是{day}的“{title}”"
            )
        });
        let closed = closed.map(|day| sentence!("the campaign closed on {day}", "行动已于{day}截止"));
        let what = match (due, closed) {
            (Some(due), Some(closed)) => due.and(&sentence!(", and ", "，且")).and(&closed),
            (due, closed) => due.or(closed).unwrap_or_default(),
        };
        what.and(&sentence!(
            "; a belated launch must be asked for, and sends no reminder or document for the time before it",
            "；确需补发的，须明确选择补发，发起之前的提醒和文书一律不再发出"
        ))
    }
}

impl fmt::Display for Belated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}
