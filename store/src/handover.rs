//! What became of a mail: with each of those it goes to, and as a whole. A mail counts as sent when the
//! bureau's office has it; a copy that is put off waits on for itself. One that the office's server refuses
//! for good is set aside, and nothing else waits for it.

use crate::{
    Store,
    columns::Columns,
    error::{Doing, StoreError},
};
use duban_domain::{mailbox, record::PostboxWakeUp, time::WallTime};
use serde::{Deserialize, Serialize};
use sqlx::{SqliteConnection, sqlite::SqliteRow};

/// The longest mailer's error that is kept, in characters; some servers send pages.
const LONGEST_ERROR: usize = 2000;

/// Whom a mail goes to in a bureau.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Its office: the mail is for it.
    Office,
    /// Its leader, by a copy.
    Leader,
    /// Its officer, by a copy.
    Officer,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::Office, Self::Leader, Self::Officer];

    /// The spelling used in the store and in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Office => "office",
            Self::Leader => "leader",
            Self::Officer => "officer",
        }
    }

    /// The role with this spelling.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }
}

/// What a mail server said of one recipient; with its words, where it did not take the mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It took the mail for them.
    Taken,
    /// Not now (4xx): it is tried again, for as long as [`mailbox::gives_up`] allows.
    Later(String),
    /// Never (5xx).
    Refused(String),
}

impl Fate {
    /// How the mail stands with whoever has been put off `since` then, if this puts them off.
    fn state(&self, since: WallTime, now: WallTime) -> &'static str {
        match self {
            Self::Taken => "sent",
            Self::Later(_) if mailbox::gives_up(since, now) => "refused",
            Self::Later(_) => "waiting",
            Self::Refused(_) => "refused",
        }
    }

    /// The server's words.
    pub fn words(&self) -> Option<&str> {
        match self {
            Self::Taken => None,
            Self::Later(words) | Self::Refused(words) => Some(words),
        }
    }
}

/// What became of a mail with one of those it goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handed {
    /// Who.
    pub role: Role,
    /// At which address.
    pub address: String,
    /// What the server said.
    pub fate: Fate,
}

/// How a mail stands after an attempt.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum MailStatus {
    /// The office has it.
    Sent,
    /// The office's server refused it for good: it is set aside.
    SetAside,
    /// The office's server put it off.
    PutOff,
}

impl Store {
    /// A mail has been handed to the mail server for all it goes to. Saying it twice changes nothing.
    ///
    /// # Errors
    /// There is no such mail.
    pub async fn digest_sent(&self, id: i64, at: WallTime) -> Result<(), StoreError> {
        const MAIL: &str = "
            UPDATE mail SET sent_at = COALESCE(sent_at, $2), try_from = NULL,
                attempts = attempts + CASE WHEN sent_at IS NULL THEN 1 ELSE 0 END
            WHERE id = $1";
        let mut tx = self.begin().await?;
        let mail = sqlx::query(MAIL).bind(id).bind(at.utc()).execute(&mut *tx).await;
        known(id, mail.doing("mark a mail as sent")?.rows_affected())?;
        deliveries_mark(&mut tx, id, "sent").await?;
        tx.commit().await.doing("commit that a mail was sent")
    }

    /// What a mail server said of each recipient. Those that were put off are tried from `again`, for
    /// themselves; whoever has been put off for too long is as one refused for good.
    ///
    /// # Errors
    /// There is no such mail.
    pub async fn digest_handed(
        &self,
        id: i64,
        at: WallTime,
        handed: &[Handed],
        again: WallTime,
    ) -> Result<MailStatus, StoreError> {
        const DOING: &str = "note what became of a mail";
        let mut tx = self.begin().await?;
        let tried = sqlx::query("UPDATE mail SET attempts = attempts + 1 WHERE id = $1").bind(id);
        known(id, tried.execute(&mut *tx).await.doing(DOING)?.rows_affected())?;
        for one in handed {
            recipient_upsert(&mut tx, id, at, one).await?;
        }
        recipients_forget(&mut tx, id, handed).await?;
        let stands = recipients(&mut tx, id).await?;
        let waits = stands.iter().any(|(_, state)| state == "waiting");
        let office = stands.iter().find(|(role, _)| *role == Role::Office).map(|(_, state)| state.as_str());
        let standing = match office {
            Some("refused") => MailStatus::SetAside,
            Some("waiting") => MailStatus::PutOff,
            _ => MailStatus::Sent,
        };
        sqlx::query("UPDATE mail SET try_from = $2 WHERE id = $1")
            .bind(id)
            .bind(waits.then(|| again.utc()))
            .execute(&mut *tx)
            .await
            .doing(DOING)?;
        let words = handed.iter().find(|one| one.role == Role::Office).and_then(|one| one.fate.words());
        match standing {
            MailStatus::Sent => {
                let sent = sqlx::query("UPDATE mail SET sent_at = COALESCE(sent_at, $2) WHERE id = $1");
                sent.bind(id).bind(at.utc()).execute(&mut *tx).await.doing(DOING)?;
                deliveries_mark(&mut tx, id, "sent").await?;
            }
            MailStatus::SetAside => mail_set_aside(&mut tx, id, at, words).await?,
            MailStatus::PutOff => mail_fail(&mut tx, id, at, words.unwrap_or_default()).await?,
        }
        tx.commit().await.doing("commit what became of a mail")?;
        Ok(standing)
    }

