//! Cells and rows, whatever file they come from.

use chrono::NaiveDate;
use duban_domain::characters;

/// Spreadsheets keep whole numbers below this; beyond it they lose digits.
const WHOLE: f64 = 1e15;

/// What a cell holds. A formula's cell holds its last value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    Text(String),
    Number(f64),
    Date(NaiveDate),
    /// A formula that failed: `#N/A`.
    Failed(String),
    /// A formula without a value: the program that wrote it did not calculate.
    Uncalculated,
    /// Part of a merged cell that spans columns: `D2:E2`.
    Spread(String),
}

impl Cell {
    /// The cell as a person would write it.
    pub(crate) fn written(&self) -> String {
        match self {
            Self::Text(text) => tidy(text),
            // Digits beyond fifteen are not kept by spreadsheets, and decimals are written as they are.
            Self::Number(number) if number.fract() == 0.0 && number.abs() < WHOLE => format!("{number:.0}"),
            Self::Number(number) => number.to_string(),
            Self::Date(day) => day.to_string(),
            Self::Failed(error) => error.clone(),
            Self::Spread(area) => area.clone(),
            Self::Uncalculated => String::new(),
        }
    }

    /// Why a cell's content cannot be known, in a sentence; `None` where it stands there.
    pub(crate) fn unknown(&self) -> Option<String> {
        match self {
            Self::Failed(error) => Some(format!("公式出错（{}），请改为填写内容", shown(error))),
            Self::Uncalculated => {
                Some("这里是没有计算结果的公式；请用表格软件打开并保存后再导入，或改为填写内容".to_owned())
            }
            Self::Spread(area) => Some(format!("这里是跨了多列的合并单元格（{area}）；请取消合并后分别填写")),
            Self::Number(number) if number.abs() >= WHOLE => {
                Some("这里被存成了数字，18位数字会丢失末几位；请把单元格设为文本格式后重填".to_owned())
            }
            Self::Text(text) if is_scientific(text) => Some(format!(
                "“{}”是数字的科学计数法，末几位已经丢失；请把单元格设为文本格式后重填原来的数字",
                text.trim()
            )),
            Self::Text(_) | Self::Number(_) | Self::Date(_) => None,
        }
    }

    fn is_blank(&self) -> bool {
        matches!(self, Self::Text(text) if text.chars().all(is_blank))
    }
}

/// A row with the cells that hold something, by column counted from 0.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    /// The row, as the spreadsheet counts.
    pub(crate) line: u32,
    cells: Vec<(u32, Cell)>,
}

impl Row {
    /// A row without cells.
    pub(crate) const fn new(line: u32) -> Self {
        Self { line, cells: Vec::new() }
    }

    /// Adds a cell; one that holds nothing is left out.
    pub(crate) fn push(&mut self, column: u32, cell: Cell) {
        if !cell.is_blank() {
            self.cells.push((column, cell));
        }
    }

    /// Its cells alone.
    pub(crate) fn into_cells(self) -> Vec<(u32, Cell)> {
        self.cells
    }

    /// Its cells, by column.
    pub(crate) fn cells(&self) -> &[(u32, Cell)] {
        &self.cells
    }

    /// What stands in a column, if anything.
    pub(crate) fn at(&self, column: u32) -> Option<&Cell> {
        self.cells.iter().find(|(at, _)| *at == column).map(|(_, cell)| cell)
    }
}

/// Blanks of every kind, and what is invisible.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200d}')
}

/// What nobody sees in a code, a number, a date or a word of a list, and nobody typed on purpose.
fn is_invisible(c: char) -> bool {
    is_blank(c)
        || c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// `9.15E+17`: what a spreadsheet shows, and writes, for a long number.
fn is_scientific(text: &str) -> bool {
    let text = narrow(text).to_uppercase();
    let Some((digits, power)) = text.split_once("E+") else { return false };
    let digit = |c: char| c.is_ascii_digit();
    !power.is_empty()
        && power.chars().all(digit)
        && digits.starts_with(digit)
        && digits.chars().all(|c| digit(c) || c == '.')
}

/// A text without blanks around its lines and without empty lines, its characters where the standard has them.
fn tidy(text: &str) -> String {
    let text = characters::standard(text).replace('\t', " ");
    let lines = text.lines().map(|line| line.trim_matches(is_blank)).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

/// A text without any blank or anything invisible, with full-width letters and digits as plain ones: codes, numbers, dates.
pub(crate) fn narrow(text: &str) -> String {
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    };
    text.chars().filter(|c| !is_invisible(*c)).map(narrow).collect()
}

/// The beginning of a text, for a sentence that quotes it.
pub(crate) fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(40).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(40).is_some() {
        shown.push('…');
    }
    shown
}
