//! Figures that bureaus report.

use super::{
    input::Input,
    paging::{Listed, Paging},
};
use axum::{
    extract::{OriginalUri, Path, Query},
    http::StatusCode,
    response::Response,
};
use duban_domain::{BureauCode, CampaignId};
use duban_web::{Console, Viewer, WebError};
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
    viewer: Viewer,
    uri: OriginalUri,
    Path(campaign): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Response, WebError> {
    let context = viewer.context(&CampaignId::new(campaign)).await?;
    let page = paging.of(context.figures().await?, |row| (row.bureau.to_string(), row.indicator.clone()))?;
    Ok(page.answer(&uri, |row| Figure {
        bureau: row.bureau.to_string(),
        indicator: row.indicator,
        value: row.value,
        reported: row.reported.rfc3339(context.kept.plan.zone),
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
    viewer: Viewer,
    Path((campaign, bureau)): Path<(String, String)>,
    Input(FiguresByIndicator { figures }): Input<FiguresByIndicator>,
) -> Result<StatusCode, WebError> {
    let docket = viewer.docket(&CampaignId::new(campaign), &BureauCode::new(bureau)).await?;
    let figures: Vec<_> = figures.into_iter().collect();
    docket.report_figures(&figures).await?;
    Ok(StatusCode::NO_CONTENT)
}
