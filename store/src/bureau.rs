//! Bureaus and how mail reaches them.

use crate::{
    Store,
    columns::Columns,
    error::{Doing, StoreError},
};
use duban_domain::{
    bureau::{Bureau, Level, passed_on},
    ids::BureauCode,
};
use sqlx::{SqliteConnection, sqlite::SqliteRow, types::Json};
use std::collections::BTreeMap;

impl Store {
    /// Writes these bureaus over those of the same code. Others stay: a bureau that is no longer in
    /// the list may still stand in old documents.
    ///
    /// # Errors
    /// One of them takes an organ code under which another has issued documents.
    pub async fn bureau_upsert_all(&self, bureaus: &[Bureau]) -> Result<(), StoreError> {
        const UPSERT: &str = "
            INSERT INTO bureau (code, name, level, supervisor, contacts, document_prefix)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (code) DO UPDATE SET
                name = excluded.name, level = excluded.level, supervisor = excluded.supervisor,
                contacts = excluded.contacts, document_prefix = excluded.document_prefix";
        let mut tx = self.begin().await?;
        admit_prefixes(&mut tx, bureaus).await?;
        for bureau in bureaus {
            sqlx::query(UPSERT)
                .bind(bureau.code.as_str())
                .bind(&bureau.name)
                .bind(bureau.level.as_str())
                .bind(bureau.supervisor.as_ref().map(BureauCode::as_str))
                .bind(Json(&bureau.contacts))
                .bind(&bureau.document_prefix)
                .execute(&mut *tx)
                .await
                .doing("write a bureau")?;
        }
        tx.commit().await.doing("commit the bureaus")
    }

    /// The bureau with this code.
    pub async fn bureau_get(&self, code: &BureauCode) -> Result<Option<Bureau>, StoreError> {
        let row = sqlx::query("SELECT * FROM bureau WHERE code = $1")
            .bind(code.as_str())
            .fetch_optional(&self.reader)
            .await;
        row.and_then(|row| row.as_ref().map(bureau).transpose()).doing("read a bureau")
    }

    /// All bureaus, by code.
    pub async fn bureau_list(&self) -> Result<Vec<Bureau>, StoreError> {
        let rows = sqlx::query("SELECT * FROM bureau ORDER BY code").fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(bureau).collect()).doing("list the bureaus")
    }
}

/// Refuses organ codes that pass to another bureau after documents were issued under them. What the store says
/// of a bureau already is not asked again.
async fn admit_prefixes(tx: &mut SqliteConnection, bureaus: &[Bureau]) -> Result<(), StoreError> {
    const KNOWN: &str = "SELECT code, document_prefix FROM bureau";
    const ISSUED: &str = "
        SELECT DISTINCT n.sender, COALESCE(n.letterhead ->> '$.prefix', b.document_prefix) AS prefix
        FROM notice n JOIN bureau b ON b.code = n.sender WHERE n.number IS NOT NULL";
    const DOING: &str = "read the bureaus' organ codes";
    let known = sqlx::query(KNOWN).fetch_all(&mut *tx).await;
    let one = |row: &SqliteRow| Ok((row.bureau("code")?, row.text("document_prefix")?));
    let known: BTreeMap<BureauCode, String> =
        known.and_then(|rows| rows.iter().map(one).collect()).doing(DOING)?;
    let changed = |bureau: &&Bureau| known.get(&bureau.code) != Some(&bureau.document_prefix);
    let changed: Vec<_> = bureaus.iter().filter(changed).collect();
    if known.is_empty() || changed.is_empty() {
        return Ok(());
    }
    let issued = sqlx::query(ISSUED).fetch_all(tx).await;
    let one = |row: &SqliteRow| Ok((row.bureau("sender")?, row.text("prefix")?));
    let issued: Vec<_> = issued.and_then(|rows| rows.iter().map(one).collect()).doing(DOING)?;
    passed_on(changed, &issued).map_or(Ok(()), |passed_on| Err(StoreError::PassedOn(Box::new(passed_on))))
}

fn bureau(row: &SqliteRow) -> sqlx::Result<Bureau> {
    Ok(Bureau {
        code: row.bureau("code")?,
        name: row.text("name")?,
        level: row.spelled("level", Level::parse)?,
        supervisor: row.text_opt("supervisor")?.map(BureauCode::new),
        contacts: row.json("contacts")?,
        document_prefix: row.text("document_prefix")?,
    })
}
