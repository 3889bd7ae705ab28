//! PDF files: the text that their pages show, a line for each line there. `defused` makes a file safe to open,
//! `stream` unpacks its parts, `font` tells characters by their codes, `page` walks a page's operators and `lines`
//! tells where a line ends.

mod defused;
mod font;
mod lines;
mod page;
mod stream;
#[cfg(test)]
pub(super) mod tests;

use super::{
    refusals::{MOST_PAGES, bloated, damaged, locked, sealed},
    tidy::without_number,
};
use duban_domain::{Sentence, directive::LONGEST_DIRECTIVE, sentence};
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use page::PageWalk;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Where the mark of a file may stand: some programs write something before it.
const MARK_WITHIN: usize = 1024;

/// Whether a file is a PDF.
pub(super) fn is_pdf(bytes: &[u8]) -> bool {
    bytes[..bytes.len().min(MARK_WITHIN)].windows(5).any(|mark| mark == b"%PDF-")
}

/// Reads the text of a file whose streams may weigh `unpacked`.
///
/// # Errors
/// It is damaged, locked or too large, or it shows no text.
pub(super) fn read(bytes: &[u8], unpacked: u64) -> Result<String, Sentence> {
    let safe = defused::defused(bytes, unpacked)?;
    // The reader calculates with offsets in a file without asking whether they can be.
    catch_unwind(AssertUnwindSafe(|| text(safe, unpacked))).unwrap_or_else(|_| Err(damaged()))
}

fn text(bytes: Vec<u8>, unpacked: u64) -> Result<String, Sentence> {
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => locked(),
        LoadPdfError::Decryption(_) => sealed(),
        LoadPdfError::Invalid => damaged(),
    })?;
    let pages = pdf.pages();
    if pages.len() > MOST_PAGES {
        return Err(bloated());
    }
    let mut walk = PageWalk::new(unpacked);
    let mut text = String::new();
    for page in pages.iter() {
        text.push_str(&without_number(walk.lines(page)?));
        // Whoever reads it refuses it for its length.
        if text.len() > LONGEST_DIRECTIVE * 4 {
            break;
        }
    }
    if walk.shown == 0 {
        return Err(sentence!(
            "it is a scan without text; upload .docx or .pdf with text, or paste the text",
            "这是扫描件，没有可识别的文字；请上传 .docx、带文字的 .pdf，或粘贴文字"
        ));
    }
    if walk.unknown * 2 > walk.shown {
        return Err(sentence!(
            "its fonts do not tell which characters they show; upload .docx, or paste the text",
            "此PDF的字体没有注明所示的文字，无法识别；请上传 .docx，或粘贴文字"
        ));
    }
    Ok(text)
}
