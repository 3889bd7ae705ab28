//! Fonts: which characters a string of codes shows. A font's own table to Unicode is asked first, then what its
//! encoding means: a predefined map for Chinese, Japanese or Korean, or a Latin alphabet with differences.

use super::stream::unpacked;
use encoding_rs::WINDOWS_1252;
use hayro_cmap::{BfString, CMap, CMapName, load_embedded};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as PdfString};
use std::collections::HashMap;

/// A character that a font shows and does not name.
pub(super) const UNKNOWN: char = '\u{fffd}';

/// A map that is larger than this, unpacked, is no font's.
const LARGEST_MAP: u64 = 4 << 20;

/// A font.
pub(super) struct Font {
    to_unicode: Option<CMap>,
    codes: Codes,
}

/// How a string is cut into codes, and what they mean.
enum Codes {
    /// A byte each; some are named otherwise than in the Latin alphabet.
    Bytes(HashMap<u8, String>),
    /// Two bytes each, which are Unicode already.
    Unicode,
    /// Numbers of characters in a collection: by a map, or two bytes each.
    Collection { map: Option<CMap>, to_unicode: Option<CMap> },
}

impl Font {
    /// Reads a font; what its maps weigh is taken from `left`.
    pub(super) fn read(dict: &Dict<'_>, left: &mut u64) -> Self {
        let to_unicode = dict.get::<Stream<'_>>("ToUnicode").and_then(|stream| map(&stream, left));
        let composite = dict.get::<Name<'_>>("Subtype").is_some_and(|kind| kind.as_ref() == b"Type0");
        let codes = if composite { composite_codes(dict, left) } else { Codes::Bytes(differences(dict)) };
        Self { to_unicode, codes }
    }

    /// The text of a string, with [`UNKNOWN`] for what nobody can tell.
    pub(super) fn text(&self, string: &[u8]) -> String {
        let mut text = String::new();
        let mut rest = string;
        while !rest.is_empty() {
            let width = self.codes.width(rest).clamp(1, rest.len());
            let (code, after) = rest.split_at(width);
            rest = after;
            match self.character(code) {
                Some(known) => text.push_str(&known),
                None => text.push(UNKNOWN),
            }
        }
        text
    }

    fn character(&self, code: &[u8]) -> Option<String> {
        let number = number(code);
        self.to_unicode.as_ref().and_then(|map| shown(map, number)).or_else(|| self.codes.character(code))
    }
}

impl Codes {
    /// How many bytes the next code has.
    fn width(&self, rest: &[u8]) -> usize {
        match self {
            Self::Bytes(_) => 1,
            Self::Unicode => {
                let high = matches!(rest.first(), Some(0xd8..=0xdb));
                if high { 4 } else { 2 }
            }
            Self::Collection { map: None, .. } => 2,
            Self::Collection { map: Some(map), .. } => {
                let fits = |width: &usize| rest.get(..*width).and_then(|code| cid(map, code)).is_some();
                (1..=4).find(fits).unwrap_or(2)
            }
        }
    }

    fn character(&self, code: &[u8]) -> Option<String> {
        match self {
            Self::Bytes(named) => {
                let byte = *code.first()?;
                let latin = || {
                    let (text, _, _) = WINDOWS_1252.decode(code);
                    (byte >= b' ').then(|| text.into_owned())
                };
                named.get(&byte).cloned().or_else(latin)
            }
            Self::Unicode => {
                let units: Vec<u16> =
                    code.chunks_exact(2).map(|two| u16::from_be_bytes([two[0], two[1]])).collect();
                String::from_utf16(&units).ok().filter(|text| is_said(text))
            }
            Self::Collection { map, to_unicode } => {
                let cid = match map {
                    Some(map) => cid(map, code)?,
                    None => number(code),
                };
                shown(to_unicode.as_ref()?, cid)
            }
        }
    }
}

