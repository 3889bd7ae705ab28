//! One module a page, or a folder where a page has parts.

pub(crate) mod campaign;
pub(crate) mod findings;
mod home;
pub(crate) mod hooks;
mod launch;
mod league;
mod incidents;
mod language;
mod listings;
pub(crate) mod matter;

pub(crate) use language::local;

use crate::{assets, people, routes::Routes};

/// Every page's routes.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .and(assets::routes())
        .and(home::routes())
        .and(campaign::routes())
        .and(league::routes())
        .and(hooks::routes())
        .and(findings::routes())
        .and(listings::routes())
        .and(incidents::routes())
        .and(language::routes())
        .and(people::routes())
        .and(launch::routes())
}
