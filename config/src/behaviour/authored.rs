//! A rehearsal script as it is written. Moments, delays and names stay texts here: what they mean is
//! judged when the script is loaded, where every mistake can be told at its place.

use crate::{plan::authored::Grade, shape::Shaped};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A script as it was written, with the place of every mistake.
pub(super) type ScriptSheet = Shaped<AuthoredScript>;

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AuthoredScript {
    #[serde(default)]
    pub(super) default: AuthoredConduct,
    #[serde(default)]
    pub(super) bureaus: BTreeMap<String, AuthoredConduct>,
    #[serde(default)]
    pub(super) findings: AuthoredConducts,
    #[serde(default)]
    pub(super) listings: AuthoredListings,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AuthoredConduct {
    #[schemars(example = "due - 2wd")]
    pub(super) submit: Option<String>,
    #[schemars(example = "due - 1wd")]
    pub(super) resubmit: Option<String>,
    #[schemars(example = "1wd")]
    pub(super) acknowledge: Option<String>,
    #[schemars(example = "2wd")]
    pub(super) review: Option<String>,
    #[schemars(example = "1wd")]
    pub(super) approve: Option<String>,
    #[serde(default)]
    decline: bool,
    #[serde(default)]
    pub(super) obligations: BTreeMap<String, AuthoredDeed>,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AuthoredDeed {
    #[schemars(example = "due + 3wd")]
    pub(super) submit: Option<String>,
    pub(super) returned: Option<AuthoredReturn>,
    pub(super) extended: Option<AuthoredExtension>,
    pub(super) waived: Option<AuthoredWaiver>,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AuthoredReturn {
    #[schemars(length(min = 1, max = 200))]
    reason: String,
    #[schemars(example = "3wd")]
    pub(super) again_within: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AuthoredExtension {
    #[schemars(example = "due - 2wd")]
    pub(super) granted: String,
    #[schemars(example = "5wd")]
    pub(super) by: String,
    #[schemars(length(min = 1, max = 200))]
    reason: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AuthoredWaiver {
    #[schemars(example = "due - 2wd")]
    pub(super) at: String,
    #[schemars(length(min = 1, max = 200))]
    reason: String,
}

/// How findings are dealt with: conducts by name, and which of them a bureau's findings follow in turn.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AuthoredConducts {
    #[serde(default)]
    #[schemars(extend("maxProperties" = 200))]
    pub(super) conducts: BTreeMap<String, AuthoredFindingConduct>,
    #[serde(default)]
    #[schemars(length(max = 1000))]
    pub(super) default: Vec<String>,
    #[serde(default)]
    pub(super) bureaus: BTreeMap<String, AuthoredTurns>,
}

/// The conducts that one bureau's findings follow in turn.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct AuthoredTurns(#[schemars(length(min = 1, max = 1000))] pub(super) Vec<String>);

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AuthoredFindingConduct {
    #[schemars(example = "1wd")]
    pub(super) triage: Option<String>,
    grade: Option<Grade>,
    #[schemars(length(min = 1, max = 200))]
    dismiss: Option<String>,
    #[schemars(example = "due - 2wd")]
    pub(super) evidence: Option<String>,
    pub(super) correct: Option<AuthoredCorrection>,
    #[schemars(example = "2wd")]
    pub(super) reinspect: Option<String>,
    #[schemars(range(min = 0, max = 20))]
    rework: Option<u16>,
    pub(super) extend: Option<AuthoredFindingExtension>,
    pub(super) hand_over: Option<AuthoredHandOver>,
    #[schemars(example = "5wd")]
    pub(super) receipt: Option<String>,
    pub(super) publish: Option<AuthoredPublication>,
    #[schemars(example = "1wd")]
    pub(super) approve: Option<String>,
    #[serde(default)]
    decline: bool,
    #[schemars(example = "1wd")]
    pub(super) look_back: Option<String>,
    #[serde(default)]
    look_back_fails: bool,
    #[schemars(example = "1wd")]
    pub(super) acknowledge: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AuthoredCorrection {
    #[schemars(example = "open + 1wd")]
    pub(super) at: String,
    #[schemars(length(min = 1, max = 200))]
    pub(super) result: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AuthoredFindingExtension {
    #[schemars(example = "due - 3wd")]
    pub(super) asked: String,
    #[schemars(example = "5wd")]
    pub(super) by: String,
    #[schemars(example = "1wd")]
    pub(super) decided: String,
    granted: bool,
    #[schemars(length(min = 1, max = 200))]
    reason: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AuthoredHandOver {
    #[schemars(example = "open + 2wd")]
    pub(super) at: String,
    to: Authority,
    #[schemars(length(min = 1, max = 200))]
    reason: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AuthoredPublication {
    #[schemars(example = "1wd")]
    pub(super) after: String,
    kind: Publication,
    #[schemars(length(min = 1, max = 200))]
    text: String,
}

/// To whom a case is handed over.
#[derive(Copy, Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Authority {
    Enforcement,
    Police,
}

/// How a violation becomes known: 公示 or 曝光.
#[derive(Copy, Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Publication {
    Publicise,
    Expose,
}

/// How everyone concerned by a listing behaves.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AuthoredListings {
    #[schemars(example = "1wd")]
    pub(super) approve: Option<String>,
    #[schemars(example = "2wd")]
    pub(super) publish: Option<String>,
    #[schemars(example = "10wd")]
    pub(super) plan: Option<String>,
    #[schemars(example = "25d")]
    pub(super) progress: Option<String>,
    #[schemars(example = "60d")]
    pub(super) apply: Option<String>,
    #[schemars(example = "5wd")]
    pub(super) verify: Option<String>,
    #[schemars(range(min = 0, max = 20))]
    passes: Option<u16>,
    #[schemars(example = "2wd")]
    pub(super) publish_delisting: Option<String>,
    #[schemars(example = "1wd")]
    pub(super) acknowledge: Option<String>,
    pub(super) extension: Option<AuthoredListingExtension>,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AuthoredListingExtension {
    #[schemars(example = "25wd")]
    pub(super) asked_before_end: String,
    #[schemars(example = "60d")]
    pub(super) by: String,
    #[schemars(length(min = 1, max = 200))]
    reason: String,
}
