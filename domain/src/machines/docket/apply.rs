//! What people may do: one method a command. Each checks before it changes anything.

use super::{
    ApprovalState, Docket, LadderPlace, ObligationState, Returned, Revisions, RungMark, submission::Handed,
};
use crate::{
    bureaus::actor::Actor,
    ids::ObligationId,
    machines::{
        command::{Command, CommandEnvelope},
        event::{DocketEvent, EventEnvelope},
    },
    paperwork::{
        attachment::Attachment,
        instrument::Instrument,
        notice::Facts,
        notice_event::NoticeEvent,
        relief::{Relief, ReliefEnd},
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
        let CommandEnvelope { by, command } = act;
        if let Command::Redate { .. } | Command::Amend { .. } = command {
            // A campaign that has not begun is told as well.
            self.may(by, command)?;
            if let Some(finished) = self.finished {
                return Err(Refusal::Ended(self.shown(finished)));
            }
        } else if at < self.terms.opens {
            let opens = self.shown(self.terms.opens);
            return Err(Refusal::BadInstant(at, Why::CampaignOpens(opens)));
        }
        if let Some(finished) = self.finished.filter(|finished| *finished <= at) {
            return Err(Refusal::Ended(self.shown(finished)));
        }
        self.may(by, command)?;
        match command {
            Command::Submit { obligation, attachments, files, sealed } => {
                self.submit(obligation, Handed { attachments, files, sealed: *sealed }, at, dated)
            }
            Command::Replace { obligation, attachments, files, sealed } => {
                self.replace(obligation, Handed { attachments, files, sealed: *sealed }, at)
            }
            Command::Supplement { obligation, attachments, files, sealed } => {
                self.supplement(obligation, Handed { attachments, files, sealed: *sealed }, at)
            }
            Command::TakeBack { obligation, reason } => self.take_back(obligation, reason, at, dated),
            Command::Accept { obligation, version } => self.accept(obligation, *version, at),
            Command::Return { obligation, reason, due } => self.send_back(obligation, reason, *due, by, at),
            Command::AskExtension { obligation, to, reason, files } => {
                self.ask_relief(obligation, Relief::Extension { to: *to }, (reason, files), at)
            }
            Command::AskWaiver { obligation, reason, files } => {
                self.ask_relief(obligation, Relief::Waiver, (reason, files), at)
            }
            Command::WithdrawRequest { obligation } => self.withdraw_request(obligation, at),
            Command::Refuse { obligation, reason } => self.refuse_request(obligation, reason, by, at),
            Command::Extend { obligation, to, reason } => {
                self.extend(obligation, (reason, *to), by, at, dated)
            }
            Command::Waive { obligation, reason } => self.waive(obligation, reason, by, at),
            Command::Approve { approval } => self.approve(*approval, by, at),
            Command::Decline { approval, reason } => self.decline(*approval, reason, by, at),
            Command::Acknowledge { notice, reply } => self.acknowledge(*notice, reply.as_deref(), at),
            Command::Reply { notice, text, files } => self.reply(*notice, (text, files), at),
            Command::Void { notice, reason } => self.void(*notice, reason, by, at),
            Command::Circulate { circulation } => self.circulate(circulation, at),
            Command::Redate { terms, reason } => self.redate(terms, reason, at),
            Command::Amend { amendment } => self.amend(amendment, at),
        }
    }

    /// Whether a bureau may give a command: the debtor hands in and acknowledges, those above it
    /// decide.
    fn may(&self, by: &Actor, command: &Command) -> Result<(), Refusal> {
        let superiors = &self.party.superiors;
        let (allowed, who) = match command {
            Command::Submit { .. }
            | Command::Replace { .. }
            | Command::Supplement { .. }
            | Command::TakeBack { .. }
            | Command::AskExtension { .. }
            | Command::AskWaiver { .. }
            | Command::WithdrawRequest { .. }
            | Command::Acknowledge { .. }
            | Command::Reply { .. }
            | Command::Circulate { .. } => (by.bureau == self.party.bureau, self.party.bureau.to_string()),
            Command::Redate { .. } | Command::Amend { .. } => {
                let issuer = by.bureau == self.terms.issuer;
                (issuer || superiors.contains(&by.bureau), self.terms.issuer.to_string())
            }
            // Whose they are stands on them.
            Command::Approve { .. } | Command::Decline { .. } | Command::Void { .. } => return Ok(()),
            _ => (superiors.contains(&by.bureau), self.supervisor().to_string()),
        };
        if allowed { Ok(()) } else { Err(Refusal::NotYours(by.bureau.clone(), who)) }
    }

    fn submit(
        &mut self,
        obligation: &ObligationId,
        handed: Handed<'_>,
        at: PlanTime,
        dated: PlanTime,
    ) -> DocketResult {
        handed.check()?;
        let duty = self.open_duty(obligation)?;
        let item = self.item(duty);
        if at < item.opens {
            return Err(Refusal::NotOpen(obligation.clone(), self.shown(item.opens)));
        }
        self.complete(duty, obligation, handed)?;
        let review_by = item.review.map(|span| self.terms.deadline(dated, span));
        let on_time = at <= self.duties[duty].judged_by;
        self.duties[duty].state = ObligationState::Submitted { at, on_time, review_by };
        self.duties[duty].overdue = false;
        self.duties[duty].revisions.first();
        let Handed { attachments, files, sealed } = handed;
        let (attachments, files) = (attachments.to_vec(), files.to_vec());
        let what = DocketEvent::Submitted { on_time, attachments, files, sealed };
        let mut effects = vec![self.effect(at, duty, what)];
        self.settle(duty, at, dated, &mut effects);
        self.settle_requests(at, |of| of == duty, |_| ReliefEnd::Submitted, &mut effects);
        Ok(effects)
    }

    /// 审核通过. Whoever names the version they read accepts no other.
    fn accept(&mut self, obligation: &ObligationId, read: Option<u16>, at: PlanTime) -> DocketResult {
        let (duty, received, on_time) = self.under_review(obligation)?;
        let number = self.duties[duty].revisions.number();
        if read.is_some_and(|read| read != number) {
            return Err(Refusal::OtherVersion(obligation.clone(), number));
        }
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
        returned.revisions = Revisions::default();
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
        let (due_day, due) = self.later_day(duty, day, at)?;
        let terms = self.terms.clone();
        let old_due = self.duties[duty].due;
        let in_time = at <= self.duties[duty].judged_by;
        let mut effects = vec![self.effect(
            at,
            duty,
            DocketEvent::Extended { reason: reason.clone(), old_due, due, in_time },
        )];
        if in_time {
            self.settle(duty, at, dated, &mut effects);
        } else {
            self.close_approvals(at, |place| place.duty == duty, &mut effects);
        }
        let extended = &mut self.duties[duty];
        // A rung that was only proposed, proved wrong or had no time may come again after the new date.
        let end = terms.end_of(terms.item_at(extended.item));
        let void = |(instant, mark): &(PlanTime, RungMark)| match mark {
            RungMark::Asked | RungMark::Withdrawn => true,
            RungMark::Dropped => terms.launched.is_some() && *instant == end,
            RungMark::Waiting | RungMark::Fired => false,
        };
        // Behind the ladder stand rungs that an amended plan no longer has.
        let steps = terms.item_at(extended.item).ladder.len();
        let rungs = extended.rungs.iter_mut().take(steps);
        rungs.filter(|rung| void(rung)).for_each(|rung| rung.1 = RungMark::Waiting);
        (extended.due_day, extended.due) = (due_day, due);
        if in_time {
            extended.judged_by = due;
        }
        extended.overdue = false;
        if extended.state == ObligationState::Open {
            extended.plan_ahead(&terms, dated);
        }
        self.settle_requests(at, |of| of == duty, granted_by_extension, &mut effects);
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
        self.close_approvals(at, |place| place.duty == duty, &mut effects);
        self.settle_requests(at, |of| of == duty, granted_by_waiver, &mut effects);
        let facts = Facts { reason: Some(reason), ..Facts::default() };
        effects.push(self.decision(Instrument::Waived, duty, &by.bureau, at, facts));
        Ok(effects)
    }

    fn approve(&mut self, approval: u32, by: &Actor, at: PlanTime) -> DocketResult {
        let chain = &self.party.superiors;
        let LadderPlace { duty, rung } =
            self.approvals.decide(&by.bureau, approval, chain, ApprovalState::Approved)?;
        self.duties[duty].rungs[rung].1 = RungMark::Fired;
        let mut effects = vec![self.effect(at, duty, DocketEvent::Approved { approval })];
        self.document(duty, rung, at, &mut effects);
        Ok(effects)
    }

    fn decline(&mut self, approval: u32, reason: &str, by: &Actor, at: PlanTime) -> DocketResult {
        let reason = written(reason)?;
        let chain = &self.party.superiors;
        let LadderPlace { duty, rung } =
            self.approvals.decide(&by.bureau, approval, chain, ApprovalState::Declined)?;
        self.duties[duty].rungs[rung].1 = RungMark::Dropped;
        Ok(vec![self.effect(at, duty, DocketEvent::Declined { approval, reason })])
    }

    fn acknowledge(&mut self, notice: u32, reply: Option<&str>, at: PlanTime) -> DocketResult {
        let line = self.letters.acknowledge(notice, reply, at)?;
        self.about_letter(notice, line, at)
    }

    /// 回复: it stops the clock, whether or not the letter was acknowledged before.
    fn reply(&mut self, notice: u32, reply: (&str, &[Attachment]), at: PlanTime) -> DocketResult {
        let line = self.letters.reply(notice, reply, at)?;
        self.about_letter(notice, line, at)
    }

    /// 作废: a document that should never have been issued keeps its number and says void.
    fn void(&mut self, notice: u32, reason: &str, by: &Actor, at: PlanTime) -> DocketResult {
        if let Some(index) = self.circular(notice) {
            return self.void_circular(index, reason, by, at);
        }
        let (reason, line) = self.letters.void(&by.bureau, notice, reason, at, &self.party.superiors)?;
        let mut effects = self.about_letter(notice, line, at)?;
        let letter = self.letters.get(notice)?.clone();
        self.tell_taken_back(letter, at, &reason, &mut effects);
        Ok(effects)
    }

    fn about_letter(&self, notice: u32, line: NoticeEvent, at: PlanTime) -> DocketResult {
        let duty = self.letters.get(notice)?.subject.duty;
        Ok(vec![self.effect(at, duty, line.into())])
    }

    /// What was threatened or proposed after `at` was wrong: letters are withdrawn, proposals closed.
    fn settle(&mut self, duty: usize, at: PlanTime, dated: PlanTime, out: &mut Vec<EventEnvelope>) {
        self.close_approvals(at, |place| place.duty == duty, out);
        let reason = match self.duties[duty].state {
            ObligationState::Submitted { .. } => "该事项在发文前已收到报送材料",
            _ => "该事项在到期前已获准延期",
        };
        self.withdraw_after(duty, at, dated, reason, out);
    }

    /// The duty, if something can still be handed in for it.
    pub(super) fn open_duty(&self, obligation: &ObligationId) -> Result<usize, Refusal> {
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

    /// The due day that a person's day comes to, with its close: ahead, within the campaign, and late enough
    /// that the debtor hears of it before.
    pub(super) fn future_day(
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

fn granted_by_extension(asked: Relief) -> ReliefEnd {
    match asked {
        Relief::Extension { .. } => ReliefEnd::Granted,
        Relief::Waiver => ReliefEnd::Otherwise,
    }
}

fn granted_by_waiver(asked: Relief) -> ReliefEnd {
    match asked {
        Relief::Waiver => ReliefEnd::Granted,
        Relief::Extension { .. } => ReliefEnd::Otherwise,
    }
}
