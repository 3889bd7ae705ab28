//! What was issued and what became of it on its way.

use crate::{
    Store,
    columns::Columns,
    error::{Doing, StoreError},
    outbox::number,
};
use duban_domain::{
    ids::{BureauCode, CampaignId},
    instrument::Instrument,
    notice::Notice,
    time::{PlanTime, WallTime},
};
use sqlx::sqlite::SqliteRow;

/// How far the mail with a notice is.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum DeliveryState {
    /// In no mail yet.
    Waiting,
    /// In a mail that has not been sent.
    Assigned,
    /// Handed to the mail server.
    Sent,
    /// From before the store was rebuilt.
    Unknown,
}

impl DeliveryState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Assigned, Self::Sent, Self::Unknown];

    /// The spelling used in the store and in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Assigned => "assigned",
            Self::Sent => "sent",
            Self::Unknown => "unknown",
        }
    }

    /// The state with this spelling.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// A notice and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct NoticeRow {
    /// Its row: later ones are greater. For [`NoticeFilter::after`].
    pub id: i64,
    /// Its campaign.
    pub campaign: CampaignId,
    /// Whose docket it comes from.
    pub about: BureauCode,
    /// The notice.
    pub notice: Notice,
    /// Its number in full, such as 黔南市监〔2024〕12号; `None` for what is no document.
    pub number: Option<String>,
    /// How far the mail to its addressee is.
    pub delivery: DeliveryState,
    /// When that mail went.
    pub sent: Option<WallTime>,
    /// When it was acknowledged.
    pub acknowledged: Option<PlanTime>,
    /// What was replied.
    pub reply: Option<String>,
    /// When it was taken back.
    pub withdrawn: Option<PlanTime>,
}

/// Which notices; the default is all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoticeFilter {
    /// Those from this bureau's docket.
    pub bureau: Option<BureauCode>,
    /// Those of this kind.
    pub instrument: Option<Instrument>,
    /// Those with this ordinal or a later one.
    pub since: Option<u32>,
    /// Those in rows after this one.
    pub after: Option<i64>,
    /// So many at most.
    pub limit: Option<u32>,
}

/// How many notices of a kind a docket issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeCount {
    /// Whose docket.
    pub bureau: BureauCode,
    /// What kind.
    pub instrument: Instrument,
    /// How many.
    pub count: u32,
}

/// One mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailRow {
    /// Its row.
    pub id: i64,
    /// Who receives it.
    pub bureau: BureauCode,
    /// Its Message-ID.
    pub message_id: String,
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
    /// Notices of a campaign in the order they were issued.
    ///
    /// # Errors
    /// The database's.
    pub async fn notice_list(
        &self,
        campaign: &CampaignId,
        filter: &NoticeFilter,
    ) -> Result<Vec<NoticeRow>, StoreError> {
        const SELECT: &str = "
            SELECT n.id, n.campaign, n.about, n.notice, n.year, n.number, n.acknowledged_at, n.reply,
                n.withdrawn_at, b.document_prefix, d.state, m.sent_at
            FROM notice n
            JOIN bureau b ON b.code = n.sender
            JOIN delivery d ON d.campaign = n.campaign AND d.about = n.about AND d.ordinal = n.ordinal
                AND d.recipient = n.addressee
            LEFT JOIN mail m ON m.id = d.mail
            WHERE n.campaign = $1 AND ($2 IS NULL OR n.about = $2) AND ($3 IS NULL OR n.instrument = $3)
                AND n.ordinal >= $4 AND n.id > $5
            ORDER BY n.id LIMIT $6";
        let rows = sqlx::query(SELECT)
            .bind(campaign.as_str())
            .bind(filter.bureau.as_ref().map(BureauCode::as_str))
            .bind(filter.instrument.map(Instrument::as_str))
            .bind(i64::from(filter.since.unwrap_or_default()))
            .bind(filter.after.unwrap_or_default())
            .bind(filter.limit.map_or(i64::MAX, i64::from))
            .fetch_all(&self.reader)
            .await;
        rows.and_then(|rows| rows.iter().map(notice).collect()).doing("list notices")
    }

    /// Notices of a campaign issued after a row, for a live display. Start with 0.
    ///
    /// # Errors
    /// The database's.
    pub async fn notices_after(&self, campaign: &CampaignId, id: i64) -> Result<Vec<NoticeRow>, StoreError> {
        self.notice_list(campaign, &NoticeFilter { after: Some(id), ..NoticeFilter::default() }).await
    }

    /// How many notices of which kind each docket issued, by bureau and then in the order of kinds.
    ///
    /// # Errors
    /// The database's.
    pub async fn notice_counts(&self, campaign: &CampaignId) -> Result<Vec<NoticeCount>, StoreError> {
        const SELECT: &str = "
            SELECT about, instrument, COUNT(*) AS notices FROM notice
            WHERE campaign = $1 GROUP BY about, instrument";
        let rows = sqlx::query(SELECT).bind(campaign.as_str()).fetch_all(&self.reader).await;
        let counts = rows.and_then(|rows| rows.iter().map(notice_count).collect::<sqlx::Result<Vec<_>>>());
        let mut counts = counts.doing("count notices")?;
        counts.sort_by(|a, b| (&a.bureau, a.instrument).cmp(&(&b.bureau, b.instrument)));
        Ok(counts)
    }

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

fn notice(row: &SqliteRow) -> sqlx::Result<NoticeRow> {
    let prefix = row.text("document_prefix")?;
    Ok(NoticeRow {
        id: row.whole("id")?,
        campaign: row.campaign("campaign")?,
        about: row.bureau("about")?,
        notice: row.json("notice")?,
        number: number(row)?.map(|number| number.with_prefix(&prefix)),
        delivery: row.spelled("state", DeliveryState::parse)?,
        sent: row.wall_time_opt("sent_at")?,
        acknowledged: row.plan_time_opt("acknowledged_at")?,
        reply: row.text_opt("reply")?,
        withdrawn: row.plan_time_opt("withdrawn_at")?,
    })
}

fn notice_count(row: &SqliteRow) -> sqlx::Result<NoticeCount> {
    Ok(NoticeCount {
        bureau: row.bureau("about")?,
        instrument: row.spelled("instrument", Instrument::parse)?,
        count: row.count("notices")?,
    })
}

fn mail(row: &SqliteRow) -> sqlx::Result<MailRow> {
    Ok(MailRow {
        id: row.whole("id")?,
        bureau: row.bureau("bureau")?,
        message_id: row.text("message_id")?,
        notices: row.count("notices")?,
        created: row.wall_time("created_at")?,
        sent: row.wall_time_opt("sent_at")?,
        attempts: row.count("attempts")?,
        failed: row.wall_time_opt("failed_at")?,
        last_error: row.text_opt("last_error")?,
    })
}
