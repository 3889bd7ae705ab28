//! One notice: its words, how it went out, its file, its acknowledgement.

use super::{
    DOCX,
    mail::may_send_again,
    search::{mail, stands},
    seen,
};
use crate::{
    Console, Principal, WebError,
    i18n::Words,
    layout::{Layout, page},
    pages::{
        act::{self, CorrespondenceCommand},
        campaign,
        inbox::view::{instrument_name, name},
        matter::submitted::{FILES, Submitted},
    },
};
use askama::Template;
use axum::{
    Form,
    extract::{Multipart, Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use chrono_tz::Tz;
use duban_domain::access::Action;
use duban_service::links::matter_page;
use duban_store::{DeliveryRow, MailState, NoticeRow, RecipientRow, RecipientState};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "notices/one.html")]
struct NoticePage {
    frame: Layout,
    w: Words,
    row: NoticeRow,
    campaign: String,
    from: String,
    to: String,
    at: String,
    stands: String,
    acknowledged: Option<String>,
    voided: Option<(String, String)>,
    text: Option<String>,
    /// The page of what it is about.
    matter: String,
    deliveries: Vec<DeliveryView>,
    may_acknowledge: bool,
    may_reply: bool,
    reply_by: Option<String>,
    replied: Option<String>,
    /// A reply that was not taken, as it was typed.
    typed: String,
    may_void: bool,
    told: Option<String>,
}

struct DeliveryView {
    to: String,
    is_copy: bool,
    sign: &'static str,
    state: String,
    at: String,
    attempts: u32,
    error: String,
    /// Who has it in that bureau, and what became of it with the others.
    recipients: Vec<RecipientView>,
    /// The mail it is in, where this person may send it again.
    again: Option<i64>,
}

/// Somebody in a bureau whom a mail goes to.
struct RecipientView {
    role: String,
    address: String,
    state: String,
    answer: String,
}

pub(super) async fn notice(
    State(console): State<Console>,
    principal: Principal,
    w: Words,
    Path(id): Path<i64>,
) -> Result<Response, WebError> {
    show(&console, &principal, w, id, None, String::new()).await
}

async fn show(
    console: &Console,
    principal: &Principal,
    w: Words,
    id: i64,
    told: Option<WebError>,
    typed: String,
) -> Result<Response, WebError> {
    let (row, deliveries) = seen(console, principal, id).await?;
    let kept = console.store().campaign_get(&row.campaign).await?.ok_or(WebError::NotFound)?;
    let zone = kept.plan.zone;
    let reader = deliveries.first().map(|delivery| delivery.recipient.clone());
    let text = match &reader {
        Some(reader) => console.service().notice_text(id, reader).await?,
        None => None,
    };
    let is_over = kept.finished.is_some_and(|finished| finished <= campaign::now(&kept));
    let from_docket = row.source.starts_with("campaign/");
    // A docket knows what its ladder issued; a matter knows every document but a taking back.
    let known = match from_docket {
        true => row.notice.instrument.may_stand_on_a_ladder() && !is_over,
        false => row.notice.instrument.is_document(),
    };
    let is_withdrawal = row.notice.instrument == duban_domain::Instrument::Withdrawal;
    let standing = known && !is_withdrawal && row.withdrawn.is_none() && row.voided.is_none();
    let may = |action, bureau| standing && principal.may(console, action, bureau);
    let status = told.as_ref().map_or(StatusCode::OK, WebError::status);
    let title =
        format!("{} {}", instrument_name(w, row.notice.instrument), row.number.as_deref().unwrap_or(""));
    let page_of = NoticePage {
        frame: Layout::new(console, principal, w, title.trim().to_owned(), &format!("/notices/{id}")),
        w,
        campaign: kept.plan.title.clone(),
        from: name(console, &row.notice.from),
        to: name(console, &row.notice.to),
        at: w.full(row.notice.at, zone),
        stands: stands(w, &row),
        acknowledged: row.acknowledged.map(|at| w.full(at, zone)),
        voided: row.voided.as_ref().map(|(at, reason)| (w.full(*at, zone), reason.clone())),
        text,
        matter: matter_page(&row.source, &row.campaign, &row.about),
        deliveries: told_deliveries(console, principal, w, &deliveries, zone).await?,
        may_acknowledge: row.acknowledged.is_none() && may(Action::Acknowledge, &row.notice.to),
        may_reply: row.replied.is_none() && may(Action::Acknowledge, &row.notice.to),
        reply_by: awaited_by(console, w, &row).await?,
        replied: row.replied.map(|at| w.full(at, zone)),
        typed,
        may_void: may(Action::Void, &row.notice.from),
        told: told.map(|fault| fault.sentence(w)),
        row,
    };
    let mut response = page(&page_of);
    *response.status_mut() = status;
    Ok(response)
}

