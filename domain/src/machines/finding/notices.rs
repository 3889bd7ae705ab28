//! What a finding writes: its notices, with the facts their texts need, and the requests for approvals.

use super::{
    Finding, FindingEvent, FindingEvents, Subject,
    state::{Awaited, FindingPurpose, FindingStage},
};
use crate::{
    ids::BureauCode,
    machines::{
        event::EventEnvelope,
        matter::{Decision, DecisionRule, MatterFacts, MatterKind, Task},
    },
    paperwork::{
        correspondence::{Draft, NoticeEvent},
        instrument::Instrument,
        notice::Facts,
    },
    timekeeping::time::PlanTime,
};

impl Finding {
    /// What it is called in a list: `某某公司：电线电缆（生产领域）`.
    fn title(&self) -> String {
        let subject = match &self.registration.subject {
            Subject::Enterprise { name, .. } => name,
            Subject::Bureau { code } if *code == self.party.bureau => &self.party.name,
            Subject::Bureau { code } => code.as_str(),
        };
        let (product, kind) = (&self.registration.product.group, self.registration.kind.chinese());
        format!("{subject}：{product}（{kind}）")
    }

    /// What every notice tells about it.
    pub(super) fn matter_facts(&self) -> MatterFacts {
        let registration = &self.registration;
        let (subject, credit_code) = match &registration.subject {
            Subject::Enterprise { name, credit_code, .. } => (name.clone(), Some(credit_code.to_string())),
            Subject::Bureau { code } => (code.to_string(), None),
        };
        let product = &registration.product;
        let product = match &product.item {
            Some(item) => format!("{}（{item}）", product.group),
            None => product.group.clone(),
        };
        MatterFacts {
            kind: MatterKind::Finding,
            id: registration.id.to_string(),
            subject,
            credit_code,
            subject_is_bureau: matches!(registration.subject, Subject::Bureau { .. }),
            product: Some(product),
            domain: Some(registration.kind),
            grade: Some(self.grade),
            problem: registration.problem.clone(),
            since: Some(self.terms.matter.office.opening(registration.found_on)),
            authority: match self.stage {
                FindingStage::HandedOver { to, .. } => Some(to),
                _ => None,
            },
            unanswered: Vec::new(),
            minutes: None,
            attachments: registration.attachments.clone(),
        }
    }

    /// What somebody has to do, and by when it should have been done.
    pub(super) fn task_facts(&self, task: Task, awaited: &Awaited) -> Facts {
        let received = match self.stage {
            FindingStage::Filed { at, .. } => Some(at),
            _ => None,
        };
        Facts {
            due: if received.is_some() { self.order.as_ref().map(|order| order.due) } else { None },
            received,
            reply_by: Some(awaited.due),
            provisional: awaited.provisional,
            task: Some(task),
            matter: Some(Box::new(self.matter_facts())),
            ..Facts::default()
        }
    }

    pub(super) fn draft(
        &self,
        instrument: Instrument,
        from: BureauCode,
        to: BureauCode,
        step: u16,
        facts: Facts,
    ) -> Draft {
        Draft { instrument, title: self.title(), from, to, copies: Vec::new(), step, facts }
    }

    /// Issues a notice; its ordinal.
    pub(super) fn issue(&mut self, draft: Draft, at: PlanTime, out: &mut FindingEvents) -> u32 {
        let paper = self.papers.issue(&self.terms.matter.office, at, draft);
        let ordinal = match &paper {
            NoticeEvent::Issued { notice } => notice.ordinal,
            _ => 0,
        };
        self.write(at, vec![paper], out);
        ordinal
    }

    /// A message of the office, from the bureau above its addressee.
    pub(super) fn message(
        &mut self,
        instrument: Instrument,
        to: BureauCode,
        step: u16,
        facts: Facts,
        at: PlanTime,
        out: &mut FindingEvents,
    ) {
        let above = std::iter::once(&self.party.bureau).chain(&self.party.superiors);
        let from = above.skip_while(|code| **code != to).nth(1).unwrap_or(&to).clone();
        let draft = self.draft(instrument, from, to, step, facts);
        self.issue(draft, at, out);
    }

    /// What was decided, for a bureau that it concerns.
    pub(super) fn decision(
        &mut self,
        decision: Decision,
        from: BureauCode,
        to: BureauCode,
        facts: Facts,
        at: PlanTime,
        out: &mut FindingEvents,
    ) {
        let facts = Facts { decision: Some(decision), ..facts };
        let draft = self.draft(Instrument::Decision, from, to, 0, facts);
        self.issue(draft, at, out);
    }

    /// Asks for an approval.
    pub(super) fn ask(
        &mut self,
        rule: DecisionRule,
        purpose: FindingPurpose,
        draft: Draft,
        at: PlanTime,
        out: &mut FindingEvents,
    ) {
        let of = self.decider(rule);
        let papers = self.papers.ask(&self.terms.matter, at, rule, of, purpose, draft);
        self.write(at, papers, out);
    }

    /// Puts lines of the paperwork into the ledger.
    pub(super) fn write(&self, at: PlanTime, papers: Vec<NoticeEvent>, out: &mut FindingEvents) {
        out.extend(papers.into_iter().map(|paper| EventEnvelope::new(at, None, FindingEvent::Notice(paper))));
    }
}
