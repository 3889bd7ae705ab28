//! The audit log: who did what, when, from where, and what became of it. Lines are added and never
//! touched again, also when nothing came of it.
//!
//! A page is read along one index and never sorted: at a million lines it costs what a page costs.

use crate::{
    Store,
    columns::Columns,
    error::{Doing, StoreError},
    narrowing::narrow,
    read::{filter::MOST_MERGED, page::LONGEST_PAGE},
};
use duban_domain::{
    access::Role,
    ids::{BureauCode, CampaignId},
    people::{Outcome, Via},
    time::WallTime,
};
use serde_json::Value;
use sqlx::{QueryBuilder, Sqlite, sqlite::SqliteRow, types::Json};
use std::collections::BTreeSet;

/// What someone did, or set out to do.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditEntry {
    /// When.
    pub at: WallTime,
    /// Their account; what was typed, where nobody is known by it.
    pub account: String,
    /// Their name.
    pub name: String,
    /// Their bureau; `None`: nobody's.
    pub bureau: Option<BureauCode>,
    /// Their role.
    pub role: Option<Role>,
    /// How they came.
    pub via: Via,
    /// From which address; empty: this machine.
    pub source: String,
    /// What: an [`Action`](duban_domain::access::Action)'s spelling, or one of the acts that need none,
    /// such as `sign-in`.
    pub action: String,
    /// In which campaign.
    pub campaign: Option<CampaignId>,
    /// Upon which bureau.
    pub about: Option<BureauCode>,
    /// Upon what: an obligation, a finding, an account.
    pub object: Option<String>,
    /// What became of it.
    pub outcome: Outcome,
    /// What else should be known. Never a secret.
    pub detail: Value,
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditRow {
    /// Its number.
    pub id: i64,
    /// What it says.
    pub entry: AuditEntry,
}

impl AuditRow {
    /// Its place in the log.
    pub fn cursor(&self) -> AuditCursor {
        AuditCursor { at: self.entry.at, id: self.id }
    }
}

/// A place in the log: where a page ended.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct AuditCursor {
    /// When its line was written.
    pub at: WallTime,
    /// Its line.
    pub id: i64,
}

/// Which lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// What these bureaus' people did; `None`: all, also nobody's. An empty set has no lines.
    pub bureaus: Option<BTreeSet<BureauCode>>,
    /// What came from this account.
    pub account: Option<String>,
    /// Such acts.
    pub action: Option<String>,
    /// With such an outcome.
    pub outcome: Option<Outcome>,
    /// In this campaign.
    pub campaign: Option<CampaignId>,
    /// From this instant on.
    pub from: Option<WallTime>,
    /// Before this instant.
    pub before: Option<WallTime>,
}

impl Store {
    /// Writes a line.
    pub async fn audit_insert(&self, entry: &AuditEntry) -> Result<(), StoreError> {
        const INSERT: &str = "
            INSERT INTO audit (at, account, name, bureau, role, via, source, action, campaign, about, object,
                outcome, detail)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
        let inserted = sqlx::query(INSERT)
            .bind(entry.at.utc())
            .bind(&entry.account)
            .bind(&entry.name)
            .bind(entry.bureau.as_ref().map(BureauCode::as_str))
            .bind(entry.role.map(Role::as_str))
            .bind(entry.via.as_str())
            .bind(&entry.source)
            .bind(&entry.action)
            .bind(entry.campaign.as_ref().map(CampaignId::as_str))
            .bind(entry.about.as_ref().map(BureauCode::as_str))
            .bind(&entry.object)
            .bind(entry.outcome.as_str())
            .bind(Json(&entry.detail))
            .execute(&self.writer)
            .await;
        inserted.map(drop).doing("write the audit log")
    }

    /// A page of the log, newest first: at most `limit` lines, and no more than 500, after a place.
    pub async fn audit_list(
        &self,
        filter: &AuditFilter,
        after: Option<AuditCursor>,
        limit: u32,
    ) -> Result<Vec<AuditRow>, StoreError> {
        if filter.bureaus.as_ref().is_some_and(BTreeSet::is_empty) {
            return Ok(Vec::new());
        }
        let rows = query("", filter, after, limit).build().fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(line).collect()).doing("read the audit log")
    }
}

/// The index a page is read along. The query names it: the planner knows nothing of the data.
#[derive(Copy, Clone, PartialEq, Eq)]
enum AuditIndex {
    Account,
    BureauAction,
    BureauOutcome,
    Bureau,
    Campaign,
    Action,
    Outcome,
    Time,
}

