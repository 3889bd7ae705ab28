//! Findings from a spreadsheet: an .xlsx workbook or a CSV file, as offices fill them in. Columns are
//! known by their headings; every bad cell is told with its row, column and a sentence, and a row with
//! one never becomes a finding. What a bureau's user reads here is Chinese; only what concerns the file
//! as such is told like the problems of any other file.
//!
//! The file may come from anyone: its size, its unpacked size and its rows are limited, and the files
//! it names must lie beside it.

mod attached;
mod columns;
mod day;
mod finding_sheet;
mod identity;
mod line;
mod places;
mod row;
mod single_entry;
mod table;
#[cfg(test)]
mod tests;

pub use columns::{Column, LEDGER};
pub use finding_sheet::{BadCell, FindingSheet, SheetRow};
pub use identity::finding_id;
pub use row::BUREAU;
pub use single_entry::{BadField, check_registration, read_entry};

pub use crate::spreadsheet::sheets::{Sheets, Unread};
use crate::{file, problem::Refused, spreadsheet};
use chrono::NaiveDate;
use duban_domain::{Directory, Plan};
use std::{collections::BTreeSet, path::Path};

/// What a spreadsheet may weigh.
const LARGEST: u64 = 64 << 20;

/// Reads findings of a campaign from a spreadsheet: `.xlsx`, or CSV in UTF-8 or GB18030.
///
/// A product group must stand in the plan's catalogue or in `local_products`; a plan without a
/// catalogue lets any group pass. No finding may lie after `today`. Rows with a bad cell are only in
/// [`FindingSheet::bad`]: the caller decides whether the others are registered.
///
/// # Errors
/// The file cannot be read, is too large or damaged, or its headings are missing or not understood.
pub fn load_findings(
    path: &Path,
    plan: &Plan,
    directory: &Directory,
    local_products: &[String],
    today: NaiveDate,
) -> Result<FindingSheet, Refused> {
    load_findings_of(path, None, plan, directory, local_products, today)
}

/// The same for the sheet of this name, where a workbook has several that could be meant.
///
/// # Errors
/// As [`load_findings`]; there is no such sheet, or nobody can see it.
pub fn load_findings_of(
    path: &Path,
    sheet: Option<&str>,
    plan: &Plan,
    directory: &Directory,
    local_products: &[String],
    today: NaiveDate,
) -> Result<FindingSheet, Refused> {
    let bytes = file::read_bytes(path, LARGEST)?;
    let rules = row::Rules::new(plan, directory, local_products, today).beside(path);
    read(path, bytes, sheet, rules)
}

/// The sheets of a workbook between which a person must choose; none where one alone can be meant, or where
/// it is no workbook that can be read.
pub fn sheets_to_choose_from(bytes: &[u8]) -> Vec<String> {
    spreadsheet::choices::<table::FindingTable<'_>>(bytes)
}

/// Reads findings from a spreadsheet that was handed in, as [`load_findings`] does. The files its rows
/// name must be among `files`, the names of those that were handed in with it; [`SheetRow::files`] are
/// such names.
///
/// # Errors
/// As [`load_findings`]; every sentence is one for its reader.
pub fn read_findings(
    handed_in: HandedIn<'_>,
    plan: &Plan,
    directory: &Directory,
    local_products: &[String],
    today: NaiveDate,
) -> Result<FindingSheet, Refused> {
    let HandedIn { name, bytes, files, sheet } = handed_in;
    let path = Path::new(name);
    if bytes.len() as u64 > LARGEST {
        let message = format!("表格超过{}兆字节；请分成几个文件导入", LARGEST >> 20);
        return Err(Refused::file(path, message));
    }
    read(path, bytes, sheet, row::Rules::new(plan, directory, local_products, today).with(files))
}

/// A spreadsheet that was handed in.
#[derive(Clone, Debug)]
pub struct HandedIn<'a> {
    /// What it is called, for the problems that concern all of it.
    pub name: &'a str,
    /// Its content.
    pub bytes: Vec<u8>,
    /// The names of the files handed in with it.
    pub files: BTreeSet<String>,
    /// The sheet that its sender chose.
    pub sheet: Option<&'a str>,
}

fn read(
    path: &Path,
    bytes: Vec<u8>,
    sheet: Option<&str>,
    rules: row::Rules<'_>,
) -> Result<FindingSheet, Refused> {
    let mut table = table::FindingTable::new(path, rules);
    let sheets = spreadsheet::read(path, bytes, sheet, &mut table)?;
    Ok(FindingSheet { sheets, ..table.finish()? })
}

/// The headings of a blank spreadsheet; those that must be filled in end in `*`.
pub fn findings_template() -> Vec<String> {
    let heading = |column: &columns::Column| {
        format!("{}{}", column.heading(), if column.is_required() { "*" } else { "" })
    };
    columns::Column::ALL.iter().map(heading).collect()
}
