//! Looks at a zip archive of XML parts, as workbooks and documents are, before it is unpacked into memory. A
//! small one can be made to unpack without end; so every part is unpacked here once, into nothing, and counted.

use std::io::{Cursor, Read};
use zip::{ZipArchive, read::ZipFile};

/// A part larger than this must not be packed tighter than [`TIGHTEST`] to one: rows of a real sheet
/// repeat themselves, but not like that.
const LARGE: u64 = 16 << 20;

/// How tightly a large part may be packed.
const TIGHTEST: u64 = 200;

/// How many parts there may be; a real workbook has a few dozen.
const MOST_PARTS: usize = 10_000;

/// How many shared texts a workbook may announce: memory for them is set aside before they are read.
const MOST_TEXTS: u64 = 8_000_000;

/// The attribute that announces them, in the part that holds them.
const ANNOUNCED: &str = "uniqueCount";

/// Why an archive is not opened.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum ZipFault {
    /// It is damaged or protected.
    Damaged,
    /// It unpacks into more than any real one.
    Bloated,
}

/// Whether all parts of an archive together weigh no more than `unpacked`.
///
/// # Errors
/// It cannot be unpacked safely.
pub(crate) fn check(bytes: &[u8], unpacked: u64) -> Result<(), ZipFault> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| ZipFault::Damaged)?;
    if archive.len() > MOST_PARTS || archive.decompressed_size().is_some_and(|size| size > unpacked.into()) {
        return Err(ZipFault::Bloated);
    }
    // What the directory says may be a lie, or be missing, where a program wrote it in one go.
    let mut left = unpacked;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| ZipFault::Damaged)?;
        let packed = part.compressed_size().max(1);
        let size = measure(part, left).map_err(|_| ZipFault::Damaged)?;
        let size = size.filter(|size| *size <= left && (*size <= LARGE || size / packed <= TIGHTEST));
        left -= size.ok_or(ZipFault::Bloated)?;
    }
    Ok(())
}

/// The true size of a part, as far as `limit`; `None` if it announces more than can be.
fn measure(part: ZipFile<'_, Cursor<&[u8]>>, limit: u64) -> std::io::Result<Option<u64>> {
    let texts = part.name()?.to_ascii_lowercase().ends_with("sharedstrings.xml");
    let mut part = part.take(limit + 1);
    let mut buffer = vec![0; 256 << 10];
    let (mut size, mut kept) = (0, 0);
    loop {
        let read = part.read(&mut buffer[kept..])?;
        if read == 0 {
            return Ok(Some(size));
        }
        size += read as u64;
        let filled = kept + read;
        if texts && announces_too_many(&buffer[..filled]) {
            return Ok(None);
        }
        // The attribute may lie across two readings.
        kept = filled.min(if texts { 128 } else { 0 });
        buffer.copy_within(filled - kept..filled, 0);
    }
}

fn announces_too_many(bytes: &[u8]) -> bool {
    // In UTF-16 every other byte of it is zero.
    let text: Vec<u8> = if bytes.contains(&0) {
        bytes.iter().copied().filter(|byte| *byte != 0).collect()
    } else {
        bytes.to_vec()
    };
    let text = String::from_utf8_lossy(&text);
    text.match_indices(ANNOUNCED).any(|(at, _)| {
        let rest = text[at + ANNOUNCED.len()..].trim_start_matches([' ', '\t', '\r', '\n', '=', '"', '\'']);
        let digits = rest.find(|c: char| !c.is_ascii_digit()).map_or(rest, |end| &rest[..end]);
        !digits.is_empty() && digits.parse::<u64>().map_or(true, |count| count > MOST_TEXTS)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

    fn packed(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
            zip.start_file(*name, options).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    const PLENTY: u64 = 512 << 20;

    /// Bytes that do not pack well.
    fn noise(length: usize) -> Vec<u8> {
        let mut state = 1u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24).to_le_bytes()[0]
        };
        (0..length).map(|_| next()).collect()
    }

    #[test]
    fn a_workbook_that_unpacks_without_end_is_refused() {
        let two = [("a.xml", noise(600)), ("b.xml", noise(600))];
        assert_eq!(check(&packed(&two), 1200), Ok(()));
        assert_eq!(check(&packed(&two), 1199), Err(ZipFault::Bloated));
        let large = usize::try_from(LARGE).unwrap();
        assert_eq!(check(&packed(&[("a.xml", vec![b' '; large])]), PLENTY), Ok(()));
        assert_eq!(check(&packed(&[("a.xml", vec![b' '; large + 1])]), PLENTY), Err(ZipFault::Bloated));
        let many: Vec<(String, Vec<u8>)> = (0..=MOST_PARTS).map(|i| (i.to_string(), Vec::new())).collect();
        let many: Vec<_> = many.iter().map(|(name, content)| (name.as_str(), content.clone())).collect();
        assert_eq!(check(&packed(&many), PLENTY), Err(ZipFault::Bloated));
    }

    #[test]
    fn a_directory_that_lies_about_sizes_is_not_believed() {
        let mut bytes = packed(&[("a.xml", noise(5000))]);
        // The unpacked size, in the directory and before the part itself.
        for at in 0..bytes.len() - 4 {
            if bytes[at..at + 4] == 5000u32.to_le_bytes() {
                bytes[at..at + 4].copy_from_slice(&10u32.to_le_bytes());
            }
        }
        assert!(check(&bytes, 1000).is_err());
    }

    #[test]
    fn a_workbook_that_announces_countless_texts_is_refused() {
        let announced = |text: &str| {
            let padding = " ".repeat(300_000);
            let plain = format!("<?xml?><!--{padding}--><sst {text}>");
            let wide: Vec<u8> = plain.encode_utf16().flat_map(u16::to_le_bytes).collect();
            [plain.into_bytes(), wide].map(|part| check(&packed(&[("xl/sharedStrings.xml", part)]), PLENTY))
        };
        assert_eq!(announced("count=\"9\" uniqueCount=\"4\""), [Ok(()); 2]);
        assert_eq!(announced("uniqueCount=\"8000000\""), [Ok(()); 2]);
        for text in ["uniqueCount=\"8000001\"", "uniqueCount\n= '99999999999999999999'"] {
            assert_eq!(announced(text), [Err(ZipFault::Bloated); 2], "{text}");
        }
    }

    #[test]
    fn what_is_no_archive_is_refused() {
        let bytes = packed(&[("a.xml", noise(600))]);
        assert_eq!(check(&bytes[..bytes.len() / 2], PLENTY), Err(ZipFault::Damaged));
        assert_eq!(check(b"PK\x03\x04", PLENTY), Err(ZipFault::Damaged));
    }
}
