//! Which store this is, and the engine it belongs to.

use crate::{
    Store,
    columns::Columns,
    error::{Doing, StoreError},
};
use duban_domain::pairing::{KnownEngine, StoreIdentity};
use sqlx::sqlite::SqliteRow;

impl Store {
    /// What this store knows of itself.
    pub async fn identity_get(&self) -> Result<StoreIdentity, StoreError> {
        const SELECT: &str = "SELECT id, engine, address, namespace FROM store_identity";
        let row = sqlx::query(SELECT).fetch_one(&self.reader).await;
        row.and_then(|row| identity(&row)).doing("read the store's identity")
    }

    /// Keeps the engine this store belongs to; another `id` makes it the same store as one that was lost.
    pub async fn identity_keep(&self, id: &str, engine: &KnownEngine) -> Result<(), StoreError> {
        const UPDATE: &str = "UPDATE store_identity SET id = $1, engine = $2, address = $3, namespace = $4";
        let mut tx = self.begin().await?;
        sqlx::query(UPDATE)
            .bind(id)
            .bind(&engine.id)
            .bind(&engine.address)
            .bind(&engine.namespace)
            .execute(&mut *tx)
            .await
            .doing("keep the store's engine")?;
        tx.commit().await.doing("commit the store's engine")
    }

    /// Where this store is, for people.
    pub fn place(&self) -> String {
        let path = std::path::absolute(&self.path).unwrap_or_else(|_| self.path.to_path_buf());
        path.display().to_string()
    }
}

fn identity(row: &SqliteRow) -> sqlx::Result<StoreIdentity> {
    let engine = match row.text_opt("engine")? {
        Some(id) => {
            Some(KnownEngine { id, address: row.text("address")?, namespace: row.text("namespace")? })
        }
        None => None,
    };
    Ok(StoreIdentity { id: row.text("id")?, engine })
}
