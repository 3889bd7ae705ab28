//! The standard's demands, found in the file.

use super::{
    Element, Package,
    facts::{About, documents, source, voided},
};
use crate::{Source, Templates, file_name};
use duban_domain::Instrument;

fn listing() -> Package {
    Package::of(&source(Instrument::Listing, About::Obligation))
}

fn report() -> Package {
    Package::of(&source(Instrument::GovernmentReport, About::Obligation))
}

fn letter() -> Package {
    Package::of(&source(Instrument::ReminderLetter, About::Obligation))
}

fn twips(mm: f64) -> f64 {
    mm * 1440.0 / 25.4
}

/// A style by its id.
fn style(package: &Package, id: &str) -> Element {
    let styles = package.part("word/styles.xml");
    let found = styles.find("w:style").into_iter().find(|style| style.value("w:styleId") == id).cloned();
    found.unwrap_or_else(|| panic!("no style {id}"))
}

/// What a style, or one it is based on, says of a property.
fn says(package: &Package, id: &str, name: &str, key: &str) -> String {
    let mut id = id.to_owned();
    loop {
        let style = style(package, &id);
        if let Some(property) = style.find(name).into_iter().find(|found| !found.value(key).is_empty()) {
            return property.value(key).to_owned();
        }
        match style.find("w:basedOn").first() {
            Some(base) => id = base.value("w:val").to_owned(),
            None => return String::new(),
        }
    }
}

fn paragraph(package: &Package, style: &str) -> Element {
    let document = package.document();
    let is = |p: &&Element| p.find("w:pStyle").first().is_some_and(|s| s.value("w:val") == style);
    document.find("w:p").into_iter().find(is).cloned().unwrap_or_else(|| panic!("no {style}"))
}

/// Whoever turns to the last page finds what is signed there, not the imprint alone: the last line of the text,
/// the signature and the imprint go to a page together.
#[test]
fn the_imprint_never_stands_alone_on_a_page() {
    for instrument in documents() {
        let document = Package::of(&source(instrument, About::Obligation)).document();
        let paragraphs = document.find("w:p");
        let style = |p: &Element| p.find("w:pStyle").first().map(|s| s.value("w:val").to_owned());
        let signed = paragraphs.iter().position(|p| style(p).as_deref() == Some("Signature")).unwrap();
        let kept = &paragraphs[signed - 1..paragraphs.len() - 1];
        assert!(kept.iter().all(|p| !p.find("w:keepNext").is_empty()), "{instrument}");
    }
}

/// A code of eighteen digits may be broken at the end of a line, so that no line is pulled apart for it.
#[test]
fn western_words_may_break() {
    let styles = Package::of(&source(Instrument::Listing, About::Finding)).part("word/styles.xml");
    let normal =
        styles.find("w:style").into_iter().find(|style| style.value("w:styleId") == "Normal").unwrap();
    let properties: Vec<_> = normal.find("w:pPr")[0].children().map(|child| child.name.as_str()).collect();
    assert_eq!(properties[..4], ["w:widowControl", "w:wordWrap", "w:autoSpaceDE", "w:autoSpaceDN"]);
    assert_eq!(normal.find("w:wordWrap")[0].value("w:val"), "0");
}

#[test]
fn the_paper_is_a4_with_the_standards_margins() {
    for instrument in documents() {
        let document = Package::of(&source(instrument, About::Finding)).document();
        let sections = document.find("w:sectPr");
        let [section] = sections.as_slice() else { panic!("{} sections", sections.len()) };
        let size = section.find("w:pgSz")[0];
        assert_eq!((size.value("w:w"), size.value("w:h")), ("11906", "16838"));
        let margins = section.find("w:pgMar")[0];
        for (side, mm) in [("w:top", 37.0), ("w:left", 28.0), ("w:bottom", 35.0), ("w:right", 26.0)] {
            let found: f64 = margins.value(side).parse().unwrap();
            assert!((found - twips(mm)).abs() < 2.0, "{side} {found}");
        }
        let grid = section.find("w:docGrid")[0];
        assert_eq!(grid.value("w:type"), "linesAndChars");
        assert_eq!(grid.value("w:linePitch"), "579");
    }
}

