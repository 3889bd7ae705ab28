//! What people may do: one method a command. Each checks before it changes anything.

use super::{ApprovalState, Docket, Letter, ObligationState, Returned, RungMark};
use crate::{
    bureaus::actor::Actor,
    campaign::obligation::Requirement,
    ids::{BureauCode, ObligationId},
    machines::{
        command::{Command, CommandEnvelope},
        event::{DocketEvent, EventEnvelope},
    },
    paperwork::{
        attachment::{self, Attachment},
        instrument::Instrument,
        notice::Facts,
    },
    timekeeping::{calendar::UnknownYear, time::PlanTime},
    wording::{reason::Why, refusal::Refusal, text::written},
};
use chrono::NaiveDate;

type DocketResult = Result<Vec<EventEnvelope>, Refusal>;

impl Docket {
    pub(super) fn take_command(
        &mut self,
        act: &CommandEnvelope,
        at: PlanTime,
        dated: PlanTime,
    ) -> DocketResult {
        let command = &act.command;
        if let Command::Redate { terms, reason } = command {
            // A campaign that has not begun is told as well.
            self.may(&act.by, command)?;
            return match self.finished {
                Some(finished) => Err(Refusal::Ended(self.shown(finished))),
                None => self.redate(terms, reason, at),
            };
        }
        if at < self.terms.opens {
            let opens = self.shown(self.terms.opens);
            return Err(Refusal::BadInstant(at, Why::CampaignOpens(opens)));
        }
        if let Some(finished) = self.finished.filter(|finished| *finished <= at) {
            return Err(Refusal::Ended(self.shown(finished)));
        }
        self.may(&act.by, command)?;
        match command {
            Command::Submit { obligation, attachments, files, sealed } => {
                self.submit(obligation, (attachments, files), *sealed, at, dated)
            }
            Command::Accept { obligation } => self.accept(obligation, at),
            Command::Return { obligation, reason, due } => {
                self.send_back(obligation, reason, *due, &act.by, at)
            }
            Command::Extend { obligation, to, reason } => {
                self.extend(obligation, (reason, *to), &act.by, at, dated)
            }
            Command::Waive { obligation, reason } => self.waive(obligation, reason, &act.by, at),
            Command::Approve { approval } => self.approve(*approval, at),
            Command::Decline { approval, reason } => self.decline(*approval, reason, at),
            Command::Acknowledge { notice, reply } => self.acknowledge(*notice, reply.as_deref(), at),
            Command::Reply { notice, text, files } => self.reply(*notice, (text, files), at),
            Command::Void { notice, reason } => self.void(*notice, reason, at),
            Command::Circulate { circulation } => self.circulate(circulation, at),
            Command::Redate { terms, reason } => self.redate(terms, reason, at),
        }
    }

    /// Whether a bureau may give a command: the debtor hands in and acknowledges, those above it
    /// decide, and an approval is for the bureau that was asked or one above that.
    fn may(&self, by: &Actor, command: &Command) -> Result<(), Refusal> {
        let superiors = &self.party.superiors;
        let (allowed, who) = match command {
            Command::Submit { .. }
            | Command::Acknowledge { .. }
            | Command::Reply { .. }
            | Command::Circulate { .. } => (by.bureau == self.party.bureau, self.party.bureau.to_string()),
            Command::Approve { approval } | Command::Decline { approval, .. } => {
                let asked = &self.approvals[self.approval_index(*approval)?].asked;
                (rank(superiors, &by.bureau) >= rank(superiors, asked), asked.to_string())
            }
            Command::Redate { .. } => {
                let issuer = by.bureau == self.terms.issuer;
                (issuer || superiors.contains(&by.bureau), self.terms.issuer.to_string())
            }
            Command::Void { notice, .. } if self.circular(*notice).is_some() => {
                let own = by.bureau == self.party.bureau;
                (own || superiors.contains(&by.bureau), self.party.bureau.to_string())
            }
            Command::Void { notice, .. } => {
                let issuer = &self.letters[self.letter_index(*notice)?].from;
                (rank(superiors, &by.bureau) >= rank(superiors, issuer), issuer.to_string())
            }
            _ => (superiors.contains(&by.bureau), self.supervisor().to_string()),
        };
        if allowed { Ok(()) } else { Err(Refusal::NotYours(by.bureau.clone(), who)) }
    }

