//! What the ladders of obligations and of orders have in common: reminders before a due instant, and rungs
//! after it.

use crate::timekeeping::{
    redating::{Clock, Move, Redater},
    span::Span,
    time::PlanTime,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What became of a rung.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RungMark {
    /// Its time has not come.
    Waiting,
    /// Its document waits for an approval.
    Asked,
    /// Its document was issued.
    Fired,
    /// Its document was issued and taken back.
    Withdrawn,
    /// Its document was not approved, or nobody answered.
    Dropped,
}

/// The next rung whose time has not come.
pub(crate) fn next_rung(rungs: &[(PlanTime, RungMark)]) -> Option<(usize, PlanTime)> {
    let waiting = rungs.iter().position(|(_, mark)| *mark == RungMark::Waiting)?;
    Some((waiting, rungs[waiting].0))
}

/// Rungs are counted from 1.
pub(crate) fn rung_number(index: usize) -> u16 {
    u16::try_from(index + 1).unwrap_or(u16::MAX)
}

/// A reminder's time has come: which it is, counted from 1. After an outage only the latest of those missed goes
/// out, and none if the due instant has passed meanwhile, for "due in three days" would no longer be true.
pub(crate) fn take_reminder(
    reminders: &mut Vec<PlanTime>,
    reminded: &mut u16,
    due: PlanTime,
    (scheduled, dated): (PlanTime, PlanTime),
) -> Option<u16> {
    reminders.remove(0);
    *reminded = reminded.saturating_add(1);
    let stale = due <= dated || reminders.first().is_some_and(|next| *next <= dated);
    (!stale || dated <= scheduled).then_some(*reminded)
}

/// The line about a clock that moves.
type Line<'a> = &'a dyn Fn(Clock, u32, (PlanTime, Option<PlanTime>)) -> Option<Move>;

/// Moves the reminders still to come with the day they are counted from.
pub(crate) fn redate_reminders(
    reminders: &mut Vec<PlanTime>,
    spans: &[Span],
    days: (NaiveDate, NaiveDate),
    due: PlanTime,
    redater: &Redater<'_>,
    line: Line<'_>,
) -> Vec<Move> {
    let remaining = redater.reminders(spans, reminders, days, due);
    let moves = remaining.iter().filter_map(|moved| line(Clock::Reminder, 0, *moved)).collect();
    *reminders = remaining.into_iter().filter_map(|(_, new)| new).collect();
    reminders.sort();
    reminders.dedup();
    moves
}

/// Moves the rungs still to come to where they are `planned` now; `None`: there is no time for one any more.
pub(crate) fn redate_rungs(
    rungs: &mut [(PlanTime, RungMark)],
    planned: impl IntoIterator<Item = Option<PlanTime>>,
    redater: &Redater<'_>,
    line: Line<'_>,
) -> Vec<Move> {
    let mut moves = Vec::new();
    for (number, (rung, new)) in (1..).zip(rungs.iter_mut().zip(planned)) {
        let (at, mark) = *rung;
        if mark != RungMark::Waiting || at <= redater.now {
            continue;
        }
        let new = new.map(|new| redater.ahead(at, new));
        moves.extend(line(Clock::Rung, number, (at, new)));
        *rung = new.map_or((at, RungMark::Dropped), |new| (new, RungMark::Waiting));
    }
    moves
}
