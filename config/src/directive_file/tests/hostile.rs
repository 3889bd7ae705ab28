//! Files that were made, or damaged, to do harm. Each is read or refused, and that soon.

use super::{
    super::{
        pdf::tests::{objects_in_a_stream, with_object_stream},
        refusals::{MOST_PAGES, bloated},
    },
    made::{deflated, pdf, pdf_of, stream, zip},
    *,
};
use proptest::prelude::*;

const FONT: &[u8] = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";
const FONTS: &str = "/Font << /F1 5 0 R >>";

/// What files may weigh unpacked here.
const LITTLE: u64 = 1 << 20;

/// More than that.
fn much() -> Vec<u8> {
    vec![b' '; (1 << 20) + 1]
}

fn is_bloated(bytes: &[u8]) {
    assert_eq!(read_within(bytes, LITTLE), Err(bloated()));
}

#[test]
fn packages_that_unpack_without_end_are_refused() {
    is_bloated(&zip(&[("word/document.xml", &much())]));
    // A page that is listed again and again is unpacked as often.
    let page = [&b"<ofd:Page>"[..], &[b' '; 2 << 10], b"</ofd:Page>"].concat();
    let pages = "<ofd:Page BaseLoc=\"P.xml\"/>".repeat(1_000);
    let document = format!("<ofd:Document><ofd:Pages>{pages}</ofd:Pages></ofd:Document>");
    let root = b"<ofd:OFD><ofd:DocBody><ofd:DocRoot>D.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>";
    is_bloated(&zip(&[("OFD.xml", root), ("D.xml", document.as_bytes()), ("P.xml", &page)]));
}

#[test]
fn streams_of_a_page_that_unpack_without_end_are_refused() {
    let with = |entries: &str, data: &[u8]| {
        let pages = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>";
        let page = "<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>";
        let plain = [b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(), pages.into(), page.into()];
        pdf_of(&[plain.as_slice(), &[stream(entries, data)]].concat())
    };
    is_bloated(&with("/Filter /FlateDecode", &deflated(&much())));
    is_bloated(&with("/Filter [/FlateDecode /FlateDecode]", &deflated(&deflated(&much()))));
    // Keys that are written otherwise, or mean something else, open nothing.
    for entries in ["/#46ilter /FlateDecode", "/F /FlateDecode", "/Type /XObject /F [/Fl /Fl]"] {
        let why = read_within(&with(entries, &deflated(&much())), LITTLE).unwrap_err();
        assert!(why.chinese.contains("扫描件"), "{entries}");
    }
    let again = "4 0 R ".repeat(2_000);
    let page = format!("<< /Type /Page /Parent 2 0 R /Contents [{again}] >>");
    is_bloated(&pdf_of(&[
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        page.into_bytes(),
        stream("", &[b' '; 1_000]),
    ]));
}

#[test]
fn streams_of_objects_that_unpack_without_end_are_refused() {
    let page = b"BT /F1 9 Tf (a) Tj ET";
    is_bloated(&with_object_stream("/Filter /FlateDecode", &deflated(&much()), page));
    // Each takes a hundred times its weight.
    let many = "<<>>".repeat(200_001);
    is_bloated(&with_object_stream("/Filter /FlateDecode", &deflated(many.as_bytes()), page));
    let packed = deflated(&deflated(&objects_in_a_stream()));
    for filter in ["/Filter [/FlateDecode /FlateDecode]", "/Filter 5 0 R", "/Filter /LZWDecode", "/F /Fl"] {
        assert!(read(&with_object_stream(filter, &packed, page)).is_err(), "{filter}");
    }
    // What is encrypted cannot be measured, so there must be little of it.
    let wrong = vec![7; 300 << 10];
    assert!(
        refused(&with_object_stream("/Filter /FlateDecode", &wrong[..9], page)).chinese.contains("已损坏")
    );
    let sealed = with_object_stream("/Encrypt << /Filter /Standard >> /Filter /FlateDecode", &wrong, page);
    assert!(refused(&sealed).chinese.contains("加密方式"));
}

