//! Notices and documents: those about a bureau in a campaign, a search over all that one sees, and one with
//! its words and how it went out.

use super::{
    input::Input,
    paging::{Listed, Paged, Paging},
    schema,
};
use axum::{
    Json,
    extract::{OriginalUri, Path, Query},
    response::Response,
};
use chrono::{NaiveDate, Utc};
use chrono_tz::{Asia::Shanghai, Tz};
use duban_domain::{BureauCode, CampaignId, Instrument, PlanTime, WallTime};
use duban_service::{
    DeliveredNotice,
    rows::{
        DeliveryRow, MailFilter, MailState, MailWaiting, NoticeCursor, NoticePage, NoticeRow, RecipientRow,
    },
};
use duban_web::{Console, Viewer, WebError, queries::notices as query};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::UtoipaMethodRouter, routes};

/// The store gives so many notices of a search at a time.
const MOST: u32 = 200;

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![routes!(list), routes!(find), routes!(get), routes!(mails), routes!(again)]
}

/// A notice.
#[derive(Debug, Serialize, ToSchema)]
struct Notice {
    /// Its number in this store: what it is read by.
    id: i64,
    /// Its campaign.
    campaign: String,
    /// What issued it: `campaign/…`, `finding/…`, `listing/…` or `incident/…`.
    source: String,
    /// Its ordinal there: what it is acknowledged and voided by.
    ordinal: u32,
    /// What kind it is.
    #[schema(schema_with = schema::instrument)]
    instrument: &'static str,
    /// Its number, of a document.
    #[schema(example = "黔南市监〔2024〕12号")]
    number: Option<String>,
    /// What it is about, in a line.
    title: String,
    /// The code of the bureau whose docket or matter it is about.
    about: String,
    /// The obligation it is about.
    obligation: Option<String>,
    /// Who issued it.
    from: String,
    /// Whom it is addressed to.
    to: String,
    /// When it was issued.
    #[schema(format = DateTime)]
    at: String,
    /// How far its mail is.
    #[schema(schema_with = schema::mail)]
    mail: &'static str,
    /// When it was acknowledged.
    #[schema(format = DateTime)]
    acknowledged: Option<String>,
    /// When it was replied to.
    #[schema(format = DateTime)]
    replied: Option<String>,
    /// What was replied.
    reply: Option<String>,
    /// What came with the reply.
    reply_files: Vec<ReplyFile>,
    /// Whether a reply was asked for and has not come.
    awaits_reply: bool,
    /// By when, if it asks for one: as the document says, or as that moved since.
    #[schema(format = DateTime)]
    reply_by: Option<String>,
    /// When it was taken back or voided.
    #[schema(format = DateTime)]
    withdrawn: Option<String>,
}

/// A file that came with a reply: `/notices/{id}/files/{sha256}`.
#[derive(Debug, Serialize, ToSchema)]
struct ReplyFile {
    /// Its name.
    name: String,
    /// Its length in bytes.
    size: u64,
    /// Its SHA-256.
    sha256: String,
}

fn shown(zone: Tz, row: NoticeRow) -> Notice {
    let told = |at: Option<PlanTime>| at.map(|at| at.rfc3339(zone));
    let mail = row.mail().as_str();
    Notice {
        id: row.id,
        campaign: row.campaign.to_string(),
        source: row.source,
        ordinal: row.notice.ordinal,
        instrument: row.notice.instrument.as_str(),
        number: row.number,
        about: row.about.to_string(),
        obligation: row.notice.obligation.as_ref().map(ToString::to_string),
        from: row.notice.from.to_string(),
        to: row.notice.to.to_string(),
        at: row.notice.at.rfc3339(zone),
        title: row.notice.title,
        mail,
        acknowledged: told(row.acknowledged),
        replied: told(row.replied),
        reply: row.reply,
        reply_files: row
            .reply_files
            .into_iter()
            .map(|file| ReplyFile { name: file.name, size: file.size, sha256: file.sha256 })
            .collect(),
        awaits_reply: row.awaits_reply,
        reply_by: told(row.reply_by),
        withdrawn: told(row.withdrawn.or(row.voided.map(|(at, _)| at))),
    }
}

