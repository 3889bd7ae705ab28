//! Holidays are announced: the clocks of a listing that lie ahead move, and the bureaus whose they are hear
//! of it once.

use super::{
    Listing,
    dates::due,
    event::{ListingEvent, papers},
    force::{Chore, Force, ListingStage, PLAN_REMINDER},
};
use crate::{
    ids::BureauCode,
    machines::{
        event::EventEnvelope,
        matter::{Deadline, Task},
    },
    paperwork::{
        correspondence::Draft,
        instrument::Instrument,
        notice::{Facts, to_tell},
    },
    timekeeping::{
        calendar::Calendar,
        office::Office,
        redating::{Clock, Move, Redater, carried},
        time::PlanTime,
    },
    wording::{refusal::Refusal, text::written},
};
use std::{cmp::Ordering, sync::Arc};

impl Listing {
    /// Takes another calendar. A term that was extended to a day stays.
    pub(super) fn redate(
        &mut self,
        calendar: &Calendar,
        reason: &str,
        at: PlanTime,
    ) -> Result<Vec<EventEnvelope<ListingEvent>>, Refusal> {
        let reason = written(reason)?;
        let old = self.opening.terms.clone();
        let mut terms = (*old).clone();
        terms.matter.office.calendar = carried(&old.matter.office.calendar, calendar);
        if terms == *old {
            return Ok(Vec::new());
        }
        self.opening.terms = Arc::new(terms);
        let terms = self.opening.terms.clone();
        let redater = Redater { old: &old.matter.office, new: &terms.matter.office, now: at };
        let (listed, lister) = (self.opening.party.bureau.clone(), self.opening.lister());
        let owners = (&listed, &lister);
        let mut moves = match &mut self.stage {
            ListingStage::Listed { force } => {
                force.redate(&redater, &terms.rules, owners, &self.opening.reason)
            }
            ListingStage::Delisted { publish, .. } => {
                publish.redate(&redater, None, owners, &self.opening.reason).into_iter().collect()
            }
            ListingStage::Unopened | ListingStage::Proposed | ListingStage::Over { .. } => Vec::new(),
        };
        let title = self.opening.reason.clone();
        let (asked, lines) = self.papers.redate(&redater, &title);
        moves.extend(asked);
        let what = ListingEvent::Redated { reason: reason.clone(), moves: moves.clone() };
        let mut out = vec![EventEnvelope::new(at, None, what)];
        out.extend(papers(at, lines));
        for (to, facts) in to_tell(moves, &reason) {
            out.extend(self.moved_dates(to, facts, at));
        }
        Ok(out)
    }
}

/// Whose the clocks are: the listed bureau's, and those of whoever listed it.
type Owners<'a> = (&'a BureauCode, &'a BureauCode);

impl Force {
    fn redate(
        &mut self,
        redater: &Redater<'_>,
        rules: &super::ListingRules,
        owners: Owners<'_>,
        title: &str,
    ) -> Vec<Move> {
        let since = self.since;
        let mut moves = Vec::new();
        moves.extend(self.publish.redate(redater, Some((since, rules.publish)), owners, title));
        moves.extend(self.plan.redate(redater, Some((since, rules.plan)), owners, title));
        if let Some(application) = &mut self.application {
            let counted = Some((application.at, rules.verify));
            moves.extend(application.verify.redate(redater, counted, owners, title));
        }
        let before = self.progress.due.at;
        self.progress.redate(redater, since, rules.progress);
        let title = |task: Task| format!("{}：{title}", task.chinese());
        let progress = (before, Some(self.progress.due.at));
        moves.extend(redater.told(Clock::Task, 0, &title(Task::ReportProgress), owners.0, progress));
        // A term that was extended ends on the day that was granted.
        if self.until == due(redater.old, since, rules.term) && !self.expired {
            let until = due(redater.new, since, rules.term);
            let at = redater.ahead(self.until.at, until.at);
            moves.extend(redater.told(
                Clock::Term,
                0,
                &title(Task::TermEnds),
                owners.0,
                (self.until.at, Some(at)),
            ));
            self.until = deadline(redater.new, at);
        }
        if !self.expired {
            let last_day = redater.new.day_before(redater.new.date(self.until.at), rules.extension_before);
            self.ask_by = redater.ahead(self.ask_by, redater.new.closing(last_day));
            self.term_nears =
                self.term_nears.map(|nears| redater.ahead(nears, redater.new.opening(last_day)));
        }
        moves
    }
}

fn deadline(office: &Office, at: PlanTime) -> Deadline {
    Deadline { at, provisional: office.calendar.is_provisional(office.date(at)) }
}

impl Chore {
    /// Its due instant, counted from where it is known to have been, and its next reminder.
    fn redate(
        &mut self,
        redater: &Redater<'_>,
        counted: Option<(PlanTime, crate::timekeeping::span::Span)>,
        owners: Owners<'_>,
        title: &str,
    ) -> Option<Move> {
        if self.done.is_some() {
            return None;
        }
        let old = self.due.at;
        let anew = counted.filter(|(from, span)| due(redater.old, *from, *span) == self.due);
        let new = match anew {
            Some((from, span)) => redater.ahead(old, due(redater.new, from, span).at),
            None => redater.recounted(old, self.again()),
        };
        self.due = deadline(redater.new, new);
        let early = redater.new.opening(redater.new.day_before(redater.new.date(new), PLAN_REMINDER));
        self.next = self.next.map(|next| match next.cmp(&old) {
            Ordering::Less => redater.ahead(next, early),
            Ordering::Equal => new,
            Ordering::Greater => redater.recounted(next, self.again()),
        });
        let of = if matches!(self.task, Task::FilePlan) { owners.0 } else { owners.1 };
        redater.told(Clock::Task, 0, &format!("{}：{title}", self.task.chinese()), of, (old, Some(new)))
    }
}

impl Listing {
    /// The notice of the dates that moved.
    fn moved_dates(
        &mut self,
        to: BureauCode,
        facts: Facts,
        at: PlanTime,
    ) -> Vec<EventEnvelope<ListingEvent>> {
        let terms = self.opening.terms.clone();
        let facts = Facts { matter: self.facts().matter, ..facts };
        let from = terms.matter.issuer.clone();
        let draft = Draft { from, to, ..self.to_listed(Instrument::DatesMoved, facts) };
        papers(at, vec![self.papers.issue(&terms.matter.office, at, draft)])
    }
}
