//! The paperwork of a matter: the notices it issues and the approvals it asks. Findings, listings and
//! incidents keep theirs here; a docket, whose approvals and documents belong to rungs, keeps the same
//! `Approvals` and `Documents` by itself.

pub use super::{
    chain::{chain, decider, rank},
    notice_event::NoticeEvent,
};

pub(crate) use super::chain::at_or_above;

use crate::{
    bureaus::actor::Actor,
    ids::BureauCode,
    machines::matter::{DecisionRule, MatterFacts, MatterTerms},
    paperwork::{
        approval::{ApprovalRequest, ApprovalState, Approvals, number},
        attachment::Attachment,
        document::{Document, Documents},
        instrument::Instrument,
        notice::{Facts, Notice},
    },
    timekeeping::{
        office::Office,
        redating::{Move, Redater},
        time::PlanTime,
    },
    wording::{refusal::Refusal, text::written},
};
use serde::{Deserialize, Serialize};

/// A notice to be issued: all but its ordinal and instants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// What kind of notice.
    pub instrument: Instrument,
    /// Its title: what the matter is called in a list.
    pub title: String,
    /// Who sends it.
    pub from: BureauCode,
    /// Who receives it.
    pub to: BureauCode,
    /// Who receives copies.
    pub copies: Vec<BureauCode>,
    /// Which rung or how many-eth reminder, from 1; 0 where that means nothing.
    pub step: u16,
    /// The facts its text needs.
    pub facts: Facts,
}

/// The notices and approvals of one matter. `P` says what an approval is for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Correspondence<P> {
    notices: u32,
    asks: Approvals<Drafted<P>>,
    documents: Documents<Addressed>,
}

/// What an approval in a matter is for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Drafted<P> {
    /// Its purpose.
    pub purpose: P,
    /// What it would issue, and from whom, as it was first asked.
    pub draft: Draft,
}

/// To whom and about what a matter's document is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Addressed {
    /// Its title.
    pub title: String,
    /// Who received it.
    pub to: BureauCode,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matter: Option<Box<MatterFacts>>,
}

impl<P> Default for Correspondence<P> {
    fn default() -> Self {
        Self { notices: 0, asks: Approvals::default(), documents: Documents::default() }
    }
}

impl<P: Clone + PartialEq> Correspondence<P> {
    /// Moves the approvals that wait to another calendar: what moved, and the lines about it.
    pub(crate) fn redate(&mut self, redater: &Redater<'_>, title: &str) -> (Vec<Move>, Vec<NoticeEvent>) {
        let next = |by_when, within| redater.recounted(by_when, within);
        let moved = self.asks.redate(redater, next, |_| title.to_owned()).into_iter();
        moved
            .map(|(_, told, by_when)| {
                let paper = NoticeEvent::ApprovalMoved { approval: told.number, by_when };
                (told, paper)
            })
            .unzip()
    }

    /// The documents issued so far.
    pub fn documents(&self) -> &[Document<Addressed>] {
        self.documents.all()
    }

    /// The approvals asked so far.
    pub fn asks(&self) -> &[ApprovalRequest<Drafted<P>>] {
        self.asks.all()
    }

    /// Issues a notice dated `at`. An urgent one may be sent at once, any other in office hours.
    pub fn issue(&mut self, office: &Office, at: PlanTime, draft: Draft) -> NoticeEvent {
        let send_from = if draft.instrument.is_urgent() { at } else { office.send_from(at) };
        self.notices += 1;
        let ordinal = self.notices;
        let Draft { instrument, title, from, to, mut copies, step, facts } = draft;
        copies.retain(|copy| *copy != to);
        if instrument.is_document() {
            let subject = Addressed { title: title.clone(), to: to.clone(), matter: facts.matter.clone() };
            self.documents.add(ordinal, instrument, (from.clone(), copies.clone()), subject);
        }
        let notice = Notice {
            ordinal,
            instrument,
            obligation: None,
            title,
            from,
            to,
            copies,
            at,
            send_from,
            step,
            facts,
        };
        NoticeEvent::Issued { notice: Box::new(notice) }
    }

