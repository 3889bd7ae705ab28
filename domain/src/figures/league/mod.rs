//! The league table (排名通报, REQUIREMENTS C6 and E2): how complete and how punctual each bureau was in a
//! period, ranked among those of its level, every figure with the facts behind it.
//!
//! A table is a pure function of the ledger's lines, and of the lines *as they were told by the period's
//! cut* ([`LeaguePeriod::cut`]): what happened by the close and was told by the cut counts, nothing else does.
//! Whoever derives it, once or twice, on the day or a year later, from the ledger as it was written or as
//! it was rebuilt, therefore derives the same table; an extension, an acceptance or a waiver after the
//! close cannot move it. The store keeps the first one that is derived, as evidence.
//!
//! A fact is counted once: in the first period (of its kind) whose close finds it due.

mod account;
mod circular;
mod entry;
mod fault;
mod league_figures;
mod period;
mod period_id;
mod share;
mod sheet;
#[cfg(test)]
mod tests;

pub use account::{Fact, Verdict};
pub use circular::{Circulation, Missing, Placing};
pub use entry::{About, LeagueEntry, LeagueTurn};
pub use fault::TableFault;
pub use league_figures::LeagueFigures;
pub use period::{LeaguePeriod, PeriodState, offered, periods, usual};
pub use period_id::{Kind, PeriodId};
pub use share::Share;
pub use sheet::{LeagueSheet, Member, ObligationLine, Row, rank, sheet};
