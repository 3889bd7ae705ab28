//! What moves in the campaigns that run, campaign by campaign, before it is moved.

use crate::{
    Console, Principal, WebError,
    i18n::Words,
    layout::{Layout, page},
    redating::{Applied, ForeseenRedating, apply, foresee},
};
use askama::Template;
use axum::{
    Form,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use duban_domain::redating::Move;
use duban_service::Redating;
use serde::Deserialize;

pub(super) const PATH: &str = "/holidays/apply";

/// As many moves of a campaign are shown; how many more there are is said.
const MOST_ROWS: usize = 500;

#[derive(Template)]
#[template(path = "holidays/apply.html")]
struct ApplyHolidaysPage {
    frame: Layout,
    w: Words,
    campaigns: Vec<CampaignMovesView>,
    seal: String,
    differs: bool,
}

/// A campaign with what moves in it.
struct CampaignMovesView {
    title: String,
    address: String,
    reason: String,
    rows: Vec<[String; 5]>,
    more: usize,
}

impl ApplyHolidaysPage {
    fn new(
        console: &Console,
        principal: &Principal,
        w: Words,
        foreseen: &ForeseenRedating,
        differs: bool,
    ) -> Self {
        let frame = Layout::new(console, principal, w, w.t("redating-title"), PATH);
        let campaigns = foreseen.redatings.iter().map(|redating| campaign(console, w, redating)).collect();
        Self { frame, w, campaigns, seal: foreseen.seal.clone(), differs }
    }
}

fn campaign(console: &Console, w: Words, redating: &Redating) -> CampaignMovesView {
    let moves: Vec<&Move> = redating.machines.iter().flat_map(|machine| &machine.moves).collect();
    CampaignMovesView {
        title: redating.title.clone(),
        address: format!("/campaigns/{}", redating.campaign),
        reason: redating.reason.clone(),
        rows: moves.iter().take(MOST_ROWS).map(|moved| row(console, w, redating, moved)).collect(),
        more: moves.len().saturating_sub(MOST_ROWS),
    }
}

fn row(console: &Console, w: Words, redating: &Redating, moved: &Move) -> [String; 5] {
    let zone = redating.zone;
    let bureau = console.service().directory().get(&moved.of);
    let name = bureau.map_or_else(|| moved.of.to_string(), |bureau| bureau.name.clone());
    let number = if moved.number > 0 { format!(" {}", moved.number) } else { String::new() };
    let new = moved.new.map(|new| w.settled(w.full(new, zone), moved.provisional));
    [
        name,
        moved.title.clone(),
        format!("{}{number}", w.family("clock-", moved.clock.as_str())),
        w.full(moved.old, zone),
        new.unwrap_or_else(|| w.t("redating-no-more")),
    ]
}

/// What was seen.
#[derive(Deserialize)]
pub(super) struct RedatingPreview {
    #[serde(default)]
    confirmed: String,
}

pub(super) async fn show(
    State(console): State<Console>,
    principal: Principal,
    w: Words,
) -> Result<Response, WebError> {
    let foreseen = foresee(&console, &principal).await?;
    Ok(page(&ApplyHolidaysPage::new(&console, &principal, w, &foreseen, false)))
}

pub(super) async fn confirm(
    State(console): State<Console>,
    principal: Principal,
    w: Words,
    Form(seen): Form<RedatingPreview>,
) -> Result<Response, WebError> {
    match apply(&console, &principal, &seen.confirmed).await? {
        Applied::Moved(_) => Ok(Redirect::to(PATH).into_response()),
        // What was not seen is shown first.
        Applied::Differs(foreseen) => {
            let mut response = page(&ApplyHolidaysPage::new(&console, &principal, w, &foreseen, true));
            *response.status_mut() = StatusCode::CONFLICT;
            Ok(response)
        }
    }
}
