//! Obligations counted, and the figures a reader is shown of them. Every page, the API, the terminal and every
//! spreadsheet asks here, so that one campaign has one figure at one moment.

use crate::{
    figures::league::Share,
    machines::docket::{ObligationStatus, ObligationView},
};
use serde::{Deserialize, Serialize};
use std::iter::Sum;

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
    /// What is counted of one obligation. Whether a submission waits for a review does not matter: it is there.
    pub const fn of(duty: &ObligationView) -> Self {
        let mut tally =
            Self { total: 1, on_time: 0, late: 0, waived: 0, overdue: 0, unfulfilled: 0, open: 0 };
        let place = match (duty.state, duty.on_time) {
            (ObligationStatus::Submitted | ObligationStatus::Accepted, Some(true)) => &mut tally.on_time,
            (ObligationStatus::Submitted | ObligationStatus::Accepted, _) => &mut tally.late,
            (ObligationStatus::Waived, _) => &mut tally.waived,
            (ObligationStatus::Overdue, _) => &mut tally.overdue,
            (ObligationStatus::Unfulfilled, _) => &mut tally.unfulfilled,
            (ObligationStatus::Pending | ObligationStatus::Open, _) => &mut tally.open,
        };
        *place = 1;
        tally
    }

    /// What is owed, due or not: what was lifted is not.
    pub const fn owed(&self) -> u32 {
        self.total.saturating_sub(self.waived)
    }

    /// Handed in.
    pub const fn done(&self) -> u32 {
        self.on_time.saturating_add(self.late)
    }

    /// Due and not there, also when the campaign has closed over it.
    pub const fn missing(&self) -> u32 {
        self.overdue.saturating_add(self.unfulfilled)
    }

    /// 报送率: of all that is owed, due or not, how much is handed in.
    pub const fn complete(&self) -> Share {
        Share::new(self.done(), self.owed())
    }

    /// 按时率: of what is handed in or has fallen due, how much was always in time. Nothing of nothing while
    /// there is none.
    pub const fn timely(&self) -> Share {
        Share::new(self.on_time, self.done().saturating_add(self.missing()))
    }

    const fn and(self, other: Self) -> Self {
        Self {
            total: self.total.saturating_add(other.total),
            on_time: self.on_time.saturating_add(other.on_time),
            late: self.late.saturating_add(other.late),
            waived: self.waived.saturating_add(other.waived),
            overdue: self.overdue.saturating_add(other.overdue),
            unfulfilled: self.unfulfilled.saturating_add(other.unfulfilled),
            open: self.open.saturating_add(other.open),
        }
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), Self::and)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machines::docket::tests::at;

    fn shown(tally: Tally) -> [String; 2] {
        [tally.complete().percent(), tally.timely().percent()]
    }

    #[test]
    fn a_hundred_means_all_and_nothing_owed_has_no_percentage() {
        let tally = Tally { total: 1000, on_time: 990, late: 5, waived: 4, open: 1, ..Tally::default() };
        assert_eq!(shown(tally), ["99.8%", "99.4%"]);
        let all = Tally { total: 4, on_time: 2, waived: 2, ..Tally::default() };
        assert_eq!(shown(all), ["100.0%", "100.0%"]);
        let none = Tally { total: 3, waived: 3, ..Tally::default() };
        assert_eq!(shown(none), ["—", "—"]);
        let late = Tally { total: 4, late: 1, overdue: 2, open: 1, ..Tally::default() };
        assert_eq!(shown(late), ["25.0%", "0.0%"]);
        // A campaign's second week: some handed in early, nothing has fallen due.
        let early = Tally { total: 168, on_time: 12, open: 156, ..Tally::default() };
        assert_eq!(shown(early), ["7.1%", "100.0%"]);
    }

    #[test]
    fn every_standing_is_counted_once_and_all_add_up() {
        let duty = |state, on_time| ObligationView {
            id: "a".into(),
            title: String::new(),
            state,
            opens: at("2024-08-01 09:00"),
            due: at("2024-08-20 17:30"),
            provisional: false,
            submitted: None,
            on_time,
            round: 1,
            returned: None,
        };
        let all = [
            (ObligationStatus::Pending, None),
            (ObligationStatus::Open, None),
            (ObligationStatus::Overdue, Some(false)),
            (ObligationStatus::Submitted, Some(true)),
            (ObligationStatus::Submitted, Some(false)),
            (ObligationStatus::Accepted, Some(true)),
            (ObligationStatus::Accepted, Some(false)),
            (ObligationStatus::Waived, None),
            (ObligationStatus::Unfulfilled, None),
        ];
        let tally: Tally = all.iter().map(|(state, on_time)| Tally::of(&duty(*state, *on_time))).sum();
        let expected =
            Tally { total: 9, on_time: 2, late: 2, waived: 1, overdue: 1, unfulfilled: 1, open: 2 };
        assert_eq!(tally, expected);
        assert_eq!((tally.owed(), tally.done(), tally.missing()), (8, 4, 2));
        assert_eq!((tally.complete(), tally.timely()), (Share::new(4, 8), Share::new(2, 6)));
    }
}
