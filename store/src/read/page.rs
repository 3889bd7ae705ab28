//! The findings' ledger page by page, newest first.
//!
//! A page is read along one index, chosen by what is asked, and never sorted: at a million findings it
//! costs what a page costs. Of a set of counties each one's newest findings are merged as they come.

use super::{
    finding::{FindingRow, finding},
    narrow,
};
use crate::{
    Store,
    error::{Doing, StoreError},
};
use duban_domain::{
    finding::{CreditCode, FindingStanding, Grade, Source},
    ids::{BureauCode, CampaignId, FindingId},
    time::PlanTime,
};
use sqlx::{QueryBuilder, Sqlite};
use std::collections::BTreeSet;

/// The longest page.
pub(crate) const LONGEST_PAGE: u32 = 500;

/// As many counties are merged; more are a large part of any campaign, and are picked while reading
/// all. SQLite takes at most 500 terms in a merge.
pub(crate) const MOST_MERGED: usize = 128;

const COLUMNS: &str = "
    SELECT campaign, id, county, subject, subject_name, credit_code, trade, subject_bureau, product_group,
        product_item, kind, risk_source, problem, found_on, by_bureau, by_name, registered_at, standing,
        grade, ordered_at, due_at, overdue, round, closed_at, outcome, on_time, look_back_at, interviewed,
        handed_over, publicised, exposed, listed
    FROM finding INDEXED BY ";

/// Which findings of a campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingFilter {
    /// The campaign.
    pub campaign: CampaignId,
    /// Those in these bureaus' districts; `None`: in any. An empty set has no findings.
    pub counties: Option<BTreeSet<BureauCode>>,
    /// Those that stand so.
    pub standing: Option<FindingStanding>,
    /// Only those that are overdue.
    pub overdue: bool,
    /// Those of this grade.
    pub grade: Option<Grade>,
    /// Those from there.
    pub source: Option<Source>,
    /// Those at this enterprise.
    pub credit_code: Option<CreditCode>,
    /// Those of this product group.
    pub product_group: Option<String>,
    /// Those registered at this instant or later.
    pub registered_from: Option<PlanTime>,
    /// Those registered before this instant.
    pub registered_before: Option<PlanTime>,
}

impl FindingFilter {
    /// All findings of a campaign.
    pub fn all(campaign: CampaignId) -> Self {
        Self {
            campaign,
            counties: None,
            standing: None,
            overdue: false,
            grade: None,
            source: None,
            credit_code: None,
            product_group: None,
            registered_from: None,
            registered_before: None,
        }
    }
}

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

impl FindingRow {
    /// Its place in the list.
    pub fn cursor(&self) -> Cursor {
        Cursor { registered: self.view.registered, id: self.id.clone() }
    }
}

impl Store {
    /// A page of findings, newest first: by the instant they were registered, then by id.
    ///
    /// # Errors
    /// The database's.
    pub async fn finding_list(
        &self,
        filter: &FindingFilter,
        page: &Page,
    ) -> Result<Vec<FindingRow>, StoreError> {
        if filter.counties.as_ref().is_some_and(BTreeSet::is_empty) {
            return Ok(Vec::new());
        }
        let rows = query("", filter, page).build().fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(finding).collect()).doing("list findings")
    }

    /// How the database reads a page: its query plan, a line a step. For benchmarks.
    ///
    /// # Errors
    /// The database's.
    #[doc(hidden)]
    pub async fn finding_plan(&self, filter: &FindingFilter, page: &Page) -> Result<Vec<String>, StoreError> {
        let mut query = query("EXPLAIN QUERY PLAN ", filter, page);
        let rows = query.build_query_as::<(i64, i64, i64, String)>().fetch_all(&self.reader).await;
        rows.map(|rows| rows.into_iter().map(|(.., detail)| detail).collect())
            .doing("plan a list of findings")
    }
}

/// The query of a page, after `prefix`.
pub(crate) fn query(prefix: &str, filter: &FindingFilter, page: &Page) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::new(prefix);
    let along = Along::of(filter);
    match (&filter.counties, along) {
        (Some(counties), Along::County) => {
            for (place, county) in counties.iter().enumerate() {
                query.push(if place == 0 { "" } else { " UNION ALL " });
                part(&mut query, filter, page, along, Some(county));
            }
        }
        _ => part(&mut query, filter, page, along, None),
    }
    query.push(" ORDER BY registered_at DESC, id DESC LIMIT ");
    query.push_bind(i64::from(page.limit.min(LONGEST_PAGE)));
    query
}

/// The index a page is read along. The query names it: the planner knows nothing of the data, and
/// where an index looks as good to it as another, a page could cost what all findings cost.
#[derive(Copy, Clone, PartialEq, Eq)]
enum Along {
    Subject,
    Overdue,
    County,
    Standing,
    Grade,
    Source,
    Product,
    Time,
}

impl Along {
    /// The one that passes over the fewest findings that are not asked for.
    fn of(filter: &FindingFilter) -> Self {
        let merged = filter.counties.as_ref().is_some_and(|counties| counties.len() <= MOST_MERGED);
        let choices = [
            (filter.credit_code.is_some(), Self::Subject),
            (filter.overdue, Self::Overdue),
            (merged, Self::County),
            (filter.standing.is_some(), Self::Standing),
            (filter.grade.is_some(), Self::Grade),
            (filter.source.is_some(), Self::Source),
            (filter.product_group.is_some(), Self::Product),
        ];
        choices.into_iter().find_map(|(asked, along)| asked.then_some(along)).unwrap_or(Self::Time)
    }

    const fn index(self) -> &'static str {
        match self {
            Self::Subject => "finding_by_subject",
            Self::Overdue => "finding_overdue",
            Self::County => "finding_by_county",
            Self::Standing => "finding_by_standing",
            Self::Grade => "finding_by_grade",
            Self::Source => "finding_by_risk_source",
            Self::Product => "finding_by_product",
            Self::Time => "finding_by_time",
        }
    }
}

/// One index's part of a page.
fn part(
    query: &mut QueryBuilder<Sqlite>,
    filter: &FindingFilter,
    page: &Page,
    along: Along,
    county: Option<&BureauCode>,
) {
    query.push(COLUMNS).push(along.index());
    query.push(" WHERE campaign = ").push_bind(filter.campaign.as_str());
    narrow(query, "county", county.map(BureauCode::as_str));
    narrow(query, "standing", filter.standing.map(FindingStanding::as_str));
    narrow(query, "grade", filter.grade.map(Grade::as_str));
    narrow(query, "risk_source", filter.source.map(Source::as_str));
    narrow(query, "credit_code", filter.credit_code.as_ref().map(CreditCode::as_str));
    narrow(query, "product_group", filter.product_group.as_deref());
    if filter.overdue {
        // As the index says it, or it could not be used.
        query.push(" AND overdue = TRUE");
    }
    if let (Some(counties), None) = (&filter.counties, county) {
        query.push(" AND county IN (");
        let mut list = query.separated(", ");
        for county in counties {
            list.push_bind(county.as_str());
        }
        query.push(")");
    }
    if let Some(from) = filter.registered_from {
        query.push(" AND registered_at >= ").push_bind(from.utc());
    }
    if let Some(before) = filter.registered_before {
        query.push(" AND registered_at < ").push_bind(before.utc());
    }
    if let Some(Cursor { registered, id }) = &page.after {
        query.push(" AND (registered_at, id) < (").push_bind(registered.utc());
        query.push(", ").push_bind(id.as_str()).push(")");
    }
}
