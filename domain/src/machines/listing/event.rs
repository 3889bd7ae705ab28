//! What happens in a listing, and what a reader sees.

use super::opening::ListingOpening;
use crate::{
    machines::{event::EventEnvelope, machine::DomainEvent, matter::Task},
    paperwork::{attachment::Attachment, correspondence::NoticeEvent},
    timekeeping::{redating::Move, time::PlanTime},
    wording::words::words,
};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What happens in a listing: its lines of the ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum ListingEvent {
    /// It was proposed, or opened by a docket's rung that a leader had approved. Always the first.
    Opened {
        /// What opened it.
        opening: Box<ListingOpening>,
    },
    /// It is in force.
    Listed {
        /// Until when its term runs.
        until: PlanTime,
    },
    /// It was not approved, or nobody answered. The listing ends.
    Dropped {
        /// Why.
        reason: String,
    },
    /// The listing was published.
    Published {
        /// Where.
        place: String,
        /// Whether in time.
        on_time: bool,
    },
    /// The rectification plan was filed.
    PlanFiled {
        /// Whether in time.
        on_time: bool,
        /// In a sentence.
        note: String,
        /// The plan.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        attachments: Vec<Attachment>,
    },
    /// Progress was reported.
    ProgressReported {
        /// Whether in time.
        on_time: bool,
        /// In a sentence.
        note: String,
        /// Papers.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        attachments: Vec<Attachment>,
    },
    /// Delisting was applied for.
    AppliedFor {
        /// By when it is to be verified.
        verify_by: PlanTime,
        /// Why it is done.
        note: String,
        /// Proof.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        attachments: Vec<Attachment>,
    },
    /// It was verified on site.
    Verified {
        /// Whether it passed.
        passed: bool,
        /// What was seen.
        result: String,
        /// Whether the verification was in time.
        on_time: bool,
    },
    /// It was lifted.
    Delisted,
    /// The lifting was published.
    DelistingPublished {
        /// Where.
        place: String,
        /// Whether in time.
        on_time: bool,
    },
    /// An extension was asked.
    ExtensionAsked {
        /// To when.
        to: PlanTime,
        /// Why.
        reason: String,
    },
    /// It was granted.
    Extended {
        /// From.
        old_until: PlanTime,
        /// To.
        until: PlanTime,
    },
    /// The term ended, and it was still listed.
    Expired,
    /// It proved wrong. The listing ends.
    Revoked {
        /// Why.
        reason: String,
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
    /// Called off.
    Cancelled,
    /// Nothing is left to wait for.
    Finished,
    /// A notice or an approval.
    #[serde(untagged)]
    Notice(NoticeEvent),
}

impl DomainEvent for ListingEvent {
    fn paper(&self) -> Option<Cow<'_, NoticeEvent>> {
        match self {
            ListingEvent::Notice(paper) => Some(Cow::Borrowed(paper)),
            _ => None,
        }
    }

    fn redated(&self) -> Option<&[Move]> {
        match self {
            ListingEvent::Redated { moves, .. } => Some(moves),
            _ => None,
        }
    }

    fn is_end(&self) -> bool {
        matches!(self, ListingEvent::Finished | ListingEvent::Cancelled)
    }

    fn overtaken(reason: String) -> Self {
        ListingEvent::Overtaken { reason }
    }
}

/// Lines of paperwork as effects.
pub(super) fn papers(at: PlanTime, lines: Vec<NoticeEvent>) -> Vec<EventEnvelope<ListingEvent>> {
    lines.into_iter().map(|line| EventEnvelope::new(at, None, ListingEvent::Notice(line))).collect()
}

words! {
    /// Where a listing stands, in a word.
    ListingStatus {
        /// It waits for a leader.
        Proposed = "proposed", "待批准";
        /// It is in force.
        Listed = "listed", "挂牌督办中";
        /// An application waits for verification.
        Applied = "applied", "待核查";
        /// Lifted.
        Delisted = "delisted", "已摘牌";
        /// Declined, or nobody answered.
        Dropped = "dropped", "未挂牌";
        /// It proved wrong.
        Revoked = "revoked", "已撤销";
        /// Called off with its campaign.
        Cancelled = "cancelled", "已取消";
    }
}

/// What a reader sees of a listing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ListingView {
    /// Where it stands.
    pub standing: ListingStatus,
    /// When it came into force.
    pub listed: Option<PlanTime>,
    /// Until when its term runs.
    pub until: Option<PlanTime>,
    /// Whether the term has ended while it was in force.
    pub expired: bool,
    /// When it was published.
    pub published: Option<PlanTime>,
    /// When the rectification plan was filed.
    pub plan_filed: Option<PlanTime>,
    /// How often progress was reported.
    pub progress: u32,
    /// When it was lifted.
    pub delisted: Option<PlanTime>,
    /// The next thing somebody has to do, and by when.
    pub next: Option<(Task, PlanTime)>,
}
