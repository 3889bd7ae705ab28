//! One thing that is owed, from its lines: when it is due, what was handed in, and how that is judged at a
//! close.

use super::{
    entry::{About, LeagueEntry, LeagueTurn},
    period::LeaguePeriod,
};
use crate::{ids::BureauCode, timekeeping::time::PlanTime};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a figure rests on: one thing that fell due in the period, as it stood at the close.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Who owed it.
    pub bureau: BureauCode,
    /// What.
    pub about: About,
    /// Which of several of that name, from 1: the tail's report falls due again and again.
    pub turn: u32,
    /// When it was due, with every extension that was granted in time.
    pub due: PlanTime,
    /// When it was first due, where that was moved.
    pub first_due: Option<PlanTime>,
    /// When it was last received.
    pub received: Option<PlanTime>,
    /// When it was closed; findings only.
    pub closed: Option<PlanTime>,
    /// How it is judged.
    pub verdict: Verdict,
}

macro_rules! verdicts {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        /// How a fact is judged at the close of its period.
        #[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Verdict { $($(#[$doc])* $name,)* }

        impl Verdict {
            /// Every verdict.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The spelling in the store and in JSON.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The verdict with this spelling.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|verdict| verdict.as_str() == text)
            }
        }
    };
}

verdicts! {
    /// Handed in, and every time in time; of a finding: closed, on evidence that was always in time.
    InTime = "in-time";
    /// Handed in, or closed, but not in time.
    Late = "late";
    /// Evidence is filed and waits for re-inspection; findings only.
    Filed = "filed";
    /// Handed in and sent back; not there again at the close.
    SentBack = "sent-back";
    /// Not there.
    Missing = "missing";
}

impl Verdict {
    /// Whether it was there at the close; of a finding: whether it was closed.
    pub const fn is_done(self) -> bool {
        matches!(self, Verdict::InTime | Verdict::Late)
    }
}

/// The lines about one thing, in the order they happened.
pub(super) struct LeagueAccount {
    bureau: BureauCode,
    about: About,
    turn: u32,
    lines: Vec<(PlanTime, PlanTime, LeagueTurn)>,
}

/// How an account stands at an instant.
#[derive(Default)]
struct Balance {
    due: Option<PlanTime>,
    first_due: Option<PlanTime>,
    received: Option<PlanTime>,
    late: bool,
    /// `received` and `late` before what was received last.
    before: (Option<PlanTime>, bool),
    there: bool,
    closed: Option<PlanTime>,
    lifted: bool,
}

/// The accounts of a campaign. The order of `entries` does not matter.
pub(super) fn accounts(entries: Vec<LeagueEntry>) -> Vec<LeagueAccount> {
    let mut grouped: BTreeMap<(BureauCode, About), Vec<LeagueEntry>> = BTreeMap::new();
    let mut called_off: BTreeMap<BureauCode, LeagueEntry> = BTreeMap::new();
    for entry in entries {
        match entry.about {
            About::Docket => drop(called_off.insert(entry.bureau.clone(), entry)),
            _ => grouped.entry((entry.bureau.clone(), entry.about.clone())).or_default().push(entry),
        }
    }
    let mut all = Vec::new();
    for ((bureau, about), mut lines) in grouped {
        let is_obligation = matches!(about, About::Obligation(_));
        lines.extend(called_off.get(&bureau).filter(|_| is_obligation).cloned());
        lines.sort_by_key(|entry| (entry.at, entry.place));
        split(&bureau, &about, lines, &mut all);
    }
    all
}

/// An obligation that opens again is another one. (It may be moved before it opens for the first time.)
fn split(bureau: &BureauCode, about: &About, lines: Vec<LeagueEntry>, all: &mut Vec<LeagueAccount>) {
    let new = |turn| LeagueAccount { bureau: bureau.clone(), about: about.clone(), turn, lines: Vec::new() };
    let mut account = new(1);
    let mut opened = false;
    for LeagueEntry { at, told, turn, .. } in lines {
        if matches!(turn, LeagueTurn::Owed(_)) && std::mem::replace(&mut opened, true) {
            let next = new(account.turn + 1);
            all.push(std::mem::replace(&mut account, next));
        }
        account.lines.push((at, told, turn));
    }
    all.push(account);
}

impl LeagueAccount {
    /// The period of `kind` (the periods of one kind, in order of their closes) that counts it, and how:
    /// the first whose close finds it due. `now` stands in for a close that is still to come.
    pub(super) fn counted_in(&self, kind: &[&LeaguePeriod], now: PlanTime) -> Option<(usize, Fact)> {
        for (index, period) in kind.iter().enumerate() {
            let close = period.closes.min(now);
            let balance = self.balance(close, period.cut().min(now));
            if balance.lifted {
                return None;
            }
            if let Some(due) = balance.due.filter(|due| *due <= close) {
                return Some((index, self.fact(balance, due)));
            }
        }
        None
    }

    /// What had happened by `close` and was told by `cut`. That something is owed follows from the plan,
    /// whenever it was told.
    fn balance(&self, close: PlanTime, cut: PlanTime) -> Balance {
        let mut balance = Balance::default();
        for (at, told, turn) in &self.lines {
            if *at <= close && (*told <= cut || matches!(turn, LeagueTurn::Owed(_))) {
                balance.turn(*at, *turn);
            }
        }
        balance
    }

    fn fact(&self, balance: Balance, due: PlanTime) -> Fact {
        let is_finding = matches!(self.about, About::Finding(_));
        let Balance { first_due, received, late, there, closed, .. } = balance;
        let verdict = match (there, is_finding, closed) {
            // One that was closed without evidence, by handing the case over, is judged by its close.
            (_, true, Some(closed)) if late || received.is_none() && closed > due => Verdict::Late,
            (_, true, Some(_)) => Verdict::InTime,
            (true, true, None) => Verdict::Filed,
            (true, false, _) => {
                if late {
                    Verdict::Late
                } else {
                    Verdict::InTime
                }
            }
            (false, ..) if received.is_some() => Verdict::SentBack,
            (false, ..) => Verdict::Missing,
        };
        Fact {
            bureau: self.bureau.clone(),
            about: self.about.clone(),
            turn: self.turn,
            due,
            first_due: first_due.filter(|first| *first != due),
            received,
            closed,
            verdict,
        }
    }
}

impl Balance {
    fn turn(&mut self, at: PlanTime, turn: LeagueTurn) {
        match turn {
            LeagueTurn::Owed(due) | LeagueTurn::Moved(due) => self.set_due(due),
            LeagueTurn::Ordered(due) | LeagueTurn::SentBack(due) => {
                self.set_due(due);
                (self.there, self.closed) = (false, None);
            }
            LeagueTurn::Received { on_time } => {
                self.before = (self.received, self.late);
                self.late |= !on_time;
                (self.there, self.received) = (true, Some(at));
            }
            LeagueTurn::TakenBack => ((self.received, self.late), self.there) = (self.before, false),
            LeagueTurn::Closed => self.closed = Some(at),
            LeagueTurn::Reopened => (self.there, self.closed) = (false, None),
            LeagueTurn::Lifted => self.lifted = true,
            LeagueTurn::CalledOff => self.lifted |= self.due.is_none_or(|due| due > at),
        }
    }

    fn set_due(&mut self, due: PlanTime) {
        self.due = Some(due);
        self.first_due.get_or_insert(due);
    }
}