    /// A mail could not be handed over and is tried again: from then if it is told, or else it stays next in
    /// line.
    ///
    /// # Errors
    /// There is no such mail.
    pub async fn digest_failed(
        &self,
        id: i64,
        at: WallTime,
        error: &str,
        again: Option<WallTime>,
    ) -> Result<(), StoreError> {
        const MAIL: &str = "
            UPDATE mail SET attempts = attempts + 1, try_from = COALESCE($2, try_from) WHERE id = $1";
        let mut tx = self.begin().await?;
        let mail = sqlx::query(MAIL).bind(id).bind(again.map(WallTime::utc)).execute(&mut *tx).await;
        known(id, mail.doing("note that a mail failed")?.rows_affected())?;
        mail_fail(&mut tx, id, at, error).await?;
        tx.commit().await.doing("commit that a mail failed")
    }

    /// A mail can never go out as it is: it is set aside, and nothing waits for it.
    ///
    /// # Errors
    /// There is no such mail.
    pub async fn digest_set_aside(&self, id: i64, at: WallTime, error: &str) -> Result<(), StoreError> {
        const MAIL: &str = "UPDATE mail SET attempts = attempts + 1, try_from = NULL WHERE id = $1";
        let mut tx = self.begin().await?;
        let mail = sqlx::query(MAIL).bind(id).execute(&mut *tx).await;
        known(id, mail.doing("set a mail aside")?.rows_affected())?;
        mail_set_aside(&mut tx, id, at, Some(error)).await?;
        tx.commit().await.doing("commit that a mail is set aside")
    }

    /// A person wants a mail sent again to all who do not have it: to the office's address as it is now, or
    /// to another instead. The knock to make; `None`: everybody has it, or the office has it and another address was
    /// given, so nothing changed.
    ///
    /// # Errors
    /// There is no such mail.
    pub async fn mail_send_again(
        &self,
        id: i64,
        instead: Option<&str>,
        now: WallTime,
    ) -> Result<Option<PostboxWakeUp>, StoreError> {
        const DOING: &str = "send a mail again";
        const MAIL: &str = "
            UPDATE mail SET try_from = $2, refused_at = NULL, instead = $3 WHERE id = $1
            RETURNING bureau, urgent";
        let mut tx = self.begin().await?;
        let sent = sqlx::query("SELECT sent_at FROM mail WHERE id = $1").bind(id);
        let sent = sent.fetch_optional(&mut *tx).await.doing(DOING)?;
        let sent = sent.ok_or_else(|| StoreError::Unknown(format!("mail {id}")))?;
        let sent = sent.wall_time_opt("sent_at").doing(DOING)?.is_some();
        let lacking = recipients(&mut tx, id).await?.iter().any(|(_, state)| state != "sent");
        if sent && (!lacking || instead.is_some()) {
            return Ok(None);
        }
        let row = sqlx::query(MAIL).bind(id).bind(now.utc()).bind(instead).fetch_one(&mut *tx).await;
        let knock = |row: SqliteRow| {
            Ok(PostboxWakeUp { bureau: row.bureau("bureau")?, from: now, urgent: row.flag("urgent")? })
        };
        let knock = row.and_then(knock).doing(DOING)?;
        // Whoever sends it again is given the whole time again.
        const WAITS: &str = "
            UPDATE mail_recipient SET state = 'waiting', put_off_since = NULL
            WHERE mail = $1 AND state = 'refused'";
        sqlx::query(WAITS).bind(id).execute(&mut *tx).await.doing(DOING)?;
        if !sent {
            deliveries_mark(&mut tx, id, "assigned").await?;
        }
        tx.commit().await.doing("commit that a mail is sent again")?;
        Ok(Some(knock))
    }
}

fn known(id: i64, rows: u64) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::Unknown(format!("mail {id}"))) }
}

