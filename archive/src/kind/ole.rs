//! Office files of the older kind, which WPS Office still writes: a file system in a file, whose directory
//! names the streams. The directory is a chain of sectors, and may stand anywhere in any order.

use super::{biff, danger::Danger, file_kind::Kind};
use std::io::{self, Read, Seek, SeekFrom};

const MAGIC: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const ENTRY: usize = 128;
/// How many sectors of a directory are read; a large document has a few dozen.
const LONGEST: usize = 4096;
/// How much of a stream is looked at: a workbook tells of its sheets before anything else.
const LONGEST_STREAM: usize = 8 << 20;
/// How many lists of a table's sectors are read: enough for 2 GB.
const MOST_LISTS: u32 = 300;
/// The size of a small sector.
const SMALL: usize = 64;
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
    let mut container = match Container::open(file) {
        Ok(container) => container,
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(Kind::Of(OTHER)),
        Err(error) => return Err(error),
    };
    let entries = container.entries()?;
    let is = |names: &[&str]| {
        entries.iter().any(|entry| names.iter().any(|name| entry.name.eq_ignore_ascii_case(name)))
    };
    if is(&["_VBA_PROJECT", "_VBA_PROJECT_CUR", "Macros", "VBA"]) {
        return Ok(Kind::Dangerous(Danger::Macros));
    }
    for book in entries.iter().filter(|entry| matches!(entry.name.as_str(), "Workbook" | "Book")) {
        if biff::has_macro_sheet(&container.content(book, &entries)?) {
            return Ok(Kind::Dangerous(Danger::Macros));
        }
    }
    let office = entries.iter().find_map(|entry| match entry.name.as_str() {
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

/// A file system in a file, as far as its header tells of it.
struct Container<'f, F> {
    file: &'f mut F,
    /// Sectors are of so many bits.
    shift: u16,
    directory: u32,
    /// What is shorter than this lies in small sectors, in the stream of the first entry.
    smallest: u64,
    /// Where the table of the small sectors begins.
    small_table: u32,
    /// The sectors of the table that tells which sector follows which.
    table: Vec<u32>,
}

/// A stream or a storage.
struct Entry {
    name: String,
    first: u32,
    size: u64,
}

impl<'f, F: Read + Seek> Container<'f, F> {
    fn open(file: &'f mut F) -> io::Result<Self> {
        let mut header = [0; 512];
        file.rewind()?;
        file.read_exact(&mut header)?;
        let shift = u16::from_le_bytes([header[30], header[31]]);
        let (directory, smallest) = (number(&header, 48), number(&header, 56).into());
        let table = (0..109).map(|index| number(&header, 76 + 4 * index)).collect();
        let small_table = number(&header, 60);
        let mut container = Self { file, shift, directory, smallest, small_table, table };
        // Sectors are of 512 or 4,096 bytes.
        if !matches!(shift, 9 | 12) {
            container.directory = LAST;
            return Ok(container);
        }
        container.further_table(number(&header, 68), number(&header, 72))?;
        Ok(container)
    }

    /// The table's sectors beyond those that the header names: lists of them, each ending with the next list.
    fn further_table(&mut self, first: u32, lists: u32) -> io::Result<()> {
        let mut list = first;
        for round in 0..lists {
            if list >= LAST || round > MOST_LISTS {
                break;
            }
            let content = self.sector(list)?;
            let Some(last) = content.len().checked_sub(4) else { break };
            self.table.extend((0..last / 4).map(|index| number(&content, 4 * index)));
            list = number(&content, last);
        }
        Ok(())
    }

    /// A sector; the last one of a file may be cut short.
    fn sector(&mut self, sector: u32) -> io::Result<Vec<u8>> {
        let mut content = vec![0; 1 << self.shift];
        self.file.seek(SeekFrom::Start((u64::from(sector) + 1) << self.shift))?;
        let read = fill(self.file, &mut content)?;
        content.truncate(read);
        Ok(content)
    }

    /// The sectors of a chain one after the other, up to `most` bytes.
    fn chain(&mut self, first: u32, most: usize) -> io::Result<Vec<u8>> {
        let (mut sector, mut content) = (first, Vec::new());
        while sector < LAST && content.len() < most {
            content.extend(self.sector(sector)?);
            match self.next(sector)? {
                Some(following) => sector = following,
                None => break,
            }
        }
        Ok(content)
    }

    /// The sector that follows one in its chain, by the table of all sectors.
    fn next(&mut self, sector: u32) -> io::Result<Option<u32>> {
        let a_sector = (1_u32 << self.shift) / 4;
        let index = usize::try_from(sector / a_sector).unwrap_or(usize::MAX);
        let Some(part) = self.table.get(index).copied().filter(|part| *part < LAST) else { return Ok(None) };
        let place = ((u64::from(part) + 1) << self.shift) + u64::from(sector % a_sector) * 4;
        self.file.seek(SeekFrom::Start(place))?;
        let mut number = [0; 4];
        Ok((fill(self.file, &mut number)? == 4).then(|| u32::from_le_bytes(number)))
    }

    /// All streams and storages. The first is the one that holds them.
    fn entries(&mut self) -> io::Result<Vec<Entry>> {
        let directory = self.chain(self.directory, LONGEST << self.shift)?;
        Ok(directory.chunks_exact(ENTRY).filter_map(entry).collect())
    }

    /// The beginning of a stream, where a workbook tells of its sheets.
    fn content(&mut self, stream: &Entry, entries: &[Entry]) -> io::Result<Vec<u8>> {
        let most = usize::try_from(stream.size).unwrap_or(usize::MAX).min(LONGEST_STREAM);
        if stream.size >= self.smallest {
            return self.chain(stream.first, most);
        }
        let Some(root) = entries.first() else { return Ok(Vec::new()) };
        let small = self.chain(root.first, LONGEST_STREAM)?;
        let table = self.chain(self.small_table, LONGEST_STREAM)?;
        let (mut sector, mut content) = (stream.first, Vec::new());
        while sector < LAST && content.len() < most {
            let at = usize::try_from(sector).unwrap_or(usize::MAX).saturating_mul(SMALL);
            let Some(part) = small.get(at..).map(|rest| &rest[..rest.len().min(SMALL)]) else { break };
            content.extend(part);
            let at = usize::try_from(sector).unwrap_or(usize::MAX).saturating_mul(4);
            let Some(next) = table.get(at..at.saturating_add(4)) else { break };
            sector = number(next, 0);
        }
        Ok(content)
    }
}

/// Four bytes as a number.
fn number(bytes: &[u8], at: usize) -> u32 {
    let four = bytes.get(at..at + 4).and_then(|four| four.try_into().ok());
    four.map_or(LAST, u32::from_le_bytes)
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

/// A directory's entry. The length of its name counts bytes and includes the end mark.
fn entry(entry: &[u8]) -> Option<Entry> {
    let length = usize::from(u16::from_le_bytes([entry[64], entry[65]]));
    let units = entry.get(..length.checked_sub(2)?.min(64))?.chunks_exact(2);
    let name =
        String::from_utf16(&units.map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect::<Vec<_>>());
    // The upper half of a size is not always set in files of small sectors.
    Some(Entry { name: name.ok()?, first: number(entry, 116), size: number(entry, 120).into() })
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

    /// A file with a workbook of this content, in sectors or in small ones.
    fn book(content: &[u8], small: bool) -> Vec<u8> {
        // Sector 0 is the table, 1 the directory, 2 the table of small sectors, 3 and on the content.
        let mut bytes = file(&["Root Entry", "Workbook"], &[1]);
        bytes[56..60].copy_from_slice(&4096_u32.to_le_bytes());
        bytes[60..64].copy_from_slice(&2_u32.to_le_bytes());
        bytes.resize(4 * 512, 0xff);
        bytes.extend(content);
        bytes.resize(bytes.len().next_multiple_of(512), 0);
        let sectors = u32::try_from(bytes.len() / 512 - 1).unwrap();
        let ends = |sector: u32| if sector + 1 == sectors { 0xffff_fffe } else { sector + 1 };
        for sector in [0, 2] {
            let at = 512 + 4 * sector;
            bytes[at..at + 4].copy_from_slice(&0xffff_fffe_u32.to_le_bytes());
        }
        for sector in 3..sectors {
            let at = 512 + 4 * usize::try_from(sector).unwrap();
            bytes[at..at + 4].copy_from_slice(&ends(sector).to_le_bytes());
        }
        let parts = content.len().div_ceil(SMALL);
        for part in 0..if small { parts } else { 0 } {
            let next = if part + 1 == parts { 0xffff_fffe } else { u32::try_from(part).unwrap() + 1 };
            let at = 3 * 512 + 4 * part;
            bytes[at..at + 4].copy_from_slice(&next.to_le_bytes());
        }
        let stream = if small { 0 } else { 3_u32 };
        for (index, first, size) in [(0, 3_u32, 0), (1, stream, content.len())] {
            let at = 2 * 512 + index * ENTRY;
            bytes[at + 116..at + 120].copy_from_slice(&first.to_le_bytes());
            bytes[at + 120..at + 124].copy_from_slice(&u32::try_from(size).unwrap().to_le_bytes());
        }
        bytes
    }

    #[test]
    fn a_sheet_of_excel_four_macros_is_found_in_sectors_of_either_size() {
        use super::biff::tests::workbook;
        let plain = workbook(&[0, 0, 2]);
        let macros = workbook(&[[0; 20].as_slice(), &[1]].concat());
        let excel = Kind::Of("application/vnd.ms-excel");
        assert_eq!(kind_of(book(&plain, true)), excel);
        assert_eq!(kind_of(book(&macros, true)), Kind::Dangerous(Danger::Macros));
        for (content, expected) in [(plain, excel), (macros, Kind::Dangerous(Danger::Macros))] {
            let mut long = content;
            long.resize(6000, 0);
            assert_eq!(kind_of(book(&long, false)), expected);
        }
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
            let read = super::entry(&lying);
            assert!(read.is_none_or(|entry| entry.name != "WordDocument"), "{length:?}");
        }
    }
}
