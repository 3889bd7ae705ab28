//! Holidays are announced: the dates of a docket that lie ahead move to what the plan's rules make of them
//! now, and the bureaus whose clocks they are hear of it once.

use super::{Docket, LadderPlace, LetterPlace, ObligationState, TrackedObligation};
use crate::{
    campaign::{
        item::{Item, Schedule},
        terms::Terms,
    },
    ids::ObligationId,
    machines::{
        event::{DocketEvent, EventEnvelope},
        rung::{redate_reminders, redate_rungs},
    },
    paperwork::{instrument::Instrument, notice::to_tell},
    timekeeping::{
        redating::{Clock, Move, Redater},
        time::PlanTime,
    },
    wording::{refusal::Refusal, text::written},
};
use chrono::NaiveDate;
use std::sync::Arc;

impl Docket {
    /// Takes the campaign's terms as its plan gives them by another calendar. Nothing that has passed or
    /// was sent is touched; days that people named stay where the plan's rule about days off leaves them.
    pub(super) fn redate(
        &mut self,
        terms: &Terms,
        reason: &str,
        at: PlanTime,
    ) -> Result<Vec<EventEnvelope>, Refusal> {
        let reason = written(reason)?;
        let old = self.terms.clone();
        let now = at.max(self.clock);
        let terms = Arc::new(self.taken_over(terms, now)?);
        if *terms == *old {
            return Ok(Vec::new());
        }
        let redater = Redater { old: &old.office, new: &terms.office, now };
        let before = self.clone();
        self.terms = terms.clone();
        let moves: Vec<Vec<Move>> =
            (0..self.duties.len()).map(|duty| self.redate_duty(duty, &redater, &old)).collect();
        let (mut asked, mut approvals) = self.redate_approvals(&redater, at);
        let (pleas, requests) = self.redate_requests(&redater, &terms, at);
        asked.extend(pleas);
        approvals.extend(requests);
        let replies: Vec<_> =
            (0..self.letters.all().len()).filter_map(|index| self.redate_reply(index, &redater)).collect();
        let close = (old.closes, Some(terms.closes));
        let close = redater.told(Clock::Close, 0, &terms.title, &self.party.bureau, close);
        let mut told = Vec::new();
        for (duty, mut moves) in moves.into_iter().enumerate() {
            let of_duty = |(owner, _): &&(usize, Move)| *owner == duty;
            moves.extend(asked.iter().chain(&replies).filter(of_duty).map(|(_, moved)| moved.clone()));
            // One that is no longer provisional has not moved, and readers see it all the same.
            if !moves.is_empty() || self.duties[duty].view(&terms) != before.duties[duty].view(&old) {
                told.push((Some(duty), moves));
            }
        }
        told.push((None, close.into_iter().collect()));
        let mut out = Vec::new();
        // What the campaign as a whole is told comes first, and is told even if nothing moves.
        for (duty, moves) in told.iter().rev() {
            let what = DocketEvent::Redated { reason: reason.clone(), moves: moves.clone() };
            out.push(match duty {
                Some(duty) => self.effect(at, *duty, what),
                None => EventEnvelope::new(at, None, what),
            });
        }
        out.extend(approvals);
        out.extend(self.tell_moves(told.into_iter().flat_map(|(_, moves)| moves), &reason, at));
        Ok(out)
    }

    /// The terms to go by: the new ones, and of the old what has passed.
    fn taken_over(&self, new: &Terms, now: PlanTime) -> Result<Terms, Refusal> {
        let old = &self.terms;
        let ids = |terms: &Terms| terms.items.iter().map(|item| item.id.clone()).collect::<Vec<_>>();
        let mut terms = new.clone();
        if self.amended.is_some() {
            terms.items = self.in_their_places(&new.items);
        }
        if new.campaign != old.campaign || ids(&terms) != ids(old) {
            return Err(Refusal::OtherPlan(old.campaign.clone()));
        }
        // What a campaign began with it goes on with.
        (terms.tolerance_seconds, terms.launched) = (old.tolerance_seconds, old.launched);
        (terms.replies, terms.non_working_due) = (old.replies, old.non_working_due);
        let redater = Redater { old: &old.office, new: &new.office, now };
        terms.closes = if self.closed { old.closes } else { redater.ahead(old.closes, new.closes) };
        terms.circulates_until = match (old.circulates_until, new.circulates_until) {
            (Some(old), Some(new)) => Some(redater.ahead(old, new)),
            (old, _) => old,
        };
        for (item, old) in terms.items.iter_mut().zip(&old.items) {
            if redater.ahead(old.due, item.due) != item.due {
                (item.due_day, item.due) = (old.due_day, old.due);
            }
            // An amended plan may have let it open later than it says.
            if self.amended.is_some() && old.opens <= now {
                item.opens = old.opens;
            }
        }
        // The tail keeps its beat and its last day, which a year more would make a year later.
        if let (Some(tail), Some(old)) = (&mut terms.tail, &old.tail) {
            let item = old.item.clone();
            (tail.from, tail.until, tail.anchor, tail.item) = (old.from, old.until, old.anchor, item);
        }
        Ok(terms)
    }