#[test]
fn forms_and_pages_that_go_round_come_to_an_end() {
    let form = |content: &str| {
        let resources = format!("/Resources << {FONTS} /XObject << /X1 6 0 R /X2 6 0 R >> >>");
        stream(&format!("/Subtype /Form {resources}"), content.as_bytes())
    };
    let resources = format!("{FONTS} /XObject << /X1 6 0 R >>");
    let once = pdf(&resources, "/X1 Do", &[FONT.to_vec(), form("BT /F1 9 Tf (a) Tj ET /X1 Do")]);
    assert_eq!(text_of(&once), "a\n");
    // Each shows the next often.
    let many = |next: usize| {
        stream(
            &format!("/Subtype /Form /Resources << /XObject << /X1 {next} 0 R >> >>"),
            "/X1 Do ".repeat(30).as_bytes(),
        )
    };
    let forms: Vec<_> = std::iter::once(FONT.to_vec()).chain((7..14).map(many)).collect();
    is_bloated(&pdf(&resources, "/X1 Do", &forms));

    let page = b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>";
    let pages = |kids: &str| {
        pdf_of(&[
            b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
            format!("<< /Type /Pages /Parent 2 0 R /Kids [{kids}] /Count 9 >>").into_bytes(),
            page.to_vec(),
            stream("/Length 4 0 R", b"BT /F1 9 Tf (a) Tj ET"),
            FONT.to_vec(),
            b"<< /Type /Pages /Kids [2 0 R 6 0 R 7 0 R] /Count 1 >>".to_vec(),
            b"7 0 R".to_vec(),
        ])
    };
    assert_eq!(text_of(&pages("2 0 R 6 0 R 3 0 R 3 0 R")), "a\n");
    is_bloated(&pages(&"<< /Type /Page >>".repeat(MOST_PAGES + 1)));
}

#[test]
fn what_nests_without_end_is_refused_or_read() {
    let deep = 50_000;
    let texts = [
        pdf(FONTS, &format!("{} (x) TJ BT /F1 9 Tf (a) Tj ET", "[".repeat(deep)), &[FONT.to_vec()]),
        pdf(FONTS, &format!("{} BT /F1 9 Tf (a) Tj ET", "q ".repeat(deep)), &[FONT.to_vec()]),
        pdf(FONTS, &format!("{} BT /F1 9 Tf (a) Tj ET", "/P BMC ".repeat(deep)), &[FONT.to_vec()]),
        pdf(FONTS, "BT ET", &[FONT.to_vec(), "<< /A ".repeat(deep).into_bytes()]),
        pdf(FONTS, "BT ET", &[FONT.to_vec(), "<< /Filter /Fl >> stream\n".repeat(deep).into_bytes()]),
        pdf(FONTS, "BT ET", &[FONT.to_vec(), "(".repeat(deep).into_bytes()]),
    ];
    for bytes in texts {
        let _read_or_refused = read(&bytes);
    }
    let nested = |open: &str, close: &str| {
        let text = "<w:p><w:r><w:t>整治</w:t></w:r></w:p>";
        let body = format!("<w:body>{}{text}{}</w:body>", open.repeat(deep), close.repeat(deep));
        zip(&[("word/document.xml", body.as_bytes())])
    };
    assert_eq!(text_of(&nested("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>")), "整治");
    assert_eq!(text_of(&nested("<w:p><w:r>", "</w:r></w:p>")), "整治");
    assert!(refused(&nested("<w:del>", "</w:del>")).chinese.contains("没有文字"));
}

