//! The league table: a line a bureau, as wide as the type area, its head repeated on every page.

use super::{
    block::{name, run, styled},
    measure::WIDTH,
};
use crate::source::Source;
use docx_rs::{
    BorderType, HeightRule, Paragraph, Table, TableBorder, TableBorderPosition, TableBorders, TableCell,
    TableLayoutType, TableRow, VAlignType, WidthType,
};
use duban_domain::league::{Circulation, Placing};

/// The columns' heads and widths in twips; the bureau's name takes what they leave.
const COLUMNS: [(&str, u32); 7] = [
    ("排名", 700),
    ("单位", 0),
    ("已报/应报", 1000),
    ("完整率", 950),
    ("按时/应报", 1000),
    ("及时率", 950),
    ("按期销号/到期隐患", 1300),
];
/// The lines of the table, in eighths of a point.
const RULE: usize = 4;
/// A row is at least this high, in twips.
const ROW: f32 = 440.0;

/// The table of a circular.
pub(super) fn league(source: &Source, league: &Circulation) -> Table {
    let head = row(COLUMNS.map(|(head, _)| styled("TableHead").add_run(run(head))));
    let lines = league.rows.iter().map(|placing| line(source, placing));
    let grid = COLUMNS.iter().enumerate().map(|(index, _)| width(index)).collect();
    Table::new(std::iter::once(head).chain(lines).collect())
        .set_grid(grid)
        .width(usize::try_from(WIDTH).unwrap_or_default(), WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .set_borders(borders())
}

fn line(source: &Source, placing: &Placing) -> TableRow {
    let figures = placing.figures;
    let (complete, timely, rectified) = (figures.complete(), figures.timely(), figures.rectified());
    let cell = |text: String| styled("TableCell").add_run(run(text));
    let share = |share: duban_domain::league::Share| match share.of {
        0 => "—".to_owned(),
        _ => share.to_string(),
    };
    row([
        cell(placing.rank.map_or_else(|| "—".to_owned(), |rank| rank.to_string())),
        styled("TableName").add_run(run(name(source, &placing.bureau))),
        cell(share(complete)),
        cell(complete.percent()),
        cell(share(timely)),
        cell(timely.percent()),
        cell(share(rectified)),
    ])
}

fn row(cells: [Paragraph; COLUMNS.len()]) -> TableRow {
    let cell = |(index, paragraph): (usize, Paragraph)| {
        let cell = TableCell::new().width(width(index), WidthType::Dxa).vertical_align(VAlignType::Center);
        cell.add_paragraph(paragraph)
    };
    let cells = cells.into_iter().enumerate().map(cell).collect();
    TableRow::new(cells).row_height(ROW).height_rule(HeightRule::AtLeast).cant_split()
}

fn width(column: usize) -> usize {
    let taken: u32 = COLUMNS.iter().map(|(_, width)| width).sum();
    let width = match COLUMNS[column].1 {
        0 => WIDTH.saturating_sub(taken),
        width => width,
    };
    usize::try_from(width).unwrap_or_default()
}

fn borders() -> TableBorders {
    use TableBorderPosition::{Bottom, InsideH, InsideV, Left, Right, Top};
    let border =
        |position| TableBorder::new(position).border_type(BorderType::Single).size(RULE).color("000000");
    let all = [Top, Left, Bottom, Right, InsideH, InsideV];
    all.into_iter().map(border).fold(TableBorders::with_empty(), TableBorders::set)
}