#[test]
fn a_page_has_22_lines_of_28_characters() {
    let package = listing();
    let line: f64 = says(&package, "Body", "w:spacing", "w:line").parse().unwrap();
    assert_eq!(says(&package, "Body", "w:spacing", "w:lineRule"), "exact");
    assert!((28.0..=29.0).contains(&(line / 20.0)), "{line}");
    assert!(22.0 * line <= twips(225.0) + 1.0 && 23.0 * line > twips(225.0));
    let normal = style(&package, "Normal");
    let run = normal.find("w:rPr")[0];
    let size: f64 = run.find("w:sz")[0].value("w:val").parse().unwrap();
    let closer: f64 = run.find("w:spacing")[0].value("w:val").parse().unwrap();
    let width = size * 10.0 + closer;
    assert!(28.0 * width <= twips(156.0) && 29.0 * width > twips(156.0));
}

#[test]
fn fonts_and_sizes_are_the_standards() {
    let package = listing();
    for (id, font, half_points) in [
        ("Body", "仿宋_GB2312", "32"),
        ("Addressee", "仿宋_GB2312", "32"),
        ("DocumentTitle", "方正小标宋简体", "44"),
        ("Heading1", "黑体", "32"),
        ("Heading2", "楷体_GB2312", "32"),
        ("Heading3", "仿宋_GB2312", "32"),
        ("Heading4", "仿宋_GB2312", "32"),
        ("DocumentNumber", "仿宋_GB2312", "32"),
        ("Signer", "楷体_GB2312", "32"),
        ("Copies", "仿宋_GB2312", "28"),
        ("Imprint", "仿宋_GB2312", "28"),
        ("Footer", "宋体", "28"),
    ] {
        assert_eq!(says(&package, id, "w:rFonts", "w:eastAsia"), font, "{id}");
        assert_eq!(says(&package, id, "w:rFonts", "w:ascii"), font, "{id}");
        assert_eq!(says(&package, id, "w:sz", "w:val"), half_points, "{id}");
    }
    assert_eq!(says(&package, "OrganMark", "w:rFonts", "w:eastAsia"), "方正小标宋简体");
    assert_eq!(says(&package, "OrganMark", "w:color", "w:val"), "FF0000");
    assert_eq!(says(&package, "Body", "w:ind", "w:firstLineChars"), "200");
    // Named, not embedded; each with one to take in its place.
    let fonts = package.part("word/fontTable.xml");
    for font in fonts.find("w:font") {
        assert!(!font.find("w:altName").is_empty() && font.find("w:embedRegular").is_empty());
    }
    assert!(package.0.iter().all(|(name, _)| !name.contains("fonts/")));
}

#[test]
fn every_style_a_document_names_is_there() {
    for instrument in documents() {
        for about in About::ALL {
            let package = Package::of(&voided(source(instrument, about)));
            let document = package.document();
            for named in document.find("w:pStyle").into_iter().chain(document.find("w:rStyle")) {
                style(&package, named.value("w:val"));
            }
        }
    }
}

#[test]
fn a_red_head_stands_above_the_number_and_the_rule() {
    let package = listing();
    assert_eq!(package.styled("OrganMark"), ["黔南布依族苗族自治州市场监督管理局文件"]);
    assert_eq!(package.styled("DocumentNumber"), ["黔南市监〔2024〕20号"]);
    let mark = paragraph(&package, "OrganMark");
    let before: f64 = mark.find("w:spacing")[0].value("w:before").parse().unwrap();
    assert!((before - twips(35.0)).abs() < 1.0, "{before}");
    let rule = style(&package, "DocumentNumber").find("w:bottom")[0].clone();
    assert_eq!((rule.value("w:color"), rule.value("w:val")), ("FF0000", "single"));
    // 4 mm are 11 points.
    assert_eq!(rule.value("w:space"), "11");
    let title = paragraph(&package, "DocumentTitle");
    assert_eq!(title.find("w:spacing")[0].value("w:before"), (2 * 579).to_string());
}

