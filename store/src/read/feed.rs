//! What has changed since one last looked.

use crate::{
    Store,
    columns::Columns,
    error::{Doing, StoreError},
};
use duban_domain::ids::{BureauCode, CampaignId};
use std::collections::{BTreeMap, BTreeSet};

/// A part of a campaign that changes by itself.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// What bureaus owe.
    Dockets,
    /// Its findings.
    Findings,
}

impl Store {
    /// The last place in the ledger: the row of its newest line, 0 while it is empty. Everything that
    /// changes what readers see of a campaign moves it.
    pub async fn ledger_position(&self) -> Result<i64, StoreError> {
        const SELECT: &str = "SELECT COALESCE(MAX(id), 0) AS position FROM ledger";
        let row = sqlx::query(SELECT).fetch_one(&self.reader).await;
        row.and_then(|row| row.whole("position")).doing("look up the ledger's last line")
    }

    /// Where the ledger last speaks of each campaign's parts after one place and up to another.
    pub async fn parts_changed(
        &self,
        after: i64,
        until: i64,
    ) -> Result<BTreeMap<(CampaignId, Part), i64>, StoreError> {
        const SELECT: &str = "
            SELECT campaign, matter IS NULL AS is_docket, MAX(id) AS position FROM ledger
            WHERE id > $1 AND id <= $2 AND (matter IS NULL OR matter = 'finding') GROUP BY campaign, matter IS NULL";
        let rows = sqlx::query(SELECT).bind(after).bind(until).fetch_all(&self.reader).await;
        let part = |row: &sqlx::sqlite::SqliteRow| {
            let part = if row.flag("is_docket")? { Part::Dockets } else { Part::Findings };
            Ok(((row.campaign("campaign")?, part), row.whole("position")?))
        };
        rows.and_then(|rows| rows.iter().map(part).collect()).doing("look up what changed")
    }

    /// The bureaus of a campaign of whose dockets the ledger says anything after one place and up to another.
    pub async fn bureaus_changed(
        &self,
        campaign: &CampaignId,
        after: i64,
        until: i64,
    ) -> Result<BTreeSet<BureauCode>, StoreError> {
        const SELECT: &str = "
            SELECT DISTINCT bureau FROM ledger WHERE id > $1 AND id <= $2 AND campaign = $3 AND matter IS NULL";
        let rows =
            sqlx::query(SELECT).bind(after).bind(until).bind(campaign.as_str()).fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(|row| row.bureau("bureau")).collect())
            .doing("look up what changed")
    }
}
