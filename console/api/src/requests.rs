//! What a bureau asks to be relieved of.

use chrono_tz::Tz;
use duban_domain::docket::{OpenRequest, Relief};
use serde::Serialize;
use utoipa::ToSchema;

/// A request for an extension or a waiver that waits for a decision.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RequestResource {
    /// Its number in the docket, from 1.
    number: u32,
    /// The due day it asks for; none: not to hand in at all.
    #[schema(format = Date)]
    to: Option<String>,
    /// Why.
    reason: String,
    /// What came with it: the files' SHA-256 by their names.
    files: Vec<RequestFile>,
    /// Since when.
    #[schema(format = DateTime)]
    asked: String,
    /// The code of the bureau that is to decide now.
    of: String,
    /// By when.
    #[schema(format = DateTime)]
    by_when: String,
    /// Whether that bureau has been reminded.
    reminded: bool,
}

/// A file that came with a request.
#[derive(Debug, Serialize, ToSchema)]
struct RequestFile {
    /// Its name.
    name: String,
    /// Its SHA-256.
    sha256: String,
}

pub(super) fn request_resource(zone: Tz, request: OpenRequest) -> RequestResource {
    let OpenRequest { number, relief, reason, files, asked, of, by_when, reminded } = request;
    let to = match relief {
        Relief::Extension { to } => Some(to.to_string()),
        Relief::Waiver => None,
    };
    let files = files.into_iter().map(|file| RequestFile { name: file.name, sha256: file.sha256 });
    RequestResource {
        number,
        to,
        reason,
        files: files.collect(),
        asked: asked.rfc3339(zone),
        of: of.to_string(),
        by_when: by_when.rfc3339(zone),
        reminded,
    }
}
