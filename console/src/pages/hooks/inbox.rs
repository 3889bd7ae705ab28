//! An inbox: set up, opened and closed, given another secret.

use super::{Once, PATH, fault, told_once, webhook::WebhookSwitchForm};
use crate::{Console, Principal, WebError, i18n::Words, routes::Routes};
use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use duban_domain::{BureauCode, InboxId, access::Action};
use duban_store::Inbox;
use serde::Deserialize;

pub(super) fn routes() -> Routes {
    Routes::default()
        .post("/integrations/inboxes", add)
        .post("/integrations/inboxes/{id}/switch", switch)
        .post("/integrations/inboxes/{id}/rotate", rotate)
}

/// The inbox of an address, for whoever may keep it.
///
/// # Errors
/// There is none that this principal keeps.
pub(crate) async fn kept(
    console: &Console,
    principal: &Principal,
    w: Words,
    id: &str,
) -> Result<Inbox, WebError> {
    match console.service().hooks().inbox(&InboxId::new(id)).await.map_err(|failure| fault(w, failure)) {
        Ok(inbox) => {
            principal.authorise(console, Action::Integrate, &inbox.bureau)?;
            Ok(inbox)
        }
        Err(fault) => {
            principal.authorise(console, Action::Integrate, &principal.bureau)?;
            Err(fault)
        }
    }
}

#[derive(Deserialize)]
struct New {
    bureau: String,
    name: String,
}

async fn add(
    State(console): State<Console>,
    principal: Principal,
    w: Words,
    Form(New { bureau, name }): Form<New>,
) -> Result<Response, WebError> {
    let bureau = BureauCode::new(bureau);
    principal.authorise(&console, Action::Integrate, &bureau)?;
    let made = console.service().hooks().inbox_add(principal.actor(), bureau, &name).await;
    let made = made.map_err(|failure| fault(w, failure))?;
    let says = w.with("hooks-inbox-says", [("address", format!("/api/v1/inbox/{}", made.id))]);
    let once = Once {
        title: w.t("hooks-inbox-added"),
        says,
        secret: made.secret.unwrap_or_default(),
        back: PATH.to_owned(),
    };
    Ok(told_once(&console, &principal, w, once))
}

async fn switch(
    State(console): State<Console>,
    principal: Principal,
    w: Words,
    Path(id): Path<String>,
    Form(WebhookSwitchForm { on }): Form<WebhookSwitchForm>,
) -> Result<Response, WebError> {
    let inbox = kept(&console, &principal, w, &id).await?;
    console.service().hooks().inbox_switch(&inbox.id, on).await.map_err(|failure| fault(w, failure))?;
    Ok(Redirect::to(PATH).into_response())
}

async fn rotate(
    State(console): State<Console>,
    principal: Principal,
    w: Words,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let inbox = kept(&console, &principal, w, &id).await?;
    let secret =
        console.service().hooks().inbox_rotate(&inbox.id).await.map_err(|failure| fault(w, failure))?;
    let (title, says) = (w.t("hooks-rotated"), w.t("hooks-inbox-rotated-says"));
    Ok(told_once(&console, &principal, w, Once { title, says, secret, back: PATH.to_owned() }))
}