impl AuditIndex {
    /// The one that passes over the fewest lines that are not asked for.
    fn of(filter: &AuditFilter) -> Self {
        let merged = filter.bureaus.as_ref().is_some_and(|bureaus| bureaus.len() <= MOST_MERGED);
        let choices = [
            (filter.account.is_some(), Self::Account),
            (merged && filter.action.is_some(), Self::BureauAction),
            (merged && filter.outcome.is_some(), Self::BureauOutcome),
            (filter.action.is_some(), Self::Action),
            (merged, Self::Bureau),
            (filter.campaign.is_some(), Self::Campaign),
            (filter.outcome.is_some(), Self::Outcome),
        ];
        choices.into_iter().find_map(|(asked, along)| asked.then_some(along)).unwrap_or(Self::Time)
    }

    const fn merges(self) -> bool {
        matches!(self, Self::BureauAction | Self::BureauOutcome | Self::Bureau)
    }

    const fn index(self) -> &'static str {
        match self {
            Self::Account => "audit_by_account",
            Self::BureauAction => "audit_by_bureau_action",
            Self::BureauOutcome => "audit_by_bureau_outcome",
            Self::Bureau => "audit_by_bureau",
            Self::Campaign => "audit_by_campaign",
            Self::Action => "audit_by_action",
            Self::Outcome => "audit_by_outcome",
            Self::Time => "audit_by_time",
        }
    }
}

/// The query of a page, after `prefix`.
pub(crate) fn query(
    prefix: &str,
    filter: &AuditFilter,
    after: Option<AuditCursor>,
    limit: u32,
) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::new(prefix);
    let along = AuditIndex::of(filter);
    match &filter.bureaus {
        Some(bureaus) if along.merges() => {
            for (place, bureau) in bureaus.iter().enumerate() {
                query.push(if place == 0 { "" } else { " UNION ALL " });
                part(&mut query, filter, after, along, Some(bureau));
            }
        }
        _ => part(&mut query, filter, after, along, None),
    }
    query.push(" ORDER BY at DESC, id DESC LIMIT ").push_bind(i64::from(limit.min(LONGEST_PAGE)));
    query
}

/// One index's part of a page.
fn part(
    query: &mut QueryBuilder<Sqlite>,
    filter: &AuditFilter,
    after: Option<AuditCursor>,
    along: AuditIndex,
    bureau: Option<&BureauCode>,
) {
    query.push(
        "SELECT id, at, account, name, bureau, role, via, source, action, campaign, about, object, outcome,
            detail
        FROM audit INDEXED BY ",
    );
    query.push(along.index()).push(" WHERE TRUE");
    narrow(query, "bureau", bureau.map(BureauCode::as_str));
    narrow(query, "account", filter.account.as_deref());
    narrow(query, "action", filter.action.as_deref());
    narrow(query, "outcome", filter.outcome.map(Outcome::as_str));
    narrow(query, "campaign", filter.campaign.as_ref().map(CampaignId::as_str));
    if let (Some(bureaus), None) = (&filter.bureaus, bureau) {
        query.push(" AND bureau IN (");
        let mut list = query.separated(", ");
        for bureau in bureaus {
            list.push_bind(bureau.as_str());
        }
        query.push(")");
    }
    if let Some(from) = filter.from {
        query.push(" AND at >= ").push_bind(from.utc());
    }
    if let Some(before) = filter.before {
        query.push(" AND at < ").push_bind(before.utc());
    }
    if let Some(AuditCursor { at, id }) = after {
        query.push(" AND (at, id) < (").push_bind(at.utc()).push(", ").push_bind(id).push(")");
    }
}

fn line(row: &SqliteRow) -> sqlx::Result<AuditRow> {
    let entry = AuditEntry {
        at: row.wall_time("at")?,
        account: row.text("account")?,
        name: row.text("name")?,
        bureau: row.text_opt("bureau")?.map(BureauCode::new),
        role: row.spelled_opt("role", Role::parse)?,
        via: row.spelled("via", Via::parse)?,
        source: row.text("source")?,
        action: row.text("action")?,
        campaign: row.text_opt("campaign")?.map(CampaignId::new),
        about: row.text_opt("about")?.map(BureauCode::new),
        object: row.text_opt("object")?,
        outcome: row.spelled("outcome", Outcome::parse)?,
        detail: row.json("detail")?,
    };
    Ok(AuditRow { id: row.whole("id")?, entry })
}
