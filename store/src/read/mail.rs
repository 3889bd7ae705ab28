//! Mails as people look after them: which were sent, which wait or are set aside, why, and how often they
//! were tried.

use crate::{
    Store,
    columns::Columns,
    error::{Doing, StoreError},
    handover::Role,
    narrowing::narrow,
};
use duban_domain::{
    ids::{BureauCode, CampaignId},
    time::{PlanTime, WallTime},
};
use sqlx::{QueryBuilder, Sqlite, sqlite::SqliteRow};
use std::collections::{BTreeMap, BTreeSet};

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
    /// When it is tried next; `None`: nobody waits for it.
    pub try_from: Option<WallTime>,
    /// When it was set aside: the office's server refused it for good.
    pub refused: Option<WallTime>,
    /// Where it goes instead of the office.
    pub instead: Option<String>,
}

/// What became of a mail with one of those it goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecipientRow {
    /// Who.
    pub role: Role,
    /// At which address it was tried last.
    pub address: String,
    /// How far it is.
    pub state: RecipientState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was tried last.
    pub tried: WallTime,
    /// The server's words, where it did not take it.
    pub answer: Option<String>,
}

/// How far a mail is with one of those it goes to.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum RecipientState {
    /// It was put off, and is tried again.
    Waiting,
    /// The server took it.
    Sent,
    /// The server refused it for good.
    Refused,
}

impl RecipientState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Sent, Self::Refused];

    /// The spelling used in the store and in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Refused => "refused",
        }
    }

    /// The state with this spelling.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// Mail to a bureau that somebody still has to get.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailWaiting {
    /// Who.
    pub bureau: BureauCode,
    /// Whether it is urgent.
    pub urgent: bool,
    /// How many messages.
    pub notices: u32,
    /// When the oldest of them was issued, in its campaign's time.
    pub issued: PlanTime,
    /// The row of the oldest.
    pub notice: i64,
    /// When it may go, or is tried next; `None`: not before a person says so.
    pub from: Option<WallTime>,
    /// The mail they are in, if one has been put together.
    pub mail: Option<MailRow>,
    /// What became of that with those it goes to.
    pub recipients: Vec<RecipientRow>,
}

/// Why a mail waits.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// It may not go yet.
    OfficeHours,
    /// It is being gathered, and goes in a moment.
    Gathering,
    /// It has been put together, and not been tried.
    Untried,
    /// The mail server was not reached, or failed.
    Failed,
    /// The office's server, or a copy's, put it off.
    PutOff,
    /// It was refused for good.
    Undeliverable,
    /// The office has it; a copy was refused for good.
    CopyRefused,
}

impl Why {
    /// Every cause.
    pub const ALL: [Self; 7] = [
        Self::OfficeHours,
        Self::Gathering,
        Self::Untried,
        Self::Failed,
        Self::PutOff,
        Self::Undeliverable,
        Self::CopyRefused,
    ];

    /// The spelling in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OfficeHours => "office-hours",
            Self::Gathering => "gathering",
            Self::Untried => "untried",
            Self::Failed => "failed",
            Self::PutOff => "put-off",
            Self::Undeliverable => "undeliverable",
            Self::CopyRefused => "copy-refused",
        }
    }
}

impl MailWaiting {
    /// Why it waits.
    pub fn why(&self, now: WallTime) -> Why {
        let Some(mail) = &self.mail else {
            return if self.from.is_some_and(|from| from > now) { Why::OfficeHours } else { Why::Gathering };
        };
        let is = |state| self.recipients.iter().any(|one| one.state == state);
        match mail {
            MailRow { refused: Some(_), .. } => Why::Undeliverable,
            _ if is(RecipientState::Waiting) && mail.try_from.is_some() => Why::PutOff,
            MailRow { sent: Some(_), .. } => Why::CopyRefused,
            MailRow { failed: Some(_), .. } => Why::Failed,
            _ => Why::Untried,
        }
    }

    /// What the mail server said, or what went wrong: of the mail, or else of a copy.
    pub fn words(&self) -> Option<&str> {
        let mail = self.mail.as_ref()?;
        let copy = || {
            let lacking = self.recipients.iter().filter(|one| one.state != RecipientState::Sent);
            lacking.filter_map(|one| one.answer.as_deref()).next()
        };
        match mail.sent {
            Some(_) => copy(),
            None => mail.last_error.as_deref(),
        }
    }

    /// How often it was tried.
    pub fn attempts(&self) -> u32 {
        self.mail.as_ref().map_or(0, |mail| mail.attempts)
    }
}