    fn submit(
        &mut self,
        obligation: &ObligationId,
        (attachments, files): (&[String], &[Attachment]),
        sealed: bool,
        at: PlanTime,
        dated: PlanTime,
    ) -> DocketResult {
        attachment::check_names(attachments.iter().map(String::as_str))?;
        attachment::check(files)?;
        let duty = self.open_duty(obligation)?;
        let item = self.item(duty);
        if at < item.opens {
            return Err(Refusal::NotOpen(obligation.clone(), self.shown(item.opens)));
        }
        for requirement in &item.requires {
            let missing = match requirement {
                Requirement::Attachment => attachments.is_empty().then_some(Why::Attachment),
                Requirement::Seal => (!sealed).then_some(Why::Seal),
            };
            if let Some(missing) = missing {
                return Err(Refusal::Incomplete(obligation.clone(), missing));
            }
        }
        let review_by = item.review.map(|span| self.terms.deadline(dated, span));
        let on_time = at <= self.duties[duty].judged_by;
        self.duties[duty].state = ObligationState::Submitted { at, on_time, review_by };
        self.duties[duty].overdue = false;
        let (attachments, files) = (attachments.to_vec(), files.to_vec());
        let what = DocketEvent::Submitted { on_time, attachments, files, sealed };
        let mut effects = vec![self.effect(at, duty, what)];
        self.settle(duty, at, dated, &mut effects);
        Ok(effects)
    }

    fn accept(&mut self, obligation: &ObligationId, at: PlanTime) -> DocketResult {
        let (duty, received, on_time) = self.under_review(obligation)?;
        self.duties[duty].state = ObligationState::Accepted { at: received, on_time };
        Ok(vec![self.effect(at, duty, DocketEvent::Accepted)])
    }

    /// 退回: the obligation opens again with a new due date, and everything starts again.
    fn send_back(
        &mut self,
        obligation: &ObligationId,
        reason: &str,
        day: NaiveDate,
        by: &Actor,
        at: PlanTime,
    ) -> DocketResult {
        let reason = written(reason)?;
        let (duty, _, on_time) = self.under_review(obligation)?;
        let (due_day, due) = self.future_day(duty, day, at)?;
        let terms = self.terms.clone();
        let returned = &mut self.duties[duty];
        let old_due = returned.due;
        returned.state = ObligationState::Open;
        returned.late_before |= !on_time;
        returned.round += 1;
        returned.returned = Some(Returned { at, reason: reason.clone() });
        (returned.due_day, returned.due, returned.judged_by) = (due_day, due, due);
        returned.overdue = false;
        returned.rungs.clear();
        returned.plan_ahead(&terms, at);
        let facts = self.moved(duty, old_due, &reason, day);
        let what = DocketEvent::Returned { reason, old_due, due };
        Ok(vec![
            self.effect(at, duty, what),
            self.decision(Instrument::Returned, duty, &by.bureau, at, facts),
        ])
    }

    /// 延期: granted before the old due date passed, it decides what is on time; granted later, it only
    /// stops the ladder until the new date.
    fn extend(
        &mut self,
        obligation: &ObligationId,
        (reason, day): (&str, NaiveDate),
        by: &Actor,
        at: PlanTime,
        dated: PlanTime,
    ) -> DocketResult {
        let reason = written(reason)?;
        let duty = self.open_duty(obligation)?;
        let (due_day, due) = self.future_day(duty, day, at)?;
        let terms = self.terms.clone();
        let old_due = self.duties[duty].due;
        if due <= old_due {
            return Err(Refusal::BadDay(due_day, Why::NotLater(self.shown(old_due))));
        }
        let in_time = at <= self.duties[duty].judged_by;
        let mut effects = vec![self.effect(
            at,
            duty,
            DocketEvent::Extended { reason: reason.clone(), old_due, due, in_time },
        )];
        if in_time {
            self.settle(duty, at, dated, &mut effects);
        } else {
            self.close_approvals(at, |approval| approval.duty == duty, &mut effects);
        }
        let extended = &mut self.duties[duty];
        // A rung that was only proposed, proved wrong or had no time may come again after the new date.
        let end = terms.end_of(terms.item_at(extended.item));
        let void = |(instant, mark): &(PlanTime, RungMark)| match mark {
            RungMark::Asked | RungMark::Withdrawn => true,
            RungMark::Dropped => terms.launched.is_some() && *instant == end,
            RungMark::Waiting | RungMark::Fired => false,
        };
        extended.rungs.iter_mut().filter(|rung| void(rung)).for_each(|rung| rung.1 = RungMark::Waiting);
        (extended.due_day, extended.due) = (due_day, due);
        if in_time {
            extended.judged_by = due;
        }
        extended.overdue = false;
        if extended.state == ObligationState::Open {
            extended.plan_ahead(&terms, dated);
        }
        let facts = self.moved(duty, old_due, &reason, day);
        effects.push(self.decision(Instrument::Extended, duty, &by.bureau, at, facts));
        Ok(effects)
    }

