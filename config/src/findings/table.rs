//! The rows of a spreadsheet as they come: first the headings are looked for, then every row is judged.

use super::{
    columns::{Column, Headings},
    finding_sheet::{FindingSheet, SheetRow},
    line::BadCells,
    row::Rules,
};
use crate::{
    problem::{Problem, Refused},
    spreadsheet::{
        cell::Row,
        letters::letters,
        table::{Go, HEADINGS_WITHIN, SheetTable},
    },
};
use duban_domain::{FindingId, Sentence};
use std::{collections::BTreeMap, path::Path};

/// How many rows with content a spreadsheet may have.
pub(super) const MOST_ROWS: usize = 200_000;

/// What was read so far.
pub(super) struct FindingTable<'a> {
    path: &'a Path,
    rules: Rules<'a>,
    headings: Option<Headings>,
    /// How many rows with content there were so far: above the headings, and then below them.
    seen: usize,
    rows: Vec<SheetRow>,
    told: BadCells,
    bad_rows: usize,
    /// Where each id was first seen.
    first: BTreeMap<FindingId, u32>,
}

impl<'a> FindingTable<'a> {
    /// A table without rows.
    pub(super) fn new(path: &'a Path, rules: Rules<'a>) -> Self {
        Self {
            path,
            rules,
            headings: None,
            seen: 0,
            rows: Vec::new(),
            told: BadCells::default(),
            bad_rows: 0,
            first: BTreeMap::new(),
        }
    }

    fn take(&mut self, row: &Row) -> Result<Go, Refused> {
        if row.cells().is_empty() {
            return Ok(Go::On);
        }
        self.seen += 1;
        let Some(headings) = &self.headings else { return self.look_for_headings(row) };
        if self.seen > MOST_ROWS {
            let message = format!("有内容的行超过{MOST_ROWS}行；请分成几个文件导入");
            return Err(Refused::file(self.path, message));
        }
        let outcome = self.rules.judge(row, headings, &mut self.told);
        let position = headings.position(Column::Number);
        let derived = outcome.registered.as_ref().map(|(registration, _)| registration.id.clone());
        let repeated = outcome.number.clone().or(derived).and_then(|id| self.repeated(id, row.line));
        if let Some(first) = repeated {
            let (at, heading, what) = match &outcome.number {
                Some(_) => (position, Column::Number.heading(), "编号"),
                None => (None, "", "内容"),
            };
            self.told.tell(row.line, at, heading, || format!("{what}与第{first}行重复"));
        }
        match outcome.registered.filter(|_| repeated.is_none()) {
            Some((registration, files)) => {
                self.rows.push(SheetRow { line: row.line, registration, files });
            }
            None => self.bad_rows += 1,
        }
        Ok(Go::On)
    }

    /// The row that has this id already; else this row is the first.
    fn repeated(&mut self, id: FindingId, line: u32) -> Option<u32> {
        let first = self.first.get(&id).copied();
        if first.is_none() {
            self.first.insert(id, line);
        }
        first
    }

    fn look_for_headings(&mut self, row: &Row) -> Result<Go, Refused> {
        let Some((headings, wrong)) = Headings::read(row) else {
            return Ok(if self.seen < HEADINGS_WITHIN { Go::On } else { Go::Elsewhere });
        };
        if !wrong.is_empty() {
            let problems = wrong.into_iter().map(|(at, message)| Problem {
                file: self.path.to_owned(),
                path: at.map(|at| format!("{}列", letters(at))).unwrap_or_default(),
                line: usize::try_from(row.line).ok(),
                message: Sentence::same(message),
            });
            return Err(Refused::all(problems.collect()));
        }
        self.headings = Some(headings);
        self.seen = 0;
        Ok(Go::On)
    }

    /// Everything read, in the order of the spreadsheet.
    ///
    /// # Errors
    /// There were no headings.
    pub(super) fn finish(self) -> Result<FindingSheet, Refused> {
        if self.headings.is_none() {
            let needed: Vec<_> = Column::ALL.into_iter().filter(|column| column.is_required()).collect();
            let needed: Vec<_> = needed.into_iter().map(Column::heading).collect();
            let message = format!("没有找到表头；前{HEADINGS_WITHIN}行中应有一行写明：{}", needed.join("、"));
            return Err(Refused::file(self.path, message));
        }
        let Self { mut rows, told: BadCells { mut bad, untold }, bad_rows, .. } = self;
        rows.sort_by_key(|row| row.line);
        bad.sort_by_key(|bad| bad.line);
        Ok(FindingSheet { rows, bad, untold, bad_rows, sheets: None })
    }
}

impl SheetTable for FindingTable<'_> {
    const HOLDS: (&'static str, &'static str) = ("findings", "问题隐患表");

    fn is_heading(row: &Row) -> bool {
        Headings::read(row).is_some()
    }

    fn has_headings(&self) -> bool {
        self.headings.is_some()
    }

    fn row(&mut self, row: &Row) -> Result<Go, Refused> {
        self.take(row)
    }
}
