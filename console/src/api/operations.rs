//! Every operation of the API: the one list that the routes and the description are made from.

use super::{
    amendments, approvals, attached, audit, bureaus, calendar, campaigns, dockets, documents, figures, files,
    findings, holidays, inbox, inboxes, incidents, league, listings, matrix, notices, overview, plans,
    rehearsals, subjects, tokens, users, webhooks,
};
use crate::Console;
use utoipa_axum::router::UtoipaMethodRouter;

/// Every operation: its description and its handler.
pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    [
        overview::operations(),
        inbox::operations(),
        bureaus::operations(),
        campaigns::operations(),
        amendments::operations(),
        matrix::operations(),
        plans::operations(),
        rehearsals::operations(),
        dockets::operations(),
        approvals::operations(),
        notices::operations(),
        documents::operations(),
        files::operations(),
        attached::operations(),
        findings::operations(),
        listings::operations(),
        incidents::operations(),
        figures::operations(),
        subjects::operations(),
        league::operations(),
        users::operations(),
        tokens::operations(),
        webhooks::operations(),
        inboxes::operations(),
        calendar::operations(),
        holidays::operations(),
        audit::operations(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
