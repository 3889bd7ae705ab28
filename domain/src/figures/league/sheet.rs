//! A period's table: the figures of every bureau, their ranks among those of its level, and the facts.

use super::{
    account::{Fact, Verdict, accounts},
    circular::{Circulation, Missing, Placing},
    entry::{About, LeagueEntry},
    league_figures::LeagueFigures,
    period::LeaguePeriod,
    period_id::PeriodId,
    share::Share,
};
use crate::{
    bureaus::bureau::Level,
    ids::{BureauCode, ObligationId},
    timekeeping::time::PlanTime,
};
use serde::{Deserialize, Serialize};
use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

/// A bureau that takes part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its code.
    pub code: BureauCode,
    /// Its name.
    pub name: String,
    /// Its level.
    pub level: Level,
    /// Everyone above it, the next one first.
    pub superiors: Vec<BureauCode>,
}

/// A bureau's line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its code.
    pub bureau: BureauCode,
    /// Its name, as it was at the close.
    pub name: String,
    /// Its level, as it was then.
    pub level: Level,
    /// Everyone above it then, the next one first.
    pub superiors: Vec<BureauCode>,
    /// Its rank among those of its level; `None` where nothing of it fell due.
    pub rank: Option<u32>,
    /// Its figures.
    pub figures: LeagueFigures,
}

/// A period's table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeagueSheet {
    /// The period.
    pub period: LeaguePeriod,
    /// Every bureau that takes part, the issuer excepted: by level, rank and code.
    pub rows: Vec<Row>,
    /// What the figures rest on.
    pub facts: Vec<Fact>,
}

/// One obligation across the bureaus that owed it (E2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObligationLine {
    /// Which.
    pub obligation: ObligationId,
    /// Which of several of that name.
    pub turn: u32,
    /// When it was due for the first and for the last bureau.
    pub due: (PlanTime, PlanTime),
    /// How many had handed it in.
    pub complete: Share,
    /// How many in time.
    pub timely: Share,
    /// Who had not, by code.
    pub missing: Vec<BureauCode>,
    /// Who had, but late.
    pub late: Vec<BureauCode>,
}

impl LeagueFigures {
    fn add(&mut self, fact: &Fact) {
        let done = u32::from(fact.verdict.is_done());
        let in_time = u32::from(fact.verdict == Verdict::InTime);
        match fact.about {
            About::Finding(_) => {
                self.findings_due += 1;
                self.findings_in_time += in_time;
            }
            About::Obligation(_) | About::Docket => {
                self.owed += 1;
                self.handed_in += done;
                self.in_time += in_time;
            }
        }
    }
}

/// The table of a period at an instant: frozen once its cut has passed, provisional before.
///
/// `periods` are all of the campaign's; `None` if the period is none of them.
pub fn sheet(
    id: &PeriodId,
    periods: &[LeaguePeriod],
    members: &[Member],
    entries: Vec<LeagueEntry>,
    now: PlanTime,
) -> Option<LeagueSheet> {
    let kind: Vec<&LeaguePeriod> = periods.iter().filter(|period| period.id.kind() == id.kind()).collect();
    let wanted = kind.iter().position(|period| period.id == *id)?;
    let known: BTreeSet<_> = members.iter().map(|member| &member.code).collect();
    let counted = accounts(entries).into_iter().filter_map(|account| account.counted_in(&kind, now));
    let facts = counted.filter(|(index, fact)| *index == wanted && known.contains(&fact.bureau));
    let facts: Vec<_> = facts.map(|(_, fact)| fact).collect();
    let mut figures: BTreeMap<&BureauCode, LeagueFigures> = BTreeMap::new();
    facts.iter().for_each(|fact| figures.entry(&fact.bureau).or_default().add(fact));
    let row = |member: &Member| Row {
        bureau: member.code.clone(),
        name: member.name.clone(),
        level: member.level,
        superiors: member.superiors.clone(),
        rank: None,
        figures: figures.get(&member.code).copied().unwrap_or_default(),
    };
    let rows = rank(members.iter().map(row).collect());
    Some(LeagueSheet { period: kind[wanted].clone(), rows, facts })
}

