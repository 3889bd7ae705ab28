//! The API: what the pages do, as resources for programs, under `/api/v1`.
//!
//! A module a resource. Each operation is described where it is written; the OpenAPI description is put
//! together from the same list as the routes, so that neither knows what the other does not. What
//! operations have in common stands in `act_body`, `matters`, `happenings`, `file_refs`, `paging` and `tags`; the key that makes a
//! write happen once is `duban_web::once`'s. All is asked of the [`Viewer`](duban_web::Viewer).

mod act_body;
mod amendments;
mod approvals;
mod attached;
mod audit;
mod bureaus;
mod calendar;
mod campaigns;
mod describe;
mod directives;
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
mod laggards;
mod league;
mod listings;
mod matrix;
mod matters;
mod notices;
mod operations;
mod overview;
mod paging;
mod plan_templates;
mod plans;
mod prepared_launches;
mod rehearsals;
mod requests;
mod schema;
mod subjects;
mod tags;
mod tally;
mod tokens;
mod users;
mod versions;
mod webhooks;

pub use tags::tagged;

use axum::{Json, http::Method, routing};
use duban_web::routes::Routes;
use utoipa::openapi::OpenApi;

/// The API's routes.
pub fn routes() -> Routes {
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
