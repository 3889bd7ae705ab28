//! The list of a campaign's urgent matters, and how far each was taken note of.

use crate::{matter, places::incident_page};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use chrono_tz::Tz;
use duban_domain::{access::Action, incident::IncidentStatus};
use duban_service::rows::IncidentRow;
use duban_web::{
    Console, Viewer, WebError,
    i18n::Words,
    layout::{Layout, page},
};
use serde::Deserialize;

/// How a standing is shown: its colour's name.
pub(super) fn sign(standing: IncidentStatus) -> &'static str {
    match standing {
        IncidentStatus::Open => "bad",
        IncidentStatus::Acknowledged => "good",
        IncidentStatus::Unanswered => "warn",
        IncidentStatus::Cancelled => "idle",
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct IncidentQuery {
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

pub(super) async fn list(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Query(query): Query<IncidentQuery>,
) -> Result<Response, WebError> {
    let campaigns = matter::campaigns(&viewer).await?;
    let kept = matter::chosen(&viewer, &campaigns, &query.campaign).await?;
    let all = match &kept {
        Some(kept) => kept.incidents().await?,
        None => Vec::new(),
    };
    let row = |row: IncidentRow| IncidentListRow {
        address: incident_page(&row.campaign, &row.id),
        bureau: viewer.directory().name_of(&row.bureau),
        acknowledged: row.view.levels.iter().filter(|(_, at)| at.is_some()).count(),
        row,
    };
    let rows = all.into_iter().map(row).collect();
    Ok(page(&IncidentListPage {
        frame: Layout::new(&console, &viewer, w, w.t("nav-incidents"), "/incidents"),
        w,
        campaigns: campaigns.iter().map(|one| (one.plan.id.to_string(), one.plan.title.clone())).collect(),
        zone: kept.as_ref().map_or(Tz::Asia__Shanghai, |kept| kept.plan.zone),
        campaign: kept.map(|kept| kept.plan.id.to_string()).unwrap_or_default(),
        rows,
        may_report: viewer.may(Action::ReportIncident, &viewer.bureau),
    }))
}
