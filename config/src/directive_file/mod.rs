//! The text of a directive as offices send it: .docx, .pdf, .ofd or plain text. The kind is told by content, not
//! by a name. What comes out is what `duban_domain::directive::read` reads: a line for each paragraph or printed
//! line, with the numbers that a program only showed written out.
//!
//! Files come from anywhere, so nothing in them is believed: what a file unpacks into, how deep it nests and how
//! much work it makes are all bounded.

mod docx;
mod ofd;
mod package;
mod pdf;
mod plain;
mod refusals;
#[cfg(test)]
mod tests;
mod tidy;
mod xml;

use crate::{
    file,
    problem::{Problem, Refused},
};
use duban_domain::{Sentence, directive::LONGEST_DIRECTIVE, sentence};
use package::Package;
use std::path::Path;

/// What a file may weigh.
pub const LARGEST_DIRECTIVE_FILE: usize = 20 << 20;

/// What it may weigh unpacked.
const UNPACKED: u64 = 64 << 20;

/// What kind of file a directive came as.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum DirectiveKind {
    /// A document of a word processor.
    Docx,
    /// A PDF file with text.
    Pdf,
    /// An OFD file (GB/T 33190).
    Ofd,
    /// Text, as a file or pasted.
    Plain,
}

/// A directive's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectiveText {
    /// The text, line by line.
    pub text: String,
    /// What it came as.
    pub kind: DirectiveKind,
}

/// Reads the text of a directive.
///
/// # Errors
/// It is of another kind, damaged, protected, too large, or holds no text.
pub fn read(bytes: &[u8]) -> Result<DirectiveText, Sentence> {
    read_within(bytes, UNPACKED)
}

/// The same for a file that may weigh `unpacked`.
fn read_within(bytes: &[u8], unpacked: u64) -> Result<DirectiveText, Sentence> {
    if bytes.len() > LARGEST_DIRECTIVE_FILE {
        return Err(sentence!(
            "the file is larger than {most} MiB; leave out its pictures, or paste the text",
            "文件超过{most} MiB；请去掉其中的图片，或粘贴文字",
            most = LARGEST_DIRECTIVE_FILE >> 20
        ));
    }
    let (kind, text) = if pdf::is_pdf(bytes) {
        (DirectiveKind::Pdf, pdf::read(bytes, unpacked)?)
    } else if package::is_zip(bytes) {
        of_package(Package::open(bytes, unpacked)?)?
    } else {
        (DirectiveKind::Plain, plain::read(bytes)?)
    };
    Ok(DirectiveText { text: checked(tidy::tidy(&text))?, kind })
}

fn of_package(mut package: Package<'_>) -> Result<(DirectiveKind, String), Sentence> {
    if let Some(document) = package.find(|name| name.starts_with("word/document") && name.ends_with(".xml")) {
        Ok((DirectiveKind::Docx, docx::read(&mut package, &document)?))
    } else if let Some(root) = package.find(|name| name == "ofd.xml") {
        Ok((DirectiveKind::Ofd, ofd::read(&mut package, &root)?))
    } else {
        Err(sentence!(
            "this is an archive or a document of another kind; unpack it, or save it as .docx, then upload that",
            "这是压缩包或其他种类的文档；请解压，或另存为 .docx 后再上传"
        ))
    }
}

fn checked(text: String) -> Result<String, Sentence> {
    let length = text.chars().count();
    if length > LONGEST_DIRECTIVE {
        return Err(sentence!(
            "the text has {length} characters, at most {LONGEST_DIRECTIVE} are read; leave out its annexes",
            "全文{length}字，最多{LONGEST_DIRECTIVE}字；请去掉附件后再试"
        ));
    }
    if text.trim().is_empty() {
        return Err(sentence!(
            "there is no text in it; upload the notice itself, or paste its text",
            "文件中没有文字；请上传通知正文，或粘贴文字"
        ));
    }
    Ok(text)
}

/// The same of a file on this machine.
///
/// # Errors
/// It cannot be opened; as [`read`].
pub fn load_directive(path: &Path) -> Result<DirectiveText, Refused> {
    let bytes = file::read_bytes(path, LARGEST_DIRECTIVE_FILE as u64)?;
    read(&bytes).map_err(|message| Refused::all(vec![Problem::of_file(path, message)]))
}
