//! How those concerned by a listing behave in a rehearsal, as a script says it.

use crate::{foresight::moment::After, timekeeping::span::Span};
use serde::{Deserialize, Serialize};

/// How long everyone takes. What is not said follows the defaults.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ListingConduct {
    /// How long a leader takes to approve; one working day.
    pub approve: After,
    /// How long after the listing it is published; two working days.
    pub publish: After,
    /// How long after the listing the plan is filed; ten working days.
    pub plan: After,
    /// How long after the listing, and after each report, progress is reported; 25 days.
    pub progress: After,
    /// How long after the listing, or after a verification it failed, the bureau applies; 60 days.
    pub apply: After,
    /// How long after an application it is verified; five working days.
    pub verify: After,
    /// After how many failed verifications it passes; none.
    pub passes: u16,
    /// How long after the delisting that is published; two working days.
    pub publish_delisting: After,
    /// How long after receiving a document it is acknowledged; one working day.
    pub acknowledge: After,
    /// The extension the bureau asks; none.
    pub extension: Option<ListingExtension>,
}

/// An extension that is asked once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListingExtension {
    /// How long before the term's end.
    pub asked_before_end: Span,
    /// By how long.
    pub by: Span,
    /// Why.
    pub reason: String,
}

impl Default for ListingConduct {
    fn default() -> Self {
        let working = |days| After::Span(Span::WorkingDays(days));
        let calendar = |days| After::Span(Span::Days(days));
        Self {
            approve: working(1),
            publish: working(2),
            plan: working(10),
            progress: calendar(25),
            apply: calendar(60),
            verify: working(5),
            passes: 0,
            publish_delisting: working(2),
            acknowledge: working(1),
            extension: None,
        }
    }
}
