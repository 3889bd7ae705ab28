//! Notices across campaigns, page by page, newest first, and how each went out.
//!
//! Who sees a notice: whoever sees a bureau that received it. A page for few bureaus is merged from what
//! each received; one for many is read from all notices. Either way it is read along one index that the
//! query names, so at a million notices a page costs what a page costs; a search for a text costs at worst
//! a walk through one index.

use super::{
    filter::MOST_MERGED,
    mail::RecipientRow,
    notice::{self, DeliveryState, NoticeRow},
};
use crate::{
    Store,
    columns::Columns,
    error::{Doing, StoreError},
    narrowing::{narrow, within},
};
use duban_domain::{
    ids::{BureauCode, CampaignId},
    instrument::Instrument,
    moot::Moot,
    time::{PlanTime, WallTime},
};
use sqlx::{QueryBuilder, Sqlite, sqlite::SqliteRow};
use std::collections::BTreeSet;

/// The longest page.
const LONGEST_PAGE: u32 = 200;

/// Which notices; the default is all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoticeSearch {
    /// Those that one of these bureaus received; `None`: anybody. Of an empty set, none.
    pub recipients: Option<BTreeSet<BureauCode>>,
    /// Those of this campaign.
    pub campaign: Option<CampaignId>,
    /// Those from this bureau's docket, and of matters about it.
    pub about: Option<BureauCode>,
    /// Those of this kind.
    pub instrument: Option<Instrument>,
    /// Only official documents.
    pub documents: bool,
    /// Those with this in their title or number, or to a bureau whose name begins with it.
    pub text: Option<String>,
    /// Those issued at this instant or later.
    pub from: Option<PlanTime>,
    /// Those issued before this instant.
    pub before: Option<PlanTime>,
    /// Those whose mail to the addressee is so far.
    pub mail: Option<MailState>,
    /// Documents that were acknowledged, or that stand and were not.
    pub acknowledged: Option<bool>,
}

/// How far a mail is, as far as a reader is concerned.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MailState {
    /// It has not gone, and has not been tried in vain.
    Waiting,
    /// Handed to the mail server.
    Sent,
    /// Tried in vain, and tried again until it goes.
    Failed,
    /// Refused for good, and set aside until a person sends it again.
    Undeliverable,
    /// Left out of the mail: it did not hold any more.
    LeftOut,
    /// From before the store was rebuilt.
    Unknown,
}

impl MailState {
    /// Every state.
    pub const ALL: [Self; 6] =
        [Self::Waiting, Self::Sent, Self::Failed, Self::Undeliverable, Self::LeftOut, Self::Unknown];

    fn of(state: DeliveryState, failed: Option<WallTime>) -> Self {
        match state {
            DeliveryState::Sent => Self::Sent,
            DeliveryState::Undeliverable => Self::Undeliverable,
            DeliveryState::LeftOut => Self::LeftOut,
            DeliveryState::Unknown => Self::Unknown,
            DeliveryState::Waiting | DeliveryState::Assigned if failed.is_some() => Self::Failed,
            DeliveryState::Waiting | DeliveryState::Assigned => Self::Waiting,
        }
    }

    /// The spelling in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
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

/// Which part of a list. What is issued meanwhile does not shift later pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoticePage {
    /// What follows this place; `None`: the newest.
    pub after: Option<NoticeCursor>,
    /// So many at most; no more than 200 in any case, and that many for 0.
    pub limit: u32,
}

/// A place in the list: where a page ended.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct NoticeCursor {
    /// When its notice was issued.
    pub issued: PlanTime,
    /// Its notice's row.
    pub id: i64,
}

/// How a notice went out to one bureau.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryRow {
    /// To whom.
    pub recipient: BureauCode,
    /// Whether as a copy for information.
    pub is_copy: bool,
    /// From when it may go.
    pub send_from: WallTime,
    /// How far it is.
    pub state: DeliveryState,
    /// When its mail went.
    pub sent: Option<WallTime>,
    /// How often that was tried.
    pub attempts: u32,
    /// When it last failed.
    pub failed: Option<WallTime>,
    /// What went wrong the last time.
    pub last_error: Option<String>,
    /// The row of the mail it is in.
    pub mail: Option<i64>,
    /// When that is tried next.
    pub try_from: Option<WallTime>,
    /// What became of that with those it goes to.
    pub recipients: Vec<RecipientRow>,
    /// Why it is in none, where it did not hold any more, and since when.
    pub moot: Option<(Moot, WallTime)>,
}

