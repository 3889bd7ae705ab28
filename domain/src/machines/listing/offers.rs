//! What may be done about a listing as its reader sees it, and whose turn it is.

use super::{
    event::{ListingEvent, ListingStatus, ListingView},
    opening::ListingOpening,
};
use crate::{
    bureaus::access::Action,
    machines::available::{Offer, Trail},
    paperwork::{correspondence::rank, instrument::Instrument},
    timekeeping::time::PlanTime,
};

/// Something people do about a listing, without what they write.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListingAct {
    /// 公布挂牌
    Publish,
    /// 报送整改方案
    FilePlan,
    /// 报送整改进展
    ReportProgress,
    /// 申请摘牌
    Apply,
    /// 现场核查
    Verify,
    /// 公布摘牌
    PublishDelisting,
    /// 申请延期
    AskExtension,
    /// 撤销挂牌
    Revoke,
    /// 批准 or 不批准 the approval of this number.
    Decide(u32),
    /// 签收 the document of this ordinal.
    Acknowledge(u32),
    /// 作废 the document of this ordinal.
    Void(u32),
}

/// A listing as its reader knows it: its view and what its lines tell.
#[derive(Clone, Debug)]
pub struct ListingReading<'a> {
    view: &'a ListingView,
    /// As it was opened, for who lists it; `None` before its first line.
    opened: Option<ListingOpening>,
    trail: Trail,
    ended: bool,
}

impl<'a> ListingReading<'a> {
    /// Reads a listing; `history` are its lines in order.
    pub fn new<'h>(view: &'a ListingView, history: impl IntoIterator<Item = &'h ListingEvent>) -> Self {
        let mut reading = Self { view, opened: None, trail: Trail::default(), ended: false };
        for what in history {
            match what {
                ListingEvent::Opened { opening } => reading.opened = Some((**opening).clone()),
                ListingEvent::Notice(paper) => reading.trail.follow(paper),
                ListingEvent::Finished | ListingEvent::Cancelled => reading.ended = true,
                _ => {}
            }
        }
        reading
    }

    /// What opened it; `None` before its first line.
    pub fn opening(&self) -> Option<&ListingOpening> {
        self.opened.as_ref()
    }

    /// Its approvals and documents.
    pub const fn trail(&self) -> &Trail {
        &self.trail
    }

    /// All that may be done at `now`, what the listing waits for first.
    pub fn offers(&self, now: PlanTime) -> Vec<Offer<ListingAct>> {
        let Some(opening) = self.opened.as_ref().filter(|_| !self.ended) else { return Vec::new() };
        let chain = opening.chain();
        let mut offers: Vec<_> = self.trail.decisions(&chain, ListingAct::Decide).collect();
        offers.extend(self.acts(opening, now).into_iter().map(|act| offer(opening, act)));
        offers.extend(self.trail.acknowledgements(ListingAct::Acknowledge));
        offers.extend(self.trail.voidings(&chain, ListingAct::Void));
        offers
    }

    fn acts(&self, opening: &ListingOpening, now: PlanTime) -> Vec<ListingAct> {
        use ListingAct as A;
        let view = self.view;
        match view.standing {
            ListingStatus::Proposed => vec![A::Revoke],
            ListingStatus::Listed | ListingStatus::Applied => {
                let applied = view.standing == ListingStatus::Applied;
                let planned = view.plan_filed.is_some();
                let wanted = [
                    (A::Verify, applied),
                    (A::Publish, view.published.is_none()),
                    (A::FilePlan, !planned),
                    (A::ReportProgress, true),
                    (A::Apply, planned && !applied),
                    (A::AskExtension, self.may_be_extended(opening, now)),
                    (A::Revoke, true),
                ];
                wanted.into_iter().filter_map(|(act, wanted)| wanted.then_some(act)).collect()
            }
            ListingStatus::Delisted => vec![A::PublishDelisting],
            ListingStatus::Dropped | ListingStatus::Revoked | ListingStatus::Cancelled => Vec::new(),
        }
    }

    /// Whether an extension can still be asked, and was not.
    fn may_be_extended(&self, opening: &ListingOpening, now: PlanTime) -> bool {
        let terms = &opening.terms;
        let office = &terms.matter.office;
        let last = self
            .view
            .until
            .map(|until| office.closing(office.day_before(office.date(until), terms.rules.extension_before)));
        let asked = self.trail.open().any(|ask| ask.instrument == Instrument::Decision);
        !asked && last.is_some_and(|last| now <= last)
    }
}

fn offer(opening: &ListingOpening, act: ListingAct) -> Offer<ListingAct> {
    use ListingAct as A;
    let (lister, listed) = (opening.lister(), opening.party.bureau.clone());
    let (by, action) = match act {
        A::FilePlan | A::ReportProgress | A::Apply | A::AskExtension => {
            (vec![listed.clone()], Action::Rectify)
        }
        A::Revoke => {
            let chain = opening.chain();
            let high = rank(&chain, &lister);
            let above = chain.iter().filter(|code| **code != lister && rank(&chain, code) >= high);
            (std::iter::once(&lister).chain(above).cloned().collect(), Action::Supervise)
        }
        _ => (vec![lister], Action::Supervise),
    };
    Offer { act, by, takes: (action, action), judged: listed }
}
