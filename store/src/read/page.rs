//! The findings' ledger page by page, newest first.
//!
//! A page is read along one index, chosen by what is asked, and never sorted: at a million findings it
//! costs what a page costs. Of a set of counties each one's newest findings are merged as they come.
//! Where little or nothing passes a filter, [`Store::finding_leaf`] looks at a bounded number of
//! findings and says how far it came; [`Store::finding_list`] goes to the end.

use super::{
    filter::{FindingFilter, select},
    finding::{FindingRow, finding},
};
use crate::{
    Store,
    columns::Columns,
    error::{Doing, StoreError},
};
use duban_domain::{ids::FindingId, time::PlanTime};
use sqlx::{QueryBuilder, Sqlite};

/// The longest page.
pub(crate) const LONGEST_PAGE: u32 = 500;

/// So many findings are looked at for a leaf: first a few, which is enough wherever a fair share passes,
/// then so many as can be passed over while somebody waits.
const REACHES: [u32; 2] = [2_000, 100_000];

const COLUMNS: &str = "
    campaign, id, county, subject, subject_name, credit_code, trade, subject_bureau, product_group,
    product_item, kind, risk_source, problem, found_on, corrected, by_bureau, by_name, registered_at, standing,
    grade, ordered_at, due_at, overdue, round, closed_at, outcome, on_time, look_back_at, interviewed,
    handed_over, publicised, exposed, listed";

/// Which part of a list. Findings that are registered meanwhile do not shift later pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// What follows this place; `None`: the newest.
    pub after: Option<Cursor>,
    /// So many at most; no more than 500 in any case.
    pub limit: u32,
}

impl Default for Page {
    fn default() -> Self {
        Self { after: None, limit: LONGEST_PAGE }
    }
}

/// A place in the list of findings: where a page ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// When its finding was registered.
    pub registered: PlanTime,
    /// Its finding.
    pub id: FindingId,
}

/// Which leaf of the ledger is turned to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageTurn {
    /// The first.
    Newest,
    /// What is older than this place.
    Older(Cursor),
    /// What is newer than this place, next to it.
    Newer(Cursor),
}

/// A leaf of the ledger, newest first.
#[derive(Clone, Debug, PartialEq)]
pub struct LedgerPage {
    /// Its findings; there may be fewer than asked for although more follow.
    pub rows: Vec<FindingRow>,
    /// Where one turns back from; `None`: this is the first leaf.
    pub newer: Option<Cursor>,
    /// Where one goes on from; `None`: nothing follows.
    pub older: Option<Cursor>,
    /// Whether looking stopped, before the leaf was full, at as many findings as are looked at once.
    pub stopped: bool,
}

impl FindingRow {
    /// Its place in the list.
    pub fn cursor(&self) -> Cursor {
        Cursor { registered: self.view.registered, id: self.id.clone() }
    }
}

impl Store {
    /// A page of findings, newest first: by the instant they were registered, then by id. Where few
    /// pass the filter it costs what all of the campaign cost.
    pub async fn finding_list(
        &self,
        filter: &FindingFilter,
        page: &Page,
    ) -> Result<Vec<FindingRow>, StoreError> {
        self.findings(filter, Direction::Back, page.after.as_ref(), None, page.limit.min(LONGEST_PAGE)).await
    }

    /// A leaf of the ledger of `limit` findings at most. Its cost is bounded, whatever passes.
    pub async fn finding_leaf(
        &self,
        filter: &FindingFilter,
        turn: &PageTurn,
        limit: u32,
    ) -> Result<LedgerPage, StoreError> {
        let limit = limit.clamp(1, LONGEST_PAGE);
        let (direction, from) = match turn {
            PageTurn::Newest => (Direction::Back, None),
            PageTurn::Older(cursor) => (Direction::Back, Some(cursor)),
            PageTurn::Newer(cursor) => (Direction::Forth, Some(cursor)),
        };
        let (mut rows, end) = self.reached(filter, direction, from, limit).await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let stopped = !more && end.is_some();
        // Beyond the leaf in the direction of reading; at least where one came from in the other.
        let ahead = if more { rows.last().map(FindingRow::cursor) } else { end };
        let behind = from.map(|from| rows.first().map_or_else(|| from.clone(), FindingRow::cursor));
        if direction == Direction::Forth {
            rows.reverse();
            return Ok(LedgerPage { rows, newer: ahead, older: behind, stopped });
        }
        Ok(LedgerPage { rows, newer: behind, older: ahead, stopped })
    }

