//! A campaign as spreadsheets: its matrix, and its results list.

use axum::{
    extract::{Path, Query},
    response::Response,
};
use duban_domain::{BureauCode, CampaignId};
use duban_web::{
    Viewer, WebError,
    download::{XLSX, download},
    matrix_sheet::matrix_file,
};
use serde::Deserialize;

/// Whose results list, as the address says it; nothing: the viewer's bureau's, or all its campaign's.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ResultsOf {
    bureau: String,
}

pub(super) async fn matrix(viewer: Viewer, Path(id): Path<String>) -> Result<Response, WebError> {
    let kept = viewer.campaign(&CampaignId::from(id.as_str())).await?;
    Ok(download(&format!("进度矩阵-{}.xlsx", kept.plan.id), XLSX, matrix_file(&kept).await?))
}

pub(super) async fn results(
    viewer: Viewer,
    Path(id): Path<String>,
    Query(of): Query<ResultsOf>,
) -> Result<Response, WebError> {
    let context = viewer.context(&CampaignId::from(id.as_str())).await?;
    let top = match of.bureau.as_str() {
        "" => context.top(),
        code => BureauCode::from(code),
    };
    let content = context.results_file(&top).await?;
    Ok(download(&format!("行动成果清单-{}-{top}.xlsx", context.id()), XLSX, content))
}
