//! PDF files that would run something when they are opened or clicked: their dictionaries name JavaScript or an
//! action that launches a program. A name may be spelled with `#` and two digits a character, and dictionaries may
//! be packed into streams of objects, so both are looked through. What is encrypted cannot be.

use super::{danger::Danger, file_kind::Kind};
use flate2::read::DeflateDecoder;
use std::io::{self, Read, Seek};

const MAGIC: &[u8] = b"%PDF-";
const PDF: &str = "application/pdf";
/// What all packed objects of a file together may weigh when they are unpacked.
const MOST_UNPACKED: u64 = 256 << 20;
/// Two bytes stand before what zlib packs.
const ZLIB_HEAD: usize = 2;
/// The longest name that is of interest, spelled out.
const LONGEST_NAME: usize = 32;

/// Whether it is such a file.
pub(super) fn is_pdf(head: &[u8]) -> bool {
    head.starts_with(MAGIC)
}

/// What a file is by the actions in it.
pub(super) fn kind(file: &mut (impl Read + Seek)) -> io::Result<Kind> {
    let mut content = Vec::new();
    file.rewind()?;
    file.read_to_end(&mut content)?;
    let acts = Scan { unpacked: 0 }.acts(&content, true);
    Ok(if acts { Kind::Dangerous(Danger::Action) } else { Kind::Of(PDF) })
}

struct Scan {
    /// How much has been unpacked.
    unpacked: u64,
}

impl Scan {
    /// Whether these objects name something that runs. The long names are looked for everywhere, so that no
    /// unbalanced bracket hides them; the short one would turn up in pictures by chance.
    fn acts(&mut self, content: &[u8], may_pack: bool) -> bool {
        let (mut stream_ends, mut packed) = (0, false);
        for (at, byte) in content.iter().enumerate() {
            match byte {
                b'/' => match name(&content[at + 1..]).as_slice() {
                    b"JavaScript" | b"Launch" => return true,
                    b"JS" if at >= stream_ends => return true,
                    b"ObjStm" => packed = true,
                    _ => {}
                },
                b's' if at >= stream_ends => {
                    let Some(begins) = stream_begins(content, at) else { continue };
                    let length = find(&content[begins..], b"endstream");
                    let objects = &content[begins..length.map_or(content.len(), |length| begins + length)];
                    stream_ends = begins + length.unwrap_or_default();
                    if std::mem::take(&mut packed) && may_pack {
                        let unpacked = self.unpack(objects);
                        if self.acts(objects, false) || self.acts(&unpacked, false) {
                            return true;
                        }
                    }
                }
                _ => {}
            }
        }
        false
    }

    /// Packed objects, as far as they can be unpacked.
    fn unpack(&mut self, objects: &[u8]) -> Vec<u8> {
        let mut unpacked = Vec::new();
        let most = MOST_UNPACKED.saturating_sub(self.unpacked);
        // What is damaged is read up to there, and no checksum is asked for, as readers of such files do.
        let packed = objects.get(ZLIB_HEAD..).unwrap_or_default();
        let _damaged = DeflateDecoder::new(packed).take(most).read_to_end(&mut unpacked);
        self.unpacked += unpacked.len() as u64;
        unpacked
    }
}

/// Where the content of a stream begins whose keyword stands here, behind its dictionary.
fn stream_begins(content: &[u8], at: usize) -> Option<usize> {
    let rest = content[at..].strip_prefix(b"stream")?;
    if !content[..at].trim_ascii_end().ends_with(b">>") {
        return None;
    }
    let line = match rest {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => return None,
    };
    Some(at + b"stream".len() + line)
}

fn find(content: &[u8], what: &[u8]) -> Option<usize> {
    content.windows(what.len()).position(|window| window == what)
}

/// A name as it is meant, without its solidus; cut short where it is longer than any of interest.
fn name(content: &[u8]) -> Vec<u8> {
    let mut name = Vec::new();
    let mut rest = content;
    while let [sign, behind @ ..] = rest
        && name.len() < LONGEST_NAME
        && is_regular(*sign)
    {
        rest = behind;
        let digits = (*sign == b'#').then(|| behind.get(..2)).flatten();
        let meant = digits.and_then(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok());
        if meant.is_some() {
            rest = &behind[2..];
        }
        name.push(meant.unwrap_or(*sign));
    }
    name
}

