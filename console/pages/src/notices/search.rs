//! The search form and its list, all in the address.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use chrono_tz::Tz;
use duban_domain::{CampaignId, Directory, instrument::Instrument};
use duban_service::rows::{MailState, MailWhy, NoticePage, NoticeRow};
use duban_web::{
    Console, Viewer, WebError,
    i18n::Words,
    layout::{Layout, page},
    queries::notices::{NoticeQuery, ZONE, address, cursor, wanted},
};
use std::collections::BTreeMap;

/// As many notices a page.
const PAGE: u32 = 50;
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
    viewer: Viewer,
    w: Words,
    Query(asked): Query<NoticeQuery>,
) -> Result<Response, WebError> {
    let search = wanted(&viewer, &asked)?;
    let after = Some(asked.after.as_str()).filter(|text| !text.is_empty());
    let after = after.map(|text| cursor(text).ok_or(WebError::NotFound)).transpose()?;
    let mut found = viewer.notices(search, &NoticePage { after, limit: PAGE + 1 }).await?;
    let more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let next = found.last().filter(|_| more).map(|last| address(&asked, &last.cursor()));
    let kept = viewer.campaigns().await?;
    let zones: BTreeMap<_, _> = kept.iter().map(|kept| (kept.plan.id.clone(), kept.plan.zone)).collect();
    let rows = found.iter().map(|row| line(viewer.directory(), w, row, &zones)).collect();
    let page_of = NoticeSearchPage {
        frame: Layout::new(&console, &viewer, w, w.t("nav-notices"), "/notices"),
        w,
        campaigns: kept.iter().rev().map(|one| (one.plan.id.to_string(), one.plan.title.clone())).collect(),
        bureaus: viewer.sees().into_iter().map(|one| (one.code.to_string(), one.name.clone())).collect(),
        kinds: Instrument::ALL.iter().map(|one| (one.as_str(), w.instrument(*one))).collect(),
        asked,
        rows,
        next,
    };
    Ok(page(&page_of))
}

fn line(
    directory: &Directory,
    w: Words,
    row: &NoticeRow,
    zones: &BTreeMap<CampaignId, Tz>,
) -> NoticeSearchRow {
    let zone = zones.get(&row.campaign).copied().unwrap_or(ZONE);
    NoticeSearchRow {
        id: row.id,
        number: row.number.clone().unwrap_or_default(),
        kind: w.instrument(row.notice.instrument),
        title: row.notice.title.clone(),
        to: directory.name_of(&row.notice.to),
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