    /// The items of an amended plan in the places they have here, with those that it no longer has as they were.
    fn in_their_places(&self, new: &[Item]) -> Vec<Item> {
        let known = |id: &ObligationId| self.terms.items.iter().any(|item| item.id == *id);
        let here = self.terms.items.iter().map(|old| {
            let item = new.iter().find(|item| item.id == old.id);
            item.unwrap_or(old).clone()
        });
        here.chain(new.iter().filter(|item| !known(&item.id)).cloned()).collect()
    }

    fn redate_duty(&mut self, index: usize, redater: &Redater<'_>, old: &Terms) -> Vec<Move> {
        let terms = self.terms.clone();
        let of = self.party.bureau.clone();
        let item = terms.item_at(self.duties[index].item);
        let line = |clock, number, moved| redater.told(clock, number, &item.title, &of, moved);
        let mut moves = Vec::new();
        let before = self.duties[index].due_day;
        if let Some(counted) = self.count_at.filter(|_| self.is_tail(index)) {
            let day = self.counted_anew(redater, old, counted);
            let next = redater.ahead(counted, terms.office.closing(day));
            self.count_at = Some(next);
            moves.extend(line(Clock::Count, 0, (counted, Some(next))));
            let duty = &mut self.duties[index];
            if duty.state == ObligationState::Open && duty.due == counted && next != counted {
                move_due(duty, day, next, &mut moves, &line);
            }
        } else if matches!(self.duties[index].state, ObligationState::Pending | ObligationState::Open) {
            let duty = &mut self.duties[index];
            let planned = old.item_at(duty.item);
            let day = match duty.round == 1 && duty.due == planned.due {
                true => item.due_day,
                // A day that a person named.
                false => terms.non_working_due.moved(&terms.office.calendar, duty.due_day),
            };
            let due = redater.ahead(duty.due, terms.office.closing(day));
            if due != duty.due && due <= terms.end_of(item) {
                move_due(duty, day, due, &mut moves, &line);
            }
        }
        let duty = &mut self.duties[index];
        match &mut duty.state {
            ObligationState::Open => redate_ahead(duty, before, &terms, redater, &mut moves, &line),
            ObligationState::Submitted { review_by: Some(by), .. } => {
                if let Some(span) = item.review {
                    let next = limited(redater, &terms, *by, redater.recounted(*by, span));
                    let supervisor = self.party.supervisor();
                    moves.extend(redater.told(Clock::Review, 0, &item.title, supervisor, (*by, Some(next))));
                    *by = next;
                }
            }
            _ => {}
        }
        moves
    }

    /// The day on which the tail's findings are next counted: the same beat of its cycle by both calendars.
    fn counted_anew(&self, redater: &Redater<'_>, old: &Terms, counted: PlanTime) -> NaiveDate {
        let day = redater.old.date(counted);
        let Some(tail) = old.tail.as_ref().filter(|tail| tail.anchor.is_some() && counted != tail.from)
        else {
            return day;
        };
        let Some(mut named) = tail.anchor.map(|anchor| (anchor, anchor)) else { return day };
        let last = redater.old.date(tail.until);
        while named.0 < last {
            named = (tail.every.next_day(redater.old, named.0), tail.every.next_day(redater.new, named.1));
            let moved = |office: &crate::timekeeping::office::Office, day| {
                tail.non_working_due.moved(&office.calendar, day)
            };
            if moved(redater.old, named.0).min(last) == day {
                return moved(redater.new, named.1).min(last);
            }
        }
        day
    }

