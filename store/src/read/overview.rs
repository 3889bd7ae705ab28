//! Campaigns in figures, for those who look at several at once.

use super::progress::{alike, read_tally, tally};
use crate::{
    Store,
    columns::Columns,
    error::{Doing, StoreError},
    narrowing::within,
};
use duban_domain::{
    ids::{BureauCode, CampaignId},
    tally::Tally,
};
use sqlx::{QueryBuilder, Sqlite, sqlite::SqliteRow};
use std::collections::BTreeSet;

/// A campaign in figures, as far as a set of bureaus goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CampaignFigures {
    /// The campaign.
    pub campaign: CampaignId,
    /// The bureaus' obligations.
    pub tally: Tally,
    /// How many of the bureaus take part.
    pub bureaus: u32,
    /// For how many of them it still runs.
    pub running: u32,
    /// Findings that are not closed.
    pub findings: u32,
    /// Of them, overdue.
    pub findings_overdue: u32,
}

/// What a bureau was sent (REQUIREMENTS F7).
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct Burden {
    /// Messages: reminders, documents, requests, copies among them.
    pub messages: u32,
    /// Of them, copies for information.
    pub copies: u32,
    /// Mails they came in.
    pub mails: u32,
}

impl Store {
    /// Figures of these campaigns, by id; `bureaus`: as far as they go, or for all. A campaign in which
    /// none of the bureaus takes part has none.
    pub async fn campaign_figures(
        &self,
        campaigns: &[CampaignId],
        bureaus: Option<&BTreeSet<BureauCode>>,
    ) -> Result<Vec<CampaignFigures>, StoreError> {
        if campaigns.is_empty() || bureaus.is_some_and(BTreeSet::is_empty) {
            return Ok(Vec::new());
        }
        let codes = |query: &mut QueryBuilder<Sqlite>, column: &str| {
            within(query, &format!("{column}.campaign"), campaigns.iter().map(CampaignId::as_str));
            if let Some(bureaus) = bureaus {
                let name = if column == "f" { "county" } else { "bureau" };
                within(query, &format!("{column}.{name}"), bureaus.iter().map(BureauCode::as_str));
            }
        };
        let mut query = QueryBuilder::<Sqlite>::new(
            "WITH part AS (
                SELECT p.campaign, COUNT(*) AS bureaus, COUNT(*) - COUNT(p.finished_at) AS running
                FROM participation p WHERE TRUE",
        );
        codes(&mut query, "p");
        query.push(
            " GROUP BY p.campaign),
            owed AS (SELECT d.campaign, ",
        );
        query.push(tally!());
        query.push(" FROM duty d WHERE TRUE");
        codes(&mut query, "d");
        query.push(
            " GROUP BY d.campaign, d.state, d.on_time),
            found AS (
                SELECT f.campaign, SUM(f.findings) AS findings,
                    SUM(CASE WHEN f.overdue THEN f.findings ELSE 0 END) AS findings_overdue
                FROM finding_tally f
                WHERE f.standing NOT IN ('closed', 'cancelled') AND f.outcome <> 'dismissed'",
        );
        codes(&mut query, "f");
        query.push(
            " GROUP BY f.campaign)
            SELECT part.campaign, part.bureaus, part.running, owed.state, owed.on_time, owed.counted,
                COALESCE(found.findings, 0) AS findings, COALESCE(found.findings_overdue, 0) AS findings_overdue
            FROM part LEFT JOIN owed ON owed.campaign = part.campaign
            LEFT JOIN found ON found.campaign = part.campaign
            ORDER BY part.campaign",
        );
        let rows = query.build().fetch_all(&self.reader).await;
        rows.and_then(|rows| alike(&rows, "campaign").map(figures).collect()).doing("count campaigns")
    }

    /// What a bureau was sent, in one campaign or in all.
    pub async fn burden(
        &self,
        bureau: &BureauCode,
        campaign: Option<&CampaignId>,
    ) -> Result<Burden, StoreError> {
        const SELECT: &str = "
            SELECT COUNT(*) AS messages, COUNT(*) FILTER (WHERE is_copy) AS copies,
                COUNT(DISTINCT mail) FILTER (WHERE state = 'sent') AS mails
            FROM delivery WHERE recipient = $1 AND ($2 IS NULL OR campaign = $2)";
        let row = sqlx::query(SELECT)
            .bind(bureau.as_str())
            .bind(campaign.map(CampaignId::as_str))
            .fetch_one(&self.reader)
            .await;
        let burden = |row: SqliteRow| {
            let (messages, copies) = (row.count("messages")?, row.count("copies")?);
            Ok(Burden { messages, copies, mails: row.count("mails")? })
        };
        row.and_then(burden).doing("count what a bureau was sent")
    }
}

fn figures(rows: &[SqliteRow]) -> sqlx::Result<CampaignFigures> {
    let row = &rows[0];
    Ok(CampaignFigures {
        campaign: row.campaign("campaign")?,
        tally: read_tally(rows)?,
        bureaus: row.count("bureaus")?,
        running: row.count("running")?,
        findings: row.count("findings")?,
        findings_overdue: row.count("findings_overdue")?,
    })
}
