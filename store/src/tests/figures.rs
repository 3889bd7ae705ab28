//! Reported figures: the latest counts, and every report stays.

use super::{
    matters::officer,
    samples::{DUYUN, FUQUAN, HOSTILE, campaign, plan_at, store},
};
use crate::StoreError;

fn figures(values: &[(&str, i64)]) -> Vec<(String, i64)> {
    values.iter().map(|(indicator, value)| ((*indicator).to_owned(), *value)).collect()
}

#[tokio::test]
async fn the_latest_report_counts_and_the_earlier_stay() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let set = async |bureau: &str, values: &[(&str, i64)], at: &str| {
        let by = officer(bureau);
        store.figure_set(&campaign(), &bureau.into(), &figures(values), plan_at(at), &by).await
    };
    let (monday, tuesday) = ("2024-07-01T10:00", "2024-07-02T10:00");
    set(DUYUN, &[("检查企业", 10), (HOSTILE, i64::MIN)], monday).await.unwrap();
    set(DUYUN, &[("检查企业", 12)], tuesday).await.unwrap();
    set(FUQUAN, &[("检查企业", 7)], monday).await.unwrap();
    // An attempt that is made again, even late, changes nothing.
    set(DUYUN, &[("检查企业", 10), (HOSTILE, i64::MIN)], monday).await.unwrap();
    let list = store.figure_list(&campaign()).await.unwrap();
    let seen: Vec<_> =
        list.iter().map(|row| (row.bureau.as_str(), row.indicator.as_str(), row.value)).collect();
    assert_eq!(seen, [(DUYUN, HOSTILE, i64::MIN), (DUYUN, "检查企业", 12), (FUQUAN, "检查企业", 7)]);
    assert_eq!((list[1].reported, list[1].by.clone()), (plan_at(tuesday), officer(DUYUN)));
    // A correction at the same instant takes the place too.
    set(DUYUN, &[("检查企业", 11)], tuesday).await.unwrap();
    assert_eq!(store.figure_list(&campaign()).await.unwrap()[1].value, 11);
    let history = store.figure_history(&campaign(), &DUYUN.into()).await.unwrap();
    assert_eq!(history.iter().map(|row| row.value).collect::<Vec<_>>(), [i64::MIN, 10, 12, 11]);
    assert!(store.figure_list(&"other".into()).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_report_is_kept_whole_or_not_at_all_and_never_changed() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let by = officer(DUYUN);
    let at = plan_at("2024-07-01T10:00");
    let unknown = store.figure_set(&campaign(), &"999999".into(), &figures(&[("a", 1)]), at, &by).await;
    assert!(matches!(unknown, Err(StoreError::Missing { .. })), "{unknown:?}");
    store.figure_set(&campaign(), &DUYUN.into(), &figures(&[("a", 1)]), at, &by).await.unwrap();
    for sql in ["UPDATE figure SET value = 2", "DELETE FROM figure"] {
        let refused = sqlx::query(sql).execute(&store.writer).await.unwrap_err();
        assert!(refused.to_string().contains("append-only"), "{refused}");
    }
}