    /// Asks for an approval: the line and the request.
    pub fn ask(
        &mut self,
        terms: &MatterTerms,
        at: PlanTime,
        rule: DecisionRule,
        of: BureauCode,
        purpose: P,
        draft: Draft,
    ) -> Vec<NoticeEvent> {
        let by_when = terms.deadline(at, rule.within).at;
        let subject = Drafted { purpose, draft: draft.clone() };
        let index = self.asks.ask(subject, of, rule.within, by_when);
        self.put(terms, index, Instrument::ApprovalRequest, draft, at)
    }

    /// The earliest instant at which an open approval lapses, and its index.
    pub fn next_lapse(&self) -> Option<(PlanTime, usize)> {
        self.asks.lapses().min()
    }

    /// An approval's time has lapsed: the lines about it, and whether it has lapsed for good. Whoever is asked
    /// again is told what it would issue as it would now: `draft`.
    pub fn lapse(
        &mut self,
        terms: &MatterTerms,
        index: usize,
        at: PlanTime,
        chain: &[BureauCode],
        draft: Draft,
    ) -> (Vec<NoticeEvent>, bool) {
        let by_when = terms.deadline(at, self.asks.all()[index].within).at;
        match self.asks.lapse(index, Some(by_when), chain) {
            Some(instrument) => (self.put(terms, index, instrument, draft, at), false),
            None => (vec![NoticeEvent::ApprovalLapsed { approval: number(index) }], true),
        }
    }

    /// Gives an approval: for the bureau that was asked, or one above it.
    ///
    /// # Errors
    /// There is none open with this number, or it is another bureau's.
    pub fn approve(
        &mut self,
        by: &Actor,
        approval: u32,
        chain: &[BureauCode],
    ) -> Result<(Drafted<P>, NoticeEvent), Refusal> {
        let subject = self.asks.decide(&by.bureau, approval, chain, ApprovalState::Approved)?;
        Ok((subject, NoticeEvent::Approved { approval }))
    }

    /// Declines an approval.
    ///
    /// # Errors
    /// As [`Correspondence::approve`]; the reason is invalid.
    pub fn decline(
        &mut self,
        by: &Actor,
        approval: u32,
        reason: &str,
        chain: &[BureauCode],
    ) -> Result<(Drafted<P>, NoticeEvent), Refusal> {
        let reason = written(reason)?;
        let subject = self.asks.decide(&by.bureau, approval, chain, ApprovalState::Declined)?;
        Ok((subject, NoticeEvent::Declined { approval, reason }))
    }

    /// Closes the open approvals that `wanted` picks: they are no longer needed.
    pub fn close_asks(&mut self, wanted: impl Fn(&P) -> bool) -> Vec<NoticeEvent> {
        let closed = self.asks.close(|subject| wanted(&subject.purpose)).into_iter();
        closed.map(|(approval, _)| NoticeEvent::ApprovalClosed { approval }).collect()
    }

    /// Whoever is asked for an approval, if there is one of this number.
    pub fn asked(&self, approval: u32) -> Option<Actor> {
        let asked = self.asks.get(approval).ok()?.asked.clone();
        Some(Actor { bureau: asked, name: String::new() })
    }

    /// Whether an approval for such a purpose waits.
    pub fn is_asked(&self, wanted: impl Fn(&P) -> bool) -> bool {
        self.asks().iter().any(|ask| ask.is_open() && wanted(&ask.subject.purpose))
    }

    /// 签收: the addressee acknowledges a document.
    ///
    /// # Errors
    /// It is not addressed to that bureau, was acknowledged or voided; the reply is invalid.
    pub fn acknowledge(
        &mut self,
        by: &Actor,
        notice: u32,
        reply: Option<&str>,
        at: PlanTime,
    ) -> Result<NoticeEvent, Refusal> {
        self.check_addressee(by, notice)?;
        self.documents.acknowledge(notice, reply, at)
    }

