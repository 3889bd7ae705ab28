//! The versions that a campaign's plan has had, and in what two of them differ.

use super::changes::differences;
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use duban_domain::CampaignId;
use duban_service::rows::PlanVersionRow;
use duban_web::{
    Console, Viewer, WebError,
    i18n::Words,
    layout::{Layout, page},
};
use serde::Deserialize;

/// Which two versions are compared, and which was just put in force.
#[derive(Deserialize)]
pub(super) struct VersionsQuery {
    #[serde(default)]
    from: Option<u32>,
    #[serde(default)]
    to: Option<u32>,
    #[serde(default)]
    amended: Option<u32>,
}

#[derive(Template)]
#[template(path = "amend/versions.html")]
struct VersionsPage {
    frame: Layout,
    w: Words,
    campaign: CampaignId,
    title: String,
    may_amend: bool,
    /// The newest first.
    lines: Vec<PlanVersionLine>,
    /// The version that was just put in force.
    amended: Option<u32>,
    from: u32,
    to: u32,
    differences: Vec<[String; 4]>,
}

struct PlanVersionLine {
    version: u32,
    at: String,
    by: String,
    /// Empty: it was launched so.
    reason: String,
    told: bool,
}

pub(super) async fn versions(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Path(campaign): Path<String>,
    Query(asked): Query<VersionsQuery>,
) -> Result<Response, WebError> {
    let context = viewer.context(&CampaignId::from(campaign.as_str())).await?;
    let rows = context.plan_versions().await?;
    let last = rows.last().map_or(1, |row| row.version);
    let to = asked.to.unwrap_or(last);
    let from = asked.from.unwrap_or_else(|| to.saturating_sub(1).max(1));
    let find = |number: u32| rows.iter().find(|row| row.version == number).ok_or(WebError::NotFound);
    let found = context.plan_differences(&find(from)?.plan, &find(to)?.plan)?;
    let line = |row: &PlanVersionRow| PlanVersionLine {
        version: row.version,
        at: row.at.in_zone(row.plan.zone).format("%Y-%m-%d %H:%M").to_string(),
        by: format!("{}（{}）", row.by.name, viewer.directory().name_of(&row.by.bureau)),
        reason: row.reason.clone().unwrap_or_default(),
        told: row.told.is_some(),
    };
    let path = format!("/campaigns/{}/versions", context.id());
    Ok(page(&VersionsPage {
        frame: Layout::new(&console, &viewer, w, w.t("versions-title"), &path),
        w,
        campaign: context.id().clone(),
        title: context.kept.plan.title.clone(),
        may_amend: context.may_amend(),
        lines: rows.iter().rev().map(line).collect(),
        amended: asked.amended.filter(|amended| rows.iter().any(|row| row.version == *amended)),
        from,
        to,
        differences: differences(w, &found),
    }))
}
