//! Workbooks (.xlsx): one worksheet, cell by cell, so that a lone cell far down or far right costs nothing. A
//! cell is read as the person who looks at the sheet sees it: with the zeros its format shows, and in every
//! row that a merged cell spans.

use super::{
    cell::{Cell, Row},
    merged::Merged,
    sheets::{Candidate, Looks, Sheets, Unread, choose, meant},
    table::{Go, HEADINGS_WITHIN, SheetTable},
};
use crate::{
    problem::Refused,
    zip_guard::{self, ZipFault},
};
use calamine::{DataRef, Reader, SheetType, SheetVisible, Style, Xlsx, XlsxError};
use chrono::NaiveDate;
use std::{
    collections::BTreeSet,
    fmt::Display,
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

/// What all parts of a workbook may weigh unpacked: several times a sheet of as many rows as are read.
const UNPACKED: u64 = 512 << 20;

type Book<'b> = Xlsx<Cursor<&'b [u8]>>;

/// How many formulas without a value are told apart from blanks; a sheet with more has lost all of them.
const MOST_UNCALCULATED: usize = 100_000;

/// Reads the rows of a workbook's sheet into the table: of the one that was chosen, or the only one that could
/// be meant.
///
/// # Errors
/// It is damaged or too large, several sheets could be meant, or the table refuses it.
pub(crate) fn read<T: SheetTable>(
    path: &Path,
    bytes: &[u8],
    chosen: Option<&str>,
    table: &mut T,
) -> Result<Sheets, Refused> {
    guard(path, bytes)?;
    // The reader calculates with the numbers in a file without asking whether they can be.
    let reading = AssertUnwindSafe(|| sheet(path, bytes, chosen, table));
    catch_unwind(reading).unwrap_or_else(|_| Err(damaged(path, &"数字超出范围")))
}

/// The sheets between which a person must choose.
pub(crate) fn choices<T: SheetTable>(bytes: &[u8]) -> Vec<String> {
    let path = Path::new("");
    let looking = AssertUnwindSafe(|| {
        guard(path, bytes)?;
        let mut book = open(path, bytes)?;
        candidates::<T>(path, &mut book)
    });
    // What cannot be read is refused when it is read.
    let Ok(Ok(all)) = catch_unwind(looking) else { return Vec::new() };
    let names: Vec<_> = meant(&all).into_iter().map(str::to_owned).collect();
    if names.len() > 1 { names } else { Vec::new() }
}

/// Whether a workbook can be unpacked safely.
fn guard(path: &Path, bytes: &[u8]) -> Result<(), Refused> {
    zip_guard::check(bytes, UNPACKED).map_err(|fault| {
        let message = match fault {
            ZipFault::Damaged => "工作簿已损坏或加了密码；请用表格软件打开后另存为 .xlsx",
            ZipFault::Bloated => "工作簿解开后过大；请只保留需要导入的工作表，另存后再试",
        };
        Refused::file(path, message)
    })
}

fn open<'b>(path: &Path, bytes: &'b [u8]) -> Result<Book<'b>, Refused> {
    Xlsx::new(Cursor::new(bytes)).map_err(|error| damaged(path, &error))
}

fn sheet<T: SheetTable>(
    path: &Path,
    bytes: &[u8],
    chosen: Option<&str>,
    table: &mut T,
) -> Result<Sheets, Refused> {
    let mut book = open(path, bytes)?;
    let all = candidates::<T>(path, &mut book)?;
    let name = choose(&all, chosen, T::HOLDS).map_err(|why| Refused::whole(path, why))?;
    if let Some(name) = &name {
        rows(path, &mut book, name, table)?;
    }
    let read = name.unwrap_or_default();
    let unread = all.into_iter().filter(|sheet| sheet.name != read);
    let unread = unread.map(|Candidate { name, hidden, .. }| Unread { name, hidden }).collect();
    Ok(Sheets { read, unread })
}

fn damaged(path: &Path, error: &dyn Display) -> Refused {
    Refused::file(path, format!("工作簿已损坏，请用表格软件打开后另存为 .xlsx（{error}）"))
}

/// All sheets, and what each looks like. A chart is looked at no further, and neither is what is hidden.
fn candidates<T: SheetTable>(path: &Path, book: &mut Book<'_>) -> Result<Vec<Candidate>, Refused> {
    let sheets = book.sheets_metadata().to_vec();
    let mut all = Vec::with_capacity(sheets.len());
    for sheet in sheets {
        let hidden = sheet.visible != SheetVisible::Visible;
        let looks = match sheet.typ == SheetType::WorkSheet && !hidden {
            true => looks::<T>(book, &sheet.name).map_err(|error| damaged(path, &error))?,
            false => Looks::Other,
        };
        all.push(Candidate { name: sheet.name, hidden, looks });
    }
    Ok(all)
}

