//! Mails: what was put together, and what of it went out.

use crate::{
    Store,
    columns::Columns,
    error::{Doing, StoreError},
};
use duban_domain::{
    ids::{BureauCode, CampaignId},
    time::WallTime,
};
use sqlx::sqlite::SqliteRow;

/// One mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailRow {
    /// Its row.
    pub id: i64,
    /// Who receives it.
    pub bureau: BureauCode,
    /// Its Message-ID.
    pub message_id: String,
    /// Whether it tells of urgent matters.
    pub urgent: bool,
    /// How many notices it holds.
    pub notices: u32,
    /// When it was put together.
    pub created: WallTime,
    /// When it went.
    pub sent: Option<WallTime>,
    /// How often it was tried.
    pub attempts: u32,
    /// When it last failed.
    pub failed: Option<WallTime>,
    /// What went wrong the last time.
    pub last_error: Option<String>,
}

/// How much mail there is.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct MailCount {
    /// Mails that were sent.
    pub sent: u32,
    /// Mails put together and not sent.
    pub unsent: u32,
    /// Deliveries in no mail yet.
    pub waiting: u32,
    /// Deliveries of which nobody knows whether they were mailed before the store was rebuilt.
    pub unknown: u32,
}

impl Store {
    /// Mails in the order they were put together.
    ///
    /// # Errors
    /// The database's.
    pub async fn mail_list(&self, bureau: Option<&BureauCode>) -> Result<Vec<MailRow>, StoreError> {
        const SELECT: &str = "SELECT * FROM mail WHERE $1 IS NULL OR bureau = $1 ORDER BY id";
        let rows = sqlx::query(SELECT).bind(bureau.map(BureauCode::as_str)).fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(mail).collect()).doing("list mails")
    }

    /// How much mail there is. A mail that speaks of several campaigns counts for each of them.
    ///
    /// # Errors
    /// The database's.
    pub async fn mail_count(&self, campaign: Option<&CampaignId>) -> Result<MailCount, StoreError> {
        const SELECT: &str = "
            SELECT COUNT(DISTINCT mail) FILTER (WHERE state = 'sent') AS sent,
                COUNT(DISTINCT mail) FILTER (WHERE state = 'assigned') AS unsent,
                COUNT(*) FILTER (WHERE state = 'waiting') AS waiting,
                COUNT(*) FILTER (WHERE state = 'unknown') AS unknown
            FROM delivery WHERE $1 IS NULL OR campaign = $1";
        let row = sqlx::query(SELECT).bind(campaign.map(CampaignId::as_str)).fetch_one(&self.reader).await;
        let count = |row: SqliteRow| {
            Ok(MailCount {
                sent: row.count("sent")?,
                unsent: row.count("unsent")?,
                waiting: row.count("waiting")?,
                unknown: row.count("unknown")?,
            })
        };
        row.and_then(count).doing("count mails")
    }
}

fn mail(row: &SqliteRow) -> sqlx::Result<MailRow> {
    Ok(MailRow {
        id: row.whole("id")?,
        bureau: row.bureau("bureau")?,
        message_id: row.text("message_id")?,
        urgent: row.flag("urgent")?,
        notices: row.count("notices")?,
        created: row.wall_time("created_at")?,
        sent: row.wall_time_opt("sent_at")?,
        attempts: row.count("attempts")?,
        failed: row.wall_time_opt("failed_at")?,
        last_error: row.text_opt("last_error")?,
    })
}
