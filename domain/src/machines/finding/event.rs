//! What happens in a finding: its lines of the ledger.

use super::facts::{Authority, Grade, Publication, Registration};
use crate::{
    machines::{
        listing::{ListingOpening, Revocation},
        machine::DomainEvent,
        matter::Task,
    },
    paperwork::{attachment::Attachment, correspondence::NoticeEvent},
    timekeeping::{redating::Move, time::PlanTime},
};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What happens in a finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum FindingEvent {
    /// It was registered. Always the first.
    Registered {
        /// What was registered.
        registration: Box<Registration>,
    },
    /// A risk signal became a finding.
    Triaged {
        /// Of this grade.
        grade: Grade,
    },
    /// 责令整改: an order was issued (or issued anew, in a later round).
    Ordered {
        /// By when.
        due: PlanTime,
        /// 1 for the first order.
        round: u16,
    },
    /// The due instant passed without evidence.
    FellDue,
    /// Evidence arrived.
    EvidenceFiled {
        /// Whether in time.
        on_time: bool,
        /// What was done.
        note: String,
        /// Photographs and papers.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        attachments: Vec<Attachment>,
    },
    /// It was re-inspected.
    Reinspected {
        /// Whether it is put right.
        passed: bool,
        /// What was seen.
        result: String,
    },
    /// Its due instant moved.
    Extended {
        /// From.
        old_due: PlanTime,
        /// To.
        due: PlanTime,
        /// Whether it was granted before the old one had passed.
        in_time: bool,
    },
    /// 销号: it closed.
    Closed {
        /// With which outcome.
        outcome: FindingOutcome,
        /// In words.
        result: String,
    },
    /// 回头看
    LookedBack {
        /// Whether it stayed right.
        passed: bool,
        /// What was seen.
        result: String,
    },
    /// A look-back opened it again.
    Reopened,
    /// 移送
    HandedOver {
        /// To whom.
        to: Authority,
        /// Why.
        reason: String,
        /// By when its receipt is expected.
        receipt_by: PlanTime,
    },
    /// The authority's receipt.
    ReceiptConfirmed {
        /// Its reference.
        reference: String,
    },
    /// A publication was proposed.
    PublicationProposed {
        /// Which.
        kind: Publication,
        /// What is to be published.
        text: String,
    },
    /// It was decided to publish.
    PublicationDecided {
        /// Which.
        kind: Publication,
        /// What is published.
        text: String,
    },
    /// Its ladder proposes to list it.
    ListingProposed {
        /// What opens the listing.
        opening: Box<ListingOpening>,
    },
    /// A listing that its ladder proposed proved wrong.
    ListingRevoked {
        /// Which, by whom and why.
        revocation: Box<Revocation>,
    },
    /// A reminder that an outage had made pointless was not sent.
    ReminderSkipped {
        /// When it was due.
        scheduled: PlanTime,
    },
    /// Something was not done in time: whoever must do it is reminded.
    TaskLapsed {
        /// What.
        task: Task,
    },
    /// Holidays were announced, and dates moved.
    Redated {
        /// Why.
        reason: String,
        /// What moved; empty: nothing but what is provisional.
        moves: Vec<Move>,
    },
    /// Wakes came late: the machines were down.
    Outage {
        /// The first instant that was missed.
        from: PlanTime,
        /// When work went on.
        until: PlanTime,
    },
    /// A command that had been taken could not stand.
    Overtaken {
        /// Why.
        reason: String,
    },
    /// Called off: registered in error, or its campaign was a rehearsal.
    Cancelled,
    /// Nothing is left to wait for.
    Finished,
    /// A notice or an approval.
    #[serde(untagged)]
    Notice(NoticeEvent),
}

/// How a finding closed.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingOutcome {
    /// 整改到位
    Rectified,
    /// 现场整改
    CorrectedOnTheSpot,
    /// 经核查不存在问题
    Dismissed,
    /// 移送
    HandedOver,
}

impl FindingOutcome {
    /// All of them.
    pub const ALL: [FindingOutcome; 4] = [
        FindingOutcome::Rectified,
        FindingOutcome::CorrectedOnTheSpot,
        FindingOutcome::Dismissed,
        FindingOutcome::HandedOver,
    ];

    /// The spelling in the store and in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            FindingOutcome::Rectified => "rectified",
            FindingOutcome::CorrectedOnTheSpot => "corrected-on-the-spot",
            FindingOutcome::Dismissed => "dismissed",
            FindingOutcome::HandedOver => "handed-over",
        }
    }

    /// What a user reads.
    pub const fn chinese(self) -> &'static str {
        match self {
            FindingOutcome::Rectified => "整改到位",
            FindingOutcome::CorrectedOnTheSpot => "现场整改",
            FindingOutcome::Dismissed => "不存在问题",
            FindingOutcome::HandedOver => "已移送",
        }
    }

    /// The outcome with this spelling.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == text)
    }
}

impl DomainEvent for FindingEvent {
    fn paper(&self) -> Option<Cow<'_, NoticeEvent>> {
        match self {
            FindingEvent::Notice(paper) => Some(Cow::Borrowed(paper)),
            _ => None,
        }
    }

    fn opens_listing(&self) -> Option<&ListingOpening> {
        match self {
            FindingEvent::ListingProposed { opening } => Some(opening),
            _ => None,
        }
    }

    fn revokes_listing(&self) -> Option<&Revocation> {
        match self {
            FindingEvent::ListingRevoked { revocation } => Some(revocation),
            _ => None,
        }
    }

    fn redated(&self) -> Option<&[Move]> {
        match self {
            FindingEvent::Redated { moves, .. } => Some(moves),
            _ => None,
        }
    }

    fn is_end(&self) -> bool {
        matches!(self, FindingEvent::Finished | FindingEvent::Cancelled)
    }

    fn overtaken(reason: String) -> Self {
        FindingEvent::Overtaken { reason }
    }
}
