//! The documents of a matter, as its page lists them.

use super::history::HistoryWording;
use duban_domain::access::Action;
use duban_service::rows::NoticeRow;
use duban_web::Viewer;

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

/// The documents among the notices of a matter, as one of its readers sees them.
pub(crate) fn of(
    viewer: &Viewer,
    wording: &HistoryWording<'_>,
    notices: Vec<NoticeRow>,
) -> Vec<MatterDocument> {
    let has_page = |row: &NoticeRow| viewer.may(Action::See, &row.notice.to);
    notices.into_iter().filter_map(|row| document(wording, has_page(&row), row)).collect()
}

fn document(wording: &HistoryWording<'_>, has_page: bool, row: NoticeRow) -> Option<MatterDocument> {
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
        instrument: wording.instrument(notice.instrument),
        to: wording.name(&notice.to),
        at: wording.time(notice.at),
        state,
    })
}
