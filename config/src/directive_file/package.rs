//! The zip package that .docx and .ofd files are.

use super::refusals::{bloated, damaged};
use crate::zip_guard::{self, ZipFault};
use duban_domain::Sentence;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Whether a file begins as a package does.
pub(super) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// A package whose parts are known to unpack into no more than is read, all of them together, however often they
/// are asked for.
pub(super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    left: u64,
}

impl<'b> Package<'b> {
    /// Opens a package whose parts may weigh `unpacked`.
    ///
    /// # Errors
    /// It is damaged, protected or unpacks into too much.
    pub(super) fn open(bytes: &'b [u8], unpacked: u64) -> Result<Self, Sentence> {
        zip_guard::check(bytes, unpacked).map_err(|fault| match fault {
            ZipFault::Damaged => damaged(),
            ZipFault::Bloated => bloated(),
        })?;
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
        Ok(Self { archive, left: unpacked })
    }

    /// The first part, by name, that fits; names are compared in lower case and with plain slashes.
    pub(super) fn find(&self, fits: impl Fn(&str) -> bool) -> Option<String> {
        let mut names: Vec<_> = self.archive.file_names().filter_map(Result::ok).collect();
        names.sort_unstable();
        names.into_iter().find(|name| fits(&plain(name))).map(|name| name.into_owned())
    }

    /// A part, by a name in any case; `None` if there is none.
    ///
    /// # Errors
    /// It cannot be unpacked, or too much was.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, Sentence> {
        let wanted = plain(name);
        let Some(name) = self.find(|name| name == wanted) else { return Ok(None) };
        let part = self.archive.by_name(&name).map_err(|_| damaged())?;
        let mut content = Vec::new();
        part.take(self.left + 1).read_to_end(&mut content).map_err(|_| damaged())?;
        self.left = self.left.checked_sub(content.len() as u64).ok_or_else(bloated)?;
        Ok(Some(content))
    }
}

fn plain(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}
