//! Urgent matters (紧急情况): the list, an incident's own page, and reporting one.

mod history;
mod list;
mod report;
mod show;

use crate::matter::{page, submitted::LARGEST_FORM};
use axum::{extract::DefaultBodyLimit, http::Method, routing::post};
use duban_service::rows::IncidentRow;
use duban_web::routes::Routes;

pub(crate) fn routes() -> Routes {
    let large = || DefaultBodyLimit::max(LARGEST_FORM);
    Routes::default()
        .get("/incidents", list::list)
        .get("/incidents/new", report::blank)
        .guarded(Method::POST, "/incidents/new", post(report::report).layer(large()))
        .and(page::routes::<IncidentRow>())
}
