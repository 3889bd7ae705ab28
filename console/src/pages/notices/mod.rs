//! Notices and documents: the search, a notice's page, its file, and acknowledging it.
//!
//! A notice is seen by whoever sees a bureau that received it, and where it could not be delivered by the
//! bureau that issued it: an approval that is asked of a bureau above is no business of the one it is about.

pub(crate) use mail::{UndeliveredMailLine as MailLine, again, to as mail_to};
pub(crate) use one::download;
pub(crate) use search::stands;

mod mail;
mod one;
pub(crate) mod search;

use crate::{Console, Principal, WebError, pages::matter::submitted::LARGEST_FORM, routes::Routes};
use axum::{extract::DefaultBodyLimit, http::Method, routing};
use duban_domain::BureauCode;
use duban_store::{DeliveryRow, MailState, NoticeRow};
use std::collections::BTreeSet;

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

/// The media type of an official document.
pub(crate) const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// Every bureau that a principal sees.
pub(crate) fn seen_bureaus(console: &Console, principal: &Principal) -> BTreeSet<BureauCode> {
    principal.sees(console).into_iter().map(|bureau| bureau.code.clone()).collect()
}

/// A notice with its deliveries, as far as the principal sees who received it.
///
/// # Errors
/// [`WebError::NotFound`] where there is none that this principal sees.
pub(crate) async fn seen(
    console: &Console,
    principal: &Principal,
    id: i64,
) -> Result<(NoticeRow, Vec<DeliveryRow>), WebError> {
    principal.authorise_own(console)?;
    let row = console.store().notice_get(id).await?.ok_or(WebError::NotFound)?;
    let bureaus = seen_bureaus(console, principal);
    let mut deliveries = console.store().notice_deliveries(id).await?;
    let is_stuck = deliveries.iter().any(|delivery| delivery.mail() == MailState::Undeliverable);
    let is_own = is_stuck && row.notice.from == principal.bureau;
    deliveries.retain(|delivery| is_own || bureaus.contains(&delivery.recipient));
    if deliveries.is_empty() { Err(WebError::NotFound) } else { Ok((row, deliveries)) }
}
