//! Listed supervision (挂牌督办): the list, a listing's own page, and proposing one.

mod acts;
mod history;
mod list;
mod propose;
mod show;

use crate::matter::page;
use duban_service::rows::ListingRow;
use duban_web::routes::Routes;

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/listings", list::list)
        .get("/listings/new", propose::blank)
        .post("/listings/new", propose::propose)
        .and(page::routes::<ListingRow>())
}
