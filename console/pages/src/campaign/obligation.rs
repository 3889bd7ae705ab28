//! One obligation with every bureau that owes it: the facts behind a campaign's figures of it.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use duban_domain::{
    CampaignId, ObligationId,
    tally::{CountedAs, Tally},
};
use duban_service::rows::ObligationRow;
use duban_web::{
    Console, Viewer, WebError,
    i18n::Words,
    layout::{Layout, page},
    matrix::MatrixCell,
};
use serde::Deserialize;

/// Which bureaus, as the address says it; nothing: all.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ObligationShow {
    show: String,
}

/// What can be shown alone, as its figure counts it.
const SHOWN: [&str; 3] = ["done", "on_time", "missing"];

impl ObligationShow {
    fn shows(&self, row: &ObligationRow) -> bool {
        let tally = Tally::of(&row.duty);
        match self.show.as_str() {
            "done" => tally.done() > 0,
            "on_time" => tally[CountedAs::OnTime] > 0,
            "missing" => tally.missing() > 0,
            _ => true,
        }
    }
}

#[derive(Template)]
#[template(path = "campaign/obligation.html")]
struct ObligationPage {
    frame: Layout,
    w: Words,
    campaign: CampaignId,
    title: String,
    /// What can be shown: its address, its name, and whether it is.
    tabs: Vec<(String, String, bool)>,
    lines: Vec<ObligationLineView>,
}

struct ObligationLineView {
    href: String,
    bureau: String,
    cell: &'static str,
    sign: String,
    state: String,
    due: String,
    received: String,
    round: u16,
    returned: Option<(String, String)>,
}

pub(super) async fn obligation(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Path((campaign, id)): Path<(String, String)>,
    Query(wanted): Query<ObligationShow>,
) -> Result<Response, WebError> {
    let kept = viewer.campaign(&CampaignId::from(campaign.as_str())).await?;
    let id = ObligationId::from(id.as_str());
    let rows = kept.obligation(&id).await?;
    let plan = &kept.plan;
    let known = plan.obligations.iter().find(|one| one.id == id);
    let reviewed = known.is_some_and(|one| one.review.is_some());
    let title = known.map(|one| one.title.clone()).or(plan.tail.as_ref().map(|tail| tail.title.clone()));
    let path = format!("/campaigns/{}/obligations/{id}", plan.id);
    let line = |row: &ObligationRow| {
        let cell = MatrixCell::of(&row.duty, reviewed);
        ObligationLineView {
            href: format!("/campaigns/{}/bureaus/{}#duty-{id}", plan.id, row.bureau),
            bureau: console.directory().name_of(&row.bureau),
            cell: cell.as_str(),
            sign: w.family("sign-", cell.as_str()),
            state: w.family("cell-", cell.as_str()),
            due: w.settled(w.time(row.duty.due, plan.zone), row.duty.provisional),
            received: row.duty.submitted.map(|at| w.time(at, plan.zone)).unwrap_or_default(),
            round: row.duty.round,
            returned: row
                .duty
                .returned
                .as_ref()
                .map(|returned| (returned.reason.clone(), w.time(returned.at, plan.zone))),
        }
    };
    Ok(page(&ObligationPage {
        frame: Layout::new(&console, &viewer, w, title.unwrap_or_default(), &path),
        w,
        campaign: plan.id.clone(),
        title: plan.title.clone(),
        lines: rows.iter().filter(|row| wanted.shows(row)).map(line).collect(),
        tabs: tabs(w, &path, &wanted.show),
    }))
}

fn tabs(w: Words, path: &str, shown: &str) -> Vec<(String, String, bool)> {
    let all = (path.to_owned(), w.t("finding-all"), !SHOWN.contains(&shown));
    let some = SHOWN.iter().map(|one| (format!("{path}?show={one}"), w.family("owed-", one), *one == shown));
    [all].into_iter().chain(some).collect()
}