    fn waive(&mut self, obligation: &ObligationId, reason: &str, by: &Actor, at: PlanTime) -> DocketResult {
        let reason = written(reason)?;
        let duty = self.open_duty(obligation)?;
        self.duties[duty].state = ObligationState::Waived;
        if self.is_tail(duty) {
            self.count_at = None;
        }
        let mut effects = vec![self.effect(at, duty, DocketEvent::Waived { reason: reason.clone() })];
        self.close_approvals(at, |approval| approval.duty == duty, &mut effects);
        let facts = Facts { reason: Some(reason), ..Facts::default() };
        effects.push(self.decision(Instrument::Waived, duty, &by.bureau, at, facts));
        Ok(effects)
    }

    fn approve(&mut self, number: u32, at: PlanTime) -> DocketResult {
        let (index, duty, rung) = self.open_approval(number)?;
        self.approvals[index].state = ApprovalState::Approved;
        self.duties[duty].rungs[rung].1 = RungMark::Fired;
        let mut effects = vec![self.effect(at, duty, DocketEvent::Approved { approval: number })];
        self.document(duty, rung, at, &mut effects);
        Ok(effects)
    }

    fn decline(&mut self, number: u32, reason: &str, at: PlanTime) -> DocketResult {
        let reason = written(reason)?;
        let (index, duty, rung) = self.open_approval(number)?;
        self.approvals[index].state = ApprovalState::Declined;
        self.duties[duty].rungs[rung].1 = RungMark::Dropped;
        let what = DocketEvent::Declined { approval: number, reason };
        Ok(vec![self.effect(at, duty, what)])
    }

    fn acknowledge(&mut self, ordinal: u32, reply: Option<&str>, at: PlanTime) -> DocketResult {
        let reply = reply.map(written).transpose()?;
        let letter = self.standing_letter(ordinal)?;
        if letter.acknowledged.is_some() {
            return Err(Refusal::NoticeSettled(ordinal, Why::AcknowledgedBefore));
        }
        letter.acknowledged = Some(at);
        letter.replied = reply.is_some().then_some(at);
        let duty = letter.duty;
        Ok(vec![self.effect(at, duty, DocketEvent::Acknowledged { notice: ordinal, reply })])
    }

    /// 回复: it stops the clock, whether or not the letter was acknowledged before.
    fn reply(&mut self, ordinal: u32, (text, files): (&str, &[Attachment]), at: PlanTime) -> DocketResult {
        let text = written(text)?;
        attachment::check(files)?;
        let letter = self.standing_letter(ordinal)?;
        if letter.replied.is_some() {
            return Err(Refusal::NoticeSettled(ordinal, Why::RepliedBefore));
        }
        letter.acknowledged.get_or_insert(at);
        letter.replied = Some(at);
        let duty = letter.duty;
        let what = DocketEvent::Replied { notice: ordinal, text, files: files.to_vec() };
        Ok(vec![self.effect(at, duty, what)])
    }

    fn standing_letter(&mut self, ordinal: u32) -> Result<&mut Letter, Refusal> {
        let index = self.letter_index(ordinal)?;
        let letter = &mut self.letters[index];
        match letter.withdrawn {
            Some(_) => Err(Refusal::NoticeSettled(ordinal, Why::Withdrawn)),
            None => Ok(letter),
        }
    }

    /// 作废: a document that should never have been issued keeps its number and says void.
    fn void(&mut self, ordinal: u32, reason: &str, at: PlanTime) -> DocketResult {
        let reason = written(reason)?;
        if let Some(index) = self.circular(ordinal) {
            return self.void_circular(index, &reason, at);
        }
        let index = self.letter_index(ordinal)?;
        if self.letters[index].withdrawn.is_some() {
            return Err(Refusal::NoticeSettled(ordinal, Why::Withdrawn));
        }
        let duty = self.letters[index].duty;
        let what = DocketEvent::Voided { notice: ordinal, reason: reason.clone() };
        let mut effects = vec![self.effect(at, duty, what)];
        self.take_back(index, at, &reason, &mut effects);
        Ok(effects)
    }

    fn letter_index(&self, ordinal: u32) -> Result<usize, Refusal> {
        let index = self.letters.iter().position(|letter| letter.ordinal == ordinal);
        index.ok_or(Refusal::UnknownNotice(ordinal))
    }