#[test]
fn an_upward_document_names_its_signer() {
    assert_eq!(report().styled("UpwardNumber"), ["\t黔南市监〔2024〕23号\t签发人：陈建国"]);
    let mut unsigned = source(Instrument::GovernmentReport, About::Obligation);
    unsigned.letterhead.signer = None;
    assert_eq!(Package::of(&unsigned).styled("UpwardNumber"), ["\t黔南市监〔2024〕23号\t签发人：　　　"]);
    for instrument in documents().filter(|instrument| *instrument != Instrument::GovernmentReport) {
        assert!(!Package::of(&source(instrument, About::Obligation)).text().contains("签发人"));
    }
}

#[test]
fn a_letter_has_red_double_rules() {
    let package = letter();
    assert_eq!(package.styled("OrganMark"), ["黔南布依族苗族自治州市场监督管理局"]);
    let mark = paragraph(&package, "OrganMark");
    let frame = mark.find("w:framePr")[0];
    let width: f64 = frame.value("w:w").parse().unwrap();
    assert!((width - twips(170.0)).abs() < 1.0, "{width}");
    let height: f64 = frame.value("w:y").parse().unwrap();
    assert!((height - twips(30.0)).abs() < 1.0, "{height}");
    let rule = mark.find("w:bottom")[0];
    assert_eq!((rule.value("w:val"), rule.value("w:color")), ("thickThinSmallGap", "FF0000"));
    assert_eq!(says(&package, "LetterNumber", "w:jc", "w:val"), "right");
    assert_eq!(says(&package, "LetterRule", "w:top", "w:val"), "thinThickSmallGap");
    // The first page bears the second rule and no number.
    let section = package.document().find("w:sectPr")[0].clone();
    assert_eq!(section.find("w:titlePg").len(), 1);
    let kinds: Vec<_> =
        section.find("w:footerReference").iter().map(|f| f.value("w:type").to_owned()).collect();
    assert_eq!(kinds, ["default", "first", "even"]);
    assert!(!letter().text().contains("印发2024") && letter().styled("Imprint").is_empty());
}

#[test]
fn page_numbers_stand_at_the_outer_edges() {
    let package = listing();
    for (footer, edge, indent) in
        [("word/footer1.xml", "right", "w:right"), ("word/footer2.xml", "left", "w:left")]
    {
        let footer = package.part(footer);
        assert_eq!(footer.text(), "— PAGE1 —");
        assert_eq!(footer.find("w:jc")[0].value("w:val"), edge);
        assert_eq!(footer.find("w:ind")[0].value(indent), "280");
    }
    assert_eq!(package.part("word/settings.xml").find("w:evenAndOddHeaders").len(), 1);
    let section = package.document().find("w:sectPr")[0].clone();
    let kinds: Vec<_> =
        section.find("w:footerReference").iter().map(|f| f.value("w:type").to_owned()).collect();
    assert_eq!(kinds, ["default", "even"]);
}

#[test]
fn name_and_date_share_an_axis_four_characters_from_the_right() {
    let mut short = source(Instrument::Listing, About::Obligation);
    short.letterhead.names.insert("522700".into(), "都匀市市场监督管理局".to_owned());
    for (source, from_right) in [(short, 4.0), (source(Instrument::Listing, About::Obligation), 6.0)] {
        let package = Package::of(&source);
        let [name, date] = &package.styled("Signature")[..] else { panic!("no signature") };
        assert!(name.ends_with("市场监督管理局"));
        assert_eq!(date, "2024年9月4日");
        let document = package.document();
        let lines: Vec<_> = document
            .find("w:p")
            .into_iter()
            .filter(|p| p.find("w:pStyle")[0].value("w:val") == "Signature")
            .collect();
        let left = |p: &Element| -> f64 { p.find("w:ind")[0].value("w:left").parse().unwrap() };
        assert_eq!(left(lines[0]), left(lines[1]));
        // 2024年9月4日 is six characters wide.
        let right = (8845.0 - left(lines[0])) / 2.0 / 315.0 - 3.0;
        assert!((right - from_right).abs() < 0.6, "{right}");
        // Two free lines for the seal.
        assert_eq!(lines[0].find("w:spacing")[0].value("w:before"), (2 * 579).to_string());
        assert_eq!(lines[0].find("w:keepNext").len(), 1);
    }
}

