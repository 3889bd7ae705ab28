//! What became of the tries to deliver, and the cursor that moves with them.

use super::registry::{Webhook, webhook};
use crate::{
    Store,
    columns::{Columns, whole},
    error::{Doing, StoreError},
};
use duban_domain::{WallTime, WebhookId};
use sqlx::{SqliteConnection, sqlite::SqliteRow};
use std::time::Duration;

/// So many tries of each webhook are kept.
const KEPT: i64 = 50;
/// How much of an answer is kept, in characters.
const LONGEST_TOLD: usize = 300;

/// A try to deliver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// When it began.
    pub at: WallTime,
    /// The id of the first event in it.
    pub event: String,
    /// And its type.
    pub name: String,
    /// How many events it held.
    pub events: u32,
    /// The HTTP status; `None`: there was no answer.
    pub status: Option<u16>,
    /// The beginning of the answer, or why there is none.
    pub told: String,
    /// How long it took.
    pub took: Duration,
}

/// A try and whether the receiver took it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptRow {
    /// The try.
    pub attempt: Attempt,
    /// Whether it was taken.
    pub taken: bool,
}

impl Store {
    /// A receiver took everything up to a line of the ledger: the cursor moves there from where it was. How
    /// the webhook stands then; `None`: somebody else has moved it meanwhile, and it is left where it is.
    pub async fn webhook_delivered(
        &self,
        id: &WebhookId,
        (from, to): (i64, i64),
        attempt: &Attempt,
    ) -> Result<Option<Webhook>, StoreError> {
        const UPDATE: &str = "
            UPDATE webhook SET cursor = $3, delivered_at = $4, failures = 0
            WHERE id = $1 AND cursor = $2 RETURNING *";
        let mut tx = self.begin().await?;
        let moved = sqlx::query(UPDATE)
            .bind(id.as_str())
            .bind(from)
            .bind(to)
            .bind(attempt.at.utc())
            .fetch_optional(&mut *tx)
            .await;
        let moved = moved.and_then(|row| row.as_ref().map(webhook).transpose());
        let moved = moved.doing("move a webhook's cursor")?;
        attempt_insert(&mut tx, id, attempt, true).await?;
        tx.commit().await.doing("commit a delivery")?;
        Ok(moved)
    }

    /// Nothing up to a line of the ledger was for this webhook.
    pub async fn webhook_skip(&self, id: &WebhookId, (from, to): (i64, i64)) -> Result<bool, StoreError> {
        let moved = sqlx::query("UPDATE webhook SET cursor = $3 WHERE id = $1 AND cursor = $2")
            .bind(id.as_str())
            .bind(from)
            .bind(to)
            .execute(&self.writer)
            .await
            .doing("move a webhook's cursor")?;
        Ok(moved.rows_affected() == 1)
    }

    /// A receiver did not take something.
    pub async fn webhook_failed(&self, id: &WebhookId, attempt: &Attempt) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query("UPDATE webhook SET failures = failures + 1 WHERE id = $1")
            .bind(id.as_str())
            .execute(&mut *tx)
            .await
            .doing("count a webhook's failure")?;
        attempt_insert(&mut tx, id, attempt, false).await?;
        tx.commit().await.doing("commit a failed delivery")
    }

    /// Notes a test, which moves nothing.
    pub async fn webhook_tested(
        &self,
        id: &WebhookId,
        attempt: &Attempt,
        taken: bool,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        attempt_insert(&mut tx, id, attempt, taken).await?;
        tx.commit().await.doing("commit a test")
    }

    /// The last tries of a webhook, newest first.
    pub async fn webhook_attempts(&self, id: &WebhookId) -> Result<Vec<AttemptRow>, StoreError> {
        const SELECT: &str = "SELECT * FROM webhook_attempt WHERE webhook = $1 ORDER BY id DESC LIMIT $2";
        let rows = sqlx::query(SELECT).bind(id.as_str()).bind(KEPT).fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(row).collect()).doing("list a webhook's tries")
    }
}

async fn attempt_insert(
    tx: &mut SqliteConnection,
    id: &WebhookId,
    attempt: &Attempt,
    taken: bool,
) -> Result<(), StoreError> {
    const DOING: &str = "note a webhook's try";
    const INSERT: &str = "
        INSERT INTO webhook_attempt (webhook, tried_at, event, name, events, taken, status, told, took_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    // Only the newest are kept.
    const CUT: &str = "
        DELETE FROM webhook_attempt WHERE webhook = $1 AND id <=
            (SELECT id FROM webhook_attempt WHERE webhook = $1 ORDER BY id DESC LIMIT 1 OFFSET $2)";
    let told: String = attempt.told.chars().take(LONGEST_TOLD).collect();
    sqlx::query(INSERT)
        .bind(id.as_str())
        .bind(attempt.at.utc())
        .bind(&attempt.event)
        .bind(&attempt.name)
        .bind(i64::from(attempt.events))
        .bind(taken)
        .bind(attempt.status.map(i64::from))
        .bind(told)
        .bind(whole("took_ms", attempt.took.as_millis()).doing(DOING)?)
        .execute(&mut *tx)
        .await
        .doing(DOING)?;
    sqlx::query(CUT).bind(id.as_str()).bind(KEPT).execute(&mut *tx).await.doing(DOING)?;
    Ok(())
}

fn row(row: &SqliteRow) -> sqlx::Result<AttemptRow> {
    let status = row.whole_opt("status")?.map(|_| row.count("status")).transpose()?;
    let attempt = Attempt {
        at: row.wall_time("tried_at")?,
        event: row.text("event")?,
        name: row.text("name")?,
        events: row.count("events")?,
        status,
        told: row.text("told")?,
        took: Duration::from_millis(row.count("took_ms")?),
    };
    Ok(AttemptRow { attempt, taken: row.flag("taken")? })
}