#[test]
fn styles_and_patterns_that_go_round_number_nothing() {
    let styles = "<w:styles><w:style w:styleId=\"a\"><w:basedOn w:val=\"b\"/></w:style>\
                  <w:style w:styleId=\"b\"><w:basedOn w:val=\"a\"/></w:style></w:styles>";
    let numbering = "<w:numbering><w:abstractNum w:abstractNumId=\"0\"><w:numStyleLink w:val=\"a\"/>\
                     <w:styleLink w:val=\"a\"/><w:lvl w:ilvl=\"0\"><w:start w:val=\"4294967295\"/>\
                     <w:lvlText w:val=\"%1%9%0%%\"/></w:lvl></w:abstractNum>\
                     <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>";
    let numbered = "<w:p><w:pPr><w:pStyle w:val=\"a\"/><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr>\
                    </w:pPr><w:r><w:t>整治</w:t></w:r></w:p>";
    let elsewhere = numbered.replace("ilvl w:val=\"0\"", "ilvl w:val=\"77\"");
    let body = format!("<w:body>{numbered}{numbered}{elsewhere}</w:body>");
    let package = zip(&[
        ("word/document.xml", body.as_bytes()),
        ("word/numbering.xml", numbering.as_bytes()),
        ("word/styles.xml", styles.as_bytes()),
    ]);
    assert_eq!(text_of(&package), "42949672951%0%%整治\n42949672951%0%%整治\n整治");
}

/// Samples, with what is packed in them laid open where that lets damage get further.
fn samples() -> Vec<Vec<u8>> {
    let content =
        "/P << /MCID 0 >> BDC BT /F1 9 Tf 14 TL 1 0 0 1 7 7 Tm [(a) -300 (b)] TJ T* (c) ' ET EMC /X1 Do";
    let form = stream("/Subtype /Form /Matrix [1 0 0 1 0 9]", b"BT /F1 10 Tf (in) Tj ET");
    vec![
        NOTICE_DOCX.to_vec(),
        NUMBERED_DOCX.to_vec(),
        made::ofd(TEXT),
        NOTICE_PDF.to_vec(),
        PRINTED_PDF.to_vec(),
        RESTRICTED_PDF.to_vec(),
        pdf(&format!("{FONTS} /XObject << /X1 6 0 R >>"), content, &[FONT.to_vec(), form]),
        with_object_stream("", &objects_in_a_stream(), content.as_bytes()),
        TEXT.as_bytes().to_vec(),
    ]
}

/// The parts of a package, to be damaged before they are packed.
fn parts(package: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ::zip::ZipArchive::new(std::io::Cursor::new(package)).unwrap();
    let parts = archive.len();
    let part = |at| {
        let mut part = archive.by_index(at).unwrap();
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut part, &mut content).unwrap();
        (part.name().unwrap().into_owned(), content)
    };
    (0..parts).map(part).collect()
}

fn damage(bytes: &mut Vec<u8>, changes: &[(usize, u8)], length: Option<usize>) {
    for (at, byte) in changes {
        if !bytes.is_empty() {
            let at = at % bytes.len();
            bytes[at] = *byte;
        }
    }
    if let Some(length) = length {
        bytes.truncate(length % (bytes.len() + 1));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_damage_is_too_much(
        which in 0_usize..9,
        changes in proptest::collection::vec((any::<usize>(), any::<u8>()), 0..12),
        length in proptest::option::of(any::<usize>()),
    ) {
        let mut bytes = samples().swap_remove(which);
        damage(&mut bytes, &changes, length);
        let _read_or_refused = read(&bytes);
    }

    #[test]
    fn no_damage_within_a_package_is_too_much(
        which in 0_usize..3,
        changes in proptest::collection::vec((any::<usize>(), prop::sample::select(b"<>/&;\"=: w%90\xff".to_vec())), 1..6),
        length in proptest::option::of(any::<usize>()),
    ) {
        let mut parts = parts(&samples()[which]);
        for (_, content) in &mut parts {
            damage(content, &changes, length);
        }
        let parts: Vec<(&str, &[u8])> =
            parts.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
        let _read_or_refused = read(&zip(&parts));
    }
}
