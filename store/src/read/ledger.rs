//! The lines of the ledger, of dockets and of matters.

use crate::{
    Store,
    columns::Columns,
    error::{Doing, StoreError},
};
use duban_domain::{
    event::{DocketEvent, EventEnvelope},
    finding::FindingEvent,
    ids::{BureauCode, CampaignId, FindingId, IncidentId, ListingId},
    incident::IncidentEvent,
    listing::ListingEvent,
};
use serde::de::DeserializeOwned;
use sqlx::sqlite::SqliteRow;

/// One line of the ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct LedgerRow<W = DocketEvent> {
    /// Whose docket; whom the matter is about.
    pub bureau: BureauCode,
    /// The workflow that told it.
    pub workflow: String,
    /// Which of its records.
    pub sequence: u64,
    /// Its place in the record, from 0.
    pub position: u32,
    /// What happened.
    pub effect: EventEnvelope<W>,
}

impl Store {
    /// The lines of a campaign's dockets, in the order they were written. Findings, listings and
    /// incidents have histories of their own.
    pub async fn ledger_list(
        &self,
        campaign: &CampaignId,
        bureau: Option<&BureauCode>,
    ) -> Result<Vec<LedgerRow>, StoreError> {
        const SELECT: &str = "
            SELECT * FROM ledger
            WHERE campaign = $1 AND ($2 IS NULL OR bureau = $2) AND matter IS NULL ORDER BY id";
        let rows = sqlx::query(SELECT)
            .bind(campaign.as_str())
            .bind(bureau.map(BureauCode::as_str))
            .fetch_all(&self.reader)
            .await;
        rows.and_then(|rows| rows.iter().map(line).collect()).doing("list the ledger")
    }

    /// What happened in a finding, in order; nothing where there is no such finding.
    pub async fn finding_history(
        &self,
        campaign: &CampaignId,
        id: &FindingId,
    ) -> Result<Vec<LedgerRow<FindingEvent>>, StoreError> {
        const SELECT: &str = "
            SELECT l.* FROM finding f JOIN ledger l ON l.workflow = f.workflow
            WHERE f.campaign = $1 AND f.id = $2 ORDER BY l.sequence, l.position";
        self.history(SELECT, campaign, id.as_str()).await
    }

    /// What happened in a listing, in order; nothing where there is no such listing.
    pub async fn listing_history(
        &self,
        campaign: &CampaignId,
        id: &ListingId,
    ) -> Result<Vec<LedgerRow<ListingEvent>>, StoreError> {
        const SELECT: &str = "
            SELECT l.* FROM listing f JOIN ledger l ON l.workflow = f.workflow
            WHERE f.campaign = $1 AND f.id = $2 ORDER BY l.sequence, l.position";
        self.history(SELECT, campaign, id.as_str()).await
    }

    /// What happened in an incident, in order; nothing where there is no such incident.
    pub async fn incident_history(
        &self,
        campaign: &CampaignId,
        id: &IncidentId,
    ) -> Result<Vec<LedgerRow<IncidentEvent>>, StoreError> {
        const SELECT: &str = "
            SELECT l.* FROM incident f JOIN ledger l ON l.workflow = f.workflow
            WHERE f.campaign = $1 AND f.id = $2 ORDER BY l.sequence, l.position";
        self.history(SELECT, campaign, id.as_str()).await
    }

    async fn history<W: DeserializeOwned>(
        &self,
        select: &'static str,
        campaign: &CampaignId,
        id: &str,
    ) -> Result<Vec<LedgerRow<W>>, StoreError> {
        let rows = sqlx::query(select).bind(campaign.as_str()).bind(id).fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(line).collect()).doing("read a matter's history")
    }
}

fn line<W: DeserializeOwned>(row: &SqliteRow) -> sqlx::Result<LedgerRow<W>> {
    let effect = EventEnvelope {
        at: row.plan_time("happened_at")?,
        obligation: row.obligation_opt("obligation")?,
        by: row.actor_opt("by_bureau", "by_name")?,
        event: row.json("detail")?,
    };
    Ok(LedgerRow {
        bureau: row.bureau("bureau")?,
        workflow: row.text("workflow")?,
        sequence: row.count("sequence")?,
        position: row.count("position")?,
        effect,
    })
}
