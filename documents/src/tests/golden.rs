//! The documents as they are known to be right: their parts as XML, under `golden/`. `UPDATE_GOLDEN=1`
//! writes them anew.

use super::{
    Package,
    facts::{About, documents, source, voided},
};
use crate::xml::{self, Element, Node};
use duban_domain::Instrument;
use std::{fs, path::PathBuf};

/// A part, an element to a line, so that a change can be read.
fn pretty(element: &Element, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    let attributes: String =
        element.attributes.iter().map(|(key, value)| format!(" {key}=\"{value}\"")).collect();
    let name = &element.name;
    let only_elements = element.children.iter().all(|child| matches!(child, Node::Element(_)));
    match element.children.as_slice() {
        [] => out.push_str(&format!("{indent}<{name}{attributes}/>\n")),
        children if only_elements => {
            out.push_str(&format!("{indent}<{name}{attributes}>\n"));
            children.iter().for_each(|child| match child {
                Node::Element(child) => pretty(child, depth + 1, out),
                Node::Text(_) => {}
            });
            out.push_str(&format!("{indent}</{name}>\n"));
        }
        children => {
            let text: String = children
                .iter()
                .map(|child| match child {
                    Node::Text(text) => text.as_str(),
                    Node::Element(_) => "",
                })
                .collect();
            out.push_str(&format!("{indent}<{name}{attributes}>{text}</{name}>\n"));
        }
    }
}

/// Without the line breaks between elements.
fn stripped(mut element: Element) -> Element {
    let holds_elements = element.children.iter().any(|child| matches!(child, Node::Element(_)));
    if holds_elements {
        element.children.retain(|child| matches!(child, Node::Element(_)));
    }
    let strip = |child| match child {
        Node::Element(child) => Node::Element(stripped(child)),
        text => text,
    };
    element.children = element.children.into_iter().map(strip).collect();
    element
}

pub(super) fn compare(name: &str, part: Element) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden").join(format!("{name}.xml"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let mut text = String::new();
        pretty(&part, 0, &mut text);
        fs::write(&file, text).unwrap();
    }
    let golden = fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let golden = stripped(xml::read(&golden).unwrap());
    // Two big trees are no help in a message: the first paragraph that differs is.
    let part = stripped(part);
    for (found, expected) in part.find("w:p").into_iter().zip(golden.find("w:p")) {
        assert_eq!(found, expected, "{name}: set UPDATE_GOLDEN=1 if this change is wanted");
    }
    assert!(part == golden, "{name} differs; set UPDATE_GOLDEN=1 if this change is wanted");
}

/// What an instrument is mostly about.
fn usual(instrument: Instrument) -> About {
    match instrument {
        Instrument::RectificationNotice | Instrument::HandOver => About::Finding,
        Instrument::Delisting => About::Listing,
        _ => About::Obligation,
    }
}

#[test]
fn every_document_is_as_it_was() {
    for instrument in documents() {
        compare(instrument.as_str(), Package::of(&source(instrument, usual(instrument))).document());
    }
    compare("void", Package::of(&voided(source(Instrument::Listing, About::Obligation))).document());
}

#[test]
fn footers_are_as_they_were() {
    let ordinary = Package::of(&source(Instrument::Listing, About::Obligation));
    compare("footer-odd", ordinary.part("word/footer1.xml"));
    compare("footer-even", ordinary.part("word/footer2.xml"));
    let letter = Package::of(&source(Instrument::ReminderLetter, About::Obligation));
    let footers = ["word/footer1.xml", "word/footer2.xml", "word/footer3.xml"].map(|name| letter.part(name));
    let first = footers.into_iter().find(|footer| footer.text().is_empty()).unwrap();
    compare("footer-letter", first);
}

#[test]
fn the_same_facts_are_the_same_bytes() {
    let templates = crate::Templates::builtin().unwrap();
    for instrument in documents() {
        for about in About::ALL {
            let source = source(instrument, about);
            let first = templates.render(&source).unwrap();
            // Another document in between, on another thread, leaves no trace.
            let other = voided(super::facts::source(Instrument::Circular, About::Listing));
            std::thread::scope(|scope| {
                scope.spawn(|| templates.render(&other).unwrap());
            });
            assert!(first == templates.render(&source).unwrap(), "{instrument} {about:?}");
        }
    }
}

#[test]
fn no_clock_gets_into_the_file() {
    let source = source(Instrument::Listing, About::Obligation);
    let bytes = crate::Templates::builtin().unwrap().render(&source).unwrap();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap();
    for index in 0..zip.len() {
        assert_eq!(zip.by_index(index).unwrap().last_modified(), Some(zip::DateTime::DEFAULT));
    }
    let core = Package::read(bytes).part("docProps/core.xml");
    let dated = |name| core.find(name).first().map(|date| date.text());
    assert_eq!(dated("dcterms:created").as_deref(), Some("2024-09-04T08:40:00Z"));
    assert_eq!(dated("dcterms:modified").as_deref(), Some("2024-09-04T08:40:00Z"));
    let modified = Package::of(&voided(source)).part("docProps/core.xml");
    assert_eq!(modified.find("dcterms:modified")[0].text(), "2024-09-06T07:00:00Z");
}

/// `DOCUMENTS_FOLDER=/tmp/documents cargo test … write_documents` writes every document to look at.
#[test]
fn write_documents() {
    let Some(folder) = std::env::var_os("DOCUMENTS_FOLDER").map(PathBuf::from) else { return };
    let templates = crate::Templates::builtin().unwrap();
    for instrument in documents() {
        for about in About::ALL {
            let source = source(instrument, about);
            let name = format!("{instrument}-{about:?}.docx").to_lowercase();
            fs::write(folder.join(name), templates.render(&source).unwrap()).unwrap();
            let name = format!("{instrument}-{about:?}-void.docx").to_lowercase();
            fs::write(folder.join(name), templates.render(&voided(source)).unwrap()).unwrap();
        }
    }
}