/// How much mail there is.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct MailCount {
    /// Mails that were sent.
    pub sent: u32,
    /// Mails put together and not sent.
    pub unsent: u32,
    /// Mails that were set aside.
    pub undeliverable: u32,
    /// Deliveries in no mail yet.
    pub waiting: u32,
    /// Deliveries that were left out because they did not hold any more.
    pub left_out: u32,
    /// Deliveries of which nobody knows whether they were mailed before the store was rebuilt.
    pub unknown: u32,
}

/// Which mail; the default is all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailFilter {
    /// What speaks of this campaign.
    pub campaign: Option<CampaignId>,
    /// What goes to this bureau.
    pub bureau: Option<BureauCode>,
    /// What speaks of a notice that this bureau issued.
    pub sender: Option<BureauCode>,
    /// What is set aside alone.
    pub undeliverable: bool,
}

impl Store {
    /// Mails in the order they were put together.
    pub async fn mail_list(&self, bureau: Option<&BureauCode>) -> Result<Vec<MailRow>, StoreError> {
        const SELECT: &str = "SELECT * FROM mail WHERE $1 IS NULL OR bureau = $1 ORDER BY id";
        let rows = sqlx::query(SELECT).bind(bureau.map(BureauCode::as_str)).fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(mail).collect()).doing("list mails")
    }

    /// The mail in this row.
    pub async fn mail_get(&self, id: i64) -> Result<Option<MailRow>, StoreError> {
        let row = sqlx::query("SELECT * FROM mail WHERE id = $1").bind(id).fetch_optional(&self.reader).await;
        row.and_then(|row| row.as_ref().map(mail).transpose()).doing("read a mail")
    }

    /// The bureaus that issued what a mail tells of.
    pub async fn mail_senders(&self, id: i64) -> Result<BTreeSet<BureauCode>, StoreError> {
        const SELECT: &str = "
            SELECT DISTINCT n.sender FROM delivery d JOIN notice n ON n.id = d.notice WHERE d.mail = $1";
        let rows = sqlx::query(SELECT).bind(id).fetch_all(&self.reader).await;
        let one = |row: &SqliteRow| row.bureau("sender");
        rows.and_then(|rows| rows.iter().map(one).collect()).doing("read who issued what a mail tells of")
    }

    /// How much mail there is. A mail that speaks of several campaigns counts for each of them.
    pub async fn mail_count(&self, campaign: Option<&CampaignId>) -> Result<MailCount, StoreError> {
        const SELECT: &str = "
            SELECT COUNT(DISTINCT mail) FILTER (WHERE state = 'sent') AS sent,
                COUNT(DISTINCT mail) FILTER (WHERE state = 'assigned') AS unsent,
                COUNT(DISTINCT mail) FILTER (WHERE state = 'undeliverable') AS undeliverable,
                COUNT(*) FILTER (WHERE state = 'waiting') AS waiting,
                COUNT(*) FILTER (WHERE state = 'left-out') AS left_out,
                COUNT(*) FILTER (WHERE state = 'unknown') AS unknown
            FROM delivery WHERE $1 IS NULL OR campaign = $1";
        let row = sqlx::query(SELECT).bind(campaign.map(CampaignId::as_str)).fetch_one(&self.reader).await;
        let count = |row: SqliteRow| {
            Ok(MailCount {
                sent: row.count("sent")?,
                unsent: row.count("unsent")?,
                undeliverable: row.count("undeliverable")?,
                waiting: row.count("waiting")?,
                left_out: row.count("left_out")?,
                unknown: row.count("unknown")?,
            })
        };
        row.and_then(count).doing("count mails")
    }

    /// Mail that somebody still has to get, by bureau: what is in no mail yet, then each mail that waits or
    /// is set aside, and each that a copy was refused of.
    pub async fn mail_waiting(&self, filter: &MailFilter) -> Result<Vec<MailWaiting>, StoreError> {
        const DOING: &str = "list the mail that waits";
        let mut waiting = Vec::new();
        if !filter.undeliverable {
            let mut query = QueryBuilder::<Sqlite>::new(
                "SELECT d.recipient, d.urgent, COUNT(*) AS notices, MIN(d.issued_at) AS issued_at,
                    MIN(d.notice) AS notice, MIN(d.send_from) AS send_from
                FROM delivery d CROSS JOIN notice n WHERE n.id = d.notice AND d.state = 'waiting'",
            );
            narrow_to(&mut query, filter, "d.recipient");
            query.push(" GROUP BY d.recipient, d.urgent ORDER BY d.recipient, d.urgent");
            let rows = query.build().fetch_all(&self.reader).await;
            waiting = rows.and_then(|rows| rows.iter().map(ungathered).collect()).doing(DOING)?;
        }
        let mut query = QueryBuilder::<Sqlite>::new(
            "SELECT m.*, COUNT(*) AS told, MIN(d.issued_at) AS issued_at, MIN(d.notice) AS notice
            FROM mail m CROSS JOIN delivery d CROSS JOIN notice n
            WHERE d.mail = m.id AND n.id = d.notice AND ",
        );
        // Few mails wait, and each of these indexes holds only such.
        query.push(match filter.undeliverable {
            true => "m.refused_at IS NOT NULL",
            false => {
                "m.id IN (SELECT id FROM mail WHERE try_from IS NOT NULL
                    UNION SELECT id FROM mail WHERE refused_at IS NOT NULL
                    UNION SELECT mail FROM mail_recipient WHERE state = 'refused')"
            }
        });
        narrow_to(&mut query, filter, "m.bureau");
        query.push(" GROUP BY m.id ORDER BY m.bureau, m.id");
        let rows = query.build().fetch_all(&self.reader).await;
        let mails = rows.and_then(|rows| rows.iter().map(in_mail).collect::<sqlx::Result<Vec<_>>>());
        for mut one in mails.doing(DOING)? {
            if let Some(mail) = &one.mail {
                one.recipients = self.mail_recipients(mail.id).await?;
            }
            waiting.push(one);
        }
        waiting.sort_by(|a, b| a.bureau.cmp(&b.bureau));
        Ok(waiting)
    }

    /// What became of a mail with those it goes to, the office first.
    pub async fn mail_recipients(&self, id: i64) -> Result<Vec<RecipientRow>, StoreError> {
        let rows = sqlx::query("SELECT * FROM mail_recipient WHERE mail = $1").bind(id);
        let rows = rows.fetch_all(&self.reader).await;
        let rows = rows.and_then(|rows| rows.iter().map(recipient).collect::<sqlx::Result<Vec<_>>>());
        let mut rows = rows.doing("read who has a mail")?;
        rows.sort_by_key(|row| row.role);
        Ok(rows)
    }

    /// The same for every mail with a notice in it.
    pub(super) async fn notice_recipients(
        &self,
        notice: i64,
    ) -> Result<BTreeMap<i64, Vec<RecipientRow>>, StoreError> {
        let mails = sqlx::query_scalar::<_, i64>(
            "SELECT d.mail FROM notice n JOIN delivery d ON d.source = n.source AND d.ordinal = n.ordinal
            WHERE n.id = $1 AND d.mail IS NOT NULL",
        );
        let mails = mails.bind(notice).fetch_all(&self.reader).await.doing("read who has a mail")?;
        let mut all = BTreeMap::new();
        for mail in mails {
            all.insert(mail, self.mail_recipients(mail).await?);
        }
        Ok(all)
    }
}

