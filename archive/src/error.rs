//! What can go wrong with a file, and whether trying again can help. No secret ever gets here.

use crate::kind::Danger;
use std::{io, path::PathBuf};

/// Why the archive did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// Settings that describe no archive.
    #[error("the archive cannot be set up: {0}")]
    Options(String),
    /// The S3 client could not be set up.
    #[error("the archive cannot be set up")]
    Client(#[source] object_store::Error),
    /// Something that is no file: a folder, a device, a pipe.
    #[error("{path} is no file")]
    NoFile {
        /// What was handed in.
        path: PathBuf,
    },
    /// A file of no bytes.
    #[error("{name} is empty")]
    Empty {
        /// Its name.
        name: String,
    },
    /// A file that is too large, by what was read of it.
    #[error("{name} is larger than the {limit} bytes that may be handed in")]
    TooLarge {
        /// Its name.
        name: String,
        /// The largest that may be handed in, in bytes.
        limit: u64,
    },
    /// A file of a kind that is not taken, whatever its name says.
    #[error("{name} is, by its content, of type {found}, which is not taken; taken are {allowed}")]
    TypeNotAllowed {
        /// Its name.
        name: String,
        /// What it is.
        found: String,
        /// What is taken.
        allowed: String,
    },
    /// A file that a computer would run, whatever its name says.
    #[error("{name} is {what}, which is never taken")]
    Dangerous {
        /// Its name.
        name: String,
        /// What it is.
        what: Danger,
    },
    /// Somebody wrote to the file while it was read.
    #[error("{path} was changed while it was read; hand it in again")]
    SourceChanged {
        /// The file.
        path: PathBuf,
    },
    /// The file is not in the archive.
    #[error("the archive has no file {sha256}")]
    Missing {
        /// Its hash.
        sha256: String,
    },
    /// What lies in the archive under the file's name is not the file.
    #[error("the file {expected} in the archive was changed: its content is now {found}")]
    Changed {
        /// The hash it is kept under.
        expected: String,
        /// The hash of what lies there.
        found: String,
    },
    /// A hash that is none.
    #[error("\"{0}\" is no SHA-256 hash")]
    NoHash(String),
    /// A file outside the archive could not be read or written.
    #[error("{path} could not be {doing}")]
    File {
        /// What was being done.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The folder of the archive is not there: not mounted, or removed.
    #[error("the archive's folder {folder} is not there")]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The archive refused or failed.
    #[error("the archive could not {doing}")]
    Store {
        /// What was being done.
        doing: &'static str,
        /// Why.
        source: object_store::Error,
    },
}

impl ArchiveError {
    /// Whether the same call will never succeed. What the surroundings cause (a full disk, a store that
    /// does not answer, a wrong key or bucket) is mended while the call waits; what the call itself
    /// carries is not. A file that is gone or changed is permanent too: it comes back by somebody's hand
    /// only, and nobody's mail should wait for that.
    pub fn is_permanent(&self) -> bool {
        match self {
            Self::Options(_)
            | Self::Client(_)
            | Self::NoFile { .. }
            | Self::Empty { .. }
            | Self::TooLarge { .. }
            | Self::TypeNotAllowed { .. }
            | Self::Dangerous { .. }
            | Self::Missing { .. }
            | Self::Changed { .. }
            | Self::NoHash(_) => true,
            Self::SourceChanged { .. } | Self::Folder { .. } => false,
            Self::File { source, .. } => matches!(
                source.kind(),
                io::ErrorKind::NotFound
                    | io::ErrorKind::PermissionDenied
                    | io::ErrorKind::NotADirectory
                    | io::ErrorKind::IsADirectory
                    | io::ErrorKind::InvalidFilename
            ),
            Self::Store { source, .. } => matches!(
                source,
                object_store::Error::InvalidPath { .. }
                    | object_store::Error::NotSupported { .. }
                    | object_store::Error::NotImplemented { .. }
            ),
        }
    }
}

/// Adds what was being done to an error of the store underneath.
pub(crate) trait Doing<T> {
    /// The same, as an error of the archive.
    fn doing(self, doing: &'static str) -> Result<T, ArchiveError>;
}

impl<T> Doing<T> for object_store::Result<T> {
    fn doing(self, doing: &'static str) -> Result<T, ArchiveError> {
        self.map_err(|source| ArchiveError::Store { doing, source })
    }
}
