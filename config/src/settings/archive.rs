//! The `[archive]` settings: a folder, or a bucket with everything needed to reach it.

use super::{
    layers::Layers,
    secret::Secret,
    value::{number, required},
};
use serde::Serialize;
use std::path::PathBuf;

/// The archive.
#[derive(Clone, Debug, Serialize)]
pub struct ArchiveSettings {
    /// Where it lies.
    pub location: ArchiveLocation,
    /// The largest file that may be handed in, in bytes.
    pub max_attachment_bytes: u64,
    /// The media types that may be handed in, each once.
    pub allowed_types: Vec<String>,
}

/// Where the archive lies.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ArchiveLocation {
    /// In a folder.
    Folder(PathBuf),
    /// In a bucket of an S3-compatible store.
    S3(S3Settings),
}

/// A bucket of an S3-compatible store.
#[derive(Clone, Debug, Serialize)]
pub struct S3Settings {
    /// The bucket.
    pub bucket: String,
    /// A path within it, without slashes around it; empty: the bucket itself.
    pub prefix: String,
    /// Where the store listens; `None`: Amazon's, of the region.
    pub endpoint: Option<String>,
    /// The region.
    pub region: String,
    /// The access key's id.
    pub access_key: String,
    /// Its secret.
    pub secret_key: Secret,
    /// Whether the bucket is named in the host.
    pub virtual_hosted: bool,
    /// Whether an `http://` endpoint may be used.
    pub allow_http: bool,
}

/// What begins the address of a bucket.
const BUCKET: &str = "s3://";

/// The typed settings.
pub(super) fn settings(layers: &mut Layers) -> ArchiveSettings {
    let url = required(layers, "archive.url");
    let location = match url.strip_prefix(BUCKET) {
        Some(rest) => ArchiveLocation::S3(s3(layers, rest)),
        None => {
            if url.contains("://") {
                layers.tell("archive.url", "this is no archive; write a folder or s3://BUCKET/PREFIX");
            }
            ArchiveLocation::Folder(url.into())
        }
    };
    ArchiveSettings {
        location,
        max_attachment_bytes: number(layers, "archive.max_attachment_bytes", 1..=1 << 30)
            .try_into()
            .unwrap_or_default(),
        allowed_types: allowed_types(layers),
    }
}

/// `address` is what follows `s3://`.
fn s3(layers: &mut Layers, address: &str) -> S3Settings {
    let (bucket, prefix) = address.split_once('/').unwrap_or((address, ""));
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.');
    if !(3..=63).contains(&bucket.len()) || !bucket.bytes().all(plain) {
        layers.tell(
            "archive.url",
            "this names no bucket; write s3://BUCKET/PREFIX, where a bucket is 3 to 63 lower-case letters, digits, hyphens or dots",
        );
    }
    let allow_http = layers.flag("archive.s3.allow_http");
    let endpoint = layers.text("archive.s3.endpoint");
    let host = |scheme: &str| endpoint.strip_prefix(scheme).is_some_and(|host| !host.is_empty());
    if host("http://") && !allow_http {
        layers.tell(
            "archive.s3.endpoint",
            "files would travel in the clear; write https://, or set archive.s3.allow_http to true",
        );
    } else if !endpoint.is_empty() && !host("https://") && !host("http://") {
        layers
            .tell("archive.s3.endpoint", "this is no endpoint; write it like https://s3.bureau.example:9000");
    }
    S3Settings {
        bucket: bucket.to_owned(),
        prefix: prefix.trim_matches('/').to_owned(),
        endpoint: Some(endpoint).filter(|endpoint| !endpoint.is_empty()),
        region: required(layers, "archive.s3.region"),
        access_key: needed(layers, "archive.s3.access_key"),
        secret_key: Secret::new(needed(layers, "archive.s3.secret_key")),
        virtual_hosted: layers.flag("archive.s3.virtual_hosted"),
        allow_http,
    }
}

fn needed(layers: &mut Layers, key: &str) -> String {
    let text = layers.text(key);
    if text.trim().is_empty() {
        layers.tell(key, "archive.url is a bucket, which needs this; write it");
    }
    text
}

fn allowed_types(layers: &mut Layers) -> Vec<String> {
    let key = "archive.allowed_types";
    let text = required(layers, key);
    let mut types: Vec<String> = Vec::new();
    for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b".+-".contains(&b);
        let part = |part: &str| !part.is_empty() && part.bytes().all(plain);
        if !name.split_once('/').is_some_and(|(kind, format)| part(kind) && part(format)) {
            layers.tell(
                key,
                format!("\"{name}\" is not a media type; write them like image/jpeg, application/pdf"),
            );
        } else if !types.iter().any(|known| known == name) {
            types.push(name.to_owned());
        }
    }
    types
}
