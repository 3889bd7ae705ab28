//! What moves in a running machine when holidays are announced: due days, reminders, rungs, approvals and
//! every other clock that lies ahead. What has passed stays as it was, and a clock never moves into the
//! past; how each machine keeps its clocks is its own affair.

use crate::{
    ids::BureauCode,
    paperwork::instrument::Instrument,
    timekeeping::{calendar::Calendar, office::Office, span::Span, time::PlanTime},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

macro_rules! clocks {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $chinese:literal;)*) => {
        /// A clock that a machine keeps.
        #[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Clock { $($(#[$doc])* $name,)* }

        impl Clock {
            /// Every clock.
            pub const ALL: &'static [Clock] = &[$(Clock::$name,)*];

            /// The spelling used in JSON.
            pub const fn as_str(self) -> &'static str {
                match self { $(Clock::$name => $text,)* }
            }

            /// The name a user reads.
            pub const fn chinese(self) -> &'static str {
                match self { $(Clock::$name => $chinese,)* }
            }
        }
    };
}

clocks! {
    /// Something is due.
    Due = "due", "期限";
    /// A reminder goes out.
    Reminder = "reminder", "到期提醒";
    /// A rung of the ladder comes.
    Rung = "rung", "督办文书";
    /// A submission is to be reviewed.
    Review = "review", "审核期限";
    /// A document is to be approved.
    Approval = "approval", "审批期限";
    /// A document is to be answered.
    Reply = "reply", "回复期限";
    /// Something else in a matter is to be done: triage, a re-inspection, a verification.
    Task = "task", "办理期限";
    /// Findings are counted for the tail.
    Count = "count", "隐患统计时点";
    /// A listing's term ends.
    Term = "term", "挂牌期限";
    /// The campaign closes.
    Close = "close", "督办截止";
}

impl Clock {
    /// Whether a person has to keep it: the others are kept by the program.
    pub const fn binds_people(self) -> bool {
        !matches!(self, Clock::Reminder | Clock::Rung | Clock::Count)
    }
}

/// One clock that moves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// Which.
    pub clock: Clock,
    /// Ordinal within its kind: a rung, an approval, a document; 0 where there is one only.
    #[serde(default)]
    pub number: u32,
    /// About what: an obligation's title, a matter's.
    pub title: String,
    /// Whose it is.
    pub of: BureauCode,
    /// When it would have come.
    pub old: PlanTime,
    /// When it comes; `None`: no more.
    pub new: Option<PlanTime>,
    /// Whether the new instant is provisional still.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub provisional: bool,
}

/// What becomes of one clock when a plan is amended: it moves, it comes anew, or it comes no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockChange {
    /// Which.
    pub clock: Clock,
    /// Ordinal within its kind: a rung, counted from 1; 0 where there is one only.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub number: u32,
    /// The document that a rung issues.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instrument: Option<Instrument>,
    /// When it would have come; `None`: it is new.
    pub old: Option<PlanTime>,
    /// When it comes; `None`: no more.
    pub new: Option<PlanTime>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
const fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// Moves the instants of one machine from one calendar to another.
#[derive(Clone, Debug)]
pub(crate) struct Redater<'a> {
    pub(crate) old: &'a Office,
    pub(crate) new: &'a Office,
    /// What lies at or before it has passed.
    pub(crate) now: PlanTime,
}

impl Redater<'_> {
    /// A clock that lies ahead moves, if the new instant lies ahead too.
    pub(crate) fn ahead(&self, old: PlanTime, new: PlanTime) -> PlanTime {
        if old > self.now && new > self.now { new } else { old }
    }

    /// A deadline that was counted from an instant nobody kept. The calendars agree about the days that
    /// have passed, so as many working days are left by the new one as were by the old; calendar days that
    /// ended on what is now a day off move on from it.
    pub(crate) fn recounted(&self, due: PlanTime, span: Span) -> PlanTime {
        let (day, time) = (self.old.date(due), due.in_zone(self.old.zone).time());
        let today = self.old.date(self.now);
        let counted = matches!(span, Span::WorkingDays(_)) && self.old.calendar.is_working(day);
        let left = u16::try_from(self.old.calendar.working_days_between(today, day)).unwrap_or(u16::MAX);
        let moved = match left {
            0 => day,
            left if counted => self.new.calendar.working_day_after(today, left),
            _ => self.new.calendar.on_or_after(day),
        };
        self.ahead(due, self.new.local(moved.and_time(time)))
    }

    /// The reminders still to come when a due day moves: those `left`, each where its length comes to from
    /// the new day. One that would have passed keeps its instant; none comes at or after `end`.
    pub(crate) fn reminders(
        &self,
        spans: &[Span],
        left: &[PlanTime],
        (from, to): (NaiveDate, NaiveDate),
        end: PlanTime,
    ) -> Vec<(PlanTime, Option<PlanTime>)> {
        let pair = |span: &Span| {
            let old = self.old.opening(self.old.day_before(from, *span));
            let new = self.new.opening(self.new.day_before(to, *span));
            left.contains(&old).then(|| (old, self.ahead(old, new)))
        };
        let mut pairs: Vec<_> = spans.iter().filter_map(pair).collect();
        // One that no length explains stays.
        let known: Vec<_> = pairs.iter().map(|(old, _)| *old).collect();
        pairs.extend(left.iter().filter(|old| !known.contains(old)).map(|old| (*old, *old)));
        pairs.sort();
        pairs.dedup();
        pairs.into_iter().map(|(old, new)| (old, Some(new).filter(|new| *new < end))).collect()
    }

    /// Whether an instant is provisional by the new calendar.
    pub(crate) fn is_provisional(&self, at: PlanTime) -> bool {
        self.new.calendar.is_provisional(self.new.date(at))
    }

    /// The line about a clock; `None`: it stays.
    pub(crate) fn told(
        &self,
        clock: Clock,
        number: u32,
        title: &str,
        of: &BureauCode,
        (old, new): (PlanTime, Option<PlanTime>),
    ) -> Option<Move> {
        let provisional = new.is_some_and(|new| self.is_provisional(new));
        let (title, of) = (title.to_owned(), of.clone());
        (new != Some(old)).then_some(Move { clock, number, title, of, old, new, provisional })
    }
}

/// A calendar as a matter carries it on: from the first year it knew.
pub(crate) fn carried(old: &Calendar, new: &Calendar) -> Calendar {
    let first = old.years().next().unwrap_or(i32::MIN);
    new.limited_to(first, i32::MAX).with_unannounced(old.unannounced())
}
