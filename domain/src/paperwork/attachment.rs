//! Photographs and papers: what is known of a file that lies in the archive.

use crate::wording::refusal::Refusal;
use serde::{Deserialize, Serialize};

/// The longest name of an attachment, in characters.
pub const LONGEST_NAME: usize = 200;
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
    if attachments.len() > MOST_ATTACHMENTS {
        return Err(Refusal::TooManyAttachments(MOST_ATTACHMENTS));
    }
    let plain = |name: &str| {
        (1..=LONGEST_NAME).contains(&name.trim().chars().count()) && !name.chars().any(char::is_control)
    };
    let bad = attachments.iter().any(|attachment| !plain(&attachment.name));
    if bad { Err(Refusal::BadName(LONGEST_NAME)) } else { Ok(()) }
}
