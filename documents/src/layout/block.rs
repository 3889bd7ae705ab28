//! What a page is set from: paragraphs and tables, and the runs, spaces and frames of paragraphs.

use super::measure::LETTER_RULE;
use crate::{source::Source, text};
use docx_rs::{Docx, FrameProperty, LineSpacing, LineSpacingType, Paragraph, Run, RunFonts, Table};
use duban_domain::BureauCode;

/// What stands one below the other on a page.
pub(super) enum Block {
    Paragraph(Box<Paragraph>),
    Table(Box<Table>),
}

impl From<Paragraph> for Block {
    fn from(paragraph: Paragraph) -> Self {
        Block::Paragraph(Box::new(paragraph))
    }
}

impl Block {
    /// The document with this at its end.
    pub(super) fn add_to(self, docx: Docx) -> Docx {
        match self {
            Block::Paragraph(paragraph) => docx.add_paragraph(*paragraph),
            Block::Table(table) => docx.add_table(*table),
        }
    }
}

/// A cleaned name.
pub(super) fn name(source: &Source, code: &BureauCode) -> String {
    text::clean(source.letterhead.name(code))
}

/// A paragraph in a named style.
pub(super) fn styled(style: &str) -> Paragraph {
    Paragraph::new().style(style)
}

/// A run of Chinese text: the hint has quotation marks and dashes set as Chinese ones.
pub(super) fn run(text: impl Into<String>) -> Run {
    chinese(Run::new().add_text(text))
}

/// A run set by the rules for Chinese text.
pub(super) fn chinese(run: Run) -> Run {
    run.fonts(RunFonts::new().hint("eastAsia"))
}

/// Lines of an exact height, with space before them.
pub(super) fn spacing(before: u32, line: u32) -> LineSpacing {
    let line = i32::try_from(line).unwrap_or(i32::MAX);
    LineSpacing::new().before(before).line(line).line_rule(LineSpacingType::Exact)
}

/// A frame as wide as a letter's rules, at a height of the page.
pub(super) fn letter_frame(paragraph: Paragraph, y: u32) -> Paragraph {
    let mut paragraph = paragraph;
    let y = i32::try_from(y).unwrap_or(i32::MAX);
    let frame = FrameProperty::new().width(LETTER_RULE).wrap("notBeside");
    let frame = frame.v_anchor("page").h_anchor("page").x_align("center").y(y);
    paragraph.property = paragraph.property.frame_property(frame);
    paragraph
}