/// Notices about a bureau in a campaign, in the order they were issued.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/bureaus/{bureau}/notices", tag = "notices",
    operation_id = "listNotices",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("bureau" = String, Path, description = "The bureau's code."), Paging),
    responses((status = 200, body = Listed<Notice>)))]
async fn list(
    viewer: Viewer,
    uri: OriginalUri,
    Path((campaign, bureau)): Path<(String, String)>,
    Query(paging): Query<Paging>,
) -> Result<Response, WebError> {
    let docket = viewer.docket(&CampaignId::new(campaign), &BureauCode::new(bureau)).await?;
    let (limit, after) = (paging.limit()?, paging.place::<i64>()?);
    let page = Paged::of_one_more(docket.notices(after, limit + 1).await?, limit, |row| row.id);
    Ok(page.answer(&uri, |row| shown(docket.context.kept.plan.zone, row)))
}

/// Which notices.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct NoticeListQuery {
    /// Those with this in their title or number, or to a bureau whose name begins with it.
    #[param(max_length = 100)]
    text: Option<String>,
    /// Those that this bureau received; without it, those that any bureau which the token sees received.
    bureau: Option<String>,
    /// Those of this campaign.
    campaign: Option<String>,
    /// Those of this kind.
    #[param(schema_with = schema::instrument)]
    instrument: Option<Instrument>,
    /// Only official documents, of whatever kind.
    #[serde(default)]
    #[param(required = false)]
    documents: bool,
    /// Those issued from this day on.
    from: Option<NaiveDate>,
    /// Those issued up to this day.
    to: Option<NaiveDate>,
    /// Those whose mail to the addressee is so far.
    #[param(schema_with = schema::mail)]
    mail: Option<String>,
    /// Documents that were acknowledged, or that stand and were not.
    acknowledged: Option<bool>,
}

impl NoticeListQuery {
    /// The same as the page's form says it.
    ///
    /// # Errors
    /// Something in it is invalid.
    fn asked(self) -> Result<query::NoticeQuery, WebError> {
        if self.text.as_ref().is_some_and(|text| text.chars().count() > query::LONGEST) {
            return Err(WebError::unfit("text", format!("0–{}", query::LONGEST)));
        }
        if self.mail.as_deref().is_some_and(|mail| MailState::parse(mail).is_none()) {
            return Err(WebError::unfit("mail", MailState::ALL.map(MailState::as_str).join(", ")));
        }
        if self.documents && self.instrument.is_some() {
            return Err(WebError::unfit("documents", "instrument"));
        }
        let kind = self.instrument.map(Instrument::as_str).or(self.documents.then_some("documents"));
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let acknowledged = self.acknowledged.map(|is| if is { "yes" } else { "no" });
        Ok(query::NoticeQuery {
            q: self.text.unwrap_or_default(),
            bureau: self.bureau.unwrap_or_default(),
            campaign: self.campaign.unwrap_or_default(),
            kind: kind.unwrap_or_default().to_owned(),
            from: day(self.from),
            to: day(self.to),
            mail: self.mail.unwrap_or_default(),
            acknowledged: acknowledged.unwrap_or_default().to_owned(),
            after: String::new(),
        })
    }
}

/// The zones of the campaigns that a viewer sees something of.
async fn zones(viewer: &Viewer) -> Result<BTreeMap<CampaignId, Tz>, WebError> {
    let kept = viewer.campaigns().await?;
    Ok(kept.iter().map(|kept| (kept.plan.id.clone(), kept.plan.zone)).collect())
}

/// Notices of all campaigns that a bureau which the token sees received, newest first. `documents` and
/// `instrument` exclude each other.
#[utoipa::path(get, path = "/api/v1/notices", tag = "notices", operation_id = "searchNotices",
    params(NoticeListQuery, Paging), responses((status = 200, body = Listed<Notice>)))]
