//! Campaigns that are ready and wait for a leader or for their instant, and the plans an office begins with.

use crate::{
    Store,
    columns::Columns,
    error::{Doing, StoreError},
};
use duban_domain::{
    command::Actor,
    ids::{BureauCode, CampaignId},
    proposal::LaunchStatus,
    time::WallTime,
};
use serde::{Deserialize, Serialize};
use sqlx::{sqlite::SqliteRow, types::Json};
use std::fmt;

/// The most templates that a bureau keeps.
const MOST_TEMPLATES: i64 = 200;

/// The most launches of a bureau that are listed.
const MOST_LISTED: i64 = 200;

macro_rules! number {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

number! {
    /// A prepared launch's number in this store.
    PreparedLaunchId
}

number! {
    /// A template's number in this store.
    PlanTemplateId
}

/// A campaign that is made ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLaunch {
    /// The plan's id.
    pub campaign: CampaignId,
    /// Its title.
    pub title: String,
    /// Its text.
    pub plan: String,
    /// Whether it goes out although some of it has passed.
    pub belated: bool,
    /// When; `None`: as soon as it is approved.
    pub launch_at: Option<WallTime>,
    /// Who made it ready, for the issuing bureau.
    pub by: Actor,
    /// Under which account.
    pub account: String,
    /// When.
    pub at: WallTime,
    /// Whether a leader has to approve it.
    pub needs_approval: bool,
}

/// A campaign that was made ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreparedLaunch {
    /// Its number.
    pub id: PreparedLaunchId,
    /// The plan's id.
    pub campaign: CampaignId,
    /// Its title.
    pub title: String,
    /// Its text.
    pub plan: String,
    /// Whether it goes out although some of it has passed.
    pub belated: bool,
    /// When; `None`: as soon as it is approved.
    pub launch_at: Option<WallTime>,
    /// Who made it ready, for the issuing bureau.
    pub proposed_by: Actor,
    /// Under which account.
    pub proposed_account: String,
    /// When.
    pub proposed_at: WallTime,
    /// Where it stands.
    pub status: LaunchStatus,
    /// Who decided last.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<WallTime>,
    /// Why it was declined or withdrawn, or could not go out.
    pub reason: Option<String>,
}

/// What became of it, by whom and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaunchOutcome {
    /// Where it stands now.
    pub status: LaunchStatus,
    /// Who decided.
    pub by: String,
    /// When.
    pub at: WallTime,
    /// Why.
    pub reason: Option<String>,
}

/// A plan that an office begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanTemplate {
    /// Its number.
    pub id: PlanTemplateId,
    /// What it is called.
    pub name: String,
    /// The plan's text.
    pub plan: String,
    /// Who changed it last.
    pub changed_by: String,
    /// When.
    pub changed_at: WallTime,
}

impl Store {
    /// Keeps a campaign that is ready to go out.
    ///
    /// # Errors
    /// Only the database's.
    pub async fn launch_prepare(&self, new: &NewLaunch) -> Result<PreparedLaunchId, StoreError> {
        const INSERT: &str = "
            INSERT INTO prepared_launch (bureau, campaign, title, plan, belated, launch_at, proposed_by,
                proposed_account, proposed_at, status)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id";
        let status = if new.needs_approval { LaunchStatus::Waiting } else { LaunchStatus::Approved };
        let id: i64 = sqlx::query_scalar(INSERT)
            .bind(new.by.bureau.as_str())
            .bind(new.campaign.as_str())
            .bind(&new.title)
            .bind(&new.plan)
            .bind(new.belated)
            .bind(new.launch_at.map(|at| at.utc()))
            .bind(Json(&new.by))
            .bind(&new.account)
            .bind(new.at.utc())
            .bind(status.as_str())
            .fetch_one(&self.writer)
            .await
            .doing("keep a prepared launch")?;
        Ok(PreparedLaunchId(id))
    }

    /// A prepared launch of a bureau.
    ///
    /// # Errors
    /// Only the database's.
    pub async fn prepared_launch_get(
        &self,
        bureau: &BureauCode,
        id: PreparedLaunchId,
    ) -> Result<Option<PreparedLaunch>, StoreError> {
        let row = sqlx::query("SELECT * FROM prepared_launch WHERE id = $1 AND bureau = $2")
            .bind(id.0)
            .bind(bureau.as_str())
            .fetch_optional(&self.reader)
            .await;
        row.and_then(|row| row.as_ref().map(prepared).transpose()).doing("read a prepared launch")
    }

    /// The prepared launches of a bureau, the newest first.
    ///
    /// # Errors
    /// Only the database's.
    pub async fn prepared_launch_list(&self, bureau: &BureauCode) -> Result<Vec<PreparedLaunch>, StoreError> {
        let rows = sqlx::query("SELECT * FROM prepared_launch WHERE bureau = $1 ORDER BY id DESC LIMIT $2")
            .bind(bureau.as_str())
            .bind(MOST_LISTED)
            .fetch_all(&self.reader)
            .await;
        rows.and_then(|rows| rows.iter().map(prepared).collect()).doing("list prepared launches")
    }

