//! The API: what the pages do, as resources for programs, under `/api/v1`.
//!
//! A module a resource. Each operation is described where it is written; the OpenAPI description is put
//! together from the same list as the routes, so that neither knows what the other does not. What every
//! operation has in common, the key that makes a write happen once, entity tags, problems, stands in
//! `common` and is added here.

mod approvals;
mod attached;
mod audit;
mod bureaus;
mod calendar;
mod campaigns;
mod common;
mod describe;
mod dockets;
mod documents;
mod figures;
mod files;
mod findings;
mod holidays;
mod inbox;
mod inboxes;
mod incidents;
mod input;
mod league;
mod listings;
mod matrix;
mod notices;
mod once;
mod overview;
mod paging;
mod plans;
mod rehearsals;
mod schema;
mod subjects;
mod tags;
#[cfg(test)]
mod tests;
mod tokens;
mod users;
mod webhooks;

pub(crate) use once::once;
pub(crate) use tags::tagged;

use crate::{Console, routes::Routes};
use axum::{Json, http::Method, routing};
use utoipa::openapi::OpenApi;
use utoipa_axum::router::UtoipaMethodRouter;

/// Every operation: its description and its handler.
fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    [
        overview::operations(),
        inbox::operations(),
        bureaus::operations(),
        campaigns::operations(),
        matrix::operations(),
        plans::operations(),
        rehearsals::operations(),
        dockets::operations(),
        approvals::operations(),
        notices::operations(),
        documents::operations(),
        files::operations(),
        attached::operations(),
        findings::operations(),
        listings::operations(),
        incidents::operations(),
        figures::operations(),
        subjects::operations(),
        league::operations(),
        users::operations(),
        tokens::operations(),
        webhooks::operations(),
        inboxes::operations(),
        calendar::operations(),
        holidays::operations(),
        audit::operations(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The API's routes.
pub(crate) fn routes() -> Routes {
    let described = Routes::default().public(Method::GET, describe::PATH, routing::get(openapi));
    operations().into_iter().fold(described, |routes, (_, paths, handler)| {
        paths.paths.into_iter().fold(routes, |routes, (path, item)| {
            routes.several(describe::methods(&item), &path, handler.clone())
        })
    })
}

async fn openapi() -> Json<OpenApi> {
    Json(describe::api())
}
