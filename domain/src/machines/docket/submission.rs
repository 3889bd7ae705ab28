//! What was handed in may still be changed until it is reviewed: taken back, handed in anew, added to. Each
//! change is a version. Whether it was in time is judged by the first complete one that was not taken back, and
//! the reviewer's time runs from it, too.

use super::{Docket, ObligationState, RungMark, TakenBack};
use crate::{
    campaign::obligation::Requirement,
    ids::ObligationId,
    machines::event::{DocketEvent, EventEnvelope},
    paperwork::{
        attachment::{self, Attachment},
        instrument::Instrument,
        notice::Facts,
        submission_change::{SubmissionChange, VersionKind},
    },
    timekeeping::time::PlanTime,
    wording::{reason::Why, refusal::Refusal, text::written},
};

type SubmissionResult = Result<Vec<EventEnvelope>, Refusal>;

/// What is handed in: names, the files among them, and whether it bears the seal.
#[derive(Copy, Clone)]
pub(super) struct Handed<'a> {
    pub(super) attachments: &'a [String],
    pub(super) files: &'a [Attachment],
    pub(super) sealed: bool,
}

impl Handed<'_> {
    pub(super) fn check(self) -> Result<(), Refusal> {
        attachment::check_names(self.attachments.iter().map(String::as_str))?;
        attachment::check(self.files)
    }
}

impl Docket {
    /// Whether what is handed in has all that the plan asks for.
    pub(super) fn complete(
        &self,
        duty: usize,
        obligation: &ObligationId,
        handed: Handed<'_>,
    ) -> Result<(), Refusal> {
        for requirement in &self.item(duty).requires {
            let missing = match requirement {
                Requirement::Attachment => handed.attachments.is_empty().then_some(Why::Attachment),
                Requirement::Seal => (!handed.sealed).then_some(Why::Seal),
            };
            if let Some(missing) = missing {
                return Err(Refusal::Incomplete(obligation.clone(), missing));
            }
        }
        Ok(())
    }

    /// 撤回: it is open again, due as before. What would have come while it lay there is not made up for; one
    /// whose due instant has passed is overdue at once, and its ladder goes on with the next rung.
    pub(super) fn take_back(
        &mut self,
        obligation: &ObligationId,
        reason: &str,
        at: PlanTime,
        dated: PlanTime,
    ) -> SubmissionResult {
        let reason = written(reason)?;
        let duty = self.changeable(obligation, at)?;
        let terms = self.terms.clone();
        let taken = &mut self.duties[duty];
        let version = taken.revisions.number();
        let had_reviewer = matches!(taken.state, ObligationState::Submitted { review_by: Some(_), .. });
        taken.state = ObligationState::Open;
        taken.revisions.version = version;
        taken.revisions.latest = None;
        taken.revisions.taken_back = Some(TakenBack { at, reason: reason.clone() });
        taken.overdue = taken.due <= at;
        // A letter that was withdrawn for the submission, and would come only now, is right again.
        let void = |(instant, mark): &(PlanTime, RungMark)| {
            matches!(mark, RungMark::Asked | RungMark::Withdrawn) && *instant > dated
        };
        taken.rungs.iter_mut().filter(|rung| void(rung)).for_each(|rung| rung.1 = RungMark::Waiting);
        taken.plan_ahead(&terms, dated);
        let missed = |(instant, mark): &(PlanTime, RungMark)| *mark == RungMark::Waiting && *instant <= dated;
        taken.rungs.iter_mut().filter(|rung| missed(rung)).for_each(|rung| rung.1 = RungMark::Dropped);
        let is_overdue = taken.overdue;
        let what = DocketEvent::TakenBack { version, reason: reason.clone() };
        let mut effects = vec![self.effect(at, duty, what)];
        if is_overdue {
            effects.push(self.effect(at, duty, DocketEvent::FellDue));
        }
        if had_reviewer {
            let change = SubmissionChange { kind: None, version };
            effects.push(self.tell_reviewer(duty, change, Some(reason), at));
        }
        Ok(effects)
    }

