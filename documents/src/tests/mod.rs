//! Documents as a reader opens them.

mod facts;
mod golden;
mod hostile;
mod layout;
mod league;
mod templates;
mod wording;

use crate::{
    Source, Templates,
    xml::{self, Element, Node},
};
use std::io::{Cursor, Read};

/// A document, unzipped.
struct Package(Vec<(String, Vec<u8>)>);

impl Package {
    fn of(source: &Source) -> Self {
        Self::read(Templates::builtin().unwrap().render(source).unwrap())
    }

    fn read(bytes: Vec<u8>) -> Self {
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let parts = zip.len();
        let part = |index| {
            let mut file = zip.by_index(index).unwrap();
            let mut content = Vec::new();
            file.read_to_end(&mut content).unwrap();
            (file.name().unwrap().into_owned(), content)
        };
        Self((0..parts).map(part).collect())
    }

    fn part(&self, name: &str) -> Element {
        let (_, content) =
            self.0.iter().find(|(part, _)| part == name).unwrap_or_else(|| panic!("no {name}"));
        xml::read(content).unwrap()
    }

    fn document(&self) -> Element {
        self.part("word/document.xml")
    }

    /// The paragraphs: style and text.
    fn paragraphs(&self) -> Vec<(String, String)> {
        let style = |p: &Element| p.find("w:pStyle").first().map(|s| s.value("w:val").to_owned());
        let all = self.document();
        all.find("w:p").into_iter().map(|p| (style(p).unwrap_or_default(), p.text())).collect()
    }

    /// The texts of the paragraphs of a style.
    fn styled(&self, style: &str) -> Vec<String> {
        let all = self.paragraphs().into_iter();
        all.filter(|(found, _)| found == style).map(|(_, text)| text).collect()
    }

    /// Everything that is written, paragraph by paragraph.
    fn text(&self) -> String {
        let all = self.paragraphs().into_iter();
        all.map(|(_, text)| text + "\n").collect()
    }
}

impl Element {
    /// Every element of this name below it.
    fn find(&self, name: &str) -> Vec<&Element> {
        let mut found = Vec::new();
        for child in self.children() {
            if child.name == name {
                found.push(child);
            }
            found.extend(child.find(name));
        }
        found
    }

    fn children(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(child) => Some(child),
            Node::Text(_) => None,
        })
    }

    /// An attribute; empty where there is none.
    fn value(&self, key: &str) -> &str {
        self.attributes.iter().find(|(found, _)| found == key).map_or("", |(_, value)| value)
    }

    /// What a reader reads in it.
    fn text(&self) -> String {
        let own = |child: &Node| match child {
            Node::Element(child) if child.name == "w:tab" => "\t".to_owned(),
            Node::Element(child) if child.name == "w:br" => "\n".to_owned(),
            Node::Element(child) if child.name == "w:pPr" => String::new(),
            Node::Element(child) => child.text(),
            Node::Text(text) => quick_xml::escape::unescape(text).unwrap().into_owned(),
        };
        self.children.iter().map(own).collect()
    }
}
