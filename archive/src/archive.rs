//! Putting files into the archive and taking them out.

use crate::{
    ArchiveError, ArchiveOptions, Location,
    error::Doing,
    hash::Hash,
    kind::{self, CSV, Danger, Kind, PLAIN},
    name,
    reading::Reading,
    s3, sending,
    source::Source,
};
use bytes::Bytes;
use duban_domain::attachment::Attachment;
use futures::StreamExt;
use object_store::{Error, ObjectStore, ObjectStoreExt, local::LocalFileSystem, path::Path as Key};
use std::{
    fmt, io,
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::io::AsyncWriteExt;

/// The archive. A clone is the same archive.
#[derive(Clone)]
pub struct Archive {
    pub(crate) store: Arc<dyn ObjectStore>,
    folder: Option<PathBuf>,
    max_bytes: u64,
    allowed_types: Arc<[String]>,
}

impl fmt::Debug for Archive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Archive({})", self.store)
    }
}

impl Archive {
    /// The archive these options describe. A folder is made if it is not there; nothing is sent to a
    /// bucket yet, see [`Archive::check`].
    pub fn open(options: ArchiveOptions) -> Result<Self, ArchiveError> {
        let ArchiveOptions { location, max_bytes, allowed_types } = options;
        let (store, folder): (Arc<dyn ObjectStore>, _) = match location {
            Location::Folder(folder) => (Arc::new(local(&folder)?), Some(folder)),
            Location::S3(options) => (s3::bucket(&options)?, None),
        };
        Ok(Self { store, folder, max_bytes, allowed_types: allowed_types.into() })
    }

    /// The largest file that may be handed in, in bytes.
    pub const fn max_bytes(&self) -> u64 {
        self.max_bytes
    }

    /// Asks the archive for something, so that a folder that is not mounted, a wrong bucket or a wrong
    /// key is known before the first file comes.
    pub async fn check(&self) -> Result<(), ArchiveError> {
        if let Some(folder) = &self.folder {
            let found = tokio::fs::read_dir(folder).await;
            return found.map(drop).map_err(|source| ArchiveError::Folder { folder: folder.clone(), source });
        }
        match self.store.list(Some(&Key::from("sha256"))).next().await {
            Some(Err(source)) => Err(ArchiveError::Store { doing: "be reached", source }),
            Some(Ok(_)) | None => Ok(()),
        }
    }

    /// Puts a file that somebody hands in into the archive. It is read twice, for its hash and for its
    /// way there, and never held whole; what is there already is not stored again. Until all of it is
    /// there, nothing is there under its name, so it can be repeated after any failure.
    pub async fn put_file(&self, path: &Path) -> Result<Attachment, ArchiveError> {
        self.put(Source::open(path).await?).await
    }

    /// Puts a file that somebody sent into the archive, by the same rules. Of its name, only the last part
    /// is listened to.
    pub async fn put_upload(&self, name: &str, content: &[u8]) -> Result<Attachment, ArchiveError> {
        let failed = |source| ArchiveError::File { doing: "written", path: std::env::temp_dir(), source };
        let file = tempfile::NamedTempFile::new().map_err(failed)?;
        tokio::fs::write(file.path(), content).await.map_err(failed)?;
        self.put(Source::open(file.path()).await?.named(name)).await
    }

    async fn put(&self, mut source: Source) -> Result<Attachment, ArchiveError> {
        let examined = source.examine(self.max_bytes).await?;
        let media_type = self.judge(&source.name, examined.kind)?;
        let name = kind::named(&source.name, media_type);
        if !self.holds(&examined.hash).await? {
            source.rewind().await?;
            sending::send(Arc::clone(&self.store), &mut source, &examined).await?;
        }
        Ok(Attachment {
            name,
            size: examined.size,
            media_type: media_type.into(),
            sha256: examined.hash.into_string(),
        })
    }

    /// Puts a document that the program made into the archive. Its kind is known; limits are for what
    /// people hand in.
    pub async fn put_bytes(
        &self,
        name: &str,
        media_type: &str,
        content: impl Into<Bytes>,
    ) -> Result<Attachment, ArchiveError> {
        let content = content.into();
        let hash = Hash::of(&content);
        let size = content.len() as u64;
        if !self.holds(&hash).await? {
            self.store.put(&hash.key(), content.into()).await.doing("keep a file")?;
        }
        let sha256 = hash.into_string();
        Ok(Attachment { name: name::clean(name), size, media_type: media_type.into(), sha256 })
    }

