//! A frozen table as it is circulated (印发通报): the figures of one level, complete in themselves, so that
//! the document can be made again from its notice alone.

use super::{fault::TableFault, league_figures::LeagueFigures, period_id::PeriodId};
use crate::{
    bureaus::bureau::Level, ids::BureauCode, timekeeping::time::PlanTime, wording::refusal::Refusal,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The most bureaus one circular ranks: a province has some hundred counties.
const MOST_ROWS: usize = 1000;

/// What a circular says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Circulation {
    /// The period.
    pub period: PeriodId,
    /// What a reader calls it.
    pub title: String,
    /// The close its figures are of.
    pub closes: PlanTime,
    /// From when they cannot move any more.
    pub frozen: PlanTime,
    /// Whose bureaus are ranked.
    pub level: Level,
    /// The bureaus, in order of rank.
    pub rows: Vec<Placing>,
    /// Who did not hand in what, by obligation; only where somebody did not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Missing>,
}

/// A bureau's line in a circular.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placing {
    /// The bureau.
    pub bureau: BureauCode,
    /// The next bureau up.
    pub supervisor: BureauCode,
    /// Its rank; `None` where nothing of it fell due.
    pub rank: Option<u32>,
    /// Its figures.
    pub figures: LeagueFigures,
}

/// An obligation that bureaus did not hand in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// Its title.
    pub title: String,
    /// Who did not.
    pub bureaus: Vec<BureauCode>,
}

impl Circulation {
    /// Whether it can be circulated by `publisher` at an instant, as far as it shows by itself.
    ///
    /// # Errors
    /// Figures may still move; nobody is ranked; it ranks a bureau twice, the publisher, or too many.
    pub fn check(&self, publisher: &BureauCode, at: PlanTime, shown: &str) -> Result<(), Refusal> {
        if at <= self.frozen {
            return Err(Refusal::PeriodOpen(self.title.clone(), shown.to_owned()));
        }
        let bad = |fault| Err(Refusal::BadTable(fault));
        let mut seen = BTreeSet::from([publisher]);
        match &self.rows {
            rows if rows.iter().all(|row| row.rank.is_none()) => bad(TableFault::NothingDue),
            rows if rows.len() > MOST_ROWS => bad(TableFault::TooLong),
            rows if !rows.iter().all(|row| seen.insert(&row.bureau)) => bad(TableFault::Twice),
            _ => Ok(()),
        }
    }

    /// The ranked bureaus, by code.
    pub fn bureaus(&self) -> BTreeSet<&BureauCode> {
        self.rows.iter().map(|row| &row.bureau).collect()
    }

    /// The bureaus that supervise those it ranks.
    pub fn supervisors(&self) -> BTreeSet<&BureauCode> {
        self.rows.iter().map(|row| &row.supervisor).collect()
    }

    /// The figures of all it ranks together.
    pub fn total(&self) -> LeagueFigures {
        self.rows.iter().map(|row| row.figures).fold(LeagueFigures::default(), LeagueFigures::plus)
    }

    /// The level, as a text names it.
    pub const fn level_name(&self) -> &'static str {
        match self.level {
            Level::Province => "省级",
            Level::Prefecture => "市（州）级",
            Level::County => "县（市、区）级",
        }
    }

    /// All bureaus it ranks, as a circular addresses them.
    pub const fn addressees(&self) -> &'static str {
        match self.level {
            Level::Province => "各省级市场监督管理局",
            Level::Prefecture => "各市（州）市场监督管理局",
            Level::County => "各县（市、区）市场监督管理局",
        }
    }
}
