//! The paperwork of a matter: the notices it issues and the approvals it asks. Findings, listings and
//! incidents keep theirs here; a docket, whose approvals belong to rungs, keeps its own.

use crate::{
    bureaus::actor::Actor,
    campaign::party::Party,
    ids::BureauCode,
    machines::matter::{Decider, DecisionRule, MatterFacts, MatterTerms},
    paperwork::{
        approval::ApprovalState,
        attachment::{self, Attachment},
        instrument::Instrument,
        notice::{Facts, Notice},
    },
    timekeeping::{
        office::Office,
        redating::{Clock, Move, Redater},
        span::Span,
        time::PlanTime,
    },
    wording::{reason::Why, refusal::Refusal, text::written},
};
use serde::{Deserialize, Serialize};

/// What becomes of a notice or an approval: lines of the ledger that every state machine writes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum NoticeEvent {
    /// A notice was issued.
    Issued {
        /// The notice.
        notice: Box<Notice>,
    },
    /// A document was taken back because it proved wrong.
    Withdrawn {
        /// Its ordinal.
        notice: u32,
    },
    /// A document was voided: it keeps its number and says void.
    Voided {
        /// Its ordinal.
        notice: u32,
        /// Why.
        reason: String,
    },
    /// A document was acknowledged.
    Acknowledged {
        /// Its ordinal.
        notice: u32,
        /// The reply.
        reply: Option<String>,
    },
    /// A document was replied to. It is acknowledged by that, if it was not before.
    Replied {
        /// Its ordinal.
        notice: u32,
        /// The reply.
        text: String,
        /// What came with it; it lies in the archive.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<Attachment>,
    },
    /// An approval was asked.
    ApprovalAsked {
        /// Its number.
        approval: u32,
        /// What it would issue.
        instrument: Instrument,
        /// Of whom.
        of: BureauCode,
        /// By when.
        by_when: PlanTime,
    },
    /// It is to be answered by another instant.
    ApprovalMoved {
        /// Its number.
        approval: u32,
        /// By when.
        by_when: PlanTime,
    },
    /// It was given.
    Approved {
        /// Its number.
        approval: u32,
    },
    /// It was declined.
    Declined {
        /// Its number.
        approval: u32,
        /// Why.
        reason: String,
    },
    /// It is no longer needed.
    ApprovalClosed {
        /// Its number.
        approval: u32,
    },
    /// Nobody up to the top answered.
    ApprovalLapsed {
        /// Its number.
        approval: u32,
    },
}

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
    asks: Vec<ApprovalRequest<P>>,
    documents: Vec<Document>,
}

/// An approval asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ApprovalRequest<P> {
    /// What it is for.
    pub purpose: P,
    /// What it would issue, and from whom.
    pub draft: Draft,
    /// Who is asked now.
    pub asked: BureauCode,
    /// Within how long each time.
    pub within: Span,
    /// Where it stands.
    pub state: ApprovalState,
}

/// A numbered document that was issued.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Its ordinal in the matter.
    pub ordinal: u32,
    /// What it is.
    pub instrument: Instrument,
    /// Its title.
    pub title: String,
    /// Who issued it.
    pub from: BureauCode,
    /// Who received it.
    pub to: BureauCode,
    /// Who received copies.
    pub copies: Vec<BureauCode>,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matter: Option<Box<MatterFacts>>,
    /// When it was acknowledged.
    pub acknowledged: Option<PlanTime>,
    /// When it was replied to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replied: Option<PlanTime>,
    /// When it was voided.
    pub voided: Option<PlanTime>,
    /// When it was taken back, because it proved wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<PlanTime>,
}

impl Document {
    /// Whether it is neither voided nor taken back.
    pub const fn stands(&self) -> bool {
        self.voided.is_none() && self.withdrawn.is_none()
    }
}

/// What a lapsed approval leads to.
#[derive(Clone, Debug, PartialEq)]
pub enum Lapse<P> {
    /// Somebody has been asked again; these are the lines.
    Asked(Vec<NoticeEvent>),
    /// Nobody up to the top answered: it is not approved.
    Lapsed(P, Vec<NoticeEvent>),
}

impl<P> Default for Correspondence<P> {
    fn default() -> Self {
        Self { notices: 0, asks: Vec::new(), documents: Vec::new() }
    }
}

