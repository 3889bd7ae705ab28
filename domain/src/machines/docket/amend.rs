//! The plan is amended while the campaign runs: the docket takes the next version's terms for what lies ahead.
//! What has passed or was sent stays, a version is taken once, and its bureau hears once of all that changes for it.

use super::{Docket, Letter, ObligationState, RungMark, TrackedObligation};
use crate::{
    campaign::{amendment::Amendment, item::Item, terms::Terms},
    machines::event::{DocketEvent, EventEnvelope},
    paperwork::relief::ReliefEnd,
    timekeeping::{redating::Redater, time::PlanTime},
    wording::{refusal::Refusal, text::written},
};
use chrono::NaiveDate;
use std::sync::Arc;

/// What is told of an obligation that is owed no more, before the amendment's own reason.
const LIFTED: &str = "方案调整，本事项取消";

/// An amendment on its way through a docket.
pub(super) struct Amending<'a> {
    pub(super) amendment: &'a Amendment,
    pub(super) reason: String,
    /// The docket as it was.
    pub(super) before: Docket,
    pub(super) at: PlanTime,
    /// What lies at or before it has passed.
    pub(super) now: PlanTime,
}

/// What an amendment does to one obligation of the docket.
#[derive(Copy, Clone, PartialEq, Eq)]
enum Fate {
    Stays,
    Comes,
    ComesAgain,
    Goes,
    /// It went before, or is none of this bureau's.
    Absent,
}

impl Docket {
    /// Whether it goes by this version of the plan, or a later one.
    pub fn goes_by(&self, version: u32) -> bool {
        self.amended.is_some_and(|amended| amended >= version)
    }

    /// Takes the next version of the plan.
    pub(super) fn amend(
        &mut self,
        amendment: &Amendment,
        at: PlanTime,
    ) -> Result<Vec<EventEnvelope>, Refusal> {
        let reason = written(&amendment.reason)?;
        let terms = &amendment.terms;
        if terms.campaign != self.terms.campaign || terms.issuer != self.terms.issuer {
            return Err(Refusal::OtherPlan(self.terms.campaign.clone()));
        }
        if self.goes_by(amendment.version) {
            return Ok(Vec::new());
        }
        let now = at.max(self.clock);
        let amending = Amending { amendment, reason, before: self.clone(), at, now };
        self.amended = Some(amendment.version);
        self.terms = Arc::new(self.amended_terms(terms, now));
        self.recount_boundaries(now);
        // The tail's report stands behind what the plan names.
        let (before, after) = (amending.before.terms.items.len(), self.terms.items.len());
        self.duties.iter_mut().filter(|duty| duty.item == before).for_each(|duty| duty.item = after);
        let mut effects = Vec::new();
        if !self.closed {
            let planned = |item: &&Item| terms.items.iter().all(|next| next.id != item.id);
            self.dropped = self.terms.items.iter().filter(planned).map(|item| item.id.clone()).collect();
            (0..after).for_each(|index| self.amend_item(index, &amending, &mut effects));
        }
        Ok(self.told_of(&amending, effects))
    }

    /// The terms to go by: the next version's, and of the old ones what has passed. What is owed no more stays
    /// among the items, so that each keeps its place.
    fn amended_terms(&self, new: &Terms, now: PlanTime) -> Terms {
        let old = &self.terms;
        let mut terms = new.clone();
        // What a campaign began with it goes on with.
        (terms.tolerance_seconds, terms.launched) = (old.tolerance_seconds, old.launched);
        (terms.replies, terms.non_working_due) = (old.replies, old.non_working_due);
        (terms.opens, terms.findings, terms.listing) = (old.opens, old.findings.clone(), old.listing);
        (terms.incidents, terms.tail) = (old.incidents, old.tail.clone());
        let redater = Redater { old: &old.office, new: &new.office, now };
        terms.circulates_until = match (old.circulates_until, new.circulates_until) {
            (Some(old), Some(new)) => Some(redater.ahead(old, new)),
            (old, _) => old,
        };
        if self.closed {
            (terms.closes, terms.phases) = (old.closes, old.phases.clone());
            terms.items.clone_from(&old.items);
            return terms;
        }
        let next = |known: &Item| {
            let item = new.items.iter().find(|item| item.id == known.id);
            item.map_or_else(|| known.clone(), |item| self.opened_anew(known, item, now))
        };
        let added = new.items.iter().filter(|item| old.items.iter().all(|known| known.id != item.id));
        let opens_now = |item: &Item| Item { opens: item.opens.max(self.earliest(now)), ..item.clone() };
        terms.items = old.items.iter().map(next).chain(added.map(opens_now)).collect();
        terms
    }

