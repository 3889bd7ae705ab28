//! One module a page, or a folder where a page has parts.

pub(crate) mod campaign;
mod home;
mod language;

use crate::{assets, routes::Routes};

/// Every page's routes.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .and(assets::routes())
        .and(home::routes())
        .and(campaign::routes())
        .and(language::routes())
}
