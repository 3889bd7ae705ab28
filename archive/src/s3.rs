//! The client of an S3-compatible store.

use crate::{ArchiveError, S3Options};
use object_store::{
    ClientOptions, ObjectStore, RetryConfig,
    aws::{AmazonS3, AmazonS3Builder},
    path::Path as Key,
    prefix::PrefixStore,
};
use std::{sync::Arc, time::Duration};

/// How often a request is repeated before the caller hears of it, who has patience of his own.
const RETRIES: usize = 3;
/// How long all tries of a request may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long one try may take: a part of a large file over a county's line.
const REQUEST: Duration = Duration::from_secs(60);

/// The bucket, or the part of it under the prefix. Nothing is sent yet.
pub(crate) fn bucket(options: &S3Options) -> Result<Arc<dyn ObjectStore>, ArchiveError> {
    check(options)?;
    let prefix = Key::parse(&options.prefix)
        .map_err(|_| ArchiveError::Options(format!("\"{}\" is no prefix of a bucket", options.prefix)))?;
    let store = client(options)?;
    Ok(if prefix.as_ref().is_empty() { Arc::new(store) } else { Arc::new(PrefixStore::new(store, prefix)) })
}

/// Without these the client would look for credentials elsewhere, in the cloud's own services.
fn check(options: &S3Options) -> Result<(), ArchiveError> {
    let needed = [
        ("bucket", &options.bucket),
        ("region", &options.region),
        ("access key", &options.access_key),
        ("secret key", &options.secret_key),
    ];
    match needed.iter().find(|(_, value)| value.is_empty()) {
        Some((name, _)) => Err(ArchiveError::Options(format!("an S3 store needs a {name}"))),
        None => endpoint(options).map(|_| ()),
    }
}

fn client(options: &S3Options) -> Result<AmazonS3, ArchiveError> {
    use_ring();
    let http = ClientOptions::new().with_allow_http(options.allow_http).with_timeout(REQUEST);
    let retry = RetryConfig { max_retries: RETRIES, retry_timeout: PATIENCE, ..RetryConfig::default() };
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&options.bucket)
        .with_region(&options.region)
        .with_access_key_id(&options.access_key)
        .with_secret_access_key(&options.secret_key)
        .with_virtual_hosted_style_request(options.virtual_hosted)
        .with_client_options(http)
        .with_retry(retry);
    if let Some(endpoint) = endpoint(options)? {
        builder = builder.with_endpoint(endpoint);
    }
    builder.build().map_err(ArchiveError::Client)
}

/// The address requests go to, with the bucket in the host where the store wants it there.
fn endpoint(options: &S3Options) -> Result<Option<String>, ArchiveError> {
    let Some(endpoint) = options.endpoint.as_deref().map(|e| e.trim_end_matches('/')) else {
        return Ok(None);
    };
    let (scheme, host) = endpoint.split_once("://").unwrap_or_default();
    match scheme {
        _ if host.is_empty() => {
            Err(ArchiveError::Options(format!("\"{endpoint}\" is no address; write https:// and a host")))
        }
        "http" if !options.allow_http => Err(ArchiveError::Options(format!(
            "files would go to {endpoint} unencrypted; use https, or allow http"
        ))),
        "http" | "https" if options.virtual_hosted => {
            Ok(Some(format!("{scheme}://{}.{host}", options.bucket)))
        }
        "http" | "https" => Ok(Some(endpoint.into())),
        _ => Err(ArchiveError::Options(format!("\"{endpoint}\" is no address; write https:// and a host"))),
    }
}

/// The client's TLS is built without a provider of cryptography and takes the process's, which is ring
/// unless the program has chosen already.
fn use_ring() {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // It fails only if another thread was faster.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options() -> S3Options {
        S3Options {
            bucket: "duban".into(),
            prefix: "archive".into(),
            endpoint: Some("https://oss-cn-guizhou.example/".into()),
            region: "cn-guizhou".into(),
            access_key: "id".into(),
            secret_key: "very-secret".into(),
            virtual_hosted: false,
            allow_http: false,
        }
    }

    #[test]
    fn the_bucket_stands_in_the_path_or_in_the_host() {
        assert_eq!(endpoint(&options()).unwrap().unwrap(), "https://oss-cn-guizhou.example");
        let hosted = S3Options { virtual_hosted: true, ..options() };
        assert_eq!(endpoint(&hosted).unwrap().unwrap(), "https://duban.oss-cn-guizhou.example");
        assert_eq!(endpoint(&S3Options { endpoint: None, ..options() }).unwrap(), None);
    }

    #[test]
    fn settings_that_describe_no_bucket_are_refused_in_words() {
        let refused = |options: S3Options| match bucket(&options) {
            Err(ArchiveError::Options(why)) => why,
            other => panic!("not refused: {other:?}"),
        };
        let plain = S3Options { endpoint: Some("http://minio:9000".into()), ..options() };
        assert!(refused(plain.clone()).contains("unencrypted"));
        bucket(&S3Options { allow_http: true, ..plain }).unwrap();
        assert!(
            refused(S3Options { endpoint: Some("minio:9000".into()), ..options() }).contains("no address")
        );
        assert!(
            refused(S3Options { endpoint: Some("ftp://minio".into()), ..options() }).contains("no address")
        );
        assert!(refused(S3Options { secret_key: String::new(), ..options() }).contains("secret key"));
        assert!(refused(S3Options { bucket: String::new(), ..options() }).contains("bucket"));
        assert!(refused(S3Options { prefix: "a//../b".into(), ..options() }).contains("prefix"));
    }

    #[test]
    fn the_secret_is_never_shown() {
        assert!(!format!("{:?}", options()).contains("very-secret"));
        assert!(!format!("{:?}", bucket(&options()).unwrap()).contains("very-secret"));
    }
}
