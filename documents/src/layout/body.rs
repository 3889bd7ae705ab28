//! From the title to the date.

use super::{
    block::{Block, name, run, spacing, styled},
    measure::{CHARACTER, LINE, WIDTH, title_lines},
    table,
};
use crate::{
    markup::{Paragraph as Line, Text},
    source::Source,
    text::half_widths,
    view,
};
use docx_rs::{Paragraph, SpecialIndentType};

/// The title's line is somewhat higher than the grid's.
const TITLE_LINE: u32 = 680;

/// From the title to the date.
pub(super) fn body(source: &Source, text: Text) -> Vec<Block> {
    let mut paragraphs = title(&text.title);
    let addressee = text.addressee.filter(|name| !name.is_empty());
    paragraphs.extend(addressee.map(|name| styled("Addressee").add_run(run(format!("{name}：")))));
    let last = text.body.len().saturating_sub(1);
    let lines = text.body.iter().enumerate();
    let before = paragraphs.len();
    // The signature never stands alone on a page, nor what follows it: the last lines go with them.
    paragraphs
        .extend(lines.map(|(index, line)| paragraph(line).keep_next(index == last || is_heading(line))));
    paragraphs.extend(attachments(&text.attachments));
    paragraphs.extend(signature(source));
    let mut blocks: Vec<_> = paragraphs.into_iter().map(Block::from).collect();
    if let Some((place, league)) = text.table.zip(source.notice.facts.league.as_deref()) {
        blocks.insert(before + place, Block::Table(Box::new(table::league(source, league))));
    }
    blocks
}

/// Two lines below the rule.
fn title(pieces: &[String]) -> Vec<Paragraph> {
    let lines = title_lines(pieces).into_iter().enumerate();
    let set = |(index, line): (usize, String)| {
        let before = if index == 0 { 2 * LINE } else { 0 };
        styled("DocumentTitle").line_spacing(spacing(before, TITLE_LINE)).add_run(run(line))
    };
    lines.map(set).collect()
}

fn is_heading(line: &Line) -> bool {
    line.level.is_some() && line.text.is_empty()
}

fn paragraph(line: &Line) -> Paragraph {
    let style = match line.level {
        None => return styled("Body").add_run(run(&line.text)),
        Some(level) => format!("Heading{level}"),
    };
    let heading = styled(&style).add_run(run(&line.heading));
    match line.text.as_str() {
        "" => heading,
        text => heading.add_run(run(text).style("BodyRun")),
    }
}

/// One line below the body, indented by two characters; further lines under the first name.
fn attachments(names: &[String]) -> Vec<Paragraph> {
    let hanging = |characters: u32| {
        let indent = i32::try_from((2 + characters) * CHARACTER).unwrap_or(i32::MAX);
        let hang = i32::try_from(characters * CHARACTER).unwrap_or(i32::MAX);
        styled("AttachmentNote").indent(Some(indent), Some(SpecialIndentType::Hanging(hang)), None, None)
    };
    let line = |(index, name): (usize, &String)| {
        let words = match (index, names.len()) {
            (0, 1) => format!("附件：{name}"),
            (0, _) => format!("附件：1.{name}"),
            _ => format!("{}.{name}", index + 1),
        };
        match index {
            0 => hanging(if names.len() == 1 { 3 } else { 4 })
                .line_spacing(spacing(LINE, LINE))
                .add_run(run(words)),
            _ => {
                let indent = i32::try_from(6 * CHARACTER).unwrap_or(i32::MAX);
                let hang = i32::try_from(CHARACTER).unwrap_or(i32::MAX);
                let hang = SpecialIndentType::Hanging(hang);
                styled("AttachmentNote").indent(Some(indent), Some(hang), None, None).add_run(run(words))
            }
        }
    };
    names.iter().enumerate().map(line).map(|line| line.keep_next(true)).collect()
}

/// The sender's name above the date, both about one axis, the date four characters from the right
/// (GB/T 9704, 7.3.5.1). A name too long for that moves the axis to the left. Two free lines above leave the
/// seal its place: its top within a line of the body, name and date in its lower half.
fn signature(source: &Source) -> Vec<Paragraph> {
    let sender = name(source, &source.notice.from);
    let date = view::date(source, source.notice.at);
    let halves = |text: &str| u32::try_from(half_widths(text)).unwrap_or(u32::MAX);
    // Twice the distance of the axis from the right edge, in half characters; a name keeps one at each end.
    let axis = (2 * 8 + halves(&date)).max(halves(&sender) + 2);
    let left = WIDTH.saturating_sub(axis.saturating_mul(CHARACTER) / 2);
    let left = i32::try_from(left).unwrap_or(0);
    let line = |text: String| styled("Signature").indent(Some(left), None, None, None).add_run(run(text));
    vec![line(sender).line_spacing(spacing(2 * LINE, LINE)).keep_next(true), line(date).keep_next(true)]
}
