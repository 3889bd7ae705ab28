//! A webhook: set up, looked at, switched, tried.

use super::{
    list::PATH,
    secret::{Once, told_once},
    wording::{fault, shown},
};
use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use duban_domain::{
    BureauCode, WebhookId,
    webhook::{EventKind, WebhookFormat},
};
use duban_service::{
    Visible,
    hooks::NewHook,
    rows::{AttemptRow, Webhook},
};
use duban_web::{
    Console, Viewer, WebError,
    i18n::Words,
    layout::{Layout, page},
    routes::Routes,
};
use serde::Deserialize;

pub(super) fn routes() -> Routes {
    Routes::default()
        .post("/integrations/webhooks", add)
        .get("/integrations/webhooks/{id}", show)
        .post("/integrations/webhooks/{id}/switch", switch)
        .post("/integrations/webhooks/{id}/rotate", rotate)
        .post("/integrations/webhooks/{id}/test", test)
}

/// The webhook of an address, for whoever may keep it.
///
/// # Errors
/// There is none that this viewer keeps.
async fn kept(viewer: &Viewer, w: Words, id: &str) -> Result<Visible<Webhook>, WebError> {
    viewer.webhook(&WebhookId::new(id)).await.map_err(|failure| fault(w, failure))
}

fn address(id: &WebhookId) -> String {
    format!("{PATH}/webhooks/{id}")
}

async fn add(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, WebError> {
    let typed = typed(&pairs, w)?;
    let made = viewer.webhook_add(typed).await.map_err(|failure| fault(w, failure))?;
    let back = address(&made.id);
    Ok(match made.secret {
        None => Redirect::to(&back).into_response(),
        Some(secret) => {
            let (title, says) = (w.t("hooks-added"), w.t("hooks-secret-says"));
            told_once(&console, &viewer, w, Once { title, says, secret, back })
        }
    })
}

/// A form's fields; a kind is one of its own, because several can be ticked.
fn typed(pairs: &[(String, String)], w: Words) -> Result<NewHook, WebError> {
    let of = |name: &str| {
        let found = pairs.iter().find(|(key, _)| key == name);
        found.map_or_else(String::new, |(_, value)| value.clone())
    };
    let kinds = pairs.iter().filter(|(key, _)| key == "kind").map(|(_, value)| EventKind::parse(value));
    let kinds: Option<_> = kinds.collect();
    let unknown = || WebError::unfit(w.t("hooks-field-kinds"), w.t("hooks-misfit-no-kinds"));
    let format = WebhookFormat::parse(&of("format"));
    Ok(NewHook {
        bureau: BureauCode::new(of("bureau")),
        name: of("name"),
        url: of("url"),
        format: format
            .ok_or_else(|| WebError::unfit(w.t("hooks-field-format"), w.t("hooks-misfit-format")))?,
        kinds: kinds.ok_or_else(unknown)?,
        secret: of("secret"),
    })
}

#[derive(Template)]
#[template(path = "hooks/webhook.html")]
struct WebhookPage {
    frame: Layout,
    w: Words,
    name: String,
    address: String,
    bureau: String,
    url: String,
    format: String,
    kinds: String,
    active: bool,
    stopped: Option<String>,
    is_standard: bool,
    both_until: Option<String>,
    made: String,
    by: String,
    tries: Vec<Try>,
}

struct Try {
    at: String,
    name: String,
    events: u32,
    taken: bool,
    status: Option<u16>,
    took_ms: u128,
    told: String,
}

async fn show(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let webhook = kept(&viewer, w, &id).await?;
    let tries = webhook.attempts().await.map_err(|failure| fault(w, failure))?;
    let webhook = webhook.into_inner();
    let now = duban_domain::WallTime::new(chrono::Utc::now());
    let previous = webhook.secrets.as_ref().and_then(|secrets| secrets.previous.as_ref());
    let kinds: Vec<_> = webhook.kinds.iter().map(|kind| w.family("hooks-kind-", kind.as_str())).collect();
    Ok(page(&WebhookPage {
        frame: Layout::new(&console, &viewer, w, webhook.name.clone(), &address(&webhook.id)),
        w,
        address: address(&webhook.id),
        bureau: viewer.directory().name_of(&webhook.bureau),
        url: webhook.url.to_string(),
        format: w.family("hooks-format-", webhook.format.as_str()),
        kinds: kinds.join(&w.t("hooks-and")),
        active: webhook.active,
        is_standard: webhook.format == WebhookFormat::Standard,
        both_until: previous
            .filter(|(_, until)| now < *until)
            .map(|(_, until)| w.with("hooks-both-until", [("until", shown(*until))])),
        made: shown(webhook.made),
        by: webhook.by.name,
        stopped: webhook.stopped,
        name: webhook.name,
        tries: tries.into_iter().map(one_try).collect(),
    }))
}

fn one_try(row: AttemptRow) -> Try {
    let AttemptRow { attempt, taken } = row;
    Try {
        at: shown(attempt.at),
        name: attempt.name,
        events: attempt.events,
        taken,
        status: attempt.status,
        took_ms: attempt.took.as_millis(),
        told: attempt.told,
    }
}

#[derive(Deserialize)]
pub(super) struct WebhookSwitchForm {
    pub(super) on: bool,
}

async fn switch(
    viewer: Viewer,
    w: Words,
    Path(id): Path<String>,
    Form(WebhookSwitchForm { on }): Form<WebhookSwitchForm>,
) -> Result<Response, WebError> {
    let webhook = kept(&viewer, w, &id).await?;
    webhook.switch(on).await.map_err(|failure| fault(w, failure))?;
    Ok(Redirect::to(&address(&webhook.id)).into_response())
}

async fn rotate(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let webhook = kept(&viewer, w, &id).await?;
    let secret = webhook.rotate().await.map_err(|failure| fault(w, failure))?;
    let (title, says, back) = (w.t("hooks-rotated"), w.t("hooks-rotated-says"), address(&webhook.id));
    Ok(told_once(&console, &viewer, w, Once { title, says, secret, back }))
}

/// What became of it stands first among the tries.
async fn test(viewer: Viewer, w: Words, Path(id): Path<String>) -> Result<Response, WebError> {
    let webhook = kept(&viewer, w, &id).await?;
    webhook.test().await.map_err(|failure| fault(w, failure))?;
    Ok(Redirect::to(&format!("{}#tries", address(&webhook.id))).into_response())
}
