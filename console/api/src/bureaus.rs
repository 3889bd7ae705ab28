//! Bureaus that one sees.

use super::paging::{Listed, Paging};
use axum::{
    extract::{OriginalUri, Query},
    response::Response,
};
use duban_web::{Console, Viewer, WebError};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::UtoipaMethodRouter, routes};

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![routes!(list)]
}

/// A bureau.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Bureau {
    /// Its code.
    #[schema(example = "522701")]
    code: String,
    /// Its name.
    name: String,
    /// `province`, `prefecture` or `county`.
    level: &'static str,
    /// The code of the bureau above.
    supervisor: Option<String>,
}

/// The token's own bureau and all below it, by code.
#[utoipa::path(get, path = "/api/v1/bureaus", tag = "bureaus", operation_id = "listBureaus", params(Paging),
    responses((status = 200, body = Listed<Bureau>)))]
async fn list(viewer: Viewer, uri: OriginalUri, Query(paging): Query<Paging>) -> Result<Response, WebError> {
    let codes: Vec<_> = viewer.sees_codes().into_iter().collect();
    let page = paging.of(codes, |code| code.to_string())?;
    Ok(page.answer(&uri, |code| {
        let bureau = viewer.directory().get(&code);
        Bureau {
            name: bureau.map_or_else(String::new, |bureau| bureau.name.clone()),
            level: bureau.map_or("", |bureau| bureau.level.as_str()),
            supervisor: bureau.and_then(|bureau| bureau.supervisor.as_ref()).map(ToString::to_string),
            code: code.to_string(),
        }
    }))
}
