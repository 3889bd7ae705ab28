//! An approval that waits, found by what an address says of it, and the document it would issue.

use crate::{Viewer, WebError};
use duban_domain::CampaignId;
use duban_service::{DraftFile, Visible, WaitingApproval};

/// What names an approval in an address: the campaign, `docket`, `finding` or `listing`, whose, its number.
pub type ApprovalPlace = (String, String, String, u32);

/// An approval that waits, for one who may read what it would issue.
///
/// # Errors
/// There is none that this viewer sees.
pub async fn waiting(
    viewer: &Viewer,
    (campaign, kind, id, number): &ApprovalPlace,
) -> Result<Visible<WaitingApproval>, WebError> {
    Ok(viewer.approval(&CampaignId::from(campaign.as_str()), (kind, id), *number).await?)
}

/// The document that an approval would issue, as a file.
///
/// # Errors
/// It would issue messages alone; the approval is no longer open.
pub async fn file(waiting: &Visible<WaitingApproval>) -> Result<DraftFile, WebError> {
    let drafts = waiting.preview().await?;
    let draft = drafts.iter().find(|draft| draft.reading.is_some()).ok_or(WebError::NotFound)?;
    Ok(waiting.context.draft_file(draft)?)
}
