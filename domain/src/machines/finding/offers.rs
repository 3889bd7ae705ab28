//! What may be done about a finding as its reader sees it, and whose turn it is.

use super::{FindingEvent, FindingStatus, FindingView, Publication, Registration, Subject};
use crate::{
    bureaus::access::Action,
    campaign::party::Party,
    ids::BureauCode,
    machines::available::{Offer, Trail},
    paperwork::{
        correspondence::{NoticeEvent, chain},
        instrument::Instrument,
    },
};
use std::collections::BTreeMap;

/// Something people do about a finding, without what they write.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingAct {
    /// 研判立案
    Triage,
    /// 研判: no problem.
    Dismiss,
    /// 现场整改
    CorrectOnTheSpot,
    /// 提交整改材料
    FileEvidence,
    /// 复查
    Reinspect,
    /// 申请延期
    AskExtension,
    /// 回头看
    LookBack,
    /// 移送
    HandOver,
    /// 移送回执
    ConfirmReceipt,
    /// 提请公示
    Publicise,
    /// 提请曝光
    Expose,
    /// 批准 or 不批准 the approval of this number.
    Decide(u32),
    /// 签收 the document of this ordinal.
    Acknowledge(u32),
    /// 作废 the document of this ordinal.
    Void(u32),
}

/// A finding as its reader knows it: its view, what was registered, and what its lines tell.
#[derive(Clone, Debug)]
pub struct FindingReading<'a> {
    view: &'a FindingView,
    registration: &'a Registration,
    party: &'a Party,
    trail: Trail,
    /// What each approval is for, where that is no rung's measure.
    wishes: BTreeMap<u32, Wish>,
    /// Nothing more can be done in it.
    ended: bool,
}

/// What somebody asked to be decided.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Wish {
    Extension,
    Publication(Publication),
}

impl<'a> FindingReading<'a> {
    /// Reads a finding in the district of `party`; `history` are its lines in order.
    pub fn new<'h>(
        view: &'a FindingView,
        registration: &'a Registration,
        party: &'a Party,
        history: impl IntoIterator<Item = &'h FindingEvent>,
    ) -> Self {
        let (trail, wishes) = (Trail::default(), BTreeMap::new());
        let mut reading = Self { view, registration, party, trail, wishes, ended: false };
        let mut proposed = None;
        for what in history {
            match what {
                FindingEvent::PublicationProposed { kind, .. } => proposed = Some(*kind),
                FindingEvent::Notice(paper) => {
                    if let NoticeEvent::ApprovalAsked { approval, instrument: Instrument::Decision, .. } =
                        paper
                    {
                        // A publication is proposed in the line before it is asked for.
                        let wish = proposed.take().map_or(Wish::Extension, Wish::Publication);
                        reading.wishes.entry(*approval).or_insert(wish);
                    }
                    reading.trail.follow(paper);
                }
                FindingEvent::Finished | FindingEvent::Cancelled => reading.ended = true,
                _ => {}
            }
        }
        reading
    }

    /// Its approvals and documents.
    pub const fn trail(&self) -> &Trail {
        &self.trail
    }

    /// All that may be done now, what the finding waits for first.
    pub fn offers(&self) -> Vec<Offer<FindingAct>> {
        if self.ended {
            return Vec::new();
        }
        let handlers = self.handlers();
        let mut offers: Vec<_> = self.trail.decisions(&handlers, FindingAct::Decide).collect();
        offers.extend(self.course());
        offers.extend(self.trail.acknowledgements(FindingAct::Acknowledge));
        offers.extend(self.beside());
        offers.extend(self.trail.voidings(&handlers, FindingAct::Void));
        // What was asked of a bureau outside the chain can be decided, or voided, only within it.
        for offer in &mut offers {
            if matches!(offer.act, FindingAct::Decide(_) | FindingAct::Void(_)) {
                offer.by.retain(|code| handlers.contains(code));
            }
        }
        offers.retain(|offer| !offer.by.is_empty());
        offers
    }

    /// What takes it on its way.
    fn course(&self) -> Vec<Offer<FindingAct>> {
        use FindingAct as A;
        let on_the_spot = self.view.on_time.is_none().then_some(A::CorrectOnTheSpot);
        match self.view.standing {
            FindingStatus::Registered => {
                [A::Triage, A::Dismiss].into_iter().chain(on_the_spot).map(|act| self.handled(act)).collect()
            }
            FindingStatus::Ordered => {
                let extension = (!self.is_wished(Wish::Extension)).then_some(A::AskExtension);
                let owed = [A::FileEvidence].into_iter().chain(extension).map(|act| self.owed(act));
                owed.chain(on_the_spot.map(|act| self.handled(act))).collect()
            }
            FindingStatus::Filed => vec![self.handled(A::Reinspect)],
            FindingStatus::HandedOver => vec![self.handled(A::ConfirmReceipt)],
            FindingStatus::Closed => {
                self.view.look_back.map(|_| self.supervised(A::LookBack)).into_iter().collect()
            }
            FindingStatus::Cancelled => Vec::new(),
        }
    }

    /// What may be done beside its course.
    fn beside(&self) -> Vec<Offer<FindingAct>> {
        use FindingAct as A;
        let mut acts = Vec::new();
        if matches!(self.view.standing, FindingStatus::Ordered | FindingStatus::Filed) {
            acts.push(A::HandOver);
        }
        if self.view.standing != FindingStatus::Registered {
            let marks = &self.view.marks;
            let wish = |kind| self.is_wished(Wish::Publication(kind));
            acts.extend((!marks.publicised && !wish(Publication::Publicise)).then_some(A::Publicise));
            acts.extend((!marks.exposed && !wish(Publication::Expose)).then_some(A::Expose));
        }
        acts.into_iter().map(|act| self.supervised(act)).collect()
    }

    /// The bureau that files evidence and asks for extensions.
    fn owed(&self, act: FindingAct) -> Offer<FindingAct> {
        let debtor = match &self.registration.subject {
            Subject::Enterprise { .. } => &self.party.bureau,
            Subject::Bureau { code } => code,
        };
        self.offer(act, vec![debtor.clone()], debtor)
    }

    /// The county, or, where a bureau is concerned, whoever is above it.
    fn handled(&self, act: FindingAct) -> Offer<FindingAct> {
        let mut by = self.handlers();
        if matches!(self.registration.subject, Subject::Enterprise { .. }) {
            by.truncate(1);
        }
        self.offer(act, by, &self.party.bureau)
    }

    /// The county or above.
    fn supervised(&self, act: FindingAct) -> Offer<FindingAct> {
        self.offer(act, self.handlers(), &self.party.bureau)
    }

    fn offer(&self, act: FindingAct, by: Vec<BureauCode>, judged: &BureauCode) -> Offer<FindingAct> {
        let takes = (Action::HandleFinding, Action::InspectFinding);
        Offer { act, by, takes, judged: judged.clone() }
    }

    /// The bureau that handles it, and everyone above.
    fn handlers(&self) -> Vec<BureauCode> {
        let mut all = chain(self.party);
        if matches!(self.registration.subject, Subject::Bureau { .. }) && all.len() > 1 {
            all.remove(0);
        }
        all
    }

    fn is_wished(&self, wish: Wish) -> bool {
        self.trail.open().any(|ask| self.wishes.get(&ask.approval) == Some(&wish))
    }
}
