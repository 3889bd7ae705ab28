//! Tokens: what an integration shows instead of signing in.

use super::sha256::Sha256;
use crate::{
    Store,
    columns::Columns,
    error::{Doing, StoreError},
};
use chrono::NaiveDate;
use duban_domain::{access::Role, ids::BureauCode, time::WallTime};
use sqlx::{QueryBuilder, Row, Sqlite, sqlite::SqliteRow};
use std::{collections::BTreeSet, fmt};

/// A token's number.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct TokenId(pub i64);

impl fmt::Display for TokenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A token about to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewToken {
    /// What it is for.
    pub name: String,
    /// The SHA-256 of its secret.
    pub secret: Sha256,
    /// For whom it acts.
    pub bureau: BureauCode,
    /// As what.
    pub role: Role,
    /// The account of whoever made it.
    pub created_by: String,
    /// When.
    pub created: WallTime,
}

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its number.
    pub id: TokenId,
    /// What it is for.
    pub name: String,
    /// For whom it acts.
    pub bureau: BureauCode,
    /// As what.
    pub role: Role,
    /// The account of whoever made it.
    pub created_by: String,
    /// When.
    pub created: WallTime,
    /// The last day it was used.
    pub last_used: Option<NaiveDate>,
    /// Since when it is good for nothing.
    pub revoked: Option<WallTime>,
}

impl Store {
    /// Keeps a new token.
    pub async fn token_insert(&self, new: &NewToken) -> Result<TokenId, StoreError> {
        const INSERT: &str = "
            INSERT INTO token (name, secret_sha256, bureau, role, created_by, created_at)
            VALUES ($1, $2, $3, $4, $5, $6) RETURNING id";
        let id = sqlx::query_scalar::<_, i64>(INSERT)
            .bind(&new.name)
            .bind(&new.secret[..])
            .bind(new.bureau.as_str())
            .bind(new.role.as_str())
            .bind(&new.created_by)
            .bind(new.created.utc())
            .fetch_one(&self.writer)
            .await;
        id.map(TokenId).doing("keep a token")
    }

    /// The token with this secret, unless it was revoked.
    pub async fn token_by_secret(&self, secret: &Sha256) -> Result<Option<Token>, StoreError> {
        let row = sqlx::query("SELECT * FROM token WHERE secret_sha256 = $1 AND revoked_at IS NULL")
            .bind(&secret[..])
            .fetch_optional(&self.reader)
            .await;
        row.and_then(|row| row.as_ref().map(token).transpose()).doing("look up a token")
    }

    /// The token with this number.
    pub async fn token_get(&self, id: TokenId) -> Result<Option<Token>, StoreError> {
        let row =
            sqlx::query("SELECT * FROM token WHERE id = $1").bind(id.0).fetch_optional(&self.reader).await;
        row.and_then(|row| row.as_ref().map(token).transpose()).doing("read a token")
    }

    /// The tokens of these bureaus, by bureau and number; of all bureaus without any.
    pub async fn token_list(&self, bureaus: Option<&BTreeSet<BureauCode>>) -> Result<Vec<Token>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new("SELECT * FROM token");
        if let Some(bureaus) = bureaus {
            query.push(" WHERE bureau IN (");
            let mut list = query.separated(", ");
            for bureau in bureaus {
                list.push_bind(bureau.as_str());
            }
            query.push(")");
        }
        query.push(" ORDER BY bureau, id");
        let rows = query.build().fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(token).collect()).doing("list tokens")
    }

    /// Notes the day a token was used. Whoever asks knows the token, and so need not write twice a day.
    pub async fn token_used(&self, id: TokenId, on: NaiveDate) -> Result<(), StoreError> {
        const UPDATE: &str = "UPDATE token SET last_used_on = $2 WHERE id = $1 AND (last_used_on IS NULL OR last_used_on < $2)";
        sqlx::query(UPDATE)
            .bind(id.0)
            .bind(on)
            .execute(&self.writer)
            .await
            .map(drop)
            .doing("note a token's use")
    }

    /// Makes a token good for nothing; `false` if it was so before.
    pub async fn token_revoke(&self, id: TokenId, now: WallTime) -> Result<bool, StoreError> {
        let revoked = sqlx::query("UPDATE token SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL")
            .bind(id.0)
            .bind(now.utc())
            .execute(&self.writer)
            .await
            .doing("revoke a token")?;
        Ok(revoked.rows_affected() == 1)
    }
}

fn token(row: &SqliteRow) -> sqlx::Result<Token> {
    Ok(Token {
        id: TokenId(row.whole("id")?),
        name: row.text("name")?,
        bureau: row.bureau("bureau")?,
        role: row.spelled("role", Role::parse)?,
        created_by: row.text("created_by")?,
        created: row.wall_time("created_at")?,
        last_used: row.try_get("last_used_on")?,
        revoked: row.wall_time_opt("revoked_at")?,
    })
}