impl DeliveryRow {
    /// How far it is, as far as a reader is concerned.
    pub fn mail(&self) -> MailState {
        MailState::of(self.state, self.failed)
    }
}

impl NoticeRow {
    /// How far the mail to its addressee is, as far as a reader is concerned.
    pub fn mail(&self) -> MailState {
        MailState::of(self.delivery, self.failed)
    }

    /// Its place in the list.
    pub fn cursor(&self) -> NoticeCursor {
        NoticeCursor { issued: self.notice.at, id: self.id }
    }
}

impl Store {
    /// A page of notices, newest first: by the instant they bear, then by row.
    pub async fn notice_search(
        &self,
        search: &NoticeSearch,
        page: &NoticePage,
    ) -> Result<Vec<NoticeRow>, StoreError> {
        if search.recipients.as_ref().is_some_and(BTreeSet::is_empty) {
            return Ok(Vec::new());
        }
        let ids = ids(search, page, "").build_query_scalar::<i64>().fetch_all(&self.reader).await;
        let ids = ids.doing("search notices")?;
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = notice::query("");
        query.push(" WHERE n.id IN (");
        let mut list = query.separated(", ");
        for id in ids {
            list.push_bind(id);
        }
        query.push(") ORDER BY n.issued_at DESC, n.id DESC");
        let rows = query.build().fetch_all(&self.reader).await;
        rows.and_then(|rows| rows.iter().map(notice::notice).collect()).doing("read notices")
    }

    /// How the database reads a page: its query plan, a line a step. For tests and benchmarks.
    #[doc(hidden)]
    pub async fn notice_search_plan(
        &self,
        search: &NoticeSearch,
        page: &NoticePage,
    ) -> Result<Vec<String>, StoreError> {
        let mut query = ids(search, page, "EXPLAIN QUERY PLAN ");
        let rows = query.build_query_as::<(i64, i64, i64, String)>().fetch_all(&self.reader).await;
        rows.map(|rows| rows.into_iter().map(|(.., detail)| detail).collect()).doing("plan a search")
    }

    /// The notice in this row.
    pub async fn notice_get(&self, id: i64) -> Result<Option<NoticeRow>, StoreError> {
        let mut query = notice::query("");
        query.push(" WHERE n.id = ").push_bind(id);
        let row = query.build().fetch_optional(&self.reader).await;
        row.and_then(|row| row.as_ref().map(notice::notice).transpose()).doing("read a notice")
    }

    /// How a notice went out: its addressee first, then copies by code.
    pub async fn notice_deliveries(&self, id: i64) -> Result<Vec<DeliveryRow>, StoreError> {
        const SELECT: &str = "
            SELECT d.recipient, d.is_copy, d.send_from, d.state, m.sent_at, COALESCE(m.attempts, 0) AS attempts,
                m.failed_at, m.last_error, d.mail, m.try_from, d.moot, d.left_out_at
            FROM notice n JOIN delivery d ON d.source = n.source AND d.ordinal = n.ordinal
            LEFT JOIN mail m ON m.id = d.mail
            WHERE n.id = $1 ORDER BY d.is_copy, d.recipient <> n.addressee, d.recipient";
        let rows = sqlx::query(SELECT).bind(id).fetch_all(&self.reader).await;
        let rows = rows.and_then(|rows| rows.iter().map(delivery).collect::<sqlx::Result<Vec<_>>>());
        let mut rows = rows.doing("read how a notice went out")?;
        let mut recipients = self.notice_recipients(id).await?;
        for row in &mut rows {
            row.recipients = row.mail.and_then(|mail| recipients.remove(&mail)).unwrap_or_default();
        }
        Ok(rows)
    }
}

