//! Makes a file safe to open. Whoever reads the file's objects unpacks, without a limit, the streams that hold
//! objects or say where they are, and a small stream can be made to unpack without end. So these are measured
//! first; of every other stream the filter is hidden under another key, where only `stream` looks for it, which
//! keeps to a limit.
//!
//! A stream follows a dictionary. Where one begins can be told in many ways, and a crafted file may mean another
//! place than it seems to; so every place that could begin one is looked at.

use super::super::refusals::{bloated, damaged, sealed};
use duban_domain::Sentence;
use flate2::read::ZlibDecoder;
use hayro_syntax::{
    object::{Array, Dict, MaybeRef, Name, Number, Object},
    reader::{Readable, Reader, ReaderContext, ReaderExt},
};
use std::{io::Read, ops::Range};

/// The key of a stream's filter, and the one it is hidden under.
pub(super) const FILTER: &[u8] = b"Filter";
pub(super) const HIDDEN_FILTER: &[u8] = b"FilteX";

/// The same in the streams of a page; in a file it would name another file.
const SHORT_FILTER: &[u8] = b"F";

/// What the streams that say where objects are may weigh unpacked: every entry takes many times its weight in
/// memory.
const PLACES: u64 = 8 << 20;

/// What such streams may weigh packed where they are encrypted, and so cannot be measured.
const UNMEASURED: usize = 128 << 10;

/// How many dictionaries there may be. A directive has a few thousand.
const MOST_DICTS: usize = 200_000;

/// How much is looked at for each byte of the file: dictionaries stand in each other, and streams may lack an end.
const LOOKS: usize = 20;

/// How much is looked at in any file.
const FREE_LOOKS: usize = 4 << 20;

/// Nor is a row of a table of places longer than this.
const LONGEST_ROW: i64 = 1 << 16;

/// A copy of the file that is safe to open: its streams of objects weigh no more than `unpacked`.
///
/// # Errors
/// It would unpack into more than is read.
pub(super) fn defused(bytes: &[u8], unpacked: u64) -> Result<Vec<u8>, Sentence> {
    let mut scan = PdfScan::new(bytes)?;
    for start in pairs(bytes).filter(|start| may_begin(&bytes[..*start])) {
        scan.look(start)?;
    }
    let mut safe = bytes.to_vec();
    let mut measure = Measure::new(&scan, unpacked);
    for stream in &scan.streams {
        if stream.end.is_none() {
            safe[stream.keyword.clone()].fill(b'_');
        } else if stream.holds_objects {
            measure.take(bytes, stream)?;
        } else {
            hide(&mut safe, stream);
        }
    }
    Ok(safe)
}

/// Where dictionaries may begin.
fn pairs(bytes: &[u8]) -> impl Iterator<Item = usize> {
    bytes.windows(2).enumerate().filter(|(_, pair)| *pair == b"<<").map(|(at, _)| at)
}

/// Whether a dictionary behind these bytes may be an object's or the file's. One within another is neither, and of
/// two such signs in a picture hardly any.
fn may_begin(before: &[u8]) -> bool {
    let space = before.last().is_none_or(|byte| matches!(byte, 0 | b'\t' | b'\n' | 0xc | b'\r' | b' '));
    space || before.ends_with(b"obj") || before.ends_with(b"trailer")
}

/// A stream that is packed.
struct PackedStream {
    dict: Range<usize>,
    keyword: Range<usize>,
    /// Where it ends; `None` if nothing says so, and then it is none.
    end: Option<usize>,
    /// Whether it says that it holds objects, or where they are, packed in the only way those are.
    holds_objects: bool,
    holds_places: bool,
    /// Its length, where that is said here.
    length: Option<usize>,
}

/// What is found in a file, and what is left of the work that is done for it.
struct PdfScan<'b> {
    bytes: &'b [u8],
    looks: usize,
    dicts: usize,
    ends: Vec<usize>,
    encrypted: bool,
    streams: Vec<PackedStream>,
}

