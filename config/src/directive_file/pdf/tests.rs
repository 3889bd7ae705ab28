//! Fonts, operators and structures, in files of our own making.

use super::super::tests::made::{deflated, pdf, pdf_of, stream};
use super::*;
use hayro_cmap::{CMap, CMapName, load_embedded};

/// What the streams of a file may weigh here.
const UNPACKED: u64 = 1 << 20;

/// Resources with one font, which is object 5.
const FONT: &str = "/Font << /F1 5 0 R >>";

fn text_of(bytes: &[u8]) -> String {
    read(bytes, UNPACKED).unwrap_or_else(|why| panic!("{why}"))
}

/// A composite font with an encoding and a descendant in object 6, of a collection.
fn composite(encoding: &str, ordering: &str) -> Vec<Vec<u8>> {
    vec![
        format!("<< /Type /Font /Subtype /Type0 /Encoding /{encoding} /DescendantFonts [6 0 R] >>")
            .into_bytes(),
        format!(
            "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light \
             /CIDSystemInfo << /Registry (Adobe) /Ordering ({ordering}) /Supplement 2 >> >>"
        )
        .into_bytes(),
    ]
}

fn latin() -> Vec<Vec<u8>> {
    vec![b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_vec()]
}

/// The text of a page with these operators, in a Latin font.
fn shown(content: &str) -> String {
    text_of(&pdf(FONT, content, &latin()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn chinese_fonts_that_are_not_embedded_are_known_by_their_encoding() {
    const TEXT: &str = "于2025年6月30日前报送";
    let (gbk, _, _) = encoding_rs::GBK.encode(TEXT);
    let utf16: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for (encoding, codes) in [
        ("GBK-EUC-H", gbk.as_ref()),
        ("GBKp-EUC-H", gbk.as_ref()),
        ("GBK2K-H", gbk.as_ref()),
        ("UniGB-UCS2-H", utf16.as_slice()),
        ("UniGB-UTF16-H", utf16.as_slice()),
    ] {
        let content = format!("BT /F1 16 Tf 72 700 Td <{}> Tj ET", hex(codes));
        assert_eq!(
            text_of(&pdf(FONT, &content, &composite(encoding, "GB1"))),
            format!("{TEXT}\n"),
            "{encoding}"
        );
    }
    // By the number of each character in the collection.
    let map = CMap::parse(load_embedded(CMapName::UniGbUcs2H).unwrap(), load_embedded).unwrap();
    let cid = |c: char| format!("{:04x}", map.lookup_cid_code(u32::from(c), 2).unwrap());
    let numbers: String = TEXT.chars().map(cid).collect();
    let numbered = pdf(FONT, &format!("BT /F1 16 Tf <{numbers}> Tj ET"), &composite("Identity-H", "GB1"));
    assert_eq!(text_of(&numbered), format!("{TEXT}\n"));
}

#[test]
fn a_font_that_names_no_characters_is_refused() {
    let nameless = pdf(FONT, "BT /F1 16 Tf <000100020003> Tj ET", &composite("Identity-H", "Identity"));
    assert!(read(&nameless, UNPACKED).is_err_and(|why| why.chinese.contains("字体没有注明")));
}

#[test]
fn a_fonts_own_table_goes_before_its_encoding() {
    let table = "1 begincodespacerange <0000> <ffff> endcodespacerange\n\
                 1 beginbfchar <0001> <7763> endbfchar\n1 beginbfrange <0002> <0003> [<529E> <002E>] endbfrange";
    let mut objects = composite("Identity-H", "Identity");
    objects[0] =
        b"<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /ToUnicode 7 0 R /DescendantFonts [6 0 R] >>"
            .to_vec();
    objects.push(stream("/Filter /FlateDecode", &deflated(table.as_bytes())));
    // What it does not name is shown as such.
    assert_eq!(text_of(&pdf(FONT, "BT /F1 9 Tf <0001000200030009> Tj ET", &objects)), "督办.\u{fffd}\n");
}

#[test]
fn glyphs_are_known_by_their_names() {
    let font = b"<< /Type /Font /Subtype /TrueType /Encoding << /Differences [65 /one /uni5E74 /u6708 /x 200 /colon] >> >>";
    assert_eq!(text_of(&pdf(FONT, "BT /F1 9 Tf (ABCDE\\310) Tj ET", &[font.to_vec()])), "1年月xE:\n");
}

#[test]
fn lines_end_where_the_baseline_moves() {
    for (content, expected) in [
        ("BT /F1 10 Tf 14 TL 72 700 Td (a) Tj T* (b) Tj (c) ' 1 2 (d) \" ET", "a\nb\nc\nd\n"),
        ("BT /F1 10 Tf 0 -14 TD (a) Tj T* (b) Tj ET BT /F1 10 Tf 5 -28 Td (c) Tj ET", "a\nbc\n"),
        // A raised letter, and a step that is smaller than half the size.
        ("BT /F1 10 Tf 1 0 0 1 0 0 Tm (x) Tj 0 4 Td /F1 6 Tf (2) Tj 0 -4 Td /F1 10 Tf (y) Tj ET", "x2y\n"),
        // Half the size is measured as the page shows it.
        (
            "q 2 0 0 2 0 0 cm BT /F1 10 Tf (a) Tj 0 -4 Td (b) Tj ET Q BT /F1 10 Tf 0 -20 Td (c) Tj ET",
            "ab\nc\n",
        ),
        // Written upwards.
        ("BT /F1 10 Tf 0 1 -1 0 50 0 Tm (a) Tj 20 0 Td (b) Tj 0 -14 Td (c) Tj ET", "ab\nc\n"),
        // Gaps are spaces between letters, not between digits.
        ("BT /F1 10 Tf [(on) -300 (time) -50 (ly 20) -300 (25)] TJ ET", "on timely 2025\n"),
        // Columns are parted, whether by a step or by a gap.
        ("BT /F1 10 Tf (a) Tj 40 0 Td (b) Tj ET", "a b\n"),
        ("BT /F1 10 Tf (1) Tj 16 0 Td (2025) Tj 24 0 Td [(6) -3000 (7)] TJ ET", "1 20256 7\n"),
        // No font, no text; what is drawn is none.
        ("(a) Tj 0 0 m 9 9 l S BT /F1 1 Tf (b) Tj ET", "b\n"),
        ("q q Q Q Q Q BT /F1 1 Tf (a) Tj ET", "a\n"),
    ] {
        assert_eq!(shown(content), expected, "{content}");
    }
}

#[test]
fn headers_footers_and_page_numbers_are_left_out() {
    let content = "/Artifact << /Type /Pagination /Subtype /Footer >> BDC BT /F1 9 Tf (footer) Tj ET EMC \
                   /P << /MCID 0 >> BDC BT /F1 9 Tf 0 99 Td (text) Tj ET EMC BT /F1 9 Tf 0 9 Td (- 2 -) Tj ET";
    assert_eq!(shown(content), "text\n");
}

#[test]
fn forms_are_read_where_they_are_shown() {
    let form = stream("/Type /XObject /Subtype /Form /Matrix [1 0 0 1 0 50]", b"BT /F1 10 Tf (in) Tj ET");
    let objects = [latin(), vec![form]].concat();
    let content = "BT /F1 10 Tf (before) Tj ET /X1 Do BT /F1 10 Tf (after) Tj ET";
    let resources = format!("{FONT} /XObject << /X1 6 0 R >>");
    assert_eq!(text_of(&pdf(&resources, content, &objects)), "before\nin\nafter\n");
}

#[test]
fn streams_are_unpacked_in_every_usual_way() {
    let plain = "BT /F1 10 Tf (a) Tj ET";
    let mut cut = deflated(plain.as_bytes());
    cut.truncate(cut.len() - 4);
    let doubly = deflated(&deflated(plain.as_bytes()));
    for (entries, data) in [
        ("/Filter /FlateDecode", deflated(plain.as_bytes())),
        ("/Filter [/FlateDecode]", cut),
        ("/Filter [/Fl /FlateDecode]", doubly),
        ("/Filter /ASCIIHexDecode", hex(plain.as_bytes()).into_bytes()),
        ("/Filter 6 0 R", deflated(plain.as_bytes())),
    ] {
        let page =
            b"<< /Type /Page /Parent 2 0 R /Resources << /Font << /F1 5 0 R >> >> /Contents [4 0 R 4 0 R] >>";
        let file = pdf_of(&[
            b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
            page.to_vec(),
            stream(entries, &data),
            latin().remove(0),
            b"/FlateDecode".to_vec(),
        ]);
        assert_eq!(text_of(&file), "aa\n", "{entries}");
    }
}

/// A file whose objects lie in a stream, as those of most programs do since PDF 1.5. `filter` is how that is packed.
pub(crate) fn with_object_stream(filter: &str, objects: &[u8], content: &[u8]) -> Vec<u8> {
    let mut file = b"%PDF-1.5\n".to_vec();
    let mut places = Vec::new();
    let streams =
        [(4, stream("", content)), (6, stream(&format!("/Type /ObjStm /N 4 /First 24 {filter}"), objects))];
    for (number, object) in streams {
        places.push(file.len());
        file.extend(format!("{number} 0 obj\n").into_bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let start = file.len();
    let row = |kind: u8, place: usize, index: u8| {
        let [_, place @ ..] = u32::try_from(place).unwrap().to_be_bytes();
        [kind, place[0], place[1], place[2], index]
    };
    let rows = [
        row(0, 0, 0),
        row(2, 6, 0),
        row(2, 6, 1),
        row(2, 6, 2),
        row(1, places[0], 0),
        row(2, 6, 3),
        row(1, places[1], 0),
        row(1, start, 0),
    ];
    let table =
        stream("/Type /XRef /Size 8 /W [1 3 1] /Root 1 0 R /Filter /FlateDecode", &deflated(&rows.concat()));
    file.extend(b"7 0 obj\n");
    file.extend(table);
    file.extend(format!("\nendobj\nstartxref\n{start}\n%%EOF\n").into_bytes());
    file
}

/// The objects of such a file.
pub(crate) fn objects_in_a_stream() -> Vec<u8> {
    let objects = [
        (1, "<< /Type /Catalog /Pages 2 0 R >>".to_owned()),
        (2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned()),
        (3, format!("<< /Type /Page /Parent 2 0 R /Resources << {FONT} >> /Contents 4 0 R >>")),
        (5, String::from_utf8(latin().remove(0)).unwrap()),
    ];
    let (mut head, mut body) = (String::new(), String::new());
    for (number, object) in objects {
        head.push_str(&format!("{number} {} ", body.len()));
        body.push_str(&object);
        body.push(' ');
    }
    format!("{head:24}{body}").into_bytes()
}

#[test]
fn objects_in_streams_are_found() {
    let packed = deflated(&objects_in_a_stream());
    let file = with_object_stream("/Filter /FlateDecode", &packed, b"BT /F1 9 Tf (a) Tj ET");
    assert_eq!(text_of(&file), "a\n");
    assert_eq!(text_of(&with_object_stream("", &objects_in_a_stream(), b"BT /F1 9 Tf (a) Tj ET")), "a\n");
}
