//! Which findings are asked for, and along which index they are read.
//!
//! Every index holds all that a filter can ask for, newest last, so that what is not asked for is
//! passed over in the index alone.

use crate::narrowing::narrow;
use duban_domain::{
    finding::{CreditCode, FindingStatus, Grade, Source},
    ids::{BureauCode, CampaignId},
    time::PlanTime,
};
use sqlx::{QueryBuilder, Sqlite};
use std::collections::BTreeSet;

/// So many counties are merged, each along its own index; a query has a limit of parts. More of them
/// are a large part of any campaign, and are picked while reading all.
pub(crate) const MOST_MERGED: usize = 128;

/// So many counties hold fewer findings than most other narrowings let through: about a prefecture.
const FEW: usize = 16;

/// So many findings are looked up by how a name, a code or an id begins.
pub(crate) const MOST_ALIKE: u32 = 1_000;

/// Sorts after every letter that can follow a beginning.
const LAST: char = '\u{10ffff}';

/// Which findings of a campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingFilter {
    /// The campaign.
    pub campaign: CampaignId,
    /// Those in these bureaus' districts; `None`: in any. An empty set has no findings.
    pub counties: Option<BTreeSet<BureauCode>>,
    /// Those that stand so.
    pub standing: Option<FindingStatus>,
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
    /// Those whose enterprise's name, credit code or id begins so; of each, the first thousand are
    /// looked at.
    pub begins: Option<String>,
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
            begins: None,
        }
    }

    /// Whether nothing can pass it.
    pub(crate) fn is_hopeless(&self) -> bool {
        self.counties.as_ref().is_some_and(BTreeSet::is_empty)
            || self.begins.as_ref().is_some_and(|begins| begins.trim().is_empty())
    }

    /// Whether the index it is read along may hold findings that do not pass.
    pub(crate) fn passes_over(&self) -> bool {
        let along = FindingIndex::of(self);
        let asked = [
            (self.counties.is_some(), along == FindingIndex::County),
            (self.standing.is_some(), along == FindingIndex::Standing),
            (self.overdue, along == FindingIndex::Overdue),
            (self.grade.is_some(), along == FindingIndex::Grade),
            (self.source.is_some(), along == FindingIndex::Source),
            (self.product_group.is_some(), along == FindingIndex::Product),
        ];
        // Those that begin alike, or are at one enterprise, are few.
        !matches!(along, FindingIndex::Alike | FindingIndex::Subject)
            && asked.into_iter().any(|(asked, answered)| asked && !answered)
    }

    /// Only what its index answers by itself: the same findings are read, and all of them pass.
    pub(crate) fn along_alone(&self) -> Self {
        let along = FindingIndex::of(self);
        let none = Self::all(self.campaign.clone());
        let narrowed = match along {
            FindingIndex::Alike => Self { begins: self.begins.clone(), ..none },
            FindingIndex::Subject => Self { credit_code: self.credit_code.clone(), ..none },
            FindingIndex::Overdue => Self { overdue: true, ..none },
            FindingIndex::County => Self { counties: self.counties.clone(), ..none },
            FindingIndex::Standing => Self { standing: self.standing, ..none },
            FindingIndex::Grade => Self { grade: self.grade, ..none },
            FindingIndex::Source => Self { source: self.source, ..none },
            FindingIndex::Product => Self { product_group: self.product_group.clone(), ..none },
            FindingIndex::Time => none,
        };
        let Self { registered_from, registered_before, .. } = *self;
        Self { registered_from, registered_before, ..narrowed }
    }
}

/// The index findings are read along. The query names it: the planner knows nothing of the data, and
/// where an index looks as good to it as another, a page could cost what all findings cost.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum FindingIndex {
    /// Those alike, looked up by how they begin, and sorted: they are few.
    Alike,
    Subject,
    Overdue,
    County,
    Standing,
    Grade,
    Source,
    Product,
    Time,
}

impl FindingIndex {
    /// The one that usually passes over the fewest findings that are not asked for.
    pub(crate) fn of(filter: &FindingFilter) -> Self {
        let counties = filter.counties.as_ref().map_or(usize::MAX, BTreeSet::len);
        let rare = filter.standing.is_some_and(|standing| standing != FindingStatus::Closed);
        let grave = filter.grade.is_some_and(|grade| grade != Grade::Ordinary);
        let choices = [
            (filter.begins.is_some(), Self::Alike),
            (filter.credit_code.is_some(), Self::Subject),
            (filter.overdue, Self::Overdue),
            (counties == 1, Self::County),
            (filter.product_group.is_some(), Self::Product),
            (rare, Self::Standing),
            (grave, Self::Grade),
            (counties <= FEW, Self::County),
            (filter.source.is_some(), Self::Source),
            (counties <= MOST_MERGED, Self::County),
            (filter.standing.is_some(), Self::Standing),
            (filter.grade.is_some(), Self::Grade),
        ];
        choices.into_iter().find_map(|(asked, along)| asked.then_some(along)).unwrap_or(Self::Time)
    }

