//! What a listing writes: its document, its lifting, reminders, decisions, the report to the government.

use super::{Listing, ListingPurpose, dates::due, event::ListingEvent, opening::ListingTarget};
use crate::{
    ids::BureauCode,
    machines::{
        event::EventEnvelope,
        finding::Subject,
        matter::{Deadline, Decision, MatterFacts, MatterKind, Task},
    },
    paperwork::{
        correspondence::Draft,
        instrument::Instrument,
        notice::{Facts, Lifted},
    },
    timekeeping::time::PlanTime,
};

impl Listing {
    /// Who learns of a listing and of its lifting: the other bureaus, and the supervisor if it does not
    /// list itself.
    fn copies(&self) -> Vec<BureauCode> {
        let (party, lister) = (&self.opening.party, self.opening.lister());
        let all = party.peers.iter().chain(party.superiors.first());
        all.filter(|code| **code != lister).cloned().collect()
    }

    /// What the matter is called in a list.
    fn title(&self) -> String {
        let subject = match &self.opening.target {
            ListingTarget::Finding { registration, .. } => match &registration.subject {
                Subject::Enterprise { name, .. } => Some(name),
                Subject::Bureau { .. } => None,
            },
            ListingTarget::Bureau { .. } => None,
        };
        let again = if self.opening.previous.is_some() { "再次" } else { "" };
        match subject {
            Some(name) => format!("{name}质量安全问题{again}挂牌督办"),
            None => format!("{again}挂牌督办（{}）", self.grounds()),
        }
    }

    fn grounds(&self) -> String {
        let grounds: Vec<_> = self.opening.grounds.iter().map(|ground| ground.chinese()).collect();
        grounds.join("、")
    }

    fn matter_facts(&self) -> MatterFacts {
        let opening = &self.opening;
        let reason = opening.reason.trim();
        let again = if opening.previous.is_some() { "再次挂牌：" } else { "" };
        let mut facts = MatterFacts {
            kind: MatterKind::Listing,
            id: opening.id.to_string(),
            subject: opening.party.bureau.to_string(),
            credit_code: None,
            subject_is_bureau: true,
            product: None,
            domain: None,
            grade: None,
            problem: format!("{again}{}。{reason}", self.grounds()),
            since: Some(self.stage.force().map_or(opening.at, |force| force.since)),
            authority: None,
            unanswered: Vec::new(),
            minutes: None,
            attachments: Vec::new(),
        };
        if let ListingTarget::Finding { registration, .. } = &opening.target {
            let product = &registration.product;
            let item = product.item.as_ref().map(|item| format!("{}（{item}）", product.group));
            facts.product = Some(item.unwrap_or_else(|| product.group.clone()));
            facts.domain = Some(registration.kind);
            facts.grade = Some(registration.grade);
            facts.attachments = registration.attachments.clone();
            match &registration.subject {
                Subject::Enterprise { name, credit_code, .. } => {
                    facts.subject = name.clone();
                    facts.subject_is_bureau = false;
                    facts.credit_code = Some(credit_code.to_string());
                }
                Subject::Bureau { code } => facts.subject = code.to_string(),
            }
        }
        facts
    }

    /// The facts every notice of this listing shares.
    pub(super) fn facts(&self) -> Facts {
        Facts { matter: Some(Box::new(self.matter_facts())), ..Facts::default() }
    }

    /// A notice from the lister to the listed bureau.
    pub(super) fn to_listed(&self, instrument: Instrument, facts: Facts) -> Draft {
        let (from, to) = (self.opening.lister(), self.opening.party.bureau.clone());
        Draft { instrument, title: self.title(), from, to, copies: Vec::new(), step: 0, facts }
    }

    /// 挂牌督办通知书. Its dates are known once it is in force, which it is `since` it is issued.
    pub(super) fn listing_document(&self, since: Option<PlanTime>) -> Draft {
        let mut facts = self.facts();
        if let Some(since) = since {
            let (office, rules) = (&self.opening.terms.matter.office, &self.opening.terms.rules);
            let (term, plan) = (due(office, since, rules.term), due(office, since, rules.plan));
            facts = Facts {
                due: Some(term.at),
                reply_by: Some(plan.at),
                provisional: term.provisional || plan.provisional,
                ..facts
            };
        }
        Draft { copies: self.copies(), ..self.to_listed(Instrument::Listing, facts) }
    }

    /// 挂牌督办解除通知书, to those who received the listing.
    pub(super) fn delisting_document(&self, result: &str) -> Draft {
        let reason = Some(result.to_owned());
        let facts = Facts { reason, earlier: self.earlier(), lifts: self.lifts(), ..self.facts() };
        Draft { copies: self.copies(), ..self.to_listed(Instrument::Delisting, facts) }
    }