#[test]
fn the_imprint_stands_at_the_foot() {
    let package = listing();
    assert_eq!(package.styled("Copies"), ["　抄送：都匀市市场监督管理局，福泉市市场监督管理局。"]);
    assert_eq!(package.styled("Imprint"), ["　黔南布依族苗族自治州市场监督管理局\t2024年9月4日印发"]);
    let rules = |p: &Element| -> Vec<(String, String)> {
        let rules = p.find("w:pBdr")[0].clone();
        rules.children().map(|rule| (rule.name.clone(), rule.value("w:sz").to_owned())).collect()
    };
    let pair = |side: &str, size: &str| (side.to_owned(), size.to_owned());
    let (copies, imprint) = (paragraph(&package, "Copies"), paragraph(&package, "Imprint"));
    assert_eq!(rules(&copies), [pair("w:top", "8"), pair("w:bottom", "6")]);
    assert_eq!(rules(&imprint), [pair("w:bottom", "8")]);
    let frame = imprint.find("w:framePr")[0].clone();
    assert_eq!((frame.value("w:vAnchor"), frame.value("w:yAlign")), ("margin", "bottom"));
    // Without copies the issue line bears both rules.
    let alone = Package::of(&source(Instrument::Interview, About::Obligation));
    assert!(alone.styled("Copies").is_empty());
    assert_eq!(rules(&paragraph(&alone, "Imprint")), [pair("w:top", "8"), pair("w:bottom", "8")]);
}

#[test]
fn copies_keep_names_whole_and_many_of_them_leave_the_foot() {
    let mut many = source(Instrument::Circular, About::Obligation);
    let peers = |count: u32| -> Vec<duban_domain::BureauCode> {
        (0..count).map(|n| format!("5227{n:02}x").as_str().into()).collect()
    };
    for code in peers(88) {
        many.letterhead.names.insert(code.clone(), format!("第{code}县市场监督管理局"));
    }
    many.notice.copies = peers(6);
    let package = Package::of(&many);
    let copies = package.styled("Copies").concat();
    assert!(copies.lines().count() > 2 && copies.ends_with('。'), "{copies}");
    assert!(copies.lines().skip(1).all(|line| line.starts_with("　　　　第")), "{copies}");
    assert_eq!(paragraph(&package, "Copies").find("w:framePr").len(), 1);
    many.notice.copies = peers(88);
    let package = Package::of(&many);
    assert!(paragraph(&package, "Copies").find("w:framePr").is_empty());
    assert_eq!(package.styled("Copies").concat().matches("局").count(), 88);
}

#[test]
fn a_void_document_says_so_and_keeps_its_number() {
    for instrument in [Instrument::Listing, Instrument::ReminderLetter, Instrument::GovernmentReport] {
        let source = source(instrument, About::Obligation);
        let number = source.full_number();
        let package = Package::of(&voided(source));
        let paragraphs = package.paragraphs();
        assert_eq!(paragraphs[0], ("VoidMark".to_owned(), "作　废".to_owned()));
        assert_eq!(
            paragraphs[1].1,
            "本文件已于2024年9月6日作废，文号保留。作废原因：主送单位有误，另行发文。"
        );
        assert_eq!(says(&package, "VoidMark", "w:color", "w:val"), "FF0000");
        assert!(says(&package, "VoidMark", "w:sz", "w:val").parse::<u32>().unwrap() >= 72);
        assert!(package.text().contains(&number));
    }
}