    /// Those of all bureaus that should go out now, the earliest first.
    ///
    /// # Errors
    /// Only the database's.
    pub async fn prepared_launches_to_go(&self, now: WallTime) -> Result<Vec<PreparedLaunch>, StoreError> {
        const SELECT: &str = "
            SELECT * FROM prepared_launch WHERE status = 'approved' AND (launch_at IS NULL OR launch_at <= $1)
            ORDER BY launch_at, id";
        let rows = sqlx::query(SELECT).bind(now.utc()).fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(prepared).collect()).doing("list launches that should go out")
    }

    /// Moves a prepared launch on, provided that it stands where it was seen. `false`: somebody else was first.
    ///
    /// # Errors
    /// Only the database's.
    pub async fn prepared_launch_decide(
        &self,
        id: PreparedLaunchId,
        seen: LaunchStatus,
        outcome: &LaunchOutcome,
    ) -> Result<bool, StoreError> {
        const UPDATE: &str = "
            UPDATE prepared_launch SET status = $3, decided_by = $4, decided_at = $5, reason = $6
            WHERE id = $1 AND status = $2";
        let changed = sqlx::query(UPDATE)
            .bind(id.0)
            .bind(seen.as_str())
            .bind(outcome.status.as_str())
            .bind(&outcome.by)
            .bind(outcome.at.utc())
            .bind(&outcome.reason)
            .execute(&self.writer)
            .await
            .doing("decide a prepared launch")?;
        Ok(changed.rows_affected() == 1)
    }

    /// Keeps a template under its name, in the place of one that had it. `false`: the bureau keeps as many as it
    /// may.
    ///
    /// # Errors
    /// Only the database's.
    pub async fn plan_template_keep(
        &self,
        bureau: &BureauCode,
        (name, plan): (&str, &str),
        (by, at): (&str, WallTime),
    ) -> Result<bool, StoreError> {
        const INSERT: &str = "
            INSERT INTO plan_template (bureau, name, plan, changed_by, changed_at)
            SELECT $1, $2, $3, $4, $5
            WHERE (SELECT count(*) FROM plan_template WHERE bureau = $1 AND name <> $2) < $6
            ON CONFLICT (bureau, name) DO UPDATE SET plan = $3, changed_by = $4, changed_at = $5";
        let kept = sqlx::query(INSERT)
            .bind(bureau.as_str())
            .bind(name)
            .bind(plan)
            .bind(by)
            .bind(at.utc())
            .bind(MOST_TEMPLATES)
            .execute(&self.writer)
            .await
            .doing("keep a plan's template")?;
        Ok(kept.rows_affected() == 1)
    }

    /// The templates of a bureau, by name.
    ///
    /// # Errors
    /// Only the database's.
    pub async fn plan_template_list(&self, bureau: &BureauCode) -> Result<Vec<PlanTemplate>, StoreError> {
        let rows = sqlx::query("SELECT * FROM plan_template WHERE bureau = $1 ORDER BY name")
            .bind(bureau.as_str())
            .fetch_all(&self.reader)
            .await;
        rows.and_then(|rows| rows.iter().map(template).collect()).doing("list plans' templates")
    }

    /// Throws a template of a bureau away; one that is not there is thrown away already.
    ///
    /// # Errors
    /// Only the database's.
    pub async fn plan_template_delete(
        &self,
        bureau: &BureauCode,
        id: PlanTemplateId,
    ) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM plan_template WHERE id = $1 AND bureau = $2")
            .bind(id.0)
            .bind(bureau.as_str())
            .execute(&self.writer)
            .await
            .doing("throw a plan's template away")?;
        Ok(())
    }
}

fn prepared(row: &SqliteRow) -> sqlx::Result<PreparedLaunch> {
    Ok(PreparedLaunch {
        id: PreparedLaunchId(row.whole("id")?),
        campaign: row.campaign("campaign")?,
        title: row.text("title")?,
        plan: row.text("plan")?,
        belated: row.flag("belated")?,
        launch_at: row.wall_time_opt("launch_at")?,
        proposed_by: row.json("proposed_by")?,
        proposed_account: row.text("proposed_account")?,
        proposed_at: row.wall_time("proposed_at")?,
        status: row.spelled("status", LaunchStatus::parse)?,
        decided_by: row.text_opt("decided_by")?,
        decided_at: row.wall_time_opt("decided_at")?,
        reason: row.text_opt("reason")?,
    })
}

fn template(row: &SqliteRow) -> sqlx::Result<PlanTemplate> {
    Ok(PlanTemplate {
        id: PlanTemplateId(row.whole("id")?),
        name: row.text("name")?,
        plan: row.text("plan")?,
        changed_by: row.text("changed_by")?,
        changed_at: row.wall_time("changed_at")?,
    })
}
