//! The plan's `league:` section as it is written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How league tables (排名通报) are circulated. With this section, bureaus with others below them may still
/// circulate tables after the campaign's close; without it, only while they have something else to do.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthoredLeague {
    /// Within how long after the close; 20wd without it.
    #[schemars(example = "20wd")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub circulate_within: Option<String>,
}
