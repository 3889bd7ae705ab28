//! The plan's `listing:` section as it is written.

use super::decision::{AuthoredDecision, OrNone};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How listed supervision (挂牌督办) is handled. With this section a ladder's listing has a life of its
/// own, from approval to delisting; without it, it is a document and no more. Every key may be left out.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthoredListing {
    /// Who approves a listing, and thereby lists; the issuer within 3wd without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approval: Option<AuthoredDecision>,
    /// Within how long after the approval it is published; 5wd without it.
    #[schemars(example = "5wd")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publish: Option<String>,
    /// Within how long after the notice the rectification plan is filed; 30d without it.
    #[schemars(example = "30d")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// How often progress is reported; 30d without it.
    #[schemars(example = "30d")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progress: Option<String>,
    /// Within how long after an application it is verified on site; 10wd without it.
    #[schemars(example = "10wd")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verify: Option<String>,
    /// Within how long the delisting (摘牌) is published; 5wd without it.
    #[schemars(example = "5wd")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publish_delisting: Option<String>,
    /// How long a listing lasts; 180d without it.
    #[schemars(example = "180d")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub term: Option<String>,
    /// How long before the term's end an extension must be asked at the latest; 20wd without it.
    #[schemars(example = "20wd")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension_before: Option<String>,
    /// Within how long an extension is decided; 10wd without it.
    #[schemars(example = "10wd")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension_decided: Option<String>,
    /// Who approves the report to the local government when the term has ended, or none; the issuer
    /// within 3wd without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub government_report: Option<OrNone<AuthoredDecision>>,
}
