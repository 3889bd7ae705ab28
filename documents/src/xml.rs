//! The XML of a package's parts: read into a tree, put into the order the schema asks for, written again.
//! docx-rs writes the properties of paragraphs, runs and sections in an order of its own, which
//! strict readers refuse (ISO/IEC 29500-1, annex A).

use quick_xml::{Reader, events::Event};

/// An element. Text and attribute values stay escaped as they were read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Element {
    /// Its name with the prefix: `w:p`.
    pub(crate) name: String,
    /// Its attributes, in order.
    pub(crate) attributes: Vec<(String, String)>,
    /// What it holds.
    pub(crate) children: Vec<Node>,
}

/// What an element holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Node {
    /// An element.
    Element(Element),
    /// Text, escaped.
    Text(String),
}

/// A part that is not well formed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BadXml {
    /// The parser's complaint.
    #[error(transparent)]
    Parser(#[from] quick_xml::Error),
    /// An attribute's.
    #[error(transparent)]
    Attribute(#[from] quick_xml::events::attributes::AttrError),
    /// A name that is no text.
    #[error(transparent)]
    Text(#[from] std::str::Utf8Error),
    /// It has no element.
    #[error("the part is empty")]
    Empty,
}

/// Reads a part: its root element.
pub(crate) fn read(bytes: &[u8]) -> Result<Element, BadXml> {
    let mut reader = Reader::from_reader(bytes);
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event()? {
            Event::Start(start) => open.push(element(&start)?),
            Event::Empty(start) => add(&mut open, Node::Element(element(&start)?)),
            Event::Text(text) => add(&mut open, Node::Text(std::str::from_utf8(&text)?.to_owned())),
            Event::GeneralRef(name) => {
                add(&mut open, Node::Text(format!("&{};", std::str::from_utf8(&name)?)));
            }
            Event::End(_) => {
                let closed = open.pop().ok_or(BadXml::Empty)?;
                add(&mut open, Node::Element(closed));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let roots = open.pop().ok_or(BadXml::Empty)?.children;
    let root = roots.into_iter().find_map(|node| match node {
        Node::Element(root) => Some(root),
        Node::Text(_) => None,
    });
    root.ok_or(BadXml::Empty)
}

fn element(start: &quick_xml::events::BytesStart<'_>) -> Result<Element, BadXml> {
    let name = std::str::from_utf8(start.name().as_ref())?.to_owned();
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute?;
        let key = std::str::from_utf8(attribute.key.as_ref())?.to_owned();
        attributes.push((key, std::str::from_utf8(&attribute.value)?.to_owned()));
    }
    Ok(Element { name, attributes, children: Vec::new() })
}

fn add(open: &mut [Element], node: Node) {
    let Some(parent) = open.last_mut() else { return };
    match (parent.children.last_mut(), node) {
        (Some(Node::Text(before)), Node::Text(text)) => before.push_str(&text),
        (_, node) => parent.children.push(node),
    }
}

/// Writes a part.
pub(crate) fn write(root: &Element) -> Vec<u8> {
    let mut out = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#.to_owned();
    out.push('\n');
    root.write(&mut out);
    out.into_bytes()
}

impl Element {
    fn write(&self, out: &mut String) {
        out.push('<');
        out.push_str(&self.name);
        for (key, value) in &self.attributes {
            out.push_str(&format!(" {key}=\"{value}\""));
        }
        if self.children.is_empty() {
            out.push_str("/>");
            return;
        }
        out.push('>');
        for child in &self.children {
            match child {
                Node::Element(child) => child.write(out),
                Node::Text(text) => out.push_str(text),
            }
        }
        out.push_str(&format!("</{}>", self.name));
    }

    /// Puts the children of every property element into the schema's order, and leaves out what says
    /// nothing: empty run properties, and paragraph ids, which only merging needs.
    pub(crate) fn arrange(&mut self) {
        if self.name == "w:p" {
            self.attributes.retain(|(key, _)| key != "w14:paraId");
        }
        for child in &mut self.children {
            if let Node::Element(child) = child {
                child.arrange();
            }
        }
        let empty = |child: &Node| matches!(child, Node::Element(e) if e.children.is_empty() && matches!(e.name.as_str(), "w:rPr" | "w:pPr"));
        self.children.retain(|child| !empty(child));
        if self.name == "w:tbl" {
            self.repeat_head();
        }
        if let Some((_, order)) = ORDER.iter().find(|(name, _)| *name == self.name) {
            let place = |child: &Node| match child {
                Node::Element(e) => order.iter().position(|name| *name == e.name).unwrap_or(order.len()),
                Node::Text(_) => order.len(),
            };
            self.children.sort_by_key(place);
        }
    }

    /// The first element of this name in it.
    fn child(&mut self, name: &str) -> Option<&mut Element> {
        self.children.iter_mut().find_map(|node| match node {
            Node::Element(element) if element.name == name => Some(element),
            _ => None,
        })
    }

    /// The first row of a table stands again at the head of every page the table goes on to.
    fn repeat_head(&mut self) {
        let Some(row) = self.child("w:tr") else { return };
        let Some(properties) = row.child("w:trPr") else { return };
        let head = Element { name: "w:tblHeader".to_owned(), ..Element::default() };
        properties.children.push(Node::Element(head));
    }
}

/// The order of the properties used here.
const ORDER: &[(&str, &[&str])] = &[
    (
        "w:pPr",
        &[
            "w:pStyle",
            "w:keepNext",
            "w:keepLines",
            "w:pageBreakBefore",
            "w:framePr",
            "w:widowControl",
            "w:pBdr",
            "w:shd",
            "w:tabs",
            "w:snapToGrid",
            "w:spacing",
            "w:ind",
            "w:jc",
            "w:outlineLvl",
            "w:rPr",
            "w:sectPr",
        ],
    ),
    ("w:rPr", &["w:rStyle", "w:rFonts", "w:b", "w:color", "w:spacing", "w:w", "w:sz", "w:szCs"]),
    ("w:tblPr", &["w:tblStyle", "w:tblW", "w:jc", "w:tblInd", "w:tblBorders", "w:tblLayout", "w:tblCellMar"]),
    ("w:trPr", &["w:cantSplit", "w:trHeight", "w:tblHeader"]),
    ("w:tcPr", &["w:tcW", "w:tcBorders", "w:vAlign"]),
    ("w:pBdr", &["w:top", "w:left", "w:bottom", "w:right"]),
    (
        "w:sectPr",
        &[
            "w:headerReference",
            "w:footerReference",
            "w:type",
            "w:pgSz",
            "w:pgMar",
            "w:pgNumType",
            "w:cols",
            "w:titlePg",
            "w:docGrid",
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_come_into_the_schemas_order() {
        let part = br#"<w:p w14:paraId="1"><w:pPr><w:rPr /><w:jc w:val="both"/><w:pStyle w:val="a"/></w:pPr><w:r><w:t>a&lt;b &amp; c</w:t></w:r></w:p>"#;
        let mut root = read(part).unwrap();
        root.arrange();
        let written = String::from_utf8(write(&root)).unwrap();
        let (_, written) = written.split_once('\n').unwrap();
        assert_eq!(
            written,
            r#"<w:p><w:pPr><w:pStyle w:val="a"/><w:jc w:val="both"/></w:pPr><w:r><w:t>a&lt;b &amp; c</w:t></w:r></w:p>"#
        );
        assert_eq!(read(written.as_bytes()).unwrap(), root);
    }

    #[test]
    fn a_part_that_is_not_well_formed_is_refused() {
        for bad in ["", "<a><b></a>", "<a"] {
            assert!(read(bad.as_bytes()).is_err(), "{bad}");
        }
    }
}
