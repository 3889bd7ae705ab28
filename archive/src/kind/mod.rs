//! What kind of file something is. Its content says so; its name is never asked.

mod ole;
mod text;
mod zip;

use bytes::Bytes;
use text::Text;

pub(crate) use ole::{DIRECTORY, directory_at};

/// A text, of whatever sort.
pub(crate) const PLAIN: &str = "text/plain";
/// A text in columns. No byte tells it from another text.
pub(crate) const CSV: &str = "text/csv";
/// Anything that nothing is known of.
const UNKNOWN: &str = "application/octet-stream";
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

    /// The first piece.
    pub(crate) fn head(&self) -> &[u8] {
        &self.head
    }

    /// The media type, once all pieces were seen. `directory` is what stands at [`directory_at`].
    pub(crate) fn media_type(self, directory: &[u8]) -> &'static str {
        let head = self.head.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&self.head);
        if let Some(office) = zip::office(head) {
            return office;
        }
        if ole::is_ole(head) {
            return ole::office(directory).unwrap_or(ole::OTHER);
        }
        match infer::get(head) {
            Some(known) => known.mime_type(),
            None if self.text.is_text() => PLAIN,
            None => UNKNOWN,
        }
    }
}
