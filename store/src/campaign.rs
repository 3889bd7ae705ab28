//! Campaigns that were launched.

use crate::{
    Store,
    columns::Columns,
    error::{Doing, StoreError},
};
use duban_domain::{
    command::Actor,
    ids::CampaignId,
    plan::Plan,
    time::{PlanTime, Timebase, WallTime},
};
use sqlx::{sqlite::SqliteRow, types::Json};

/// A campaign about to be launched.
#[derive(Clone, Debug, PartialEq)]
pub struct NewCampaign {
    /// Its plan.
    pub plan: Plan,
    /// How its time runs.
    pub timebase: Timebase,
    /// Who launches it.
    pub launched_by: Actor,
    /// When.
    pub launched_at: WallTime,
}

/// A campaign that was launched.
#[derive(Clone, Debug, PartialEq)]
pub struct Campaign {
    /// Its plan.
    pub plan: Plan,
    /// How its time runs.
    pub timebase: Timebase,
    /// Who launched it.
    pub launched_by: Actor,
    /// When.
    pub launched_at: WallTime,
    /// When the last of the bureaus that have been heard of was done; `None` while one is not.
    pub finished: Option<PlanTime>,
}

/// A campaign is over when every bureau that has told anything has told that it finished.
const SELECT: &str = "
    SELECT c.plan, c.timebase, c.launched_by, c.launched_at,
        CASE WHEN COUNT(p.bureau) = COUNT(p.finished_at) THEN MAX(p.finished_at) END AS finished_at
    FROM campaign c LEFT JOIN participation p ON p.campaign = c.id
    WHERE $1 IS NULL OR c.id = $1
    GROUP BY c.id, c.plan, c.timebase, c.launched_by, c.launched_at
    ORDER BY c.launched_at, c.id";

impl Store {
    /// Keeps a campaign before its workflows start, and returns it as kept. A launch that broke off
    /// may be repeated: the same plan from the same hand changes nothing, and the timebase of the
    /// first attempt, which workflows may run by already, is the one returned.
    ///
    /// # Errors
    /// [`StoreError::AlreadyLaunched`] for another plan or another person.
    pub async fn campaign_insert(&self, new: &NewCampaign) -> Result<Campaign, StoreError> {
        const INSERT: &str = "
            INSERT INTO campaign (id, title, issuer, zone, plan, timebase, launched_by, launched_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (id) DO NOTHING";
        let plan = &new.plan;
        let mut tx = self.begin().await?;
        sqlx::query(INSERT)
            .bind(plan.id.as_str())
            .bind(&plan.title)
            .bind(plan.issuer.as_str())
            .bind(plan.zone.name())
            .bind(Json(plan))
            .bind(Json(new.timebase))
            .bind(Json(&new.launched_by))
            .bind(new.launched_at.utc())
            .execute(&mut *tx)
            .await
            .doing("insert the campaign")?;
        let row = sqlx::query(SELECT).bind(plan.id.as_str()).fetch_one(&mut *tx).await;
        let kept = row.and_then(|row| campaign(&row)).doing("read the campaign")?;
        tx.commit().await.doing("commit the campaign")?;
        if kept.plan != new.plan || kept.launched_by != new.launched_by {
            let (campaign, by, at) = (plan.id.clone(), kept.launched_by, kept.launched_at);
            return Err(StoreError::AlreadyLaunched { campaign, by, at });
        }
        Ok(kept)
    }

    /// The campaign with this id.
    pub async fn campaign_get(&self, id: &CampaignId) -> Result<Option<Campaign>, StoreError> {
        let row = sqlx::query(SELECT).bind(Some(id.as_str())).fetch_optional(&self.reader).await;
        row.and_then(|row| row.as_ref().map(campaign).transpose()).doing("read a campaign")
    }

    /// All campaigns in the order of their launch.
    pub async fn campaign_list(&self) -> Result<Vec<Campaign>, StoreError> {
        let rows = sqlx::query(SELECT).bind(None::<&str>).fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(campaign).collect()).doing("list the campaigns")
    }
}

fn campaign(row: &SqliteRow) -> sqlx::Result<Campaign> {
    Ok(Campaign {
        plan: row.json("plan")?,
        timebase: row.json("timebase")?,
        launched_by: row.json("launched_by")?,
        launched_at: row.wall_time("launched_at")?,
        finished: row.plan_time_opt("finished_at")?,
    })
}
