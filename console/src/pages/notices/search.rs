//! The search form and its list, all in the address.

use super::seen_bureaus;
use crate::{
    Console, Principal, WebError,
    i18n::Words,
    layout::{Layout, page},
    pages::{
        campaign,
        inbox::view::{instrument_name, name},
    },
    routes::query,
    web_error::FieldError,
};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use duban_domain::{BureauCode, CampaignId, PlanTime, instrument::Instrument};
use duban_store::{MailState, MailWhy, NoticeCursor, NoticePage, NoticeRow, NoticeSearch};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// As many notices a page.
const PAGE: u32 = 50;
/// The longest text that is searched for, in characters.
pub(crate) const LONGEST: usize = 100;
/// The zone of days that are typed: the console's bureaus keep one clock.
const ZONE: Tz = chrono_tz::Asia::Shanghai;

/// What is asked for, as the address has it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct NoticeQuery {
    pub(crate) q: String,
    pub(crate) bureau: String,
    pub(crate) campaign: String,
    pub(crate) kind: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) mail: String,
    pub(crate) acknowledged: String,
    pub(crate) after: String,
}

#[derive(Template)]
#[template(path = "notices/search.html")]
struct NoticeSearchPage {
    frame: Layout,
    w: Words,
    asked: NoticeQuery,
    campaigns: Vec<(String, String)>,
    bureaus: Vec<(String, String)>,
    kinds: Vec<(&'static str, String)>,
    rows: Vec<NoticeSearchRow>,
    next: Option<String>,
}

struct NoticeSearchRow {
    id: i64,
    number: String,
    kind: String,
    title: String,
    to: String,
    at: String,
    mail: (&'static str, String),
    stands: String,
}

pub(crate) async fn search(
    State(console): State<Console>,
    principal: Principal,
    w: Words,
    Query(asked): Query<NoticeQuery>,
) -> Result<Response, WebError> {
    principal.authorise_own(&console)?;
    let seen = seen_bureaus(&console, &principal);
    let search = wanted(&console, &asked, &seen)?;
    let after = Some(asked.after.as_str()).filter(|text| !text.is_empty());
    let after = after.map(|text| cursor(text).ok_or(WebError::NotFound)).transpose()?;
    let mut found = console.store().notice_search(&search, &NoticePage { after, limit: PAGE + 1 }).await?;
    let more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let next = found.last().filter(|_| more).map(|last| address(&asked, &last.cursor()));
    let mut kept = console.store().campaign_list().await?;
    kept.retain(|kept| campaign::reaches(&console, kept, &principal.bureau));
    let zones: BTreeMap<_, _> = kept.iter().map(|kept| (kept.plan.id.clone(), kept.plan.zone)).collect();
    let rows = found.iter().map(|row| line(&console, w, row, &zones)).collect();
    let pair = |code: &BureauCode| (code.to_string(), name(&console, code));
    let page_of = NoticeSearchPage {
        frame: Layout::new(&console, &principal, w, w.t("nav-notices"), "/notices"),
        w,
        campaigns: kept.iter().rev().map(|one| (one.plan.id.to_string(), one.plan.title.clone())).collect(),
        bureaus: principal.sees(&console).into_iter().map(|bureau| pair(&bureau.code)).collect(),
        kinds: Instrument::ALL.iter().map(|one| (one.as_str(), instrument_name(w, *one))).collect(),
        asked,
        rows,
        next,
    };
    Ok(page(&page_of))
}

/// What is asked for, as the store takes it.
///
/// # Errors
/// It asks for a bureau that is not seen, or something in it is invalid.
pub(crate) fn wanted(
    console: &Console,
    asked: &NoticeQuery,
    seen: &BTreeSet<BureauCode>,
) -> Result<NoticeSearch, WebError> {
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let day = |field: &str, text: &str| -> Result<Option<NaiveDate>, WebError> {
        let read = |text: String| {
            text.parse().map_err(|_| WebError::Invalid(vec![FieldError::new(field, "2024-08-20")]))
        };
        given(text).map(read).transpose()
    };
    let recipients = match given(&asked.bureau).map(BureauCode::new) {
        Some(code) if seen.contains(&code) => Some(BTreeSet::from([code])),
        Some(_) => return Err(WebError::NotFound),
        // Whoever sees every bureau sees every notice.
        None if seen.len() == console.directory().len() => None,
        None => Some(seen.clone()),
    };
    let kind = given(&asked.kind);
    let instrument = kind.as_deref().filter(|kind| *kind != "documents");
    let instrument = instrument.map(|kind| Instrument::parse(kind).ok_or(WebError::NotFound)).transpose()?;
    let mail =
        given(&asked.mail).map(|mail| MailState::parse(&mail).ok_or(WebError::NotFound)).transpose()?;
    let (from, to) = (day("from", &asked.from)?, day("to", &asked.to)?);
    Ok(NoticeSearch {
        recipients,
        campaign: given(&asked.campaign).map(CampaignId::new),
        about: None,
        instrument,
        documents: kind.as_deref() == Some("documents"),
        text: given(&asked.q).map(|text| text.chars().take(LONGEST).collect()),
        from: from.map(midnight),
        before: to.and_then(|day| day.succ_opt()).map(midnight),
        mail,
        acknowledged: match asked.acknowledged.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
    })
}

fn midnight(day: NaiveDate) -> PlanTime {
    let local = day.and_time(NaiveTime::MIN);
    let at = ZONE.from_local_datetime(&local).earliest();
    PlanTime::new(at.map_or_else(|| local.and_utc(), |at| at.to_utc()))
}

/// A place in the list, as the address has it: microseconds and a row.
fn cursor(text: &str) -> Option<NoticeCursor> {
    let (at, id) = text.split_once('.')?;
    let at = DateTime::<Utc>::from_timestamp_micros(at.parse().ok()?)?;
    Some(NoticeCursor { issued: PlanTime::new(at), id: id.parse().ok()? })
}

fn address(asked: &NoticeQuery, cursor: &NoticeCursor) -> String {
    let after = format!("{}.{}", cursor.issued.utc().timestamp_micros(), cursor.id);
    let fields = [
        ("q", &asked.q),
        ("bureau", &asked.bureau),
        ("campaign", &asked.campaign),
        ("kind", &asked.kind),
        ("from", &asked.from),
        ("to", &asked.to),
        ("mail", &asked.mail),
        ("acknowledged", &asked.acknowledged),
        ("after", &after),
    ];
    query("/notices", fields.iter().map(|(key, value)| (*key, value.as_str())))
}

fn line(console: &Console, w: Words, row: &NoticeRow, zones: &BTreeMap<CampaignId, Tz>) -> NoticeSearchRow {
    let zone = zones.get(&row.campaign).copied().unwrap_or(ZONE);
    NoticeSearchRow {
        id: row.id,
        number: row.number.clone().unwrap_or_default(),
        kind: instrument_name(w, row.notice.instrument),
        title: row.notice.title.clone(),
        to: name(console, &row.notice.to),
        at: w.time(row.notice.at, zone),
        mail: mail(w, row.mail()),
        stands: stands(w, row),
    }
}

/// How far a mail is: its colour's name, and in words.
pub(super) fn mail(w: Words, state: MailState) -> (&'static str, String) {
    let sign = match state {
        MailState::Sent => "good",
        MailState::Failed | MailState::Undeliverable => "bad",
        MailState::LeftOut => "idle",
        MailState::Waiting => "info",
        MailState::Unknown => "idle",
    };
    (sign, w.family("mail-", state.as_str()))
}

/// The colour's name of why a mail waits.
pub(super) const fn sign_of(why: MailWhy) -> &'static str {
    match why {
        MailWhy::OfficeHours | MailWhy::Gathering | MailWhy::Untried => "info",
        MailWhy::PutOff | MailWhy::CopyRefused => "warn",
        MailWhy::Failed | MailWhy::Undeliverable => "bad",
    }
}

/// Whether a notice still stands, and whether it was acknowledged and replied to.
pub(crate) fn stands(w: Words, row: &NoticeRow) -> String {
    match (&row.voided, row.withdrawn, row.acknowledged) {
        (Some(_), ..) => w.t("stands-voided"),
        (None, Some(_), _) => w.t("stands-withdrawn"),
        (None, None, Some(_)) if row.replied.is_some() => w.t("stands-replied"),
        (None, None, Some(_)) if row.awaits_reply => w.t("stands-unreplied"),
        (None, None, Some(_)) => w.t("stands-acknowledged"),
        (None, None, None) if row.number.is_some() => w.t("stands-unacknowledged"),
        (None, None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_the_list_is_written_and_read_again() {
        let place = NoticeCursor { issued: midnight("2024-08-20".parse().unwrap()), id: 12 };
        let asked = NoticeQuery { q: "阶段 & <总结>".to_owned(), ..NoticeQuery::default() };
        let address = address(&asked, &place);
        assert!(!address.contains(['<', ' ']) && address.contains("q=%E9%98%B6"), "{address}");
        let after = address.rsplit_once("after=").map(|(_, after)| after).unwrap();
        assert_eq!(cursor(after), Some(place));
        assert_eq!(cursor("x"), None);
    }
}