fn looks<T: SheetTable>(book: &mut Book<'_>, sheet: &str) -> Result<Looks, XlsxError> {
    let mut cells = book.worksheet_cells_reader(sheet)?;
    let (mut row, mut seen, mut looks) = (Row::default(), 0, Looks::Other);
    loop {
        let cell = cells.next_cell()?;
        let line = cell.as_ref().map(|cell| cell.get_position().0.saturating_add(1));
        if line != Some(row.line) {
            let done = std::mem::replace(&mut row, Row::new(line.unwrap_or_default()));
            if !done.cells().is_empty() {
                match looks {
                    Looks::Other if T::is_heading(&done) => looks = Looks::Blank,
                    Looks::Other => seen += 1,
                    Looks::Blank | Looks::Filled => return Ok(Looks::Filled),
                }
            }
        }
        let Some(cell) = cell.filter(|_| seen < HEADINGS_WITHIN) else { return Ok(looks) };
        if let Some(value) = value(cell.get_value(), None) {
            row.push(cell.get_position().1, value);
        }
    }
}

/// Reads the rows of a worksheet. One with a single cell that is merged is a title or a note.
fn rows(path: &Path, book: &mut Book<'_>, sheet: &str, table: &mut impl SheetTable) -> Result<(), Refused> {
    let areas = book.merge_cells_by_sheet_name(sheet).map_err(|error| damaged(path, &error))?;
    let mut merged = Merged::new(areas).map_err(|why| Refused::file(path, why))?;
    let blanks = uncalculated(book, sheet).map_err(|error| damaged(path, &error))?;
    let mut cells = book.worksheet_cells_reader(sheet).map_err(|error| damaged(path, &error))?;
    let styles = cells.styles().to_vec();
    let mut row = Row::default();
    loop {
        let next = cells.next_cell_with_style_id().map_err(|error| damaged(path, &error))?;
        let line = next.as_ref().map(|(cell, _)| cell.get_position().0.saturating_add(1));
        if line != Some(row.line) {
            let done = std::mem::replace(&mut row, Row::new(line.unwrap_or_default()));
            if !table.has_headings() {
                if table.row(&done)? == Go::Elsewhere {
                    return Ok(());
                }
            } else if !merged.is_title(&done) {
                table.row(&merged.seen(done))?;
            }
        }
        let Some((cell, style)) = next else { return Ok(()) };
        let at = cell.get_position();
        let value = match blanks.contains(&at) {
            true => Some(Cell::Uncalculated),
            false => value(cell.get_value(), styles.get(style)),
        };
        if let Some(value) = value {
            row.push(at.1, value);
        }
    }
}

/// The cells that hold a formula and no value: the program that wrote them did not calculate.
fn uncalculated(book: &mut Book<'_>, sheet: &str) -> Result<BTreeSet<(u32, u32)>, XlsxError> {
    let mut cells = book.worksheet_cells_reader(sheet)?;
    let mut found = BTreeSet::new();
    while let Some(record) = cells.next_cell_with_formula_metadata()? {
        if record.formula.is_some() && record.value == DataRef::Empty && found.len() < MOST_UNCALCULATED {
            found.insert(record.pos);
        }
    }
    Ok(found)
}

fn value(data: &DataRef<'_>, style: Option<&Style>) -> Option<Cell> {
    Some(match data {
        DataRef::Empty => return None,
        DataRef::String(text) => Cell::Text(text.clone()),
        DataRef::SharedString(text) => Cell::Text((*text).to_owned()),
        #[expect(clippy::cast_precision_loss, reason = "spreadsheets hold numbers as floats")]
        DataRef::Int(number) => number_of(*number as f64, style),
        DataRef::Float(number) => number_of(*number, style),
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

/// A number, with the zeros before it that its format shows: 7 in a cell of the format `0000` is seen as 0007.
fn number_of(number: f64, style: Option<&Style>) -> Cell {
    let format =
        style.and_then(|style| style.number_format.as_ref()).map(|format| format.format_code.as_str());
    let zeros = format.filter(|code| (2..=32).contains(&code.len()) && code.bytes().all(|b| b == b'0'));
    match zeros {
        Some(code) if number.fract() == 0.0 && (0.0..1e15).contains(&number) => {
            Cell::Text(format!("{number:0width$.0}", width = code.len()))
        }
        _ => Cell::Number(number),
    }
}
