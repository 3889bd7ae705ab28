//! The layout of GB/T 9704-2012: from a text to paragraphs, rules and margins.
//!
//! Three formats: the ordinary document with its red head, the same with the signer beside the number for
//! what goes upward (上行文), and the letter (信函格式) with its red double rules. Lengths are twips, the
//! unit of the file format: 1/20 point, 1440 to the inch.

mod body;
mod head;
mod imprint;
mod measure;
mod pages;
mod table;

use crate::{addressee::Addressee, markup::Text, source::Source, text};
use docx_rs::{Docx, FrameProperty, LineSpacing, LineSpacingType, Paragraph, Run, RunFonts, Table};
use duban_domain::Instrument;

/// Which of the standard's formats a document has.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Format {
    /// 下行文, with a red head.
    Ordinary,
    /// 上行文: number left, signer right.
    Upward,
    /// 信函格式.
    Letter,
}

impl Format {
    const fn of(instrument: Instrument) -> Self {
        match instrument {
            Instrument::GovernmentReport => Format::Upward,
            Instrument::ReminderLetter | Instrument::HandOver => Format::Letter,
            _ => Format::Ordinary,
        }
    }
}

/// What stands one below the other on a page.
enum Block {
    Paragraph(Box<Paragraph>),
    Table(Box<Table>),
}

impl From<Paragraph> for Block {
    fn from(paragraph: Paragraph) -> Self {
        Block::Paragraph(Box::new(paragraph))
    }
}

impl Block {
    fn add_to(self, docx: Docx) -> Docx {
        match self {
            Block::Paragraph(paragraph) => docx.add_paragraph(*paragraph),
            Block::Table(table) => docx.add_table(*table),
        }
    }
}

/// Sets a document.
pub(crate) fn document(source: &Source, addressee: &Addressee, text: Text) -> Docx {
    let format = Format::of(source.notice.instrument);
    let head = head::head(source, format).into_iter().map(Block::from);
    let imprint = imprint::imprint(source, addressee, format).into_iter().map(Block::from);
    let blocks = head.chain(body::body(source, text)).chain(imprint);
    blocks.fold(pages::pages(format), |docx, block| block.add_to(docx))
}

/// A cleaned name.
fn name(source: &Source, code: &duban_domain::BureauCode) -> String {
    text::clean(source.letterhead.name(code))
}

/// A paragraph in a named style.
fn styled(style: &str) -> Paragraph {
    Paragraph::new().style(style)
}

/// A run of Chinese text: the hint has quotation marks and dashes set as Chinese ones.
fn run(text: impl Into<String>) -> Run {
    chinese(Run::new().add_text(text))
}

fn chinese(run: Run) -> Run {
    run.fonts(RunFonts::new().hint("eastAsia"))
}

/// Lines of an exact height, with space before them.
fn spacing(before: u32, line: u32) -> LineSpacing {
    let line = i32::try_from(line).unwrap_or(i32::MAX);
    LineSpacing::new().before(before).line(line).line_rule(LineSpacingType::Exact)
}

/// A frame as wide as a letter's rules, at a height of the page.
fn letter_frame(paragraph: Paragraph, y: u32) -> Paragraph {
    let mut paragraph = paragraph;
    let y = i32::try_from(y).unwrap_or(i32::MAX);
    let frame = FrameProperty::new().width(measure::LETTER_RULE).wrap("notBeside");
    let frame = frame.v_anchor("page").h_anchor("page").x_align("center").y(y);
    paragraph.property = paragraph.property.frame_property(frame);
    paragraph
}
