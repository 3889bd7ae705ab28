//! League tables: who is how complete and how punctual in a period, and why.

mod choose;
mod circulate;
mod facts;
mod figures;
mod query;
mod table;
mod workbook;

pub(crate) use figures::period_name;

use duban_web::routes::Routes;

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/league", choose::choose)
        .get("/league/{campaign}", table::table)
        .get("/league/{campaign}/table.xlsx", workbook::download)
        .get("/league/{campaign}/bureaus/{bureau}", facts::facts)
        .get("/league/{campaign}/circulate", circulate::preview)
        .post("/league/{campaign}/circulate", circulate::circulate)
}
