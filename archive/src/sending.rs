//! A file on its way into the archive. It appears there when all of it has arrived, and only if it is
//! still what was examined.

use crate::{
    ArchiveError,
    error::Doing,
    hash::Hasher,
    source::{Examined, Source},
};
use object_store::{Error, ObjectStore, buffered::BufWriter};
use std::{io, sync::Arc};
use tokio::io::AsyncWriteExt;

/// How much is sent at once: the smallest part an S3 store takes. A smaller file goes as a whole.
pub(crate) const PART: usize = 5 * 1024 * 1024;
/// How many parts are on their way at once.
const PARTS: usize = 2;

/// Sends a file to its place.
pub(crate) async fn send(
    store: Arc<dyn ObjectStore>,
    source: &mut Source,
    examined: &Examined,
) -> Result<(), ArchiveError> {
    let key = examined.hash.key();
    let mut writer = BufWriter::with_capacity(store, key, PART).with_max_concurrency(PARTS);
    match pieces(source, examined, &mut writer).await {
        Ok(()) => writer.shutdown().await.map_err(of_the_store).doing("keep a file"),
        Err(error) => {
            if let Err(abort) = writer.abort().await {
                tracing::warn!(error = %abort, "an upload to the archive could not be called off");
            }
            Err(error)
        }
    }
}

async fn pieces(source: &mut Source, examined: &Examined, to: &mut BufWriter) -> Result<(), ArchiveError> {
    let (mut sent, mut hasher) = (0, Hasher::default());
    while let Some(piece) = source.piece().await? {
        sent += piece.len() as u64;
        if sent > examined.size {
            return Err(source.changed());
        }
        hasher.take(&piece);
        to.put(piece).await.doing("keep a file")?;
    }
    if hasher.finish() == examined.hash { Ok(()) } else { Err(source.changed()) }
}

/// What the writer wraps up for those who write files.
fn of_the_store(error: io::Error) -> Error {
    error.downcast().unwrap_or_else(|error| Error::Generic { store: "archive", source: error.into() })
}
