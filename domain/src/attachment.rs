//! Photographs and papers: what is known of a file that lies in the archive.

use serde::{Deserialize, Serialize};

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
