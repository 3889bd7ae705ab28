//! One module a page, or a folder where a page has parts.

pub(crate) mod campaign;
mod home;
pub(crate) mod hooks;
mod language;
mod launch;
mod league;

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
        .and(language::routes())
        .and(people::routes())
        .and(launch::routes())
}
