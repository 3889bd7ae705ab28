//! The integrations' page: the webhooks and inboxes of the bureaus that an administrator keeps.

use super::{
    bureau_option::{BureauOption, choices},
    wording::{fault, shown},
};
use askama::Template;
use axum::{extract::State, response::Response};
use duban_domain::{
    Directory,
    webhook::{EventKind, WebhookFormat},
};
use duban_service::rows::{Inbox, Webhook};
use duban_web::{
    Console, Viewer, WebError,
    i18n::Words,
    layout::{Layout, page},
    routes::Routes,
};

/// Where these pages begin.
pub(super) const PATH: &str = "/integrations";

pub(super) fn routes() -> Routes {
    Routes::default().get(PATH, list)
}

#[derive(Template)]
#[template(path = "hooks/list.html")]
struct SubscriptionsPage {
    frame: Layout,
    w: Words,
    webhooks: Vec<WebhookRow>,
    inboxes: Vec<InboxRow>,
    bureaus: Vec<BureauOption>,
    formats: Vec<Spelled>,
    kinds: Vec<Spelled>,
}

/// Something with a spelling and a name.
pub(super) struct Spelled {
    value: &'static str,
    name: String,
}

pub(super) struct WebhookRow {
    id: String,
    name: String,
    bureau: String,
    url: String,
    format: String,
    active: bool,
    failing: Option<String>,
    delivered: Option<String>,
}

struct InboxRow {
    id: String,
    name: String,
    bureau: String,
    active: bool,
    made: String,
}

async fn list(State(console): State<Console>, viewer: Viewer, w: Words) -> Result<Response, WebError> {
    let mut webhooks = viewer.webhooks().await.map_err(|failure| fault(w, failure))?;
    let mut inboxes = viewer.inboxes().await.map_err(|failure| fault(w, failure))?;
    // People look for what is of one bureau, and for what was made last.
    webhooks.sort_by(|a, b| (&a.bureau, a.made).cmp(&(&b.bureau, b.made)));
    inboxes.sort_by(|a, b| (&a.bureau, a.made).cmp(&(&b.bureau, b.made)));
    let directory = viewer.directory();
    let formats = WebhookFormat::ALL
        .iter()
        .map(|format| Spelled { value: format.as_str(), name: w.family("hooks-format-", format.as_str()) });
    let kinds = EventKind::ALL
        .iter()
        .map(|kind| Spelled { value: kind.as_str(), name: w.family("hooks-kind-", kind.as_str()) });
    Ok(page(&SubscriptionsPage {
        frame: Layout::new(&console, &viewer, w, w.t("hooks-title"), PATH),
        w,
        webhooks: webhooks.iter().map(|webhook| webhook_row(directory, w, webhook)).collect(),
        inboxes: inboxes.iter().map(|inbox| inbox_row(directory, inbox)).collect(),
        bureaus: choices(&viewer),
        formats: formats.collect(),
        kinds: kinds.collect(),
    }))
}

fn webhook_row(directory: &Directory, w: Words, webhook: &Webhook) -> WebhookRow {
    WebhookRow {
        id: webhook.id.to_string(),
        name: webhook.name.clone(),
        bureau: directory.name_of(&webhook.bureau),
        url: webhook.url.to_string(),
        format: w.family("hooks-format-", webhook.format.as_str()),
        active: webhook.active,
        failing: (webhook.failures > 0).then(|| w.n("hooks-failing", webhook.failures)),
        delivered: webhook.delivered.map(shown),
    }
}

fn inbox_row(directory: &Directory, inbox: &Inbox) -> InboxRow {
    InboxRow {
        id: inbox.id.to_string(),
        name: inbox.name.clone(),
        bureau: directory.name_of(&inbox.bureau),
        active: inbox.active,
        made: shown(inbox.made),
    }
}