    pub(crate) const fn index(self) -> Option<&'static str> {
        match self {
            Self::Alike => None,
            Self::Subject => Some("finding_by_subject"),
            Self::Overdue => Some("finding_overdue"),
            Self::County => Some("finding_by_county"),
            Self::Standing => Some("finding_by_standing"),
            Self::Grade => Some("finding_by_grade"),
            Self::Source => Some("finding_by_risk_source"),
            Self::Product => Some("finding_by_product"),
            Self::Time => Some("finding_by_time"),
        }
    }
}

/// Adds what selects `columns` of the findings that pass and lie where `place` says: one part, or one a
/// county.
pub(crate) fn select(
    query: &mut QueryBuilder<Sqlite>,
    columns: &str,
    filter: &FindingFilter,
    place: impl Fn(&mut QueryBuilder<Sqlite>),
) {
    let along = FindingIndex::of(filter);
    let merged = filter.counties.iter().flatten().filter(|_| along == FindingIndex::County);
    let mut parts = 0;
    for county in merged {
        query.push(if parts == 0 { "" } else { " UNION ALL " });
        part(query, columns, filter, along, Some(county));
        place(query);
        parts += 1;
    }
    if parts == 0 {
        part(query, columns, filter, along, None);
        place(query);
    }
}

/// One index's part.
fn part(
    query: &mut QueryBuilder<Sqlite>,
    columns: &str,
    filter: &FindingFilter,
    along: FindingIndex,
    county: Option<&BureauCode>,
) {
    query.push("SELECT ").push(columns).push(" FROM ");
    if let Some(begins) = &filter.begins {
        alike(query, filter, begins.trim());
    } else {
        query.push("finding");
    }
    if let Some(index) = along.index() {
        query.push(" INDEXED BY ").push(index);
    }
    query.push(" WHERE campaign = ").push_bind(filter.campaign.as_str());
    if filter.begins.is_some() {
        query.push(" AND id = alike_id");
    }
    narrow(query, "county", county.map(BureauCode::as_str));
    narrow(query, "standing", filter.standing.map(FindingStatus::as_str));
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
}

/// The columns that a finding is looked up by, each with how a beginning is written there; a beginning
/// that cannot stand in one is not looked for.
pub(crate) fn beginnings(begins: &str) -> Vec<(&'static str, String)> {
    let is_id = begins.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let is_code = begins.bytes().all(|b| b.is_ascii_alphanumeric());
    let mut columns = vec![("subject_name", begins.to_owned())];
    columns.extend(is_id.then(|| ("id", begins.to_owned())));
    columns.extend(is_code.then(|| ("credit_code", begins.to_ascii_uppercase())));
    columns
}

/// The ids of at most `most` findings of a campaign with a column that begins so.
pub(crate) fn beginning(
    query: &mut QueryBuilder<Sqlite>,
    campaign: &CampaignId,
    column: &str,
    begins: &str,
    most: u32,
) {
    query.push("SELECT id FROM finding");
    match column {
        "subject_name" => query.push(" INDEXED BY finding_by_name"),
        "credit_code" => query.push(" INDEXED BY finding_by_subject"),
        // An id is looked up by the primary key, whose index has no name of its own.
        _ => query.push(""),
    };
    query.push(" WHERE campaign = ").push_bind(campaign.to_string());
    query.push(format_args!(" AND {column} >= ")).push_bind(begins.to_owned());
    query.push(format_args!(" AND {column} < ")).push_bind(format!("{begins}{LAST}"));
    query.push(format_args!(" ORDER BY {column} LIMIT ")).push_bind(i64::from(most));
}

/// Those alike come first: joined so, nobody reads all findings in their order to pick them out.
fn alike(query: &mut QueryBuilder<Sqlite>, filter: &FindingFilter, begins: &str) {
    for (place, (column, begins)) in beginnings(begins).into_iter().enumerate() {
        query.push(if place == 0 { "(" } else { " UNION " });
        query.push("SELECT id AS alike_id FROM (");
        beginning(query, &filter.campaign, column, &begins, MOST_ALIKE);
        query.push(") AS beginning");
    }
    query.push(") AS alike CROSS JOIN finding");
}
