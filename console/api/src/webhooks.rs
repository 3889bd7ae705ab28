//! Webhooks: which there are, setting one up, switching it, giving it another secret, trying it, and what
//! came of the last tries.

use super::{
    input::Input,
    paging::{Listed, Paging},
    schema,
};
use axum::{
    Json,
    extract::{OriginalUri, Path, Query},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono_tz::Asia::Shanghai;
use duban_domain::{
    BureauCode, WebhookId,
    webhook::{EventKind, WebhookFormat},
};
use duban_service::{
    hooks::{HookFailure, LONGEST_NAME, NewHook},
    rows::{AttemptRow, Webhook as Kept},
};
use duban_web::{Console, Viewer, WebError, hook_error::fault_at, i18n::Words, once::told_once};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;
use utoipa_axum::{router::UtoipaMethodRouter, routes};

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![routes!(list, add), routes!(get), routes!(switch), routes!(rotate), routes!(test), routes!(attempts)]
}

/// A webhook. Neither its secret nor the whole of its address is shown again.
#[derive(Debug, Serialize, ToSchema)]
struct Webhook {
    /// Its id.
    #[schema(example = "hook-0123456789abcdef")]
    id: String,
    /// What people call it.
    name: String,
    /// The code of the bureau of which, and of all below it, it is told.
    bureau: String,
    /// Where it leads: scheme and host; the rest may be a secret.
    #[schema(example = "https://example.gov.cn/…")]
    url: String,
    /// How it is told.
    #[schema(schema_with = schema::webhook_format)]
    format: &'static str,
    /// Of what.
    #[schema(schema_with = schema::event_kinds)]
    kinds: Vec<&'static str>,
    /// Whether it is switched on.
    active: bool,
    /// Why it was switched off, where that was not a person's wish.
    stopped: Option<String>,
    /// Until when the secret before signs too.
    #[schema(format = DateTime)]
    both_until: Option<String>,
    /// Who set it up.
    made_by: String,
    /// When.
    #[schema(format = DateTime)]
    made: String,
    /// The last time its receiver took something.
    #[schema(format = DateTime)]
    delivered: Option<String>,
    /// How many tries have failed since then.
    failures: u64,
}

fn shown(webhook: Kept) -> Webhook {
    let previous = webhook.secrets.and_then(|secrets| secrets.previous);
    let now = duban_web::people::now();
    Webhook {
        id: webhook.id.to_string(),
        name: webhook.name,
        bureau: webhook.bureau.to_string(),
        url: webhook.url.to_string(),
        format: webhook.format.as_str(),
        kinds: webhook.kinds.iter().map(|kind| kind.as_str()).collect(),
        active: webhook.active,
        stopped: webhook.stopped,
        both_until: previous.filter(|(_, until)| now < *until).map(|(_, until)| until.rfc3339(Shanghai)),
        made_by: webhook.by.name,
        made: webhook.made.rfc3339(Shanghai),
        delivered: webhook.delivered.map(|at| at.rfc3339(Shanghai)),
        failures: webhook.failures,
    }
}

/// The webhooks of the bureaus that the token sees, by id.
#[utoipa::path(get, path = "/api/v1/webhooks", tag = "webhooks", operation_id = "listWebhooks", params(Paging),
    responses((status = 200, body = Listed<Webhook>)))]
async fn list(
    viewer: Viewer,
    words: Words,
    uri: OriginalUri,
    Query(paging): Query<Paging>,
) -> Result<Response, WebError> {
    let webhooks = viewer.webhooks().await.map_err(fault(words))?;
    let page = paging.of(webhooks, |webhook| webhook.id.to_string())?;
    Ok(page.answer(&uri, shown))
}

/// A webhook.
#[utoipa::path(get, path = "/api/v1/webhooks/{webhook}", tag = "webhooks", operation_id = "getWebhook",
    params(("webhook" = String, Path, description = "Its id.")), responses((status = 200, body = Webhook)))]
async fn get(viewer: Viewer, words: Words, Path(webhook): Path<String>) -> Result<Json<Webhook>, WebError> {
    let webhook = viewer.webhook(&WebhookId::new(webhook)).await.map_err(fault(words))?;
    Ok(Json(shown(webhook.into_inner())))
}

/// A webhook to be set up.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewWebhook {
    /// The code of the bureau of which, and of all below it, it is told.
    #[schema(example = "522700")]
    bureau: String,
    /// What people call it.
    #[schema(min_length = 1, max_length = 60)]
    name: String,
    /// Where it leads; `https` only.
    #[schema(max_length = 2000, example = "https://example.gov.cn/hook")]
    url: String,
    /// How it is told.
    #[schema(schema_with = schema::webhook_format)]
    format: String,
    /// Of what.
    #[schema(schema_with = schema::event_kinds)]
    kinds: BTreeSet<EventKind>,
    /// A 钉钉 robot's secret, where its security setting is 加签; nobody else's.
    #[serde(default)]
    #[schema(pattern = "^(SEC[0-9A-Za-z]{8,128})?$")]
    secret: String,
}

// The schema says the same.
const _: () = assert!(LONGEST_NAME == 60, "the longest name of a webhook or an inbox");

/// Something that was set up.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MadeWithSecret)]
pub(super) struct CreatedSubscription {
    /// Its id.
    pub(super) id: String,
    /// The secret that signs its messages, told this once; none: it has none of our making.
    pub(super) secret: Option<String>,
}

/// A secret that takes the place of the one before, which counts for a day yet. It is told this once.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NewSecret {
    /// The secret.
    pub(super) secret: String,
}

