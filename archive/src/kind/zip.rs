//! Office files that are ZIP archives: which one, the names of their parts say.

const ENTRY: &[u8] = b"PK\x03\x04";
/// Where the name's length stands after the start of an entry.
const NAME_LENGTH: usize = 26;
/// Where the name stands after the start of an entry.
const NAME: usize = 30;

const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const SLIDES: &str = "application/vnd.openxmlformats-officedocument.presentationml.presentation";
/// The national format for fixed layouts, GB/T 33190.
const OFD: &str = "application/ofd";

/// The media type of an office file. The writers of such files order the parts as they like, so the
/// first few names are not enough.
pub(super) fn office(head: &[u8]) -> Option<&'static str> {
    if !head.starts_with(ENTRY) {
        return None;
    }
    names(head).find_map(|name| match name {
        b"OFD.xml" => Some(OFD),
        name if name.starts_with(b"word/") => Some(WORD),
        name if name.starts_with(b"xl/") => Some(SHEET),
        name if name.starts_with(b"ppt/") => Some(SLIDES),
        _ => None,
    })
}

/// The names of the entries that begin in `head`.
fn names(head: &[u8]) -> impl Iterator<Item = &[u8]> {
    let starts = head.windows(ENTRY.len()).enumerate().filter(|(_, window)| *window == ENTRY);
    starts.filter_map(|(at, _)| {
        let length = head.get(at + NAME_LENGTH..at + NAME_LENGTH + 2)?;
        let length = usize::from(u16::from_le_bytes([length[0], length[1]]));
        head.get(at + NAME..at + NAME + length)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An archive of empty parts.
    fn archive(names: &[&str]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for name in names {
            bytes.extend_from_slice(ENTRY);
            bytes.extend_from_slice(&[0; NAME_LENGTH - 4]);
            bytes.extend_from_slice(&u16::try_from(name.len()).unwrap().to_le_bytes());
            bytes.extend_from_slice(&[0; 2]);
            bytes.extend_from_slice(name.as_bytes());
        }
        bytes
    }

    #[test]
    fn the_parts_say_which_office_file_it_is() {
        let many = ["[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "docProps/thumbnail.jpeg"];
        let with = |part| office(&archive(&[many.as_slice(), &[part]].concat()));
        assert_eq!(with("word/document.xml"), Some(WORD));
        assert_eq!(with("xl/worksheets/sheet1.xml"), Some(SHEET));
        assert_eq!(with("ppt/presentation.xml"), Some(SLIDES));
        assert_eq!(office(&archive(&["OFD.xml", "Doc_0/Document.xml"])), Some(OFD));
        assert_eq!(with("payload.exe"), None);
    }

    #[test]
    fn a_cut_archive_is_no_office_file() {
        let whole = archive(&["word/document.xml"]);
        for length in 0..whole.len() {
            assert_eq!(office(&whole[..length]), None, "{length}");
        }
    }
}