async fn find(
    viewer: Viewer,
    uri: OriginalUri,
    Query(wanted): Query<NoticeListQuery>,
    Query(paging): Query<Paging>,
) -> Result<Response, WebError> {
    let search = query::wanted(&viewer, &wanted.asked()?)?;
    let (limit, shows) = paging.asked_and_shown(MOST)?;
    let after = paging.place::<(PlanTime, i64)>()?.map(|(issued, id)| NoticeCursor { issued, id });
    let rows = viewer.notices(search, &NoticePage { after, limit }).await?;
    let zones = zones(&viewer).await?;
    let page = Paged::of_one_more(rows, shows, |row| (row.notice.at, row.id));
    Ok(page.answer(&uri, |row| shown(zones.get(&row.campaign).copied().unwrap_or(Shanghai), row)))
}

/// How a notice went out to a bureau.
#[derive(Debug, Serialize, ToSchema)]
struct DeliveryResource {
    /// To whom.
    to: String,
    /// Whether as a copy for information.
    copy: bool,
    /// How far the mail is.
    #[schema(schema_with = schema::mail)]
    mail: &'static str,
    /// From when it may go.
    #[schema(format = DateTime)]
    send_from: String,
    /// When it went.
    #[schema(format = DateTime)]
    sent: Option<String>,
    /// How often that was tried.
    attempts: u32,
    /// What went wrong the last time, where it has not gone.
    error: Option<String>,
    /// The mail's number in this store: what it is sent again by.
    mail_number: Option<i64>,
    /// Who has the mail in that bureau, and what became of it with the others.
    recipients: Vec<RecipientResource>,
    /// Why it was left out of a mail: it did not hold any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = schema::moot, required = false)]
    left_out: Option<&'static str>,
}

/// Somebody in a bureau whom a mail goes to.
#[derive(Debug, Serialize, ToSchema)]
struct RecipientResource {
    /// `office`, `leader` or `officer`.
    #[schema(schema_with = schema::recipient_role)]
    role: &'static str,
    /// At which address it was tried last.
    address: String,
    /// `sent`, `waiting` (put off by the server) or `refused` (for good).
    #[schema(schema_with = schema::recipient_state)]
    state: &'static str,
    /// How often it was tried.
    attempts: u32,
    /// The server's words, where it did not take it.
    answer: Option<String>,
}

fn reached(row: RecipientRow) -> RecipientResource {
    RecipientResource {
        role: row.role.as_str(),
        address: row.address,
        state: row.state.as_str(),
        attempts: row.attempts,
        answer: row.answer,
    }
}

fn delivery(zone: Tz, row: DeliveryRow) -> DeliveryResource {
    let mail = row.mail();
    DeliveryResource {
        to: row.recipient.to_string(),
        copy: row.is_copy,
        mail: mail.as_str(),
        send_from: row.send_from.rfc3339(zone),
        sent: row.sent.map(|at| at.rfc3339(zone)),
        attempts: row.attempts,
        error: row.last_error.filter(|_| mail != MailState::Sent),
        mail_number: row.mail,
        recipients: row.recipients.into_iter().map(reached).collect(),
        left_out: row.moot.map(|(moot, _)| moot.as_str()),
    }
}

/// Mail to a bureau that has not arrived.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MailThatWaits)]
struct MailThatWaits {
    /// Its number in this store; none: it has not been put together.
    mail: Option<i64>,
    /// The code of the bureau it is for.
    to: String,
    /// How many notices are in it.
    notices: u32,
    /// The number of the oldest of them.
    notice: i64,
    /// When that was issued.
    #[schema(format = DateTime)]
    since: String,
    /// Why it waits.
    #[schema(schema_with = schema::mail_why)]
    why: &'static str,
    /// How often it was tried.
    attempts: u32,
    /// When it may go or is tried next; none: not before somebody sends it again.
    #[schema(format = DateTime)]
    next: Option<String>,
    /// The server's words, or what went wrong.
    words: Option<String>,
    /// What became of it with those it goes to.
    recipients: Vec<RecipientResource>,
}

fn waits(row: MailWaiting) -> MailThatWaits {
    MailThatWaits {
        mail: row.mail.as_ref().map(|mail| mail.id),
        to: row.bureau.to_string(),
        notices: row.notices,
        notice: row.notice,
        since: row.issued.rfc3339(Shanghai),
        why: row.why(WallTime::new(Utc::now())).as_str(),
        attempts: row.attempts(),
        next: row.from.map(|at| at.rfc3339(Shanghai)),
        words: row.words().map(str::to_owned),
        recipients: row.recipients.into_iter().map(reached).collect(),
    }
}