    /// The content of a file, which is what its hash says.
    pub async fn get(&self, attachment: &Attachment) -> Result<Bytes, ArchiveError> {
        let mut reading = self.read(&Hash::parse(&attachment.sha256)?).await?;
        let mut content = Vec::new();
        while let Some(piece) = reading.next().await? {
            // More than there should be is read for its hash, and not kept.
            if (content.len() + piece.len()) as u64 <= attachment.size {
                content.extend_from_slice(&piece);
            }
        }
        Ok(content.into())
    }

    /// Writes a file to `path`, in place of what may be there. Nothing is there under that name before
    /// the content was checked.
    pub async fn get_to(&self, attachment: &Attachment, path: &Path) -> Result<(), ArchiveError> {
        let mut reading = self.read(&Hash::parse(&attachment.sha256)?).await?;
        let failed = |source| ArchiveError::File { doing: "written", path: path.to_path_buf(), source };
        let (file, part) = beside(path).map_err(failed)?.into_parts();
        let mut file = tokio::fs::File::from_std(file);
        while let Some(piece) = reading.next().await? {
            file.write_all(&piece).await.map_err(failed)?;
        }
        file.flush().await.map_err(failed)?;
        file.sync_all().await.map_err(failed)?;
        part.persist(path).map_err(|error| failed(error.error))
    }

    /// Whether the file is there and is what its hash says.
    pub async fn verify(&self, attachment: &Attachment) -> Result<(), ArchiveError> {
        self.read(&Hash::parse(&attachment.sha256)?).await?.check().await
    }

    /// The media type of a file that may be handed in. Nothing tells one sort of text from another but
    /// the name, and only there it is listened to.
    fn judge(&self, name: &str, found: Kind) -> Result<&'static str, ArchiveError> {
        let dangerous = |what| ArchiveError::Dangerous { name: name.into(), what };
        let found = match found {
            Kind::Of(found) => found,
            // A page of the name of a program is run as that.
            Kind::Dangerous(Danger::Page) => {
                return Err(dangerous(kind::by_ending(name).unwrap_or(Danger::Page)));
            }
            Kind::Dangerous(what) => return Err(dangerous(what)),
        };
        let taken = |media_type: &str| self.allowed_types.iter().any(|t| t == media_type);
        let columns = name.to_lowercase().ends_with(".csv") || !taken(PLAIN);
        let media_type = if found == PLAIN && columns && taken(CSV) { CSV } else { found };
        if taken(media_type) {
            // A text is run by whatever its name says, and so is what keeps the name it came with.
            let kept = if found == PLAIN { name.to_owned() } else { kind::named(name, media_type) };
            return kind::by_ending(&kept).map_or(Ok(media_type), |what| Err(dangerous(what)));
        }
        let allowed = self.allowed_types.join(", ");
        Err(ArchiveError::TypeNotAllowed { name: name.into(), found: found.into(), allowed })
    }

    /// Whether the archive has this file. A changed one it has not: the same content, handed in again,
    /// mends it.
    async fn holds(&self, hash: &Hash) -> Result<bool, ArchiveError> {
        let found = match self.store.get(&hash.key()).await {
            Err(Error::NotFound { .. }) => return Ok(false),
            found => found.doing("look for a file")?,
        };
        match Reading::new(found, hash.clone()).check().await {
            Err(error @ ArchiveError::Changed { .. }) => {
                tracing::warn!(%error, "a changed file in the archive is replaced by its true content");
                Ok(false)
            }
            checked => checked.map(|()| true),
        }
    }

    async fn read(&self, hash: &Hash) -> Result<Reading, ArchiveError> {
        match self.store.get(&hash.key()).await {
            Err(Error::NotFound { .. }) => Err(self.missing(hash).await),
            found => Ok(Reading::new(found.doing("find a file")?, hash.clone())),
        }
    }

    /// A file is missing if the archive itself is there.
    async fn missing(&self, hash: &Hash) -> ArchiveError {
        match self.check().await {
            Ok(()) => ArchiveError::Missing { sha256: hash.clone().into_string() },
            Err(error) => error,
        }
    }
}

fn local(folder: &Path) -> Result<LocalFileSystem, ArchiveError> {
    std::fs::create_dir_all(folder)
        .map_err(|source| ArchiveError::Folder { folder: folder.to_path_buf(), source })?;
    // What was put into the archive survives a power cut from then on.
    Ok(LocalFileSystem::new_with_prefix(folder).map_err(ArchiveError::Client)?.with_fsync(true))
}

/// A new file in the folder of `path`, gone again unless it is given that name.
fn beside(path: &Path) -> io::Result<tempfile::NamedTempFile> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any other file of the user, and not for his eyes alone.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.prefix(".duban-").tempfile_in(folder)
}
