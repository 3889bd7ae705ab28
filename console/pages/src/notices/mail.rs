//! Mail that has not arrived: what waits, since when, why, and how often it was tried; and sending it again.

use super::search::sign_of;
use askama::Template;
use axum::{
    Form,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::Utc;
use chrono_tz::{Asia::Shanghai, Tz};
use duban_domain::{BureauCode, CampaignId, WallTime};
use duban_service::rows::{MailFilter, MailWaiting};
use duban_web::{
    Console, Viewer, WebError,
    i18n::Words,
    layout::{Layout, page},
};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "notices/mail.html")]
struct MailPage {
    frame: Layout,
    w: Words,
    lines: Vec<UndeliveredMailLine>,
    told: Option<String>,
    is_done: bool,
}

/// Mail to a bureau that has not arrived.
pub(crate) struct UndeliveredMailLine {
    pub(crate) bureau: String,
    pub(crate) notices: u32,
    /// The row of the oldest notice in it.
    pub(crate) notice: i64,
    pub(crate) since: String,
    pub(crate) sign: &'static str,
    pub(crate) why: String,
    pub(crate) attempts: u32,
    pub(crate) next: String,
    pub(crate) words: String,
    /// The mail, where this person may send it again.
    pub(crate) again: Option<i64>,
}

#[derive(Deserialize)]
pub(super) struct MailQuery {
    #[serde(default)]
    done: bool,
}

pub(super) async fn waiting(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Query(asked): Query<MailQuery>,
) -> Result<Response, WebError> {
    show(&console, &viewer, w, None, asked.done).await
}

async fn show(
    console: &Console,
    viewer: &Viewer,
    w: Words,
    told: Option<WebError>,
    is_done: bool,
) -> Result<Response, WebError> {
    let mut lines = Vec::new();
    for one in &viewer.mail_to_look_after().await? {
        lines.push(line(viewer, w, one).await?);
    }
    let status = told.as_ref().map_or(StatusCode::OK, WebError::status);
    let told = told.map(|fault| fault.sentence(w));
    let frame = Layout::new(console, viewer, w, w.t("mail-page"), "/mail");
    let mut response = page(&MailPage { frame, w, lines, told, is_done });
    *response.status_mut() = status;
    Ok(response)
}

/// What a page shows of mail that waits.
async fn line(viewer: &Viewer, w: Words, one: &MailWaiting) -> Result<UndeliveredMailLine, WebError> {
    let shown = |at: WallTime, zone: Tz| at.in_zone(zone).format("%Y-%m-%d %H:%M").to_string();
    let why = one.why(WallTime::new(Utc::now()));
    let mail = one.mail.as_ref().map(|mail| mail.id);
    let again = match mail {
        Some(mail) if viewer.may_send_again(mail).await? => Some(mail),
        _ => None,
    };
    Ok(UndeliveredMailLine {
        bureau: viewer.directory().name_of(&one.bureau),
        notices: one.notices,
        notice: one.notice,
        since: w.time(one.issued, Shanghai),
        sign: sign_of(why),
        why: w.family("why-", why.as_str()),
        attempts: one.attempts(),
        next: one.from.map(|at| shown(at, Shanghai)).unwrap_or_default(),
        words: one.words().unwrap_or_default().to_owned(),
        again,
    })
}

/// Mail of a campaign to a bureau that was tried in vain or is set aside.
pub(crate) async fn to(
    viewer: &Viewer,
    w: Words,
    campaign: &CampaignId,
    bureau: &BureauCode,
) -> Result<Vec<UndeliveredMailLine>, WebError> {
    let (campaign, bureau) = (Some(campaign.clone()), Some(bureau.clone()));
    let filter = MailFilter { campaign, bureau, ..MailFilter::default() };
    let mut lines = Vec::new();
    for one in viewer.mail_waiting(&filter).await? {
        if one.attempts() > 0 {
            lines.push(line(viewer, w, &one).await?);
        }
    }
    Ok(lines)
}

#[derive(Deserialize)]
pub(super) struct ResendForm {
    #[serde(default)]
    to: String,
}

pub(super) async fn send_again(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Path(mail): Path<i64>,
    Form(typed): Form<ResendForm>,
) -> Result<Response, WebError> {
    let to = Some(typed.to.trim()).filter(|to| !to.is_empty());
    match viewer.mail_send_again(mail, to).await.map_err(WebError::from) {
        Ok(_) => Ok(Redirect::to("/mail?done=true").into_response()),
        Err(refused @ (WebError::Refused(_) | WebError::Failed(_) | WebError::Invalid(_))) => {
            show(&console, &viewer, w, Some(refused), false).await
        }
        Err(fault) => Err(fault),
    }
}
