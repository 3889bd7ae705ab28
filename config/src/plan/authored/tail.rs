//! The plan's `tail:` section as it is written.

use super::obligation::Requirement;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Reports that go on while findings are open (持续报送). Needs findings.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthoredTail {
    /// What the report is called, as letters write it.
    #[schemars(length(min = 1, max = 200))]
    pub title: String,
    /// The day after whose close open findings are first counted; of a ten-day period, the last.
    #[schemars(example = "2024-10-月底")]
    pub from: String,
    /// How often a report is due: 旬 or 月 on the last day of each, or a length.
    #[schemars(extend("examples" = ["旬", "月", "14d", "10wd"]))]
    pub every: String,
    /// The last day; without it, the last day of the last year whose holidays are known.
    #[schemars(example = &"2025-06-30")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// What a report must come with.
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
