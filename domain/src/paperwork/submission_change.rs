//! What comes of a submission before it is reviewed.

use crate::wording::words::words;
use serde::{Deserialize, Serialize};

words! {
    /// What a version is.
    VersionKind {
        /// The obligation was handed in.
        First = "first", "报送";
        /// The whole was handed in anew.
        Replacement = "replacement", "重新报送";
        /// Something was added.
        Supplement = "supplement", "补充材料";
    }
}

/// What became of a submission before it was reviewed.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmissionChange {
    /// What came; `None`: it was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<VersionKind>,
    /// The number of the version that came, or was there last.
    pub version: u16,
}
