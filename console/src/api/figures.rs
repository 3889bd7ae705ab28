//! Figures that bureaus report.

use super::{
    common::{part, scene, seen},
    input::Input,
    paging::{Listed, Paging},
};
use crate::{Console, Principal, WebError};
use axum::{
    extract::{OriginalUri, Path, Query, State},
    http::StatusCode,
    response::Response,
};
use duban_domain::{Indicator, access::Action, indicator::IndicatorOrigin};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa_axum::{router::UtoipaMethodRouter, routes};

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![routes!(list), routes!(report)]
}

/// A figure that counts.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Figure {
    /// The bureau.
    bureau: String,
    /// What is counted.
    indicator: String,
    /// How much.
    value: i64,
    /// When it was reported.
    #[schema(format = DateTime)]
    reported: String,
}

/// Figures that bureaus reported last, as far as the token sees.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/figures", tag = "figures", operation_id = "listFigures",
    params(("campaign" = String, Path, description = "The campaign's id."), Paging),
    responses((status = 200, body = Listed<Figure>)))]
async fn list(
    State(console): State<Console>,
    principal: Principal,
    uri: OriginalUri,
    Path(campaign): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Response, WebError> {
    let scene = scene(&console, &principal, &campaign).await?;
    let seen = seen(&console, &principal);
    let mut rows = console.store().figure_list(scene.id()).await?;
    rows.retain(|row| seen.contains(&row.bureau));
    let page = paging.of(rows, |row| (row.bureau.to_string(), row.indicator.clone()))?;
    Ok(page.answer(&uri, |row| Figure {
        bureau: row.bureau.to_string(),
        indicator: row.indicator,
        value: row.value,
        reported: row.reported.rfc3339(scene.kept.plan.zone),
    }))
}

/// Figures by indicator.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FiguresByIndicator {
    /// How much of each.
    figures: BTreeMap<String, i64>,
}

/// Reports a bureau's figures; the last report counts.
#[utoipa::path(post, path = "/api/v1/campaigns/{campaign}/bureaus/{bureau}/figures", tag = "figures",
    operation_id = "reportFigures",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("bureau" = String, Path, description = "The bureau's code.")),
    request_body = FiguresByIndicator, responses((status = 204, description = "They are kept.")))]
async fn report(
    State(console): State<Console>,
    principal: Principal,
    Path((campaign, bureau)): Path<(String, String)>,
    Input(FiguresByIndicator { figures }): Input<FiguresByIndicator>,
) -> Result<StatusCode, WebError> {
    let (scene, bureau) = part(&console, &principal, &campaign, &bureau).await?;
    principal.authorise(&console, Action::ReportFigures, &bureau)?;
    let known =
        |name: &str| Indicator::parse(name).is_some_and(|one| one.origin() == IndicatorOrigin::Reported);
    let bad = figures.iter().find(|(name, value)| !known(name) || **value < 0);
    if let Some((name, value)) = bad {
        return Err(WebError::unfit(format!("figures.{name}"), value.to_string()));
    }
    let figures: Vec<_> = figures.into_iter().collect();
    console.store().figure_set(scene.id(), &bureau, &figures, scene.now, &principal.actor()).await?;
    Ok(StatusCode::NO_CONTENT)
}
