//! Streams: the packed parts of a file, unpacked within what is left to unpack.

use super::defused::{FILTER, HIDDEN_FILTER};
use flate2::read::{DeflateDecoder, ZlibDecoder};
use hayro_syntax::object::{Array, Dict, Name, Stream};
use std::io::Read;

/// What the smallest stream is taken to weigh, so that even countless empty ones come to an end.
const LEAST: u64 = 64;

/// What a stream holds; `None` if it is packed in a way that text is not, or more than is left. What it weighs is
/// taken from `left`.
pub(super) fn unpacked(stream: &Stream<'_>, left: &mut u64) -> Option<Vec<u8>> {
    let mut data = stream.raw_data().into_owned();
    spend(left, data.len())?;
    for filter in filters(stream.dict())? {
        data = match filter.as_ref() {
            b"FlateDecode" | b"Fl" => inflated(&data, *left)?,
            b"ASCII85Decode" | b"A85" => from_ascii_85(&data)?,
            b"ASCIIHexDecode" | b"AHx" => from_hex(&data)?,
            b"Crypt" => data,
            _ => return None,
        };
        spend(left, data.len())?;
    }
    Some(data)
}

fn spend(left: &mut u64, weight: usize) -> Option<()> {
    let rest = left.checked_sub(LEAST.max(weight as u64));
    *left = rest.unwrap_or_default();
    rest.map(|_| ())
}

/// The filters, outermost first; `None` if their number is no text's.
fn filters<'a>(dict: &Dict<'a>) -> Option<Vec<Name<'a>>> {
    let key = if dict.contains_key(HIDDEN_FILTER) { HIDDEN_FILTER } else { FILTER };
    if let Some(one) = dict.get::<Name<'_>>(key) {
        return Some(vec![one]);
    }
    let Some(all) = dict.get::<Array<'_>>(key) else { return Some(Vec::new()) };
    let all: Vec<_> = all.iter::<Name<'_>>().take(5).collect();
    (all.len() < 5).then_some(all)
}

/// As far as it can be: the end of many a stream is missing or wrong.
fn inflated(data: &[u8], left: u64) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    let mut end = ZlibDecoder::new(data).take(left + 1).read_to_end(&mut whole);
    if end.is_err() && whole.is_empty() {
        // Some lack the two bytes that say how the rest is packed.
        end = DeflateDecoder::new(data).take(left + 1).read_to_end(&mut whole);
    }
    (end.is_ok() || !whole.is_empty()).then_some(whole)
}

fn from_hex(data: &[u8]) -> Option<Vec<u8>> {
    let end = data.iter().position(|byte| *byte == b'>').unwrap_or(data.len());
    let digits = data[..end].iter().filter(|byte| !byte.is_ascii_whitespace());
    let digits: Option<Vec<u32>> = digits.map(|byte| char::from(*byte).to_digit(16)).collect();
    digits?.chunks(2).map(|pair| u8::try_from(pair[0] * 16 + pair.get(1).unwrap_or(&0)).ok()).collect()
}

fn from_ascii_85(data: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut group: Vec<u8> = Vec::new();
    for byte in data.iter().filter(|byte| !byte.is_ascii_whitespace()) {
        match byte {
            b'~' => break,
            b'z' if group.is_empty() => bytes.extend([0; 4]),
            b'!'..=b'u' => group.push(byte - b'!'),
            _ => return None,
        }
        if group.len() == 5 {
            bytes.extend(word(&group).to_be_bytes());
            group.clear();
        }
    }
    // The last group is filled up, and as much of it does not count.
    if let Some(short) = group.len().checked_sub(1) {
        group.resize(5, b'u' - b'!');
        bytes.extend(&word(&group).to_be_bytes()[..short]);
    }
    Some(bytes)
}

fn word(group: &[u8]) -> u32 {
    group.iter().fold(0, |word: u32, digit| word.wrapping_mul(85).wrapping_add((*digit).into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_in_ascii_is_read() {
        assert_eq!(from_ascii_85(b"87cUR D]i,\"Ebo80~>").as_deref(), Some(&b"Hello World!"[..]));
        assert_eq!(from_ascii_85(b"87cURDZ~>").as_deref(), Some(&b"Hello"[..]));
        assert_eq!(from_hex(b"48 65 6C6c6F7>").as_deref(), Some(&b"Hellop"[..]));
    }
}