    /// 回复: the addressee replies to a document, whether or not it acknowledged it before.
    ///
    /// # Errors
    /// It is not addressed to that bureau, was replied to or voided; the reply or its files is invalid.
    pub fn reply(
        &mut self,
        by: &Actor,
        notice: u32,
        reply: (&str, &[Attachment]),
        at: PlanTime,
    ) -> Result<NoticeEvent, Refusal> {
        self.check_addressee(by, notice)?;
        self.documents.reply(notice, reply, at)
    }

    fn check_addressee(&self, by: &Actor, notice: u32) -> Result<(), Refusal> {
        let to = &self.documents.get(notice)?.subject.to;
        if *to == by.bureau { Ok(()) } else { Err(Refusal::NotYours(by.bureau.clone(), to.to_string())) }
    }

    /// 作废: a document is voided by whoever issued it, or a bureau above. It keeps its number; whoever
    /// received it is told by a withdrawal.
    ///
    /// # Errors
    /// There is no such document, it was voided before, or it is another bureau's; the reason is invalid.
    pub fn void(
        &mut self,
        office: &Office,
        by: &Actor,
        notice: u32,
        reason: &str,
        at: PlanTime,
        chain: &[BureauCode],
    ) -> Result<Vec<NoticeEvent>, Refusal> {
        let (reason, voided) = self.documents.void(&by.bureau, notice, reason, at, chain)?;
        Ok(self.told_taken_back(office, voided, notice, &reason, at))
    }

    /// 撤回: a document proved wrong, and whoever received it is told. Nothing happens to one that no
    /// longer stands.
    pub fn withdraw(&mut self, office: &Office, notice: u32, reason: &str, at: PlanTime) -> Vec<NoticeEvent> {
        let withdrawn = self.documents.withdraw(notice, at);
        withdrawn.map_or_else(Vec::new, |line| self.told_taken_back(office, line, notice, reason, at))
    }

    /// The line about a document that no longer stands, and what tells those who received it.
    fn told_taken_back(
        &mut self,
        office: &Office,
        line: NoticeEvent,
        notice: u32,
        reason: &str,
        at: PlanTime,
    ) -> Vec<NoticeEvent> {
        let draft = self.documents.get(notice).ok().map(|document| taking_back(document, reason));
        std::iter::once(line).chain(draft.map(|draft| self.issue(office, at, draft))).collect()
    }

    fn put(
        &mut self,
        terms: &MatterTerms,
        index: usize,
        instrument: Instrument,
        draft: Draft,
        at: PlanTime,
    ) -> Vec<NoticeEvent> {
        let ask = &self.asks.all()[index];
        let (of, approval) = (ask.asked.clone(), number(index));
        let Some(by_when) = ask.by_when() else { return Vec::new() };
        let wanted = draft.instrument;
        let provisional =
            draft.facts.provisional || terms.office.calendar.is_provisional(terms.office.date(by_when));
        let facts =
            Facts { reply_by: Some(by_when), approval: Some((approval, wanted)), provisional, ..draft.facts };
        let request = Draft { instrument, to: of.clone(), copies: Vec::new(), facts, ..draft };
        let request = self.issue(&terms.office, at, request);
        if instrument == Instrument::ApprovalReminder {
            return vec![request];
        }
        vec![NoticeEvent::ApprovalAsked { approval, instrument: wanted, of, by_when }, request]
    }
}

