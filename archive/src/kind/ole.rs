//! Office files of the older kind, which WPS Office still writes: a file system in a file, whose directory
//! names the streams. The directory is a chain of sectors, and may stand anywhere in any order.

use super::{Danger, Kind};
use std::io::{self, Read, Seek, SeekFrom};

const MAGIC: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const ENTRY: usize = 128;
/// How many sectors of a directory are read; a large document has a few dozen.
const LONGEST: usize = 4096;
/// Sector numbers from here on mean an end or nothing.
const LAST: u32 = 0xffff_fffa;
/// An installer, a mail, a thumbnail store: a file of this sort that is none of the office's.
const OTHER: &str = "application/x-ole-storage";

/// Whether it is such a file.
pub(super) fn is_ole(head: &[u8]) -> bool {
    head.starts_with(MAGIC)
}

/// What a file is by the streams that its directory names.
pub(super) fn kind(file: &mut (impl Read + Seek)) -> io::Result<Kind> {
    let streams = match streams(file) {
        Ok(streams) => streams,
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Vec::new(),
        Err(error) => return Err(error),
    };
    let is = |names: &[&str]| {
        streams.iter().any(|stream| names.iter().any(|name| stream.eq_ignore_ascii_case(name)))
    };
    if is(&["_VBA_PROJECT", "_VBA_PROJECT_CUR", "Macros", "VBA"]) {
        return Ok(Kind::Dangerous(Danger::Macros));
    }
    let office = streams.iter().find_map(|stream| match stream.as_str() {
        "WordDocument" => Some("application/msword"),
        "Workbook" | "Book" => Some("application/vnd.ms-excel"),
        "PowerPoint Document" => Some("application/vnd.ms-powerpoint"),
        _ => None,
    });
    // Whatever was put into a document under "insert object" lies in such a stream, a program too.
    if is(&["\u{1}Ole10Native"]) && embeds_a_program(file)? {
        return Ok(Kind::Dangerous(Danger::Within));
    }
    Ok(Kind::Of(office.unwrap_or(OTHER)))
}

/// Whether what was wrapped into an object goes by a program's name. Its names stand before its content.
fn embeds_a_program(file: &mut (impl Read + Seek)) -> io::Result<bool> {
    let mut content = Vec::new();
    file.rewind()?;
    file.take(16 << 20).read_to_end(&mut content)?;
    let mut names = content.split(|byte| *byte == 0).filter(|name| (3..260).contains(&name.len()));
    Ok(names.any(|name| {
        let name = String::from_utf8_lossy(name);
        super::danger::runs(&name)
    }))
}

/// The names of all streams and storages.
fn streams(file: &mut (impl Read + Seek)) -> io::Result<Vec<String>> {
    let mut header = [0; 512];
    file.rewind()?;
    file.read_exact(&mut header)?;
    let at = |at: usize| u32::from_le_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
    let shift = u16::from_le_bytes([header[30], header[31]]);
    // Sectors are of 512 or 4,096 bytes.
    if !matches!(shift, 9 | 12) {
        return Ok(Vec::new());
    }
    // The header tells where the first 109 sectors of the table are, which is enough for 6 MB of directory
    // positions; a sector beyond them ends the chain.
    let table: Vec<u32> = (0..109).map(|index| at(76 + 4 * index)).collect();
    let (mut sector, mut names) = (at(48), Vec::new());
    for _ in 0..LONGEST {
        if sector >= LAST {
            break;
        }
        let mut content = vec![0; 1 << shift];
        file.seek(SeekFrom::Start((u64::from(sector) + 1) << shift))?;
        // The last sector of a file may be cut short.
        let read = fill(file, &mut content)?;
        names.extend(content[..read].chunks_exact(ENTRY).filter_map(stream));
        match next(file, &table, sector, shift)? {
            Some(following) => sector = following,
            None => break,
        }
    }
    Ok(names)
}

/// The sector that follows one in its chain, by the table of all sectors.
fn next(file: &mut (impl Read + Seek), table: &[u32], sector: u32, shift: u16) -> io::Result<Option<u32>> {
    let a_sector = (1u32 << shift) / 4;
    let index = usize::try_from(sector / a_sector).unwrap_or(usize::MAX);
    let Some(part) = table.get(index).filter(|part| **part < LAST) else { return Ok(None) };
    let place = ((u64::from(*part) + 1) << shift) + u64::from(sector % a_sector) * 4;
    file.seek(SeekFrom::Start(place))?;
    let mut number = [0; 4];
    Ok((fill(file, &mut number)? == 4).then(|| u32::from_le_bytes(number)))
}

