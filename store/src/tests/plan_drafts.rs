//! Drafts of plans: kept from change to change, and never over what somebody else changed.

use super::samples::{DUYUN, FUQUAN, store, wall_at};
use crate::{DraftChange, NewDraft, PlanDraftId};

fn draft(title: &str, by: &str) -> NewDraft {
    let fields = [("title".to_owned(), title.to_owned())].into();
    NewDraft { title: title.to_owned(), fields, by: by.to_owned(), at: wall_at("2026-05-11T09:00") }
}

#[tokio::test]
async fn a_change_that_was_overtaken_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let (own, other) = (FUQUAN.into(), DUYUN.into());
    let kept = store.plan_draft_insert(&own, &draft("燃气器具", "张三")).await.unwrap();
    let DraftChange::Kept(id, 1) = kept else { panic!("{kept:?}") };
    let changed = store.plan_draft_change(&own, (id, 1), &draft("燃气具", "张三")).await.unwrap();
    assert_eq!(changed, DraftChange::Kept(id, 2));
    // The same again is kept already; another's, made upon the first version, is not.
    let again = store.plan_draft_change(&own, (id, 1), &draft("燃气具", "张三")).await.unwrap();
    assert_eq!(again, DraftChange::Kept(id, 2));
    let late = store.plan_draft_change(&own, (id, 1), &draft("电动车", "李四")).await.unwrap();
    let DraftChange::Overtaken(standing) = late else { panic!("{late:?}") };
    assert_eq!((standing.title.as_str(), standing.changed_by.as_str()), ("燃气具", "张三"));
    // Another bureau sees, changes and throws away nothing.
    assert_eq!(store.plan_draft_get(&other, id).await.unwrap(), None);
    let foreign = store.plan_draft_change(&other, (id, 2), &draft("x", "王五")).await.unwrap();
    assert_eq!(foreign, DraftChange::Gone);
    store.plan_draft_delete(&other, id).await.unwrap();
    assert_eq!(store.plan_draft_list(&own).await.unwrap().len(), 1);
    store.plan_draft_delete(&own, id).await.unwrap();
    let gone = store.plan_draft_change(&own, (id, 2), &draft("x", "张三")).await.unwrap();
    assert_eq!(gone, DraftChange::Gone);
}

#[tokio::test]
async fn a_bureau_keeps_only_so_many() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let own = FUQUAN.into();
    for number in 1..=200 {
        let kept = store.plan_draft_insert(&own, &draft(&number.to_string(), "张三")).await.unwrap();
        assert_eq!(kept, DraftChange::Kept(PlanDraftId(number), 1));
    }
    let more = store.plan_draft_insert(&own, &draft("x", "张三")).await.unwrap();
    assert_eq!(more, DraftChange::TooMany);
}
