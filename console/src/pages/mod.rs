//! One module a page, or a folder where a page has parts.

mod act;
mod amend;
mod approvals;
mod bureau;
pub(crate) mod campaign;
mod findings;
mod holidays;
mod hooks;
pub(crate) mod inbox;
mod incidents;
mod language;
mod launch;
pub(crate) mod league;
mod listings;
pub(crate) mod matter;
mod notices;
pub(crate) mod overview;
mod owed;
mod places;
#[cfg(test)]
pub(crate) mod tests;

use crate::{assets, people, routes::Routes};
use axum::{http::Method, routing};

/// Every page's routes.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .public(Method::GET, "/assets/{hash}/{name}", routing::get(assets::asset))
        .and(overview::routes())
        .and(campaign::routes())
        .and(amend::routes())
        .and(bureau::routes())
        .and(inbox::routes())
        .and(approvals::routes())
        .and(notices::routes())
        .and(league::routes())
        .and(hooks::routes())
        .and(findings::routes())
        .and(listings::routes())
        .and(incidents::routes())
        .and(language::routes())
        .and(people::routes())
        .and(launch::routes())
        .and(holidays::routes())
}
