//! A bureau's figures in a table, the shares they come to, and which of two are better.

use super::share::Share;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// A bureau's figures.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeagueFigures {
    /// Obligations that fell due.
    pub owed: u32,
    /// Of these, handed in and there at the close.
    pub handed_in: u32,
    /// Of these, in time.
    pub in_time: u32,
    /// Findings whose order fell due.
    pub findings_due: u32,
    /// Of these, closed in time.
    pub findings_in_time: u32,
}

impl LeagueFigures {
    /// 完整率: handed in of owed.
    pub const fn complete(self) -> Share {
        Share::new(self.handed_in, self.owed)
    }

    /// 及时率: in time of owed.
    pub const fn timely(self) -> Share {
        Share::new(self.in_time, self.owed)
    }

    /// 隐患按期销号率: closed in time of due.
    pub const fn rectified(self) -> Share {
        Share::new(self.findings_in_time, self.findings_due)
    }

    /// Whether nothing fell due, so that there is nothing to rank by.
    pub const fn is_empty(self) -> bool {
        self.owed == 0 && self.findings_due == 0
    }

    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            owed: self.owed + other.owed,
            handed_in: self.handed_in + other.handed_in,
            in_time: self.in_time + other.in_time,
            findings_due: self.findings_due + other.findings_due,
            findings_in_time: self.findings_in_time + other.findings_in_time,
        }
    }

    /// The better one first: completeness, then timeliness, then findings closed in time.
    ///
    /// A lexical order and no weighted sum, for no rule of the field gives weights: what was never handed
    /// in is worse than what came late, and both are a bureau's own doing more than a finding that an
    /// enterprise did not put right. Every rank can be explained by the first figure that differs.
    pub fn compare(self, other: Self) -> Ordering {
        let complete = other.complete().compare(self.complete());
        let timely = || other.timely().compare(self.timely());
        complete.then_with(timely).then_with(|| other.rectified().compare(self.rectified()))
    }
}