/// Ranks rows level by level and sorts them. Equal figures share a rank and the next one skips (1, 2, 2,
/// 4). Those of whom nothing fell due have no rank and come last.
pub fn rank(mut rows: Vec<Row>) -> Vec<Row> {
    rows.sort_by(|a, b| {
        let level = a.level.cmp(&b.level).then(a.figures.is_empty().cmp(&b.figures.is_empty()));
        level.then_with(|| a.figures.compare(b.figures)).then_with(|| a.bureau.cmp(&b.bureau))
    });
    let mut place = 0;
    for index in 0..rows.len() {
        let before = index.checked_sub(1).map(|before| rows[before].clone());
        let before = before.filter(|before| before.level == rows[index].level);
        place = if before.is_none() { 1 } else { place + 1 };
        let shares = |before: &Row| before.figures.compare(rows[index].figures) == Ordering::Equal;
        let shared = before.filter(shares).and_then(|before| before.rank);
        rows[index].rank = (!rows[index].figures.is_empty()).then(|| shared.unwrap_or(place));
    }
    rows
}

impl LeagueSheet {
    /// The part of it below a bureau, ranked among themselves.
    #[must_use]
    pub fn below(mut self, bureau: &BureauCode) -> Self {
        self.rows.retain(|row| row.superiors.contains(bureau));
        self.rows = rank(self.rows);
        let left: BTreeSet<_> = self.rows.iter().map(|row| row.bureau.clone()).collect();
        self.facts.retain(|fact| left.contains(&fact.bureau));
        self
    }

    /// The lines of a level, in order of rank.
    pub fn level(&self, level: Level) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(move |row| row.level == level)
    }

    /// The levels it has lines of.
    pub fn levels(&self) -> Vec<Level> {
        let levels: BTreeSet<_> = self.rows.iter().map(|row| row.level).collect();
        levels.into_iter().collect()
    }

    /// A bureau's line.
    pub fn row(&self, bureau: &BureauCode) -> Option<&Row> {
        self.rows.iter().find(|row| row.bureau == *bureau)
    }

    /// What a bureau's figures rest on.
    pub fn facts_of<'a>(&'a self, bureau: &'a BureauCode) -> impl Iterator<Item = &'a Fact> {
        self.facts.iter().filter(move |fact| fact.bureau == *bureau)
    }

    /// The figures of a level together (E2).
    pub fn total(&self, level: Level) -> LeagueFigures {
        self.level(level).map(|row| row.figures).fold(LeagueFigures::default(), LeagueFigures::plus)
    }

    /// The obligations that fell due at a level, by their due instant, with those who did not hand them in.
    pub fn obligations(&self, level: Level) -> Vec<ObligationLine> {
        let of_level: BTreeSet<_> = self.level(level).map(|row| &row.bureau).collect();
        let mut lines: BTreeMap<(&ObligationId, u32), Vec<&Fact>> = BTreeMap::new();
        for fact in self.facts.iter().filter(|fact| of_level.contains(&fact.bureau)) {
            if let About::Obligation(id) = &fact.about {
                lines.entry((id, fact.turn)).or_default().push(fact);
            }
        }
        let mut lines: Vec<_> = lines.into_iter().map(|((id, turn), facts)| line(id, turn, &facts)).collect();
        lines.sort_by_key(|line| line.due);
        lines
    }

    /// What a circular about a level says; `title` names an obligation.
    pub fn circulation(&self, level: Level, title: impl Fn(&ObligationId) -> String) -> Circulation {
        let placing = |row: &Row| {
            let supervisor = row.superiors.first()?.clone();
            Some(Placing { bureau: row.bureau.clone(), supervisor, rank: row.rank, figures: row.figures })
        };
        let lines = self.obligations(level).into_iter().filter(|line| !line.missing.is_empty());
        Circulation {
            period: self.period.id.clone(),
            title: self.period.title.clone(),
            closes: self.period.closes,
            frozen: self.period.cut(),
            level,
            rows: self.level(level).filter_map(placing).collect(),
            missing: lines
                .map(|line| Missing { title: title(&line.obligation), bureaus: line.missing })
                .collect(),
        }
    }
}

fn line(obligation: &ObligationId, turn: u32, facts: &[&Fact]) -> ObligationLine {
    let who = |wanted: fn(Verdict) -> bool| -> Vec<BureauCode> {
        facts.iter().filter(|fact| wanted(fact.verdict)).map(|fact| fact.bureau.clone()).collect()
    };
    let (mut figures, mut missing) = (LeagueFigures::default(), who(|verdict| !verdict.is_done()));
    facts.iter().for_each(|fact| figures.add(fact));
    missing.sort();
    let dues = facts.iter().map(|fact| fact.due);
    let first = dues.clone().min().unwrap_or_else(|| PlanTime::new(chrono::DateTime::UNIX_EPOCH));
    ObligationLine {
        obligation: obligation.clone(),
        turn,
        due: (first, dues.max().unwrap_or(first)),
        complete: figures.complete(),
        timely: figures.timely(),
        missing,
        late: who(|verdict| verdict == Verdict::Late),
    }
}
