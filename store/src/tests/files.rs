//! Opening, migrating, launching.

use super::samples::{CAMPAIGN, PREFECTURE, bureaus, campaign, new_campaign, store, wall_at};
use crate::{Store, StoreError};

fn url(folder: &tempfile::TempDir, name: &str) -> String {
    format!("sqlite:{}", folder.path().join(name).display())
}

#[tokio::test]
async fn migrating_twice_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&url(&folder, "a/b/duban.db")).await.unwrap();
    assert!(!store.is_migrated().await.unwrap());
    let early = store.campaign_list().await.unwrap_err();
    assert!(matches!(early, StoreError::NotMigrated), "{early:?}");
    assert!(early.is_retryable() && early.to_string().contains("duban migrate"));
    store.migrate().await.unwrap();
    store.migrate().await.unwrap();
    assert!(store.is_migrated().await.unwrap());
}

#[tokio::test]
async fn whoever_only_looks_makes_no_store() {
    let folder = tempfile::tempdir().unwrap();
    let url = url(&folder, "a/duban.db");
    let absent = Store::open_existing(&url).await.unwrap_err();
    assert!(matches!(absent, StoreError::Absent { .. }), "{absent:?}");
    assert!(absent.is_retryable() && absent.to_string().contains("duban migrate"));
    assert!(!folder.path().join("a").exists());
    Store::open(&url).await.unwrap().migrate().await.unwrap();
    assert!(Store::open_existing(&url).await.unwrap().is_migrated().await.unwrap());
}

#[tokio::test]
async fn two_workers_may_open_and_migrate_a_new_store_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let url = url(&folder, "new/duban.db");
    let start = || async {
        let store = Store::open(&url).await?;
        store.migrate().await?;
        store.is_migrated().await
    };
    let all = futures::future::join_all((0..8).map(|_| start())).await;
    assert!(all.into_iter().all(|up| up.unwrap()));
}

#[tokio::test]
async fn a_file_survives_a_power_cut_as_set_up() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let read = |pragma: &'static str| sqlx::query_scalar::<_, String>(pragma);
    assert_eq!(read("PRAGMA journal_mode").fetch_one(&store.writer).await.unwrap(), "wal");
    let number = |pragma: &'static str| sqlx::query_scalar::<_, i64>(pragma);
    assert_eq!(number("PRAGMA synchronous").fetch_one(&store.writer).await.unwrap(), 2);
    assert_eq!(number("PRAGMA foreign_keys").fetch_one(&store.writer).await.unwrap(), 1);
    assert_eq!(number("PRAGMA busy_timeout").fetch_one(&store.writer).await.unwrap(), 30_000);
    assert!(sqlx::query("DELETE FROM duty").execute(&store.reader).await.is_err());
}

#[tokio::test]
async fn what_is_no_store_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let letter = folder.path().join("letter.docx");
    std::fs::write(&letter, "这不是数据库。".repeat(200)).unwrap();
    let refused = Store::open(&url(&folder, "letter.docx")).await.unwrap_err();
    assert!(matches!(&refused, StoreError::Foreign { path } if *path == letter), "{refused:?}");
    assert!(!refused.is_retryable());
    assert_eq!(std::fs::read_to_string(&letter).unwrap(), "这不是数据库。".repeat(200));

    let other = Store::open(&url(&folder, "other.db")).await.unwrap();
    sqlx::query("CREATE TABLE recipe (name TEXT)").execute(&other.writer).await.unwrap();
    assert!(matches!(other.migrate().await, Err(StoreError::Foreign { .. })));
    for bad in ["postgres://localhost/duban", "duban.db", "sqlite:", "sqlite:x?colour=red"] {
        assert!(matches!(Store::open(bad).await, Err(StoreError::Address { .. })), "{bad}");
    }
    let folder_as_file = format!("sqlite:{}", folder.path().display());
    assert!(matches!(Store::open(&folder_as_file).await, Err(StoreError::Open { .. })));
    let below_a_file = url(&folder, "letter.docx/x/duban.db");
    assert!(matches!(Store::open(&below_a_file).await, Err(StoreError::Folder { .. })));
}

#[tokio::test]
async fn a_newer_or_altered_store_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
        VALUES (9999, 'later', TRUE, x'00', 0)";
    sqlx::query(newer).execute(&store.writer).await.unwrap();
    let told = store.migrate().await.unwrap_err();
    assert!(matches!(told, StoreError::Newer { version: 9999 }), "{told:?}");
    assert!(matches!(store.is_migrated().await, Err(StoreError::Newer { version: 9999 })));
    sqlx::query("UPDATE _sqlx_migrations SET version = 1, checksum = x'01' WHERE version = 1")
        .execute(&store.writer)
        .await
        .unwrap();
    sqlx::query("DELETE FROM _sqlx_migrations WHERE version = 9999").execute(&store.writer).await.unwrap();
    assert!(matches!(store.migrate().await, Err(StoreError::Altered { version: 1 })));
}

#[tokio::test]
async fn a_store_in_memory_works_too() {
    let store = Store::open("sqlite::memory:").await.unwrap();
    store.migrate().await.unwrap();
    store.bureau_upsert_all(&bureaus()).await.unwrap();
    assert_eq!(store.bureau_list().await.unwrap(), bureaus());
}

#[tokio::test]
async fn bureaus_are_kept_as_they_last_were() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let mut changed = bureaus().remove(1);
    changed.contacts.office = "new@bureau.example".to_owned();
    changed.supervisor = None;
    store.bureau_upsert_all(std::slice::from_ref(&changed)).await.unwrap();
    assert_eq!(store.bureau_get(&PREFECTURE.into()).await.unwrap(), Some(changed));
    assert_eq!(store.bureau_list().await.unwrap().len(), 4);
    assert_eq!(store.bureau_get(&"999999".into()).await.unwrap(), None);
}

#[tokio::test]
async fn a_launch_may_be_repeated_but_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let mut again = new_campaign(CAMPAIGN);
    again.launched_at = wall_at("2024-05-09T10:00");
    let kept = store.campaign_insert(&again).await.unwrap();
    assert_eq!(kept.launched_at, wall_at("2024-05-09T08:30"));
    let mut by_another = again.clone();
    by_another.launched_by.name = "李四".to_owned();
    let mut changed = again.clone();
    changed.plan.title.push('！');
    for other in [by_another, changed] {
        let refused = store.campaign_insert(&other).await.unwrap_err();
        assert!(refused.to_string().contains("张三"), "{refused}");
        assert!(matches!(refused, StoreError::AlreadyLaunched { .. }));
    }
    assert_eq!(store.campaign_get(&campaign()).await.unwrap(), Some(kept));
    assert_eq!(store.campaign_get(&"other".into()).await.unwrap(), None);
    store.campaign_insert(&new_campaign("another")).await.unwrap();
    assert_eq!(store.campaign_list().await.unwrap().len(), 2);

    let mut stranger = new_campaign("third");
    stranger.plan.issuer = "999999".into();
    let refused = store.campaign_insert(&stranger).await.unwrap_err();
    assert!(matches!(refused, StoreError::Missing { .. }), "{refused:?}");
}
