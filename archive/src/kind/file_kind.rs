//! What a file can be found to be.

use super::danger::Danger;

/// A text, of whatever sort.
pub(crate) const PLAIN: &str = "text/plain";
/// A text in columns. No byte tells it from another text.
pub(crate) const CSV: &str = "text/csv";
/// Anything that nothing is known of.
pub(super) const UNKNOWN: &str = "application/octet-stream";

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Of this media type.
    Of(&'static str),
    /// Something that a computer would run.
    Dangerous(Danger),
}