    /// 报告地方党委政府: from the lister, to the listed bureau; the lister passes it on.
    pub(super) fn government_report(&self, at: PlanTime) -> Draft {
        let office = &self.opening.terms.matter.office;
        let until = self.stage.force().map(|force| force.until);
        let today = office.date(at);
        let days = |until: Deadline| office.calendar.working_days_between(office.date(until.at), today);
        let unsettled =
            |until: Deadline| office.calendar.is_provisional_between(office.date(until.at), today);
        let facts = Facts {
            due: until.map(|until| until.at),
            overdue: until.map(days),
            provisional: until.is_some_and(|until| until.provisional || unsettled(until)),
            earlier: self.earlier(),
            ..self.facts()
        };
        self.to_listed(Instrument::GovernmentReport, facts)
    }

    /// What was decided, for the listed bureau.
    pub(super) fn decision(&self, decision: Decision, reason: &str) -> Draft {
        let facts = Facts { decision: Some(decision), reason: Some(reason.to_owned()), ..self.facts() };
        self.to_listed(Instrument::Decision, facts)
    }

    /// 撤销挂牌 where a docket issued the document, for those who received it.
    pub(super) fn revocation(&self, reason: &str) -> Draft {
        Draft { copies: self.copies(), ..self.decision(Decision::ListingRevoked, reason) }
    }

    /// Not listed: for whoever proposed it, or the supervisor where a ladder did.
    pub(super) fn declined(&self, reason: &str) -> Draft {
        let party = &self.opening.party;
        let proposer = self.opening.by.as_ref().map(|by| &by.bureau);
        let to = proposer.unwrap_or(party.supervisor()).clone();
        Draft { to, ..self.decision(Decision::ListingDeclined, reason) }
    }

    /// What an approval would issue, as it would at `at`: the figures of that day, and the term as it is then.
    pub(super) fn drafted(&self, purpose: ListingPurpose, draft: Draft, at: PlanTime) -> Draft {
        let matter = &self.opening.terms.matter;
        match purpose {
            _ if !matter.retells => draft,
            ListingPurpose::Listing => draft,
            ListingPurpose::Report => self.government_report(at),
            ListingPurpose::Extension { to } => {
                let provisional = matter.office.calendar.is_provisional(matter.office.date(to.at));
                let reason = draft.facts.reason.unwrap_or_default();
                self.extension(Deadline { provisional, ..to }, &reason)
            }
        }
    }

    /// The term moves to `to`.
    pub(super) fn extension(&self, to: Deadline, reason: &str) -> Draft {
        let old = self.stage.force().map(|force| force.until.at);
        let mut draft = self.decision(Decision::ExtensionGranted, reason);
        draft.facts.due = Some(to.at);
        draft.facts.old_due = old;
        draft.facts.provisional = to.provisional;
        draft
    }

    /// Reminds whoever must do something: the `step`th time.
    pub(super) fn remind(
        &mut self,
        task: Task,
        due: Deadline,
        step: u16,
        at: PlanTime,
    ) -> EventEnvelope<ListingEvent> {
        let force = self.stage.force();
        let application = force.and_then(|force| force.application.as_ref()).filter(|_| task == Task::Verify);
        let facts = Facts {
            task: Some(task),
            due: Some(due.at),
            provisional: due.provisional,
            received: application.map(|application| application.at),
            reply_by: force.filter(|_| task == Task::TermEnds).map(|force| force.ask_by),
            ..self.facts()
        };
        let mut draft = Draft { step, ..self.to_listed(Instrument::TaskReminder, facts) };
        if matches!(task, Task::PublishListing | Task::Verify | Task::PublishDelisting) {
            std::mem::swap(&mut draft.from, &mut draft.to);
        }
        self.issue(at, draft)
    }

    pub(super) fn issue(&mut self, at: PlanTime, draft: Draft) -> EventEnvelope<ListingEvent> {
        let line = self.papers.issue(&self.opening.terms.matter.office, at, draft);
        EventEnvelope::new(at, None, ListingEvent::Notice(line))
    }

    /// The listing document, if it stands.
    fn earlier(&self) -> Vec<u32> {
        self.listing_ordinal().into_iter().collect()
    }

    /// The listing document, where a docket issued it.
    fn lifts(&self) -> Option<Box<Lifted>> {
        let issued = self.opening.issued.as_ref()?;
        let (docket, title) = (self.opening.party.bureau.clone(), issued.title.clone()?);
        Some(Box::new(Lifted { docket, notice: issued.notice, title }))
    }

    /// The ordinal of the listing document this listing issued, unless it was voided.
    pub(super) fn listing_ordinal(&self) -> Option<u32> {
        let ordinal = self.stage.force()?.document?;
        let documents = self.papers.documents().iter();
        let mut standing = documents.filter(|document| document.stands()).map(|document| document.ordinal);
        standing.find(|stands| *stands == ordinal)
    }
}
