//! The pages as an app in the field: its manifest, its service worker, the page that says there is no network, and the
//! page of what waits on the device to be sent. What waits is known to the device alone: the page is empty as it
//! is served.

mod worker;

use askama::Template;
use axum::{
    extract::State,
    http::{Method, header},
    response::{IntoResponse, Response},
    routing,
};
use duban_web::{
    Console, Viewer, WebError,
    assets::address,
    i18n::Words,
    layout::{Layout, page},
    routes::Routes,
};
use serde_json::json;

/// The colour of the head, as the style sheet has it.
const THEME: &str = "#a31515";
/// The colour behind the pages.
const GROUND: &str = "#f4f6f8";

pub(crate) fn routes() -> Routes {
    Routes::default()
        .public(Method::GET, "/sw.js", routing::get(worker::script))
        .public(Method::GET, "/app.webmanifest", routing::get(manifest))
        .public(Method::GET, "/offline", routing::get(offline))
        .get("/queue", queue)
}

#[derive(Template)]
#[template(path = "field/offline.html")]
struct OfflinePage {
    frame: Layout,
    w: Words,
}

#[derive(Template)]
#[template(path = "field/queue.html")]
struct QueuePage {
    frame: Layout,
    w: Words,
    /// How an item stands, and the heading of those that stand so.
    sections: Vec<(&'static str, String)>,
    /// What an item is.
    kinds: Vec<(&'static str, String)>,
}

/// What a phone is told of the app when it puts it on its screen.
async fn manifest(w: Words) -> Response {
    let icon = |name: &str, purpose: &str| json!({ "src": address(name), "sizes": "any", "type": "image/svg+xml", "purpose": purpose });
    let told = json!({
        "id": "/",
        "name": w.t("app-line"),
        "short_name": w.t("app-name"),
        "lang": w.lang.as_str(),
        "start_url": "/inbox",
        "scope": "/",
        "display": "standalone",
        "theme_color": THEME,
        "background_color": GROUND,
        "icons": [icon("icon.svg", "any"), icon("icon-maskable.svg", "maskable")],
    });
    ([(header::CONTENT_TYPE, "application/manifest+json")], told.to_string()).into_response()
}

async fn offline(w: Words) -> Response {
    page(&OfflinePage { frame: Layout::bare(w, w.t("offline-title")), w })
}

async fn queue(State(console): State<Console>, viewer: Viewer, w: Words) -> Result<Response, WebError> {
    Ok(page(&QueuePage {
        frame: Layout::new(&console, &viewer, w, w.t("queue-title"), "/queue"),
        w,
        sections: ["waiting", "refused", "sent"].map(|one| (one, w.family("queue-state-", one))).into(),
        kinds: ["finding", "evidence", "submission"].map(|one| (one, w.family("queue-kind-", one))).into(),
    }))
}