fn delivery(row: &SqliteRow) -> sqlx::Result<DeliveryRow> {
    Ok(DeliveryRow {
        recipient: row.bureau("recipient")?,
        is_copy: row.flag("is_copy")?,
        send_from: row.wall_time("send_from")?,
        state: row.spelled("state", DeliveryState::parse)?,
        sent: row.wall_time_opt("sent_at")?,
        attempts: row.count("attempts")?,
        failed: row.wall_time_opt("failed_at")?,
        last_error: row.text_opt("last_error")?,
        mail: row.whole_opt("mail")?,
        try_from: row.wall_time_opt("try_from")?,
        recipients: Vec::new(),
        moot: row.spelled_opt("moot", Moot::parse)?.zip(row.wall_time_opt("left_out_at")?),
    })
}

/// The query of a page's rows, after `prefix`.
fn ids(search: &NoticeSearch, page: &NoticePage, prefix: &str) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::new(prefix);
    query.push("SELECT id FROM (");
    match search.recipients.as_ref().filter(|codes| codes.len() <= MOST_MERGED) {
        Some(recipients) => {
            for (place, recipient) in recipients.iter().enumerate() {
                query.push(if place == 0 { "" } else { " UNION " });
                received(&mut query, search, page, recipient);
            }
        }
        None => all(&mut query, search, page),
    }
    let limit = if page.limit == 0 { LONGEST_PAGE } else { page.limit.min(LONGEST_PAGE) };
    // By place: a part names its columns by two tables.
    query.push(" ORDER BY 1 DESC, 2 DESC LIMIT ").push_bind(i64::from(limit));
    query.push(")");
    query
}

/// What one bureau received.
fn received(
    query: &mut QueryBuilder<Sqlite>,
    search: &NoticeSearch,
    page: &NoticePage,
    recipient: &BureauCode,
) {
    query.push(
        "SELECT r.issued_at, r.notice AS id FROM delivery r INDEXED BY delivery_by_recipient
        CROSS JOIN notice n WHERE n.id = r.notice AND r.recipient = ",
    );
    query.push_bind(recipient.as_str().to_owned());
    span(query, search, page, "r.issued_at", "r.notice");
    conditions(query, search);
}

/// Everything, or what many bureaus received.
fn all(query: &mut QueryBuilder<Sqlite>, search: &NoticeSearch, page: &NoticePage) {
    use MailState::{Failed, LeftOut, Undeliverable, Waiting};
    let unsent = matches!(search.mail, Some(Waiting | Failed | Undeliverable | LeftOut));
    let index = match search {
        // What has not gone is little: the planner begins there.
        _ if unsent => "",
        // A text is looked for in the one index that holds it.
        NoticeSearch { text: Some(_), .. } => " INDEXED BY notice_by_time",
        NoticeSearch { instrument: Some(_), .. } => " INDEXED BY notice_by_instrument",
        NoticeSearch { campaign: Some(_), .. } => " INDEXED BY notice_by_campaign_and_time",
        _ => " INDEXED BY notice_by_time",
    };
    query.push("SELECT n.issued_at, n.id FROM notice n").push(index).push(" WHERE TRUE");
    span(query, search, page, "n.issued_at", "n.id");
    if let Some(recipients) = &search.recipients {
        query.push(
            " AND EXISTS (SELECT 1 FROM delivery r
                WHERE r.source = n.source AND r.ordinal = n.ordinal",
        );
        within(query, "r.recipient", recipients.iter().map(BureauCode::as_str));
        query.push(")");
    }
    conditions(query, search);
}

fn span(query: &mut QueryBuilder<Sqlite>, search: &NoticeSearch, page: &NoticePage, issued: &str, id: &str) {
    if let Some(from) = search.from {
        query.push(format_args!(" AND {issued} >= ")).push_bind(from.utc());
    }
    if let Some(before) = search.before {
        query.push(format_args!(" AND {issued} < ")).push_bind(before.utc());
    }
    if let Some(NoticeCursor { issued: last, id: row }) = page.after {
        query.push(format_args!(" AND ({issued}, {id}) < (")).push_bind(last.utc());
        query.push(", ").push_bind(row).push(")");
    }
}

