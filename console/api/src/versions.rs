//! The versions of what a bureau handed in.

use super::happenings::Person;
use chrono_tz::Tz;
use duban_domain::docket::SubmissionVersion;
use serde::Serialize;
use utoipa::ToSchema;

/// A version of a submission.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct VersionResource {
    /// 1, and one more for each return.
    round: u16,
    /// Its number within the round, from 1.
    number: u16,
    /// `first`, `replacement` or `supplement`.
    kind: &'static str,
    /// When it was received.
    #[schema(format = DateTime)]
    at: String,
    /// By whom.
    by: Option<Person>,
    /// What came with it.
    files: Vec<VersionFile>,
    /// Whether it bore the bureau's seal.
    sealed: bool,
    /// `stands`, `replaced`, `taken-back` or `sent-back`.
    standing: &'static str,
    /// Whether it was in time, of one by which that is judged.
    on_time: Option<bool>,
}

/// A file of a version.
#[derive(Debug, Serialize, ToSchema)]
struct VersionFile {
    /// Its name.
    name: String,
    /// Its SHA-256; none: it was named, and lies in no archive.
    sha256: Option<String>,
}

pub(super) fn version_resource(zone: Tz, one: SubmissionVersion) -> VersionResource {
    let SubmissionVersion { round, number, kind, at, by, attachments, files, sealed, standing, on_time } =
        one;
    let sha256 = |name: &String| files.iter().find(|file| file.name == *name).map(|file| file.sha256.clone());
    let files = attachments.iter().map(|name| VersionFile { name: name.clone(), sha256: sha256(name) });
    VersionResource {
        round,
        number,
        kind: kind.as_str(),
        at: at.rfc3339(zone),
        by: by.map(Person::of),
        files: files.collect(),
        sealed,
        standing: standing.as_str(),
        on_time,
    }
}
