//! The papers that a docket keeps: approvals it asked, documents addressed to its bureau, league tables it
//! circulated.

use crate::{
    bureaus::bureau::Level,
    figures::league::{Circulation, PeriodId},
    ids::BureauCode,
    paperwork::{approval::ApprovalState, instrument::Instrument},
    timekeeping::{span::Span, time::PlanTime},
};
use serde::{Deserialize, Serialize};

/// An approval asked for one rung of one obligation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocketApproval {
    pub(super) duty: usize,
    pub(super) rung: usize,
    /// Who is asked now.
    pub asked: BureauCode,
    /// Within how long each time.
    pub within: Span,
    /// Where it stands.
    pub state: ApprovalState,
}

impl DocketApproval {
    /// Whether it waits for an answer.
    pub fn is_open(&self) -> bool {
        matches!(self.state, ApprovalState::Open { .. })
    }
}

/// A document addressed to this bureau.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Its ordinal in the docket.
    pub ordinal: u32,
    pub(super) duty: usize,
    pub(super) rung: usize,
    pub(super) round: u16,
    /// What it is.
    pub instrument: Instrument,
    /// Who issued it.
    pub from: BureauCode,
    pub(super) copies: Vec<BureauCode>,
    /// Until when a reply is awaited; `None` once nothing is.
    pub(super) reply_by: Option<PlanTime>,
    /// When it was acknowledged.
    pub acknowledged: Option<PlanTime>,
    /// When it was replied to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replied: Option<PlanTime>,
    /// When it was taken back.
    pub withdrawn: Option<PlanTime>,
}

impl Letter {
    /// Until when a reply is awaited. `replies`: whether one that was only acknowledged still owes it.
    pub(super) fn reply_deadline(&self, replies: bool) -> Option<PlanTime> {
        let answered = self.replied.is_some() || self.acknowledged.is_some() && !replies;
        self.reply_by.filter(|_| !answered && self.withdrawn.is_none())
    }
}

/// A league table that was circulated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Circular {
    /// The document's ordinal in the docket.
    pub ordinal: u32,
    /// What it circulated.
    pub circulation: Box<Circulation>,
    /// When it was voided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voided: Option<PlanTime>,
}

impl Circular {
    pub(super) fn stands_for(&self, period: &PeriodId, level: Level) -> bool {
        self.voided.is_none() && self.circulation.period == *period && self.circulation.level == level
    }
}
