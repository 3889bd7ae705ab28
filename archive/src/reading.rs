//! Reading a file of the archive piece by piece, and checking it against its name on the way.

use crate::{
    ArchiveError,
    error::Doing,
    hash::{Hash, Hasher},
};
use bytes::Bytes;
use futures::{StreamExt, stream::BoxStream};
use object_store::{GetResult, Result};

/// A file being read. What it gives before its end is not checked yet; the end is reached only by a
/// file that is what its name says.
pub(crate) struct Reading {
    pieces: BoxStream<'static, Result<Bytes>>,
    hasher: Hasher,
    expected: Hash,
}

impl Reading {
    /// Starts reading what lies under a hash.
    pub(crate) fn new(found: GetResult, expected: Hash) -> Self {
        Self { pieces: found.into_stream(), hasher: Hasher::default(), expected }
    }

    /// The next piece; `None` at the end of a file that is what its name says.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, ArchiveError> {
        if let Some(piece) = self.pieces.next().await {
            let piece = piece.doing("read a file")?;
            self.hasher.take(&piece);
            return Ok(Some(piece));
        }
        let found = std::mem::take(&mut self.hasher).finish();
        if found == self.expected {
            Ok(None)
        } else {
            Err(ArchiveError::Changed {
                expected: self.expected.clone().into_string(),
                found: found.into_string(),
            })
        }
    }

    /// Reads to the end and keeps nothing.
    pub(crate) async fn check(mut self) -> Result<(), ArchiveError> {
        while self.next().await?.is_some() {}
        Ok(())
    }
}
