//! What a reader sees of a finding: one row of the ledger page.

use super::{event::FindingOutcome, facts::Grade};
use crate::{timekeeping::time::PlanTime, wording::words::words};
use serde::{Deserialize, Serialize};

words! {
    /// Where a finding stands, in a word.
    FindingStatus {
        /// A risk signal that waits for triage.
        Registered = "registered", "待研判";
        /// Under an order; nothing filed yet.
        Ordered = "ordered", "整改中";
        /// Evidence waits for re-inspection.
        Filed = "filed", "待复查";
        /// Handed over; the receipt is awaited.
        HandedOver = "handed-over", "移送中";
        /// Closed (销号).
        Closed = "closed", "已销号";
        /// Called off.
        Cancelled = "cancelled", "已撤销";
    }
}

impl FindingStatus {
    /// Whether something is still to be done before it is closed.
    pub const fn is_open(self) -> bool {
        !matches!(self, FindingStatus::Closed | FindingStatus::Cancelled)
    }
}

/// What changes of a finding; what does not is in its registration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FindingView {
    /// Where it stands.
    pub standing: FindingStatus,
    /// How grave it is, after triage.
    pub grade: Grade,
    /// When it was registered.
    pub registered: PlanTime,
    /// When the first order was issued; `None` where none was (D9).
    pub ordered: Option<PlanTime>,
    /// The due instant in force; of the order, or of triage.
    pub due: Option<PlanTime>,
    /// Whether it fell due without evidence, in the present round.
    pub overdue: bool,
    /// 1, and one more for each rework or reopening; 0 before an order.
    pub round: u16,
    /// When it closed.
    pub closed: Option<PlanTime>,
    /// How it closed.
    pub outcome: Option<FindingOutcome>,
    /// Whether every piece of evidence was in time; `None` where none was filed.
    pub on_time: Option<bool>,
    /// When it is to be looked at again.
    pub look_back: Option<PlanTime>,
    /// Whether it was interviewed about, handed over, decided to publish, listed: for the statistics.
    pub marks: FindingMarks,
}

/// What was done about a finding, for the statistics (六个一批).
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FindingMarks {
    /// 约谈
    pub interviewed: bool,
    /// 移送
    pub handed_over: bool,
    /// 公示
    pub publicised: bool,
    /// 曝光
    pub exposed: bool,
    /// 挂牌（提请）
    pub listed: bool,
}
