//! A results list: the bureaus with their own figures, and what keeps one from being written.

use chrono::NaiveDate;
use duban_domain::{BureauCode, Indicator, bureau::Level};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A results list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultsTable {
    /// Its title.
    pub title: String,
    /// The campaign's title.
    pub campaign: String,
    /// The day whose figures these are.
    pub as_of: NaiveDate,
    /// The bureaus, each after the one it is under.
    pub rows: Vec<ResultsRow>,
}

/// A bureau's own figures; those of the bureaus below are added up in the sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultsRow {
    /// Its code.
    pub code: BureauCode,
    /// Its name.
    pub name: String,
    /// Its level.
    pub level: Level,
    /// How deep it stands in the tree, from 0.
    pub depth: u8,
    /// The bureau it is under; a bureau of the list, or `None`.
    pub parent: Option<BureauCode>,
    /// Its own figures. `None` is missing: owed and not reported. What is not there at all is not owed.
    pub figures: BTreeMap<Indicator, Option<i64>>,
}

/// A results list that cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum ResultsError {
    /// A bureau that stands twice.
    #[error("bureau {0} stands twice in the results list")]
    Duplicate(BureauCode),
    /// A bureau whose parent does not stand before it.
    #[error("bureau {0} is under {1}, which does not stand before it in the results list")]
    Orphan(BureauCode, BureauCode),
    /// A figure no spreadsheet holds exactly.
    #[error("{1} of bureau {0} is {2}, more than a spreadsheet holds exactly")]
    TooLarge(BureauCode, Indicator, i64),
    /// The file could not be written.
    #[error("the results list cannot be written")]
    Write(#[from] rust_xlsxwriter::XlsxError),
}