/// Whether a character goes on with a name (ISO 32000-1, 7.2.2).
const fn is_regular(sign: u8) -> bool {
    !matches!(
        sign,
        0 | b'\t'
            | b'\n'
            | 0x0c
            | b'\r'
            | b' '
            | b'('
            | b')'
            | b'<'
            | b'>'
            | b'['
            | b']'
            | b'{'
            | b'}'
            | b'/'
            | b'%'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::ZlibEncoder};
    use std::io::{Cursor, Write};

    /// A file of one page and these further objects.
    fn pdf(objects: &[&[u8]]) -> Vec<u8> {
        let mut bytes = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n\
            2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n\
            3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\n"
            .to_vec();
        for (number, object) in (4..).zip(objects) {
            bytes.extend(format!("{number} 0 obj\n").bytes());
            bytes.extend(*object);
            bytes.extend(b"\nendobj\n");
        }
        bytes.extend(b"trailer\n<< /Root 1 0 R >>\n%%EOF\n");
        bytes
    }

    fn stream(dictionary: &str, content: &[u8]) -> Vec<u8> {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(content).unwrap();
        let content = zlib.finish().unwrap();
        let head = format!("<< {dictionary} /Filter /FlateDecode /Length {} >>\nstream\r\n", content.len());
        [head.as_bytes(), &content, b"\nendstream"].concat()
    }

    fn kind_of(objects: &[&[u8]]) -> Kind {
        kind(&mut Cursor::new(pdf(objects))).unwrap()
    }

    #[test]
    fn an_ordinary_file_is_one() {
        assert_eq!(kind_of(&[]), Kind::Of(PDF));
        let text = stream("", b"BT /F1 12 Tf (JavaScript, JS, Launch /JS ) Tj ET");
        let packed = stream("/Type /ObjStm /N 1 /First 4", b"7 0 << /Title (JS) /Launched true /JSON 1 >>");
        assert_eq!(
            kind_of(&[&text, &packed, b"<< /JSX 1 /S /URI /URI (https://example.cn/a#js) >>"]),
            Kind::Of(PDF)
        );
        // By chance among the bytes of a picture.
        let picture = b"<< /Subtype /Image /Length 6 >>\nstream\n\x01/JS \x02\nendstream";
        assert_eq!(kind_of(&[picture]), Kind::Of(PDF));
    }

    #[test]
    fn scripts_and_launched_programs_are_found_wherever_they_stand() {
        let action = Kind::Dangerous(Danger::Action);
        for object in [
            b"<< /S /JavaScript /JS (app.alert(1)) >>".as_slice(),
            b"<</S/JavaScript/JS 9 0 R>>",
            b"<< /S /#4aava#53cript >>",
            b"<< /S /Rendition /JS (app.alert(1)) >>",
            b"<< /Type /Action /S /Launch /Win << /F (cmd.exe) >> >>",
            b"<< /Names << /JavaScript 8 0 R >> >>",
            b"(unbalanced ( << /S /Launch /F (a.exe) >>",
        ] {
            assert_eq!(kind_of(&[object]), action, "{}", String::from_utf8_lossy(object));
        }
        let packed = stream("/Type /ObjStm /N 1 /First 4", b"7 0 << /S /JavaScript /JS (x) >>");
        assert_eq!(kind_of(&[&packed]), action);
        let later = stream("/Type /ObjStm /N 1 /First 4", b"7 0 << /S /Launch /F (a.exe) >>");
        assert_eq!(kind_of(&[&stream("", b"BT ET"), &later]), action, "in the second stream");
        assert_eq!(
            kind_of(&[&packed[..packed.len() - 12]]),
            action,
            "cut short, it is read as far as it goes"
        );
        let plain = b"<< /Type /ObjStm /N 1 /First 4 /Length 20 >>\nstream\n7 0 << /JS (x) >>\nendstream";
        assert_eq!(kind_of(&[plain]), action);
    }

    #[test]
    fn a_damaged_file_is_read_to_no_harm() {
        for object in
            [b"/".as_slice(), b"/#", b"/#4", b">>stream", b">> stream\n", b"<< /Type /ObjStm >>\nstream\nx"]
        {
            assert_eq!(kind_of(&[object]), Kind::Of(PDF), "{}", String::from_utf8_lossy(object));
        }
    }
}
