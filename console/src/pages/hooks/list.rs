//! The integrations' page: the webhooks and inboxes of the bureaus that an administrator keeps.

use super::{BureauOption, PATH, bureau_name, choices, shown};
use crate::{
    Console, Principal, WebError,
    i18n::Words,
    layout::{Layout, page},
    routes::Routes,
};
use askama::Template;
use axum::{extract::State, response::Response};
use duban_domain::{
    BureauCode,
    access::Action,
    webhook::{EventKind, WebhookFormat},
};
use duban_store::{Inbox, Webhook};

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

async fn list(State(console): State<Console>, principal: Principal, w: Words) -> Result<Response, WebError> {
    principal.authorise(&console, Action::Integrate, &principal.bureau)?;
    let sees: Vec<&BureauCode> = principal.sees(&console).into_iter().map(|bureau| &bureau.code).collect();
    let webhooks = console.store().webhook_list().await?;
    let inboxes = console.store().inbox_list().await?;
    let formats = WebhookFormat::ALL
        .iter()
        .map(|format| Spelled { value: format.as_str(), name: w.family("hooks-format-", format.as_str()) });
    let kinds = EventKind::ALL
        .iter()
        .map(|kind| Spelled { value: kind.as_str(), name: w.family("hooks-kind-", kind.as_str()) });
    Ok(page(&SubscriptionsPage {
        frame: Layout::new(&console, &principal, w, w.t("hooks-title"), PATH),
        w,
        webhooks: webhooks
            .iter()
            .filter(|webhook| sees.contains(&&webhook.bureau))
            .map(|webhook| webhook_row(&console, w, webhook))
            .collect(),
        inboxes: inboxes
            .iter()
            .filter(|inbox| sees.contains(&&inbox.bureau))
            .map(|inbox| inbox_row(&console, inbox))
            .collect(),
        bureaus: choices(&console, &principal),
        formats: formats.collect(),
        kinds: kinds.collect(),
    }))
}

fn webhook_row(console: &Console, w: Words, webhook: &Webhook) -> WebhookRow {
    WebhookRow {
        id: webhook.id.to_string(),
        name: webhook.name.clone(),
        bureau: bureau_name(console, &webhook.bureau),
        url: webhook.url.to_string(),
        format: w.family("hooks-format-", webhook.format.as_str()),
        active: webhook.active,
        failing: (webhook.failures > 0).then(|| w.n("hooks-failing", webhook.failures)),
        delivered: webhook.delivered.map(shown),
    }
}

fn inbox_row(console: &Console, inbox: &Inbox) -> InboxRow {
    InboxRow {
        id: inbox.id.to_string(),
        name: inbox.name.clone(),
        bureau: bureau_name(console, &inbox.bureau),
        active: inbox.active,
        made: shown(inbox.made),
    }
}
