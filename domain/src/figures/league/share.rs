//! So many of so many, compared exactly.

use serde::{Deserialize, Serialize};
use std::{cmp::Ordering, fmt};

/// `12/14`. Never a float: two bureaus are equal only if they are.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// How many.
    pub part: u32,
    /// Of how many.
    pub of: u32,
}

impl Share {
    /// `part` of `of`.
    pub const fn new(part: u32, of: u32) -> Self {
        Self { part, of }
    }

    /// Which is the larger share. Nothing of nothing is a full share: nothing was missed.
    pub fn compare(self, other: Self) -> Ordering {
        let full = |share: Self| if share.of == 0 { Self::new(1, 1) } else { share };
        let (a, b) = (full(self), full(other));
        let cross = |x: u32, y: u32| u64::from(x) * u64::from(y);
        cross(a.part, b.of).cmp(&cross(b.part, a.of))
    }

    /// In tenths of a percent, rounded down, so that only a full share reads 100.0%; `None` of nothing.
    pub fn permille(self) -> Option<u32> {
        let whole = u64::from(self.part) * 1000;
        whole.checked_div(u64::from(self.of)).and_then(|value| u32::try_from(value).ok())
    }

    /// `85.7%`; a dash of nothing.
    pub fn percent(self) -> String {
        self.permille().map_or_else(|| "—".to_owned(), |value| format!("{}.{}%", value / 10, value % 10))
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.part, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_compared_exactly() {
        let compare = |a: (u32, u32), b: (u32, u32)| Share::new(a.0, a.1).compare(Share::new(b.0, b.1));
        assert_eq!(compare((1, 3), (2, 6)), Ordering::Equal);
        assert_eq!(compare((6, 7), (857, 1000)), Ordering::Greater);
        assert_eq!(compare((0, 5), (0, 9)), Ordering::Equal);
        assert_eq!(compare((0, 0), (9, 9)), Ordering::Equal);
        assert_eq!(compare((0, 0), (8, 9)), Ordering::Greater);
        assert_eq!(compare((u32::MAX - 1, u32::MAX), (u32::MAX - 2, u32::MAX - 1)), Ordering::Greater);
    }

    #[test]
    fn only_a_full_share_reads_a_hundred_percent() {
        assert_eq!(Share::new(12, 14).percent(), "85.7%");
        assert_eq!(Share::new(9999, 10000).percent(), "99.9%");
        assert_eq!(Share::new(3, 3).percent(), "100.0%");
        assert_eq!(Share::new(0, 0).percent(), "—");
    }
}
