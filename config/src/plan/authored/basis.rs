//! The plan's `basis:` as it is written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A document that the campaign rests on (依据).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthoredBasis {
    /// Its title, without 《》.
    #[schemars(length(min = 1, max = 200))]
    pub title: String,
    /// Its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 100), example = "黔南市监〔2024〕12号")]
    pub number: Option<String>,
    /// The office that issued it: a name, or the code of a bureau.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 200))]
    pub from: Option<String>,
    /// The day it bears.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = "2024-05-09")]
    pub issued: Option<String>,
    /// The document itself, which lies in the archive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "AuthoredBasisFile")]
    pub file: Option<AuthoredBasisFile>,
}

/// A file in the archive. Forms and commands that hand one in write this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthoredBasisFile {
    /// The name it is shown under.
    #[schemars(length(min = 1, max = 200))]
    pub name: String,
    /// SHA-256 of its content.
    #[schemars(regex(pattern = "^[0-9a-f]{64}$"))]
    pub sha256: String,
}
