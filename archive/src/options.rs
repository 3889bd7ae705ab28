//! What an archive needs to know, as the settings tell it.

use std::{fmt, path::PathBuf};

/// What offices hand in: photographs, and the papers of the usual office programs.
pub const USUAL_TYPES: &[&str] = &[
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/heif",
    "application/pdf",
    "application/ofd",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "text/plain",
    "text/csv",
];

/// Where the archive lies and what it takes.
#[derive(Clone, Debug)]
pub struct ArchiveOptions {
    /// Where it lies.
    pub location: Location,
    /// The largest file that may be handed in, in bytes.
    pub max_bytes: u64,
    /// The media types that may be handed in; [`USUAL_TYPES`] is a good list.
    pub allowed_types: Vec<String>,
}

/// Where the files lie.
#[derive(Clone, Debug)]
pub enum Location {
    /// In a folder, which is made if it is not there.
    Folder(PathBuf),
    /// In a bucket of an S3-compatible store. The bucket has to be there.
    S3(S3Options),
}

/// A bucket of an S3-compatible store. A rule of the bucket should clear away uploads that were begun and
/// never completed: a worker that dies in one leaves its parts, which no reader can see, behind.
#[derive(Clone)]
pub struct S3Options {
    /// The bucket.
    pub bucket: String,
    /// A path within the bucket, such as `duban/archive`; empty: the bucket itself.
    pub prefix: String,
    /// `https://host:port` of the store; `None`: Amazon's, of the region.
    pub endpoint: Option<String>,
    /// The region. Stores without regions take any.
    pub region: String,
    /// The access key's id.
    pub access_key: String,
    /// The access key's secret.
    pub secret_key: String,
    /// Whether the bucket is named in the host, `bucket.host`, and not in the path. Alibaba Cloud and
    /// Tencent Cloud ask for it.
    pub virtual_hosted: bool,
    /// Whether an `http://` endpoint may be used.
    pub allow_http: bool,
}

impl fmt::Debug for S3Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3Options")
            .field("bucket", &self.bucket)
            .field("prefix", &self.prefix)
            .field("endpoint", &self.endpoint)
            .field("region", &self.region)
            .field("access_key", &self.access_key)
            .field("virtual_hosted", &self.virtual_hosted)
            .field("allow_http", &self.allow_http)
            .finish_non_exhaustive()
    }
}
