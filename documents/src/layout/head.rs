//! Above the title: what voids a document or says that it is a draft, the organ mark, the number, and the red rules.

use super::{
    block::{letter_frame, name, run, spacing, styled},
    measure::{LETTER_MARK, LETTER_RULE, MARK, WIDTH, mark},
};
use crate::{source::Source, text, view};
use docx_rs::{BorderType, Paragraph, ParagraphBorder, ParagraphBorderPosition, ParagraphBorders, Run};
use duban_domain::instrument::DocumentFormat;

/// What a draft says of itself.
const DRAFT: &str = "本件供审批时阅看，尚未批准，不得印发；文号待定，日期和期限以印发时为准。";
const RED: &str = "FF0000";
/// No printer prints nearer to the paper's edge than 7 mm.
const HIGHEST: u32 = 400;

/// Everything above the title.
pub(super) fn head(source: &Source, format: DocumentFormat) -> Vec<Paragraph> {
    let number = text::clean(&source.full_number());
    let from = name(source, &source.notice.from);
    match format {
        DocumentFormat::Letter => letter_head(source, &from, number),
        DocumentFormat::Ordinary => {
            let number = styled("DocumentNumber").add_run(run(number));
            red_head(source, &from, number)
        }
        DocumentFormat::Upward => {
            let signer = source.letterhead.signer.as_deref().map(text::clean).filter(|name| !name.is_empty());
            // Room for three characters, to be filled in by hand.
            let signer = signer.unwrap_or_else(|| "　　　".to_owned());
            let number = styled("UpwardNumber")
                .add_run(Run::new().add_tab())
                .add_run(run(number))
                .add_run(Run::new().add_tab())
                .add_run(run("签发人："))
                .add_run(run(signer).style("Signer"));
            red_head(source, &from, number)
        }
    }
}

fn red_head(source: &Source, from: &str, number: Paragraph) -> Vec<Paragraph> {
    let (mut head, used) = void(source);
    let (mark, line) = organ_mark(&format!("{from}文件"), WIDTH);
    head.push(mark.line_spacing(spacing(MARK.saturating_sub(used).max(120), line)));
    head.push(number);
    head
}

fn letter_head(source: &Source, from: &str, number: String) -> Vec<Paragraph> {
    let (void, used) = void(source);
    let (mark, line) = organ_mark(from, LETTER_RULE);
    let rule = ParagraphBorder::new(ParagraphBorderPosition::Bottom)
        .val(BorderType::ThickThinSmallGap)
        .size(24)
        .space(11)
        .color(RED);
    let mut mark = mark.line_spacing(spacing(0, line));
    mark.property = mark.property.set_borders(ParagraphBorders::with_empty().set(rule));
    // What voids a letter stands above its mark, and pushes it down where it is long.
    let void_y = LETTER_MARK.saturating_sub(used).max(HIGHEST);
    let mut head: Vec<_> = void.into_iter().map(|paragraph| letter_frame(paragraph, void_y)).collect();
    head.push(letter_frame(mark, LETTER_MARK.max(void_y.saturating_add(used))));
    head.push(styled("LetterNumber").add_run(run(number)));
    head
}

/// The mark, and the height of its line.
fn organ_mark(text: &str, width: u32) -> (Paragraph, u32) {
    let set = mark(text, width);
    let (size, stretch) = (set.size as usize, i32::try_from(set.stretch).unwrap_or(100));
    // A sixth above the characters' height; a half point is ten twips.
    let line = set.size * 10 * 7 / 6;
    (styled("OrganMark").add_run(run(text).size(size).stretch(stretch)), line)
}

/// That a document is void, since when and why, or that it is a draft; and the height that takes.
fn void(source: &Source) -> (Vec<Paragraph>, u32) {
    /// As the styles have them.
    const MARK_LINE: u32 = 760;
    const REASON_LINE: u32 = 320;
    /// Between the reason and the mark.
    const GAP: u32 = 120;
    /// Half characters of 12 pt in 156 mm.
    const MOST: usize = 72;
    let (mark, reason) = match &source.void {
        Some(void) => {
            let (date, why) = (view::date(source, void.at), text::clause(&void.reason));
            ("作　废", format!("本文件已于{date}作废，文号保留。作废原因：{why}。"))
        }
        None if source.is_draft() => ("送审稿", DRAFT.to_owned()),
        None => return (Vec::new(), 0),
    };
    let lines = u32::try_from(text::half_widths(&reason).div_ceil(MOST)).unwrap_or(u32::MAX);
    let paragraphs = vec![styled("VoidMark").add_run(run(mark)), styled("VoidReason").add_run(run(reason))];
    (paragraphs, lines.saturating_mul(REASON_LINE).saturating_add(MARK_LINE + GAP))
}
