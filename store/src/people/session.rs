//! Sessions: an opaque text each, known by the SHA-256 of an id that only the browser keeps.

use super::sha256::Sha256;
use crate::{
    Store,
    columns::Columns,
    error::{Doing, StoreError},
};
use duban_domain::time::WallTime;

/// So many that are over are cleared away with each new one: more than come, so they never pile up.
const CLEARED_AT_ONCE: i64 = 16;

impl Store {
    /// Keeps a new session and clears some away that are over; `false` if that id is taken.
    pub async fn session_insert(
        &self,
        id: &Sha256,
        data: &str,
        expires: WallTime,
        now: WallTime,
    ) -> Result<bool, StoreError> {
        const INSERT: &str = "
            INSERT INTO session (id_sha256, data, expires_at) VALUES ($1, $2, $3)
            ON CONFLICT (id_sha256) DO NOTHING";
        const CLEAR: &str = "
            DELETE FROM session WHERE id_sha256 IN (
                SELECT id_sha256 FROM session WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)";
        let mut tx = self.begin().await?;
        sqlx::query(CLEAR)
            .bind(now.utc())
            .bind(CLEARED_AT_ONCE)
            .execute(&mut *tx)
            .await
            .doing("clear away sessions that are over")?;
        let inserted = sqlx::query(INSERT)
            .bind(&id[..])
            .bind(data)
            .bind(expires.utc())
            .execute(&mut *tx)
            .await
            .doing("keep a session")?;
        tx.commit().await.doing("commit a session")?;
        Ok(inserted.rows_affected() == 1)
    }

    /// Writes a session that is there. One that was ended meanwhile stays ended.
    pub async fn session_update(
        &self,
        id: &Sha256,
        data: &str,
        expires: WallTime,
    ) -> Result<bool, StoreError> {
        let updated = sqlx::query("UPDATE session SET data = $2, expires_at = $3 WHERE id_sha256 = $1")
            .bind(&id[..])
            .bind(data)
            .bind(expires.utc())
            .execute(&self.writer)
            .await
            .doing("write a session")?;
        Ok(updated.rows_affected() == 1)
    }

    /// A session that is not over, and when it will be.
    pub async fn session_get(
        &self,
        id: &Sha256,
        now: WallTime,
    ) -> Result<Option<(String, WallTime)>, StoreError> {
        const SELECT: &str = "SELECT data, expires_at FROM session WHERE id_sha256 = $1 AND expires_at > $2";
        let row = sqlx::query(SELECT).bind(&id[..]).bind(now.utc()).fetch_optional(&self.reader).await;
        row.and_then(|row| row.map(|row| Ok((row.text("data")?, row.wall_time("expires_at")?))).transpose())
            .doing("read a session")
    }

    /// Ends a session; one that is not there is over already.
    pub async fn session_delete(&self, id: &Sha256) -> Result<(), StoreError> {
        let deleted =
            sqlx::query("DELETE FROM session WHERE id_sha256 = $1").bind(&id[..]).execute(&self.writer).await;
        deleted.map(drop).doing("end a session")
    }
}
