//! Inboxes, where programs file findings with signed messages: which there are, setting one up, opening and
//! closing it, giving it another secret.

use super::{
    input::Input,
    paging::{Listed, Paging},
    webhooks::{CreatedSubscription, NewSecret, WebhookSwitchBody, fault},
};
use axum::{
    extract::{OriginalUri, Path, Query},
    http::StatusCode,
    response::Response,
};
use chrono_tz::Asia::Shanghai;
use duban_domain::{BureauCode, InboxId};
use duban_service::rows::Inbox as Kept;
use duban_web::{Console, Viewer, WebError, i18n::Words, once::told_once};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::UtoipaMethodRouter, routes};

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![routes!(list, add), routes!(switch), routes!(rotate)]
}

/// An inbox for signed messages. Its secret is not shown again.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SignedInbox)]
struct SignedInboxResource {
    /// Its id.
    #[schema(example = "inbox-0123456789abcdef")]
    id: String,
    /// What signs the findings that are filed there.
    name: String,
    /// The code of the bureau it acts for.
    bureau: String,
    /// Whether it takes messages.
    active: bool,
    /// Where messages are sent to.
    #[schema(example = "/api/v1/inbox/inbox-0123456789abcdef")]
    address: String,
    /// Who set it up.
    made_by: String,
    /// When.
    #[schema(format = DateTime)]
    made: String,
}

fn shown(inbox: Kept) -> SignedInboxResource {
    SignedInboxResource {
        address: format!("/api/v1/inbox/{}", inbox.id),
        id: inbox.id.to_string(),
        name: inbox.name,
        bureau: inbox.bureau.to_string(),
        active: inbox.active,
        made_by: inbox.by.name,
        made: inbox.made.rfc3339(Shanghai),
    }
}

/// The inboxes of the bureaus that the token sees, by id.
#[utoipa::path(get, path = "/api/v1/inboxes", tag = "inboxes", operation_id = "listInboxes", params(Paging),
    responses((status = 200, body = Listed<SignedInboxResource>)))]
async fn list(
    viewer: Viewer,
    words: Words,
    uri: OriginalUri,
    Query(paging): Query<Paging>,
) -> Result<Response, WebError> {
    let inboxes = viewer.inboxes().await.map_err(fault(words))?;
    let page = paging.of(inboxes, |inbox| inbox.id.to_string())?;
    Ok(page.answer(&uri, shown))
}

/// An inbox to be set up.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewInbox {
    /// The code of the bureau it acts for.
    #[schema(example = "522701")]
    bureau: String,
    /// What signs the findings that are filed there.
    #[schema(min_length = 1, max_length = 60, example = "检查应用")]
    name: String,
}

/// Sets up an inbox. Its secret in the answer is told once.
#[utoipa::path(post, path = "/api/v1/inboxes", tag = "inboxes", operation_id = "addInbox", request_body = NewInbox,
    responses((status = 201, body = CreatedSubscription)))]
async fn add(
    viewer: Viewer,
    words: Words,
    Input(NewInbox { bureau, name }): Input<NewInbox>,
) -> Result<Response, WebError> {
    let made = viewer.inbox_add(BureauCode::new(bureau), &name).await.map_err(fault(words))?;
    Ok(told_once(StatusCode::CREATED, CreatedSubscription { id: made.id.to_string(), secret: made.secret }))
}

/// Opens or closes an inbox.
#[utoipa::path(post, path = "/api/v1/inboxes/{inbox}/switch", tag = "inboxes", operation_id = "switchInbox",
    params(("inbox" = String, Path, description = "Its id.")),
    request_body = WebhookSwitchBody, responses((status = 204, description = "It is as was asked.")))]
async fn switch(
    viewer: Viewer,
    words: Words,
    Path(inbox): Path<String>,
    Input(WebhookSwitchBody { on }): Input<WebhookSwitchBody>,
) -> Result<StatusCode, WebError> {
    let inbox = viewer.program_inbox(&InboxId::new(inbox)).await.map_err(fault(words))?;
    inbox.switch(on).await.map_err(fault(words))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives an inbox another secret, which the answer tells once. For a day it believes both.
#[utoipa::path(post, path = "/api/v1/inboxes/{inbox}/rotate", tag = "inboxes", operation_id = "rotateInboxSecret",
    params(("inbox" = String, Path, description = "Its id.")), responses((status = 200, body = NewSecret)))]
async fn rotate(viewer: Viewer, words: Words, Path(inbox): Path<String>) -> Result<Response, WebError> {
    let inbox = viewer.program_inbox(&InboxId::new(inbox)).await.map_err(fault(words))?;
    let secret = inbox.rotate().await.map_err(fault(words))?;
    Ok(told_once(StatusCode::OK, NewSecret { secret }))
}
