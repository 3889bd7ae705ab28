//! Decisions as a plan asks for them, and the word none in the place of one.

use super::choice::choice;
use duban_domain::matter;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Something, or the word none for nothing at all.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum OrNone<T> {
    /// The section.
    Some(T),
    /// Nothing.
    None(NoneWord),
}

impl<T> OrNone<T> {
    /// What stands there, if not none.
    pub fn as_option(&self) -> Option<&T> {
        match self {
            Self::Some(value) => Some(value),
            Self::None(_) => None,
        }
    }
}

/// The word none.
#[derive(Copy, Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum NoneWord {
    /// Nothing at all.
    None,
}

/// A decision that is needed.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthoredDecision {
    /// Which bureau decides.
    pub by: Decider,
    /// Within how long; then it is reminded, and after as long again the next bureau up is asked.
    #[serde(default = "three_working_days")]
    #[schemars(example = "2wd")]
    pub within: String,
}

choice! {
    /// A bureau by its place: the one in whose district the matter lies, or one above it.
    Decider <=> matter::Decider {
        /// The bureau itself.
        Own,
        /// The next bureau up.
        Supervisor,
        /// The bureau that launched the campaign.
        Issuer,
    }
}

/// Within how long a decision is due where nothing is said.
pub(super) fn three_working_days() -> String {
    "3wd".to_owned()
}
