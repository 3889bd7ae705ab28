//! What people may do in a listing: one method a command. Each checks before it changes anything.

use super::{
    Listing, ListingPurpose,
    command::ListingCommand,
    event::{ListingEvent, ListingStatus, papers},
    force::{Chore, Force, ListingStage},
};
use crate::{
    bureaus::actor::Actor,
    ids::BureauCode,
    machines::{
        command::CommandEnvelope,
        event::EventEnvelope,
        matter::{Deadline, Decision, DecisionRule, Task},
    },
    paperwork::{
        attachment::{self, Attachment},
        correspondence::{Draft, Drafted, NoticeEvent, rank},
        instrument::Instrument,
    },
    timekeeping::{calendar::UnknownYear, time::PlanTime},
    wording::{
        reason::{Deed, Why},
        refusal::Refusal,
        text::written,
    },
};
use chrono::NaiveDate;

type ListingResult = Result<Vec<EventEnvelope<ListingEvent>>, Refusal>;

/// The longest extension, in days from the present end: no length in a plan is longer.
const LONGEST_EXTENSION: i64 = 366;

/// When a command was received, and from when what follows it is counted.
#[derive(Copy, Clone, Debug)]
struct CommandTime {
    at: PlanTime,
    dated: PlanTime,
}

impl Listing {
    pub(super) fn take_command(
        &mut self,
        act: &CommandEnvelope<ListingCommand>,
        at: PlanTime,
        dated: PlanTime,
    ) -> ListingResult {
        if at < self.opening.at {
            let opened = self.shown(self.opening.at);
            return Err(Refusal::BadInstant(at, Why::ProposedOn(opened)));
        }
        if let Some(finished) = self.finished {
            return Err(Refusal::Over(Why::Since(
                Box::new(how(self.stage.standing())),
                self.shown(finished),
            )));
        }
        let (by, when) = (&act.by, CommandTime { at, dated });
        self.may(by, &act.command)?;
        match &act.command {
            ListingCommand::Approve { approval } => self.approve(by, *approval, when),
            ListingCommand::Decline { approval, reason } => self.decline(by, *approval, reason, when),
            ListingCommand::Publish { place } => self.publish(place, when),
            ListingCommand::FilePlan { note, attachments } => self.file_plan(note, attachments, when),
            ListingCommand::ReportProgress { note, attachments } => {
                self.report_progress(note, attachments, when)
            }
            ListingCommand::Apply { note, attachments } => self.apply_to_delist(note, attachments, when),
            ListingCommand::Verify { passed, result } => self.verify(*passed, result, when),
            ListingCommand::PublishDelisting { place } => self.publish_delisting(place, when),
            ListingCommand::AskExtension { to, reason } => self.ask_extension(*to, reason, when),
            ListingCommand::Acknowledge { notice, reply } => {
                let line = self.papers.acknowledge(by, *notice, reply.as_deref(), at)?;
                Ok(papers(at, vec![line]))
            }
            ListingCommand::Reply { notice, text, files } => {
                let line = self.papers.reply(by, *notice, (text, files), at)?;
                Ok(papers(at, vec![line]))
            }
            ListingCommand::Void { notice, reason } => {
                Ok(papers(dated, self.void(by, *notice, reason, dated)?))
            }
            ListingCommand::Redate { calendar, reason } => self.redate(calendar, reason, at),
            ListingCommand::Revoke { reason } => self.revoke(by, reason, when),
        }
    }

    /// Whose turn it is. Approvals and documents know for themselves.
    fn may(&self, by: &Actor, command: &ListingCommand) -> Result<(), Refusal> {
        let lister = self.opening.lister();
        let only = |bureau: &BureauCode| (by.bureau == *bureau, bureau.to_string());
        let (allowed, who) = match command {
            ListingCommand::Publish { .. }
            | ListingCommand::Verify { .. }
            | ListingCommand::PublishDelisting { .. } => only(&lister),
            ListingCommand::FilePlan { .. }
            | ListingCommand::ReportProgress { .. }
            | ListingCommand::Apply { .. }
            | ListingCommand::AskExtension { .. } => only(&self.opening.party.bureau),
            ListingCommand::Redate { .. } => {
                let issuer = &self.opening.terms.matter.issuer;
                (self.opening.chain().contains(&by.bureau), issuer.to_string())
            }
            ListingCommand::Revoke { .. } => {
                let chain = self.opening.chain();
                (rank(&chain, &by.bureau) >= rank(&chain, &lister), lister.to_string())
            }
            ListingCommand::Approve { .. }
            | ListingCommand::Decline { .. }
            | ListingCommand::Acknowledge { .. }
            | ListingCommand::Reply { .. }
            | ListingCommand::Void { .. } => return Ok(()),
        };
        if allowed { Ok(()) } else { Err(Refusal::NotYours(by.bureau.clone(), who)) }
    }

