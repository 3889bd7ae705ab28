//! What people may do: one method a command. Each checks before it changes anything.

use super::{
    Authority, Finding, FindingCommand, FindingEvent, FindingEvents, FindingOutcome, Grade, Publication,
    Subject,
    orders::Transfer,
    state::{FindingPurpose, FindingStage},
};
use crate::{
    bureaus::actor::Actor,
    machines::{command::CommandEnvelope, event::EventEnvelope, matter::Decision},
    paperwork::{
        attachment::{self, Attachment},
        correspondence::NoticeEvent,
        instrument::Instrument,
        notice::Facts,
    },
    timekeeping::{calendar::UnknownYear, time::PlanTime},
    wording::{
        reason::{Deed, Why},
        refusal::Refusal,
        text::written,
    },
};
use chrono::NaiveDate;

type FindingResult = Result<FindingEvents, Refusal>;

/// The longest extension, in days: beyond it a year was mistyped.
const LONGEST_EXTENSION: i64 = 366;

impl Finding {
    pub(super) fn take_command(
        &mut self,
        act: &CommandEnvelope<FindingCommand>,
        at: PlanTime,
        dated: PlanTime,
    ) -> FindingResult {
        if at < self.registered {
            let registered = self.shown(self.registered);
            return Err(Refusal::BadInstant(at, Why::RegisteredOn(registered)));
        }
        if let Some(finished) = self.finished {
            return Err(Refusal::Over(Why::At(self.shown(finished))));
        }
        self.may(&act.by, &act.command)?;
        let by = &act.by;
        use FindingCommand as C;
        match &act.command {
            C::Triage { grade } => self.triage(*grade, at, dated),
            C::Dismiss { reason } => self.dismiss(reason, at, dated),
            C::CorrectOnTheSpot { result } => self.correct_on_the_spot(result, at, dated),
            C::FileEvidence { note, attachments } => self.file_evidence(note, attachments, at, dated),
            C::Reinspect { passed, result } => self.reinspect(*passed, result, by, at, dated),
            C::AskExtension { to, reason } => self.ask_extension(*to, reason, by, dated),
            C::LookBack { passed, result } => self.look_back(*passed, result, at, dated),
            C::HandOver { to, reason } => self.command_hand_over(*to, reason, by, at, dated),
            C::Redate { calendar, reason } => self.redate(calendar, reason, at),
            C::ConfirmReceipt { reference } => self.confirm_receipt(reference, at, dated),
            C::ProposePublication { kind, text } => self.propose_publication(*kind, text, by, at, dated),
            C::Approve { approval } => self.approve(by, *approval, at, dated),
            C::Decline { approval, reason } => self.decline(by, *approval, reason, at, dated),
            C::Acknowledge { notice, reply } => {
                let paper = self.papers.acknowledge(by, *notice, reply.as_deref(), at)?;
                Ok(self.written(at, vec![paper]))
            }
            C::Reply { notice, text, files } => {
                let paper = self.papers.reply(by, *notice, (text, files), at)?;
                Ok(self.written(at, vec![paper]))
            }
            C::Void { notice, reason } => {
                let handlers = self.handlers();
                let office = &self.terms.matter.office;
                let papers = self.papers.void(office, by, *notice, reason, dated, &handlers)?;
                Ok(self.written(dated, papers))
            }
        }
    }

    /// Whether a bureau may give a command. Where a bureau is concerned, it files and asks, and those
    /// above it do the rest.
    fn may(&self, by: &Actor, command: &FindingCommand) -> Result<(), Refusal> {
        use FindingCommand as C;
        let handler = *self.handler() == by.bureau;
        let above = self.handlers().contains(&by.bureau);
        let superiors_too = matches!(self.registration.subject, Subject::Bureau { .. });
        let (allowed, who) = match command {
            C::FileEvidence { .. } | C::AskExtension { .. } => (*self.debtor() == by.bureau, self.debtor()),
            C::Triage { .. }
            | C::Dismiss { .. }
            | C::CorrectOnTheSpot { .. }
            | C::Reinspect { .. }
            | C::ConfirmReceipt { .. } => (handler || superiors_too && above, self.handler()),
            // Beyond the chain these are refused here; within it, by whom they were asked or issued.
            C::LookBack { .. }
            | C::HandOver { .. }
            | C::ProposePublication { .. }
            | C::Approve { .. }
            | C::Decline { .. }
            | C::Void { .. } => (above, self.handler()),
            C::Redate { .. } => {
                let issuer = &self.terms.matter.issuer;
                (above || *issuer == by.bureau, issuer)
            }
            // Whose it is stands on the document.
            C::Acknowledge { .. } | C::Reply { .. } => (true, self.debtor()),
        };
        if allowed { Ok(()) } else { Err(Refusal::NotYours(by.bureau.clone(), who.to_string())) }
    }

