//! Files that come along with an act: each was sent before, and is named by its hash.

use duban_domain::{Attachment, Refusal, command::MOST_ATTACHMENTS};
use duban_service::ServiceError;
use duban_web::{Viewer, WebError};
use serde::Deserialize;
use utoipa::ToSchema;

/// A file that was sent before (`POST /api/v1/files`).
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FileRef {
    /// The name it is shown under.
    #[schema(min_length = 1, max_length = 200, example = "总结.docx")]
    name: String,
    /// Its SHA-256, as the answer to sending it says.
    #[schema(
        pattern = "^[0-9a-f]{64}$",
        example = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )]
    sha256: String,
}

/// The files named here, judged again: what one says of a file is not believed.
///
/// # Errors
/// One was never sent.
pub(super) async fn attachments(viewer: &Viewer, files: &[FileRef]) -> Result<Vec<Attachment>, WebError> {
    if files.len() > MOST_ATTACHMENTS {
        return Err(ServiceError::from(Refusal::TooManyAttachments(MOST_ATTACHMENTS)).into());
    }
    let mut uploads = Vec::with_capacity(files.len());
    for FileRef { name, sha256 } in files {
        uploads.push(viewer.sent_before(name, sha256).await.map_err(|failure| match failure {
            ServiceError::File(why) => WebError::unfit("files", why.to_string()),
            failure => failure.into(),
        })?);
    }
    Ok(viewer.attach(&uploads).await?)
}
