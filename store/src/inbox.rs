//! Inboxes for signed messages of other programs, and the messages they have dealt with.

use crate::{
    KeptSecret, Secrets, Store,
    columns::{Columns, odd},
    error::{Doing, StoreError},
};
use chrono::Duration;
use duban_domain::{BureauCode, InboxId, WallTime, command::Actor};
use sqlx::sqlite::SqliteRow;

/// How long a message is remembered. Older than a few minutes, a copy of it is refused anyway; a program
/// that tries again signs anew, and does so within days.
const REMEMBERED_DAYS: i64 = 90;

/// An inbox.
#[derive(Clone, Debug, PartialEq)]
pub struct Inbox {
    /// Its id.
    pub id: InboxId,
    /// The bureau it acts for.
    pub bureau: BureauCode,
    /// The integration's name, which signs what it files.
    pub name: String,
    /// What its messages are signed with.
    pub secrets: Secrets,
    /// Whether it takes messages.
    pub active: bool,
    /// Who set it up.
    pub by: Actor,
    /// When.
    pub made: WallTime,
}

/// A message that came before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KnownMessage {
    /// It is new, or was begun with this body and not finished: it is to be dealt with.
    No,
    /// It was answered.
    Answered {
        /// With this status.
        status: u16,
        /// And this body.
        answer: String,
    },
    /// Its id came with another body.
    Differs,
}

impl Store {
    /// Sets up an inbox.
    ///
    /// # Errors
    /// There is no such bureau.
    pub async fn inbox_insert(&self, inbox: &Inbox) -> Result<(), StoreError> {
        const INSERT: &str = "
            INSERT INTO inbox (id, bureau, name, secret, active, made_at, by_bureau, by_name)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        sqlx::query(INSERT)
            .bind(inbox.id.as_str())
            .bind(inbox.bureau.as_str())
            .bind(&inbox.name)
            .bind(inbox.secrets.current.expose())
            .bind(inbox.active)
            .bind(inbox.made.utc())
            .bind(inbox.by.bureau.as_str())
            .bind(&inbox.by.name)
            .execute(&self.writer)
            .await
            .doing("set up an inbox")?;
        Ok(())
    }

    /// The inbox with this id.
    pub async fn inbox_get(&self, id: &InboxId) -> Result<Option<Inbox>, StoreError> {
        let row = sqlx::query("SELECT * FROM inbox WHERE id = $1").bind(id.as_str());
        let row = row.fetch_optional(&self.reader).await;
        row.and_then(|row| row.as_ref().map(inbox).transpose()).doing("read an inbox")
    }

    /// All inboxes, by bureau and age.
    pub async fn inbox_list(&self) -> Result<Vec<Inbox>, StoreError> {
        let rows = sqlx::query("SELECT * FROM inbox ORDER BY bureau, made_at, id").fetch_all(&self.reader);
        rows.await.and_then(|rows| rows.iter().map(inbox).collect()).doing("list the inboxes")
    }

    /// Opens or closes an inbox. `false`: it stood so already, or there is none.
    pub async fn inbox_switch(&self, id: &InboxId, active: bool) -> Result<bool, StoreError> {
        let updated = sqlx::query("UPDATE inbox SET active = $2 WHERE id = $1 AND active <> $2")
            .bind(id.as_str())
            .bind(active)
            .execute(&self.writer)
            .await
            .doing("switch an inbox")?;
        Ok(updated.rows_affected() > 0)
    }