    fn approve(&mut self, by: &Actor, approval: u32, when: CommandTime) -> ListingResult {
        let (Drafted { purpose, draft }, line) = self.papers.approve(by, approval, &self.opening.chain())?;
        let draft = self.drafted(purpose, draft, when.dated);
        let mut out = papers(when.at, vec![line]);
        match purpose {
            ListingPurpose::Listing => {
                self.come_into_force(when.dated, &mut out);
                let document = self.issue(when.dated, self.listing_document(Some(when.dated)));
                if let (ListingStage::Listed { force }, Some(ordinal)) = (&mut self.stage, ordinal(&document))
                {
                    force.document = Some(ordinal);
                }
                out.push(document);
            }
            ListingPurpose::Extension { to } => out.extend(self.extend(to, draft, when)?),
            // Its figures are those of the day it is issued.
            ListingPurpose::Report => out.push(self.issue(when.dated, self.government_report(when.dated))),
        }
        Ok(out)
    }

    fn decline(&mut self, by: &Actor, approval: u32, reason: &str, when: CommandTime) -> ListingResult {
        let (Drafted { purpose, .. }, line) =
            self.papers.decline(by, approval, reason, &self.opening.chain())?;
        let reason = written(reason)?;
        let mut out = papers(when.at, vec![line]);
        match purpose {
            ListingPurpose::Listing => {
                let told = self.issue(when.dated, self.declined(&reason));
                out.push(told);
                self.drop_it(&reason, when.dated, &mut out);
            }
            ListingPurpose::Extension { .. } => self.decline_extension(&reason, when.dated, &mut out),
            ListingPurpose::Report => {}
        }
        Ok(out)
    }

    fn publish(&mut self, place: &str, when: CommandTime) -> ListingResult {
        let place = written(place)?;
        let wanted = Deed::PublishListing;
        let published = self.listed(wanted.clone())?.publish.done;
        self.not_before(wanted.clone(), Why::PublishedOn, published)?;
        let on_time = self.listed(wanted.clone())?.publish.finish(when.at);
        Ok(vec![EventEnvelope::new(when.at, None, ListingEvent::Published { place, on_time })])
    }

    fn file_plan(&mut self, note: &str, attachments: &[Attachment], when: CommandTime) -> ListingResult {
        let (note, attachments) = filed(note, attachments)?;
        let wanted = Deed::FilePlan;
        let filed = self.listed(wanted.clone())?.plan.done;
        self.not_before(wanted.clone(), Why::FiledOn, filed)?;
        let on_time = self.listed(wanted.clone())?.plan.finish(when.at);
        Ok(vec![EventEnvelope::new(when.at, None, ListingEvent::PlanFiled { on_time, note, attachments })])
    }

    fn report_progress(
        &mut self,
        note: &str,
        attachments: &[Attachment],
        when: CommandTime,
    ) -> ListingResult {
        let (note, attachments) = filed(note, attachments)?;
        let on_time = self.listed(Deed::Progress)?.progress.report(when.at);
        Ok(vec![EventEnvelope::new(
            when.at,
            None,
            ListingEvent::ProgressReported { on_time, note, attachments },
        )])
    }

    /// 申请摘牌
    fn apply_to_delist(
        &mut self,
        note: &str,
        attachments: &[Attachment],
        when: CommandTime,
    ) -> ListingResult {
        let (note, attachments) = filed(note, attachments)?;
        let terms = self.opening.terms.clone();
        let wanted = Deed::Apply;
        let force = self.listed(wanted.clone())?;
        if force.plan.done.is_none() {
            return not_now(wanted, Why::NoPlan);
        }
        let applied = force.application.as_ref().map(|application| application.at);
        self.not_before(wanted.clone(), Why::AppliedOn, applied)?;
        let force = self.listed(wanted.clone())?;
        force.apply(&terms.matter.office, &terms.rules, when.at, when.dated);
        let Some(due) = force.application.as_ref().map(|application| application.verify.due) else {
            return not_now(wanted, Why::NothingKept);
        };
        let what = ListingEvent::AppliedFor { verify_by: due.at, note, attachments };
        // The lister learns at once that it is its turn.
        Ok(vec![EventEnvelope::new(when.at, None, what), self.remind(Task::Verify, due, 0, when.dated)])
    }

