mod kinds;
mod putting;
mod s3;
mod taking;

use crate::{Archive, ArchiveError, ArchiveOptions, Location, USUAL_TYPES};
use duban_domain::attachment::Attachment;
use std::path::PathBuf;
use tempfile::TempDir;

/// The largest file these archives take.
const LIMIT: u64 = 40 * 1024 * 1024;

/// An archive in a folder, and a desk with files to hand in.
struct Room {
    folder: TempDir,
    archive: Archive,
}

impl Room {
    fn new() -> Self {
        Self::with(LIMIT, USUAL_TYPES)
    }

    fn with(max_bytes: u64, types: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let archive = Archive::open(ArchiveOptions {
            location: Location::Folder(folder.path().join("archive")),
            max_bytes,
            allowed_types: types.iter().map(|t| (*t).into()).collect(),
        });
        Self { folder, archive: archive.unwrap() }
    }

    /// A file on the desk.
    fn file(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// Hands a file in.
    async fn put(&self, name: &str, content: &[u8]) -> Result<Attachment, ArchiveError> {
        self.archive.put_file(&self.file(name, content)).await
    }

    /// Where a file lies.
    fn place(&self, attachment: &Attachment) -> PathBuf {
        let (folder, rest) = attachment.sha256.split_at(2);
        self.folder.path().join("archive/sha256").join(folder).join(rest)
    }

    /// All that lies in the archive.
    fn kept(&self) -> Vec<PathBuf> {
        fn walk(folder: PathBuf, files: &mut Vec<PathBuf>) {
            for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
                if entry.file_type().unwrap().is_dir() {
                    walk(entry.path(), files);
                } else {
                    files.push(entry.path());
                }
            }
        }
        let mut files = Vec::new();
        walk(self.folder.path().join("archive"), &mut files);
        files
    }
}

/// A photograph of this many bytes; no two pieces of it are alike.
fn photograph(length: usize) -> Vec<u8> {
    let mut bytes = b"\xff\xd8\xff\xe0\0\x10JFIF\0".to_vec();
    bytes.extend(
        (0..length.div_ceil(8) as u64).flat_map(|n| n.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes()),
    );
    bytes.truncate(length);
    bytes
}
