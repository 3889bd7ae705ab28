//! Spreadsheets as offices hand them in: .xlsx workbooks, and CSV or tab-separated text in UTF-8 or GB18030. Rows
//! are handed on one by one; what they mean is the business of the table that takes them.

pub(crate) mod cell;
pub(crate) mod letters;
mod merged;
pub(crate) mod sheets;
pub(crate) mod table;
mod text;
mod workbook;

use crate::problem::Refused;
use sheets::Sheets;
use std::path::Path;
use table::SheetTable;

/// Reads the rows of a file into the table; of a workbook, those of the sheet that was chosen or of the only one
/// that could be meant, and tells which that was.
///
/// # Errors
/// It is damaged or too large, several sheets could be meant, or the table refuses it.
pub(crate) fn read<T: SheetTable>(
    path: &Path,
    bytes: Vec<u8>,
    sheet: Option<&str>,
    table: &mut T,
) -> Result<Option<Sheets>, Refused> {
    match Kind::of(&bytes) {
        Kind::Workbook => Ok(Some(workbook::read(path, &bytes, sheet, table)?)),
        Kind::Text => text::read(path, bytes, table).map(|()| None),
        Kind::OldWorkbook => {
            Err(Refused::file(path, "这是旧版（.xls）或加了密码的工作簿；请另存为不加密的 .xlsx"))
        }
    }
}

/// The sheets of a workbook between which a person must choose; none where one alone can be meant, or where
/// it is no workbook that can be read.
pub(crate) fn choices<T: SheetTable>(bytes: &[u8]) -> Vec<String> {
    match Kind::of(bytes) {
        Kind::Workbook => workbook::choices::<T>(bytes),
        Kind::OldWorkbook | Kind::Text => Vec::new(),
    }
}

/// What a file is by its first bytes; its name may say anything.
enum Kind {
    Workbook,
    OldWorkbook,
    Text,
}

impl Kind {
    fn of(bytes: &[u8]) -> Self {
        match bytes {
            [b'P', b'K', 3 | 5, ..] => Self::Workbook,
            [0xD0, 0xCF, 0x11, 0xE0, ..] => Self::OldWorkbook,
            _ => Self::Text,
        }
    }
}
