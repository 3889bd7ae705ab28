//! CSV files: decoded from what offices save them in, and counted as a spreadsheet counts rows.

use super::{
    cell::{Cell, Row},
    letters::letters,
    table::{Go, SheetTable},
};
use crate::{
    csv::{self, Quote},
    problem::{Problem, Refused},
};
use encoding_rs::{Encoding, GB18030};
use std::path::Path;

/// Reads every row of a CSV file into the table.
///
/// # Errors
/// The file is no text, or the table refuses it.
pub(crate) fn read(path: &Path, bytes: Vec<u8>, table: &mut impl SheetTable) -> Result<(), Refused> {
    let text = decode(bytes).ok_or_else(|| {
        Refused::file(
            path,
            "既不是 .xlsx 工作簿，也不是 UTF-8 或 GB18030 编码的 CSV 文件；请另存为 .xlsx 或 CSV UTF-8",
        )
    })?;
    let text = csv::lines(&text);
    let delimiter = delimiter(&text);
    csv::closed(&text, delimiter).map_err(|quote| unclosed(path, &quote))?;
    let mut reader = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut record = ::csv::StringRecord::new();
    let mut lines = RowCounter { text: text.as_bytes(), at: 0, breaks: 0, within_cells: 0 };
    while reader.read_record(&mut record).map_err(|error| Refused::file(path, error))? {
        let start = record.position().map_or(0, |at| usize::try_from(at.byte()).unwrap_or(usize::MAX));
        let mut row = Row::new(lines.row_at(start));
        for (column, field) in (0u32..).zip(&record) {
            row.push(column, Cell::Text(csv::said(field).to_owned()));
        }
        lines.within_cells += record.iter().map(|field| field.matches('\n').count()).sum::<usize>();
        if table.row(&row)? == Go::Elsewhere {
            break;
        }
    }
    Ok(())
}

/// Refuses a file for a quote, at the row where it was opened.
fn unclosed(path: &Path, quote: &Quote) -> Refused {
    let place = format!("{}列", letters(quote.column));
    let problem = Problem::of_file(path, quote.sentence());
    Refused { problems: vec![Problem { path: place, line: Some(quote.row), ..problem }] }
}

/// Counts rows. The reader skips empty lines and takes a record to begin before them, and a line break
/// within a cell begins no row.
struct RowCounter<'t> {
    text: &'t [u8],
    at: usize,
    breaks: usize,
    within_cells: usize,
}

impl RowCounter<'_> {
    /// The row of the record that begins after `start`.
    fn row_at(&mut self, start: usize) -> u32 {
        let rest = self.text.get(start..).unwrap_or_default();
        let start = start + rest.iter().take_while(|byte| **byte == b'\n').count();
        let passed = self.text.get(self.at..start).unwrap_or_default();
        self.breaks += passed.iter().filter(|byte| **byte == b'\n').count();
        self.at = start;
        u32::try_from(self.breaks + 1 - self.within_cells).unwrap_or(u32::MAX)
    }
}

/// The text, by its byte-order mark, else as UTF-8, else as GB18030, which holds GBK and GB2312.
fn decode(bytes: Vec<u8>) -> Option<String> {
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        return whole(encoding, &bytes[mark..]);
    }
    match String::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) => whole(GB18030, error.as_bytes()),
    }
    .filter(|text| !text.contains('\0'))
}

fn whole(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).map(std::borrow::Cow::into_owned)
}

/// Tabs where the first line that has several cells has them and no comma: what "Unicode text" and the clipboard
/// hold. Above it there may be a title.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().find(|line| line.contains(['\t', ','])).unwrap_or_default();
    if first.contains('\t') && !first.contains(',') { b'\t' } else { b',' }
}