impl<P: Clone + PartialEq> Correspondence<P> {
    /// Moves the approvals that wait to another calendar: what moved, and the lines about it.
    pub(crate) fn redate(&mut self, redater: &Redater<'_>, title: &str) -> (Vec<Move>, Vec<NoticeEvent>) {
        let (mut moves, mut papers) = (Vec::new(), Vec::new());
        for (index, ask) in self.asks.iter_mut().enumerate() {
            let ApprovalState::Open { by_when, reminded } = ask.state else { continue };
            let next = redater.recounted(by_when, ask.within);
            let approval = number(index);
            let told = redater.told(Clock::Approval, approval, title, &ask.asked, (by_when, Some(next)));
            if let Some(moved) = told {
                ask.state = ApprovalState::Open { by_when: next, reminded };
                moves.push(moved);
                papers.push(NoticeEvent::ApprovalMoved { approval, by_when: next });
            }
        }
        (moves, papers)
    }

    /// The documents issued so far.
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// The approvals asked so far.
    pub fn asks(&self) -> &[ApprovalRequest<P>] {
        &self.asks
    }

    /// Issues a notice dated `at`. An urgent one may be sent at once, any other in office hours.
    pub fn issue(&mut self, office: &Office, at: PlanTime, draft: Draft) -> NoticeEvent {
        let send_from = if draft.instrument.is_urgent() { at } else { office.send_from(at) };
        self.notices += 1;
        let Draft { instrument, title, from, to, mut copies, step, facts } = draft;
        copies.retain(|copy| *copy != to);
        if instrument.is_document() {
            self.documents.push(Document {
                ordinal: self.notices,
                instrument,
                title: title.clone(),
                from: from.clone(),
                to: to.clone(),
                copies: copies.clone(),
                matter: facts.matter.clone(),
                acknowledged: None,
                replied: None,
                voided: None,
                withdrawn: None,
            });
        }
        let ordinal = self.notices;
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
        let state = ApprovalState::Open { by_when, reminded: false };
        self.asks.push(ApprovalRequest { purpose, draft, asked: of, within: rule.within, state });
        self.put(terms, self.asks.len() - 1, Instrument::ApprovalRequest, at)
    }

    /// The earliest instant at which an open approval lapses, and its index.
    pub fn next_lapse(&self) -> Option<(PlanTime, usize)> {
        let open = self.asks.iter().enumerate().filter_map(|(index, ask)| match ask.state {
            ApprovalState::Open { by_when, .. } => Some((by_when, index)),
            _ => None,
        });
        open.min()
    }

