//! Documents of word processors (.docx): paragraphs as lines, rows of tables as lines, and the numbers that the
//! program shows before paragraphs. What was deleted, what is hidden, headers, footers, notes and comments are no
//! part of the text; text boxes are.

mod numbering;

use super::{
    package::Package,
    refusals::damaged,
    xml::{self, XmlAttributes, XmlEvent},
};
use duban_domain::Sentence;
use numbering::{Numbering, ParagraphNumber};

/// Elements of which nothing is read: what was deleted, moved away or changed, and the second writing of a text
/// box for old programs.
const SKIPPED: &[&str] = &[
    "del",
    "moveFrom",
    "Fallback",
    "pPrChange",
    "rPrChange",
    "tblPrChange",
    "trPrChange",
    "tcPrChange",
    "sectPrChange",
    "numberingChange",
    "rt",
];

/// Tables in tables: deeper ones are read as if they were none.
const DEEPEST_TABLE: usize = 8;

/// Reads the text of a document, of which `document` is the main part.
///
/// # Errors
/// A part is damaged.
pub(super) fn read(package: &mut Package<'_>, document: &str) -> Result<String, Sentence> {
    let main = package.part(document)?.ok_or_else(damaged)?;
    let numbering = package.part("word/numbering.xml")?.unwrap_or_default();
    let styles = package.part("word/styles.xml")?.unwrap_or_default();
    let mut body = Body { numbering: Numbering::read(&numbering, &styles)?, ..Body::default() };
    xml::walk(&main, |event| body.take(event)).map_err(|_| damaged())?;
    Ok(body.lines.join("\n"))
}

/// The text as far as it is read.
#[derive(Default)]
struct Body {
    numbering: Numbering,
    /// How many elements are open within one that is skipped, with that one.
    skipped: usize,
    /// Whether the properties of a run are being read, and whether they hide it.
    in_run_properties: bool,
    hidden: bool,
    /// The paragraphs that are open: one in a text box stands in another.
    paragraphs: Vec<Paragraph>,
    tables: Vec<DocxTable>,
    /// Open tables that are read as if they were none.
    flat_tables: usize,
    lines: Vec<String>,
}

#[derive(Default)]
struct Paragraph {
    text: String,
    number: ParagraphNumber,
}

/// A table's open row: its cells, each with its lines.
#[derive(Default)]
struct DocxTable(Vec<Vec<String>>);

impl Body {
    fn take(&mut self, event: XmlEvent<'_>) {
        match event {
            XmlEvent::Open { name, parent, attributes } => {
                if self.skipped > 0 || SKIPPED.contains(&name) {
                    self.skipped += 1;
                } else {
                    self.open(name, parent, attributes);
                }
            }
            XmlEvent::Close(_) if self.skipped > 0 => self.skipped -= 1,
            XmlEvent::Close(name) => self.close(name),
            XmlEvent::Text { text, within: "t" } if self.skipped == 0 => self.push(text),
            XmlEvent::Text { .. } => {}
        }
    }

    fn open(&mut self, name: &str, parent: &str, attributes: &XmlAttributes) {
        match (name, parent) {
            ("p", _) => self.paragraphs.push(Paragraph::default()),
            ("r", _) => self.hidden = false,
            ("rPr", "r") => self.in_run_properties = true,
            ("vanish", _) if self.in_run_properties => self.hidden = attributes.is_on(),
            ("tab", "r") => self.push("\t"),
            ("br" | "cr", "r") => self.push("\n"),
            ("noBreakHyphen", "r") => self.push("-"),
            ("pStyle" | "numId" | "ilvl", "pPr" | "numPr") => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.number.set(name, attributes);
                }
            }
            ("tbl", _) if self.tables.len() < DEEPEST_TABLE => self.tables.push(DocxTable::default()),
            ("tbl", _) => self.flat_tables += 1,
            ("tc", _) if self.flat_tables == 0 => {
                if let Some(table) = self.tables.last_mut() {
                    table.0.push(Vec::new());
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" => self.end_paragraph(),
            "r" => self.hidden = false,
            "rPr" => self.in_run_properties = false,
            "tr" if self.flat_tables == 0 => self.end_row(),
            "tbl" if self.flat_tables > 0 => self.flat_tables -= 1,
            "tbl" => {
                self.end_row();
                self.tables.pop();
            }
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut().filter(|_| !self.hidden) {
            paragraph.text.push_str(text);
        }
    }

    fn end_paragraph(&mut self) {
        let Some(Paragraph { text, number }) = self.paragraphs.pop() else { return };
        // An empty paragraph is counted too.
        let number = self.numbering.next(&number);
        if !text.trim().is_empty() {
            self.add(self.tables.len(), format!("{number}{text}"));
        }
    }

    /// The cells of a row as one line. A table of one cell is a frame around its text, and its lines stay lines.
    fn end_row(&mut self) {
        let depth = self.tables.len();
        let Some(table) = self.tables.last_mut() else { return };
        let mut cells = std::mem::take(&mut table.0);
        cells.retain(|cell| !cell.is_empty());
        if cells.len() == 1 {
            cells.into_iter().flatten().for_each(|line| self.add(depth - 1, line));
        } else if cells.len() > 1 {
            let cells: Vec<String> =
                cells.into_iter().map(|lines| lines.join(" ").replace('\n', " ")).collect();
            self.add(depth - 1, cells.join(" | "));
        }
    }

    /// Adds a line to the open cell of the table at a depth, or to the text.
    fn add(&mut self, depth: usize, line: String) {
        let table = depth.checked_sub(1).and_then(|at| self.tables.get_mut(at));
        match table.and_then(|table| table.0.last_mut()) {
            Some(cell) => cell.push(line),
            None => self.lines.push(line),
        }
    }
}
