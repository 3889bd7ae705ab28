//! How much memory a large file takes. Alone in its process, because it asks the system for the most
//! that the process ever held.

use duban_archive::{Archive, ArchiveOptions, Location, USUAL_TYPES};

const LENGTH: usize = 30 * 1024 * 1024 + 3;
/// A few parts of an upload, and what a process grows by anyway.
const ENOUGH: usize = 24 * 1024 * 1024;

#[tokio::test]
async fn a_large_file_is_never_held_whole() {
    let folder = tempfile::tempdir().unwrap();
    let archive = Archive::open(ArchiveOptions {
        location: Location::Folder(folder.path().join("archive")),
        max_bytes: 1 << 30,
        allowed_types: USUAL_TYPES.iter().map(|t| (*t).into()).collect(),
    })
    .unwrap();
    let (path, copy) = (folder.path().join("large.jpg"), folder.path().join("copy.jpg"));
    write_photograph(&path).unwrap();

    let before = peak();
    let kept = archive.put_file(&path).await.unwrap();
    archive.get_to(&kept, &copy).await.unwrap();
    let grown = peak() - before;

    assert_eq!(kept.size, LENGTH as u64);
    assert!(grown < ENOUGH, "memory grew by {grown} bytes");
    assert!(std::fs::read(path).unwrap() == std::fs::read(copy).unwrap());
}

/// A photograph that the process never holds whole either.
fn write_photograph(path: &std::path::Path) -> std::io::Result<()> {
    use std::io::Write;
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    file.write_all(b"\xff\xd8\xff\xe0")?;
    for n in 0..(LENGTH as u64 - 4) / 8 {
        file.write_all(&n.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes())?;
    }
    file.write_all(&[0; (LENGTH - 4) % 8])?;
    file.flush()
}

/// The most memory this process ever held, in bytes; 0 where the system does not tell.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|kb| kb.trim().trim_end_matches(" kB").parse::<usize>().ok()).unwrap_or_default() * 1024
}
