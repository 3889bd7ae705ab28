//! Identifiers: short strings with a type each, so that a bureau's code is never taken for an
//! obligation's id.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Wraps a string that has been checked where it was read.
            pub fn new(value: impl Into<String>) -> Self {
                Self(value.into())
            }

            /// The identifier as it is written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", self.0)
            }
        }

        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                Self(value.to_owned())
            }
        }
    };
}

identifier! {
    /// A bureau's code: the six digits of its administrative division, `522701`.
    BureauCode
}
identifier! {
    /// A campaign's id, chosen by its planner: `qiannan-2024-key-products`.
    CampaignId
}
identifier! {
    /// An obligation's id within its plan: `interim-report`.
    ObligationId
}
identifier! {
    /// A phase's id within its plan: `on-site`.
    PhaseId
}

identifier! {
    /// A finding's id within its campaign: `522701-0012`, or derived from what was registered.
    FindingId
}
identifier! {
    /// A listing's id within its campaign: `522732-completion`, `522732-hand-1`.
    ListingId
}
identifier! {
    /// An incident's id within its campaign.
    IncidentId
}
identifier! {
    /// A webhook's id: `hook-` and random digits. It is part of a workflow's id.
    WebhookId
}
identifier! {
    /// The id of an inbox for signed messages, a part of its address: `inbox-` and random digits.
    InboxId
}

/// Whether `text` may be an id in a plan: lower-case letters, digits and single hyphens, at most
/// 64 characters, beginning with a letter. Ids become parts of workflow ids and file names.
pub fn is_slug(text: &str) -> bool {
    text.len() <= 64
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && !text.ends_with('-')
        && !text.contains("--")
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::is_slug;

    #[test]
    fn slugs_are_safe_in_workflow_ids_and_file_names() {
        for good in ["a", "qiannan-2024-key-products", "x9"] {
            assert!(is_slug(good), "{good}");
        }
        for bad in ["", "9x", "-a", "a-", "a--b", "A", "../etc", "a b", "计划", &"a".repeat(65)] {
            assert!(!is_slug(bad), "{bad}");
        }
    }
}
