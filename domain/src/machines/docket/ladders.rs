//! A ladder is another from now on. Rungs that came keep what became of them, and none of them comes again: a rung
//! of the old ladder is one of the new where the same bureau issues the same paper. What the new ladder lacks
//! stands behind it, and what it would have had come in the past comes never.

use super::{Docket, RungMark};
use crate::{
    campaign::ladder::Rung,
    machines::event::{DocketEvent, EventEnvelope},
    timekeeping::{redating::Redater, time::PlanTime},
};

impl Docket {
    /// Gives an obligation's rungs the places they have in its ladder, which was `old`.
    pub(super) fn renumber_rungs(&mut self, duty: usize, old: &[Rung], at: PlanTime) -> Vec<EventEnvelope> {
        let new = self.item(duty).ladder.clone();
        let mut places = matched(old, &new);
        let mut rungs = vec![(self.terms.closes, RungMark::Waiting); new.len()];
        let before = std::mem::take(&mut self.duties[duty].rungs);
        for index in 0..before.len().max(old.len()) {
            let rung = before.get(index).copied();
            match places.get(index).copied().flatten() {
                Some(place) => rungs[place] = rung.unwrap_or(rungs[place]),
                None => {
                    let (instant, mark) = rung.unwrap_or((self.terms.closes, RungMark::Dropped));
                    let mark = if mark == RungMark::Waiting { RungMark::Dropped } else { mark };
                    if index >= places.len() {
                        places.push(None);
                    }
                    places[index] = Some(rungs.len());
                    rungs.push((instant, mark));
                }
            }
        }
        // Of one that never opened there is nothing to keep.
        self.duties[duty].rungs = if before.is_empty() { Vec::new() } else { rungs };
        let place = |rung: usize| places.get(rung).copied().flatten().unwrap_or(rung);
        for letter in self.letters.subjects_mut().filter(|letter| letter.duty == duty) {
            letter.rung = place(letter.rung);
        }
        for asked in self.approvals.subjects_mut().filter(|asked| asked.duty == duty) {
            asked.rung = place(asked.rung);
        }
        self.close_approvals_beyond(duty, new.len(), at)
    }

    /// Closes what was asked for rungs that the ladder no longer has.
    fn close_approvals_beyond(&mut self, duty: usize, length: usize, at: PlanTime) -> Vec<EventEnvelope> {
        let closed = self.approvals.close(|place| place.duty == duty && place.rung >= length);
        let mut out = Vec::new();
        for (approval, place) in closed {
            if let Some(rung) = self.duties[duty].rungs.get_mut(place.rung) {
                rung.1 = RungMark::Dropped;
            }
            out.push(self.effect(at, duty, DocketEvent::ApprovalClosed { approval }));
        }
        out
    }

    /// Sets the rungs still to come where the plan has them now. One whose time was dropped may come again;
    /// none moves into the past.
    pub(super) fn replan_rungs(&mut self, duty: usize, now: PlanTime) {
        let terms = self.terms.clone();
        let item = terms.item_at(self.duties[duty].item);
        let planned = terms.schedule(item, self.duties[duty].due_day, now).rungs;
        let decided: Vec<bool> = (0..planned.len()).map(|rung| self.was_decided(duty, rung)).collect();
        let redater = Redater { old: &terms.office, new: &terms.office, now };
        let rungs = self.duties[duty].rungs.iter_mut();
        for (rung, (planned, decided)) in rungs.zip(planned.into_iter().zip(decided)) {
            let waits = rung.1 == RungMark::Waiting && rung.0 > now && rung.0 < terms.closes;
            if rung.1 != RungMark::Waiting && (rung.1 != RungMark::Dropped || decided) {
                continue;
            }
            *rung = match planned {
                Some(at) if waits => (redater.ahead(rung.0, at), RungMark::Waiting),
                Some(at) if at > now => (at, RungMark::Waiting),
                Some(at) => (at, RungMark::Dropped),
                None => (terms.end_of(item), RungMark::Dropped),
            };
        }
    }

    /// Whether anybody was asked for a rung's document, or it was issued.
    fn was_decided(&self, duty: usize, rung: usize) -> bool {
        let asked =
            self.approvals.all().iter().any(|ask| (ask.subject.duty, ask.subject.rung) == (duty, rung));
        let issued = |letter: &super::Letter| {
            let place = letter.subject;
            (place.duty, place.rung, place.round) == (duty, rung, self.duties[duty].round)
        };
        asked || self.letters.all().iter().any(issued)
    }
}

/// For each rung of the old ladder its place in the new one. The very same rung comes first, then one by which
/// the same bureau issues the same paper.
fn matched(old: &[Rung], new: &[Rung]) -> Vec<Option<usize>> {
    let mut places = vec![None; old.len()];
    let mut taken = vec![false; new.len()];
    let alike: [fn(&Rung, &Rung) -> bool; 2] =
        [|old, new| old == new, |old, new| (old.instrument, old.from) == (new.instrument, new.from)];
    for is_alike in alike {
        for (rung, place) in old.iter().zip(&mut places).filter(|(_, place)| place.is_none()) {
            let found =
                new.iter().enumerate().position(|(index, next)| !taken[index] && is_alike(rung, next));
            if let Some(found) = found {
                (*place, taken[found]) = (Some(found), true);
            }
        }
    }
    places
}
