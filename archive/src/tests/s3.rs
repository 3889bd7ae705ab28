//! The archive in a bucket, on a server that speaks S3. Such a server is not part of the tests, so they
//! are left out unless asked for:
//!
//! ```text
//! pip install 'moto[server,s3]' && moto_server --port 5555
//! curl -X PUT http://127.0.0.1:5555/duban
//! DUBAN_TEST_S3=http://127.0.0.1:5555 cargo nextest run -p duban-archive --run-ignored only
//! ```

use super::{LIMIT, photograph};
use crate::{Archive, ArchiveError, ArchiveOptions, Location, S3Options, USUAL_TYPES, sending};
use object_store::ObjectStoreExt;
use std::sync::atomic::{AtomicU32, Ordering};

/// An archive in a part of the bucket that is this run's own.
fn archive(change: impl FnOnce(&mut S3Options)) -> Archive {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let prefix = format!("run/{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let mut options = S3Options {
        bucket: "duban".into(),
        prefix,
        endpoint: Some(std::env::var("DUBAN_TEST_S3").expect("DUBAN_TEST_S3 names no server")),
        region: "us-east-1".into(),
        access_key: "test".into(),
        secret_key: "test-secret".into(),
        virtual_hosted: false,
        allow_http: true,
    };
    change(&mut options);
    let allowed_types = USUAL_TYPES.iter().map(|t| (*t).into()).collect();
    Archive::open(ArchiveOptions { location: Location::S3(options), max_bytes: LIMIT, allowed_types })
        .unwrap()
}

#[tokio::test]
#[ignore = "needs a server that speaks S3"]
async fn what_was_put_in_comes_out() {
    let archive = archive(|_| {});
    archive.check().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    // One that goes as a whole, and one that goes in parts.
    for length in [1000, 3 * sending::PART + 11] {
        let path = folder.path().join("照片.jpg");
        std::fs::write(&path, photograph(length)).unwrap();
        let kept = archive.put_file(&path).await.unwrap();
        assert_eq!(archive.put_file(&path).await.unwrap(), kept);
        assert_eq!(archive.get(&kept).await.unwrap(), photograph(length));
        archive.verify(&kept).await.unwrap();
        let copy = folder.path().join("copy.jpg");
        archive.get_to(&kept, &copy).await.unwrap();
        assert_eq!(std::fs::read(copy).unwrap(), photograph(length));
    }
    let made = archive.put_bytes("函.pdf", "application/pdf", "made").await.unwrap();
    assert_eq!(archive.get(&made).await.unwrap(), "made");
}

#[tokio::test]
#[ignore = "needs a server that speaks S3"]
async fn what_is_missing_or_changed_is_reported() {
    let archive = archive(|_| {});
    let kept = archive.put_bytes("a.jpg", "image/jpeg", photograph(1000)).await.unwrap();
    let key = crate::hash::Hash::parse(&kept.sha256).unwrap().key();
    archive.store.put(&key, photograph(999).into()).await.unwrap();
    assert!(matches!(archive.get(&kept).await, Err(ArchiveError::Changed { .. })));
    assert!(matches!(archive.verify(&kept).await, Err(ArchiveError::Changed { .. })));
    archive.put_bytes("a.jpg", "image/jpeg", photograph(1000)).await.unwrap();
    archive.verify(&kept).await.unwrap();
    archive.store.delete(&key).await.unwrap();
    assert!(matches!(archive.get(&kept).await, Err(ArchiveError::Missing { .. })));
}

#[tokio::test]
#[ignore = "needs a server that speaks S3"]
async fn a_bucket_that_is_not_there_is_no_missing_file() {
    let there = archive(|_| {});
    let kept = there.put_bytes("a.jpg", "image/jpeg", photograph(1000)).await.unwrap();
    let wrong = archive(|options| options.bucket = "another".into());
    let errors = [
        wrong.check().await.unwrap_err(),
        wrong.get(&kept).await.unwrap_err(),
        wrong.put_bytes("a.jpg", "image/jpeg", photograph(1000)).await.unwrap_err(),
    ];
    for error in errors {
        match &error {
            ArchiveError::Store { source, .. } => assert!(source.to_string().contains("NoSuchBucket")),
            other => panic!("{other}"),
        }
        assert!(!error.is_permanent());
    }
}

#[tokio::test]
#[ignore = "needs a server that speaks S3"]
async fn a_server_that_does_not_answer_is_no_missing_file() {
    let there = archive(|_| {});
    let kept = there.put_bytes("a.jpg", "image/jpeg", photograph(10)).await.unwrap();
    let silent = archive(|options| options.endpoint = Some("http://127.0.0.1:1".into()));
    let error = silent.get(&kept).await.unwrap_err();
    assert!(matches!(error, ArchiveError::Store { .. }) && !error.is_permanent(), "{error:?}");
}
