//! OFD files (GB/T 33190): a package of pages, each with pieces of text at places. Pieces on one baseline are one
//! line, from left to right. Templates and annotations are parts of their own, which no page's text needs.

use super::{
    package::Package,
    refusals::{MOST_PAGES, bloated, damaged},
    tidy::{is_space, without_number},
    xml::{self, XmlAttributes, XmlEvent},
};
use duban_domain::{Sentence, sentence};

/// The size of text that names none, in millimetres; what a document's text usually has.
const USUAL_SIZE: f64 = 5.0;

/// Reads the text of a file, of which `root` is the first part.
///
/// # Errors
/// A part is damaged, there are too many pages, or there is no text.
pub(super) fn read(package: &mut Package<'_>, root: &str) -> Result<String, Sentence> {
    let mut text = String::new();
    let mut pages = 0;
    for document in locations(package, root, ("DocBody", "DocRoot"))? {
        for page in locations(package, &document, ("Pages", "Page"))? {
            pages += 1;
            if pages > MOST_PAGES {
                return Err(bloated());
            }
            let mut reader = OfdPageReader::default();
            let part = package.part(&page)?.ok_or_else(damaged)?;
            xml::walk(&part, |event| reader.take(event)).map_err(|_| damaged())?;
            text.push_str(&reader.lines());
        }
    }
    if text.trim().is_empty() {
        return Err(sentence!(
            "there is no text in it, only pictures; upload .docx or .pdf with text, or paste the text",
            "文件中只有图片，没有可识别的文字；请上传 .docx、带文字的 .pdf，或粘贴文字"
        ));
    }
    Ok(text)
}

/// The parts that elements of a part name by a path, in its order: in an attribute or, without one, as their text.
fn locations(package: &mut Package<'_>, part: &str, of: (&str, &str)) -> Result<Vec<String>, Sentence> {
    let content = package.part(part)?.ok_or_else(damaged)?;
    let mut found: Vec<String> = Vec::new();
    let take = |event: XmlEvent<'_>| match event {
        XmlEvent::Open { name, parent, attributes } if (parent, name) == of => {
            found.push(attributes.get("BaseLoc").unwrap_or_default().to_owned());
        }
        XmlEvent::Text { text, within } if within == of.1 => {
            if let Some(path) = found.last_mut() {
                path.push_str(text);
            }
        }
        _ => {}
    };
    xml::walk(&content, take).map_err(|_| damaged())?;
    Ok(found.iter().map(|path| beside(part, path)).collect())
}

/// A path as it is meant in a part: from its folder, or from the root.
fn beside(part: &str, path: &str) -> String {
    let path = path.trim();
    let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder);
    let whole = if path.starts_with('/') { path.to_owned() } else { format!("{folder}/{path}") };
    let mut steps: Vec<&str> = Vec::new();
    for step in whole.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// Reads a page.
#[derive(Default)]
struct OfdPageReader {
    /// The object that is open.
    object: TextObject,
    pieces: Vec<Piece>,
}

/// A text object: its box on the page, its size, how its insides are turned, and where its next text begins.
#[derive(Default)]
struct TextObject {
    left: f64,
    top: f64,
    width: f64,
    size: f64,
    turned: Option<[f64; 6]>,
    at: (f64, f64),
}

/// A piece of text and its place.
struct Piece {
    y: f64,
    x: f64,
    /// Where its box ends.
    end: f64,
    size: f64,
    text: String,
}

impl OfdPageReader {
    fn take(&mut self, event: XmlEvent<'_>) {
        match event {
            XmlEvent::Open { name: "TextObject", attributes, .. } => {
                self.object = TextObject::new(attributes)
            }
            XmlEvent::Open { name: "TextCode", attributes, .. } => {
                let piece = self.object.begin(attributes);
                self.pieces.push(piece);
            }
            XmlEvent::Text { text, within: "TextCode" } => {
                if let Some(piece) = self.pieces.last_mut() {
                    piece.text.push_str(text);
                }
            }
            _ => {}
        }
    }

    /// The lines of the page, without its number.
    fn lines(self) -> String {
        let mut pieces = self.pieces;
        pieces.retain(|piece| !piece.text.trim().is_empty());
        pieces.sort_by(|a, b| a.y.total_cmp(&b.y));
        let mut lines: Vec<Vec<Piece>> = Vec::new();
        for piece in pieces {
            match lines.last_mut().filter(|line| line.iter().take(1).all(|first| first.shares_line(&piece))) {
                Some(line) => line.push(piece),
                None => lines.push(vec![piece]),
            }
        }
        let lines = lines.into_iter().map(joined).collect();
        without_number(lines)
    }
}

impl TextObject {
    fn new(attributes: &XmlAttributes) -> Self {
        let numbers = |name: &str| -> Vec<f64> { attributes.get(name).map(numbers).unwrap_or_default() };
        let bounds = numbers("Boundary");
        let bound = |at: usize| bounds.get(at).copied().unwrap_or_default();
        let size = numbers("Size").first().copied().filter(|size| *size > 0.0).unwrap_or(USUAL_SIZE);
        let turned = numbers("CTM").try_into().ok();
        Self { left: bound(0), top: bound(1), width: bound(2), size, turned, at: (0.0, 0.0) }
    }

    /// Begins a text of it; one that names no place goes on from the last.
    fn begin(&mut self, attributes: &XmlAttributes) -> Piece {
        let place = |name: &str| attributes.get(name).map(numbers).and_then(|all| all.first().copied());
        self.at = (place("X").unwrap_or(self.at.0), place("Y").unwrap_or(self.at.1));
        let (mut x, mut y) = self.at;
        let mut size = self.size;
        if let Some([a, b, c, d, e, f]) = self.turned {
            (x, y) = (a * x + c * y + e, b * x + d * y + f);
            size *= c.hypot(d);
        }
        let (x, y, end) = (self.left + x, self.top + y, self.left + self.width);
        Piece { y, x, end, size, text: String::new() }
    }
}

impl Piece {
    /// Whether another piece, further down, stands on the same baseline.
    fn shares_line(&self, lower: &Self) -> bool {
        lower.y - self.y <= self.size.max(lower.size) / 2.0
    }
}

/// The finite numbers of a list.
fn numbers(text: &str) -> Vec<f64> {
    text.split_whitespace().filter_map(|n| n.parse().ok()).filter(|n: &f64| n.is_finite()).collect()
}

fn joined(mut line: Vec<Piece>) -> String {
    line.sort_by(|a, b| a.x.total_cmp(&b.x));
    let mut text = String::new();
    let mut end = f64::MAX;
    for piece in line {
        if is_space(&text, (piece.x - end) / piece.size, &piece.text, true) {
            text.push(' ');
        }
        text.push_str(&piece.text);
        end = piece.end;
    }
    text
}
