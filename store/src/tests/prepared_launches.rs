//! Launches that wait, and templates.

use super::samples::{DUYUN, FUQUAN, store, wall_at};
use crate::{LaunchOutcome, NewLaunch, PreparedLaunchId};
use duban_domain::{Actor, WallTime, proposal::LaunchStatus};

fn new(campaign: &str, launch_at: Option<&str>, needs_approval: bool) -> NewLaunch {
    NewLaunch {
        campaign: campaign.into(),
        title: "专项行动".to_owned(),
        plan: "id: x\n".to_owned(),
        belated: false,
        launch_at: launch_at.map(wall_at),
        by: Actor { bureau: FUQUAN.into(), name: "张三".to_owned() },
        account: "zhang".to_owned(),
        at: wall_at("2026-05-11T09:00"),
        needs_approval,
    }
}

fn outcome(status: LaunchStatus) -> LaunchOutcome {
    LaunchOutcome { status, by: "李四".to_owned(), at: wall_at("2026-05-11T10:00"), reason: None }
}

#[tokio::test]
async fn only_what_is_approved_and_due_goes_out_and_it_is_decided_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let waits = store.launch_prepare(&new("a", None, true)).await.unwrap();
    let later = store.launch_prepare(&new("b", Some("2026-05-12T09:00"), false)).await.unwrap();
    let to_go = async |now: WallTime| -> Vec<PreparedLaunchId> {
        store.prepared_launches_to_go(now).await.unwrap().into_iter().map(|one| one.id).collect()
    };
    assert_eq!(to_go(wall_at("2026-05-12T08:59")).await, []);
    assert_eq!(to_go(wall_at("2026-05-12T09:00")).await, [later]);
    let approved = outcome(LaunchStatus::Approved);
    assert!(store.prepared_launch_decide(waits, LaunchStatus::Waiting, &approved).await.unwrap());
    // Somebody else decided upon the same view a moment later.
    let declined = outcome(LaunchStatus::Declined);
    assert!(!store.prepared_launch_decide(waits, LaunchStatus::Waiting, &declined).await.unwrap());
    assert_eq!(to_go(wall_at("2026-05-12T09:00")).await, [waits, later]);
    let kept = store.prepared_launch_get(&FUQUAN.into(), waits).await.unwrap().unwrap();
    assert_eq!((kept.status, kept.decided_by.as_deref()), (LaunchStatus::Approved, Some("李四")));
    assert_eq!(store.prepared_launch_get(&DUYUN.into(), waits).await.unwrap(), None);
    assert!(
        store
            .prepared_launch_decide(waits, LaunchStatus::Approved, &outcome(LaunchStatus::Launched))
            .await
            .unwrap()
    );
    assert_eq!(to_go(wall_at("2026-05-13T09:00")).await, [later]);
    assert_eq!(store.prepared_launch_list(&FUQUAN.into()).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_template_replaces_the_one_of_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let (own, at) = (FUQUAN.into(), wall_at("2026-05-11T09:00"));
    for plan in ["id: a\n", "id: b\n"] {
        assert!(store.plan_template_keep(&own, ("燃气", plan), ("张三", at)).await.unwrap());
    }
    let kept = store.plan_template_list(&own).await.unwrap();
    assert_eq!(kept.iter().map(|one| one.plan.as_str()).collect::<Vec<_>>(), ["id: b\n"]);
    for number in 1..200 {
        assert!(
            store.plan_template_keep(&own, (&number.to_string(), "id: a\n"), ("张三", at)).await.unwrap()
        );
    }
    assert!(!store.plan_template_keep(&own, ("多", "id: a\n"), ("张三", at)).await.unwrap());
    // One that is there is changed all the same.
    assert!(store.plan_template_keep(&own, ("燃气", "id: c\n"), ("张三", at)).await.unwrap());
    store.plan_template_delete(&DUYUN.into(), kept[0].id).await.unwrap();
    assert_eq!(store.plan_template_list(&own).await.unwrap().len(), 200);
    store.plan_template_delete(&own, kept[0].id).await.unwrap();
    assert_eq!(store.plan_template_list(&own).await.unwrap().len(), 199);
}
