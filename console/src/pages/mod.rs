//! One module a page, or a folder where a page has parts.

mod act;
pub(crate) mod approvals;
pub(crate) mod bureau;
pub(crate) mod campaign;
pub(crate) mod findings;
mod holidays;
pub(crate) mod hooks;
pub(crate) mod inbox;
mod incidents;
mod language;
pub(crate) mod launch;
pub(crate) mod league;
pub(crate) mod listings;
pub(crate) mod matter;
pub(crate) mod notices;
pub(crate) mod overview;
#[cfg(test)]
pub(crate) mod tests;

pub(crate) use language::local;

use crate::{assets, people, routes::Routes};

/// Every page's routes.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .and(assets::routes())
        .and(overview::routes())
        .and(campaign::routes())
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
