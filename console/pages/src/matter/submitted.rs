//! A form that was sent, perhaps with files: texts by field, and the files in a folder of their own until
//! they are archived, or gone with the request. A file is written piece by piece, and no further than is
//! taken.

use axum::extract::{Multipart, multipart::Field};
use chrono::NaiveDate;
use duban_domain::{Attachment, command::MOST_ATTACHMENTS};
use duban_web::{FieldError, Viewer, WebError};
use std::{collections::BTreeMap, path::PathBuf};
use tempfile::TempDir;
use tokio::{fs::File, io::AsyncWriteExt};

/// What a form with files may weigh as a whole.
pub(crate) const LARGEST_FORM: usize = 256 << 20;
/// What a text may weigh: the longest that is taken, several times over.
const LARGEST_TEXT: usize = 64 << 10;
/// How many texts there may be.
const MOST_TEXTS: usize = 100;
/// The field that files come in.
pub(crate) const FILES: &str = "files";

/// A form that was sent.
#[derive(Debug, Default)]
pub(crate) struct Submitted {
    texts: BTreeMap<String, String>,
    files: Vec<Received>,
    /// Where the files lie; gone when this is.
    folder: Option<TempDir>,
}

/// A file that came with a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Received {
    /// The field it came in.
    pub(crate) field: String,
    /// Its name, made harmless.
    pub(crate) name: String,
    /// Where it lies.
    pub(crate) path: PathBuf,
}

impl Submitted {
    /// Reads a form.
    ///
    /// # Errors
    /// It is no form, or there is too much of it; the disk's.
    pub(crate) async fn read(viewer: &Viewer, mut form: Multipart) -> Result<Self, WebError> {
        let most = viewer.largest_file();
        let mut submitted = Self::default();
        while let Some(field) = form.next_field().await.map_err(damaged)? {
            let name = field.name().unwrap_or_default().to_owned();
            match field.file_name().map(duban_archive::clean_name) {
                Some(_) if field.file_name() == Some("") => {}
                Some(file) => submitted.take_file(name, file, field, most).await?,
                None => submitted.take_text(name, field).await?,
            }
        }
        Ok(submitted)
    }

    async fn take_text(&mut self, name: String, mut field: Field<'_>) -> Result<(), WebError> {
        let mut bytes = Vec::new();
        while let Some(piece) = field.chunk().await.map_err(damaged)? {
            bytes.extend_from_slice(&piece);
            if bytes.len() > LARGEST_TEXT {
                return Err(WebError::TooLarge(LARGEST_TEXT as u64));
            }
        }
        let text = String::from_utf8(bytes).map_err(|_| WebError::unfit(&name, "UTF-8"))?;
        if self.texts.len() >= MOST_TEXTS {
            return Err(WebError::TooLarge(LARGEST_TEXT as u64));
        }
        self.texts.insert(name, text.replace("\r\n", "\n"));
        Ok(())
    }

    async fn take_file(
        &mut self,
        field_name: String,
        name: String,
        mut field: Field<'_>,
        most: u64,
    ) -> Result<(), WebError> {
        if self.files.len() > MOST_ATTACHMENTS {
            return Err(WebError::unfit(field_name, format!("≤ {MOST_ATTACHMENTS}")));
        }
        if self.folder.is_none() {
            self.folder = Some(TempDir::with_prefix("duban-").map_err(disk)?);
        }
        let root = self.folder.as_ref().map(|folder| folder.path().to_owned()).unwrap_or_default();
        // A folder for each: two files may go by one name.
        let folder = root.join(self.files.len().to_string());
        tokio::fs::create_dir(&folder).await.map_err(disk)?;
        let path = folder.join(&name);
        let mut file = File::create(&path).await.map_err(disk)?;
        let mut size = 0;
        while let Some(piece) = field.chunk().await.map_err(damaged)? {
            size += piece.len() as u64;
            if size > most {
                return Err(WebError::TooLarge(most));
            }
            file.write_all(&piece).await.map_err(disk)?;
        }
        file.flush().await.map_err(disk)?;
        // A field of files that nothing was chosen in comes as a nameless empty one.
        if size > 0 || !name.is_empty() {
            self.files.push(Received { field: field_name, name, path });
        }
        Ok(())
    }

    /// The text of a field, without blanks around it; empty where it is not there.
    pub(crate) fn text(&self, field: &str) -> &str {
        self.texts.get(field).map(|text| text.trim()).unwrap_or_default()
    }

    /// All texts, as they were typed.
    pub(crate) const fn texts(&self) -> &BTreeMap<String, String> {
        &self.texts
    }

    /// The text of a field that is left out where nothing was typed.
    pub(crate) fn optional(&self, field: &str) -> Option<String> {
        Some(self.text(field)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// The text of a field that must be filled in.
    ///
    /// # Errors
    /// It is not.
    pub(crate) fn required(&self, field: &str) -> Result<String, FieldError> {
        self.optional(field).ok_or_else(|| FieldError::new(field, ""))
    }

    /// A field's value as `parse` reads it.
    ///
    /// # Errors
    /// It is missing or cannot be read.
    pub(crate) fn parsed<T>(
        &self,
        field: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, FieldError> {
        parse(self.text(field)).ok_or_else(|| FieldError::new(field, ""))
    }

    /// A day.
    ///
    /// # Errors
    /// It is missing or none.
    pub(crate) fn day(&self, field: &str) -> Result<NaiveDate, FieldError> {
        self.parsed(field, |text| text.parse().ok())
    }

    /// `yes` or `no`.
    ///
    /// # Errors
    /// Neither was chosen.
    pub(crate) fn yes(&self, field: &str) -> Result<bool, FieldError> {
        self.parsed(field, |text| match text {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        })
    }

    /// The files of a field.
    pub(crate) fn files(&self, field: &str) -> Vec<&Received> {
        self.files.iter().filter(|file| file.field == field).collect()
    }

    /// Puts the files of a field into the archive, which judges their types by their content.
    ///
    /// # Errors
    /// One is empty, too large or of a type that is not taken.
    pub(crate) async fn archive(&self, viewer: &Viewer, field: &str) -> Result<Vec<Attachment>, WebError> {
        let paths: Vec<_> = self.files(field).into_iter().map(|file| file.path.clone()).collect();
        Ok(viewer.attach_files(&paths).await?)
    }
}

/// What arrives is no form, or more than is taken.
fn damaged(error: axum::extract::multipart::MultipartError) -> WebError {
    match error.status() {
        axum::http::StatusCode::PAYLOAD_TOO_LARGE => WebError::TooLarge(LARGEST_FORM as u64),
        _ => WebError::unfit("", error.body_text()),
    }
}

fn disk(error: std::io::Error) -> WebError {
    WebError::Unavailable(anyhow::Error::from(error).context("keeping an uploaded file"))
}
