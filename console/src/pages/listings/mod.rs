//! Listed supervision (挂牌督办): the list, a listing's own page, and proposing one.

mod acts;
pub(crate) mod history;
mod propose;
mod show;

use crate::{
    Console, Principal, WebError,
    i18n::Words,
    layout::{Layout, page},
    pages::matter::{self, history::HistoryWording, submitted::LARGEST_FORM},
    routes::Routes,
};
use askama::Template;
use axum::{
    extract::{DefaultBodyLimit, Query, State},
    http::Method,
    response::Response,
    routing::post,
};
use duban_domain::{CampaignId, ListingId, access::Action, listing::ListingStatus};
use duban_store::{Campaign, ListingRow};
use serde::Deserialize;
use std::collections::BTreeSet;

pub(crate) fn routes() -> Routes {
    let large = || DefaultBodyLimit::max(LARGEST_FORM);
    Routes::default()
        .get("/listings", list)
        .get("/listings/new", propose::blank)
        .post("/listings/new", propose::propose)
        .get("/listings/{campaign}/{id}", show::show)
        .guarded(Method::POST, "/listings/{campaign}/{id}/{act}", post(show::act).layer(large()))
        .get("/listings/{campaign}/{id}/files/{sha256}", show::file)
}

/// The address of a listing's page.
pub(crate) fn address(campaign: &CampaignId, id: &ListingId) -> String {
    format!("/listings/{campaign}/{id}")
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct ListingQuery {
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
fn sign(standing: ListingStatus) -> &'static str {
    match standing {
        ListingStatus::Proposed => "info",
        ListingStatus::Listed => "bad",
        ListingStatus::Applied => "warn",
        ListingStatus::Delisted => "good",
        ListingStatus::Dropped | ListingStatus::Revoked | ListingStatus::Cancelled => "idle",
    }
}

async fn list(
    State(console): State<Console>,
    principal: Principal,
    w: Words,
    Query(asked): Query<ListingQuery>,
) -> Result<Response, WebError> {
    let campaigns = matter::campaigns(&console, &principal).await?;
    let kept = matter::chosen(&console, &principal, &campaigns, &asked.campaign).await?;
    let standing = match asked.standing.as_str() {
        "" => None,
        text => Some(ListingStatus::parse(text).ok_or_else(|| WebError::unfit("standing", text))?),
    };
    let rows = match &kept {
        Some(kept) => rows(&console, &principal, w, kept, standing).await?,
        None => Vec::new(),
    };
    Ok(page(&ListingListPage {
        frame: Layout::new(&console, &principal, w, w.t("nav-listings"), "/listings"),
        w,
        campaigns: campaigns.iter().map(|one| (one.plan.id.to_string(), one.plan.title.clone())).collect(),
        campaign: kept.map(|kept| kept.plan.id.to_string()).unwrap_or_default(),
        standing: asked.standing,
        rows,
        may_propose: below(&console, &principal).next().is_some(),
    }))
}

async fn rows(
    console: &Console,
    principal: &Principal,
    w: Words,
    kept: &Campaign,
    standing: Option<ListingStatus>,
) -> Result<Vec<ListingListRow>, WebError> {
    let sees: BTreeSet<_> = principal.sees(console).into_iter().map(|bureau| &bureau.code).collect();
    let calendar = console.service().working_days(&kept.plan.id).await?;
    let (zone, directory) = (kept.plan.zone, console.directory());
    let teller = HistoryWording { w, zone, directory, calendar: &calendar, matter: "" };
    let all = console.store().listing_list(&kept.plan.id).await?;
    let wanted = |row: &ListingRow| {
        sees.contains(&row.bureau) && standing.is_none_or(|standing| row.view.standing == standing)
    };
    let row = |row: ListingRow| ListingListRow {
        address: address(&row.campaign, &row.id),
        bureau: teller.name(&row.bureau),
        next: row.view.next.map(|(task, at)| (teller.task(task), teller.deadline(at))),
        until: row.view.until.map(|until| teller.deadline(until)).unwrap_or_default(),
        row,
    };
    Ok(all.into_iter().filter(wanted).map(row).collect())
}

/// The bureaus that a principal may put on the list.
fn below<'a>(
    console: &'a Console,
    principal: &'a Principal,
) -> impl Iterator<Item = &'a duban_domain::Bureau> {
    let sees = principal.sees(console).into_iter();
    sees.filter(|bureau| principal.may(console, Action::Supervise, &bureau.code))
}
