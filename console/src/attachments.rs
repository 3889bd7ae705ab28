//! The files that came with what happened, as events name them.

use crate::WebError;
use duban_domain::{
    Attachment, DocketEvent, correspondence::NoticeEvent, finding::FindingEvent, incident::IncidentEvent,
    listing::ListingEvent,
};
use duban_service::rows::LedgerRow;

/// The file with this hash among all that were ever handed in or came with a reply.
///
/// # Errors
/// [`WebError::NotFound`] where none of them is.
pub(crate) fn in_docket(history: &[LedgerRow], sha256: &str) -> Result<Attachment, WebError> {
    let handed_in = history.iter().filter_map(|row| match &row.effect.event {
        DocketEvent::Submitted { files, .. } | DocketEvent::Replied { files, .. } => Some(files),
        _ => None,
    });
    handed_in.flatten().find(|file| file.sha256 == sha256).cloned().ok_or(WebError::NotFound)
}

/// What came with something that happened to a finding.
pub(crate) fn of_finding(what: &FindingEvent) -> &[Attachment] {
    match what {
        FindingEvent::Registered { registration } => &registration.attachments,
        FindingEvent::EvidenceFiled { attachments, .. }
        | FindingEvent::Notice(NoticeEvent::Replied { files: attachments, .. }) => attachments,
        _ => &[],
    }
}

/// What came with something that happened to a listing.
pub(crate) fn of_listing(what: &ListingEvent) -> &[Attachment] {
    match what {
        ListingEvent::PlanFiled { attachments, .. }
        | ListingEvent::ProgressReported { attachments, .. }
        | ListingEvent::AppliedFor { attachments, .. }
        | ListingEvent::Notice(NoticeEvent::Replied { files: attachments, .. }) => attachments,
        _ => &[],
    }
}

/// What came with something that happened to an urgent matter.
pub(crate) fn of_incident(what: &IncidentEvent) -> &[Attachment] {
    match what {
        IncidentEvent::Reported { opening } => &opening.attachments,
        _ => &[],
    }
}