    fn triage(&mut self, grade: Grade, at: PlanTime, dated: PlanTime) -> FindingResult {
        let FindingStage::Registered { .. } = self.stage else { return self.not_now(Deed::Triage) };
        self.grade = grade;
        let mut out = vec![EventEnvelope::new(at, None, FindingEvent::Triaged { grade })];
        self.order(None, dated, &mut out);
        Ok(out)
    }

    fn dismiss(&mut self, reason: &str, at: PlanTime, dated: PlanTime) -> FindingResult {
        let FindingStage::Registered { .. } = self.stage else { return self.not_now(Deed::Dismissal) };
        let reason = written(reason)?;
        let mut out = Vec::new();
        self.close(FindingOutcome::Dismissed, reason, at, dated, &mut out);
        Ok(out)
    }

    /// 现场整改: before any evidence was filed; an order that was issued stays counted.
    fn correct_on_the_spot(&mut self, result: &str, at: PlanTime, dated: PlanTime) -> FindingResult {
        if !matches!(self.stage, FindingStage::Registered { .. } | FindingStage::Ordered) {
            return self.not_now(Deed::CorrectionOnTheSpot);
        }
        if self.on_time.is_some() {
            return refused(Deed::CorrectionOnTheSpot, Why::EvidenceFiled);
        }
        let result = written(result)?;
        let mut out = Vec::new();
        self.close(FindingOutcome::CorrectedOnTheSpot, result, at, dated, &mut out);
        self.leave_order("该问题在发文前已完成现场整改", at, &mut out);
        Ok(out)
    }

    /// Evidence is in time by the instant it was received. It stops the ladder; one that was received
    /// before a rung handed the case over brings it back.
    fn file_evidence(
        &mut self,
        note: &str,
        papers: &[Attachment],
        at: PlanTime,
        dated: PlanTime,
    ) -> FindingResult {
        let expected = match self.stage {
            FindingStage::Ordered => true,
            FindingStage::HandedOver { rung: Some(earned), .. } => at < earned,
            _ => false,
        };
        let judged_by = self.order.as_ref().filter(|_| expected).map(|order| order.judged_by);
        let Some(judged_by) = judged_by else { return self.not_now(Deed::Evidence) };
        let note = written(note)?;
        attachment::check(papers)?;
        let on_time = at <= judged_by;
        self.on_time = Some(on_time && self.on_time != Some(false));
        let reinspect = self.ahead(dated, self.terms.rules.reinspect).into();
        self.stage = FindingStage::Filed { at, on_time, reinspect };
        let what = FindingEvent::EvidenceFiled { on_time, note, attachments: papers.to_vec() };
        let mut out = vec![EventEnvelope::new(at, None, what)];
        self.leave_order("该事项在发文前已收到整改材料", at, &mut out);
        Ok(out)
    }

    /// 复查: put right, it closes; if not, it is ordered anew.
    fn reinspect(
        &mut self,
        passed: bool,
        result: &str,
        by: &Actor,
        at: PlanTime,
        dated: PlanTime,
    ) -> FindingResult {
        let FindingStage::Filed { .. } = self.stage else { return self.not_now(Deed::Reinspection) };
        let result = written(result)?;
        let what = FindingEvent::Reinspected { passed, result: result.clone() };
        let mut out = vec![EventEnvelope::new(at, None, what)];
        if passed {
            self.close(FindingOutcome::Rectified, result, at, dated, &mut out);
        } else {
            self.reworked = self.reworked.saturating_add(1);
            // The decision tells the order that was not met; the one that follows tells the rest.
            let facts = Facts { reason: Some(result.clone()), next: None, ..self.order_facts(dated) };
            let to = self.debtor().clone();
            self.decision(Decision::Rework, by.bureau.clone(), to, facts, dated, &mut out);
            self.order(Some(result), dated, &mut out);
        }
        Ok(out)
    }

    fn ask_extension(&mut self, to: NaiveDate, reason: &str, by: &Actor, dated: PlanTime) -> FindingResult {
        let order = self.order.as_ref().filter(|_| self.stage == FindingStage::Ordered);
        let Some(order) = order else { return self.not_now(Deed::Extension) };
        let reason = written(reason)?;
        let office = &self.terms.matter.office;
        let bad = |why| Err(Refusal::BadDay(to, why));
        if to <= order.day {
            return bad(Why::NotLater(self.shown(order.due)));
        }
        if to.signed_duration_since(order.day).num_days() > LONGEST_EXTENSION {
            return bad(Why::TooFar(LONGEST_EXTENSION));
        }
        if office.closing(to) <= self.clock {
            return bad(Why::Passed);
        }
        // A campaign of an earlier version took such days, and does when its history is redone.
        if !office.calendar.is_old() {
            let unannounced = |unknown: UnknownYear| Refusal::BadDay(to, Why::Unannounced(unknown.year));
            office.calendar.admit(to).map_err(unannounced)?;
        }
        if self.papers.is_asked(|purpose| matches!(purpose, FindingPurpose::Extension { .. })) {
            return refused(Deed::AnotherExtension, Why::AskedBefore);
        }
        let facts = Facts {
            due: Some(office.closing(to)),
            old_due: Some(order.due),
            provisional: office.calendar.is_provisional(to),
            reason: Some(reason.clone()),
            decision: Some(Decision::ExtensionGranted),
            next: None,
            ..self.order_facts(dated)
        };
        let draft = self.draft(Instrument::Decision, by.bureau.clone(), by.bureau.clone(), 0, facts);
        let mut out = Vec::new();
        let rule = self.terms.rules.extension;
        self.ask(rule, FindingPurpose::Extension { to, reason }, draft, dated, &mut out);
        Ok(out)
    }