    /// 重新报送: the whole is handed in anew, and must be complete.
    pub(super) fn replace(
        &mut self,
        obligation: &ObligationId,
        handed: Handed<'_>,
        at: PlanTime,
    ) -> SubmissionResult {
        handed.check()?;
        let duty = self.changeable(obligation, at)?;
        self.complete(duty, obligation, handed)?;
        Ok(self.revise(duty, VersionKind::Replacement, handed, at))
    }

    /// 补充材料: something is added. What was there was complete, so this need not be.
    pub(super) fn supplement(
        &mut self,
        obligation: &ObligationId,
        handed: Handed<'_>,
        at: PlanTime,
    ) -> SubmissionResult {
        handed.check()?;
        let duty = self.changeable(obligation, at)?;
        if handed.attachments.is_empty() {
            return Err(Refusal::Incomplete(obligation.clone(), Why::Attachment));
        }
        Ok(self.revise(duty, VersionKind::Supplement, handed, at))
    }

    fn revise(
        &mut self,
        duty: usize,
        kind: VersionKind,
        handed: Handed<'_>,
        at: PlanTime,
    ) -> Vec<EventEnvelope> {
        let version = self.duties[duty].revisions.next(at);
        let Handed { attachments, files, sealed } = handed;
        let (attachments, files) = (attachments.to_vec(), files.to_vec());
        let what = match kind {
            VersionKind::Supplement => DocketEvent::Supplemented { version, attachments, files, sealed },
            _ => DocketEvent::Replaced { version, attachments, files, sealed },
        };
        let mut effects = vec![self.effect(at, duty, what)];
        if matches!(self.duties[duty].state, ObligationState::Submitted { review_by: Some(_), .. }) {
            effects.push(self.tell_reviewer(duty, SubmissionChange { kind: Some(kind), version }, None, at));
        }
        effects
    }

    /// The duty, if what was handed in for it can still be changed: while its review is awaited. Where the plan
    /// asks for no review nobody says that it is done with, so it is so when it falls due: what lies there then is
    /// what others count on.
    fn changeable(&self, obligation: &ObligationId, at: PlanTime) -> Result<usize, Refusal> {
        let duty = self.duty_index(obligation)?;
        let (item, due) = (self.item(duty), self.duties[duty].due);
        let fixed = match self.duties[duty].state {
            // An amendment dropped it since: nothing is to come in its place.
            ObligationState::Submitted { .. } if self.duties[duty].lifted => Why::Lifted,
            ObligationState::Submitted { review_by: Some(_), .. } => return Ok(duty),
            ObligationState::Submitted { .. } if item.review.is_some() => {
                Why::CampaignCloses(self.shown(self.terms.end_of(item)))
            }
            ObligationState::Submitted { .. } if at < due => return Ok(duty),
            ObligationState::Submitted { .. } => Why::DueWithoutReview(self.shown(due)),
            ObligationState::Accepted { .. } => Why::Accepted,
            ObligationState::Waived => Why::Lifted,
            ObligationState::Unfulfilled => Why::NeverFulfilled,
            ObligationState::Pending | ObligationState::Open => Why::NothingSubmitted,
        };
        Err(Refusal::NotChangeable(obligation.clone(), fixed))
    }

    /// Whoever reviews it is told that it is another now.
    fn tell_reviewer(
        &mut self,
        duty: usize,
        change: SubmissionChange,
        reason: Option<String>,
        at: PlanTime,
    ) -> EventEnvelope {
        let received = match self.duties[duty].state {
            ObligationState::Submitted { at, .. } => Some(at),
            _ => None,
        };
        let facts = Facts {
            due: Some(self.duties[duty].due),
            provisional: self.duties[duty].is_provisional(&self.terms),
            received,
            change: Some(change),
            reason,
            ..Facts::default()
        };
        let (from, to) = (self.party.bureau.clone(), self.supervisor());
        self.issue(Instrument::SubmissionChanged, Some(duty), from, to, at, 0, facts)
    }
}
