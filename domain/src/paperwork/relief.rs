//! What a bureau asks to be relieved of: more time for something it owes, or the whole of it.

use crate::{
    ids::BureauCode, paperwork::attachment::Attachment, timekeeping::time::PlanTime, wording::words::words,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What is asked for.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "relief", rename_all = "kebab-case")]
pub enum Relief {
    /// 延期: a later due day.
    Extension {
        /// Which.
        to: NaiveDate,
    },
    /// 免报: not to hand in at all.
    Waiver,
}

impl Relief {
    /// What a user reads.
    pub const fn chinese(self) -> &'static str {
        match self {
            Relief::Extension { .. } => "申请延期",
            Relief::Waiver => "申请免报",
        }
    }
}

words! {
    /// How a request ended that was not refused.
    ReliefEnd {
        /// What was asked for was granted, perhaps with another day.
        Granted = "granted", "已同意";
        /// Something else was decided.
        Otherwise = "otherwise", "已另行决定";
        /// Its bureau withdrew it.
        Withdrawn = "withdrawn", "已撤回申请";
        /// The obligation was handed in.
        Submitted = "submitted", "已报送";
        /// The obligation or the campaign is over.
        Over = "over", "事项或行动已结束";
        /// Nobody up to the top decided.
        Lapsed = "lapsed", "逾期未答复，已失效";
    }
}

/// A request that waits for a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenRequest {
    /// Its number in the docket, from 1.
    pub number: u32,
    /// What is asked for.
    #[serde(flatten)]
    pub relief: Relief,
    /// Why.
    pub reason: String,
    /// What came with it; it lies in the archive.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<Attachment>,
    /// Since when.
    pub asked: PlanTime,
    /// Who is to decide now.
    pub of: BureauCode,
    /// By when.
    pub by_when: PlanTime,
    /// Whether that bureau has been reminded.
    pub reminded: bool,
}