    /// One finding more than `limit`, if so many pass within reach; else where looking ended, unless
    /// that was at the end.
    async fn reached(
        &self,
        filter: &FindingFilter,
        direction: Direction,
        from: Option<&Cursor>,
        limit: u32,
    ) -> Result<(Vec<FindingRow>, Option<Cursor>), StoreError> {
        if !filter.passes_over() {
            return Ok((self.findings(filter, direction, from, None, limit + 1).await?, None));
        }
        let mut found = (Vec::new(), None);
        for reach in REACHES {
            let end = self.end(filter, direction, from, reach).await?;
            let rows = self.findings(filter, direction, from, end.as_ref(), limit + 1).await?;
            let enough = rows.len() > limit as usize || end.is_none();
            found = (rows, end);
            if enough {
                break;
            }
        }
        Ok(found)
    }

    async fn findings(
        &self,
        filter: &FindingFilter,
        direction: Direction,
        from: Option<&Cursor>,
        end: Option<&Cursor>,
        limit: u32,
    ) -> Result<Vec<FindingRow>, StoreError> {
        if filter.is_hopeless() {
            return Ok(Vec::new());
        }
        let mut query = query("", filter, direction, (from, end), limit);
        let rows = query.build().fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(finding).collect()).doing("list findings")
    }

    /// The place after so many entries of what is read along, passing or not; `None`: there are fewer.
    pub(crate) async fn end(
        &self,
        filter: &FindingFilter,
        direction: Direction,
        from: Option<&Cursor>,
        reach: u32,
    ) -> Result<Option<Cursor>, StoreError> {
        if filter.is_hopeless() {
            return Ok(None);
        }
        let mut query = end_query("", filter, direction, from, reach);
        let row = query.build().fetch_optional(&self.reader).await;
        let place = |row: sqlx::sqlite::SqliteRow| {
            Ok(Cursor { registered: row.plan_time("registered_at")?, id: FindingId::new(row.text("id")?) })
        };
        row.and_then(|row| row.map(place).transpose()).doing("look for the end of a leaf")
    }

    /// How the database reads a page: its query plan, a line a step. For benchmarks.
    #[doc(hidden)]
    pub async fn finding_plan(&self, filter: &FindingFilter, page: &Page) -> Result<Vec<String>, StoreError> {
        let places = (page.after.as_ref(), None);
        let mut query = query("EXPLAIN QUERY PLAN ", filter, Direction::Back, places, page.limit);
        let rows = query.build_query_as::<(i64, i64, i64, String)>().fetch_all(&self.reader).await;
        rows.map(|rows| rows.into_iter().map(|(.., detail)| detail).collect())
            .doing("plan a list of findings")
    }
}

/// Which way the ledger is read.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// To what is older.
    Back,
    /// To what is newer.
    Forth,
}

impl Direction {
    const fn order(self) -> &'static str {
        match self {
            Self::Back => " ORDER BY registered_at DESC, id DESC",
            Self::Forth => " ORDER BY registered_at, id",
        }
    }

    /// How what lies ahead of a place compares with it, and what does not lie beyond one.
    const fn ahead(self) -> (&'static str, &'static str) {
        match self {
            Self::Back => ("<", ">="),
            Self::Forth => (">", "<="),
        }
    }
}

/// The query of a page, after `prefix`: what lies ahead of `from` and not beyond `end`.
pub(crate) fn query(
    prefix: &str,
    filter: &FindingFilter,
    direction: Direction,
    (from, end): (Option<&Cursor>, Option<&Cursor>),
    limit: u32,
) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::new(prefix);
    let (ahead, within) = direction.ahead();
    select(&mut query, COLUMNS, filter, |query| {
        place(query, ahead, from);
        place(query, within, end);
    });
    query.push(direction.order()).push(" LIMIT ").push_bind(i64::from(limit));
    query
}

/// The query of the place after `reach` entries ahead of `from`.
pub(crate) fn end_query(
    prefix: &str,
    filter: &FindingFilter,
    direction: Direction,
    from: Option<&Cursor>,
    reach: u32,
) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::new(prefix);
    let (ahead, _) = direction.ahead();
    select(&mut query, "registered_at, id", &filter.along_alone(), |query| place(query, ahead, from));
    query.push(direction.order()).push(" LIMIT 1 OFFSET ").push_bind(i64::from(reach));
    query
}

pub(super) fn place(query: &mut QueryBuilder<Sqlite>, compares: &str, place: Option<&Cursor>) {
    if let Some(Cursor { registered, id }) = place {
        query.push(format_args!(" AND (registered_at, id) {compares} (")).push_bind(registered.utc());
        query.push(", ").push_bind(id.to_string()).push(")");
    }
}
