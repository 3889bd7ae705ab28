//! Versions of a running campaign's plan: one after another, and none is told of before it is kept.

use super::{
    matters::officer,
    samples::{CAMPAIGN, DUYUN, issued, notice, record, store, wall_at},
};
use crate::{NewPlanVersion, Store};
use duban_domain::{Plan, instrument::Instrument, record::PostboxWakeUp};

async fn plan(store: &Store) -> Plan {
    store.campaign_get(&CAMPAIGN.into()).await.unwrap().unwrap().plan
}

fn version(number: u32, plan: &Plan, title: &str) -> NewPlanVersion {
    NewPlanVersion {
        version: number,
        plan: Plan { title: title.to_owned(), ..plan.clone() },
        days: Vec::new(),
        reason: "汛期".to_owned(),
        by: officer(DUYUN),
        at: wall_at("2024-08-22T09:00"),
    }
}

#[tokio::test]
async fn versions_follow_one_another_and_the_last_is_in_force() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let launched = plan(&store).await;
    assert!(store.plan_version_list(&CAMPAIGN.into()).await.unwrap().is_empty());
    let second = version(2, &launched, "调整后");
    assert!(store.plan_version_insert(&second).await.unwrap());
    assert!(store.plan_version_insert(&second).await.unwrap(), "the same again");
    let other = version(2, &launched, "别的调整");
    assert!(!store.plan_version_insert(&other).await.unwrap(), "somebody was quicker");
    assert!(!store.plan_version_insert(&version(4, &launched, "跳号")).await.unwrap());
    assert_eq!(plan(&store).await.title, "调整后");
    let kept = store.plan_version_list(&CAMPAIGN.into()).await.unwrap();
    let numbers: Vec<_> = kept.iter().map(|row| (row.version, row.reason.is_some())).collect();
    assert_eq!(numbers, [(1, false), (2, true)]);
    assert_eq!((&kept[0].plan, kept[0].told.is_some(), kept[1].told), (&launched, true, None));
    let untold = store.plan_version_open().await.unwrap();
    assert_eq!(untold.len(), 1);
    store.plan_version_finish(&CAMPAIGN.into(), 2, wall_at("2024-08-22T09:01")).await.unwrap();
    assert!(store.plan_version_open().await.unwrap().is_empty());
}

#[tokio::test]
async fn the_news_waits_until_every_docket_has_been_told() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let launched = plan(&store).await;
    store.plan_version_insert(&version(2, &launched, "调整后")).await.unwrap();
    let news = notice(1, Instrument::PlanAmended, DUYUN, "2024-08-22T09:00");
    store.record(&record(DUYUN, 1, vec![issued(news)])).await.unwrap();
    let next = async || store.outbox_next(&DUYUN.into(), false).await.unwrap();
    assert_eq!(next().await, Some(wall_at("2024-08-22T10:00")), "an hour at most");
    let from = wall_at("2024-08-22T09:00");
    let released = store.plan_version_finish(&CAMPAIGN.into(), 2, from).await.unwrap();
    assert_eq!(released, [PostboxWakeUp { bureau: DUYUN.into(), from, urgent: false }]);
    assert_eq!(next().await, Some(from));
}
