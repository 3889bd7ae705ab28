//! Approvals that wait. They are decided where they belong: in a docket, a finding or a listing.

use super::{
    common::{scene, seen},
    paging::{Listed, Paging},
    schema,
};
use crate::{Console, Fault, Principal};
use axum::{
    extract::{OriginalUri, Path, Query, State},
    response::Response,
};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::UtoipaMethodRouter, routes};

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![routes!(list)]
}

/// An approval that waits.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Approval {
    /// What asks: `campaign/…`, `finding/…` or `listing/…`.
    source: String,
    /// The bureau it is about.
    bureau: String,
    /// Its number there.
    approval: u32,
    /// The obligation it is about.
    obligation: Option<String>,
    /// The document it would issue.
    #[schema(schema_with = schema::instrument)]
    instrument: &'static str,
    /// The bureau that is asked.
    of: String,
    /// Until when.
    #[schema(format = DateTime)]
    by_when: String,
}

/// Approvals that wait in a campaign, as far as the token sees.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/approvals", tag = "approvals", operation_id = "listApprovals",
    params(("campaign" = String, Path, description = "The campaign's id."), Paging),
    responses((status = 200, body = Listed<Approval>)))]
async fn list(
    State(console): State<Console>,
    principal: Principal,
    uri: OriginalUri,
    Path(campaign): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Response, Fault> {
    let scene = scene(&console, &principal, &campaign).await?;
    let seen = seen(&console, &principal);
    let mut rows = console.store().approval_list(scene.id()).await?;
    rows.retain(|row| seen.contains(&row.of) || seen.contains(&row.bureau));
    rows.sort_by(|a, b| (&a.source, a.approval).cmp(&(&b.source, b.approval)));
    let page = paging.of(rows, |row| (row.source.clone(), row.approval))?;
    Ok(page.answer(&uri, |row| Approval {
        source: row.source,
        bureau: row.bureau.to_string(),
        approval: row.approval,
        obligation: row.obligation.map(|id| id.to_string()),
        instrument: row.instrument.as_str(),
        of: row.of.to_string(),
        by_when: row.by_when.rfc3339(scene.kept.plan.zone),
    }))
}
