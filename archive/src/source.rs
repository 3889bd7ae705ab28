//! A file that is handed in: read piece by piece, never whole.

use crate::{
    ArchiveError,
    hash::{Hash, Hasher},
    kind::{self, Judge, Kind},
    name,
};
use bytes::Bytes;
use std::{
    io,
    path::{Path, PathBuf},
};
use tokio::{
    fs::File,
    io::{AsyncReadExt, AsyncSeekExt},
};

/// How much is read at once. The first piece also tells what kind of file it is.
pub(crate) const PIECE: usize = 256 * 1024;

/// An open file outside the archive.
pub(crate) struct Source {
    path: PathBuf,
    file: File,
    /// The name it is shown under.
    pub(crate) name: String,
}

/// What one reading of a file found.
pub(crate) struct Examined {
    /// Its length in bytes.
    pub(crate) size: u64,
    /// Its hash.
    pub(crate) hash: Hash,
    /// What it is, by its content.
    pub(crate) kind: Kind,
}

impl Source {
    /// Opens a file, and nothing but a file: opening a pipe would wait for its other end.
    pub(crate) async fn open(path: &Path) -> Result<Self, ArchiveError> {
        let failed = |doing| move |source| ArchiveError::File { doing, path: path.to_path_buf(), source };
        let no_file = || ArchiveError::NoFile { path: path.to_path_buf() };
        let before = tokio::fs::metadata(path).await.map_err(failed("found"))?;
        if !before.is_file() {
            return Err(no_file());
        }
        let file = File::open(path).await.map_err(failed("opened"))?;
        if !file.metadata().await.map_err(failed("read"))?.is_file() {
            return Err(no_file());
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Ok(Self { path: path.to_path_buf(), file, name: name::clean(&name) })
    }

    /// The same file under the name that its sender gave it.
    pub(crate) fn named(self, name: &str) -> Self {
        Self { name: name::clean(name), ..self }
    }

    /// Reads it once, from the beginning: how long it is, its hash and its kind. Stops as soon as more
    /// than `limit` bytes were read, whatever the file system says of its length.
    pub(crate) async fn examine(&mut self, limit: u64) -> Result<Examined, ArchiveError> {
        let head = self.piece().await?.ok_or_else(|| ArchiveError::Empty { name: self.name.clone() })?;
        let (mut size, mut hasher) = (0, Hasher::default());
        let mut judge = Judge::new(head.clone());
        let mut piece = Some(head);
        while let Some(bytes) = piece {
            size += bytes.len() as u64;
            if size > limit {
                return Err(ArchiveError::TooLarge { name: self.name.clone(), limit });
            }
            hasher.take(&bytes);
            piece = self.piece().await?;
            if let Some(next) = &piece {
                judge.take(next);
            }
        }
        let kind = if judge.holds_others() { self.within().await? } else { judge.kind() };
        Ok(Examined { size, hash: hasher.finish(), kind })
    }

    /// Goes back to the beginning.
    pub(crate) async fn rewind(&mut self) -> Result<(), ArchiveError> {
        let sought = self.file.rewind().await;
        sought.map(|_| ()).map_err(|source| self.failed(source))
    }

    /// The next piece, full unless it is the last.
    pub(crate) async fn piece(&mut self) -> Result<Option<Bytes>, ArchiveError> {
        let piece = self.read(PIECE).await.map_err(|source| self.failed(source))?;
        Ok((!piece.is_empty()).then(|| piece.into()))
    }

    /// Somebody wrote to it meanwhile.
    pub(crate) fn changed(&self) -> ArchiveError {
        ArchiveError::SourceChanged { path: self.path.clone() }
    }

    /// What a file is that holds others: its directory can stand anywhere in it.
    async fn within(&mut self) -> Result<Kind, ArchiveError> {
        let file = self.file.try_clone().await.map_err(|source| self.failed(source))?;
        let mut file = file.into_std().await;
        let looked = tokio::task::spawn_blocking(move || kind::within(&mut file)).await;
        looked.map_err(io::Error::other).flatten().map_err(|source| self.failed(source))
    }

    async fn read(&mut self, most: usize) -> io::Result<Vec<u8>> {
        let mut piece = Vec::with_capacity(most);
        (&mut self.file).take(most as u64).read_to_end(&mut piece).await?;
        Ok(piece)
    }

    fn failed(&self, source: io::Error) -> ArchiveError {
        ArchiveError::File { doing: "read", path: self.path.clone(), source }
    }
}