fn number(code: &[u8]) -> u32 {
    code.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

fn cid(map: &CMap, code: &[u8]) -> Option<u32> {
    map.lookup_cid_code(number(code), u8::try_from(code.len()).ok()?)
}

/// What a map to Unicode says of a code, unless it says nothing by it.
fn shown(map: &CMap, code: u32) -> Option<String> {
    let text = match map.lookup_bf_string(code)? {
        BfString::Char(one) => one.to_string(),
        BfString::String(several) => several,
    };
    is_said(&text).then_some(text)
}

/// Fonts of some programs map what they do not know to zero, or into the area for private use.
fn is_said(text: &str) -> bool {
    let nothing = |c: char| c.is_control() || matches!(c, UNKNOWN | '\u{e000}'..='\u{f8ff}');
    !text.is_empty() && !text.chars().all(nothing)
}

fn composite_codes(dict: &Dict<'_>, left: &mut u64) -> Codes {
    let to_unicode = collection(dict).and_then(|ordering| {
        let name = match ordering.as_slice() {
            b"GB1" => CMapName::AdobeGb1Ucs2,
            b"CNS1" => CMapName::AdobeCns1Ucs2,
            b"Japan1" => CMapName::AdobeJapan1Ucs2,
            b"Korea1" => CMapName::AdobeKorea1Ucs2,
            _ => return None,
        };
        predefined(name)
    });
    let map = match dict.get::<Object<'_>>("Encoding") {
        Some(Object::Name(name)) => match CMapName::from_bytes(name.as_ref()) {
            CMapName::IdentityH | CMapName::IdentityV => None,
            _ if name.as_ref().starts_with(b"Uni") => return Codes::Unicode,
            known => predefined(known),
        },
        Some(Object::Stream(stream)) => map(&stream, left),
        _ => None,
    };
    Codes::Collection { map, to_unicode }
}

/// The collection whose characters a composite font numbers: the ordering of its descendant.
fn collection(dict: &Dict<'_>) -> Option<Vec<u8>> {
    let descendant = dict.get::<Array<'_>>("DescendantFonts")?.iter::<Dict<'_>>().next()?;
    let info = descendant.get::<Dict<'_>>("CIDSystemInfo")?;
    Some(info.get::<PdfString<'_>>("Ordering")?.as_bytes().to_vec())
}

fn predefined(name: CMapName<'_>) -> Option<CMap> {
    CMap::parse(load_embedded(name)?, load_embedded)
}

fn map(stream: &Stream<'_>, left: &mut u64) -> Option<CMap> {
    let mut least = LARGEST_MAP.min(*left);
    let before = least;
    let content = unpacked(stream, &mut least);
    *left -= before - least;
    CMap::parse(&content?, load_embedded)
}

/// The bytes that a font names otherwise than the Latin alphabet does.
fn differences(dict: &Dict<'_>) -> HashMap<u8, String> {
    let mut named = HashMap::new();
    let encoding = dict.get::<Dict<'_>>("Encoding");
    let Some(differences) = encoding.and_then(|encoding| encoding.get::<Array<'_>>("Differences")) else {
        return named;
    };
    let mut code = 0_i64;
    for item in differences.iter::<Object<'_>>().take(1_000) {
        match item {
            Object::Number(number) => code = number.as_i64(),
            Object::Name(name) => {
                if let (Ok(code), Some(text)) = (u8::try_from(code), glyph(&name)) {
                    named.insert(code, text);
                }
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
    named
}

/// What a glyph of this name shows: the names that stand for other than themselves are those of signs and digits.
fn glyph(name: &[u8]) -> Option<String> {
    const NAMES: &[(&str, &str)] = &[
        ("space", " "),
        ("zero", "0"),
        ("one", "1"),
        ("two", "2"),
        ("three", "3"),
        ("four", "4"),
        ("five", "5"),
        ("six", "6"),
        ("seven", "7"),
        ("eight", "8"),
        ("nine", "9"),
        ("period", "."),
        ("comma", ","),
        ("colon", ":"),
        ("semicolon", ";"),
        ("hyphen", "-"),
        ("endash", "–"),
        ("emdash", "—"),
        ("slash", "/"),
        ("parenleft", "("),
        ("parenright", ")"),
        ("bracketleft", "["),
        ("bracketright", "]"),
        ("percent", "%"),
        ("plus", "+"),
        ("equal", "="),
        ("quotedblleft", "“"),
        ("quotedblright", "”"),
        ("quoteleft", "‘"),
        ("quoteright", "’"),
        ("at", "@"),
        ("ampersand", "&"),
        ("underscore", "_"),
        ("numbersign", "#"),
        ("asterisk", "*"),
        ("question", "?"),
        ("exclam", "!"),
    ];
    let name = std::str::from_utf8(name).ok()?;
    let hex = name
        .strip_prefix("uni")
        .filter(|hex| hex.len() == 4)
        .or_else(|| name.strip_prefix('u').filter(|hex| (4..=6).contains(&hex.len())));
    let by_number = hex.and_then(|hex| char::from_u32(u32::from_str_radix(hex, 16).ok()?)).map(String::from);
    let by_name = || NAMES.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_owned());
    let itself = || (name.chars().count() == 1).then(|| name.to_owned());
    by_number.or_else(by_name).or_else(itself)
}