#[test]
fn a_draft_says_so_and_bears_no_number() {
    let templates = Templates::builtin().unwrap();
    for instrument in [Instrument::Interview, Instrument::ReminderLetter, Instrument::GovernmentReport] {
        let issued = source(instrument, About::Obligation);
        let draft = Source { number: None, ..issued.clone() };
        let package = Package::of(&draft);
        let paragraphs = package.paragraphs();
        assert_eq!(paragraphs[0], ("VoidMark".to_owned(), "送审稿".to_owned()));
        assert!(paragraphs[1].1.contains("尚未批准，不得印发"), "{}", paragraphs[1].1);
        assert!(package.text().contains("文号待定") && !package.text().contains(&issued.full_number()));
        let name = file_name(&draft);
        assert!(name.starts_with("文号待定 ") && name.contains("（送审稿）"), "{name}");
        // Its words are those that will be issued.
        let (before, after) = (templates.read(&draft).unwrap(), templates.read(&issued).unwrap());
        assert_eq!(before.number, "文号待定");
        assert_eq!((&before.title, &before.body, &before.date), (&after.title, &after.body, &after.date));
        assert!(before.body.iter().all(|line| package.text().contains(line.as_str())), "{before:?}");
    }
}

#[test]
fn attachments_are_numbered_without_endings_or_marks() {
    let package = Package::of(&source(Instrument::HandOver, About::Finding));
    assert_eq!(package.styled("AttachmentNote"), ["附件：1.现场检查笔录", "2.检验报告"]);
    let mut one = source(Instrument::HandOver, About::Finding);
    one.notice.facts.matter.as_mut().unwrap().attachments.truncate(1);
    assert_eq!(Package::of(&one).styled("AttachmentNote"), ["附件：现场检查笔录"]);
}

/// The order of ISO/IEC 29500-1, annex A, for what is used here; strict readers refuse any other.
#[test]
fn properties_stand_in_the_schemas_order() {
    const PARAGRAPH: &[&str] = &[
        "w:pStyle",
        "w:keepNext",
        "w:keepLines",
        "w:framePr",
        "w:widowControl",
        "w:pBdr",
        "w:tabs",
        "w:wordWrap",
        "w:autoSpaceDE",
        "w:autoSpaceDN",
        "w:snapToGrid",
        "w:spacing",
        "w:ind",
        "w:jc",
        "w:outlineLvl",
    ];
    const RUN: &[&str] =
        &["w:rStyle", "w:rFonts", "w:b", "w:color", "w:spacing", "w:w", "w:sz", "w:szCs", "w:lang"];
    const SECTION: &[&str] = &["w:footerReference", "w:pgSz", "w:pgMar", "w:cols", "w:titlePg", "w:docGrid"];
    for instrument in documents() {
        let package = Package::of(&voided(source(instrument, About::Finding)));
        let parts = ["word/document.xml", "word/styles.xml", "word/footer1.xml", "word/footer2.xml"];
        for part in parts.map(|name| package.part(name)) {
            for (name, order) in [("w:pPr", PARAGRAPH), ("w:rPr", RUN), ("w:sectPr", SECTION)] {
                for element in part.find(name) {
                    let place = |child: &Element| {
                        let place = order.iter().position(|known| *known == child.name);
                        place.unwrap_or_else(|| panic!("{} in {name}", child.name))
                    };
                    assert!(element.children().map(place).is_sorted(), "{instrument}: {element:?}");
                }
            }
        }
    }
}

#[test]
fn the_package_is_complete() {
    for package in [listing(), letter()] {
        let has = |name: &str| package.0.iter().any(|(part, _)| part == name);
        for part in package.part("[Content_Types].xml").find("Override") {
            assert!(has(part.value("PartName").trim_start_matches('/')), "{}", part.value("PartName"));
        }
        for relation in package.part("word/_rels/document.xml.rels").find("Relationship") {
            assert!(has(&format!("word/{}", relation.value("Target"))), "{}", relation.value("Target"));
        }
        for relation in package.part("_rels/.rels").find("Relationship") {
            assert!(has(relation.value("Target")), "{}", relation.value("Target"));
        }
        // Every part is well formed and declared.
        for (name, _) in &package.0 {
            package.part(name);
        }
    }
}
