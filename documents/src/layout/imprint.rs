//! The imprint (版记): who gets copies, who issued it, when; at the foot of the last page.

use super::{
    block::{chinese, name, run, styled},
    measure::{self, BOTTOM, PAGE, WIDTH},
};
use crate::{addressee::Addressee, source::Source, view};
use docx_rs::{
    BorderType, BreakType, FrameProperty, Paragraph, ParagraphBorder, ParagraphBorderPosition,
    ParagraphBorders, Run,
};
use duban_domain::instrument::DocumentFormat;

/// The height of a line, as the styles have it.
const LINE: u32 = 500;
/// What a rule and its distance from the text add, two points each.
const RULE: u32 = 40;
/// The first rule and the last, 0.35 mm, in eighths of a point.
const THICK: usize = 8;
/// The rule between, 0.25 mm.
const THIN: usize = 6;
/// More lines of copies than this follow the date instead of standing at the foot.
const MOST_LINES: usize = 12;

/// The imprint. A letter has neither rules nor an issue line (GB/T 9704, 7.4 and 10.1).
///
/// Its lines are frames that stand on the lower edge of the type area, whatever is above them: each a frame
/// of its own, for not every program frames paragraphs together whose borders differ. An indent would
/// shorten their rules, so their edges are blanks.
pub(super) fn imprint(source: &Source, addressee: &Addressee, format: DocumentFormat) -> Vec<Paragraph> {
    use ParagraphBorderPosition::{Bottom, Top};
    let copies = copies(source, addressee);
    let at_foot = copies.as_ref().is_none_or(|lines| lines.len() <= MOST_LINES);
    let place = |paragraph, above: u32, lines| match at_foot {
        true => framed(paragraph, above, lines),
        false => paragraph,
    };
    let letter = format == DocumentFormat::Letter;
    let mut imprint = Vec::new();
    if let Some(lines) = &copies {
        let rules: &[_] = if letter { &[] } else { &[(Top, THICK), (Bottom, THIN)] };
        let above = if letter { 0 } else { LINE + RULE };
        imprint.push(place(ruled(broken("Copies", lines), rules), above, lines.len()));
    }
    if !letter {
        let first = (Top, THICK);
        let rules: &[_] = if copies.is_some() { &[(Bottom, THICK)] } else { &[first, (Bottom, THICK)] };
        imprint.push(place(ruled(issued(source), rules), 0, 1));
    }
    if !imprint.is_empty() {
        // A frame belongs to the paragraph after it, and both to the date: the imprint never stands alone on a
        // page.
        imprint = imprint.into_iter().map(|line| line.keep_next(true)).collect();
        imprint.push(styled("Anchor"));
    }
    imprint
}

/// A frame of so many lines, `above` the lower edge of the type area.
fn framed(mut paragraph: Paragraph, above: u32, lines: usize) -> Paragraph {
    let frame = FrameProperty::new().width(WIDTH).wrap("notBeside").h_anchor("margin").x_align("left");
    let frame = match above {
        0 => frame.v_anchor("margin").y_align("bottom"),
        above => {
            let height = u32::try_from(lines).unwrap_or(u32::MAX).saturating_mul(LINE).saturating_add(RULE);
            let y = (PAGE.1 - BOTTOM).saturating_sub(above).saturating_sub(height);
            frame.v_anchor("page").y(i32::try_from(y).unwrap_or(i32::MAX))
        }
    };
    paragraph.property = paragraph.property.frame_property(frame);
    paragraph
}

fn ruled(mut paragraph: Paragraph, rules: &[(ParagraphBorderPosition, usize)]) -> Paragraph {
    if rules.is_empty() {
        return paragraph;
    }
    let rule = |(position, size): &(ParagraphBorderPosition, usize)| {
        ParagraphBorder::new(position.clone()).val(BorderType::Single).size(*size).space(1).color("000000")
    };
    let borders = rules.iter().map(rule).fold(ParagraphBorders::with_empty(), ParagraphBorders::set);
    paragraph.property = paragraph.property.set_borders(borders);
    paragraph
}

fn broken(style: &str, lines: &[String]) -> Paragraph {
    let mut all = Run::new();
    for (index, line) in lines.iter().enumerate() {
        all = if index == 0 { all } else { all.add_break(BreakType::TextWrapping) };
        all = all.add_text(line);
    }
    styled(style).add_run(chinese(all))
}

/// `抄送：…，….` in lines: a character from either edge, names whole, further lines under the first name.
fn copies(source: &Source, addressee: &Addressee) -> Option<Vec<String>> {
    let codes = addressee.copies(source);
    let last = codes.len().checked_sub(1)?;
    let closed = |(index, code)| format!("{}{}", name(source, code), if index == last { "。" } else { "，" });
    let names: Vec<_> = codes.into_iter().enumerate().map(closed).collect();
    let lines = measure::copy_lines(&names).into_iter().enumerate();
    Some(
        lines
            .map(
                |(index, line)| {
                    if index == 0 { format!("　抄送：{line}") } else { format!("　　　　{line}") }
                },
            )
            .collect(),
    )
}

/// The issuing bureau on the left, the day of issue on the right, each one character from its edge. A long
/// name is set narrower, so that both stand on one line.
fn issued(source: &Source) -> Paragraph {
    let (from, date) = (name(source, &source.notice.from), view::date(source, source.notice.at));
    let date = format!("{date}印发");
    let stretch = measure::narrowed(&from, &date, WIDTH);
    let from = run(format!("　{from}"));
    let from = if stretch < 100 { from.stretch(stretch) } else { from };
    styled("Imprint").add_run(from).add_run(Run::new().add_tab()).add_run(run(date))
}
