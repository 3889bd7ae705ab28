//! Mail that has not arrived: what waits, since when, why, and how often it was tried; and sending it again.

use super::{search::sign_of, seen_bureaus};
use crate::{
    Console, Principal, WebError,
    audit::Target,
    i18n::Words,
    layout::{Layout, page},
    pages::inbox::view::name,
};
use askama::Template;
use axum::{
    Form,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::Utc;
use chrono_tz::{Asia::Shanghai, Tz};
use duban_domain::{BureauCode, CampaignId, WallTime, access::Action, people::Outcome};
use duban_store::{MailFilter, MailWaiting};
use serde::Deserialize;
use serde_json::json;

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
    principal: Principal,
    w: Words,
    Query(asked): Query<MailQuery>,
) -> Result<Response, WebError> {
    show(&console, &principal, w, None, asked.done).await
}

async fn show(
    console: &Console,
    principal: &Principal,
    w: Words,
    told: Option<WebError>,
    is_done: bool,
) -> Result<Response, WebError> {
    principal.authorise_own(console)?;
    let mut waiting = console.store().mail_waiting(&MailFilter::default()).await?;
    let own = MailFilter { sender: Some(principal.bureau.clone()), ..MailFilter::default() };
    let issued = console.store().mail_waiting(&own).await?;
    let bureaus = seen_bureaus(console, principal);
    let is_issued =
        |one: &MailWaiting| issued.iter().any(|own| own.mail == one.mail && own.bureau == one.bureau);
    waiting.retain(|one| bureaus.contains(&one.bureau) || one.mail.is_some() && is_issued(one));
    let mut lines = Vec::new();
    for one in &waiting {
        lines.push(line(console, principal, w, one).await?);
    }
    let status = told.as_ref().map_or(StatusCode::OK, WebError::status);
    let told = told.map(|fault| fault.sentence(w));
    let frame = Layout::new(console, principal, w, w.t("mail-page"), "/mail");
    let mut response = page(&MailPage { frame, w, lines, told, is_done });
    *response.status_mut() = status;
    Ok(response)
}

/// What a page shows of mail that waits.
async fn line(
    console: &Console,
    principal: &Principal,
    w: Words,
    one: &MailWaiting,
) -> Result<UndeliveredMailLine, WebError> {
    let shown = |at: WallTime, zone: Tz| at.in_zone(zone).format("%Y-%m-%d %H:%M").to_string();
    let why = one.why(WallTime::new(Utc::now()));
    let mail = one.mail.as_ref().map(|mail| mail.id);
    let again = match mail {
        Some(mail) if may_send_again(console, principal, mail).await? => Some(mail),
        _ => None,
    };
    Ok(UndeliveredMailLine {
        bureau: name(console, &one.bureau),
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
    console: &Console,
    principal: &Principal,
    w: Words,
    campaign: &CampaignId,
    bureau: &BureauCode,
) -> Result<Vec<UndeliveredMailLine>, WebError> {
    let (campaign, bureau) = (Some(campaign.clone()), Some(bureau.clone()));
    let filter = MailFilter { campaign, bureau, ..MailFilter::default() };
    let mut lines = Vec::new();
    for one in console.store().mail_waiting(&filter).await? {
        if one.attempts() > 0 {
            lines.push(line(console, principal, w, &one).await?);
        }
    }
    Ok(lines)
}

/// Whether this principal may send a mail again: as whoever issued what it tells of may, all of it.
pub(super) async fn may_send_again(
    console: &Console,
    principal: &Principal,
    mail: i64,
) -> Result<bool, WebError> {
    let senders = console.store().mail_senders(mail).await?;
    Ok(!senders.is_empty() && senders.iter().all(|code| principal.may(console, Action::SendAgain, code)))
}

/// Sends a mail again, if this principal may; the bureau it is for.
///
/// # Errors
/// There is no such mail, the principal may not, or [`duban_service::Service::mail_send_again`]'s.
pub(crate) async fn again(
    console: &Console,
    principal: &Principal,
    mail: i64,
    instead: Option<&str>,
) -> Result<BureauCode, WebError> {
    principal.authorise_own(console)?;
    let senders = console.store().mail_senders(mail).await?;
    if senders.is_empty() {
        return Err(WebError::NotFound);
    }
    for sender in &senders {
        principal.authorise(console, Action::SendAgain, sender)?;
    }
    let sent = console.service().mail_send_again(mail, instead).await;
    let outcome = match &sent {
        Ok(_) => Outcome::Done,
        Err(failure) if failure.is_refusal() => Outcome::Refused,
        Err(_) => Outcome::Failed,
    };
    let bureau = console.store().mail_get(mail).await?.map(|row| row.bureau);
    let target = bureau.as_ref().map(Target::of).unwrap_or_default();
    let target = target.upon(format!("mail {mail}")).with(json!({ "to": instead }));
    console.audit(principal, Action::SendAgain.as_str(), target, outcome).await?;
    Ok(sent?.bureau)
}

#[derive(Deserialize)]
pub(super) struct ResendForm {
    #[serde(default)]
    to: String,
}

pub(super) async fn send_again(
    State(console): State<Console>,
    principal: Principal,
    w: Words,
    Path(mail): Path<i64>,
    Form(typed): Form<ResendForm>,
) -> Result<Response, WebError> {
    let to = Some(typed.to.trim()).filter(|to| !to.is_empty());
    match again(&console, &principal, mail, to).await {
        Ok(_) => Ok(Redirect::to("/mail?done=true").into_response()),
        Err(refused @ (WebError::Refused(_) | WebError::Failed(_) | WebError::Invalid(_))) => {
            show(&console, &principal, w, Some(refused), false).await
        }
        Err(fault) => Err(fault),
    }
}
