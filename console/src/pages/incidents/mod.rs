//! Urgent matters (紧急情况): the list, an incident's own page, and reporting one.

mod history;
mod report;
mod show;

use crate::{
    Console, Principal, WebError,
    i18n::Words,
    layout::{Layout, page},
    pages::matter::{self, submitted::LARGEST_FORM},
    routes::Routes,
};
use askama::Template;
use axum::{
    extract::{DefaultBodyLimit, Query, State},
    http::Method,
    response::Response,
    routing::post,
};
use chrono_tz::Tz;
use duban_domain::{CampaignId, IncidentId, access::Action, incident::IncidentStatus};
use duban_store::IncidentRow;
use serde::Deserialize;
use std::collections::BTreeSet;

pub(crate) fn routes() -> Routes {
    let large = || DefaultBodyLimit::max(LARGEST_FORM);
    Routes::default()
        .get("/incidents", list)
        .get("/incidents/new", report::blank)
        .guarded(Method::POST, "/incidents/new", post(report::report).layer(large()))
        .get("/incidents/{campaign}/{id}", show::show)
        .guarded(Method::POST, "/incidents/{campaign}/{id}/{act}", post(show::act).layer(large()))
        .get("/incidents/{campaign}/{id}/files/{sha256}", show::file)
}

/// The address of an incident's page.
pub(crate) fn address(campaign: &CampaignId, id: &IncidentId) -> String {
    format!("/incidents/{campaign}/{id}")
}

/// How a standing is shown: its colour's name.
fn sign(standing: IncidentStatus) -> &'static str {
    match standing {
        IncidentStatus::Open => "bad",
        IncidentStatus::Acknowledged => "good",
        IncidentStatus::Unanswered => "warn",
        IncidentStatus::Cancelled => "idle",
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct IncidentQuery {
    campaign: String,
}

#[derive(Template)]
#[template(path = "incidents/list.html")]
struct IncidentListPage {
    frame: Layout,
    w: Words,
    campaigns: Vec<(String, String)>,
    campaign: String,
    zone: Tz,
    rows: Vec<IncidentListRow>,
    may_report: bool,
}

struct IncidentListRow {
    row: IncidentRow,
    address: String,
    bureau: String,
    acknowledged: usize,
}

async fn list(
    State(console): State<Console>,
    principal: Principal,
    w: Words,
    Query(asked): Query<IncidentQuery>,
) -> Result<Response, WebError> {
    let campaigns = matter::campaigns(&console, &principal).await?;
    let kept = matter::chosen(&console, &principal, &campaigns, &asked.campaign).await?;
    let sees: BTreeSet<_> = principal.sees(&console).into_iter().map(|bureau| &bureau.code).collect();
    let all = match &kept {
        Some(kept) => console.store().incident_list(&kept.plan.id).await?,
        None => Vec::new(),
    };
    let row = |row: IncidentRow| IncidentListRow {
        address: address(&row.campaign, &row.id),
        bureau: matter::name(console.directory(), &row.bureau),
        acknowledged: row.view.levels.iter().filter(|(_, at)| at.is_some()).count(),
        row,
    };
    let rows = all.into_iter().filter(|row| sees.contains(&row.bureau)).map(row).collect();
    Ok(page(&IncidentListPage {
        frame: Layout::new(&console, &principal, w, w.t("nav-incidents"), "/incidents"),
        w,
        campaigns: campaigns.iter().map(|one| (one.plan.id.to_string(), one.plan.title.clone())).collect(),
        zone: kept.as_ref().map_or(Tz::Asia__Shanghai, |kept| kept.plan.zone),
        campaign: kept.map(|kept| kept.plan.id.to_string()).unwrap_or_default(),
        rows,
        may_report: principal.may(&console, Action::ReportIncident, &principal.bureau),
    }))
}
