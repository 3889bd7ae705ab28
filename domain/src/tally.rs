//! Obligations counted, and the two percentages a reader is shown.

use serde::{Deserialize, Serialize};

/// Obligations by how they stand. The others add up to `total`.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// How many there are.
    pub total: u32,
    /// Handed in, always in time.
    pub on_time: u32,
    /// Handed in, late at least once.
    pub late: u32,
    /// Lifted.
    pub waived: u32,
    /// Due and not there.
    pub overdue: u32,
    /// Not there when the campaign closed.
    pub unfulfilled: u32,
    /// Not due yet.
    pub open: u32,
}

impl Tally {
    /// Handed in.
    pub const fn done(&self) -> u32 {
        self.on_time.saturating_add(self.late)
    }

    /// How many in a hundred of those owed are handed in; what was lifted is not owed. `None` where
    /// nothing is. Rounded down: a hundred means all.
    pub fn done_percent(&self) -> Option<u32> {
        percent(self.done(), self.total.saturating_sub(self.waived))
    }

    /// How many in a hundred of those that are handed in or have fallen due were always in time. `None`
    /// while there is none.
    pub fn on_time_percent(&self) -> Option<u32> {
        percent(self.on_time, self.done() + self.overdue + self.unfulfilled)
    }
}

fn percent(part: u32, whole: u32) -> Option<u32> {
    let hundredths = u64::from(part) * 100;
    hundredths.checked_div(u64::from(whole)).and_then(|percent| u32::try_from(percent).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_means_all_and_nothing_owed_has_no_percentage() {
        let tally = Tally { total: 1000, on_time: 990, late: 5, waived: 4, open: 1, ..Tally::default() };
        assert_eq!(tally.done_percent(), Some(99));
        assert_eq!(tally.on_time_percent(), Some(99));
        let all = Tally { total: 4, on_time: 2, waived: 2, ..Tally::default() };
        assert_eq!((all.done_percent(), all.on_time_percent()), (Some(100), Some(100)));
        let none = Tally { total: 3, waived: 3, ..Tally::default() };
        assert_eq!((none.done_percent(), none.on_time_percent()), (None, None));
        let late = Tally { total: 4, late: 1, overdue: 2, open: 1, ..Tally::default() };
        assert_eq!((late.done_percent(), late.on_time_percent()), (Some(25), Some(0)));
    }
}