    /// The approvals that wait: what moved about which obligation, and the lines about it.
    fn redate_approvals(
        &mut self,
        redater: &Redater<'_>,
        at: PlanTime,
    ) -> (Vec<(usize, Move)>, Vec<EventEnvelope>) {
        let (terms, duties) = (&self.terms, &self.duties);
        let next = |by_when, within| limited(redater, terms, by_when, redater.recounted(by_when, within));
        let title = |place: &LadderPlace| terms.item_at(duties[place.duty].item).title.clone();
        let moved = self.approvals.redate(redater, next, title).into_iter();
        moved
            .map(|(place, told, by_when)| {
                let what = DocketEvent::ApprovalMoved { approval: told.number, by_when };
                ((place.duty, told), self.effect(at, place.duty, what))
            })
            .unzip()
    }

    /// The same of the requests that wait.
    fn redate_requests(
        &mut self,
        redater: &Redater<'_>,
        terms: &Terms,
        at: PlanTime,
    ) -> (Vec<(usize, Move)>, Vec<EventEnvelope>) {
        let next = |by_when, within| limited(redater, terms, by_when, redater.recounted(by_when, within));
        self.move_requests(redater, next, at)
    }

    fn redate_reply(&mut self, index: usize, redater: &Redater<'_>) -> Option<(usize, Move)> {
        let terms = self.terms.clone();
        let (by, _) = self.replies_awaited().find(|(_, awaited)| *awaited == index)?;
        let letter = &self.letters.all()[index];
        let (LetterPlace { duty, rung, .. }, ordinal) = (letter.subject, letter.ordinal);
        let item = terms.item_at(self.duties[duty].item);
        let span = item.ladder.get(rung)?.reply?;
        let next = limited(redater, &terms, by, redater.recounted(by, span));
        self.letters.subjects_mut().nth(index)?.reply_by = Some(next);
        let of = self.party.bureau.clone();
        Some((duty, redater.told(Clock::Reply, ordinal, &item.title, &of, (by, Some(next)))?))
    }

    /// Every bureau hears once of the clocks it has to keep.
    fn tell_moves(
        &mut self,
        moves: impl Iterator<Item = Move>,
        reason: &str,
        at: PlanTime,
    ) -> Vec<EventEnvelope> {
        let issuer = self.terms.issuer.clone();
        let told = to_tell(moves.collect(), reason).into_iter();
        told.map(|(to, facts)| self.issue(Instrument::DatesMoved, None, issuer.clone(), to, at, 0, facts))
            .collect()
    }
}

fn move_due(
    duty: &mut TrackedObligation,
    day: NaiveDate,
    due: PlanTime,
    moves: &mut Vec<Move>,
    line: &impl Fn(Clock, u32, (PlanTime, Option<PlanTime>)) -> Option<Move>,
) {
    moves.extend(line(Clock::Due, 0, (duty.due, Some(due))));
    if duty.judged_by == duty.due {
        duty.judged_by = due;
    }
    (duty.due_day, duty.due) = (day, due);
}

/// Reminders and rungs still to come.
fn redate_ahead(
    duty: &mut TrackedObligation,
    before: NaiveDate,
    terms: &Terms,
    redater: &Redater<'_>,
    moves: &mut Vec<Move>,
    line: &impl Fn(Clock, u32, (PlanTime, Option<PlanTime>)) -> Option<Move>,
) {
    let item = terms.item_at(duty.item);
    let Schedule { rungs, .. } = terms.schedule(item, duty.due_day, item.opens);
    let days = (before, duty.due_day);
    moves.extend(redate_reminders(&mut duty.reminders, &item.reminders, days, duty.due, redater, line));
    moves.extend(redate_rungs(&mut duty.rungs, rungs, redater, line));
}

/// A deadline within the time in which anything is asked.
fn limited(redater: &Redater<'_>, terms: &Terms, old: PlanTime, new: PlanTime) -> PlanTime {
    let last = terms.office.last_close(terms.horizon());
    if new == old { old } else { redater.ahead(old, new.min(last)) }
}
