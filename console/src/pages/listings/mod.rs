//! Listed supervision (挂牌督办): the list, a listing's own page, and proposing one.

mod acts;
mod history;
mod list;
mod propose;
mod show;

use crate::{pages::matter::submitted::LARGEST_FORM, routes::Routes};
use axum::{extract::DefaultBodyLimit, http::Method, routing::post};

pub(crate) fn routes() -> Routes {
    let large = || DefaultBodyLimit::max(LARGEST_FORM);
    Routes::default()
        .get("/listings", list::list)
        .get("/listings/new", propose::blank)
        .post("/listings/new", propose::propose)
        .get("/listings/{campaign}/{id}", show::show)
        .guarded(Method::POST, "/listings/{campaign}/{id}/{act}", post(show::act).layer(large()))
        .get("/listings/{campaign}/{id}/files/{sha256}", show::file)
}
