//! Notices and documents: those about a bureau in a campaign, a search over all that one sees, and one with
//! its words and how it went out.

use super::{
    common::{part, seen},
    paging::{Listed, Paged, Paging},
    schema,
};
use crate::{
    Console, Fault, Principal,
    pages::{
        campaign::reaches,
        notices::{self, search},
    },
};
use axum::{
    Json,
    extract::{OriginalUri, Path, Query, State},
    response::Response,
};
use chrono::NaiveDate;
use chrono_tz::{Asia::Shanghai, Tz};
use duban_domain::{CampaignId, Instrument, PlanTime};
use duban_store::{DeliveryRow, MailState, NoticeCursor, NoticeFilter, NoticePage, NoticeRow};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::UtoipaMethodRouter, routes};

/// The store gives so many notices of a search at a time.
const MOST: u32 = 200;

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![routes!(list), routes!(find), routes!(get)]
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
    /// What was replied.
    reply: Option<String>,
    /// When it was taken back or voided.
    #[schema(format = DateTime)]
    withdrawn: Option<String>,
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
        reply: row.reply,
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
    State(console): State<Console>,
    principal: Principal,
    uri: OriginalUri,
    Path((campaign, bureau)): Path<(String, String)>,
    Query(paging): Query<Paging>,
) -> Result<Response, Fault> {
    let (scene, bureau) = part(&console, &principal, &campaign, &bureau).await?;
    let (limit, after) = (paging.limit()?, paging.place::<i64>()?);
    let filter =
        NoticeFilter { bureau: Some(bureau), after, limit: Some(limit + 1), ..NoticeFilter::default() };
    let rows = console.store().notice_list(scene.id(), &filter).await?;
    let page = Paged::of_one_more(rows, limit, |row| row.id);
    Ok(page.answer(&uri, |row| shown(scene.kept.plan.zone, row)))
}

/// Which notices.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
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

impl Wanted {
    /// The same as the page's form says it.
    ///
    /// # Errors
    /// Something in it will not do.
    fn asked(self) -> Result<search::Asked, Fault> {
        if self.text.as_ref().is_some_and(|text| text.chars().count() > search::LONGEST) {
            return Err(Fault::unfit("text", format!("0–{}", search::LONGEST)));
        }
        if self.mail.as_deref().is_some_and(|mail| MailState::parse(mail).is_none()) {
            return Err(Fault::unfit("mail", MailState::ALL.map(MailState::as_str).join(", ")));
        }
        if self.documents && self.instrument.is_some() {
            return Err(Fault::unfit("documents", "instrument"));
        }
        let kind = self.instrument.map(Instrument::as_str).or(self.documents.then_some("documents"));
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let acknowledged = self.acknowledged.map(|is| if is { "yes" } else { "no" });
        Ok(search::Asked {
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

/// The zones of the campaigns that a principal sees something of.
async fn zones(console: &Console, principal: &Principal) -> Result<BTreeMap<CampaignId, Tz>, Fault> {
    let mut kept = console.store().campaign_list().await?;
    kept.retain(|kept| reaches(console, kept, &principal.bureau));
    Ok(kept.into_iter().map(|kept| (kept.plan.id, kept.plan.zone)).collect())
}

/// Notices of all campaigns that a bureau which the token sees received, newest first. `documents` and
/// `instrument` exclude each other.
#[utoipa::path(get, path = "/api/v1/notices", tag = "notices", operation_id = "searchNotices",
    params(Wanted, Paging), responses((status = 200, body = Listed<Notice>)))]
async fn find(
    State(console): State<Console>,
    principal: Principal,
    uri: OriginalUri,
    Query(wanted): Query<Wanted>,
    Query(paging): Query<Paging>,
) -> Result<Response, Fault> {
    principal.authorise_own(&console)?;
    let search = search::wanted(&console, &wanted.asked()?, &seen(&console, &principal))?;
    let (asked, shows) = paging.asked_and_shown(MOST)?;
    let after = paging.place::<(PlanTime, i64)>()?.map(|(issued, id)| NoticeCursor { issued, id });
    let rows = console.store().notice_search(&search, &NoticePage { after, limit: asked }).await?;
    let zones = zones(&console, &principal).await?;
    let page = Paged::of_one_more(rows, shows, |row| (row.notice.at, row.id));
    Ok(page.answer(&uri, |row| shown(zones.get(&row.campaign).copied().unwrap_or(Shanghai), row)))
}

/// How a notice went out to a bureau.
#[derive(Debug, Serialize, ToSchema)]
struct Delivery {
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
}

fn delivery(zone: Tz, row: DeliveryRow) -> Delivery {
    let mail = row.mail();
    Delivery {
        to: row.recipient.to_string(),
        copy: row.is_copy,
        mail: mail.as_str(),
        send_from: row.send_from.rfc3339(zone),
        sent: row.sent.map(|at| at.rfc3339(zone)),
        attempts: row.attempts,
        error: row.last_error.filter(|_| mail != MailState::Sent),
    }
}

/// A notice with its words and how it went out.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WholeNotice)]
struct Whole {
    /// The notice.
    notice: Notice,
    /// What the first of the bureaus below was told, in words; none: the words are not kept.
    text: Option<String>,
    /// How it went out to each bureau that the token sees.
    deliveries: Vec<Delivery>,
    /// The document, where it is one.
    document: Option<Document>,
}

/// A document's place: `/api/v1/documents/{issuer}/{year}/{ordinal}`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DocumentPlace)]
struct Document {
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
    responses((status = 200, body = Whole)))]
async fn get(
    State(console): State<Console>,
    principal: Principal,
    Path(notice): Path<i64>,
) -> Result<Json<Whole>, Fault> {
    let (row, deliveries) = notices::seen(&console, &principal, notice).await?;
    let kept = console.store().campaign_get(&row.campaign).await?.ok_or(Fault::NotFound)?;
    let zone = kept.plan.zone;
    let text = match deliveries.first() {
        Some(first) => console.service().notice_text(notice, &first.recipient).await?,
        None => None,
    };
    let document = console.store().document_get(&row.source, row.notice.ordinal).await?;
    let document = document.map(|document| Document {
        issuer: document.notice.from.to_string(),
        year: document.number.year,
        ordinal: document.number.ordinal,
    });
    Ok(Json(Whole {
        notice: shown(zone, row),
        text,
        deliveries: deliveries.into_iter().map(|row| delivery(zone, row)).collect(),
        document,
    }))
}
