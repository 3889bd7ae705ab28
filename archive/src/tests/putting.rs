use super::{LIMIT, Room, photograph};
use crate::{ArchiveError, USUAL_TYPES, hash::Hash, sending, source::Source};
use duban_domain::attachment::Attachment;
use futures::future::join;
use std::{path::Path, sync::Arc};

const SHA256_OF_ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

#[tokio::test]
async fn a_file_is_named_by_its_hash() {
    let room = Room::new();
    let kept = room.put("说明.txt", b"abc").await.unwrap();
    let expected = Attachment {
        name: "说明.txt".into(),
        size: 3,
        media_type: "text/plain".into(),
        sha256: SHA256_OF_ABC.into(),
    };
    assert_eq!(kept, expected);
    assert_eq!(room.kept(), [room.place(&kept)]);
    assert_eq!(std::fs::read(room.place(&kept)).unwrap(), b"abc");
}

#[tokio::test]
async fn a_file_that_was_sent_is_judged_as_one_that_lies_here() {
    let room = Room::with(1000, USUAL_TYPES);
    let kept = room.archive.put_upload("../../etc/说明.txt", b"abc").await.unwrap();
    assert_eq!((kept.name.as_str(), kept.sha256.as_str()), ("说明.txt", SHA256_OF_ABC));
    assert_eq!(room.archive.get(&kept).await.unwrap(), &b"abc"[..]);
    let empty = room.archive.put_upload("空.txt", b"").await.unwrap_err();
    assert!(matches!(&empty, ArchiveError::Empty { name } if name == "空.txt"), "{empty}");
    let large = room.archive.put_upload("大.jpg", &photograph(1001)).await.unwrap_err();
    assert!(matches!(&large, ArchiveError::TooLarge { name, .. } if name == "大.jpg"), "{large}");
    let program = room.archive.put_upload("照片.jpg", b"MZ\x90\0\x03").await.unwrap_err();
    assert!(matches!(&program, ArchiveError::Dangerous { .. }), "{program}");
    assert_eq!(room.kept().len(), 1);
}

#[tokio::test]
async fn the_same_file_is_kept_once() {
    let room = Room::new();
    let content = photograph(100_000);
    let first = room.put("one.jpg", &content).await.unwrap();
    let written = std::fs::metadata(room.place(&first)).unwrap().modified().unwrap();
    let second = room.put("two.jpg", &content).await.unwrap();
    assert_eq!(second, Attachment { name: "two.jpg".into(), ..first.clone() });
    assert_eq!(room.kept(), [room.place(&first)]);
    assert_eq!(std::fs::metadata(room.place(&first)).unwrap().modified().unwrap(), written);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_at_once_are_one() {
    let room = Room::new();
    // One that goes as a whole, and one that goes in parts.
    for content in [photograph(50_000), photograph(sending::PART + 7)] {
        let (one, two) = (room.file("one.jpg", &content), room.file("two.jpg", &content));
        let (one, two) = join(room.archive.put_file(&one), room.archive.put_file(&two)).await;
        assert_eq!(one.unwrap().sha256, two.as_ref().unwrap().sha256);
        assert_eq!(room.archive.get(&two.unwrap()).await.unwrap(), content);
    }
    assert_eq!(room.kept().len(), 2);
}

#[tokio::test]
async fn a_file_at_the_limit_is_taken_and_one_above_it_is_not() {
    let room = Room::with(1000, USUAL_TYPES);
    room.put("at.jpg", &photograph(1000)).await.unwrap();
    let error = room.put("above.jpg", &photograph(1001)).await.unwrap_err();
    assert!(matches!(&error, ArchiveError::TooLarge { name, limit: 1000 } if name == "above.jpg"));
    assert!(error.is_permanent());
    assert_eq!(room.kept().len(), 1);
}

/// The file system says that such a file is empty.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_file_that_lies_about_its_length_is_measured_by_what_is_read() {
    let liar = Path::new("/proc/self/status");
    assert_eq!(std::fs::metadata(liar).unwrap().len(), 0);
    let room = Room::with(100, USUAL_TYPES);
    let error = room.archive.put_file(liar).await.unwrap_err();
    assert!(matches!(error, ArchiveError::TooLarge { limit: 100, .. }), "{error}");
    assert!(room.kept().is_empty());
}

