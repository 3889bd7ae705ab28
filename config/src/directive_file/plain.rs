//! Plain text in the encodings it comes in, and what is no text at all.

use duban_domain::{Sentence, sentence};
use encoding_rs::{GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// The text of a file, or of what was pasted.
///
/// # Errors
/// It is something else.
pub(super) fn read(bytes: &[u8]) -> Result<String, Sentence> {
    if let Some(why) = another_kind(bytes) {
        return Err(why);
    }
    let marked = [(&b"\xef\xbb\xbf"[..], UTF_8), (&b"\xff\xfe"[..], UTF_16LE), (&b"\xfe\xff"[..], UTF_16BE)];
    let marked = marked.into_iter().find(|(mark, _)| bytes.starts_with(mark));
    let encodings = match marked {
        Some((_, encoding)) => vec![encoding],
        None => vec![UTF_8, GB18030],
    };
    let decoded = encodings.into_iter().find_map(|encoding| {
        let (text, _, failed) = encoding.decode(bytes);
        (!failed && is_text(&text)).then(|| text.into_owned())
    });
    decoded.ok_or_else(|| {
        sentence!(
            "this is no text; upload .docx, .pdf with text, .ofd or .txt, or paste the text",
            "这不是文字；请上传 .docx、带文字的 .pdf、.ofd 或 .txt，或粘贴文字"
        )
    })
}

/// Bytes of a program or a picture decode, by chance, into text with signs that no text has.
fn is_text(text: &str) -> bool {
    let odd = text.chars().filter(|c| match c {
        '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1a}' => false,
        '\u{e000}'..='\u{f8ff}' => true,
        _ => c.is_control(),
    });
    !text.contains('\0') && odd.count() * 50 <= text.chars().count()
}

/// What to say of a file that is known and is no text.
fn another_kind(bytes: &[u8]) -> Option<Sentence> {
    const PICTURES: &[&[u8]] = &[b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*"];
    const ARCHIVES: &[&[u8]] = &[b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b"];
    let begins = |marks: &[&[u8]]| marks.iter().any(|mark| bytes.starts_with(mark));
    if begins(&[b"\xd0\xcf\x11\xe0"]) {
        // A .docx with a password is wrapped in the same old container.
        return Some(sentence!(
            "this is an old .doc or .wps, or protected with a password; save it as .docx without one",
            "这是旧格式的 .doc 或 .wps，或加了密码的文档；请打开后另存为不带密码的 .docx"
        ));
    }
    // Only two letters mark a bitmap; a length and a zero follow them.
    let picture = begins(PICTURES) && (!begins(&[b"BM"]) || bytes.get(6..10) == Some(&[0; 4]))
        || bytes.get(8..12) == Some(b"WEBP");
    if picture {
        return Some(sentence!(
            "this is a picture, whose text cannot be read; upload .docx or .pdf with text, or paste the text",
            "这是图片，无法识别其中的文字；请上传 .docx、带文字的 .pdf，或粘贴文字"
        ));
    }
    if begins(ARCHIVES) {
        return Some(sentence!(
            "this is an archive; unpack it and upload the notice in it",
            "这是压缩包；请解压后上传其中的通知"
        ));
    }
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).to_ascii_lowercase();
    let start = start.trim_start_matches(['\u{feff}', ' ', '\r', '\n', '\t']);
    let page =
        start.starts_with('<') && ["<html", "<!doctype html", "<?xml"].iter().any(|m| start.contains(m));
    if start.starts_with("{\\rtf") || start.starts_with("mime-version:") || page {
        return Some(sentence!(
            "this is a web page or a document of another kind; save it as .docx, or copy the text and paste it",
            "这是网页或其他种类的文档；请另存为 .docx，或复制其中的文字后粘贴"
        ));
    }
    None
}
