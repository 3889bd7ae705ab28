//! Obligations counted, and the figures a reader is shown of them. Every page, the API, the terminal and every
//! spreadsheet asks here, so that one campaign has one figure at one moment.

use crate::{
    figures::league::Share,
    machines::docket::{ObligationStatus, ObligationView},
};
use serde::{Serialize, Serializer};
use std::{iter::Sum, ops::Index};

macro_rules! counted {
    ($(#[doc = $meaning:literal] $name:ident = $text:literal, $english:literal;)*) => {
        /// What an obligation is counted as.
        #[derive(Copy, Clone, Debug, PartialEq, Eq)]
        pub enum CountedAs { $(#[doc = $meaning] $name,)* }

        impl CountedAs {
            /// All of them, in the order in which they are shown.
            pub const ALL: &'static [CountedAs] = &[$(CountedAs::$name,)*];

            /// The spelling in JSON.
            pub const fn as_str(self) -> &'static str {
                match self { $(CountedAs::$name => $text,)* }
            }

            /// The heading of a column at the terminal.
            pub const fn english(self) -> &'static str {
                match self { $(CountedAs::$name => $english,)* }
            }

            /// What it means, in a sentence.
            pub const fn meaning(self) -> &'static str {
                match self { $(CountedAs::$name => $meaning.trim_ascii(),)* }
            }
        }
    };
}

counted! {
    /// Handed in, always in time.
    OnTime = "on_time", "on time";
    /// Handed in, late at least once.
    Late = "late", "late";
    /// Due and not there.
    Overdue = "overdue", "overdue";
    /// Not due yet, or not open yet.
    Open = "open", "open";
    /// Lifted.
    Waived = "waived", "waived";
    /// Not there when the campaign closed.
    Unfulfilled = "unfulfilled", "open at close";
}

impl CountedAs {
    /// Whether a submission waits for a review does not matter: it is there.
    pub const fn of(state: ObligationStatus, on_time: Option<bool>) -> Self {
        match (state, on_time) {
            (ObligationStatus::Submitted | ObligationStatus::Accepted, Some(true)) => Self::OnTime,
            (ObligationStatus::Submitted | ObligationStatus::Accepted, _) => Self::Late,
            (ObligationStatus::Waived, _) => Self::Waived,
            (ObligationStatus::Overdue, _) => Self::Overdue,
            (ObligationStatus::Unfulfilled, _) => Self::Unfulfilled,
            (ObligationStatus::Pending | ObligationStatus::Open, _) => Self::Open,
        }
    }

    /// Whether it is still so when its campaign has closed.
    pub const fn is_final(self) -> bool {
        !matches!(self, Self::Overdue | Self::Open)
    }
}

/// How many obligations are counted as what. In JSON a field for each, and `total`.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally([u32; CountedAs::ALL.len()]);

impl Tally {
    /// One obligation.
    pub fn of(duty: &ObligationView) -> Self {
        [(CountedAs::of(duty.state, duty.on_time), 1)].into_iter().collect()
    }

    /// Each count, in the order in which they are shown.
    pub fn counts(&self) -> impl Iterator<Item = (CountedAs, u32)> + use<> {
        CountedAs::ALL.iter().copied().zip(self.0)
    }

    /// The counts of a campaign that has closed.
    pub fn final_counts(&self) -> impl Iterator<Item = (CountedAs, u32)> + use<> {
        self.counts().filter(|(counted, _)| counted.is_final())
    }