    /// 现场核查, by whoever listed it.
    fn verify(&mut self, passed: bool, result: &str, when: CommandTime) -> ListingResult {
        let result = written(result)?;
        let wanted = Deed::Verification;
        let Some(mut application) = self.listed(wanted.clone())?.application.take() else {
            return not_now(wanted, Why::NobodyApplied);
        };
        let on_time = application.verify.finish(when.at);
        let verified = ListingEvent::Verified { passed, result: result.clone(), on_time };
        let mut out = vec![EventEnvelope::new(when.at, None, verified)];
        if passed {
            self.delist(&result, when.dated, &mut out);
        } else {
            let force = self.listed(wanted.clone())?;
            force.failed = force.failed.saturating_add(1);
            let told = self.issue(when.dated, self.decision(Decision::StaysListed, &result));
            out.push(told);
            self.report(when.dated, &mut out);
        }
        Ok(out)
    }

    /// It is lifted, and what was to be done while it was listed lapses with it.
    fn delist(&mut self, result: &str, at: PlanTime, out: &mut Vec<EventEnvelope<ListingEvent>>) {
        let Some(force) = self.stage.force().cloned() else { return };
        let terms = self.opening.terms.clone();
        let span = terms.rules.publish_delisting;
        let publish = Chore::new(&terms.matter.office, Task::PublishDelisting, at, span, span);
        let document = self.issue(at, self.delisting_document(result));
        self.stage = ListingStage::Delisted { force, at, publish };
        out.push(EventEnvelope::new(at, None, ListingEvent::Delisted));
        out.push(document);
        out.extend(papers(at, self.papers.close_asks(|_| true)));
    }

    fn publish_delisting(&mut self, place: &str, when: CommandTime) -> ListingResult {
        let place = written(place)?;
        let ListingStage::Delisted { publish, .. } = &mut self.stage else {
            return not_now(Deed::PublishDelisting, self.stands());
        };
        let on_time = publish.finish(when.at);
        let what = ListingEvent::DelistingPublished { place, on_time };
        let mut out = vec![EventEnvelope::new(when.at, None, what)];
        self.finish(ListingStatus::Delisted, when.dated, &mut out);
        Ok(out)
    }

    /// 申请延期
    fn ask_extension(&mut self, to: NaiveDate, reason: &str, when: CommandTime) -> ListingResult {
        let reason = written(reason)?;
        let terms = self.opening.terms.clone();
        let office = &terms.matter.office;
        let wanted = Deed::AskExtension;
        let force = self.listed(wanted.clone())?;
        let (ask_by, until) = (force.ask_by, force.until.at);
        if self.extension_asked() {
            return not_now(wanted, Why::AskedBefore);
        }
        if when.at > ask_by {
            return not_now(wanted, Why::TooLateToAsk(self.shown(until), self.shown(ask_by)));
        }
        let days = to.signed_duration_since(office.date(until)).num_days();
        if days <= 0 {
            return Err(Refusal::BadDay(to, Why::RunsUntil(self.shown(until))));
        }
        if days > LONGEST_EXTENSION {
            return Err(Refusal::BadDay(to, Why::AtMost(LONGEST_EXTENSION)));
        }
        // A campaign of an earlier version took such days, and does when its history is redone.
        if !office.calendar.is_old() {
            let unannounced = |unknown: UnknownYear| Refusal::BadDay(to, Why::Unannounced(unknown.year));
            office.calendar.admit(to).map_err(unannounced)?;
        }
        let to = Deadline { at: office.closing(to), provisional: office.calendar.is_provisional(to) };
        let asked = ListingEvent::ExtensionAsked { to: to.at, reason: reason.clone() };
        let mut out = vec![EventEnvelope::new(when.at, None, asked)];
        let rule = DecisionRule { within: terms.rules.extension_decided, ..terms.rules.approval };
        let (purpose, draft) = (ListingPurpose::Extension { to }, self.extension(to, &reason));
        let asked = self.papers.ask(&terms.matter, when.dated, rule, self.opening.lister(), purpose, draft);
        out.extend(papers(when.dated, asked));
        Ok(out)
    }

    /// 同意延期. A term that had ended runs again.
    fn extend(&mut self, to: Deadline, draft: Draft, when: CommandTime) -> ListingResult {
        if to.at <= when.dated {
            let day = self.opening.terms.matter.office.date(to.at);
            return Err(Refusal::BadDay(day, Why::PassedToDecline));
        }
        let terms = self.opening.terms.clone();
        let force = self.listed(Deed::Extension)?;
        let old_until = force.until.at;
        force.run_until(&terms.matter.office, &terms.rules, to, when.dated);
        let extended = ListingEvent::Extended { old_until, until: to.at };
        let mut out = vec![EventEnvelope::new(when.dated, None, extended), self.issue(when.dated, draft)];
        // A request that lay about through an outage can come after the last rung was asked for.
        out.extend(papers(when.dated, self.papers.close_asks(|purpose| *purpose == ListingPurpose::Report)));
        Ok(out)
    }

