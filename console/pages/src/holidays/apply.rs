//! What moves in the campaigns that run, campaign by campaign, before it is moved.

use askama::Template;
use axum::{
    Form,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use duban_domain::{Directory, redating::Move};
use duban_service::{Applied, ForeseenRedating, Redating};
use duban_web::{
    Console, Viewer, WebError,
    i18n::Words,
    layout::{Layout, page},
};
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
    fn new(console: &Console, viewer: &Viewer, w: Words, foreseen: &ForeseenRedating, differs: bool) -> Self {
        let frame = Layout::new(console, viewer, w, w.t("redating-title"), PATH);
        let campaign = |redating| campaign(viewer.directory(), w, redating);
        let campaigns = foreseen.redatings.iter().map(campaign).collect();
        Self { frame, w, campaigns, seal: foreseen.seal.clone(), differs }
    }
}

fn campaign(directory: &Directory, w: Words, redating: &Redating) -> CampaignMovesView {
    let moves: Vec<&Move> = redating.machines.iter().flat_map(|machine| &machine.moves).collect();
    CampaignMovesView {
        title: redating.title.clone(),
        address: format!("/campaigns/{}", redating.campaign),
        reason: redating.reason.clone(),
        rows: moves.iter().take(MOST_ROWS).map(|moved| row(directory, w, redating, moved)).collect(),
        more: moves.len().saturating_sub(MOST_ROWS),
    }
}

fn row(directory: &Directory, w: Words, redating: &Redating, moved: &Move) -> [String; 5] {
    let zone = redating.zone;
    let number = if moved.number > 0 { format!(" {}", moved.number) } else { String::new() };
    let new = moved.new.map(|new| w.settled(w.full(new, zone), moved.provisional));
    [
        directory.name_of(&moved.of),
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
    viewer: Viewer,
    w: Words,
) -> Result<Response, WebError> {
    let foreseen = viewer.foresee_redating().await?;
    Ok(page(&ApplyHolidaysPage::new(&console, &viewer, w, &foreseen, false)))
}

pub(super) async fn confirm(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Form(seen): Form<RedatingPreview>,
) -> Result<Response, WebError> {
    match viewer.redate(&seen.confirmed).await? {
        Applied::Moved(_) => Ok(Redirect::to(PATH).into_response()),
        // What was not seen is shown first.
        Applied::Differs(foreseen) => {
            let mut response = page(&ApplyHolidaysPage::new(&console, &viewer, w, &foreseen, true));
            *response.status_mut() = StatusCode::CONFLICT;
            Ok(response)
        }
    }
}
