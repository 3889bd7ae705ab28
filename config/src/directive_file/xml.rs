//! XML parts, walked from beginning to end. Names are told without their prefix, which is each program's own;
//! entities are the five of the standard and characters by number, so nothing expands.

use encoding_rs::{Encoding, UTF_8};
use quick_xml::{
    Reader, XmlVersion,
    escape::resolve_predefined_entity,
    events::{BytesStart, Event},
};

/// What a part holds, in its order.
pub(super) enum XmlEvent<'e> {
    /// An element begins.
    Open {
        /// Its name.
        name: &'e str,
        /// The element it stands in; empty for the root.
        parent: &'e str,
        /// Its attributes.
        attributes: &'e XmlAttributes,
    },
    /// An element ends.
    Close(&'e str),
    /// Text of an element.
    Text {
        /// The text.
        text: &'e str,
        /// The element.
        within: &'e str,
    },
}

/// The attributes of an element.
#[derive(Default)]
pub(super) struct XmlAttributes(Vec<(String, String)>);

impl XmlAttributes {
    /// The value of one.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether a property of a document that is there is meant: it may say of itself that it is not.
    pub(super) fn is_on(&self) -> bool {
        !matches!(self.get("val"), Some("0" | "false" | "off"))
    }

    /// The value of one that is a number.
    pub(super) fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.get(name)?.trim().parse().ok()
    }
}

/// A part that is not well formed.
pub(super) struct Malformed;

impl From<quick_xml::Error> for Malformed {
    fn from(_: quick_xml::Error) -> Self {
        Self
    }
}

/// Walks through a part.
///
/// # Errors
/// It is not well formed.
pub(super) fn walk(part: &[u8], mut take: impl FnMut(XmlEvent<'_>)) -> Result<(), Malformed> {
    let (text, _, _) = encoding(part).decode(part);
    let mut reader = Reader::from_str(&text);
    let mut open: Vec<String> = Vec::new();
    loop {
        let event = reader.read_event()?;
        match &event {
            Event::Start(start) => begin(start, &mut open, &mut take),
            Event::Empty(start) => {
                begin(start, &mut open, &mut take);
                end(&mut open, &mut take);
            }
            Event::End(_) => end(&mut open, &mut take),
            Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) => {
                let within = open.last().map_or("", String::as_str);
                take(XmlEvent::Text { text: &content(&event), within });
            }
            Event::Eof if open.is_empty() => return Ok(()),
            Event::Eof => return Err(Malformed),
            _ => {}
        }
    }
}

fn begin(start: &BytesStart<'_>, open: &mut Vec<String>, take: &mut impl FnMut(XmlEvent<'_>)) {
    let name = String::from_utf8_lossy(start.local_name().as_ref()).into_owned();
    let mut attributes = start.attributes();
    // To look for doubles takes the square of their number.
    attributes.with_checks(false);
    let attributes = attributes.filter_map(|attribute| {
        let attribute = attribute.ok()?;
        let key = String::from_utf8_lossy(attribute.key.local_name().as_ref()).into_owned();
        Some((key, attribute.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned()))
    });
    let attributes = XmlAttributes(attributes.collect());
    let parent = open.last().map_or("", String::as_str);
    take(XmlEvent::Open { name: &name, parent, attributes: &attributes });
    open.push(name);
}

fn end(open: &mut Vec<String>, take: &mut impl FnMut(XmlEvent<'_>)) {
    if let Some(name) = open.pop() {
        take(XmlEvent::Close(&name));
    }
}

/// The text of an event; what makes no sense is left out.
fn content(event: &Event<'_>) -> String {
    match event {
        Event::Text(text) => text.decode().unwrap_or_default().into_owned(),
        Event::CData(text) => text.decode().unwrap_or_default().into_owned(),
        Event::GeneralRef(name) => {
            let by_number = name.resolve_char_ref().ok().flatten().map(String::from);
            let named = || resolve_predefined_entity(&name.decode().ok()?).map(str::to_owned);
            by_number.or_else(named).unwrap_or_default()
        }
        _ => String::new(),
    }
}

/// The encoding that a part announces; a byte-order mark goes before it.
fn encoding(part: &[u8]) -> &'static Encoding {
    if let Some((marked, _)) = Encoding::for_bom(part) {
        return marked;
    }
    let start = String::from_utf8_lossy(&part[..part.len().min(200)]).into_owned();
    let declared = start.split_once("?>").and_then(|(head, _)| head.split_once("encoding="));
    let label = declared.and_then(|(_, label)| label.split(['"', '\'']).nth(1));
    label.and_then(|label| Encoding::for_label(label.as_bytes())).unwrap_or(UTF_8)
}