/// What tells those who received a document that it no longer stands.
fn taking_back(document: &Document<Addressed>, reason: &str) -> Draft {
    let Document { ordinal, subject, from, copies, .. } = document.clone();
    let Addressed { title, to, matter } = subject;
    let reason = Some(reason.to_owned());
    let facts = Facts { reason, earlier: vec![ordinal], matter, ..Facts::default() };
    Draft { instrument: Instrument::Withdrawal, title, from, to, copies, step: 0, facts }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machines::{
        docket::{DocketApproval, Letter},
        finding::FindingPurpose,
    };
    use serde::de::DeserializeOwned;
    use serde_json::{Value, json};

    /// What a run that continues as new wrote, read and written again: every field as it was, and those that
    /// came since are empty.
    fn kept<T: Serialize + DeserializeOwned>(written: Value) -> T {
        let read: T = serde_json::from_value(written.clone()).unwrap();
        let again = serde_json::to_value(&read).unwrap();
        let (old, new) = (written.as_object().unwrap(), again.as_object().unwrap());
        assert!(old.iter().all(|(field, value)| new.get(field) == Some(value)), "{written} {again}");
        assert!(new.iter().all(|(field, value)| old.contains_key(field) || value.is_null()), "{again}");
        read
    }

    #[test]
    fn what_an_earlier_version_kept_of_a_dockets_papers_is_read() {
        let state = json!({ "state": "open", "by_when": "2024-09-20T09:30:00Z", "reminded": true });
        let approval: DocketApproval =
            kept(json!({ "duty": 0, "rung": 3, "asked": "10", "within": "3wd", "state": state }));
        assert!(approval.is_open());
        let letter: Letter = kept(json!({
            "ordinal": 5, "duty": 0, "rung": 0, "round": 1, "instrument": "reminder-letter", "from": "20",
            "copies": ["22"], "reply_by": "2024-08-23T09:30:00Z", "acknowledged": "2024-08-22T09:41:00Z",
            "replied": "2024-08-22T19:41:00Z", "withdrawn": "2024-08-23T01:00:00Z",
        }));
        assert!(!letter.stands());
        // Before acknowledging and replying were told apart.
        let _: Letter = kept(json!({
            "ordinal": 5, "duty": 0, "rung": 0, "round": 1, "instrument": "reminder-letter", "from": "20",
            "copies": [], "reply_by": null, "acknowledged": null, "withdrawn": null,
        }));
    }

    #[test]
    fn what_an_earlier_version_kept_of_a_findings_papers_is_read() {
        let matter =
            json!({ "kind": "finding", "id": "21-0001", "subject": "某某电缆有限公司", "problem": "未检验" });
        let facts = json!({
            "due": "2024-10-12T09:30:00Z", "overdue": 14, "after": "5wd", "earlier": [3], "matter": matter,
            "next": { "instrument": "listing", "at": "2024-11-01T01:00:00Z", "approval": true },
            "approval": [2, "interview"], "owed": [["清单", "2024-10-12T09:30:00Z"]],
            "unsettled": ["2024-10-12T09:30:00Z"],
        });
        let draft = json!({
            "instrument": "interview", "title": "电线电缆", "from": "21", "to": "21", "copies": [], "step": 2,
            "facts": facts,
        });
        let state = json!({ "state": "open", "by_when": "2024-11-04T09:30:00Z", "reminded": false });
        let extension = json!({ "for": "extension", "to": "2024-10-25", "reason": "设备未到" });
        let asked = |purpose: Value, state: &Value| json!({ "purpose": purpose, "draft": draft, "asked": "21", "within": "2wd", "state": state });
        let document = json!({
            "ordinal": 3, "instrument": "reminder-letter", "title": "电线电缆", "from": "21", "to": "21",
            "copies": ["20"], "matter": matter, "acknowledged": null, "voided": "2024-10-29T08:20:00Z",
            "withdrawn": null,
        });
        let papers: Correspondence<FindingPurpose> = kept(json!({
            "notices": 5,
            "asks": [
                asked(json!({ "for": "rung", "rung": 1 }), &state),
                asked(extension, &json!({ "state": "lapsed" })),
            ],
            "documents": [document],
        }));
        assert!(papers.is_asked(|purpose| *purpose == FindingPurpose::Rung { rung: 1 }));
        assert_eq!(papers.documents()[0].subject.to, "21".into());
        let mut bare = document;
        bare.as_object_mut().unwrap().retain(|field, _| field != "matter" && field != "withdrawn");
        let _: Document<Addressed> = kept(bare);
    }
}