async fn told_deliveries(
    console: &Console,
    principal: &Principal,
    w: Words,
    rows: &[DeliveryRow],
    zone: Tz,
) -> Result<Vec<DeliveryView>, WebError> {
    let mut told = Vec::new();
    for row in rows {
        let mut one = delivery(console, w, row, zone);
        let lacking = row.recipients.iter().any(|one| one.state != RecipientState::Sent);
        let is_lacking = row.mail() == MailState::Undeliverable || row.mail() == MailState::Failed || lacking;
        if let Some(mail) = row.mail.filter(|_| is_lacking)
            && may_send_again(console, principal, mail).await?
        {
            one.again = Some(mail);
        }
        told.push(one);
    }
    Ok(told)
}

/// By when its reply is awaited, with its mark if that is provisional.
async fn awaited_by(console: &Console, w: Words, row: &NoticeRow) -> Result<Option<String>, WebError> {
    let Some(by) = row.reply_by.filter(|_| row.awaits_reply) else { return Ok(None) };
    let scene = console.service().scene(&row.campaign).await?;
    let provisional = scene.calendar.is_provisional(by.date(scene.kept.plan.zone));
    Ok(Some(w.settled(w.full(by, scene.kept.plan.zone), provisional)))
}

fn reached(w: Words, row: &RecipientRow) -> RecipientView {
    RecipientView {
        role: w.family("recipient-", row.role.as_str()),
        address: row.address.clone(),
        state: w.family("recipient-", row.state.as_str()),
        answer: row.answer.clone().unwrap_or_default(),
    }
}

fn delivery(console: &Console, w: Words, row: &DeliveryRow, zone: Tz) -> DeliveryView {
    let shown = |at: duban_domain::WallTime| at.in_zone(zone).format("%Y-%m-%d %H:%M").to_string();
    let (sign, state) = mail(w, row.mail());
    let at = match row.mail() {
        MailState::Sent => row.sent,
        MailState::Failed | MailState::Undeliverable => row.failed,
        MailState::Waiting => Some(row.send_from),
        MailState::LeftOut => row.moot.map(|(_, at)| at),
        MailState::Unknown => None,
    };
    DeliveryView {
        to: name(console, &row.recipient),
        is_copy: row.is_copy,
        sign,
        state,
        at: at.map(shown).unwrap_or_default(),
        attempts: row.attempts,
        error: match row.moot {
            Some((moot, _)) => w.family("moot-", moot.as_str()),
            None => row.last_error.clone().filter(|_| row.mail() != MailState::Sent).unwrap_or_default(),
        },
        recipients: row.recipients.iter().map(|row| reached(w, row)).collect(),
        again: None,
    }
}

/// The document as it stands now: one that was voided says so at its head.
pub(super) async fn document(
    State(console): State<Console>,
    principal: Principal,
    Path(id): Path<i64>,
) -> Result<Response, WebError> {
    let (row, _) = seen(&console, &principal, id).await?;
    let found =
        console.store().document_get(&row.source, row.notice.ordinal).await?.ok_or(WebError::NotFound)?;
    let filed = console.service().filing().present(&found).await;
    let file = filed.map_err(|error| WebError::Unavailable(error.into()))?;
    Ok(download(&file.name, DOCX, file.content))
}