async fn recipient_upsert(
    tx: &mut SqliteConnection,
    mail: i64,
    at: WallTime,
    handed: &Handed,
) -> Result<(), StoreError> {
    const UPSERT: &str = "
        INSERT INTO mail_recipient (mail, role, address, state, attempts, tried_at, answer, put_off_since)
        VALUES ($1, $2, $3, $4, 1, $5, $6, $7)
        ON CONFLICT (mail, role) DO UPDATE SET address = excluded.address, state = excluded.state,
            attempts = mail_recipient.attempts + 1, tried_at = excluded.tried_at, answer = excluded.answer,
            put_off_since = excluded.put_off_since";
    const DOING: &str = "note what became of a copy";
    let since = put_off_since(tx, mail, handed).await?.unwrap_or(at);
    let is_put_off = matches!(handed.fate, Fate::Later(_));
    sqlx::query(UPSERT)
        .bind(mail)
        .bind(handed.role.as_str())
        .bind(&handed.address)
        .bind(handed.fate.state(since, at))
        .bind(at.utc())
        .bind(handed.fate.words().map(short))
        .bind(is_put_off.then(|| since.utc()))
        .execute(tx)
        .await
        .doing(DOING)?;
    Ok(())
}

/// Since when this address has been put off; `None` if it was not, or another was.
async fn put_off_since(
    tx: &mut SqliteConnection,
    mail: i64,
    handed: &Handed,
) -> Result<Option<WallTime>, StoreError> {
    const SELECT: &str = "
        SELECT put_off_since FROM mail_recipient WHERE mail = $1 AND role = $2 AND address = $3";
    let row = sqlx::query(SELECT).bind(mail).bind(handed.role.as_str()).bind(&handed.address);
    let row = row.fetch_optional(tx).await;
    row.and_then(|row| row.map_or(Ok(None), |row| row.wall_time_opt("put_off_since")))
        .doing("read since when a copy is put off")
}

/// Whoever was waited for and is not written to any more has no address now.
async fn recipients_forget(
    tx: &mut SqliteConnection,
    mail: i64,
    handed: &[Handed],
) -> Result<(), StoreError> {
    for role in Role::ALL.iter().filter(|role| handed.iter().all(|one| one.role != **role)) {
        sqlx::query("DELETE FROM mail_recipient WHERE mail = $1 AND role = $2 AND state = 'waiting'")
            .bind(mail)
            .bind(role.as_str())
            .execute(&mut *tx)
            .await
            .doing("forget a copy")?;
    }
    Ok(())
}

async fn recipients(tx: &mut SqliteConnection, mail: i64) -> Result<Vec<(Role, String)>, StoreError> {
    let rows = sqlx::query("SELECT role, state FROM mail_recipient WHERE mail = $1").bind(mail);
    let rows = rows.fetch_all(tx).await;
    let one = |row: &SqliteRow| Ok((row.spelled("role", Role::parse)?, row.text("state")?));
    rows.and_then(|rows| rows.iter().map(one).collect()).doing("read who has a mail")
}

/// Who needs a mail no more: it reached them, or was refused for them.
pub(crate) async fn settled(store: &Store, mail: i64) -> Result<Vec<Role>, StoreError> {
    const SELECT: &str =
        "SELECT role FROM mail_recipient WHERE mail = $1 AND state <> 'waiting' ORDER BY role";
    let rows = sqlx::query(SELECT).bind(mail).fetch_all(&store.reader).await;
    let one = |row: &SqliteRow| row.spelled("role", Role::parse);
    rows.and_then(|rows| rows.iter().map(one).collect()).doing("read who has a mail")
}

async fn mail_fail(tx: &mut SqliteConnection, id: i64, at: WallTime, error: &str) -> Result<(), StoreError> {
    sqlx::query("UPDATE mail SET failed_at = $2, last_error = $3 WHERE id = $1")
        .bind(id)
        .bind(at.utc())
        .bind(short(error))
        .execute(tx)
        .await
        .doing("note why a mail failed")?;
    Ok(())
}

/// `words` where they are new.
async fn mail_set_aside(
    tx: &mut SqliteConnection,
    id: i64,
    at: WallTime,
    words: Option<&str>,
) -> Result<(), StoreError> {
    if let Some(words) = words {
        mail_fail(&mut *tx, id, at, words).await?;
    }
    sqlx::query("UPDATE mail SET refused_at = COALESCE(refused_at, $2) WHERE id = $1")
        .bind(id)
        .bind(at.utc())
        .execute(&mut *tx)
        .await
        .doing("set a mail aside")?;
    deliveries_mark(tx, id, "undeliverable").await
}

async fn deliveries_mark(
    tx: &mut SqliteConnection,
    mail: i64,
    state: &'static str,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE delivery SET state = $2 WHERE mail = $1")
        .bind(mail)
        .bind(state)
        .execute(tx)
        .await
        .doing("mark a mail's deliveries")?;
    Ok(())
}

fn short(error: &str) -> String {
    error.chars().take(LONGEST_ERROR).collect()
}