fn narrow_to(query: &mut QueryBuilder<Sqlite>, filter: &MailFilter, bureau: &str) {
    narrow(query, "d.campaign", filter.campaign.as_ref().map(CampaignId::as_str));
    narrow(query, bureau, filter.bureau.as_ref().map(BureauCode::as_str));
    narrow(query, "n.sender", filter.sender.as_ref().map(BureauCode::as_str));
}

fn ungathered(row: &SqliteRow) -> sqlx::Result<MailWaiting> {
    Ok(MailWaiting {
        bureau: row.bureau("recipient")?,
        urgent: row.flag("urgent")?,
        notices: row.count("notices")?,
        issued: row.plan_time("issued_at")?,
        notice: row.whole("notice")?,
        from: Some(row.wall_time("send_from")?),
        mail: None,
        recipients: Vec::new(),
    })
}

fn in_mail(row: &SqliteRow) -> sqlx::Result<MailWaiting> {
    let mail = mail(row)?;
    Ok(MailWaiting {
        bureau: mail.bureau.clone(),
        urgent: mail.urgent,
        notices: row.count("told")?,
        issued: row.plan_time("issued_at")?,
        notice: row.whole("notice")?,
        from: mail.try_from,
        mail: Some(mail),
        recipients: Vec::new(),
    })
}

fn recipient(row: &SqliteRow) -> sqlx::Result<RecipientRow> {
    Ok(RecipientRow {
        role: row.spelled("role", Role::parse)?,
        address: row.text("address")?,
        state: row.spelled("state", RecipientState::parse)?,
        attempts: row.count("attempts")?,
        tried: row.wall_time("tried_at")?,
        answer: row.text_opt("answer")?,
    })
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
        try_from: row.wall_time_opt("try_from")?,
        refused: row.wall_time_opt("refused_at")?,
        instead: row.text_opt("instead")?,
    })
}
