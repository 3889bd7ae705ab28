//! The plan's `obligations:` as they are written.

use super::choice::choice;
use duban_domain::plan;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Something every bureau of a kind owes its supervising bureau.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthoredObligation {
    /// The obligation's id within the plan.
    #[schemars(length(max = 64), example = "interim-report")]
    pub id: String,
    /// Its title, as letters write it.
    #[schemars(length(min = 1, max = 200))]
    pub title: String,
    /// Which bureaus owe it.
    pub owed_by: OwedBy,
    /// The phase on whose first day it opens.
    #[schemars(example = &"remediation")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phase: Option<String>,
    /// When it opens, where no phase says so: a day, the first day of a ten-day period, or a length from the
    /// issue date or before it is due. Without it, what is due on a named day opens due - 30d, and what is
    /// counted from the issue date opens with it.
    #[schemars(extend("examples" = ["2024-10-01", "2024-10-上旬", "issued + 5wd", "due - 30d"]))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opens: Option<String>,
    /// When it is due: a date, a ten-day period, or a length from the issue date or before another
    /// obligation.
    #[schemars(extend("examples" = ["2024-08-20", "2024-10-月底", "issued + 10wd", "prefecture-interim - 10d"]))]
    pub due: String,
    /// How long the supervising bureau has to accept or return it; required means 5wd; without it,
    /// a submission stands as it comes.
    #[schemars(extend("examples" = ["5wd", "required", "none"]))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review: Option<String>,
    /// What a submission must come with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 10))]
    pub requires: Vec<Requirement>,
    /// The reminder policy: a name from reminders, or none.
    #[schemars(example = &"default")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reminders: Option<String>,
    /// The escalation ladder: a name from ladders, or none.
    #[schemars(example = &"default")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ladder: Option<String>,
}

choice! {
    /// Which bureaus owe an obligation.
    OwedBy <=> plan::OwedBy {
        /// Those without subordinates in the campaign: counties, and prefectures without counties.
        Executing,
        /// Those with subordinates, the issuer excepted.
        Coordinating,
        /// Both.
        All,
    }
}

choice! {
    /// What a submission must come with.
    Requirement <=> plan::Requirement {
        /// At least one attachment.
        Attachment,
        /// The bureau's seal.
        Seal,
    }
}
