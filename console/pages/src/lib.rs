//! The pages: one module a page, or a folder where a page has parts.
//!
//! A page is a handler that asks its [`Viewer`](duban_web::Viewer), who asks the rule, and fills a template. Whoever
//! adds a route adds it to its page's list. What the API needs as well is `duban-web`'s.

mod act;
mod amend;
mod approvals;
mod bureau;
mod campaign;
mod field;
mod figures;
mod findings;
mod gantt;
mod holidays;
mod hooks;
mod inbox;
mod incidents;
mod laggards;
mod language;
mod launch;
mod league;
mod listings;
mod matter;
mod notices;
mod overview;
mod owed;
mod people;
mod places;
mod trend;

use axum::{http::Method, routing};
use duban_web::{assets, routes::Routes};

/// Every page's routes.
pub fn routes() -> Routes {
    Routes::default()
        .public(Method::GET, "/assets/{hash}/{name}", routing::get(assets::asset))
        .and(overview::routes())
        .and(campaign::routes())
        .and(amend::routes())
        .and(bureau::routes())
        .and(figures::routes())
        .and(laggards::routes())
        .and(inbox::routes())
        .and(approvals::routes())
        .and(notices::routes())
        .and(league::routes())
        .and(hooks::routes())
        .and(findings::routes())
        .and(field::routes())
        .and(listings::routes())
        .and(incidents::routes())
        .and(language::routes())
        .and(people::routes())
        .and(launch::routes())
        .and(holidays::routes())
}
