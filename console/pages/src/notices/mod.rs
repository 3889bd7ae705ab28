//! Notices and documents: the search, a notice's page, its file, and acknowledging it.

pub(crate) use mail::{UndeliveredMailLine as MailLine, to as mail_to};
pub(crate) use search::stands;

mod mail;
mod one;
mod search;

use crate::matter::submitted::LARGEST_FORM;
use axum::{extract::DefaultBodyLimit, http::Method, routing};
use duban_web::routes::Routes;

pub(crate) fn routes() -> Routes {
    let reply = routing::post(one::reply).layer(DefaultBodyLimit::max(LARGEST_FORM));
    Routes::default()
        .get("/mail", mail::waiting)
        .post("/mail/{mail}", mail::send_again)
        .get("/notices", search::search)
        .get("/notices/{id}", one::notice)
        .get("/notices/{id}/document", one::document)
        .get("/notices/{id}/files/{sha256}", one::file)
        .post("/notices/{id}/acknowledgement", one::acknowledge)
        .guarded(Method::POST, "/notices/{id}/reply", reply)
        .post("/notices/{id}/void", one::void)
}