    /// Gives an inbox a new secret; the one until now counts too, until then.
    ///
    /// # Errors
    /// There is no such inbox.
    pub async fn inbox_rotate(
        &self,
        id: &InboxId,
        secret: &KeptSecret,
        previous_until: WallTime,
    ) -> Result<(), StoreError> {
        const UPDATE: &str = "
            UPDATE inbox SET previous_secret = secret, previous_until = $3, secret = $2 WHERE id = $1";
        let updated = sqlx::query(UPDATE)
            .bind(id.as_str())
            .bind(secret.expose())
            .bind(previous_until.utc())
            .execute(&self.writer)
            .await
            .doing("rotate an inbox's secret")?;
        if updated.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Unknown(format!("inbox {id}"))) }
    }

    /// A message arrived whose signature has been verified: remembers its id and the hash of its body, and
    /// says what is known of it.
    ///
    /// # Errors
    /// There is no such inbox.
    pub async fn inbox_message_arrive(
        &self,
        inbox: &InboxId,
        (id, sha256): (&str, &str),
        now: WallTime,
    ) -> Result<KnownMessage, StoreError> {
        const FORGET: &str = "DELETE FROM inbox_message WHERE received_at < $1";
        const INSERT: &str = "
            INSERT INTO inbox_message (inbox, id, sha256, received_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (inbox, id) DO NOTHING";
        const SELECT: &str = "SELECT * FROM inbox_message WHERE inbox = $1 AND id = $2";
        let mut tx = self.begin().await?;
        let past = now.plus(-Duration::days(REMEMBERED_DAYS));
        let forgotten = sqlx::query(FORGET).bind(past.utc()).execute(&mut *tx).await;
        forgotten.doing("forget old messages")?;
        let inserted = sqlx::query(INSERT).bind(inbox.as_str()).bind(id).bind(sha256).bind(now.utc());
        inserted.execute(&mut *tx).await.doing("remember a message")?;
        let row = sqlx::query(SELECT).bind(inbox.as_str()).bind(id).fetch_one(&mut *tx).await;
        let known = row.and_then(|row| known(&row, sha256)).doing("look for a message")?;
        tx.commit().await.doing("commit a message")?;
        Ok(known)
    }

    /// Keeps what a message is answered, and says what it is answered: of two machines that dealt with it
    /// at once, the first one's answer stands.
    ///
    /// # Errors
    /// There is no such message.
    pub async fn inbox_message_answer(
        &self,
        inbox: &InboxId,
        id: &str,
        status: u16,
        answer: &str,
    ) -> Result<String, StoreError> {
        const UPDATE: &str = "
            UPDATE inbox_message SET status = COALESCE(status, $3), answer = COALESCE(answer, $4)
            WHERE inbox = $1 AND id = $2 RETURNING answer";
        let kept = sqlx::query_scalar(UPDATE)
            .bind(inbox.as_str())
            .bind(id)
            .bind(i64::from(status))
            .bind(answer)
            .fetch_optional(&self.writer)
            .await
            .doing("keep the answer to a message")?;
        kept.ok_or_else(|| StoreError::Unknown(format!("message {id} of {inbox}")))
    }

    /// Nothing came of a message: its id may come again with another body. One that was answered stays.
    pub async fn inbox_message_forget(&self, inbox: &InboxId, id: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM inbox_message WHERE inbox = $1 AND id = $2 AND status IS NULL")
            .bind(inbox.as_str())
            .bind(id)
            .execute(&self.writer)
            .await
            .doing("forget a message")?;
        Ok(())
    }
}

fn known(row: &SqliteRow, sha256: &str) -> sqlx::Result<KnownMessage> {
    if row.text("sha256")? != sha256 {
        return Ok(KnownMessage::Differs);
    }
    match row.text_opt("answer")? {
        Some(answer) => Ok(KnownMessage::Answered { status: row.count("status")?, answer }),
        None => Ok(KnownMessage::No),
    }
}

fn inbox(row: &SqliteRow) -> sqlx::Result<Inbox> {
    Ok(Inbox {
        id: InboxId::new(row.text("id")?),
        bureau: row.bureau("bureau")?,
        name: row.text("name")?,
        secrets: Secrets::read(row)?.ok_or_else(|| odd("secret", "NULL"))?,
        active: row.flag("active")?,
        by: row.actor("by_bureau", "by_name")?,
        made: row.wall_time("made_at")?,
    })
}
