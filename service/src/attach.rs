//! Files that come with an act, into the archive.

use crate::{Service, ServiceError};
use bytes::Bytes;
use duban_domain::Attachment;
use std::path::PathBuf;

/// A file that was sent, rather than named by its path.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Its name, as the sender calls it.
    pub name: String,
    /// Its content.
    pub content: Bytes,
}

impl Service {
    /// Puts files that were sent into the archive. What lies there after an act that was refused is not
    /// referred to by anything.
    ///
    /// # Errors
    /// A file is empty, too large or of a type that is not taken.
    pub async fn attach(&self, uploads: &[Upload]) -> Result<Vec<Attachment>, ServiceError> {
        let mut attached = Vec::with_capacity(uploads.len());
        for Upload { name, content } in uploads {
            attached.push(self.archive().put_upload(name, content).await?);
        }
        Ok(attached)
    }

    /// Puts files of this machine into the archive.
    ///
    /// # Errors
    /// A file is missing, empty, too large or of a type that is not taken.
    pub async fn attach_files(&self, files: &[PathBuf]) -> Result<Vec<Attachment>, ServiceError> {
        let mut attached = Vec::with_capacity(files.len());
        for file in files {
            attached.push(self.archive().put_file(file).await?);
        }
        Ok(attached)
    }
}
