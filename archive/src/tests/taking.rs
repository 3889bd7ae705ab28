use super::{Room, photograph};
use crate::ArchiveError;
use duban_domain::attachment::Attachment;

/// What every way of reading a file says of it.
async fn told(room: &Room, file: &Attachment) -> [ArchiveError; 3] {
    let target = room.folder.path().join("target.jpg");
    let told = [
        room.archive.get(file).await.unwrap_err(),
        room.archive.get_to(file, &target).await.unwrap_err(),
        room.archive.verify(file).await.unwrap_err(),
    ];
    assert!(!target.exists(), "an unchecked file was written");
    told
}

#[tokio::test]
async fn what_was_put_in_comes_out() {
    let room = Room::new();
    let content = photograph(700_000);
    let kept = room.put("a.jpg", &content).await.unwrap();
    assert_eq!(room.archive.get(&kept).await.unwrap(), content);
    room.archive.verify(&kept).await.unwrap();
    let target = room.file("target.jpg", b"something older");
    room.archive.get_to(&kept, &target).await.unwrap();
    assert_eq!(std::fs::read(&target).unwrap(), content);
    let litter = std::fs::read_dir(room.folder.path()).unwrap().count();
    assert_eq!(litter, 3, "the archive, the file and its copy");
}

#[tokio::test]
async fn a_changed_file_is_reported_with_both_hashes() {
    let room = Room::new();
    let kept = room.put("a.jpg", &photograph(1000)).await.unwrap();
    let mut one_bit = photograph(1000);
    one_bit[999] ^= 1;
    for changed in [one_bit, photograph(999), photograph(5000), Vec::new()] {
        std::fs::write(room.place(&kept), &changed).unwrap();
        let hash = crate::hash::Hash::of(&changed).into_string();
        for error in told(&room, &kept).await {
            assert!(error.is_permanent());
            match error {
                ArchiveError::Changed { expected, found } => {
                    assert_eq!((&expected, &found), (&kept.sha256, &hash));
                }
                other => panic!("{other}"),
            }
        }
    }
}

#[tokio::test]
async fn a_missing_file_is_reported() {
    let room = Room::new();
    let kept = room.put("a.jpg", &photograph(1000)).await.unwrap();
    std::fs::remove_file(room.place(&kept)).unwrap();
    for error in told(&room, &kept).await {
        assert!(matches!(&error, ArchiveError::Missing { sha256 } if *sha256 == kept.sha256), "{error}");
        assert!(error.is_permanent());
    }
}

#[tokio::test]
async fn an_archive_that_is_not_there_is_no_missing_file() {
    let room = Room::new();
    room.archive.check().await.unwrap();
    let kept = room.put("a.jpg", &photograph(1000)).await.unwrap();
    std::fs::rename(room.folder.path().join("archive"), room.folder.path().join("unmounted")).unwrap();
    for error in told(&room, &kept).await {
        assert!(matches!(error, ArchiveError::Folder { .. }) && !error.is_permanent(), "{error}");
    }
    assert!(matches!(room.archive.check().await, Err(ArchiveError::Folder { .. })));
}

#[tokio::test]
async fn what_is_no_hash_is_no_key() {
    let room = Room::new();
    let file = |sha256: &str| Attachment {
        name: "a".into(),
        size: 1,
        media_type: "text/plain".into(),
        sha256: sha256.into(),
    };
    let path = format!("{}../../../etc/passwd", "a".repeat(45));
    for wrong in ["", "abc", path.as_str(), &"A".repeat(64), &"ａ".repeat(64), &"/".repeat(64)] {
        for error in told(&room, &file(wrong)).await {
            assert!(matches!(error, ArchiveError::NoHash(_)), "{wrong}: {error}");
        }
    }
}

#[tokio::test]
async fn a_target_that_cannot_be_written_is_named() {
    let room = Room::new();
    let kept = room.put("a.jpg", &photograph(1000)).await.unwrap();
    let nowhere = room.folder.path().join("no/such/folder/a.jpg");
    let error = room.archive.get_to(&kept, &nowhere).await.unwrap_err();
    assert!(error.to_string().contains("no/such/folder"), "{error}");
    let folder = room.folder.path();
    assert!(matches!(room.archive.get_to(&kept, folder).await, Err(ArchiveError::File { .. })));
}