fn conditions(query: &mut QueryBuilder<Sqlite>, search: &NoticeSearch) {
    narrow(query, "n.campaign", search.campaign.as_ref().map(CampaignId::as_str));
    narrow(query, "n.instrument", search.instrument.map(Instrument::as_str));
    narrow(query, "n.about", search.about.as_ref().map(BureauCode::as_str));
    if search.documents {
        query.push(" AND n.number IS NOT NULL");
    }
    if let Some(words) = &search.text {
        text(query, words);
    }
    match search.acknowledged {
        Some(true) => {
            query.push(" AND n.acknowledged_at IS NOT NULL");
        }
        Some(false) => {
            query.push(
                " AND n.number IS NOT NULL AND n.acknowledged_at IS NULL AND n.withdrawn_at IS NULL
                AND n.voided_at IS NULL",
            );
        }
        None => {}
    }
    match search.mail {
        Some(MailState::Waiting) => unsent(query, "m.failed_at IS NULL"),
        Some(MailState::Failed) => unsent(query, "m.failed_at IS NOT NULL"),
        Some(MailState::Sent) => mailed(query, "sent"),
        Some(MailState::Undeliverable) => unmailed(query, "undeliverable"),
        Some(MailState::LeftOut) => unmailed(query, "left-out"),
        Some(MailState::Unknown) => mailed(query, "unknown"),
        None => {}
    }
}

/// To the addressee or to anybody who gets a copy: what is stuck is stuck.
fn unsent(query: &mut QueryBuilder<Sqlite>, condition: &str) {
    query.push(
        " AND n.id IN (SELECT w.notice FROM delivery w INDEXED BY delivery_unsent
            LEFT JOIN mail m ON m.id = w.mail WHERE w.state IN ('waiting', 'assigned') AND ",
    );
    query.push(condition).push(")");
}

/// The same for what is in no mail that goes: it is little.
fn unmailed(query: &mut QueryBuilder<Sqlite>, state: &'static str) {
    query.push(
        " AND n.id IN (SELECT w.notice FROM delivery w INDEXED BY delivery_unmailed
            WHERE w.state IN ('undeliverable', 'left-out') AND w.state = ",
    );
    query.push_bind(state).push(")");
}

fn mailed(query: &mut QueryBuilder<Sqlite>, state: &'static str) {
    query.push(
        " AND EXISTS (SELECT 1 FROM delivery w WHERE w.source = n.source AND w.ordinal = n.ordinal
            AND w.recipient = n.addressee AND w.state = ",
    );
    query.push_bind(state).push(")");
}

/// In the title; a number, in full or as 〔2024〕12; the beginning of an addressee's name.
fn text(query: &mut QueryBuilder<Sqlite>, words: &str) {
    let words = words.trim();
    query.push(" AND (n.title LIKE ").push_bind(format!("%{}%", literal(words))).push(" ESCAPE '\\'");
    query.push(" OR n.addressee IN (SELECT code FROM bureau WHERE name LIKE ");
    query.push_bind(format!("{}%", literal(words))).push(" ESCAPE '\\')");
    if let Some((prefix, year, ordinal)) = number(words) {
        query.push(" OR n.year = ").push_bind(i64::from(year));
        query.push(" AND n.number = ").push_bind(i64::from(ordinal));
        if !prefix.is_empty() {
            query.push(" AND n.sender IN (SELECT code FROM bureau WHERE document_prefix = ");
            query.push_bind(prefix.to_owned()).push(")");
        }
    }
    query.push(")");
}

/// A text that `LIKE` takes for nothing but itself.
fn literal(text: &str) -> String {
    let escaped = |c: char| matches!(c, '%' | '_' | '\\').then_some('\\').into_iter().chain([c]);
    text.chars().flat_map(escaped).collect()
}

/// The organ code, year and ordinal in 黔南市监〔2024〕12号, 〔2024〕12, [2024]12.
fn number(text: &str) -> Option<(&str, i32, u32)> {
    let (prefix, rest) = text.split_once(['〔', '[', '［', '【'])?;
    let (year, rest) = rest.split_once(['〕', ']', '］', '】'])?;
    let ordinal = rest.trim().trim_end_matches('号').trim();
    Some((prefix.trim(), year.trim().parse().ok()?, ordinal.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_known_however_it_is_typed() {
        assert_eq!(number("黔南市监〔2024〕12号"), Some(("黔南市监", 2024, 12)));
        assert_eq!(number("[2024] 12 号"), Some(("", 2024, 12)));
        for other in ["2024", "〔2024〕", "〔二〕12", "阶段性工作总结", "〔2024〕99999999999"] {
            assert_eq!(number(other), None, "{other}");
        }
        assert_eq!(literal("50%_\\"), "50\\%\\_\\\\");
    }
}
