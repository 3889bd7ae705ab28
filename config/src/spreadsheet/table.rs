//! What takes a spreadsheet's rows as they come.

use super::cell::Row;
use crate::problem::Refused;

/// The headings stand in one of the first rows that hold anything: above them there may be a title.
pub(crate) const HEADINGS_WITHIN: usize = 20;

/// Whether to go on with the rows of a worksheet.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Go {
    /// Its next row may matter.
    On,
    /// It is no sheet of this kind.
    Elsewhere,
}

/// A table that is known by its headings.
pub(crate) trait SheetTable {
    /// What it holds, in English and in Chinese, for whoever must choose between sheets.
    const HOLDS: (&'static str, &'static str);

    /// Whether a row is that of the headings.
    fn is_heading(row: &Row) -> bool;

    /// Whether they were found.
    fn has_headings(&self) -> bool;

    /// Takes the next row; an empty one is skipped.
    ///
    /// # Errors
    /// Its headings are wrong, or there are too many rows.
    fn row(&mut self, row: &Row) -> Result<Go, Refused>;
}