    /// Nothing opens before now, unless the campaign has not begun.
    fn earliest(&self, now: PlanTime) -> PlanTime {
        if self.launched { now } else { self.terms.opens }
    }

    /// An item of the next version, which opens when it has opened, or at once if it should have.
    fn opened_anew(&self, known: &Item, item: &Item, now: PlanTime) -> Item {
        let duty = self.duties.iter().find(|duty| self.terms.item_at(duty.item).id == known.id);
        let has_opened = self.launched && known.opens <= now && duty.is_some_and(|duty| !duty.lifted);
        let opens = if has_opened { known.opens } else { item.opens.max(self.earliest(now)) };
        Item { opens, ..item.clone() }
    }

    /// Boundaries of phases that have passed are not crossed again.
    fn recount_boundaries(&mut self, now: PlanTime) {
        if self.launched {
            let phases = self.terms.phases.iter().flat_map(|phase| [phase.from, phase.to]);
            let passed = phases.filter(|at| *at <= now).count();
            self.boundaries = if self.closed { self.terms.phases.len() * 2 } else { passed };
        }
    }

    /// What becomes of the item at `index`, and of the duty there is about it.
    fn fate(&self, index: usize, amending: &Amending<'_>) -> (Fate, Option<usize>) {
        let item = &self.terms.items[index];
        let duty = self.duties.iter().position(|duty| duty.item == index);
        let planned = amending.amendment.terms.items.iter().any(|next| next.id == item.id);
        let owes = planned && item.is_owed_by(&self.party, &self.terms.issuer);
        let fate = match duty.map(|duty| self.duties[duty].lifted) {
            None if owes => Fate::Comes,
            Some(true) if owes => Fate::ComesAgain,
            Some(false) if owes => Fate::Stays,
            Some(false) => Fate::Goes,
            None | Some(true) => Fate::Absent,
        };
        (fate, duty)
    }

    fn amend_item(&mut self, index: usize, amending: &Amending<'_>, out: &mut Vec<EventEnvelope>) {
        match self.fate(index, amending) {
            (Fate::Comes, _) => {
                self.duties.push(TrackedObligation::new(index, &self.terms.items[index]));
                let duty = self.duties.len() - 1;
                self.move_duty(duty, self.named_day(duty, amending), amending, out);
            }
            (Fate::Goes, Some(duty)) => self.lift(duty, amending, out),
            (Fate::ComesAgain, Some(duty)) => {
                self.take_up(duty, amending.now);
                self.move_duty(duty, self.named_day(duty, amending), amending, out);
                self.change_rules(duty, amending, out);
            }
            (Fate::Stays, Some(duty)) => {
                let to = self.named_day(duty, amending).unwrap_or_else(|| self.due_now(duty, amending));
                self.move_duty(duty, Some(to), amending, out);
                self.change_rules(duty, amending, out);
            }
            _ => {}
        }
    }

    /// It is owed no more: as if it had been waived, for whoever has not handed it in.
    fn lift(&mut self, duty: usize, amending: &Amending<'_>, out: &mut Vec<EventEnvelope>) {
        let reason = format!("{LIFTED}：{}", amending.reason);
        match &mut self.duties[duty].state {
            state @ (ObligationState::Pending | ObligationState::Open) => {
                *state = ObligationState::Waived;
                out.push(self.effect(amending.at, duty, DocketEvent::Waived { reason: reason.clone() }));
            }
            ObligationState::Submitted { review_by: review @ Some(_), .. } => *review = None,
            _ => return,
        }
        self.duties[duty].lifted = true;
        self.close_approvals(amending.at, |place| place.duty == duty, out);
        self.settle_requests(amending.at, |of| of == duty, |_| ReliefEnd::Over, out);
        let round = self.duties[duty].round;
        let stands = |letter: &&Letter| {
            letter.subject.duty == duty && letter.subject.round == round && letter.stands()
        };
        let letters = self.letters.all().iter().filter(stands).cloned().collect();
        self.withdraw_letters(letters, amending.at, LIFTED, out);
    }

