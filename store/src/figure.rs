//! Figures that bureaus report (REQUIREMENTS E1): each report stays, the latest one counts.

use crate::{
    Store,
    columns::Columns,
    error::{Doing, StoreError},
};
use duban_domain::{
    command::Actor,
    ids::{BureauCode, CampaignId},
    time::PlanTime,
};
use sqlx::sqlite::SqliteRow;

/// A figure as a bureau reported it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureRow {
    /// The bureau.
    pub bureau: BureauCode,
    /// What is counted.
    pub indicator: String,
    /// How much.
    pub value: i64,
    /// When it was reported.
    pub reported: PlanTime,
    /// By whom.
    pub by: Actor,
}

impl Store {
    /// Keeps what a bureau reported at an instant: all of it or nothing. The same report again adds
    /// nothing; a later one takes its place, and the earlier stays in the history.
    ///
    /// # Errors
    /// The campaign or the bureau is not in the store.
    pub async fn figure_set(
        &self,
        campaign: &CampaignId,
        bureau: &BureauCode,
        figures: &[(String, i64)],
        at: PlanTime,
        by: &Actor,
    ) -> Result<(), StoreError> {
        const INSERT: &str = "
            INSERT INTO figure (campaign, bureau, indicator, value, reported_at, by_bureau, by_name)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (campaign, bureau, indicator, reported_at, value) DO NOTHING";
        let mut tx = self.begin().await?;
        for (indicator, value) in figures {
            sqlx::query(INSERT)
                .bind(campaign.as_str())
                .bind(bureau.as_str())
                .bind(indicator)
                .bind(value)
                .bind(at.utc())
                .bind(by.bureau.as_str())
                .bind(&by.name)
                .execute(&mut *tx)
                .await
                .doing("keep a figure")?;
        }
        tx.commit().await.doing("commit the figures")
    }

    /// The figures of a campaign that count, by bureau and indicator.
    pub async fn figure_list(&self, campaign: &CampaignId) -> Result<Vec<FigureRow>, StoreError> {
        const SELECT: &str = "
            SELECT f.* FROM figure f
            WHERE f.campaign = $1 AND NOT EXISTS (
                SELECT 1 FROM figure later
                WHERE later.campaign = f.campaign AND later.bureau = f.bureau
                    AND later.indicator = f.indicator
                    AND (later.reported_at, later.id) > (f.reported_at, f.id))
            ORDER BY f.bureau, f.indicator";
        let rows = sqlx::query(SELECT).bind(campaign.as_str()).fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(figure).collect()).doing("list figures")
    }

    /// Everything a bureau reported in a campaign: by indicator, in the order of the reports.
    pub async fn figure_history(
        &self,
        campaign: &CampaignId,
        bureau: &BureauCode,
    ) -> Result<Vec<FigureRow>, StoreError> {
        const SELECT: &str = "
            SELECT * FROM figure WHERE campaign = $1 AND bureau = $2 ORDER BY indicator, reported_at, id";
        let rows =
            sqlx::query(SELECT).bind(campaign.as_str()).bind(bureau.as_str()).fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(figure).collect()).doing("read a bureau's figures")
    }
}

fn figure(row: &SqliteRow) -> sqlx::Result<FigureRow> {
    Ok(FigureRow {
        bureau: row.bureau("bureau")?,
        indicator: row.text("indicator")?,
        value: row.whole("value")?,
        reported: row.plan_time("reported_at")?,
        by: row.actor("by_bureau", "by_name")?,
    })
}
