//! Rehearsal scripts: how bureaus behave in a simulation, as YAML. The rules of conduct live in
//! [`duban_domain::behaviour`]; here is only how they are written, so that every mistake of a
//! script is told at once.

use crate::{
    problem::Refused,
    shape::{Shaped, nearest},
};
use duban_domain::{
    BureauCode, Directory, ObligationId, Plan, Span,
    behaviour::{After, Conduct, Deed, Script, When},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt::Display, path::Path, str::FromStr};

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AuthoredScript {
    default: Option<AuthoredConduct>,
    #[serde(default)]
    bureaus: BTreeMap<String, AuthoredConduct>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AuthoredConduct {
    #[schemars(example = "due - 2wd")]
    submit: Option<String>,
    #[schemars(example = "due - 1wd")]
    resubmit: Option<String>,
    #[schemars(example = "1wd")]
    acknowledge: Option<String>,
    #[schemars(example = "2wd")]
    review: Option<String>,
    #[schemars(example = "1wd")]
    approve: Option<String>,
    #[serde(default)]
    decline: bool,
    #[serde(default)]
    obligations: BTreeMap<String, AuthoredDeed>,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AuthoredDeed {
    #[schemars(example = "due + 3wd")]
    submit: Option<String>,
    returned: Option<AuthoredReturn>,
    extended: Option<AuthoredExtension>,
    waived: Option<AuthoredWaiver>,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AuthoredReturn {
    #[schemars(length(min = 1, max = 200))]
    reason: String,
    #[schemars(example = "3wd")]
    again_within: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AuthoredExtension {
    #[schemars(example = "due - 2wd")]
    granted: String,
    #[schemars(example = "5wd")]
    by: String,
    #[schemars(length(min = 1, max = 200))]
    reason: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AuthoredWaiver {
    #[schemars(example = "due - 2wd")]
    at: String,
    #[schemars(length(min = 1, max = 200))]
    reason: String,
}

type Sheet = Shaped<AuthoredScript>;

/// Reads a rehearsal script for a plan and its bureaus.
///
/// # Errors
/// Everything wrong with the file; a bureau that does not take part; an obligation the plan has not.
pub fn load_behaviour(path: &Path, plan: &Plan, directory: &Directory) -> Result<Script, Refused> {
    let mut sheet = Sheet::read(path)?;
    names(&mut sheet, plan, directory);
    let authored = sheet.value.clone();
    authored.default.iter().for_each(|conduct| check(&mut sheet, "default", conduct));
    for (code, conduct) in &authored.bureaus {
        check(&mut sheet, &format!("bureaus.{code}"), conduct);
    }
    if !sheet.is_sound() {
        return Err(sheet.refuse());
    }
    script(&authored).map_err(|message| Refused::file(path, message))
}
