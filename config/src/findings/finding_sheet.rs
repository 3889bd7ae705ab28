//! What a spreadsheet of findings holds: rows that can be registered, and bad cells.

use crate::spreadsheet::sheets::Sheets;
use duban_domain::finding::Registration;
use serde::Serialize;
use std::{fmt, path::PathBuf};

/// What a spreadsheet holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FindingSheet {
    /// The rows without a mistake, in their order.
    pub rows: Vec<SheetRow>,
    /// The bad cells, in the order of their rows; the first thousand.
    pub bad: Vec<BadCell>,
    /// How many bad cells there are beyond those in `bad`.
    pub untold: usize,
    /// How many rows have a bad cell.
    pub bad_rows: usize,
    /// Which of a workbook's sheets this is, and which were not read; `None` for a file that has none.
    pub sheets: Option<Sheets>,
}

/// A row that can be registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SheetRow {
    /// The row, as the spreadsheet counts.
    pub line: u32,
    /// What it registers, yet without its files.
    pub registration: Registration,
    /// The files it names, to be archived. Each exists and lies in the spreadsheet's folder, or was
    /// handed in with it.
    pub files: Vec<PathBuf>,
}

/// A mistake in a spreadsheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BadCell {
    /// The row, as the spreadsheet counts.
    pub line: u32,
    /// The column's letters; empty where it concerns the row as a whole.
    pub column: String,
    /// The column's heading; empty where it has none or the row as a whole is meant.
    pub heading: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl fmt::Display for BadCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, column, heading, message } = self;
        match (column.as_str(), heading.as_str()) {
            ("", _) => write!(f, "第{line}行：{message}"),
            (column, "") => write!(f, "第{line}行{column}列：{message}"),
            (column, heading) => write!(f, "第{line}行{column}列（{heading}）：{message}"),
        }
    }
}
