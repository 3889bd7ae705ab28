//! The inbox: what waits for a person. Approvals and reviews are decided here, one at a time or several at
//! once; everything else is a link to where it is done.
//!
//! Each decision is a command of its own. A form's answer is the inbox as it is afterwards, with what
//! became of each: one that was refused stops none of the others, and sending the form again changes
//! nothing, because what was decided is decided.

pub(crate) mod item;
pub(crate) mod view;

use crate::{
    act::ActInput,
    launch::{PreparedLine, to_approve},
};
use askama::Template;
use axum::{
    Form,
    extract::{Query, State},
    response::Response,
};
use duban_web::{
    Console, Viewer, WebError,
    i18n::Words,
    layout::{Layout, page},
    routes::Routes,
};
use item::InboxDecision;
use serde::Deserialize;
use view::{InboxView, UntakenForm};

/// As many things are decided at once.
const MOST_AT_ONCE: usize = 100;

pub(crate) fn routes() -> Routes {
    Routes::default().get("/inbox", inbox).post("/inbox", decide)
}

#[derive(Template)]
#[template(path = "inbox/page.html")]
struct InboxPage {
    frame: Layout,
    w: Words,
    inbox: InboxView,
    /// Launches that wait for the reader's approval.
    launches: Vec<PreparedLine>,
    below: bool,
    outcomes: Vec<Outcome>,
    /// What was typed for several at once, of which one was refused.
    several: ActInput,
}

/// What became of one decision.
struct Outcome {
    what: String,
    /// Why not; `None`: it was done.
    refused: Option<String>,
}

#[derive(Deserialize)]
struct InboxQuery {
    #[serde(default)]
    below: String,
}

async fn inbox(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Query(asked): Query<InboxQuery>,
) -> Result<Response, WebError> {
    show(&console, &viewer, w, asked.below == "1", Vec::new(), UntakenForm::default()).await
}

async fn show(
    console: &Console,
    viewer: &Viewer,
    w: Words,
    below: bool,
    outcomes: Vec<Outcome>,
    kept: UntakenForm,
) -> Result<Response, WebError> {
    let contents = viewer.inbox(below).await?;
    let frame = Layout::new(console, viewer, w, w.t("nav-inbox"), "/inbox");
    let inbox = InboxView::of(console, viewer, w, &contents, &kept);
    let launches = to_approve(viewer, w).await?;
    Ok(page(&InboxPage { frame, w, inbox, launches, below, outcomes, several: kept.several }))
}

async fn decide(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, WebError> {
    let field = |name: &str| {
        let found = fields.iter().rev().find(|(key, value)| key == name && !value.trim().is_empty());
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    // One card's own button names the card; the buttons below decide all that are chosen.
    let (act, names) = match field("one").split_once('|') {
        Some((act, name)) => (act.to_owned(), vec![name.to_owned()]),
        None => {
            let chosen = fields.iter().filter(|(key, _)| key == "item").map(|(_, value)| value.clone());
            (field("act"), chosen.collect())
        }
    };
    if names.is_empty() || names.len() > MOST_AT_ONCE {
        return Err(WebError::unfit("item", w.n("inbox-choose", MOST_AT_ONCE)));
    }
    let mut outcomes = Vec::with_capacity(names.len());
    let mut kept = UntakenForm::default();
    let own = |name: &str, key: &str| Some(field(&format!("{key} {name}"))).filter(|text| !text.is_empty());
    for name in names {
        let Some(item) = InboxDecision::parse(&name).filter(|item| item.takes(&act)) else {
            let (what, refused) = (shown(&fields, &name), Some(w.t("inbox-not-for-this")));
            outcomes.push(Outcome { what, refused });
            continue;
        };
        let (reason, day) = (own(&name, "reason"), own(&name, "due"));
        let typed = ActInput {
            reason: reason.clone().unwrap_or_else(|| field("reason")),
            day: day.clone().unwrap_or_else(|| field("due")),
            ..ActInput::default()
        };
        let refused = match item.decide(&viewer, &act, &typed).await {
            Ok(()) => None,
            Err(fault) => {
                let (reason, day) = (reason.unwrap_or_default(), day.unwrap_or_default());
                let own = ActInput { reason, day, ..ActInput::default() };
                kept.cards.insert(name.clone(), (act.clone(), own));
                let (reason, day) = (field("reason"), field("due"));
                kept.several = ActInput { reason, day, ..ActInput::default() };
                Some(fault.sentence(w))
            }
        };
        outcomes.push(Outcome { what: shown(&fields, &name), refused });
    }
    show(&console, &viewer, w, field("below") == "1", outcomes, kept).await
}

/// What the form called a thing; what was sent instead of it is shown as it is.
fn shown(fields: &[(String, String)], name: &str) -> String {
    let called = fields.iter().find(|(key, _)| key.strip_prefix("title ") == Some(name));
    called.map_or_else(|| name.to_owned(), |(_, title)| title.clone())
}
