//! Office files of the older kind, which WPS Office still writes: a file system in a file, whose
//! directory names the streams.

const MAGIC: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
/// How much of the directory is looked at: 32 entries. The streams that matter stand at its beginning.
pub(crate) const DIRECTORY: usize = 4096;
const ENTRY: usize = 128;
/// An installer, a mail, a thumbnail store: a file of this sort that is none of the office's.
pub(super) const OTHER: &str = "application/x-ole-storage";

/// Whether it is such a file.
pub(super) fn is_ole(head: &[u8]) -> bool {
    head.starts_with(MAGIC)
}

/// Where the directory of such a file begins.
pub(crate) fn directory_at(head: &[u8]) -> Option<u64> {
    let header = head.get(..52).filter(|h| is_ole(h))?;
    let shift = u16::from_le_bytes([header[30], header[31]]);
    let sector = u32::from_le_bytes([header[48], header[49], header[50], header[51]]);
    // The header takes the place of a sector; sectors are of 512 or 4,096 bytes.
    matches!(shift, 9 | 12).then(|| (u64::from(sector) + 1) << shift)
}

/// The media type of an office file, by the streams its directory names.
pub(super) fn office(directory: &[u8]) -> Option<&'static str> {
    directory.chunks_exact(ENTRY).find_map(|entry| match stream(entry)?.as_str() {
        "WordDocument" => Some("application/msword"),
        "Workbook" | "Book" => Some("application/vnd.ms-excel"),
        "PowerPoint Document" => Some("application/vnd.ms-powerpoint"),
        _ => None,
    })
}

/// The name of a directory's entry. Its length counts bytes and includes the end mark.
fn stream(entry: &[u8]) -> Option<String> {
    let length = usize::from(u16::from_le_bytes([entry[64], entry[65]]));
    let units = entry.get(..length.checked_sub(2)?.min(64))?.chunks_exact(2);
    String::from_utf16(&units.map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect::<Vec<_>>()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str) -> [u8; ENTRY] {
        let mut entry = [0; ENTRY];
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry[..units.len()].copy_from_slice(&units);
        entry[64..66].copy_from_slice(&u16::try_from(units.len() + 2).unwrap().to_le_bytes());
        entry
    }

    #[test]
    fn the_streams_say_which_office_file_it_is() {
        let with = |name| office(&[entry("Root Entry"), entry("1Table"), entry(name)].concat());
        assert_eq!(with("WordDocument"), Some("application/msword"));
        assert_eq!(with("Workbook"), Some("application/vnd.ms-excel"));
        assert_eq!(with("PowerPoint Document"), Some("application/vnd.ms-powerpoint"));
        assert_eq!(with("!_StringData"), None);
    }

    #[test]
    fn the_directory_is_found_by_the_header() {
        let mut header = [0; 512];
        header[..8].copy_from_slice(MAGIC);
        header[30] = 9;
        header[48] = 2;
        assert_eq!(directory_at(&header), Some(3 * 512));
        header[30] = 12;
        assert_eq!(directory_at(&header), Some(3 * 4096));
        header[48..52].copy_from_slice(&[0xff; 4]);
        assert_eq!(directory_at(&header), Some((1 << 32) << 12));
        header[30] = 63;
        assert_eq!(directory_at(&header), None);
        assert_eq!(directory_at(MAGIC), None);
    }

    #[test]
    fn a_lying_entry_is_no_stream() {
        let mut lying = entry("WordDocument");
        for length in [[0, 0], [1, 0], [0xff, 0xff]] {
            lying[64..66].copy_from_slice(&length);
            assert_eq!(office(&lying), None, "{length:?}");
        }
    }
}
