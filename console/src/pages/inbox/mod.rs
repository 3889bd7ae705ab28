//! The inbox: what waits for a person. Approvals and reviews are decided here, one at a time or several at
//! once; everything else is a link to where it is done.
//!
//! Each decision is a command of its own. A form's answer is the inbox as it is afterwards, with what
//! became of each: one that was refused stops none of the others, and sending the form again changes
//! nothing, because what was decided is decided.

pub(crate) mod gather;
pub(crate) mod item;
pub(crate) mod view;

use crate::{
    Console, Fault, Principal,
    frame::{Frame, page},
    pages::act::Typed,
    routes::Routes,
    words::Words,
};
use askama::Template;
use axum::{
    Form,
    extract::{Query, State},
    response::Response,
};
use item::Item;
use serde::Deserialize;
use std::collections::BTreeMap;
use view::Inbox;

/// As many things are decided at once.
const MOST_AT_ONCE: usize = 100;

pub(crate) fn routes() -> Routes {
    Routes::default().get("/inbox", inbox).post("/inbox", decide)
}

#[derive(Template)]
#[template(path = "inbox/page.html")]
struct Page {
    frame: Frame,
    w: Words,
    inbox: Inbox,
    below: bool,
    outcomes: Vec<Outcome>,
    /// What was typed for several at once, of which one was refused.
    several: Typed,
}

/// What was typed and not taken: it stands where it was typed.
#[derive(Default)]
pub(crate) struct Kept {
    /// By what a card is named: the act, and what was typed for it.
    cards: BTreeMap<String, (String, Typed)>,
    several: Typed,
}

/// What became of one decision.
struct Outcome {
    what: String,
    /// Why not; `None`: it was done.
    refused: Option<String>,
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    below: String,
}

async fn inbox(
    State(console): State<Console>,
    principal: Principal,
    w: Words,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    principal.authorise_own(&console)?;
    show(&console, &principal, w, asked.below == "1", Vec::new(), Kept::default()).await
}

async fn show(
    console: &Console,
    principal: &Principal,
    w: Words,
    below: bool,
    outcomes: Vec<Outcome>,
    kept: Kept,
) -> Result<Response, Fault> {
    let desk = gather::gather(console, principal, below).await?;
    let frame = Frame::new(console, principal, w, w.t("nav-inbox"), "/inbox");
    let inbox = Inbox::of(console, principal, w, &desk, &kept);
    Ok(page(&Page { frame, w, inbox, below, outcomes, several: kept.several }))
}

async fn decide(
    State(console): State<Console>,
    principal: Principal,
    w: Words,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    principal.authorise_own(&console)?;
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
        return Err(Fault::unfit("item", w.n("inbox-choose", MOST_AT_ONCE)));
    }
    let mut outcomes = Vec::with_capacity(names.len());
    let mut kept = Kept::default();
    let own = |name: &str, key: &str| Some(field(&format!("{key} {name}"))).filter(|text| !text.is_empty());
    for name in names {
        let Some(item) = Item::parse(&name).filter(|item| item.takes(&act)) else {
            let (what, refused) = (shown(&fields, &name), Some(w.t("inbox-not-for-this")));
            outcomes.push(Outcome { what, refused });
            continue;
        };
        let (reason, day) = (own(&name, "reason"), own(&name, "due"));
        let typed = Typed {
            reason: reason.clone().unwrap_or_else(|| field("reason")),
            day: day.clone().unwrap_or_else(|| field("due")),
        };
        let refused = match item.decide(&console, &principal, &act, &typed).await {
            Ok(()) => None,
            Err(fault) => {
                let own = Typed { reason: reason.unwrap_or_default(), day: day.unwrap_or_default() };
                kept.cards.insert(name.clone(), (act.clone(), own));
                kept.several = Typed { reason: field("reason"), day: field("due") };
                Some(fault.sentence(w))
            }
        };
        outcomes.push(Outcome { what: shown(&fields, &name), refused });
    }
    show(&console, &principal, w, field("below") == "1", outcomes, kept).await
}

/// What the form called a thing; what was sent instead of it is shown as it is.
fn shown(fields: &[(String, String)], name: &str) -> String {
    let called = fields.iter().find(|(key, _)| key.strip_prefix("title ") == Some(name));
    called.map_or_else(|| name.to_owned(), |(_, title)| title.clone())
}
