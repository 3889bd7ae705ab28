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
pub fn in_docket(history: &[LedgerRow], sha256: &str) -> Result<Attachment, WebError> {
    let handed_in = history.iter().filter_map(|row| match &row.effect.event {
        DocketEvent::Submitted { files, .. }
        | DocketEvent::Replaced { files, .. }
        | DocketEvent::Supplemented { files, .. }
        | DocketEvent::ReliefAsked { files, .. }
        | DocketEvent::Replied { files, .. } => Some(files),
        _ => None,
    });
    handed_in.flatten().find(|file| file.sha256 == sha256).cloned().ok_or(WebError::NotFound)
}

/// Something that happened in a matter, perhaps with files.
pub trait BroughtFiles {
    /// What came with it.
    fn files(&self) -> &[Attachment];
}

impl BroughtFiles for FindingEvent {
    fn files(&self) -> &[Attachment] {
        match self {
            FindingEvent::Registered { registration } => &registration.attachments,
            FindingEvent::EvidenceFiled { attachments, .. }
            | FindingEvent::Notice(NoticeEvent::Replied { files: attachments, .. }) => attachments,
            _ => &[],
        }
    }
}

impl BroughtFiles for ListingEvent {
    fn files(&self) -> &[Attachment] {
        match self {
            ListingEvent::PlanFiled { attachments, .. }
            | ListingEvent::ProgressReported { attachments, .. }
            | ListingEvent::AppliedFor { attachments, .. }
            | ListingEvent::Notice(NoticeEvent::Replied { files: attachments, .. }) => attachments,
            _ => &[],
        }
    }
}

impl BroughtFiles for IncidentEvent {
    fn files(&self) -> &[Attachment] {
        match self {
            IncidentEvent::Reported { opening } => &opening.attachments,
            _ => &[],
        }
    }
}

/// All that ever came with something in a matter.
pub fn of_matter<E: BroughtFiles>(history: &[LedgerRow<E>]) -> impl Iterator<Item = &Attachment> {
    history.iter().flat_map(|line| line.effect.event.files())
}
