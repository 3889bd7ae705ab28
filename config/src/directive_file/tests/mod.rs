//! Samples of every kind, of one text; and what no sample should do.

mod hostile;
pub(super) mod made;

use super::*;
use duban_domain::directive::{self, DirectiveFacts};

/// The text that all samples hold.
const TEXT: &str = include_str!("../../../../domain/src/directive/tests/sample.txt");

/// Written by LibreOffice from the text.
const NOTICE_DOCX: &[u8] = include_bytes!("samples/notice.docx");
/// As a word processor writes it: with lists, a table, a text box, a footer, and what was deleted or hidden.
const NUMBERED_DOCX: &[u8] = include_bytes!("samples/numbered.docx");
/// Written by LibreOffice from `notice.docx`.
const NOTICE_PDF: &[u8] = include_bytes!("samples/notice.pdf");
/// Printed by Chromium.
const PRINTED_PDF: &[u8] = include_bytes!("samples/printed.pdf");
/// As `notice.pdf`, written again by qpdf: its objects lie in streams, and all of it is encrypted with AES, for
/// everybody to read and nobody to change. And one that nobody can open.
const RESTRICTED_PDF: &[u8] = include_bytes!("samples/restricted.pdf");
const LOCKED_PDF: &[u8] = include_bytes!("samples/locked.pdf");

fn text_of(bytes: &[u8]) -> String {
    read(bytes).unwrap_or_else(|why| panic!("{why}")).text
}

fn refused(bytes: &[u8]) -> Sentence {
    read(bytes).map(|read| read.text).expect_err("it is read")
}

/// What the rules find, without where it stands and how its sentence is broken.
fn facts(text: &str) -> Vec<String> {
    let DirectiveFacts {
        title,
        campaign,
        number,
        issuer,
        issued,
        addressees,
        phases,
        owed,
        measures,
        products,
        ..
    } = directive::read(text);
    let mut all = vec![
        format!("{:?}", [title, campaign, number, issuer].map(|fact| fact.map(|fact| fact.fact))),
        format!("{:?} {:?}", issued.map(|issued| issued.fact), products.map(|products| products.fact)),
    ];
    all.extend(addressees.into_iter().map(|addressee| addressee.fact));
    all.extend(phases.into_iter().map(|phase| format!("{:?}", phase.fact)));
    all.extend(owed.into_iter().map(|demand| format!("{:?}", demand.fact)));
    all.extend(measures.into_iter().map(|measure| format!("{:?}", measure.fact)));
    all
}

#[test]
fn every_kind_says_what_the_text_says() {
    let expected = facts(TEXT);
    assert!(expected.len() > 15, "{expected:?}");
    let ofd = made::ofd(TEXT);
    for (name, bytes, kind) in [
        ("notice.docx", NOTICE_DOCX, DirectiveKind::Docx),
        ("numbered.docx", NUMBERED_DOCX, DirectiveKind::Docx),
        ("notice.pdf", NOTICE_PDF, DirectiveKind::Pdf),
        ("printed.pdf", PRINTED_PDF, DirectiveKind::Pdf),
        ("restricted.pdf", RESTRICTED_PDF, DirectiveKind::Pdf),
        ("made.ofd", ofd.as_slice(), DirectiveKind::Ofd),
        ("sample.txt", TEXT.as_bytes(), DirectiveKind::Plain),
    ] {
        let read = read(bytes).unwrap_or_else(|why| panic!("{name}: {why}"));
        assert_eq!(read.kind, kind, "{name}");
        assert_eq!(facts(&read.text), expected, "{name}:\n{}", read.text);
    }
}

#[test]
fn paragraphs_of_a_document_are_lines() {
    assert_eq!(text_of(NOTICE_DOCX), TEXT.trim_end());
}

