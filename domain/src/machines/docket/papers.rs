//! The papers that a docket keeps: approvals it asked, documents addressed to its bureau, league tables it
//! circulated.

use crate::{
    bureaus::bureau::Level,
    figures::league::{Circulation, PeriodId},
    paperwork::{approval::ApprovalRequest, document::Document},
    timekeeping::time::PlanTime,
};
use serde::{Deserialize, Serialize};

/// An approval asked for one rung of one obligation.
pub type DocketApproval = ApprovalRequest<LadderPlace>;

/// A document addressed to this bureau.
pub type Letter = Document<LetterPlace>;

/// A rung of an obligation's ladder.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LadderPlace {
    /// Index into the docket's obligations.
    pub(super) duty: usize,
    /// Index into the ladder.
    pub(super) rung: usize,
}

/// The rung that issued a letter, and the reply it asks for.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterPlace {
    pub(super) duty: usize,
    pub(super) rung: usize,
    pub(super) round: u16,
    /// Until when a reply is awaited; `None` once nothing is.
    pub(super) reply_by: Option<PlanTime>,
}

/// Until when a letter awaits its reply. `replies`: whether one that was only acknowledged still owes it.
pub(super) fn reply_deadline(letter: &Letter, replies: bool) -> Option<PlanTime> {
    let answered = letter.replied.is_some() || letter.acknowledged.is_some() && !replies;
    letter.subject.reply_by.filter(|_| !answered && letter.stands())
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