    /// What was threatened or proposed after `at` was wrong: letters are withdrawn, proposals closed.
    fn settle(&mut self, duty: usize, at: PlanTime, dated: PlanTime, out: &mut Vec<EventEnvelope>) {
        self.close_approvals(at, |approval| approval.duty == duty, out);
        let reason = match self.duties[duty].state {
            ObligationState::Submitted { .. } => "该事项在发文前已收到报送材料",
            _ => "该事项在到期前已获准延期",
        };
        self.withdraw_after(duty, at, dated, reason, out);
    }

    /// The duty, if something can still be handed in for it.
    fn open_duty(&self, obligation: &ObligationId) -> Result<usize, Refusal> {
        let duty = self.duty_index(obligation)?;
        let closed = |why| Err(Refusal::Closed(obligation.clone(), why));
        match self.duties[duty].state {
            ObligationState::Pending if self.is_tail(duty) => {
                Err(Refusal::NotOpen(obligation.clone(), self.shown(self.item(duty).opens)))
            }
            ObligationState::Pending | ObligationState::Open => Ok(duty),
            ObligationState::Submitted { at, .. } | ObligationState::Accepted { at, .. } => {
                Err(Refusal::AlreadySubmitted(obligation.clone(), self.shown(at)))
            }
            ObligationState::Waived => closed(Why::Lifted),
            ObligationState::Unfulfilled => closed(Why::NeverFulfilled),
        }
    }

    fn under_review(&self, obligation: &ObligationId) -> Result<(usize, PlanTime, bool), Refusal> {
        let duty = self.duty_index(obligation)?;
        let nothing = |why| Err(Refusal::NothingToReview(obligation.clone(), why));
        match self.duties[duty].state {
            ObligationState::Submitted { at, on_time, review_by: Some(_) } => Ok((duty, at, on_time)),
            ObligationState::Submitted { .. } => nothing(Why::NoReview),
            ObligationState::Accepted { .. } => nothing(Why::Accepted),
            _ => nothing(Why::NothingSubmitted),
        }
    }

    pub(super) fn approval_index(&self, number: u32) -> Result<usize, Refusal> {
        let index = usize::try_from(number).ok().and_then(|n| n.checked_sub(1));
        index.filter(|i| *i < self.approvals.len()).ok_or(Refusal::UnknownApproval(number))
    }

    fn open_approval(&self, number: u32) -> Result<(usize, usize, usize), Refusal> {
        let index = self.approval_index(number)?;
        let approval = &self.approvals[index];
        match approval.state.settled() {
            None => Ok((index, approval.duty, approval.rung)),
            Some(settled) => Err(Refusal::ApprovalSettled(number, settled)),
        }
    }

    /// The due day that a person's day comes to, with its close: ahead, within the campaign, and late enough
    /// that the debtor hears of it before.
    fn future_day(
        &self,
        duty: usize,
        named: NaiveDate,
        at: PlanTime,
    ) -> Result<(NaiveDate, PlanTime), Refusal> {
        let (terms, office) = (&self.terms, &self.terms.office);
        let day = terms.non_working_due.moved(&office.calendar, named);
        let bad = |why| Err(Refusal::BadDay(day, why));
        let due = office.closing(day);
        let now = at.max(self.clock);
        if due <= now {
            return bad(Why::Passed);
        }
        let end = terms.end_of(self.item(duty));
        if due > end {
            return bad(Why::CampaignCloses(self.shown(end)));
        }
        // A campaign of an earlier version took such days, and does when its history is redone.
        if !office.calendar.is_old() {
            let unannounced = |unknown: UnknownYear| Refusal::BadDay(day, Why::Unannounced(unknown.year));
            office.calendar.admit(day).map_err(unannounced)?;
            let leaves = office.send_from(now);
            if leaves >= due {
                return bad(Why::NoticeTooLate(self.shown(leaves)));
            }
        }
        Ok((day, due))
    }

    fn moved(&self, duty: usize, old_due: PlanTime, reason: &str, named: NaiveDate) -> Facts {
        Facts {
            due: Some(self.duties[duty].due),
            old_due: Some(old_due),
            named: Some(named).filter(|named| *named != self.duties[duty].due_day),
            provisional: self.duties[duty].is_provisional(&self.terms),
            reason: Some(reason.to_owned()),
            requires: self.item(duty).requires.clone(),
            ..Facts::default()
        }
    }
}

/// How high a bureau stands above the debtor; `None` when it does not.
fn rank(superiors: &[BureauCode], bureau: &BureauCode) -> Option<usize> {
    superiors.iter().position(|s| s == bureau)
}