#[test]
fn lists_are_numbered_and_rows_are_lines() {
    let text = text_of(NUMBERED_DOCX);
    let (body, rest) = text.split_at(text.find("附表").unwrap());
    assert_eq!(body, TEXT);
    assert_eq!(
        rest.lines().collect::<Vec<_>>(),
        [
            "附表",
            "序号 | 任务 | 责任科室",
            "1 | 开展自查 | 质量监督科 认证科",
            "2 | 开展抽查 | 抽检科",
            "1. 核对清单",
            "2. 形成记录",
            "1. 另起编号",
            "\t联系人：李四",
            "电话：0854-1234567",
            "特急件专用框",
        ]
    );
}

#[test]
fn lines_of_a_pdf_are_lines() {
    // Only what is broken at the margin is not as it was.
    let whole = |text: &str| text.replace(['\n', ' '], "");
    assert_eq!(whole(&text_of(NOTICE_PDF)), whole(TEXT));
    assert_eq!(whole(&text_of(PRINTED_PDF)), whole(TEXT));
    let first: Vec<String> = text_of(NOTICE_PDF).lines().take(8).map(str::to_owned).collect();
    assert_eq!(first, TEXT.lines().take(8).collect::<Vec<_>>());
}

#[test]
fn text_comes_in_the_encodings_of_offices() {
    let utf16 = |mark: char, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        format!("{mark}{TEXT}").encode_utf16().flat_map(bytes).collect()
    };
    let (gb18030, _, _) = encoding_rs::GB18030.encode(TEXT);
    for bytes in [
        format!("\u{feff}{TEXT}").into_bytes(),
        TEXT.replace('\n', "\r\n").into_bytes(),
        utf16('\u{feff}', u16::to_le_bytes),
        utf16('\u{feff}', u16::to_be_bytes),
        gb18030.into_owned(),
    ] {
        assert_eq!(read(&bytes), Ok(DirectiveText { text: TEXT.to_owned(), kind: DirectiveKind::Plain }));
    }
}

#[test]
fn what_cannot_be_read_is_refused_with_what_to_do() {
    let long = "整".repeat(LONGEST_DIRECTIVE + 1);
    let large = vec![b' '; LARGEST_DIRECTIVE_FILE + 1];
    let workbook = made::zip(&[("xl/workbook.xml", b"<workbook/>")]);
    let hollow = made::zip(&[("word/document.xml", b"<w:document><w:body><w:p/></w:body></w:document>")]);
    let broken = made::zip(&[("word/document.xml", b"<w:document><w:body></w:document>")]);
    let no_pages = made::zip(&[(
        "OFD.xml",
        b"<ofd:OFD><ofd:DocBody><ofd:DocRoot>D.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
    )]);
    let cases: &[(&[u8], &str)] = &[
        (LOCKED_PDF, "文件加了密码"),
        (&made::pdf("", "1 0 0 1 0 0 cm /Im1 Do", &[]), "这是扫描件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more", "另存为不带密码的 .docx"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "这是图片"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "这是图片"),
        (b"Rar!\x1a\x07\x01\0", "这是压缩包"),
        (b"{\\rtf1\\ansi", "另存为 .docx"),
        (b"<!DOCTYPE html><html>", "这是网页"),
        (b"\x7fELF\x02\x01\x01\0\0\0", "这不是文字"),
        (b"%PDF-1.4 and nothing", "文件已损坏"),
        (b"PK\x03\x04", "文件已损坏"),
        (b" \r\n", "没有文字"),
        (b"", "没有文字"),
        (long.as_bytes(), "最多200000字"),
        (&large, "文件超过20 MiB"),
        (&workbook, "请解压，或另存为 .docx"),
        (&hollow, "没有文字"),
        (&broken, "文件已损坏"),
        (&no_pages, "文件已损坏"),
    ];
    for (bytes, expected) in cases {
        let why = refused(bytes);
        assert!(why.chinese.contains(expected), "{why} {} instead of {expected}", why.chinese);
        assert!(why.english.is_ascii(), "{why}");
    }
}

#[test]
fn bytes_by_chance_are_no_text() {
    let mut state = 1_u32;
    let noise = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24).to_le_bytes()[0]
    });
    let noise: Vec<u8> = noise.take(5_000).collect();
    assert!(refused(&noise).chinese.contains("这不是文字"));
}
