//! The paper: margins, the grid of 22 lines of 28 characters, and page numbers.

use super::{
    block::{run, styled},
    measure::{BOTTOM, CHARACTER_SPACE, FOOTER, LEFT, LINE, PAGE, RIGHT, TOP},
};
use docx_rs::{
    AlignmentType, DocGrid, DocGridType, Docx, FieldCharType, Footer, InstrPAGE, InstrText, PageMargin,
    Paragraph,
};
use duban_domain::instrument::DocumentFormat;

/// An empty document on the standard's paper.
pub(super) fn pages(format: DocumentFormat) -> Docx {
    let signed = |twips: u32| i32::try_from(twips).unwrap_or(i32::MAX);
    let margin = PageMargin {
        top: signed(TOP),
        left: signed(LEFT),
        bottom: signed(BOTTOM),
        right: signed(RIGHT),
        header: signed(FOOTER),
        footer: signed(FOOTER),
        gutter: 0,
    };
    let docx = Docx::new().page_size(PAGE.0, PAGE.1).page_margin(margin);
    let docx = docx
        .footer(Footer::new().add_paragraph(page_number(AlignmentType::Right)))
        .even_footer(Footer::new().add_paragraph(page_number(AlignmentType::Left)));
    let mut docx = match format {
        // A letter's first page bears no number and a second rule (GB/T 9704, 10.1).
        DocumentFormat::Letter => docx.first_footer(Footer::new().add_paragraph(styled("LetterRule"))),
        _ => docx,
    };
    let grid = DocGrid::with_empty().grid_type(DocGridType::LinesAndChars);
    let pitch = usize::try_from(LINE).unwrap_or(usize::MAX);
    docx.document = docx.document.doc_grid(grid.line_pitch(pitch).char_space(CHARACTER_SPACE));
    docx
}

/// `— 1 —`, one character from the outer edge (GB/T 9704, 7.5).
fn page_number(edge: AlignmentType) -> Paragraph {
    const CHARACTER: i32 = 280;
    let (left, right) = if matches!(edge, AlignmentType::Right) { (0, CHARACTER) } else { (CHARACTER, 0) };
    let number = run("— ")
        .add_field_char(FieldCharType::Begin, false)
        .add_instr_text(InstrText::PAGE(InstrPAGE::new()))
        .add_field_char(FieldCharType::Separate, false)
        .add_text("1")
        .add_field_char(FieldCharType::End, false)
        .add_text(" —");
    styled("Footer").align(edge).indent(Some(left), None, Some(right), None).add_run(number)
}