#[tokio::test]
async fn what_is_no_file_is_refused() {
    let room = Room::new();
    let error = room.put("empty.jpg", b"").await.unwrap_err();
    assert!(matches!(&error, ArchiveError::Empty { name } if name == "empty.jpg"));
    for path in [room.folder.path(), Path::new("/dev/null"), Path::new("/")] {
        let error = room.archive.put_file(path).await.unwrap_err();
        assert!(matches!(error, ArchiveError::NoFile { .. }) && error.is_permanent(), "{path:?}: {error}");
    }
    let error = room.archive.put_file(&room.folder.path().join("nothing.jpg")).await.unwrap_err();
    assert!(matches!(error, ArchiveError::File { .. }) && error.is_permanent(), "{error}");
    assert!(room.kept().is_empty());
}

#[tokio::test]
async fn no_name_leads_out_of_the_archive() {
    let room = Room::new();
    let names = ["C:\\windows\\x.txt", "照片\u{202e}gpj.txt", ".. .txt", "a\nb.txt", "..txt"];
    for (n, name) in names.iter().enumerate() {
        let kept = room.put(name, format!("{n}").as_bytes()).await.unwrap();
        assert!(!kept.name.contains(['/', '\\', '\n', '\u{202e}']), "{:?}", kept.name);
        assert!(room.place(&kept).is_file());
    }
    let long = "长".repeat(1000);
    for name in ["../../etc/passwd", "/etc/passwd", long.as_str()] {
        let kept = room.archive.put_bytes(name, "text/plain", name.to_owned()).await.unwrap();
        assert!(kept.name == "passwd" || kept.name.chars().count() == 80, "{:?}", kept.name);
    }
    assert_eq!(room.kept().len(), names.len() + 3);
}

#[tokio::test]
async fn what_the_program_made_is_kept_as_it_says() {
    let room = Room::with(1, &[]);
    let docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    let kept = room.archive.put_bytes("整改通知书.docx", docx, photograph(10)).await.unwrap();
    assert_eq!((kept.size, kept.media_type.as_str(), kept.name.as_str()), (10, docx, "整改通知书.docx"));
    assert_eq!(room.archive.put_bytes("整改通知书.docx", docx, photograph(10)).await.unwrap(), kept);
    assert_eq!(room.archive.get(&kept).await.unwrap(), photograph(10));
    let empty = room.archive.put_bytes("空.csv", "text/csv", Vec::new()).await.unwrap();
    assert!(room.archive.get(&empty).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_put_that_is_broken_off_leaves_nothing_under_the_name() {
    let room = Room::new();
    let content = photograph(3 * sending::PART);
    let file = Attachment {
        name: "large.jpg".into(),
        size: content.len() as u64,
        media_type: "image/jpeg".into(),
        sha256: Hash::of(&content).into_string(),
    };
    let path = room.file(&file.name, &content);
    let mut put = Box::pin(room.archive.put_file(&path));
    while room.kept().is_empty() {
        assert!(futures::poll!(&mut put).is_pending(), "all of it was kept before any of it was seen");
        tokio::task::yield_now().await;
    }
    assert!(!room.place(&file).exists());
    drop(put);
    assert!(matches!(room.archive.verify(&file).await, Err(ArchiveError::Missing { .. })));
    assert_eq!(room.archive.put_file(&path).await.unwrap(), file);
    room.archive.verify(&file).await.unwrap();
}

#[tokio::test]
async fn a_file_that_changes_while_it_is_read_is_not_kept() {
    for length in [1000, 2 * sending::PART] {
        for new in [photograph(length - 1), photograph(length + 1), vec![0xff; length]] {
            let room = Room::new();
            let path = room.file("changing.jpg", &photograph(length));
            let mut source = Source::open(&path).await.unwrap();
            let examined = source.examine(LIMIT).await.unwrap();
            source.rewind().await.unwrap();
            std::fs::write(&path, new).unwrap();
            let error =
                sending::send(Arc::clone(&room.archive.store), &mut source, &examined).await.unwrap_err();
            assert!(matches!(error, ArchiveError::SourceChanged { .. }) && !error.is_permanent(), "{error}");
            assert!(room.kept().is_empty());
        }
    }
}

#[tokio::test]
async fn a_changed_file_is_mended_by_the_true_one() {
    let room = Room::new();
    let kept = room.put("a.jpg", &photograph(1000)).await.unwrap();
    std::fs::write(room.place(&kept), b"forged").unwrap();
    assert_eq!(room.put("a.jpg", &photograph(1000)).await.unwrap(), kept);
    assert_eq!(room.archive.get(&kept).await.unwrap(), photograph(1000));
}
