//! Files that are ZIP archives: which office's one is, the names in its directory say, wherever in the
//! archive a part stands. What would run is found there too, and in the documents within.

use super::{
    danger::{Danger, by_ending, runs},
    file_kind::Kind,
    ole, pdf,
};
use std::io::{self, Cursor, Read, Seek};
use zip::{ZipArchive, result::ZipError};

/// What every such archive begins with: an entry, or the end of one without any.
const BEGINNINGS: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];
/// How deep documents within documents are looked into, how many, and of what size.
const DEEPEST: usize = 2;
const MOST_WITHIN: usize = 50;
const LARGEST_WITHIN: u64 = 16 << 20;
/// What the list of parts may weigh.
const LARGEST_LIST: u64 = 4 << 20;

const LIST: &str = "[Content_Types].xml";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const SLIDES: &str = "application/vnd.openxmlformats-officedocument.presentationml.presentation";
/// The national format for fixed layouts, GB/T 33190.
const OFD: &str = "application/ofd";
/// Any other archive.
const OTHER: &str = "application/zip";

/// Whether it is such an archive.
pub(super) fn is_zip(head: &[u8]) -> bool {
    BEGINNINGS.iter().any(|beginning| head.starts_with(beginning))
}

/// What an archive is; one that is damaged is no document.
pub(super) fn kind(file: &mut (impl Read + Seek), depth: usize) -> io::Result<Kind> {
    let mut archive = match ZipArchive::new(file) {
        Ok(archive) => archive,
        Err(ZipError::Io(error)) if error.kind() != io::ErrorKind::UnexpectedEof => return Err(error),
        Err(_) => return Ok(Kind::Of(OTHER)),
    };
    let names: Vec<String> =
        archive.file_names_raw().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
    let kind = by_names(&names);
    let Kind::Of(media_type) = kind else { return Ok(kind) };
    if media_type == OTHER {
        return Ok(kind);
    }
    if list_announces_macros(&mut archive) {
        return Ok(Kind::Dangerous(Danger::Macros));
    }
    if depth < DEEPEST
        && let Some(danger) = within(&mut archive, &names, depth)?
    {
        return Ok(Kind::Dangerous(danger));
    }
    Ok(kind)
}

/// What the names in a directory come to.
fn by_names(names: &[String]) -> Kind {
    let small: Vec<String> = names.iter().map(|name| name.to_lowercase().replace('\\', "/")).collect();
    let any = |test: &dyn Fn(&str) -> bool| small.iter().any(|name| test(name));
    if any(&|name| {
        name.ends_with("vbaproject.bin") || name.contains("xl/macrosheets/") || name.contains("basic/script")
    }) {
        return Kind::Dangerous(Danger::Macros);
    }
    if any(&|name| name == "meta-inf/manifest.mf" || name.ends_with(".class")) {
        return Kind::Dangerous(Danger::Java);
    }
    let office = small.contains(&LIST.to_lowercase());
    let begins = |folder: &str| office && any(&|name| name.starts_with(folder));
    let media_type = match () {
        () if names.iter().any(|name| name == "OFD.xml") => OFD,
        () if begins("word/") => WORD,
        () if begins("xl/") && !any(&|name| name == "xl/workbook.bin") => SHEET,
        () if begins("ppt/") => SLIDES,
        () => return Kind::Of(OTHER),
    };
    if any(&|name| by_ending(name) == Some(Danger::Macros)) {
        return Kind::Dangerous(Danger::Macros);
    }
    if any(&runs) { Kind::Dangerous(Danger::Within) } else { Kind::Of(media_type) }
}

/// Whether the list of parts says that the document may hold macros, even if it holds none yet.
fn list_announces_macros(archive: &mut ZipArchive<impl Read + Seek>) -> bool {
    let mut list = Vec::new();
    let read = archive.by_name(LIST).map(|part| part.take(LARGEST_LIST).read_to_end(&mut list));
    matches!(read, Ok(Ok(_))) && String::from_utf8_lossy(&list).to_lowercase().contains("macroenabled")
}

/// What the documents within a document are, where one of them would run.
fn within(
    archive: &mut ZipArchive<impl Read + Seek>,
    names: &[String],
    depth: usize,
) -> io::Result<Option<Danger>> {
    let embedded = |name: &&String| name.contains("embeddings/") || name.contains("Attach");
    for name in names.iter().filter(embedded).take(MOST_WITHIN) {
        let mut content = Vec::new();
        let read = archive.by_name(name).map(|part| part.take(LARGEST_WITHIN).read_to_end(&mut content));
        // What cannot be unpacked cannot be run either.
        if !matches!(read, Ok(Ok(_))) {
            continue;
        }
        let found = match content.as_slice() {
            bytes if is_zip(bytes) => kind(&mut Cursor::new(bytes), depth + 1)?,
            bytes if ole::is_ole(bytes) => ole::kind(&mut Cursor::new(bytes))?,
            bytes if pdf::is_pdf(bytes) => pdf::kind(&mut Cursor::new(bytes))?,
            bytes => infer::get(bytes)
                .and_then(|known| super::danger::of_type(known.mime_type()))
                .map_or(Kind::Of(super::file_kind::UNKNOWN), Kind::Dangerous),
        };
        match found {
            Kind::Dangerous(Danger::Macros) => return Ok(Some(Danger::Macros)),
            Kind::Dangerous(_) => return Ok(Some(Danger::Within)),
            Kind::Of(_) => {}
        }
    }
    Ok(None)
}
