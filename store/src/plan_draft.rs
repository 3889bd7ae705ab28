//! Plans that are being filled in, kept for the planners of a bureau from one change to the next.

use crate::{
    Store,
    columns::Columns,
    error::{Doing, StoreError},
};
use duban_domain::{ids::BureauCode, time::WallTime};
use sqlx::{sqlite::SqliteRow, types::Json};
use std::{collections::BTreeMap, fmt};

/// The most drafts that a bureau keeps.
const MOST_DRAFTS: i64 = 200;

/// A draft's number in this store. It is never used again for another.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct PlanDraftId(pub i64);

impl fmt::Display for PlanDraftId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a planner has filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDraft {
    /// What the campaign is to be called.
    pub title: String,
    /// The form's fields by name.
    pub fields: BTreeMap<String, String>,
    /// Who filled it in.
    pub by: String,
    /// When.
    pub at: WallTime,
}

/// A draft as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanDraftRow {
    /// Its number.
    pub id: PlanDraftId,
    /// How often it was changed, from 1.
    pub version: i64,
    /// What the campaign is to be called.
    pub title: String,
    /// The form's fields by name.
    pub fields: BTreeMap<String, String>,
    /// Who changed it last.
    pub changed_by: String,
    /// When.
    pub changed_at: WallTime,
}

/// What became of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DraftChange {
    /// It is kept, under this version.
    Kept(PlanDraftId, i64),
    /// Somebody else has changed the draft since; it is as they left it.
    Overtaken(Box<PlanDraftRow>),
    /// There is no such draft any more.
    Gone,
    /// The bureau keeps as many as it may.
    TooMany,
}

impl Store {
    /// Keeps a new draft of a bureau.
    ///
    /// # Errors
    /// Only the database's.
    pub async fn plan_draft_insert(
        &self,
        bureau: &BureauCode,
        new: &NewDraft,
    ) -> Result<DraftChange, StoreError> {
        const INSERT: &str = "
            INSERT INTO plan_draft (bureau, version, title, fields, changed_by, changed_at)
            SELECT $1, 1, $2, $3, $4, $5
            WHERE (SELECT count(*) FROM plan_draft WHERE bureau = $1) < $6 RETURNING id";
        let id: Option<i64> = sqlx::query_scalar(INSERT)
            .bind(bureau.as_str())
            .bind(&new.title)
            .bind(Json(&new.fields))
            .bind(&new.by)
            .bind(new.at.utc())
            .bind(MOST_DRAFTS)
            .fetch_optional(&self.writer)
            .await
            .doing("keep a plan's draft")?;
        Ok(id.map_or(DraftChange::TooMany, |id| DraftChange::Kept(PlanDraftId(id), 1)))
    }

    /// Changes a draft of a bureau, provided that nobody has since the version that was seen.
    ///
    /// # Errors
    /// Only the database's.
    pub async fn plan_draft_change(
        &self,
        bureau: &BureauCode,
        (id, seen): (PlanDraftId, i64),
        new: &NewDraft,
    ) -> Result<DraftChange, StoreError> {
        const UPDATE: &str = "
            UPDATE plan_draft SET version = version + 1, title = $4, fields = $5, changed_by = $6, changed_at = $7
            WHERE id = $1 AND bureau = $2 AND version = $3 RETURNING version";
        let version: Option<i64> = sqlx::query_scalar(UPDATE)
            .bind(id.0)
            .bind(bureau.as_str())
            .bind(seen)
            .bind(&new.title)
            .bind(Json(&new.fields))
            .bind(&new.by)
            .bind(new.at.utc())
            .fetch_optional(&self.writer)
            .await
            .doing("change a plan's draft")?;
        Ok(match (version, self.plan_draft_get(bureau, id).await?) {
            (Some(version), _) => DraftChange::Kept(id, version),
            // What somebody sends twice is kept already.
            (None, Some(kept)) if kept.fields == new.fields => DraftChange::Kept(id, kept.version),
            (None, Some(kept)) => DraftChange::Overtaken(Box::new(kept)),
            (None, None) => DraftChange::Gone,
        })
    }

    /// A draft of a bureau.
    pub async fn plan_draft_get(
        &self,
        bureau: &BureauCode,
        id: PlanDraftId,
    ) -> Result<Option<PlanDraftRow>, StoreError> {
        let row = sqlx::query("SELECT * FROM plan_draft WHERE id = $1 AND bureau = $2")
            .bind(id.0)
            .bind(bureau.as_str())
            .fetch_optional(&self.reader)
            .await;
        row.and_then(|row| row.as_ref().map(plan_draft).transpose()).doing("read a plan's draft")
    }

    /// All drafts of a bureau, the newest first.
    pub async fn plan_draft_list(&self, bureau: &BureauCode) -> Result<Vec<PlanDraftRow>, StoreError> {
        let rows = sqlx::query("SELECT * FROM plan_draft WHERE bureau = $1 ORDER BY id DESC")
            .bind(bureau.as_str())
            .fetch_all(&self.reader)
            .await;
        rows.and_then(|rows| rows.iter().map(plan_draft).collect()).doing("list plans' drafts")
    }

    /// Throws a draft of a bureau away; one that is not there is thrown away already.
    pub async fn plan_draft_delete(&self, bureau: &BureauCode, id: PlanDraftId) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM plan_draft WHERE id = $1 AND bureau = $2")
            .bind(id.0)
            .bind(bureau.as_str())
            .execute(&self.writer)
            .await
            .doing("throw a plan's draft away")?;
        Ok(())
    }
}

fn plan_draft(row: &SqliteRow) -> sqlx::Result<PlanDraftRow> {
    Ok(PlanDraftRow {
        id: PlanDraftId(row.whole("id")?),
        version: row.whole("version")?,
        title: row.text("title")?,
        fields: row.json("fields")?,
        changed_by: row.text("changed_by")?,
        changed_at: row.wall_time("changed_at")?,
    })
}
