//! What kind of file something is. Its content says so: the first bytes for most, the whole for a text, the
//! directory and what it lists for the two sorts of files that hold others, the actions of a PDF file. Its name is asked for one thing
//! alone: no byte tells a script from any other text.

mod biff;
mod danger;
mod ending;
mod file_kind;
mod ole;
mod pdf;
mod text;
mod zip;

use bytes::Bytes;
use std::io::{self, Read, Seek};
use text::Text;

pub use danger::Danger;
pub(crate) use danger::by_ending;
pub(crate) use ending::named;
use file_kind::UNKNOWN;
pub(crate) use file_kind::{CSV, Kind, PLAIN};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Judges a file that is read piece by piece: by its first piece, and for a text by all of it.
pub(crate) struct Judge {
    head: Bytes,
    text: Text,
}

impl Judge {
    /// Starts with the first piece.
    pub(crate) fn new(head: Bytes) -> Self {
        let mut text = Text::default();
        text.take(&head);
        Self { head, text }
    }

    /// Looks at a further piece.
    pub(crate) fn take(&mut self, piece: &[u8]) {
        self.text.take(piece);
    }

    /// Whether the file holds others, or what acts, so that [`within`] must look into it.
    pub(crate) fn holds_others(&self) -> bool {
        zip::is_zip(self.head()) || ole::is_ole(self.head()) || pdf::is_pdf(self.head())
    }

    /// What it is, once all pieces were seen, of a file that holds no others.
    pub(crate) fn kind(&self) -> Kind {
        match infer::get(self.head()) {
            Some(known) => {
                danger::of_type(known.mime_type()).map_or(Kind::Of(known.mime_type()), Kind::Dangerous)
            }
            None if self.text.is_text() => Kind::Of(PLAIN),
            None => Kind::Of(UNKNOWN),
        }
    }

    fn head(&self) -> &[u8] {
        self.head.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&self.head)
    }
}

/// What a file is that holds others.
///
/// # Errors
/// It cannot be read. One that is damaged is none of an office's.
pub(crate) fn within(file: &mut (impl Read + Seek)) -> io::Result<Kind> {
    let mut magic = [0; 8];
    file.rewind()?;
    let read = file.read(&mut magic)?;
    file.rewind()?;
    match &magic[..read] {
        magic if ole::is_ole(magic) => ole::kind(file),
        magic if pdf::is_pdf(magic) => pdf::kind(file),
        _ => zip::kind(file, 0),
    }
}