    /// What was lifted by an amendment is owed again.
    fn take_up(&mut self, duty: usize, now: PlanTime) {
        let terms = self.terms.clone();
        let again = &mut self.duties[duty];
        let item = terms.item_at(again.item);
        again.lifted = false;
        match &mut again.state {
            ObligationState::Waived => {
                again.state = ObligationState::Pending;
                again.overdue = false;
                (again.due_day, again.due, again.judged_by) = (item.due_day, item.due, item.due);
                free_rungs(again, item.ladder.len());
            }
            ObligationState::Submitted { review_by, .. } => {
                *review_by = item.review.map(|span| terms.deadline(now, span));
            }
            _ => {}
        }
    }

    /// The due day is another. What had fallen due is a late extension then: it stops the ladder, and late stays
    /// late.
    fn move_duty(
        &mut self,
        duty: usize,
        to: Option<(NaiveDate, PlanTime)>,
        amending: &Amending<'_>,
        out: &mut Vec<EventEnvelope>,
    ) {
        let Some((day, due)) = to else { return };
        let moved = &self.duties[duty];
        let is_owed = matches!(moved.state, ObligationState::Pending | ObligationState::Open);
        if !is_owed || due == moved.due || due <= amending.now {
            return;
        }
        self.close_approvals(amending.at, |place| place.duty == duty, out);
        let moved = &mut self.duties[duty];
        let steps = self.terms.item_at(moved.item).ladder.len();
        free_rungs(moved, steps);
        if amending.now <= moved.judged_by {
            moved.judged_by = due;
        }
        (moved.due_day, moved.due, moved.overdue) = (day, due, false);
        moved.reminded = 0;
    }

    /// The day that the amendment names for this bureau alone.
    fn named_day(&self, duty: usize, amending: &Amending<'_>) -> Option<(NaiveDate, PlanTime)> {
        let (terms, id) = (&self.terms, &self.item(duty).id);
        let named = amending.amendment.day_for(id, &self.party.bureau)?;
        let day = terms.non_working_due.moved(&terms.office.calendar, named);
        Some((day, terms.office.closing(day)))
    }

    /// The day on which an obligation is due by the amended plan. A day that a person named for this bureau
    /// stays, unless everybody's is later.
    fn due_now(&self, duty: usize, amending: &Amending<'_>) -> (NaiveDate, PlanTime) {
        let (terms, moved) = (&self.terms, &self.duties[duty]);
        let (old, item) = (amending.old_item(moved), terms.item_at(moved.item));
        let named = moved.round > 1 || moved.due != old.due;
        let is_later = moved.round == 1 && item.due != old.due && item.due > moved.due;
        if !named || is_later {
            return (item.due_day, item.due);
        }
        let last = terms.office.last_close(terms.closes);
        if moved.due > last { (terms.office.date(last), last) } else { (moved.due_day, moved.due) }
    }

    /// Reminders and rungs from here on.
    fn change_rules(&mut self, duty: usize, amending: &Amending<'_>, out: &mut Vec<EventEnvelope>) {
        let (terms, old_terms, now) = (self.terms.clone(), &amending.before.terms, amending.now);
        let old = amending.old_item(&self.duties[duty]);
        let item = terms.item_at(self.duties[duty].item);
        if item.ladder != old.ladder {
            out.extend(self.renumber_rungs(duty, &old.ladder, amending.at));
        }
        if self.duties[duty].state != ObligationState::Open {
            return;
        }
        let before = old_terms.schedule(old, amending.before.duties[duty].due_day, now);
        let after = terms.schedule(item, self.duties[duty].due_day, now);
        if before.reminders != after.reminders {
            self.duties[duty].reminders = after.reminders;
        }
        if before.rungs != after.rungs || item.ladder != old.ladder {
            self.replan_rungs(duty, now);
        }
    }
}

impl Amending<'_> {
    /// A duty's item as it was.
    fn old_item(&self, duty: &TrackedObligation) -> &Item {
        &self.before.terms.items[duty.item]
    }
}

/// Rungs that were only proposed, or proved wrong, may come again after another due day.
fn free_rungs(duty: &mut TrackedObligation, steps: usize) {
    let void = |mark: RungMark| matches!(mark, RungMark::Asked | RungMark::Withdrawn);
    duty.rungs.iter_mut().take(steps).filter(|rung| void(rung.1)).for_each(|rung| rung.1 = RungMark::Waiting);
}
