//! Answers kept for requests that are repeated under the same key, for a day.

use super::sha256::Sha256;
use crate::{
    Store,
    columns::Columns,
    error::{Doing, StoreError},
};
use chrono::Duration;
use duban_domain::time::WallTime;
use sqlx::{Row, sqlite::SqliteRow, types::Json};

/// How long an answer is kept.
const KEPT_FOR: Duration = Duration::days(1);

/// A request that has not been answered for so long was cut off, and may be done again.
const CUT_OFF_AFTER: Duration = Duration::minutes(2);

/// An answer as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The headers that are part of it.
    pub headers: Vec<(String, String)>,
    /// What it says.
    pub body: Vec<u8>,
}

/// What is known of a request's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// Nothing: it is this caller's to do, and to tell the outcome of.
    New,
    /// The same request is being done.
    Running,
    /// It was done, and answered so.
    Answered(KeptAnswer),
    /// The key was used for another request.
    Other,
}

impl Store {
    /// Takes a key for a request, or says what is known of it. Keys that are a day old are forgotten.
    pub async fn idempotency_begin(
        &self,
        principal: &str,
        key: &str,
        request: &Sha256,
        now: WallTime,
    ) -> Result<Begun, StoreError> {
        const DOING: &str = "take a request's key";
        const FORGET: &str = "DELETE FROM idempotency WHERE created_at <= $1";
        const TAKE: &str = "
            INSERT INTO idempotency (principal, key, request_sha256, created_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (principal, key) DO UPDATE SET created_at = excluded.created_at
            WHERE status IS NULL AND request_sha256 = excluded.request_sha256 AND created_at <= $5";
        const READ: &str = "SELECT * FROM idempotency WHERE principal = $1 AND key = $2";
        let mut tx = self.begin().await?;
        let day_ago = now.plus(-KEPT_FOR).utc();
        sqlx::query(FORGET).bind(day_ago).execute(&mut *tx).await.doing("forget old keys")?;
        let taken = sqlx::query(TAKE)
            .bind(principal)
            .bind(key)
            .bind(&request[..])
            .bind(now.utc())
            .bind(now.plus(-CUT_OFF_AFTER).utc())
            .execute(&mut *tx)
            .await
            .doing(DOING)?;
        let begun = if taken.rows_affected() == 1 {
            Begun::New
        } else {
            let row = sqlx::query(READ).bind(principal).bind(key).fetch_one(&mut *tx).await;
            row.and_then(|row| known(&row, request)).doing(DOING)?
        };
        tx.commit().await.doing(DOING)?;
        Ok(begun)
    }

    /// Keeps the answer to a request whose key was taken.
    pub async fn idempotency_finish(
        &self,
        principal: &str,
        key: &str,
        answer: &KeptAnswer,
    ) -> Result<(), StoreError> {
        const UPDATE: &str = "
            UPDATE idempotency SET status = $3, headers = $4, body = $5
            WHERE principal = $1 AND key = $2 AND status IS NULL";
        let kept = sqlx::query(UPDATE)
            .bind(principal)
            .bind(key)
            .bind(i64::from(answer.status))
            .bind(Json(&answer.headers))
            .bind(&answer.body)
            .execute(&self.writer)
            .await;
        kept.map(drop).doing("keep an answer")
    }

    /// Gives a key back: nothing was done, and the request may be tried again.
    pub async fn idempotency_release(&self, principal: &str, key: &str) -> Result<(), StoreError> {
        const DELETE: &str = "DELETE FROM idempotency WHERE principal = $1 AND key = $2 AND status IS NULL";
        let released = sqlx::query(DELETE).bind(principal).bind(key).execute(&self.writer).await;
        released.map(drop).doing("give a request's key back")
    }
}

fn known(row: &SqliteRow, request: &Sha256) -> sqlx::Result<Begun> {
    if row.try_get::<Vec<u8>, _>("request_sha256")? != request[..] {
        return Ok(Begun::Other);
    }
    if row.whole_opt("status")?.is_none() {
        return Ok(Begun::Running);
    }
    Ok(Begun::Answered(KeptAnswer {
        status: row.count("status")?,
        headers: row.json("headers")?,
        body: row.try_get("body")?,
    }))
}
