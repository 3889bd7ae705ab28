//! What may be done about a matter as it stands: the list that buttons are drawn from.
//!
//! Each kind of matter makes its own list from what a reader of the ledger knows, its view and its
//! lines, and not from its state machine, which only its workflow has. That what is offered would be
//! taken, is tested against the machines.

use crate::{
    bureaus::{
        access::{Action, Relation, Role, may},
        bureau::Directory,
    },
    ids::BureauCode,
    paperwork::{
        correspondence::{NoticeEvent, at_or_above},
        instrument::Instrument,
    },
};

/// Something that may be done now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer<A> {
    /// What.
    pub act: A,
    /// By whom: first the bureau whose turn it is, then those that may in its place.
    pub by: Vec<BureauCode>,
    /// What it takes for people of the bureau it is judged against, and for those above it.
    pub takes: (Action, Action),
    /// The bureau it is judged against.
    pub judged: BureauCode,
}

impl<A> Offer<A> {
    /// The permission it takes for people of `own`, and the bureau it is judged against.
    pub fn permission(&self, own: &BureauCode) -> (Action, &BureauCode) {
        (if *own == self.judged { self.takes.0 } else { self.takes.1 }, &self.judged)
    }

    /// Whether somebody of this role in `own` may do it.
    pub fn is_for(&self, role: Role, directory: &Directory, own: &BureauCode) -> bool {
        let (action, judged) = self.permission(own);
        self.by.contains(own) && may(role, action, Relation::of(directory, own, judged))
    }
}

/// The approvals and documents of a matter, as its lines of the ledger tell them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trail {
    /// The approvals asked so far, in the order of their numbers.
    pub asks: Vec<AskedApproval>,
    /// The documents issued so far.
    pub documents: Vec<IssuedDocument>,
}

/// An approval that was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedApproval {
    /// Its number.
    pub approval: u32,
    /// What it would issue.
    pub instrument: Instrument,
    /// Who is asked now.
    pub of: BureauCode,
    /// Whether it waits for a decision.
    pub open: bool,
}

/// A document that was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedDocument {
    /// Its ordinal.
    pub ordinal: u32,
    /// What it is.
    pub instrument: Instrument,
    /// Who issued it.
    pub from: BureauCode,
    /// Who received it.
    pub to: BureauCode,
    /// Whether it was acknowledged.
    pub acknowledged: bool,
    /// Whether it was replied to.
    pub replied: bool,
    /// Whether it is neither voided nor taken back.
    pub stands: bool,
}

impl Trail {
    /// The trail of these lines.
    pub fn of<'p>(papers: impl IntoIterator<Item = &'p NoticeEvent>) -> Self {
        let mut trail = Self::default();
        papers.into_iter().for_each(|paper| trail.follow(paper));
        trail
    }

    /// Takes one more line.
    pub fn follow(&mut self, paper: &NoticeEvent) {
        match paper {
            NoticeEvent::Issued { notice } if notice.instrument.is_document() => {
                self.documents.push(IssuedDocument {
                    ordinal: notice.ordinal,
                    instrument: notice.instrument,
                    from: notice.from.clone(),
                    to: notice.to.clone(),
                    acknowledged: false,
                    replied: false,
                    stands: true,
                })
            }
            NoticeEvent::Issued { .. } | NoticeEvent::ApprovalMoved { .. } => {}
            NoticeEvent::Withdrawn { notice } | NoticeEvent::Voided { notice, .. } => {
                self.documents_mut(*notice).for_each(|document| document.stands = false);
            }
            NoticeEvent::Acknowledged { notice, reply } => self.documents_mut(*notice).for_each(|document| {
                document.acknowledged = true;
                document.replied = reply.is_some();
            }),
            NoticeEvent::Replied { notice, .. } => self.documents_mut(*notice).for_each(|document| {
                document.acknowledged = true;
                document.replied = true;
            }),
            NoticeEvent::ApprovalAsked { approval, instrument, of, .. } => {
                let again = self.asks.iter_mut().find(|ask| ask.approval == *approval);
                match again {
                    Some(ask) => ask.of = of.clone(),
                    None => self.asks.push(AskedApproval {
                        approval: *approval,
                        instrument: *instrument,
                        of: of.clone(),
                        open: true,
                    }),
                }
            }
            NoticeEvent::Approved { approval }
            | NoticeEvent::Declined { approval, .. }
            | NoticeEvent::ApprovalClosed { approval }
            | NoticeEvent::ApprovalLapsed { approval } => {
                let settled = self.asks.iter_mut().filter(|ask| ask.approval == *approval);
                settled.for_each(|ask| ask.open = false);
            }
        }
    }

    /// The approvals that wait for a decision.
    pub fn open(&self) -> impl Iterator<Item = &AskedApproval> {
        self.asks.iter().filter(|ask| ask.open)
    }

    /// An approval as an act, for whom it was asked of and those above.
    pub(crate) fn decisions<A>(
        &self,
        chain: &[BureauCode],
        act: impl Fn(u32) -> A,
    ) -> impl Iterator<Item = Offer<A>> {
        self.open().map(move |ask| Offer {
            act: act(ask.approval),
            by: at_or_above(chain, &ask.of),
            takes: (Action::Approve, Action::Approve),
            judged: ask.of.clone(),
        })
    }

    /// Documents to be acknowledged, each by its addressee.
    pub(crate) fn acknowledgements<A>(&self, act: impl Fn(u32) -> A) -> impl Iterator<Item = Offer<A>> {
        let waiting = self.documents.iter().filter(|document| document.stands && !document.acknowledged);
        waiting.map(move |document| Offer {
            act: act(document.ordinal),
            by: vec![document.to.clone()],
            takes: (Action::Acknowledge, Action::Acknowledge),
            judged: document.to.clone(),
        })
    }

    /// Documents that may be voided, each by whoever issued it and those above.
    pub(crate) fn voidings<A>(
        &self,
        chain: &[BureauCode],
        act: impl Fn(u32) -> A,
    ) -> impl Iterator<Item = Offer<A>> {
        let standing = self.documents.iter().filter(|document| document.stands);
        standing.map(move |document| Offer {
            act: act(document.ordinal),
            by: at_or_above(chain, &document.from),
            takes: (Action::Void, Action::Void),
            judged: document.from.clone(),
        })
    }

    fn documents_mut(&mut self, ordinal: u32) -> impl Iterator<Item = &mut IssuedDocument> {
        self.documents.iter_mut().filter(move |document| document.ordinal == ordinal)
    }
}
