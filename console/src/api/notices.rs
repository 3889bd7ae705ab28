//! Notices and documents that a bureau's docket and matters issued.

use super::{
    common::{at, part},
    paging::{Listed, Paged, Paging},
    schema,
};
use crate::{Console, Fault, Principal};
use axum::{
    extract::{OriginalUri, Path, Query, State},
    response::Response,
};
use duban_store::NoticeFilter;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::UtoipaMethodRouter, routes};

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![routes!(list)]
}

/// A notice.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Notice {
    /// What issued it: `campaign/…`, `finding/…`, `listing/…` or `incident/…`.
    source: String,
    /// Its ordinal there: what it is acknowledged and voided by.
    ordinal: u32,
    /// What kind it is.
    #[schema(schema_with = schema::instrument)]
    instrument: &'static str,
    /// Its number, of a document.
    #[schema(example = "黔南市监〔2024〕12号")]
    number: Option<String>,
    /// The obligation it is about.
    obligation: Option<String>,
    /// Who issued it.
    from: String,
    /// Whom it is addressed to.
    to: String,
    /// When it was issued.
    #[schema(format = DateTime)]
    at: String,
    /// How far its mail is.
    delivery: &'static str,
    /// When it was acknowledged.
    #[schema(format = DateTime)]
    acknowledged: Option<String>,
    /// What was replied.
    reply: Option<String>,
    /// When it was taken back or voided.
    #[schema(format = DateTime)]
    withdrawn: Option<String>,
}

/// Notices about a bureau in a campaign, in the order they were issued.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/bureaus/{bureau}/notices", tag = "notices",
    operation_id = "listNotices",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("bureau" = String, Path, description = "The bureau's code."), Paging),
    responses((status = 200, body = Listed<Notice>)))]
async fn list(
    State(console): State<Console>,
    principal: Principal,
    uri: OriginalUri,
    Path((campaign, bureau)): Path<(String, String)>,
    Query(paging): Query<Paging>,
) -> Result<Response, Fault> {
    let (scene, bureau) = part(&console, &principal, &campaign, &bureau).await?;
    let (limit, after) = (paging.limit()?, paging.place::<i64>()?);
    let filter =
        NoticeFilter { bureau: Some(bureau), after, limit: Some(limit + 1), ..NoticeFilter::default() };
    let rows = console.store().notice_list(scene.id(), &filter).await?;
    let page = Paged::of_one_more(rows, limit, |row| row.id);
    Ok(page.answer(&uri, |row| Notice {
        source: row.source,
        ordinal: row.notice.ordinal,
        instrument: row.notice.instrument.as_str(),
        number: row.number,
        obligation: row.notice.obligation.as_ref().map(ToString::to_string),
        from: row.notice.from.to_string(),
        to: row.notice.to.to_string(),
        at: row.notice.at.rfc3339(scene.kept.plan.zone),
        delivery: row.delivery.as_str(),
        acknowledged: at(&scene, row.acknowledged),
        reply: row.reply,
        withdrawn: at(&scene, row.withdrawn.or(row.voided.map(|(at, _)| at))),
    }))
}
