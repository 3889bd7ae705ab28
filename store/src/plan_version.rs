//! The versions of a running campaign's plan: who amended it, when and why, and whether every machine knows.

use crate::{
    Store,
    columns::Columns,
    error::{Doing, StoreError},
    holidays::release,
};
use duban_domain::{
    amendment::DayForSome, command::Actor, ids::CampaignId, plan::Plan, record::PostboxWakeUp, time::WallTime,
};
use sqlx::{SqliteConnection, sqlite::SqliteRow, types::Json};

/// A version that somebody decided.
#[derive(Clone, Debug, PartialEq)]
pub struct NewPlanVersion {
    /// Its number: one more than that of the version in force.
    pub version: u32,
    /// The plan; it names its campaign.
    pub plan: Plan,
    /// Other days for some bureaus alone.
    pub days: Vec<DayForSome>,
    /// Why.
    pub reason: String,
    /// Who decided it.
    pub by: Actor,
    /// When.
    pub at: WallTime,
}

/// A version as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanVersionRow {
    /// Its number; 1 is what was launched.
    pub version: u32,
    /// The plan.
    pub plan: Plan,
    /// Other days for some bureaus alone.
    pub days: Vec<DayForSome>,
    /// Why; `None`: it was launched so.
    pub reason: Option<String>,
    /// Who decided it.
    pub by: Actor,
    /// When.
    pub at: WallTime,
    /// When the last machine had been told; `None` while one has not.
    pub told: Option<WallTime>,
}

impl Store {
    /// Keeps the decision that a campaign goes by another plan from now on. The same again changes nothing.
    /// `false`: it is not the next version, for somebody else has amended the plan meanwhile.
    ///
    /// # Errors
    /// The campaign is not in the store.
    pub async fn plan_version_insert(&self, new: &NewPlanVersion) -> Result<bool, StoreError> {
        const FIRST: &str = "
            INSERT INTO plan_version (campaign, version, plan, days, reason, by_bureau, by_name, decided_at,
                told_at)
            SELECT id, 1, plan, '[]', NULL, launched_by ->> 'bureau', launched_by ->> 'name', launched_at, launched_at
            FROM campaign WHERE id = $1
            ON CONFLICT (campaign, version) DO NOTHING";
        const INSERT: &str = "
            INSERT INTO plan_version (campaign, version, plan, days, reason, by_bureau, by_name, decided_at)
            SELECT $1, $2, $3, $8, $4, $5, $6, $7
            WHERE (SELECT MAX(version) FROM plan_version WHERE campaign = $1) = $2 - 1";
        const UPDATE: &str = "UPDATE campaign SET plan = $2, title = $3 WHERE id = $1";
        const DOING: &str = "keep a version of a plan";
        let campaign = &new.plan.id;
        let mut tx = self.begin().await?;
        sqlx::query(FIRST).bind(campaign.as_str()).execute(&mut *tx).await.doing(DOING)?;
        let kept = sqlx::query(INSERT)
            .bind(campaign.as_str())
            .bind(i64::from(new.version))
            .bind(Json(&new.plan))
            .bind(&new.reason)
            .bind(new.by.bureau.as_str())
            .bind(&new.by.name)
            .bind(new.at.utc())
            .bind(Json(&new.days))
            .execute(&mut *tx)
            .await
            .doing(DOING)?;
        if kept.rows_affected() == 0 {
            let known = version_get(&mut tx, campaign, new.version).await?;
            let same = |known: &PlanVersionRow| {
                (&known.plan, &known.days, &known.by) == (&new.plan, &new.days, &new.by)
            };
            return Ok(known.as_ref().is_some_and(same));
        }
        sqlx::query(UPDATE)
            .bind(campaign.as_str())
            .bind(Json(&new.plan))
            .bind(&new.plan.title)
            .execute(&mut *tx)
            .await
            .doing("put an amended plan in force")?;
        tx.commit().await.doing("commit a version of a plan")?;
        Ok(true)
    }

    /// Every version of a campaign's plan, the first one first; empty: it was never amended.
    pub async fn plan_version_list(&self, campaign: &CampaignId) -> Result<Vec<PlanVersionRow>, StoreError> {
        const SELECT: &str = "SELECT * FROM plan_version WHERE campaign = $1 ORDER BY version";
        let rows = sqlx::query(SELECT).bind(campaign.as_str()).fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(version).collect()).doing("list the versions of a plan")
    }

    /// Versions that some machine has not been told of yet, the oldest first.
    pub async fn plan_version_open(&self) -> Result<Vec<PlanVersionRow>, StoreError> {
        const SELECT: &str = "SELECT * FROM plan_version WHERE told_at IS NULL ORDER BY id";
        let rows = sqlx::query(SELECT).fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(version).collect()).doing("list untold versions of plans")
    }

    /// Every machine of the campaign has been told. The news that waited for this may go, unless it waits for
    /// something else as well: says to whom, so that somebody knocks at their postboxes.
    pub async fn plan_version_finish(
        &self,
        campaign: &CampaignId,
        version: u32,
        at: WallTime,
    ) -> Result<Vec<PostboxWakeUp>, StoreError> {
        const UPDATE: &str = "
            UPDATE plan_version SET told_at = $3 WHERE campaign = $1 AND version = $2 AND told_at IS NULL";
        let mut tx = self.begin().await?;
        sqlx::query(UPDATE)
            .bind(campaign.as_str())
            .bind(i64::from(version))
            .bind(at.utc())
            .execute(&mut *tx)
            .await
            .doing("finish the telling of a plan's version")?;
        let released = release(&mut tx).await?;
        tx.commit().await.doing("commit the end of an amendment")?;
        Ok(released)
    }
}

async fn version_get(
    tx: &mut SqliteConnection,
    campaign: &CampaignId,
    number: u32,
) -> Result<Option<PlanVersionRow>, StoreError> {
    let row = sqlx::query("SELECT * FROM plan_version WHERE campaign = $1 AND version = $2")
        .bind(campaign.as_str())
        .bind(i64::from(number))
        .fetch_optional(tx)
        .await;
    row.and_then(|row| row.as_ref().map(version).transpose()).doing("read a version of a plan")
}

fn version(row: &SqliteRow) -> sqlx::Result<PlanVersionRow> {
    Ok(PlanVersionRow {
        version: row.count("version")?,
        plan: row.json("plan")?,
        days: row.json("days")?,
        reason: row.text_opt("reason")?,
        by: row.actor("by_bureau", "by_name")?,
        at: row.wall_time("decided_at")?,
        told: row.wall_time_opt("told_at")?,
    })
}