/// Reads until the buffer is full or the file ends.
fn fill(file: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read(&mut buffer[filled..])? {
            0 => break,
            read => filled += read,
        }
    }
    Ok(filled)
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
    use std::io::Cursor;

    fn entry(name: &str) -> [u8; ENTRY] {
        let mut entry = [0; ENTRY];
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry[..units.len()].copy_from_slice(&units);
        entry[64..66].copy_from_slice(&u16::try_from(units.len() + 2).unwrap().to_le_bytes());
        entry
    }

    /// A file whose directory lies in the sectors of `chain`, in this order; sector 0 is the table.
    fn file(names: &[&str], chain: &[u32]) -> Vec<u8> {
        let most = chain.iter().max().copied().unwrap_or_default();
        let mut bytes = vec![0; (usize::try_from(most).unwrap() + 2) * 512];
        bytes[..8].copy_from_slice(MAGIC);
        bytes[30] = 9;
        bytes[48..52].copy_from_slice(&chain[0].to_le_bytes());
        bytes[76..512].fill(0xff);
        bytes[76..80].copy_from_slice(&0u32.to_le_bytes());
        let ends: Vec<u32> = chain.iter().copied().skip(1).chain([0xffff_fffe]).collect();
        for (sector, next) in chain.iter().zip(ends) {
            let at = 512 + 4 * usize::try_from(*sector).unwrap();
            bytes[at..at + 4].copy_from_slice(&next.to_le_bytes());
        }
        for (index, name) in names.iter().enumerate() {
            let sector = usize::try_from(chain[index / 4]).unwrap();
            let at = (sector + 1) * 512 + index % 4 * ENTRY;
            bytes[at..at + ENTRY].copy_from_slice(&entry(name));
        }
        bytes
    }

    fn kind_of(bytes: Vec<u8>) -> Kind {
        kind(&mut Cursor::new(bytes)).unwrap()
    }

    #[test]
    fn the_streams_say_which_office_file_it_is() {
        let with = |name| kind_of(file(&["Root Entry", "1Table", name], &[1]));
        assert_eq!(with("WordDocument"), Kind::Of("application/msword"));
        assert_eq!(with("Workbook"), Kind::Of("application/vnd.ms-excel"));
        assert_eq!(with("PowerPoint Document"), Kind::Of("application/vnd.ms-powerpoint"));
        assert_eq!(with("!_StringData"), Kind::Of(OTHER));
    }

    #[test]
    fn macros_are_found_wherever_the_directory_goes_on() {
        let names = ["Root Entry", "a", "b", "c", "d", "e", "f", "g", "WordDocument", "Macros", "VBA"];
        assert_eq!(kind_of(file(&names[..9], &[7, 2, 5])), Kind::Of("application/msword"));
        assert_eq!(kind_of(file(&names, &[7, 2, 5])), Kind::Dangerous(Danger::Macros));
        let book = ["Root Entry", "Workbook", "_VBA_PROJECT_CUR"];
        assert_eq!(kind_of(file(&book, &[3])), Kind::Dangerous(Danger::Macros));
    }

    #[test]
    fn a_lying_directory_is_read_to_no_end_and_no_harm() {
        let mut round = file(&["Root Entry"], &[1, 2]);
        // The second sector leads back to the first.
        round[512 + 8..512 + 12].copy_from_slice(&1u32.to_le_bytes());
        assert_eq!(kind_of(round), Kind::Of(OTHER));
        for length in [8, 40, 511, 512, 600] {
            let cut = file(&["WordDocument"], &[1])[..length].to_vec();
            assert_eq!(kind_of(cut), Kind::Of(OTHER), "{length}");
        }
        let mut lying = entry("WordDocument");
        for length in [[0, 0], [1, 0]] {
            lying[64..66].copy_from_slice(&length);
            assert_eq!(stream(&lying).filter(|name| name == "WordDocument"), None, "{length:?}");
        }
    }
}
