//! What stands in which row: a bureau with others below it gets a row of sums, and its own figures one of
//! their own below that, so that nothing is counted twice.

use super::table::{ResultsError, ResultsRow, ResultsTable};
use duban_domain::{BureauCode, Indicator};
use std::collections::{BTreeMap, BTreeSet};

/// A row of the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ResultRow<'a> {
    /// What stands in its first column.
    pub(super) label: Label<'a>,
    /// Where its figures come from.
    pub(super) figures: RowFigures<'a>,
}

/// A row's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Label<'a> {
    /// A bureau.
    Bureau(&'a ResultsRow),
    /// 本级: the own figures of the bureau above.
    Own(&'a ResultsRow),
    /// 合计
    Total,
}

/// A row's figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum RowFigures<'a> {
    /// As reported or counted.
    Own(&'a BTreeMap<Indicator, Option<i64>>),
    /// The sums of these rows, counted from the first.
    Sums(Vec<usize>),
}

/// The rows, in the order of the tree, the total last.
pub(super) fn lines(table: &ResultsTable) -> Result<Vec<ResultRow<'_>>, ResultsError> {
    let mut seen = BTreeSet::new();
    let mut below: BTreeMap<&BureauCode, Vec<&ResultsRow>> = BTreeMap::new();
    let mut tops = Vec::new();
    for row in &table.rows {
        match &row.parent {
            Some(parent) if !seen.contains(parent) => {
                return Err(ResultsError::Orphan(row.code.clone(), parent.clone()));
            }
            Some(parent) => below.entry(parent).or_default().push(row),
            None => tops.push(row),
        }
        if !seen.insert(&row.code) {
            return Err(ResultsError::Duplicate(row.code.clone()));
        }
    }
    let mut lines = Vec::new();
    let tops = tops.into_iter().map(|top| place(top, &below, &mut lines)).collect();
    lines.push(ResultRow { label: Label::Total, figures: RowFigures::Sums(tops) });
    Ok(lines)
}

/// Places a bureau and everything below it; answers its row.
fn place<'a>(
    row: &'a ResultsRow,
    below: &BTreeMap<&'a BureauCode, Vec<&'a ResultsRow>>,
    lines: &mut Vec<ResultRow<'a>>,
) -> usize {
    let at = lines.len();
    let own = RowFigures::Own(&row.figures);
    let Some(children) = below.get(&row.code) else {
        lines.push(ResultRow { label: Label::Bureau(row), figures: own });
        return at;
    };
    lines.push(ResultRow { label: Label::Bureau(row), figures: RowFigures::Sums(Vec::new()) });
    let mut summed = Vec::new();
    if !row.figures.is_empty() {
        summed.push(lines.len());
        lines.push(ResultRow { label: Label::Own(row), figures: own });
    }
    summed.extend(children.iter().map(|child| place(child, below, lines)));
    lines[at].figures = RowFigures::Sums(summed);
    at
}

/// An indicator's figure in each row, as the sheet's formulas will find it. Where nothing is known, there is
/// no sum either: nothing reported is not nought.
pub(super) fn values(lines: &[ResultRow<'_>], indicator: Indicator) -> Vec<Option<i64>> {
    let mut values = vec![None; lines.len()];
    // A sum stands before the bureaus it adds up, except the total, which is the last.
    for at in (0..lines.len().saturating_sub(1)).rev().chain(lines.len().checked_sub(1)) {
        values[at] = match &lines[at].figures {
            RowFigures::Own(figures) => figures.get(&indicator).copied().flatten(),
            RowFigures::Sums(rows) => rows.iter().filter_map(|row| values[*row]).reduce(i64::saturating_add),
        };
    }
    values
}