    /// An approval's time has lapsed: the approver is reminded, then the next bureau up is asked, and at
    /// the top it lapses (REQUIREMENTS C1). `chain` is the matter's bureau and everyone above it.
    pub fn lapse(
        &mut self,
        terms: &MatterTerms,
        index: usize,
        at: PlanTime,
        chain: &[BureauCode],
    ) -> Lapse<P> {
        let ApprovalRequest { asked, within, state, purpose, .. } = self.asks[index].clone();
        let reminded = matches!(state, ApprovalState::Open { reminded: true, .. });
        let higher = if reminded { above(chain, &asked) } else { Some(asked) };
        match higher {
            Some(asked) => {
                let by_when = terms.deadline(at, within).at;
                let ask = &mut self.asks[index];
                ask.asked = asked;
                ask.state = ApprovalState::Open { by_when, reminded: !reminded };
                let instrument =
                    if reminded { Instrument::ApprovalRequest } else { Instrument::ApprovalReminder };
                Lapse::Asked(self.put(terms, index, instrument, at))
            }
            None => {
                self.asks[index].state = ApprovalState::Lapsed;
                Lapse::Lapsed(purpose, vec![NoticeEvent::ApprovalLapsed { approval: number(index) }])
            }
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
    ) -> Result<(P, Draft, NoticeEvent), Refusal> {
        let index = self.decidable(by, approval, chain)?;
        self.asks[index].state = ApprovalState::Approved;
        let ApprovalRequest { purpose, draft, .. } = self.asks[index].clone();
        Ok((purpose, draft, NoticeEvent::Approved { approval }))
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
    ) -> Result<(P, Draft, NoticeEvent), Refusal> {
        let index = self.decidable(by, approval, chain)?;
        let reason = written(reason)?;
        self.asks[index].state = ApprovalState::Declined;
        let ApprovalRequest { purpose, draft, .. } = self.asks[index].clone();
        Ok((purpose, draft, NoticeEvent::Declined { approval, reason }))
    }

    /// Closes the open approvals that `wanted` picks: they are no longer needed.
    pub fn close_asks(&mut self, wanted: impl Fn(&P) -> bool) -> Vec<NoticeEvent> {
        let mut closed = Vec::new();
        for (index, ask) in self.asks.iter_mut().enumerate() {
            if matches!(ask.state, ApprovalState::Open { .. }) && wanted(&ask.purpose) {
                ask.state = ApprovalState::Closed;
                closed.push(NoticeEvent::ApprovalClosed { approval: number(index) });
            }
        }
        closed
    }

    /// Whoever is asked for an approval, if there is one of this number.
    pub fn asked(&self, approval: u32) -> Option<Actor> {
        let ask = self.asks.get(usize::try_from(approval).ok()?.checked_sub(1)?)?;
        Some(Actor { bureau: ask.asked.clone(), name: String::new() })
    }

    /// Whether an approval for this is open.
    pub fn is_asked(&self, purpose: &P) -> bool {
        self.asks.iter().any(|ask| ask.purpose == *purpose && matches!(ask.state, ApprovalState::Open { .. }))
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
        let reply = reply.map(written).transpose()?;
        let document = self.received(by, notice)?;
        if document.acknowledged.is_some() {
            return Err(Refusal::NoticeSettled(notice, Why::AcknowledgedBefore));
        }
        document.acknowledged = Some(at);
        document.replied = reply.is_some().then_some(at);
        Ok(NoticeEvent::Acknowledged { notice, reply })
    }

    /// 回复: the addressee replies to a document, whether or not it acknowledged it before.
    ///
    /// # Errors
    /// It is not addressed to that bureau, was replied to or voided; the reply or its files is invalid.
    pub fn reply(
        &mut self,
        by: &Actor,
        notice: u32,
        (reply, files): (&str, &[Attachment]),
        at: PlanTime,
    ) -> Result<NoticeEvent, Refusal> {
        let reply = written(reply)?;
        attachment::check(files)?;
        let document = self.received(by, notice)?;
        if document.replied.is_some() {
            return Err(Refusal::NoticeSettled(notice, Why::RepliedBefore));
        }
        document.acknowledged.get_or_insert(at);
        document.replied = Some(at);
        Ok(NoticeEvent::Replied { notice, text: reply, files: files.to_vec() })
    }

    /// A document that stands, for its addressee.
    fn received(&mut self, by: &Actor, notice: u32) -> Result<&mut Document, Refusal> {
        let document = self.document(notice)?;
        if document.to != by.bureau {
            return Err(Refusal::NotYours(by.bureau.clone(), document.to.to_string()));
        }
        match (document.withdrawn, document.voided) {
            (Some(_), _) => Err(Refusal::NoticeSettled(notice, Why::Withdrawn)),
            (None, Some(_)) => Err(Refusal::NoticeSettled(notice, Why::Voided)),
            (None, None) => Ok(document),
        }
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
        let reason = written(reason)?;
        let document = self.document(notice)?;
        if !stands_at_or_above(chain, &by.bureau, &document.from) {
            return Err(Refusal::NotYours(by.bureau.clone(), document.from.to_string()));
        }
        if document.voided.is_some() {
            return Err(Refusal::NoticeSettled(notice, Why::VoidedBefore));
        }
        if document.withdrawn.is_some() {
            return Err(Refusal::NoticeSettled(notice, Why::Withdrawn));
        }
        document.voided = Some(at);
        let draft = taking_back(document, &reason);
        Ok(vec![NoticeEvent::Voided { notice, reason }, self.issue(office, at, draft)])
    }

    /// 撤回: a document proved wrong, and whoever received it is told. Nothing happens to one that no
    /// longer stands.
    pub fn withdraw(&mut self, office: &Office, notice: u32, reason: &str, at: PlanTime) -> Vec<NoticeEvent> {
        let standing = |document: &&mut Document| document.ordinal == notice && document.stands();
        let Some(document) = self.documents.iter_mut().find(standing) else { return Vec::new() };
        document.withdrawn = Some(at);
        let draft = taking_back(document, reason);
        vec![NoticeEvent::Withdrawn { notice }, self.issue(office, at, draft)]
    }

    fn document(&mut self, notice: u32) -> Result<&mut Document, Refusal> {
        let found = self.documents.iter_mut().find(|document| document.ordinal == notice);
        found.ok_or(Refusal::UnknownNotice(notice))
    }

    fn decidable(&self, by: &Actor, approval: u32, chain: &[BureauCode]) -> Result<usize, Refusal> {
        let index = usize::try_from(approval).ok().and_then(|n| n.checked_sub(1));
        let index = index.filter(|index| *index < self.asks.len());
        let index = index.ok_or(Refusal::UnknownApproval(approval))?;
        let ask = &self.asks[index];
        if !stands_at_or_above(chain, &by.bureau, &ask.asked) {
            return Err(Refusal::NotYours(by.bureau.clone(), ask.asked.to_string()));
        }
        if let Some(settled) = ask.state.settled() {
            return Err(Refusal::ApprovalSettled(approval, settled));
        }
        Ok(index)
    }

    fn put(
        &mut self,
        terms: &MatterTerms,
        index: usize,
        instrument: Instrument,
        at: PlanTime,
    ) -> Vec<NoticeEvent> {
        let ApprovalRequest { draft, asked, state, .. } = self.asks[index].clone();
        let ApprovalState::Open { by_when, .. } = state else { return Vec::new() };
        let wanted = draft.instrument;
        let provisional =
            draft.facts.provisional || terms.office.calendar.is_provisional(terms.office.date(by_when));
        let approval = Some((number(index), wanted));
        let facts = Facts { reply_by: Some(by_when), approval, provisional, ..draft.facts };
        let request = Draft { instrument, to: asked.clone(), copies: Vec::new(), facts, ..draft };
        let request = self.issue(&terms.office, at, request);
        if instrument == Instrument::ApprovalReminder {
            return vec![request];
        }
        let approval = number(index);
        vec![NoticeEvent::ApprovalAsked { approval, instrument: wanted, of: asked, by_when }, request]
    }
}

/// What tells those who received a document that it no longer stands.
fn taking_back(document: &Document, reason: &str) -> Draft {
    let Document { ordinal, title, from, to, copies, matter, .. } = document.clone();
    let reason = Some(reason.to_owned());
    let facts = Facts { reason, earlier: vec![ordinal], matter, ..Facts::default() };
    Draft { instrument: Instrument::Withdrawal, title, from, to, copies, step: 0, facts }
}

/// A matter's bureau and everyone above it.
pub fn chain(party: &Party) -> Vec<BureauCode> {
    std::iter::once(&party.bureau).chain(&party.superiors).cloned().collect()
}

/// The bureau that decides, for a party. A bureau without a supervisor answers to itself.
pub fn decider(decider: Decider, party: &Party, issuer: &BureauCode) -> BureauCode {
    match decider {
        Decider::Own => party.bureau.clone(),
        Decider::Supervisor => party.superiors.first().unwrap_or(&party.bureau).clone(),
        Decider::Issuer => issuer.clone(),
    }
}

/// Whether a bureau may decide what is another's to decide: it is that bureau, or stands above it.
fn stands_at_or_above(chain: &[BureauCode], bureau: &BureauCode, other: &BureauCode) -> bool {
    let rank = rank(chain, bureau);
    bureau == other || rank > 0 && rank >= self::rank(chain, other)
}

/// Those who may decide what is another's to decide: that bureau first, then those of a chain above it.
pub(crate) fn at_or_above(chain: &[BureauCode], other: &BureauCode) -> Vec<BureauCode> {
    let above = chain.iter().filter(|code| *code != other && stands_at_or_above(chain, code, other));
    std::iter::once(other).chain(above).cloned().collect()
}

/// How high a bureau stands in a chain: 1 for its first; 0 for a bureau outside it.
pub fn rank(chain: &[BureauCode], code: &BureauCode) -> usize {
    chain.iter().position(|c| c == code).map_or(0, |place| place + 1)
}

fn above(chain: &[BureauCode], code: &BureauCode) -> Option<BureauCode> {
    let place = chain.iter().position(|c| c == code)?;
    chain.get(place + 1).cloned()
}

/// Approvals are numbered from 1 in the order they were asked.
fn number(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}