/// A file to keep: never shown in place, whatever is in it.
pub(crate) fn download(file: &str, media_type: &str, content: impl Into<axum::body::Body>) -> Response {
    let mut response = content.into().into_response();
    let headers = response.headers_mut();
    let kind = HeaderValue::from_str(media_type);
    headers
        .insert(header::CONTENT_TYPE, kind.unwrap_or(HeaderValue::from_static("application/octet-stream")));
    let encoded = crate::routes::escape(file);
    if let Ok(value) = HeaderValue::try_from(format!("attachment; filename*=UTF-8''{encoded}")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    response
}

#[derive(Deserialize)]
pub(super) struct Reply {
    #[serde(default)]
    reply: String,
}

pub(super) async fn acknowledge(
    State(console): State<Console>,
    principal: Principal,
    w: Words,
    Path(id): Path<i64>,
    Form(form): Form<Reply>,
) -> Result<Response, WebError> {
    let reply = Some(form.reply.trim().replace("\r\n", "\n")).filter(|reply| !reply.is_empty());
    let typed = reply.clone().unwrap_or_default();
    say(&console, &principal, w, id, typed, |ordinal| CorrespondenceCommand::Acknowledge(ordinal, reply))
        .await
}

/// A reply, perhaps with files.
pub(super) async fn reply(
    State(console): State<Console>,
    principal: Principal,
    w: Words,
    Path(id): Path<i64>,
    form: Multipart,
) -> Result<Response, WebError> {
    let (row, _) = seen(&console, &principal, id).await?;
    // Nobody fills the archive who may not reply.
    principal.authorise(&console, Action::Acknowledge, &row.notice.to)?;
    let form = Submitted::read(&console, form).await?;
    let text = form.text("reply").to_owned();
    match form.archive(&console, FILES).await {
        Ok(files) => {
            let said = |ordinal| CorrespondenceCommand::Reply(ordinal, text.clone(), files);
            say(&console, &principal, w, id, text.clone(), said).await
        }
        Err(refused @ (WebError::Failed(_) | WebError::Invalid(_))) => {
            show(&console, &principal, w, id, Some(refused), text).await
        }
        Err(fault) => Err(fault),
    }
}

/// A file that came with the reply.
pub(super) async fn file(
    State(console): State<Console>,
    principal: Principal,
    Path((id, sha256)): Path<(i64, String)>,
) -> Result<Response, WebError> {
    let (row, _) = seen(&console, &principal, id).await?;
    let file = row.reply_files.into_iter().find(|file| file.sha256 == sha256).ok_or(WebError::NotFound)?;
    let content = console.service().archive().get(&file).await;
    let content = content.map_err(|error| WebError::Unavailable(error.into()))?;
    Ok(download(&file.name, &file.media_type, content))
}

#[derive(Deserialize)]
pub(super) struct Why {
    #[serde(default)]
    reason: String,
}

pub(super) async fn void(
    State(console): State<Console>,
    principal: Principal,
    w: Words,
    Path(id): Path<i64>,
    Form(form): Form<Why>,
) -> Result<Response, WebError> {
    let reason = form.reason.replace("\r\n", "\n");
    say(&console, &principal, w, id, String::new(), |ordinal| CorrespondenceCommand::Void(ordinal, reason))
        .await
}

/// Tells whoever issued the notice; what was refused is told on its page.
async fn say(
    console: &Console,
    principal: &Principal,
    w: Words,
    id: i64,
    typed: String,
    said: impl FnOnce(u32) -> CorrespondenceCommand,
) -> Result<Response, WebError> {
    let (row, _) = seen(console, principal, id).await?;
    match act::paper(console, principal, &row.campaign, &row.source, said(row.notice.ordinal)).await {
        Ok(()) => Ok(Redirect::to(&format!("/notices/{id}")).into_response()),
        Err(refused @ (WebError::Refused(_) | WebError::Failed(_) | WebError::Invalid(_))) => {
            show(console, principal, w, id, Some(refused), typed).await
        }
        Err(fault) => Err(fault),
    }
}
