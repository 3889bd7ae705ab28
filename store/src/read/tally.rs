//! How many findings pass a filter. What the tally is kept by is summed up there; anything else is
//! counted as far as a bounded number of findings.

use super::{
    filter::{FindingFilter, MOST_ALIKE, beginning, beginnings, select},
    page::{Cursor, Direction},
};
use crate::{
    Store,
    error::{Doing, StoreError},
    narrowing::narrow,
};
use duban_domain::{
    finding::{FindingStatus, Grade},
    ids::BureauCode,
};
use sqlx::{QueryBuilder, Sqlite};

/// So many entries are passed over while counting.
const REACH: u32 = 100_000;

/// How many findings pass a filter.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct FindingCount {
    /// So many do.
    pub findings: u64,
    /// Whether there may be more.
    pub or_more: bool,
}

impl FindingFilter {
    /// Whether it asks only for what the tally is kept by.
    fn is_tallied(&self) -> bool {
        let Self { source, credit_code, product_group, registered_from, registered_before, begins, .. } =
            self;
        source.is_none()
            && credit_code.is_none()
            && product_group.is_none()
            && registered_from.is_none()
            && registered_before.is_none()
            && begins.is_none()
    }
}

impl Store {
    /// How many findings pass: exactly where the tally knows, else up to `most`.
    pub async fn finding_count(&self, filter: &FindingFilter, most: u32) -> Result<FindingCount, StoreError> {
        const DOING: &str = "count findings";
        if filter.is_hopeless() {
            return Ok(FindingCount { findings: 0, or_more: false });
        }
        if filter.is_tallied() {
            let sum: i64 = tallied(filter).build_query_scalar().fetch_one(&self.reader).await.doing(DOING)?;
            return Ok(FindingCount { findings: sum.unsigned_abs(), or_more: false });
        }
        let end = match filter.passes_over() {
            true => self.end(filter, Direction::Back, None, REACH).await?,
            false => None,
        };
        let mut query = counted(filter, end.as_ref(), most.saturating_add(1));
        let count: i64 = query.build_query_scalar().fetch_one(&self.reader).await.doing(DOING)?;
        let or_more = count > i64::from(most) || end.is_some();
        Ok(FindingCount { findings: count.min(i64::from(most)).unsigned_abs(), or_more })
    }

    /// Whether so many findings begin as the filter asks that not all of them are looked at.
    pub async fn findings_alike(&self, filter: &FindingFilter) -> Result<bool, StoreError> {
        let Some(begins) = filter.begins.as_deref().map(str::trim).filter(|begins| !begins.is_empty()) else {
            return Ok(false);
        };
        for (column, begins) in beginnings(begins) {
            let mut query = QueryBuilder::new("SELECT COUNT(*) FROM (");
            beginning(&mut query, &filter.campaign, column, &begins, MOST_ALIKE + 1);
            query.push(") AS alike");
            let count: i64 =
                query.build_query_scalar().fetch_one(&self.reader).await.doing("count findings alike")?;
            if count > i64::from(MOST_ALIKE) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn tallied(filter: &FindingFilter) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::new(
        "SELECT CAST(COALESCE(SUM(findings), 0) AS BIGINT) FROM finding_tally WHERE campaign = ",
    );
    query.push_bind(filter.campaign.to_string());
    narrow(&mut query, "standing", filter.standing.map(FindingStatus::as_str));
    narrow(&mut query, "grade", filter.grade.map(Grade::as_str));
    if filter.overdue {
        query.push(" AND overdue = TRUE");
    }
    if let Some(counties) = &filter.counties {
        query.push(" AND county IN (");
        let mut list = query.separated(", ");
        counties.iter().map(BureauCode::as_str).for_each(|county| {
            list.push_bind(county.to_owned());
        });
        query.push(")");
    }
    query
}

fn counted(filter: &FindingFilter, end: Option<&Cursor>, most: u32) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::new("SELECT COUNT(*) FROM (SELECT id FROM (");
    select(&mut query, "id", filter, |query| super::page::place(query, ">=", end));
    query.push(") AS passed LIMIT ").push_bind(i64::from(most)).push(") AS counted");
    query
}