impl<'b> PdfScan<'b> {
    fn new(bytes: &'b [u8]) -> Result<Self, Sentence> {
        let dicts = MOST_DICTS.checked_sub(pairs(bytes).count()).ok_or_else(bloated)?;
        let end = b"endstream";
        let ends = bytes.windows(end.len()).enumerate().filter(|(_, word)| word == end).map(|(at, _)| at);
        let looks = bytes.len() * LOOKS + FREE_LOOKS;
        Ok(Self { bytes, looks, dicts, ends: ends.collect(), encrypted: false, streams: Vec::new() })
    }

    /// Looks at a place where a dictionary, and behind it a stream, may begin.
    fn look(&mut self, start: usize) -> Result<(), Sentence> {
        let mut reader = Reader::new_with(self.bytes, start);
        let dict = Dict::read(&mut reader, &ReaderContext::dummy());
        let Some(dict) = dict else { return self.spend(extent(&self.bytes[start..])) };
        self.spend(reader.offset() - start)?;
        self.encrypted |= dict.contains_key("Encrypt");
        let dict_end = reader.offset();
        reader.skip_white_spaces_and_comments();
        let keyword = reader.offset()..reader.offset() + b"stream".len();
        if reader.forward_tag(b"stream").is_none() {
            return Ok(());
        }
        let end = self.ends.get(self.ends.partition_point(|end| *end < keyword.end)).copied();
        self.spend(end.map_or(0, |end| end - keyword.end))?;
        if end.is_none() || is_packed(&dict) {
            let kind = kind(&dict).filter(|_| is_plainly_packed(&dict));
            self.streams.push(PackedStream {
                dict: start..dict_end,
                keyword,
                end,
                holds_objects: kind.is_some(),
                holds_places: kind.is_some_and(|kind| kind.as_ref() == b"XRef"),
                length: direct::<Number>(&dict, "Length").and_then(|n| usize::try_from(n.as_i64()).ok()),
            });
        }
        Ok(())
    }

    fn spend(&mut self, looked: usize) -> Result<(), Sentence> {
        self.looks = self.looks.checked_sub(looked).ok_or_else(bloated)?;
        Ok(())
    }
}

/// How far a reader may have looked that found no dictionary: it goes on until something stands where it cannot.
fn extent(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let rest = &bytes[at..];
        at += match byte {
            b'%' => rest.iter().take_while(|byte| !matches!(byte, b'\r' | b'\n')).count(),
            b'(' => string_length(rest),
            b'<' if rest.get(1) != Some(&b'<') => rest.iter().take_while(|byte| **byte != b'>').count() + 1,
            b'<' => 2,
            b'>' if rest.get(1) == Some(&b'>') => 2,
            b')' | b'>' | b'{' | b'}' => break,
            _ => 1,
        };
    }
    at.min(bytes.len())
}

/// How long a string in brackets is, which may hold others.
fn string_length(bytes: &[u8]) -> usize {
    let (mut at, mut open) = (0, 0_usize);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'(' => open += 1,
            b')' => open -= 1,
            _ => {}
        }
        at += 1;
        if open == 0 {
            break;
        }
    }
    at
}

/// What is left of what streams of objects may weigh, all together.
struct Measure {
    encrypted: bool,
    dicts: usize,
    objects: u64,
    places: u64,
    unmeasured: usize,
}

impl Measure {
    fn new(scan: &PdfScan<'_>, unpacked: u64) -> Self {
        let places = PLACES.min(unpacked);
        Self {
            encrypted: scan.encrypted,
            dicts: scan.dicts,
            objects: unpacked,
            places,
            unmeasured: UNMEASURED,
        }
    }

    fn take(&mut self, bytes: &[u8], stream: &PackedStream) -> Result<(), Sentence> {
        let data = &bytes[stream.keyword.end..];
        let start = [&b"\n"[..], b"\r\n", b"\r"].into_iter().find(|end| data.starts_with(end));
        let start = start.map_or(0, <[u8]>::len);
        let left = if stream.holds_places { &mut self.places } else { &mut self.objects };
        if !weigh(&data[start..], left, &mut self.dicts)? && !self.encrypted {
            return Err(damaged());
        }
        if self.encrypted {
            let to_end = stream.end.map_or(0, |end| end - stream.keyword.end);
            let length = stream.length.unwrap_or(data.len()).min(data.len());
            self.unmeasured = self.unmeasured.checked_sub(length.max(to_end)).ok_or_else(sealed)?;
        }
        Ok(())
    }
}

