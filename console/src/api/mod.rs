//! The API: what the pages do, as resources for programs, under `/api/v1`.
//!
//! A module a resource. Each operation is described where it is written; the OpenAPI description is put
//! together from the same list as the routes, so that neither knows what the other does not. What
//! operations have in common stands in `act_body`, `matters`, `happenings`, `file_refs`, `paging` and `tags`; the key that makes a
//! write happen once is the server's (`once`). All is asked of the [`Viewer`](crate::Viewer).

mod act_body;
mod amendments;
mod approvals;
mod attached;
mod audit;
mod bureaus;
mod calendar;
mod campaigns;
mod describe;
mod dockets;
mod documents;
mod figures;
mod file_refs;
mod files;
mod findings;
mod happenings;
mod hex;
mod holidays;
mod inbox;
mod inboxes;
mod incidents;
mod input;
mod instant;
mod league;
mod listings;
mod matrix;
mod matters;
mod notices;
mod operations;
mod overview;
mod paging;
mod plans;
mod rehearsals;
mod schema;
mod subjects;
mod tags;
mod tally;
#[cfg(test)]
mod tests;
mod tokens;
mod users;
mod webhooks;

pub(crate) use tags::tagged;

use crate::routes::Routes;
use axum::{Json, http::Method, routing};
use utoipa::openapi::OpenApi;

/// The API's routes.
pub(crate) fn routes() -> Routes {
    let described = Routes::default().public(Method::GET, describe::PATH, routing::get(openapi));
    operations::operations().into_iter().fold(described, |routes, (_, paths, handler)| {
        paths.paths.into_iter().fold(routes, |routes, (path, item)| {
            routes.several(describe::methods(&item), &path, handler.clone())
        })
    })
}

async fn openapi() -> Json<OpenApi> {
    Json(describe::api())
}
