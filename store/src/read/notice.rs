//! What was issued and what became of it on its way.

use crate::{
    Store,
    columns::Columns,
    document::full_number,
    error::{Doing, StoreError},
    narrowing::narrow,
};
use duban_domain::{
    attachment::Attachment,
    ids::{BureauCode, CampaignId},
    instrument::Instrument,
    moot::Moot,
    notice::Notice,
    time::{PlanTime, WallTime},
};
use sqlx::{QueryBuilder, Sqlite, sqlite::SqliteRow};

/// How far the mail with a notice is.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum DeliveryState {
    /// In no mail yet.
    Waiting,
    /// In a mail that has not been sent.
    Assigned,
    /// Handed to the mail server.
    Sent,
    /// In a mail that the office's server refused for good.
    Undeliverable,
    /// In no mail: it did not hold any more when one was put together.
    LeftOut,
    /// From before the store was rebuilt.
    Unknown,
}

impl DeliveryState {
    /// Every state.
    pub const ALL: [Self; 6] =
        [Self::Waiting, Self::Assigned, Self::Sent, Self::Undeliverable, Self::LeftOut, Self::Unknown];

    /// The spelling used in the store and in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Assigned => "assigned",
            Self::Sent => "sent",
            Self::Undeliverable => "undeliverable",
            Self::LeftOut => "left-out",
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
    /// The workflow that issued it.
    pub source: String,
    /// Its campaign.
    pub campaign: CampaignId,
    /// Whose docket it comes from; whom the matter is about.
    pub about: BureauCode,
    /// The notice.
    pub notice: Notice,
    /// Its number in full, such as 黔南市监〔2024〕12号; `None` for what is no document.
    pub number: Option<String>,
    /// How far the mail to its addressee is.
    pub delivery: DeliveryState,
    /// When that mail went.
    pub sent: Option<WallTime>,
    /// When sending it last failed.
    pub failed: Option<WallTime>,
    /// Why it is in no mail to its addressee, where it did not hold any more.
    pub moot: Option<Moot>,
    /// When it was acknowledged.
    pub acknowledged: Option<PlanTime>,
    /// When it was replied to.
    pub replied: Option<PlanTime>,
    /// What was replied.
    pub reply: Option<String>,
    /// What came with the reply.
    pub reply_files: Vec<Attachment>,
    /// Whether a reply was asked for and has not come.
    pub awaits_reply: bool,
    /// By when, if it asks for one: as it says, or as that moved since.
    pub reply_by: Option<PlanTime>,
    /// When it was taken back.
    pub withdrawn: Option<PlanTime>,
    /// When and why it was voided.
    pub voided: Option<(PlanTime, String)>,
}

/// Which notices; the default is all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoticeFilter {
    /// Those from this bureau's docket, and of matters about it.
    pub bureau: Option<BureauCode>,
    /// Those of this workflow.
    pub source: Option<String>,
    /// Those of this kind.
    pub instrument: Option<Instrument>,
    /// Those with this ordinal or a later one.
    pub since: Option<u32>,
    /// Those in rows after this one.
    pub after: Option<i64>,
    /// So many at most.
    pub limit: Option<u32>,
}

/// How many notices of a kind were issued about a bureau.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeCount {
    /// Whose docket; whom the matters are about.
    pub bureau: BureauCode,
    /// What kind.
    pub instrument: Instrument,
    /// How many.
    pub count: u32,
}

impl Store {
    /// Notices of a campaign in the order they were issued.
    pub async fn notice_list(
        &self,
        campaign: &CampaignId,
        filter: &NoticeFilter,
    ) -> Result<Vec<NoticeRow>, StoreError> {
        let mut query = query("");
        query.push(" WHERE n.campaign = ");
        query.push_bind(campaign.as_str());
        narrow(&mut query, "n.source", filter.source.as_deref());
        narrow(&mut query, "n.about", filter.bureau.as_ref().map(BureauCode::as_str));
        narrow(&mut query, "n.instrument", filter.instrument.map(Instrument::as_str));
        if let Some(since) = filter.since {
            query.push(" AND n.ordinal >= ").push_bind(i64::from(since));
        }
        query.push(" AND n.id > ").push_bind(filter.after.unwrap_or_default());
        query.push(" ORDER BY n.id LIMIT ").push_bind(filter.limit.map_or(i64::MAX, i64::from));
        let rows = query.build().fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(notice).collect()).doing("list notices")
    }

    /// Notices of a campaign issued after a row, for a live display. Start with 0.
    pub async fn notices_after(&self, campaign: &CampaignId, id: i64) -> Result<Vec<NoticeRow>, StoreError> {
        self.notice_list(campaign, &NoticeFilter { after: Some(id), ..NoticeFilter::default() }).await
    }

    /// How many notices of which kind were issued about each bureau, by bureau and then in the order of kinds.
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
}

/// The query of notices with the mail to their addressees, to be narrowed; it reads from `from` first.
pub(super) fn query(from: &str) -> QueryBuilder<Sqlite> {
    const COLUMNS: &str = "
        SELECT n.id, n.source, n.campaign, n.about, n.notice, n.year, n.number, n.letterhead,
            n.acknowledged_at, n.replied_at, n.reply, n.reply_files, n.awaits_reply, n.reply_by, n.withdrawn_at,
            n.voided_at, n.void_reason, b.document_prefix, d.state, d.moot, m.sent_at, m.failed_at
        FROM ";
    const JOINS: &str = " notice n
        JOIN bureau b ON b.code = n.sender
        JOIN delivery d ON d.source = n.source AND d.ordinal = n.ordinal AND d.recipient = n.addressee
        LEFT JOIN mail m ON m.id = d.mail";
    let mut query = QueryBuilder::new(COLUMNS);
    query.push(from).push(JOINS);
    query
}

pub(super) fn notice(row: &SqliteRow) -> sqlx::Result<NoticeRow> {
    let notice: Notice = row.json("notice")?;
    Ok(NoticeRow {
        id: row.whole("id")?,
        source: row.text("source")?,
        campaign: row.campaign("campaign")?,
        about: row.bureau("about")?,
        reply_by: row.plan_time_opt("reply_by")?.or(notice.facts.reply_by),
        notice,
        number: full_number(row)?,
        delivery: row.spelled("state", DeliveryState::parse)?,
        sent: row.wall_time_opt("sent_at")?,
        failed: row.wall_time_opt("failed_at")?,
        moot: row.spelled_opt("moot", Moot::parse)?,
        acknowledged: row.plan_time_opt("acknowledged_at")?,
        replied: row.plan_time_opt("replied_at")?,
        reply: row.text_opt("reply")?,
        reply_files: row.json_opt("reply_files")?.unwrap_or_default(),
        awaits_reply: row.flag("awaits_reply")?,
        withdrawn: row.plan_time_opt("withdrawn_at")?,
        voided: row.plan_time_opt("voided_at")?.zip(row.text_opt("void_reason")?),
    })
}

fn notice_count(row: &SqliteRow) -> sqlx::Result<NoticeCount> {
    Ok(NoticeCount {
        bureau: row.bureau("about")?,
        instrument: row.spelled("instrument", Instrument::parse)?,
        count: row.count("notices")?,
    })
}
