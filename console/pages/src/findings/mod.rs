//! Findings (问题隐患): the ledger and what is exported of it, a finding's own page, registering one by a
//! form and many by a spreadsheet.

mod acts;
mod entry;
mod export;
mod history;
mod import;
mod ledger;
mod show;
mod template;

use crate::matter::{page, submitted::LARGEST_FORM};
use axum::{extract::DefaultBodyLimit, http::Method, routing::post};
use duban_service::rows::FindingDetail;
use duban_web::routes::Routes;

pub(crate) fn routes() -> Routes {
    let large = || DefaultBodyLimit::max(LARGEST_FORM);
    Routes::default()
        .get("/findings", ledger::ledger)
        .get("/findings/export.csv", export::as_csv)
        .get("/findings/export.xlsx", export::as_xlsx)
        .get("/findings/template.xlsx", template::template)
        .get("/findings/new", entry::blank)
        .guarded(Method::POST, "/findings/new", post(entry::register).layer(large()))
        .get("/findings/import", import::blank)
        .guarded(Method::POST, "/findings/import", post(import::preview).layer(large()))
        .post("/findings/import/confirm", import::confirm)
        .get("/finding-imports/{job}", import::status)
        .and(page::routes::<FindingDetail>())
}