    /// 不同意延期: the bureau is told, and the last rung is no longer held up.
    pub(super) fn decline_extension(
        &mut self,
        reason: &str,
        dated: PlanTime,
        out: &mut Vec<EventEnvelope<ListingEvent>>,
    ) {
        let told = self.issue(dated, self.decision(Decision::ExtensionDeclined, reason));
        out.push(told);
        self.report(dated, out);
    }

    /// 撤销挂牌: its document is voided, and whoever received it is told.
    fn revoke(&mut self, by: &Actor, reason: &str, when: CommandTime) -> ListingResult {
        let reason = written(reason)?;
        let mut out =
            vec![EventEnvelope::new(when.at, None, ListingEvent::Revoked { reason: reason.clone() })];
        if self.stage == ListingStage::Proposed {
            // Nobody but the leader who was asked has heard of it.
            self.finish(ListingStatus::Revoked, when.dated, &mut out);
            return Ok(out);
        }
        self.listed(Deed::Revoke)?;
        match self.listing_ordinal() {
            Some(ordinal) => out.extend(papers(when.dated, self.void(by, ordinal, &reason, when.dated)?)),
            None => {
                let told = self.issue(when.dated, self.revocation(&reason));
                out.push(told);
            }
        }
        self.finish(ListingStatus::Revoked, when.dated, &mut out);
        Ok(out)
    }

    /// 作废: the withdrawal says what it is about.
    fn void(
        &mut self,
        by: &Actor,
        notice: u32,
        reason: &str,
        at: PlanTime,
    ) -> Result<Vec<NoticeEvent>, Refusal> {
        let office = &self.opening.terms.matter.office;
        let chain = self.opening.chain();
        let mut lines = self.papers.void(office, by, notice, reason, at, &chain)?;
        for line in &mut lines {
            if let NoticeEvent::Issued { notice } = line {
                notice.facts.matter = self.facts().matter;
            }
        }
        Ok(lines)
    }

    /// Whether an extension waits for a decision.
    pub(super) fn extension_asked(&self) -> bool {
        self.papers.is_asked(|purpose| matches!(purpose, ListingPurpose::Extension { .. }))
    }

    /// The listing in force, or why `wanted` is not possible.
    fn listed(&mut self, wanted: Deed) -> Result<&mut Force, Refusal> {
        let stands = self.stands();
        match &mut self.stage {
            ListingStage::Listed { force } => Ok(force),
            _ => not_now(wanted, stands),
        }
    }

    /// Refuses what was done before.
    fn not_before(&self, wanted: Deed, done: fn(String) -> Why, at: Option<PlanTime>) -> Result<(), Refusal> {
        at.map_or(Ok(()), |at| not_now(wanted, done(self.shown(at))))
    }

    /// How it stands, in a sentence.
    fn stands(&self) -> Why {
        match (&self.stage, self.finished) {
            (ListingStage::Delisted { at, .. }, _) => Why::DelistedOn(self.shown(*at)),
            _ => how(self.stage.standing()),
        }
    }
}

fn not_now<T>(wanted: Deed, why: Why) -> Result<T, Refusal> {
    Err(Refusal::NotNow(wanted, why))
}

fn filed(note: &str, attachments: &[Attachment]) -> Result<(String, Vec<Attachment>), Refusal> {
    attachment::check(attachments)?;
    Ok((written(note)?, attachments.to_vec()))
}

/// The ordinal of the document an effect issued.
fn ordinal(effect: &EventEnvelope<ListingEvent>) -> Option<u32> {
    match &effect.event {
        ListingEvent::Notice(NoticeEvent::Issued { notice }) if notice.instrument == Instrument::Listing => {
            Some(notice.ordinal)
        }
        _ => None,
    }
}

/// How a sentence calls a standing.
fn how(standing: ListingStatus) -> Why {
    match standing {
        ListingStatus::Proposed => Why::AwaitsApproval,
        ListingStatus::Listed => Why::Listed,
        ListingStatus::Applied => Why::AwaitsVerification,
        ListingStatus::Delisted => Why::Delisted,
        ListingStatus::Dropped => Why::NotApproved,
        ListingStatus::Revoked => Why::Revoked,
        ListingStatus::Cancelled => Why::CalledOff,
    }
}
