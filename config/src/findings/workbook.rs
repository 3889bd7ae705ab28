//! Workbooks (.xlsx): the first worksheet with the headings, cell by cell, so that a lone cell far down
//! or far right costs nothing.

use super::{
    cell::{Cell, Row},
    guard,
    table::{Go, Table},
};
use crate::problem::Refused;
use calamine::{DataRef, Dimensions, Reader, SheetType, Xlsx};
use chrono::NaiveDate;
use std::{
    fmt::Display,
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

/// Reads the rows of a workbook into the table.
///
/// # Errors
/// It is damaged or too large, or the table refuses it.
pub(super) fn read(path: &Path, bytes: &[u8], table: &mut Table<'_>) -> Result<(), Refused> {
    guard::check(path, bytes)?;
    // The reader calculates with the numbers in a file without asking whether they can be.
    let reading = AssertUnwindSafe(|| sheets(path, bytes, table));
    catch_unwind(reading).unwrap_or_else(|_| Err(damaged(path, &"数字超出范围")))
}

fn sheets(path: &Path, bytes: &[u8], table: &mut Table<'_>) -> Result<(), Refused> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|error| damaged(path, &error))?;
    let sheets: Vec<_> = book.sheets_metadata().iter().filter(|s| s.typ == SheetType::WorkSheet).collect();
    let sheets: Vec<String> = sheets.into_iter().map(|sheet| sheet.name.clone()).collect();
    for sheet in sheets {
        table.begin();
        let lone = rows(path, &mut book, &sheet, table)?;
        if table.has_headings() {
            return titles_apart(path, &mut book, &sheet, &lone, table);
        }
    }
    Ok(())
}

fn damaged(path: &Path, error: &dyn Display) -> Refused {
    Refused::file(path, format!("工作簿已损坏，请用表格软件打开后另存为 .xlsx（{error}）"))
}

/// Reads the rows of a worksheet. Those with a single cell are handed back: they may be a title between
/// the rows, which only the list of merged cells at the sheet's end tells.
fn rows(
    path: &Path,
    book: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &str,
    table: &mut Table<'_>,
) -> Result<Vec<Row>, Refused> {
    let mut cells = book.worksheet_cells_reader(sheet).map_err(|error| damaged(path, &error))?;
    let mut lone = Vec::new();
    let mut row = Row::default();
    loop {
        let cell = cells.next_cell().map_err(|error| damaged(path, &error))?;
        let line = cell.as_ref().map(|cell| cell.get_position().0.saturating_add(1));
        if line != Some(row.line) {
            let done = std::mem::replace(&mut row, Row::new(line.unwrap_or_default()));
            if table.has_headings() && done.cells().len() == 1 {
                lone.push(done);
            } else if table.row(&done)? == Go::Elsewhere {
                return Ok(lone);
            }
        }
        let Some(cell) = cell else { return Ok(lone) };
        if let Some(value) = value(cell.get_value()) {
            row.push(cell.get_position().1, value);
        }
    }
}

/// Judges rows with a single cell, unless that is a merged one: a title or a note.
fn titles_apart(
    path: &Path,
    book: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &str,
    lone: &[Row],
    table: &mut Table<'_>,
) -> Result<(), Refused> {
    if lone.is_empty() {
        return Ok(());
    }
    let merged = book.merge_cells_by_sheet_name(sheet).map_err(|error| damaged(path, &error))?;
    let wide: Vec<Dimensions> = merged.into_iter().filter(|area| area.end.1 > area.start.1).collect();
    for row in lone {
        let at = row.cells().first().map(|(column, _)| (row.line.saturating_sub(1), *column));
        if !at.is_some_and(|(line, column)| wide.iter().any(|area| area.contains(line, column))) {
            table.row(row)?;
        }
    }
    Ok(())
}

fn value(data: &DataRef<'_>) -> Option<Cell> {
    Some(match data {
        DataRef::Empty => return None,
        DataRef::String(text) => Cell::Text(text.clone()),
        DataRef::SharedString(text) => Cell::Text((*text).to_owned()),
        #[expect(clippy::cast_precision_loss, reason = "spreadsheets hold numbers as floats")]
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::Bool(yes) => Cell::Text(if *yes { "TRUE" } else { "FALSE" }.to_owned()),
        DataRef::DateTime(at) if at.is_datetime() => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            let day = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into());
            day.map_or_else(|| Cell::Number(at.as_f64()), Cell::Date)
        }
        DataRef::DateTime(length) => Cell::Number(length.as_f64()),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            let day = text.get(..10).and_then(|day| day.parse().ok());
            day.map_or_else(|| Cell::Text(text.clone()), Cell::Date)
        }
        DataRef::Error(error) => Cell::Failed(error.to_string()),
    })
}
