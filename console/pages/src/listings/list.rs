//! The list: what is listed in a campaign, and what comes next of each.

use super::propose::below;
use crate::{
    matter::{self, history::HistoryWording},
    places::listing_page,
};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use duban_domain::listing::ListingStatus;
use duban_service::{
    Visible,
    rows::{Campaign, ListingRow},
};
use duban_web::{
    Console, Viewer, WebError,
    i18n::Words,
    layout::{Layout, page},
};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(super) struct ListingQuery {
    campaign: String,
    standing: String,
}

#[derive(Template)]
#[template(path = "listings/list.html")]
struct ListingListPage {
    frame: Layout,
    w: Words,
    campaigns: Vec<(String, String)>,
    campaign: String,
    standing: String,
    rows: Vec<ListingListRow>,
    may_propose: bool,
}

struct ListingListRow {
    row: ListingRow,
    address: String,
    bureau: String,
    next: Option<(String, String)>,
    until: String,
}

impl ListingListPage {
    fn standings(&self) -> Vec<(&'static str, String)> {
        let one = |one: &ListingStatus| (one.as_str(), self.w.family("listing-standing-", one.as_str()));
        ListingStatus::ALL.iter().map(one).collect()
    }
}

/// How a standing is shown: its colour's name.
pub(super) fn sign(standing: ListingStatus) -> &'static str {
    match standing {
        ListingStatus::Proposed => "info",
        ListingStatus::Listed => "bad",
        ListingStatus::Applied => "warn",
        ListingStatus::Delisted => "good",
        ListingStatus::Dropped | ListingStatus::Revoked | ListingStatus::Cancelled => "idle",
    }
}

pub(super) async fn list(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Query(asked): Query<ListingQuery>,
) -> Result<Response, WebError> {
    let campaigns = matter::campaigns(&viewer).await?;
    let kept = matter::chosen(&viewer, &campaigns, &asked.campaign).await?;
    let standing = match asked.standing.as_str() {
        "" => None,
        text => Some(ListingStatus::parse(text).ok_or_else(|| WebError::unfit("standing", text))?),
    };
    let rows = match &kept {
        Some(kept) => rows(w, kept, standing).await?,
        None => Vec::new(),
    };
    Ok(page(&ListingListPage {
        frame: Layout::new(&console, &viewer, w, w.t("nav-listings"), "/listings"),
        w,
        campaigns: campaigns.iter().map(|one| (one.plan.id.to_string(), one.plan.title.clone())).collect(),
        campaign: kept.map(|kept| kept.plan.id.to_string()).unwrap_or_default(),
        standing: asked.standing,
        rows,
        may_propose: below(&viewer).next().is_some(),
    }))
}

async fn rows(
    w: Words,
    kept: &Visible<Campaign>,
    standing: Option<ListingStatus>,
) -> Result<Vec<ListingListRow>, WebError> {
    let calendar = kept.calendar().await?;
    let (zone, directory) = (kept.plan.zone, kept.viewer().directory());
    let teller = HistoryWording { w, zone, directory, calendar: &calendar, matter: "" };
    let all = kept.listings().await?;
    let wanted = |row: &ListingRow| standing.is_none_or(|standing| row.view.standing == standing);
    let row = |row: ListingRow| ListingListRow {
        address: listing_page(&row.campaign, &row.id),
        bureau: teller.name(&row.bureau),
        next: row.view.next.map(|(task, at)| (teller.task(task), teller.deadline(at))),
        until: row.view.until.map(|until| teller.deadline(until)).unwrap_or_default(),
        row,
    };
    Ok(all.into_iter().filter(wanted).map(row).collect())
}
