//! The matrix of a campaign: bureaus × obligations, and how far everyone is with each.

use super::{
    instant::at,
    paging::{Listed, Paging},
    schema,
};
use axum::{
    extract::{OriginalUri, Path, Query},
    response::Response,
};
use duban_domain::{CampaignId, Directory, tally::CountedAs};
use duban_web::{
    Console, Viewer, WebError,
    matrix::{Matrix, MatrixCell as Sign, MatrixColumn as Kept, MatrixRow as Line},
};
use serde::Serialize;
use utoipa::{ToSchema, openapi::schema::Object};
use utoipa_axum::{router::UtoipaMethodRouter, routes};

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![routes!(rows), routes!(columns)]
}

/// A bureau's row.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MatrixRow)]
struct MatrixRowResource {
    /// Its code.
    bureau: String,
    /// Its name.
    name: String,
    /// How much of what it owes is handed in.
    done: u32,
    /// How much it owes; what was lifted is not owed.
    total: u32,
    /// Each obligation it has or had, in the plan's order; last the report of the tail.
    cells: Vec<MatrixCellResource>,
}

/// An obligation of a bureau.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MatrixCell)]
struct MatrixCellResource {
    /// Its id.
    obligation: String,
    /// `ontime` and `late`: done, always in time or not; `review`: handed in and waiting for a review;
    /// `open`, `overdue`, `pending`: not yet open, `waived`, and `missing` when the campaign closed.
    #[schema(schema_with = signs)]
    shows: &'static str,
}

fn signs() -> Object {
    schema::words(Sign::SHOWN.map(Sign::as_str))
}

fn row(directory: &Directory, columns: &[Kept], line: Line) -> MatrixRowResource {
    let owed = columns.iter().zip(&line.cells).filter(|(_, sign)| **sign != Sign::None);
    let name = directory.get(&line.code).map(|bureau| bureau.name.clone());
    let tally = line.tally();
    MatrixRowResource {
        bureau: line.code.to_string(),
        name: name.unwrap_or(line.name),
        done: tally.done(),
        total: tally.owed(),
        cells: owed
            .map(|(owed, sign)| MatrixCellResource { obligation: owed.id.to_string(), shows: sign.as_str() })
            .collect(),
    }
}

/// The matrix of a campaign as far as the token sees, bureau by bureau, by code.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/matrix", tag = "campaigns", operation_id = "getMatrix",
    params(("campaign" = String, Path, description = "The campaign's id."), Paging),
    responses((status = 200, body = Listed<MatrixRowResource>)))]
async fn rows(
    viewer: Viewer,
    uri: OriginalUri,
    Path(campaign): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Response, WebError> {
    let matrix = Matrix::read(&viewer.campaign(&CampaignId::new(campaign)).await?).await?;
    let columns = matrix.columns;
    let mut lines: Vec<_> = matrix.blocks.into_iter().flat_map(|block| block.rows).collect();
    lines.sort_by(|a, b| a.code.cmp(&b.code));
    let page = paging.of(lines, |line| line.code.to_string())?;
    Ok(page.answer(&uri, |line| row(viewer.directory(), &columns, line)))
}

/// An obligation, and how far everyone is with it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MatrixColumn)]
struct MatrixColumnResource {
    /// Its place in the plan, from 1.
    #[schema(minimum = 1)]
    number: usize,
    /// Its id.
    obligation: String,
    /// Its title.
    title: String,
    /// When it is due for the first bureau; none: nobody has been heard of yet.
    #[schema(format = DateTime)]
    due: Option<String>,
    /// Whether that is provisional: a year it was counted in is not announced.
    provisional: bool,
    /// How many bureaus owe it; those it was lifted for do not.
    owed: u32,
    /// Of them, how many handed it in.
    done: u32,
    /// And were always in time.
    on_time: u32,
    /// How many are late, or never handed it in.
    overdue: u32,
}

/// The obligations of a campaign and the report of its tail, and how far everyone whom the token sees is with each, in the plan's order.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/matrix/columns", tag = "campaigns",
    operation_id = "getMatrixColumns",
    params(("campaign" = String, Path, description = "The campaign's id."), Paging),
    responses((status = 200, body = Listed<MatrixColumnResource>)))]
async fn columns(
    viewer: Viewer,
    uri: OriginalUri,
    Path(campaign): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Response, WebError> {
    let kept = viewer.campaign(&CampaignId::new(campaign)).await?;
    let matrix = Matrix::read(&kept).await?;
    let context = kept.in_hand().await?;
    let page = paging.of(matrix.columns, |column| column.number)?;
    Ok(page.answer(&uri, |column| MatrixColumnResource {
        obligation: column.id.to_string(),
        number: column.number,
        due: at(&context, column.due),
        provisional: column.provisional,
        title: column.title,
        owed: column.tally.owed(),
        done: column.tally.done(),
        on_time: column.tally[CountedAs::OnTime],
        overdue: column.tally.missing(),
    }))
}