/// Which mail.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct WantedMail {
    /// What speaks of this campaign.
    campaign: Option<String>,
    /// What goes to this bureau.
    bureau: Option<String>,
}

/// Mail that has not arrived at bureaus which the token sees: what waits, since when, why, and how often it
/// was tried.
#[utoipa::path(get, path = "/api/v1/mails", tag = "notices", operation_id = "listWaitingMail",
    params(WantedMail, Paging), responses((status = 200, body = Listed<MailThatWaits>)))]
async fn mails(
    viewer: Viewer,
    uri: OriginalUri,
    Query(wanted): Query<WantedMail>,
    Query(paging): Query<Paging>,
) -> Result<Response, WebError> {
    let filter = MailFilter {
        campaign: wanted.campaign.map(CampaignId::new),
        bureau: wanted.bureau.map(BureauCode::new),
        ..MailFilter::default()
    };
    let mut rows = viewer.mail_waiting(&filter).await?;
    let place =
        |row: &MailWaiting| (row.bureau.clone(), row.urgent, row.mail.as_ref().map_or(0, |mail| mail.id));
    rows.sort_by_key(place);
    let page = paging.of(rows, place)?;
    Ok(page.answer(&uri, waits))
}

/// Where to.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[schema(as = SendAgain)]
struct SendAgain {
    /// Another address than the office's in the list of bureaus.
    #[serde(default)]
    to: Option<String>,
}

/// What is sent again.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SentAgain)]
struct SentAgain {
    /// The mail's number.
    mail: i64,
    /// The code of the bureau it is for.
    bureau: String,
}

/// Sends a mail again to all who do not have it, perhaps to another address than the office's.
#[utoipa::path(post, path = "/api/v1/mails/{mail}/send-again", tag = "notices", operation_id = "sendMailAgain",
    params(("mail" = i64, Path, description = "The mail's number in this store.")),
    request_body = SendAgain, responses((status = 200, body = SentAgain)))]
async fn again(
    viewer: Viewer,
    Path(mail): Path<i64>,
    Input(wanted): Input<SendAgain>,
) -> Result<Json<SentAgain>, WebError> {
    let bureau = viewer.mail_send_again(mail, wanted.to.as_deref()).await?;
    Ok(Json(SentAgain { mail, bureau: bureau.to_string() }))
}

/// A notice with its words and how it went out.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WholeNotice)]
struct NoticeWithDeliveries {
    /// The notice.
    notice: Notice,
    /// What the first of the bureaus below was told, in words; none: the words are not kept.
    text: Option<String>,
    /// How it went out to each bureau that the token sees.
    deliveries: Vec<DeliveryResource>,
    /// The document, where it is one.
    document: Option<DocumentPlace>,
}

/// A document's place: `/api/v1/documents/{issuer}/{year}/{ordinal}`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DocumentPlace)]
struct DocumentPlace {
    /// The code of the bureau that issued it.
    issuer: String,
    /// The year in its number.
    year: i32,
    /// Its ordinal in that year.
    ordinal: u32,
}

/// A notice with its words and how it went out.
#[utoipa::path(get, path = "/api/v1/notices/{notice}", tag = "notices", operation_id = "getNotice",
    params(("notice" = i64, Path, description = "Its number in this store.")),
    responses((status = 200, body = NoticeWithDeliveries)))]
async fn get(viewer: Viewer, Path(notice): Path<i64>) -> Result<Json<NoticeWithDeliveries>, WebError> {
    let notice = viewer.notice(notice).await?;
    let zone = notice.context().await?.kept.plan.zone;
    let text = notice.text().await?;
    let document = notice.document().await?.map(|document| DocumentPlace {
        issuer: document.notice.from.to_string(),
        year: document.number.year,
        ordinal: document.number.ordinal,
    });
    let DeliveredNotice { row, deliveries } = notice.into_inner();
    Ok(Json(NoticeWithDeliveries {
        notice: shown(zone, row),
        text,
        deliveries: deliveries.into_iter().map(|row| delivery(zone, row)).collect(),
        document,
    }))
}