    /// How many there are.
    pub fn total(&self) -> u32 {
        self.0.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// What is owed, due or not: what was lifted is not.
    pub fn owed(&self) -> u32 {
        self.total().saturating_sub(self[CountedAs::Waived])
    }

    /// Handed in.
    pub fn done(&self) -> u32 {
        self[CountedAs::OnTime].saturating_add(self[CountedAs::Late])
    }

    /// Due and not there, also when the campaign has closed over it.
    pub fn missing(&self) -> u32 {
        self[CountedAs::Overdue].saturating_add(self[CountedAs::Unfulfilled])
    }

    /// 报送率: of all that is owed, due or not, how much is handed in.
    pub fn complete(&self) -> Share {
        Share::new(self.done(), self.owed())
    }

    /// 按时率: of what is handed in or has fallen due, how much was always in time. Nothing of nothing while
    /// there is none.
    pub fn timely(&self) -> Share {
        Share::new(self[CountedAs::OnTime], self.done().saturating_add(self.missing()))
    }
}

impl Index<CountedAs> for Tally {
    type Output = u32;

    fn index(&self, counted: CountedAs) -> &u32 {
        &self.0[counted as usize]
    }
}

impl FromIterator<(CountedAs, u32)> for Tally {
    fn from_iter<I: IntoIterator<Item = (CountedAs, u32)>>(counts: I) -> Self {
        let mut tally = Self::default();
        for (counted, count) in counts {
            let sum = &mut tally.0[counted as usize];
            *sum = sum.saturating_add(count);
        }
        tally
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.flat_map(|tally| tally.counts()).collect()
    }
}

impl Serialize for Tally {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let counts = self.counts().map(|(counted, count)| (counted.as_str(), count));
        serializer.collect_map([("total", self.total())].into_iter().chain(counts))
    }
}

#[cfg(test)]
mod tests {
    use super::{CountedAs::*, *};
    use crate::machines::docket::tests::at;

    fn tally<const N: usize>(counts: [(CountedAs, u32); N]) -> Tally {
        counts.into_iter().collect()
    }

    fn shown(tally: Tally) -> [String; 2] {
        [tally.complete().percent(), tally.timely().percent()]
    }

    #[test]
    fn a_hundred_means_all_and_nothing_owed_has_no_percentage() {
        assert_eq!(shown(tally([(OnTime, 990), (Late, 5), (Waived, 4), (Open, 1)])), ["99.8%", "99.4%"]);
        assert_eq!(shown(tally([(OnTime, 2), (Waived, 2)])), ["100.0%", "100.0%"]);
        assert_eq!(shown(tally([(Waived, 3)])), ["—", "—"]);
        assert_eq!(shown(tally([(Late, 1), (Overdue, 2), (Open, 1)])), ["25.0%", "0.0%"]);
        // A campaign's second week: some handed in early, nothing has fallen due.
        assert_eq!(shown(tally([(OnTime, 12), (Open, 156)])), ["7.1%", "100.0%"]);
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
            revisions: Default::default(),
            request: None,
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
        let sum: Tally = all.iter().map(|(state, on_time)| Tally::of(&duty(*state, *on_time))).sum();
        let counts = [(OnTime, 2), (Late, 2), (Overdue, 1), (Open, 2), (Waived, 1), (Unfulfilled, 1)];
        assert_eq!((sum, sum.total()), (tally(counts), 9));
        assert_eq!(sum.counts().collect::<Vec<_>>(), counts);
        assert_eq!((sum.owed(), sum.done(), sum.missing()), (8, 4, 2));
        assert_eq!((sum.complete(), sum.timely()), (Share::new(4, 8), Share::new(2, 6)));
    }

    #[test]
    fn in_json_it_is_spelled_as_it_was() {
        let told = serde_json::to_string(&tally([(OnTime, 3), (Unfulfilled, 1)])).unwrap();
        let expected = r#"{"total":4,"on_time":3,"late":0,"overdue":0,"open":0,"waived":0,"unfulfilled":1}"#;
        assert_eq!(told, expected);
        let ends: Vec<_> = Tally::default().final_counts().map(|(counted, _)| counted).collect();
        assert_eq!(ends, [OnTime, Late, Waived, Unfulfilled]);
        assert_eq!(Open.meaning(), "Not due yet, or not open yet.");
    }
}
