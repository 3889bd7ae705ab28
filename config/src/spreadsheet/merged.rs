//! Merged cells. A file holds their content once, at the upper left; a person sees it in every row they span.

use super::{
    cell::{Cell, Row},
    letters::letters,
};
use calamine::Dimensions;
use std::collections::VecDeque;

/// So many merged cells may span one row.
const MOST_OPEN: usize = 1000;

/// The merged cells of a sheet, passed from its top to its bottom.
pub(crate) struct Merged {
    /// Those that begin further down.
    ahead: VecDeque<Dimensions>,
    /// Those that span the present row or end above it, with what they hold.
    open: Vec<(Dimensions, Option<Cell>)>,
}

impl Merged {
    /// Begins above the first row.
    ///
    /// # Errors
    /// A sentence: more of them span one row than any real sheet has.
    pub(crate) fn new(mut areas: Vec<Dimensions>) -> Result<Self, &'static str> {
        areas.sort_by_key(|area| (area.start, area.end));
        let mut ends: Vec<u32> = Vec::new();
        for area in &areas {
            ends.retain(|end| *end >= area.start.0);
            ends.push(area.end.0);
            if ends.len() > MOST_OPEN {
                return Err("合并单元格过多；请取消合并后再导入");
            }
        }
        Ok(Self { ahead: areas.into(), open: Vec::new() })
    }

    /// Whether a row is a title or a note between the rows: its single cell spans columns.
    pub(crate) fn is_title(&mut self, row: &Row) -> bool {
        self.come_to(row);
        let [(column, _)] = row.cells() else { return false };
        let at = row.line.saturating_sub(1);
        self.open.iter().any(|(area, _)| area.end.1 > area.start.1 && area.contains(at, *column))
    }

    /// A row as a person sees it: what a merged cell holds stands in every row that it spans, and one that
    /// spans columns says so, because nobody can tell for which of them it is. An empty row stays one.
    pub(crate) fn seen(&mut self, row: Row) -> Row {
        self.come_to(&row);
        let at = row.line.saturating_sub(1);
        if row.cells().is_empty() {
            return row;
        }
        let mut seen = Row::new(row.line);
        let mut cells = row.into_cells();
        for (area, held) in self.open.iter().filter(|(area, _)| area.contains(at, area.start.1)) {
            cells.retain(|(column, _)| !area.contains(at, *column));
            let Some(held) = held else { continue };
            let wide = area.end.1 > area.start.1;
            let shown = if wide { Cell::Spread(name(area)) } else { held.clone() };
            cells.push((area.start.1, shown));
        }
        cells.sort_by_key(|(column, _)| *column);
        cells.into_iter().for_each(|(column, cell)| seen.push(column, cell));
        seen
    }

    /// Takes up the merged cells that begin in this row or above it, and leaves those that ended.
    fn come_to(&mut self, row: &Row) {
        let at = row.line.saturating_sub(1);
        self.open.retain(|(area, _)| area.end.0 >= at);
        while let Some(area) = self.ahead.front().filter(|area| area.start.0 <= at).copied() {
            self.ahead.pop_front();
            // One that began in a row that was passed over, such as a heading, holds nothing here.
            let held = row.at(area.start.1).filter(|_| area.start.0 == at).cloned();
            if area.end.0 >= at {
                self.open.push((area, held));
            }
        }
    }
}

/// `D2:E3`.
fn name(area: &Dimensions) -> String {
    let corner = |(row, column): (u32, u32)| format!("{}{}", letters(column), row.saturating_add(1));
    format!("{}:{}", corner(area.start), corner(area.end))
}
