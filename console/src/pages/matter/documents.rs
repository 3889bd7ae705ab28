//! The documents of a matter, as its page lists them.

use super::history::HistoryWording;
use crate::Viewer;
use duban_domain::access::Action;
use duban_service::rows::NoticeRow;
use serde::Deserialize;

/// A document.
pub(crate) struct MatterDocument {
    pub(crate) ordinal: u32,
    pub(crate) number: String,
    /// Its own page, for whoever sees who received it.
    pub(crate) href: Option<String>,
    pub(crate) instrument: String,
    pub(crate) to: String,
    pub(crate) at: String,
    /// What became of it, as its texts are spelled.
    pub(crate) state: &'static str,
}

/// Whether its reader just did something.
#[derive(Deserialize)]
pub(crate) struct Came {
    #[serde(default)]
    pub(crate) done: String,
}

/// The documents among the notices of a matter, as one of its readers sees them.
pub(crate) fn of(
    viewer: &Viewer,
    teller: &HistoryWording<'_>,
    notices: Vec<NoticeRow>,
) -> Vec<MatterDocument> {
    let has_page = |row: &NoticeRow| viewer.may(Action::See, &row.notice.to);
    notices.into_iter().filter_map(|row| document(teller, has_page(&row), row)).collect()
}

fn document(teller: &HistoryWording<'_>, has_page: bool, row: NoticeRow) -> Option<MatterDocument> {
    let number = row.number?;
    let state = match (&row.voided, &row.withdrawn, &row.acknowledged) {
        (Some(_), ..) => "voided",
        (_, Some(_), _) => "withdrawn",
        (.., Some(_)) => "acknowledged",
        _ => "waiting",
    };
    let notice = row.notice;
    Some(MatterDocument {
        ordinal: notice.ordinal,
        number,
        href: has_page.then(|| format!("/notices/{}", row.id)),
        instrument: teller.instrument(notice.instrument),
        to: teller.name(&notice.to),
        at: teller.time(notice.at),
        state,
    })
}

/// What a form about the document of this ordinal says it is about.
pub(crate) fn about(documents: &[MatterDocument], ordinal: u32) -> String {
    let document = documents.iter().find(|document| document.ordinal == ordinal);
    document.map(|document| format!("{} {}", document.instrument, document.number)).unwrap_or_default()
}