/// What was not done, at the field of what was sent.
pub(super) fn fault(words: Words) -> impl Fn(HookFailure) -> WebError {
    move |failure| fault_at(words, failure, str::to_owned)
}

/// Sets up a webhook. One for programs gets a secret, which the answer tells once.
#[utoipa::path(post, path = "/api/v1/webhooks", tag = "webhooks", operation_id = "addWebhook",
    request_body = NewWebhook, responses((status = 201, body = CreatedSubscription)))]
async fn add(viewer: Viewer, words: Words, Input(new): Input<NewWebhook>) -> Result<Response, WebError> {
    let NewWebhook { bureau, name, url, format, kinds, secret } = new;
    let bureau = BureauCode::new(bureau);
    let format = WebhookFormat::parse(&format);
    let format = format.ok_or_else(|| WebError::unfit("format", words.t("hooks-misfit-format")))?;
    let typed = NewHook { bureau, name, url, format, kinds, secret };
    let made = viewer.webhook_add(typed).await.map_err(fault(words))?;
    let made = CreatedSubscription { id: made.id.to_string(), secret: made.secret };
    Ok(match made.secret {
        None => (StatusCode::CREATED, Json(made)).into_response(),
        Some(_) => told_once(StatusCode::CREATED, made),
    })
}

/// On or off.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WebhookSwitchBody {
    /// Whether it is to be on.
    pub(super) on: bool,
}

/// Switches a webhook on or off. Switched on, it goes on where it stopped.
#[utoipa::path(post, path = "/api/v1/webhooks/{webhook}/switch", tag = "webhooks", operation_id = "switchWebhook",
    params(("webhook" = String, Path, description = "Its id.")),
    request_body = WebhookSwitchBody, responses((status = 204, description = "It is as was asked.")))]
async fn switch(
    viewer: Viewer,
    words: Words,
    Path(webhook): Path<String>,
    Input(WebhookSwitchBody { on }): Input<WebhookSwitchBody>,
) -> Result<StatusCode, WebError> {
    let webhook = viewer.webhook(&WebhookId::new(webhook)).await.map_err(fault(words))?;
    webhook.switch(on).await.map_err(fault(words))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives a webhook for programs another secret, which the answer tells once. For a day both sign.
#[utoipa::path(post, path = "/api/v1/webhooks/{webhook}/rotate", tag = "webhooks",
    operation_id = "rotateWebhookSecret",
    params(("webhook" = String, Path, description = "Its id.")), responses((status = 200, body = NewSecret)))]
async fn rotate(viewer: Viewer, words: Words, Path(webhook): Path<String>) -> Result<Response, WebError> {
    let webhook = viewer.webhook(&WebhookId::new(webhook)).await.map_err(fault(words))?;
    let secret = webhook.rotate().await.map_err(fault(words))?;
    Ok(told_once(StatusCode::OK, NewSecret { secret }))
}

/// A try.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookAttempt)]
struct Attempt {
    /// When it began.
    #[schema(format = DateTime)]
    at: String,
    /// The id of the first event in it.
    event: String,
    /// And its type.
    name: String,
    /// How many events it held.
    events: u32,
    /// Whether the receiver took it.
    taken: bool,
    /// The HTTP status; none: there was no answer.
    status: Option<u16>,
    /// How long it took, in milliseconds.
    took_ms: u64,
    /// The beginning of the answer, or why there is none.
    told: String,
}

fn tried(AttemptRow { attempt, taken }: AttemptRow) -> Attempt {
    Attempt {
        at: attempt.at.rfc3339(Shanghai),
        event: attempt.event,
        name: attempt.name,
        events: attempt.events,
        taken,
        status: attempt.status,
        took_ms: u64::try_from(attempt.took.as_millis()).unwrap_or(u64::MAX),
        told: attempt.told,
    }
}

/// Sends a test at once and says what came of it.
#[utoipa::path(post, path = "/api/v1/webhooks/{webhook}/test", tag = "webhooks", operation_id = "testWebhook",
    params(("webhook" = String, Path, description = "Its id.")), responses((status = 200, body = Attempt)))]
async fn test(viewer: Viewer, words: Words, Path(webhook): Path<String>) -> Result<Json<Attempt>, WebError> {
    let webhook = viewer.webhook(&WebhookId::new(webhook)).await.map_err(fault(words))?;
    let posted = webhook.test().await.map_err(fault(words))?;
    let tries = webhook.attempts().await.map_err(fault(words))?;
    let ours = tries.into_iter().find(|row| row.attempt.event == posted.attempt.event);
    Ok(Json(tried(ours.unwrap_or(AttemptRow { attempt: posted.attempt, taken: false }))))
}

/// The last tries of a webhook, newest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookAttempts)]
struct Attempts {
    /// The tries; only the newest are kept.
    items: Vec<Attempt>,
}

/// What came of the last tries of a webhook, newest first.
#[utoipa::path(get, path = "/api/v1/webhooks/{webhook}/attempts", tag = "webhooks",
    operation_id = "listWebhookAttempts",
    params(("webhook" = String, Path, description = "Its id.")), responses((status = 200, body = Attempts)))]
async fn attempts(
    viewer: Viewer,
    words: Words,
    Path(webhook): Path<String>,
) -> Result<Json<Attempts>, WebError> {
    let webhook = viewer.webhook(&WebhookId::new(webhook)).await.map_err(fault(words))?;
    let tries = webhook.attempts().await.map_err(fault(words))?;
    Ok(Json(Attempts { items: tries.into_iter().map(tried).collect() }))
}
