//! The archive: photographs, papers and issued documents, in a folder or an S3-compatible store.
//!
//! A file is named by the SHA-256 of its content, `sha256/ab/cdef…`, and by nothing a user wrote. So the
//! same file is kept once, a file can be checked against its own name, and nothing is ever overwritten by
//! something else. What kind of file it is, its content says. Who may see it, and what it belongs to,
//! is the store's affair.

mod archive;
mod error;
mod hash;
mod kind;
mod name;
mod options;
mod reading;
mod s3;
mod sending;
mod source;
#[cfg(test)]
mod tests;

pub use archive::Archive;
pub use error::ArchiveError;
pub use kind::Danger;
pub use name::clean as clean_name;
/// The SHA-256 of a content as the archive writes it: 64 lower-case hexadecimal digits.
pub fn sha256(content: &[u8]) -> String {
    hash::Hash::of(content).into_string()
}

pub use options::{ArchiveOptions, Location, S3Options, USUAL_TYPES};
