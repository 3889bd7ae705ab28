//! The webhooks that are set up: where each leads, and how far it has been told.

use super::secret::{KeptSecret, Secrets};
use crate::{
    Store,
    columns::{Columns, odd},
    error::{Doing, StoreError},
};
use duban_domain::{
    BureauCode, WallTime, WebhookId,
    command::Actor,
    webhook::{EventKind, WebhookFormat, WebhookUrl},
};
use sqlx::{sqlite::SqliteRow, types::Json};
use std::collections::BTreeSet;

/// A webhook to be set up.
#[derive(Clone, Debug)]
pub struct NewWebhook {
    /// Its id.
    pub id: WebhookId,
    /// It is told of this bureau and all below.
    pub bureau: BureauCode,
    /// What people call it.
    pub name: String,
    /// Where it leads.
    pub url: WebhookUrl,
    /// How it is told.
    pub format: WebhookFormat,
    /// Of what.
    pub kinds: BTreeSet<EventKind>,
    /// What signs; a robot may have none.
    pub secret: Option<KeptSecret>,
    /// Who set it up.
    pub by: Actor,
    /// When.
    pub at: WallTime,
}

/// A webhook.
#[derive(Clone, Debug, PartialEq)]
pub struct Webhook {
    /// Its id.
    pub id: WebhookId,
    /// It is told of this bureau and all below.
    pub bureau: BureauCode,
    /// What people call it.
    pub name: String,
    /// Where it leads.
    pub url: WebhookUrl,
    /// How it is told.
    pub format: WebhookFormat,
    /// Of what.
    pub kinds: BTreeSet<EventKind>,
    /// What signs.
    pub secrets: Option<Secrets>,
    /// Whether it is switched on.
    pub active: bool,
    /// Why it was switched off, where that was not a person's wish.
    pub stopped: Option<String>,
    /// Who set it up.
    pub by: Actor,
    /// When.
    pub made: WallTime,
    /// The line of the ledger up to which it has been told.
    pub cursor: i64,
    /// The last time its receiver took something.
    pub delivered: Option<WallTime>,
    /// How many tries have failed since then.
    pub failures: u64,
}

impl Store {
    /// Sets up a webhook. It is told of what happens from now on.
    ///
    /// # Errors
    /// There is no such bureau.
    pub async fn webhook_insert(&self, new: &NewWebhook) -> Result<(), StoreError> {
        const INSERT: &str = "
            INSERT INTO webhook (id, bureau, name, url, format, kinds, secret, active, made_at, by_bureau,
                by_name, cursor)
            VALUES ($1, $2, $3, $4, $5, $6, $7, TRUE, $8, $9, $10, (SELECT COALESCE(MAX(id), 0) FROM ledger))";
        sqlx::query(INSERT)
            .bind(new.id.as_str())
            .bind(new.bureau.as_str())
            .bind(&new.name)
            .bind(new.url.expose())
            .bind(new.format.as_str())
            .bind(Json(&new.kinds))
            .bind(new.secret.as_ref().map(KeptSecret::expose))
            .bind(new.at.utc())
            .bind(new.by.bureau.as_str())
            .bind(&new.by.name)
            .execute(&self.writer)
            .await
            .doing("set up a webhook")?;
        Ok(())
    }

    /// The webhook with this id.
    pub async fn webhook_get(&self, id: &WebhookId) -> Result<Option<Webhook>, StoreError> {
        let row = sqlx::query("SELECT * FROM webhook WHERE id = $1").bind(id.as_str());
        let row = row.fetch_optional(&self.reader).await;
        row.and_then(|row| row.as_ref().map(webhook).transpose()).doing("read a webhook")
    }

    /// All webhooks, by bureau and age.
    pub async fn webhook_list(&self) -> Result<Vec<Webhook>, StoreError> {
        const SELECT: &str = "SELECT * FROM webhook ORDER BY bureau, made_at, id";
        let rows = sqlx::query(SELECT).fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(webhook).collect()).doing("list the webhooks")
    }

    /// Switches a webhook on, or off for a reason. `false`: it stood so already, or there is none.
    pub async fn webhook_switch(
        &self,
        id: &WebhookId,
        active: bool,
        stopped: Option<&str>,
    ) -> Result<bool, StoreError> {
        const UPDATE: &str = "
            UPDATE webhook SET active = $2, stopped = $3, failures = 0 WHERE id = $1 AND active <> $2";
        let updated = sqlx::query(UPDATE)
            .bind(id.as_str())
            .bind(active)
            .bind(stopped.filter(|_| !active))
            .execute(&self.writer)
            .await
            .doing("switch a webhook")?;
        Ok(updated.rows_affected() > 0)
    }

    /// Gives a webhook a new secret; the one until now counts too, until then.
    ///
    /// # Errors
    /// There is no such webhook, or it has no secret.
    pub async fn webhook_rotate(
        &self,
        id: &WebhookId,
        secret: &KeptSecret,
        previous_until: WallTime,
    ) -> Result<(), StoreError> {
        const UPDATE: &str = "
            UPDATE webhook SET previous_secret = secret, previous_until = $3, secret = $2
            WHERE id = $1 AND secret IS NOT NULL";
        let updated = sqlx::query(UPDATE)
            .bind(id.as_str())
            .bind(secret.expose())
            .bind(previous_until.utc())
            .execute(&self.writer)
            .await
            .doing("rotate a webhook's secret")?;
        if updated.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Unknown(format!("webhook {id}"))) }
    }
}

/// The webhook in a row.
pub(super) fn webhook(row: &SqliteRow) -> sqlx::Result<Webhook> {
    Ok(Webhook {
        id: WebhookId::new(row.text("id")?),
        bureau: row.bureau("bureau")?,
        name: row.text("name")?,
        url: WebhookUrl::new(row.text("url")?),
        format: row.spelled("format", WebhookFormat::parse)?,
        kinds: row.json("kinds")?,
        secrets: Secrets::read(row)?,
        active: row.flag("active")?,
        stopped: row.text_opt("stopped")?,
        by: row.actor("by_bureau", "by_name")?,
        made: row.wall_time("made_at")?,
        cursor: row.whole("cursor")?,
        delivered: row.wall_time_opt("delivered_at")?,
        failures: u64::try_from(row.whole("failures")?).map_err(|_| odd("failures", "a negative count"))?,
    })
}
