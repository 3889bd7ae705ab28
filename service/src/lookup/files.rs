//! Files on their way in and out. What was handed in is read by whoever sees what it belongs to.

use super::viewer::Viewer;
use crate::{ServiceError, Upload};
use bytes::Bytes;
use duban_domain::{Attachment, BureauCode, access::Action};
use std::path::PathBuf;

/// What files come with.
const ACTS: [Action; 6] = [
    Action::Submit,
    Action::HandleFinding,
    Action::InspectFinding,
    Action::Supervise,
    Action::Rectify,
    Action::ReportIncident,
];

impl Viewer {
    /// Asks whether this viewer may send files at all: nobody fills the archive who can refer to nothing in it.
    ///
    /// # Errors
    /// It may not.
    pub fn permit_files(&self) -> Result<(), ServiceError> {
        let bureau: &BureauCode = &self.bureau;
        let act = ACTS.into_iter().find(|act| self.may(*act, bureau));
        self.authorise(act.unwrap_or(Action::Submit), bureau)
    }

    /// A file that was sent before, under this name, to be judged again with [`Viewer::attach`].
    ///
    /// # Errors
    /// [`ServiceError::File`] where it was never sent; the archive does not answer.
    pub async fn sent_before(&self, name: &str, sha256: &str) -> Result<Upload, ServiceError> {
        let name = name.to_owned();
        let said = Attachment {
            name: name.clone(),
            // What lies there says how large it is.
            size: u64::MAX,
            media_type: String::new(),
            sha256: sha256.to_owned(),
        };
        match self.service().archive().get(&said).await {
            Ok(content) => Ok(Upload { name, content }),
            Err(error) if error.is_permanent() => Err(ServiceError::File(error)),
            Err(error) => Err(ServiceError::Unavailable(error.into())),
        }
    }

    /// Puts files that were sent into the archive.
    ///
    /// # Errors
    /// A file is empty, too large or of a type that is not taken.
    pub async fn attach(&self, uploads: &[Upload]) -> Result<Vec<Attachment>, ServiceError> {
        self.service().attach(uploads).await
    }

    /// Puts files that lie on this machine, as a form left them, into the archive.
    ///
    /// # Errors
    /// A file is empty, too large or of a type that is not taken.
    pub async fn attach_files(&self, files: &[PathBuf]) -> Result<Vec<Attachment>, ServiceError> {
        self.service().attach_files(files).await
    }

    /// What a file that was handed in holds.
    ///
    /// # Errors
    /// It is not in the archive, or not as it was: whoever reads it is not to blame. The archive does not answer.
    pub async fn content(&self, file: &Attachment) -> Result<Bytes, ServiceError> {
        let content = self.service().archive().get(file).await;
        content.map_err(|error| ServiceError::Unavailable(error.into()))
    }

    /// How large a file may be, in bytes.
    pub fn largest_file(&self) -> u64 {
        self.service().archive().max_bytes()
    }
}
