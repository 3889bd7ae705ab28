//! An inbox: set up, opened and closed, given another secret.

use super::{
    list::PATH,
    secret::{Once, told_once},
    webhook::WebhookSwitchForm,
    wording::fault,
};
use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use duban_domain::{BureauCode, InboxId};
use duban_service::{Visible, rows::Inbox};
use duban_web::{Console, Viewer, WebError, i18n::Words, routes::Routes};
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
/// There is none that this viewer keeps.
async fn kept(viewer: &Viewer, w: Words, id: &str) -> Result<Visible<Inbox>, WebError> {
    viewer.program_inbox(&InboxId::new(id)).await.map_err(|failure| fault(w, failure))
}

#[derive(Deserialize)]
struct New {
    bureau: String,
    name: String,
}

async fn add(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Form(New { bureau, name }): Form<New>,
) -> Result<Response, WebError> {
    let bureau = BureauCode::new(bureau);
    let made = viewer.inbox_add(bureau, &name).await.map_err(|failure| fault(w, failure))?;
    let says = w.with("hooks-inbox-says", [("address", format!("/api/v1/inbox/{}", made.id))]);
    let once = Once {
        title: w.t("hooks-inbox-added"),
        says,
        secret: made.secret.unwrap_or_default(),
        back: PATH.to_owned(),
    };
    Ok(told_once(&console, &viewer, w, once))
}

async fn switch(
    viewer: Viewer,
    w: Words,
    Path(id): Path<String>,
    Form(WebhookSwitchForm { on }): Form<WebhookSwitchForm>,
) -> Result<Response, WebError> {
    kept(&viewer, w, &id).await?.switch(on).await.map_err(|failure| fault(w, failure))?;
    Ok(Redirect::to(PATH).into_response())
}

async fn rotate(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let secret = kept(&viewer, w, &id).await?.rotate().await.map_err(|failure| fault(w, failure))?;
    let (title, says) = (w.t("hooks-rotated"), w.t("hooks-inbox-rotated-says"));
    Ok(told_once(&console, &viewer, w, Once { title, says, secret, back: PATH.to_owned() }))
}
