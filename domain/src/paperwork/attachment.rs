//! Photographs and papers: what is known of a file that lies in the archive.

use crate::wording::{refusal::Refusal, text::check_name};
use serde::{Deserialize, Serialize};

/// The most attachments of one submission.
pub const MOST_ATTACHMENTS: usize = 50;

/// A file in the archive. The hash is its address there; the name is only shown, never trusted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Attachment {
    /// The name it was handed in under.
    pub name: String,
    /// Its length in bytes.
    pub size: u64,
    /// Its media type, as its first bytes say: `image/jpeg`.
    pub media_type: String,
    /// SHA-256 of its content, 64 lower-case hexadecimal digits.
    pub sha256: String,
}

/// Whether these may come with a command: not more than anyone reads, each with a name on one line.
///
/// # Errors
/// There are too many, or a name is missing, too long or not plain.
pub fn check(attachments: &[Attachment]) -> Result<(), Refusal> {
    check_names(attachments.iter().map(|attachment| attachment.name.as_str()))
}

/// The same for attachments of which only the names are known.
///
/// # Errors
/// As [`check`].
pub fn check_names<'a>(mut names: impl ExactSizeIterator<Item = &'a str>) -> Result<(), Refusal> {
    if names.len() > MOST_ATTACHMENTS {
        return Err(Refusal::TooManyAttachments(MOST_ATTACHMENTS));
    }
    names.try_for_each(check_name)
}
