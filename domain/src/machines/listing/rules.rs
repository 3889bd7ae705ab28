//! How listings are handled: the plan's `listing:` section. The defaults are practice (REQUIREMENTS C3).

use crate::{
    machines::matter::{Decider, DecisionRule, MatterTerms},
    timekeeping::span::Span,
};
use serde::{Deserialize, Serialize};

/// The terms a listing carries along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListingTerms {
    /// The campaign.
    pub matter: MatterTerms,
    /// How listings are handled.
    pub rules: ListingRules,
}

/// How listings are handled.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListingRules {
    /// Who approves a listing; whoever approves it is the one that lists.
    pub approval: DecisionRule,
    /// Within how long after the approval it is published.
    pub publish: Span,
    /// Within how long after the notice the rectification plan is filed.
    pub plan: Span,
    /// How often progress is reported.
    pub progress: Span,
    /// Within how long after an application it is verified on site.
    pub verify: Span,
    /// Within how long after the delisting that is published.
    pub publish_delisting: Span,
    /// How long a listing lasts.
    pub term: Span,
    /// An extension is asked no later than so long before the term ends.
    pub extension_before: Span,
    /// Within how long it is decided.
    pub extension_decided: Span,
    /// Who approves the report to the local government when the term has ended; `None`: no report.
    pub government_report: Option<DecisionRule>,
}

impl Default for ListingRules {
    fn default() -> Self {
        let by_issuer = |days| DecisionRule { by: Decider::Issuer, within: Span::WorkingDays(days) };
        Self {
            approval: by_issuer(3),
            publish: Span::WorkingDays(5),
            plan: Span::Days(30),
            progress: Span::Days(30),
            verify: Span::WorkingDays(10),
            publish_delisting: Span::WorkingDays(5),
            term: Span::Days(180),
            extension_before: Span::WorkingDays(20),
            extension_decided: Span::WorkingDays(10),
            government_report: Some(by_issuer(3)),
        }
    }
}
