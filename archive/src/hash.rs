//! SHA-256, and the key of a file in the archive.

use crate::ArchiveError;
use object_store::path::Path as Key;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// A file's hash: 64 lower-case hexadecimal digits. Nothing else ever becomes part of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hash(String);

impl Hash {
    /// Takes a hash that was written down; anything else, a path for one, is refused.
    pub(crate) fn parse(text: &str) -> Result<Self, ArchiveError> {
        let digits = text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if text.len() == 64 && digits {
            Ok(Self(text.into()))
        } else {
            Err(ArchiveError::NoHash(text.into()))
        }
    }

    /// The hash of a content.
    pub(crate) fn of(content: &[u8]) -> Self {
        let mut hasher = Hasher::default();
        hasher.take(content);
        hasher.finish()
    }

    /// Where the file lies. The first two digits are a folder, so that no folder holds a million files.
    pub(crate) fn key(&self) -> Key {
        let (folder, rest) = self.0.split_at(2);
        Key::from_iter(["sha256", folder, rest])
    }

    /// Its digits.
    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

/// Hashes a content piece by piece.
#[derive(Default)]
pub(crate) struct Hasher(Sha256);

impl Hasher {
    /// The next piece.
    pub(crate) fn take(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    /// The hash of all pieces, in order.
    pub(crate) fn finish(self) -> Hash {
        let digits = self.0.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        });
        Hash(digits)
    }
}
