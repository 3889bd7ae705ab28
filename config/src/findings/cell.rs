//! Cells and rows, whatever file they come from.

use chrono::NaiveDate;

/// What a cell holds. A formula's cell holds its last value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Text(String),
    Number(f64),
    Date(NaiveDate),
    /// A formula that failed: `#N/A`.
    Failed(String),
}

impl Cell {
    /// The cell as a person would write it.
    pub(super) fn written(&self) -> String {
        match self {
            Self::Text(text) => tidy(text),
            // Digits beyond fifteen are not kept by spreadsheets, and decimals are written as they are.
            Self::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
            Self::Number(number) => number.to_string(),
            Self::Date(day) => day.to_string(),
            Self::Failed(error) => error.clone(),
        }
    }

    fn is_blank(&self) -> bool {
        matches!(self, Self::Text(text) if text.chars().all(is_blank))
    }
}

/// A row with the cells that hold something, by column counted from 0.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    /// The row, as the spreadsheet counts.
    pub(super) line: u32,
    cells: Vec<(u32, Cell)>,
}

impl Row {
    /// A row without cells.
    pub(super) const fn new(line: u32) -> Self {
        Self { line, cells: Vec::new() }
    }

    /// Adds a cell; one that holds nothing is left out.
    pub(super) fn push(&mut self, column: u32, cell: Cell) {
        if !cell.is_blank() {
            self.cells.push((column, cell));
        }
    }

    /// Its cells, by column.
    pub(super) fn cells(&self) -> &[(u32, Cell)] {
        &self.cells
    }

    /// What stands in a column, if anything.
    pub(super) fn at(&self, column: u32) -> Option<&Cell> {
        self.cells.iter().find(|(at, _)| *at == column).map(|(_, cell)| cell)
    }
}

/// Blanks of every kind, and what is invisible.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200d}')
}

/// A text without blanks around its lines and without empty lines.
fn tidy(text: &str) -> String {
    let text = text.replace('\t', " ");
    let lines = text.lines().map(|line| line.trim_matches(is_blank)).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

/// A text without any blank, with full-width letters and digits as plain ones: codes, numbers, dates.
pub(super) fn narrow(text: &str) -> String {
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    };
    text.chars().filter(|c| !is_blank(*c)).map(narrow).collect()
}

/// The beginning of a text, for a sentence that quotes it.
pub(super) fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(40).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(40).is_some() {
        shown.push('…');
    }
    shown
}

/// The sentence for a formula that failed.
pub(super) fn failed(error: &str) -> String {
    format!("公式出错（{}），请改为填写内容", shown(error))
}
