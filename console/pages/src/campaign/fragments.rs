//! Pieces of a campaign's page that stand in it, and alone when they change: a row, and the figures.

use askama::Template;
use chrono_tz::Tz;
use duban_domain::ObligationId;
use duban_web::{
    i18n::Words,
    matrix::{MatrixCell, MatrixColumn, MatrixRow, MatrixSums},
};

/// The signs of cells in one language, looked up once a page and not once a cell.
pub(super) struct Signs([String; 9]);

impl Signs {
    pub(super) fn new(w: Words) -> Self {
        let mut signs = Self(Default::default());
        for cell in MatrixCell::SHOWN {
            signs.0[cell.index()] = w.family("sign-", cell.as_str());
        }
        signs
    }

    pub(super) fn of(&self, cell: &MatrixCell) -> &str {
        &self.0[cell.index()]
    }
}

/// A row as it stands in the page, and alone when it changes.
#[derive(Template)]
#[template(path = "campaign/row.html")]
pub(super) struct RowView<'a> {
    pub(super) campaign: &'a str,
    pub(super) row: &'a MatrixRow,
    pub(super) signs: &'a Signs,
    /// The obligations, in the order of the cells.
    pub(super) obligations: &'a [ObligationId],
    /// Whether it replaces the row of the same id in a page that is open.
    pub(super) replaces: bool,
    pub(super) announce: String,
}

impl RowView<'_> {
    /// The obligation of a cell, where the bureau owes it.
    fn owed(&self, cell: &MatrixCell, column: &usize) -> Option<&ObligationId> {
        self.obligations.get(*column).filter(|_| *cell != MatrixCell::None)
    }
}

/// The figures above the matrix, in the page and alone when they change.
#[derive(Template)]
#[template(path = "campaign/sums.html")]
pub(super) struct SumsView<'a> {
    pub(super) w: Words,
    /// Where what is missing is told.
    pub(super) missing: String,
    pub(super) sums: &'a MatrixSums,
    pub(super) replaces: bool,
}

/// How far everyone is with each obligation, in the page and alone when it changes.
#[derive(Template)]
#[template(path = "campaign/columns.html")]
pub(super) struct ColumnsView<'a> {
    pub(super) w: Words,
    pub(super) campaign: &'a str,
    pub(super) zone: Tz,
    pub(super) columns: &'a [MatrixColumn],
    pub(super) replaces: bool,
}
