//! One notice: its words, how it went out, its file, its acknowledgement.

use super::search::{mail, stands};
use crate::matter::submitted::{FILES, Submitted};
use askama::Template;
use axum::{
    Form,
    extract::{Multipart, Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono_tz::Tz;
use duban_domain::{Directory, Instrument, access::Action};
use duban_service::{
    CampaignContext, CorrespondenceCommand,
    links::matter_page,
    rows::{DeliveryRow, MailState, NoticeRow, RecipientRow, RecipientState},
};
use duban_web::{
    Console, Viewer, WebError,
    download::{DOCX, download},
    i18n::Words,
    layout::{Layout, page},
};
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
    viewer: Viewer,
    w: Words,
    Path(id): Path<i64>,
) -> Result<Response, WebError> {
    show(&console, &viewer, w, id, None, String::new()).await
}

async fn show(
    console: &Console,
    viewer: &Viewer,
    w: Words,
    id: i64,
    told: Option<WebError>,
    typed: String,
) -> Result<Response, WebError> {
    let found = viewer.notice(id).await?;
    let context = found.context().await?;
    let (row, zone, directory) = (&found.row, context.kept.plan.zone, viewer.directory());
    let standing = is_standing(row, &context);
    let may = |action, bureau| standing && viewer.may(action, bureau);
    let status = told.as_ref().map_or(StatusCode::OK, WebError::status);
    let title = format!("{} {}", w.instrument(row.notice.instrument), row.number.as_deref().unwrap_or(""));
    let page_of = NoticePage {
        frame: Layout::new(console, viewer, w, title.trim().to_owned(), &format!("/notices/{id}")),
        w,
        campaign: context.kept.plan.title.clone(),
        from: directory.name_of(&row.notice.from),
        to: directory.name_of(&row.notice.to),
        at: w.full(row.notice.at, zone),
        stands: stands(w, row),
        acknowledged: row.acknowledged.map(|at| w.full(at, zone)),
        voided: row.voided.as_ref().map(|(at, reason)| (w.full(*at, zone), reason.clone())),
        text: found.text().await?,
        matter: matter_page(&row.source, &row.campaign, &row.about),
        deliveries: told_deliveries(viewer, w, &found.deliveries, zone).await?,
        may_acknowledge: row.acknowledged.is_none() && may(Action::Acknowledge, &row.notice.to),
        may_reply: row.replied.is_none() && may(Action::Acknowledge, &row.notice.to),
        reply_by: awaited_by(w, row, &context),
        replied: row.replied.map(|at| w.full(at, zone)),
        typed,
        may_void: may(Action::Void, &row.notice.from),
        told: told.map(|fault| fault.sentence(w)),
        row: found.into_inner().row,
    };
    let mut response = page(&page_of);
    *response.status_mut() = status;
    Ok(response)
}

/// Whether something can still be said about it.
fn is_standing(row: &NoticeRow, context: &CampaignContext) -> bool {
    let is_over = context.kept.finished.is_some_and(|finished| finished <= context.now);
    // A docket knows what its ladder issued; a matter knows every document but a taking back.
    let known = match row.source.starts_with("campaign/") {
        true => row.notice.instrument.may_stand_on_a_ladder() && !is_over,
        false => row.notice.instrument.is_document(),
    };
    let is_withdrawal = row.notice.instrument == Instrument::Withdrawal;
    known && !is_withdrawal && row.withdrawn.is_none() && row.voided.is_none()
}

async fn told_deliveries(
    viewer: &Viewer,
    w: Words,
    rows: &[DeliveryRow],
    zone: Tz,
) -> Result<Vec<DeliveryView>, WebError> {
    let mut told = Vec::new();
    for row in rows {
        let mut one = delivery(viewer.directory(), w, row, zone);
        let lacking = row.recipients.iter().any(|one| one.state != RecipientState::Sent);
        let is_lacking = row.mail() == MailState::Undeliverable || row.mail() == MailState::Failed || lacking;
        if let Some(mail) = row.mail.filter(|_| is_lacking)
            && viewer.may_send_again(mail).await?
        {
            one.again = Some(mail);
        }
        told.push(one);
    }
    Ok(told)
}

/// By when its reply is awaited, with its mark if that is provisional.
fn awaited_by(w: Words, row: &NoticeRow, context: &CampaignContext) -> Option<String> {
    let by = row.reply_by.filter(|_| row.awaits_reply)?;
    Some(w.settled(w.full(by, context.kept.plan.zone), context.is_provisional(by)))
}

fn reached(w: Words, row: &RecipientRow) -> RecipientView {
    RecipientView {
        role: w.family("recipient-", row.role.as_str()),
        address: row.address.clone(),
        state: w.family("recipient-", row.state.as_str()),
        answer: row.answer.clone().unwrap_or_default(),
    }
}

fn delivery(directory: &Directory, w: Words, row: &DeliveryRow, zone: Tz) -> DeliveryView {
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
        to: directory.name_of(&row.recipient),
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
pub(super) async fn document(viewer: Viewer, Path(id): Path<i64>) -> Result<Response, WebError> {
    let document = viewer.notice(id).await?.document().await?.ok_or(WebError::NotFound)?;
    let file = document.file().await?;
    Ok(download(&file.name, DOCX, file.content))
}

#[derive(Deserialize)]
pub(super) struct Reply {
    #[serde(default)]
    reply: String,
}

pub(super) async fn acknowledge(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Path(id): Path<i64>,
    Form(form): Form<Reply>,
) -> Result<Response, WebError> {
    let reply = Some(form.reply.trim().replace("\r\n", "\n")).filter(|reply| !reply.is_empty());
    let typed = reply.clone().unwrap_or_default();
    say(&console, &viewer, w, id, typed, |ordinal| CorrespondenceCommand::Acknowledge(ordinal, reply)).await
}

/// A reply, perhaps with files.
pub(super) async fn reply(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Path(id): Path<i64>,
    form: Multipart,
) -> Result<Response, WebError> {
    let found = viewer.notice(id).await?;
    // Nobody fills the archive who may not reply.
    viewer.authorise(Action::Acknowledge, &found.row.notice.to)?;
    let form = Submitted::read(&viewer, form).await?;
    let text = form.text("reply").to_owned();
    match form.archive(&viewer, FILES).await {
        Ok(files) => {
            let said = |ordinal| CorrespondenceCommand::Reply(ordinal, text.clone(), files);
            say(&console, &viewer, w, id, text.clone(), said).await
        }
        Err(refused @ (WebError::Failed(_) | WebError::Invalid(_))) => {
            show(&console, &viewer, w, id, Some(refused), text).await
        }
        Err(fault) => Err(fault),
    }
}

/// A file that came with the reply.
pub(super) async fn file(
    viewer: Viewer,
    Path((id, sha256)): Path<(i64, String)>,
) -> Result<Response, WebError> {
    let mut files = viewer.notice(id).await?.into_inner().row.reply_files.into_iter();
    let file = files.find(|file| file.sha256 == sha256).ok_or(WebError::NotFound)?;
    let content = viewer.content(&file).await?;
    Ok(download(&file.name, &file.media_type, content))
}

#[derive(Deserialize)]
pub(super) struct Why {
    #[serde(default)]
    reason: String,
}

pub(super) async fn void(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Path(id): Path<i64>,
    Form(form): Form<Why>,
) -> Result<Response, WebError> {
    let reason = form.reason.replace("\r\n", "\n");
    say(&console, &viewer, w, id, String::new(), |ordinal| CorrespondenceCommand::Void(ordinal, reason)).await
}

/// Tells whoever issued the notice; what was refused is told on its page.
async fn say(
    console: &Console,
    viewer: &Viewer,
    w: Words,
    id: i64,
    typed: String,
    said: impl FnOnce(u32) -> CorrespondenceCommand,
) -> Result<Response, WebError> {
    let row = viewer.notice(id).await?.into_inner().row;
    let told = viewer.tell_about(&row.campaign, &row.source, said(row.notice.ordinal)).await;
    match told.map_err(WebError::from) {
        Ok(()) => Ok(Redirect::to(&format!("/notices/{id}")).into_response()),
        Err(refused @ (WebError::Refused(_) | WebError::Failed(_) | WebError::Invalid(_))) => {
            show(console, viewer, w, id, Some(refused), typed).await
        }
        Err(fault) => Err(fault),
    }
}