    /// 回头看: it stayed right, or it opens again.
    fn look_back(&mut self, passed: bool, result: &str, at: PlanTime, dated: PlanTime) -> FindingResult {
        let FindingStage::Closed { look_back: pending @ Some(_), .. } = &mut self.stage else {
            return self.not_now(Deed::LookBack);
        };
        let result = written(result)?;
        *pending = None;
        let what = FindingEvent::LookedBack { passed, result: result.clone() };
        let mut out = vec![EventEnvelope::new(at, None, what)];
        if !passed {
            self.reopened = self.reopened.saturating_add(1);
            out.push(EventEnvelope::new(at, None, FindingEvent::Reopened));
            self.order(Some(result), dated, &mut out);
        }
        Ok(out)
    }

    fn command_hand_over(
        &mut self,
        to: Authority,
        reason: &str,
        by: &Actor,
        at: PlanTime,
        dated: PlanTime,
    ) -> FindingResult {
        if !matches!(self.stage, FindingStage::Ordered | FindingStage::Filed { .. }) {
            return self.not_now(Deed::HandOver);
        }
        let transfer = Transfer { to, reason: written(reason)?, from: by.bureau.clone(), rung: None };
        let mut out = Vec::new();
        self.hand_over(transfer, at, dated, &mut out);
        Ok(out)
    }

    /// 移送回执: the authority has taken the case.
    fn confirm_receipt(&mut self, reference: &str, at: PlanTime, dated: PlanTime) -> FindingResult {
        let FindingStage::HandedOver { to, .. } = self.stage else { return self.not_now(Deed::Receipt) };
        let reference = written(reference)?;
        let result = format!("已移送{}（{reference}）", to.chinese());
        let mut out = vec![EventEnvelope::new(at, None, FindingEvent::ReceiptConfirmed { reference })];
        self.close(FindingOutcome::HandedOver, result, at, dated, &mut out);
        Ok(out)
    }

    /// 提请公示或曝光: beside the main course, once triage has said that there is a problem.
    fn propose_publication(
        &mut self,
        kind: Publication,
        what: &str,
        by: &Actor,
        at: PlanTime,
        dated: PlanTime,
    ) -> FindingResult {
        if matches!(self.stage, FindingStage::Registered { .. }) {
            return self.not_now(Deed::Publication);
        }
        let what = written(what)?;
        if self.is_published(kind) {
            return refused(Deed::Publication, Why::DecidedBefore);
        }
        if self
            .papers
            .is_asked(|purpose| matches!(purpose, FindingPurpose::Publication { kind: k, .. } if *k == kind))
        {
            return refused(Deed::Publication, Why::ProposedBefore);
        }
        let facts = Facts {
            reason: Some(format!("{}：{what}", kind.chinese())),
            decision: Some(Decision::PublicationApproved),
            next: None,
            ..self.order_facts(dated)
        };
        let draft = self.draft(Instrument::Decision, by.bureau.clone(), by.bureau.clone(), 0, facts);
        let proposed = FindingEvent::PublicationProposed { kind, text: what.clone() };
        let mut out = vec![EventEnvelope::new(at, None, proposed)];
        let rule = self.terms.rules.publication;
        self.ask(rule, FindingPurpose::Publication { kind, text: what }, draft, dated, &mut out);
        Ok(out)
    }

    fn written(&self, at: PlanTime, papers: Vec<NoticeEvent>) -> FindingEvents {
        let mut out = Vec::new();
        self.write(at, papers, &mut out);
        out
    }

    /// How it stands, for a sentence.
    fn not_now<T>(&self, deed: Deed) -> Result<T, Refusal> {
        let why = match &self.stage {
            FindingStage::New => Why::Unregistered,
            FindingStage::Registered { .. } => Why::AwaitsTriage,
            FindingStage::Ordered => match &self.order {
                Some(order) => Why::RectifyBy(self.shown(order.due)),
                None => Why::ToRectify,
            },
            FindingStage::Filed { at, .. } => Why::AwaitsReinspection(self.shown(*at)),
            FindingStage::HandedOver { .. } => Why::HandedOver,
            FindingStage::Closed { at, .. } => Why::ClosedOn(self.shown(*at)),
            FindingStage::Cancelled => Why::CalledOff,
        };
        refused(deed, why)
    }
}

fn refused<T>(deed: Deed, why: Why) -> Result<T, Refusal> {
    Err(Refusal::NotNow(deed, why))
}