/// Takes what a stream unpacks into, and how many dictionaries are in it, from what is left of both. Says whether
/// it is packed as it should be; of one that is not, nobody knows.
fn weigh(data: &[u8], left: &mut u64, dicts: &mut usize) -> Result<bool, Sentence> {
    let mut unpacking = ZlibDecoder::new(data);
    let mut buffer = vec![0; 64 << 10];
    loop {
        match unpacking.read(&mut buffer) {
            Ok(0) => return Ok(true),
            Ok(read) => {
                *left = left.checked_sub(read as u64).ok_or_else(bloated)?;
                *dicts = dicts.checked_sub(pairs(&buffer[..read]).count()).ok_or_else(bloated)?;
            }
            Err(_) => return Ok(false),
        }
    }
}

/// Hides the filter of a stream. Where that does not help, because the key is written in an unusual way, there is
/// no stream any more.
fn hide(safe: &mut [u8], stream: &PackedStream) {
    let key = [b"/", FILTER].concat();
    let mut at = stream.dict.start;
    while let Some(found) = safe[at..stream.dict.end].windows(key.len()).position(|word| word == key) {
        at += found + key.len();
        safe[at - FILTER.len()..at].copy_from_slice(HIDDEN_FILTER);
    }
    let mut reader = Reader::new_with(safe, stream.dict.start);
    let dict = Dict::read(&mut reader, &ReaderContext::dummy());
    if dict.is_none_or(|dict| is_packed(&dict)) {
        safe[stream.keyword.clone()].fill(b'_');
    }
}

fn is_packed(dict: &Dict<'_>) -> bool {
    dict.contains_key(FILTER) || dict.contains_key(SHORT_FILTER)
}

/// What kind of objects a stream holds, if it says that here.
fn kind<'a>(dict: &Dict<'a>) -> Option<Name<'a>> {
    direct::<Name<'_>>(dict, "Type").filter(|kind| matches!(kind.as_ref(), b"ObjStm" | b"XRef"))
}

/// Whether a stream is packed in one way, which is told here and not elsewhere.
fn is_plainly_packed(dict: &Dict<'_>) -> bool {
    let one = direct::<Name<'_>>(dict, FILTER).or_else(|| match only(dict, FILTER)? {
        Object::Name(name) => Some(name),
        _ => None,
    });
    let parameters =
        direct::<Dict<'_>>(dict, "DecodeParms").or_else(|| only(dict, "DecodeParms")?.into_dict());
    let small = |value| matches!(value, MaybeRef::NotRef(Object::Number(n)) if (0..=LONGEST_ROW).contains(&n.as_i64()));
    one.is_some_and(|one| one.as_ref() == b"FlateDecode")
        && !dict.contains_key(SHORT_FILTER)
        && !dict.contains_key("DP")
        && match parameters {
            Some(parameters) => parameters.entries().all(|(_, value)| small(value)),
            None => !dict.contains_key("DecodeParms"),
        }
}

/// A value that stands in the dictionary itself.
fn direct<'a, T: Readable<'a>>(dict: &Dict<'a>, key: impl AsRef<[u8]>) -> Option<T> {
    match dict.get_raw::<T>(key)? {
        MaybeRef::NotRef(value) => Some(value),
        MaybeRef::Ref(_) => None,
    }
}

/// The only value of an array that stands in the dictionary itself.
fn only<'a>(dict: &Dict<'a>, key: impl AsRef<[u8]>) -> Option<Object<'a>> {
    let mut values = direct::<Array<'_>>(dict, key)?.raw_iter();
    match (values.next(), values.next()) {
        (Some(MaybeRef::NotRef(one)), None) => Some(one),
        _ => None,
    }
}
