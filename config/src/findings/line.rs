//! One row under judgement: it hands out what stands in each column and notes what is wrong.

use super::{
    columns::{Column, Headings},
    finding_sheet::BadCell,
};
use crate::spreadsheet::{
    cell::{Cell, Row, shown},
    letters::letters,
};
use duban_domain::characters;

/// How many bad cells are told; the rest is counted.
const MOST_TOLD: usize = 1000;

/// Bad cells: the first are told, the rest is counted.
#[derive(Default)]
pub(super) struct BadCells {
    pub(super) bad: Vec<BadCell>,
    pub(super) untold: usize,
}

impl BadCells {
    /// Notes a bad cell. Its sentence is made only if it will be told.
    pub(super) fn tell(
        &mut self,
        line: u32,
        at: Option<u32>,
        heading: &str,
        sentence: impl FnOnce() -> String,
    ) {
        if self.bad.len() < MOST_TOLD {
            let column = at.map(letters).unwrap_or_default();
            self.bad.push(BadCell { line, column, heading: heading.to_owned(), message: sentence() });
        } else {
            self.untold += 1;
        }
    }
}

/// A row under judgement.
pub(super) struct JudgedRow<'a> {
    row: &'a Row,
    headings: &'a Headings,
    told: &'a mut BadCells,
    bad: bool,
}

impl<'a> JudgedRow<'a> {
    /// Begins with a row; what stands where no heading is, is told at once.
    pub(super) fn new(row: &'a Row, headings: &'a Headings, told: &'a mut BadCells) -> Self {
        let mut line = Self { row, headings, told, bad: false };
        for (at, _) in row.cells().iter().filter(|(at, _)| !headings.has(*at)) {
            line.bad = true;
            line.told
                .tell(row.line, Some(*at), "", || "这一列没有表头；请补上表头，或清空此单元格".to_owned());
        }
        line
    }

    /// Whether anything was told.
    pub(super) const fn is_bad(&self) -> bool {
        self.bad
    }

    /// Tells what is wrong in a column.
    pub(super) fn tell(&mut self, column: Column, sentence: impl FnOnce() -> String) {
        self.bad = true;
        self.told.tell(self.row.line, self.headings.position(column), column.heading(), sentence);
    }

    /// What stands in a column; where it must be filled in and is not, that is told.
    pub(super) fn cell(&mut self, column: Column) -> Option<&'a Cell> {
        let cell = self.headings.position(column).and_then(|at| self.row.at(at));
        if cell.is_none() && column.is_required() {
            self.tell(column, || "此项必填".to_owned());
        }
        cell
    }

    /// The text of a column. A date or a failed formula in its place is told.
    pub(super) fn written(&mut self, column: Column) -> Option<String> {
        let cell = self.cell(column)?;
        if let Some(why) = cell.unknown() {
            self.tell(column, || why);
            return None;
        }
        match cell {
            Cell::Date(day) => self
                .tell(column, || format!("这里被表格软件存成了日期（{day}）；请把单元格设为文本格式后重填")),
            plain => {
                let text = plain.written();
                match characters::check(&text) {
                    Ok(()) => return Some(text),
                    Err(unprintable) => self.tell(column, || unprintable.chinese()),
                }
            }
        }
        None
    }

    /// The text of a column, of so many characters at most and, if asked, on one line.
    pub(super) fn text(&mut self, column: Column, most: usize, one_line: bool) -> Option<String> {
        let text = self.written(column)?;
        let length = text.chars().count();
        if length > most {
            self.tell(column, || format!("共{length}个字，最多{most}个字"));
        } else if one_line && text.contains('\n') {
            self.tell(column, || "请写在一行内，不要换行".to_owned());
        } else if text.chars().any(|c| c.is_control() && c != '\n') {
            self.tell(column, || "含有看不见的控制字符，请重新填写".to_owned());
        } else {
            return Some(text);
        }
        None
    }

    /// What the text of a column means; where it means nothing, why.
    pub(super) fn meaning<T>(
        &mut self,
        column: Column,
        read: impl FnOnce(&str) -> Option<T>,
        why_not: impl FnOnce(&str) -> String,
    ) -> Option<T> {
        let text = self.written(column)?;
        let meaning = read(&text);
        if meaning.is_none() {
            self.tell(column, || why_not(&text));
        }
        meaning
    }

    /// A result, or `None` after its sentence was told in a column.
    pub(super) fn judged<T>(&mut self, column: Column, result: Result<T, String>) -> Option<T> {
        result.map_err(|sentence| self.tell(column, || sentence)).ok()
    }
}

/// The sentence for a word that is none of a list.
pub(super) fn not_one_of(text: &str, words: &[&str]) -> String {
    let hint = crate::shape::nearest(text, words.iter().copied())
        .map_or(String::new(), |near| format!("；是不是“{near}”？"));
    format!("“{}”不在可选范围，请填：{}{hint}", shown(text), words.join("、"))
}
