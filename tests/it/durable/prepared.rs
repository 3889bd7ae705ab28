//! A launch that was prepared for an instant goes out by itself, once, whoever is killed meanwhile.

use duban_domain::proposal::LaunchStatus;
use duban_store::NewLaunch;
use duban_tests::{
    Campaign, Sandbox, Shape,
    campaign::{PREFECTURE, registrar},
    sandbox::wall_now,
    until,
};
use std::fs;

/// A launch that nobody has to approve any more and whose instant has come.
fn due(sandbox: &Sandbox, title: &str) -> NewLaunch {
    let text = fs::read_to_string(sandbox.folder().join("short.yaml")).unwrap();
    NewLaunch {
        campaign: "short".into(),
        title: title.to_owned(),
        plan: text.replace("title: 2024年", &format!("title: {title}2024年")),
        // The short campaign's dates have passed.
        belated: true,
        launch_at: None,
        by: registrar(),
        account: "planner".to_owned(),
        at: wall_now(),
        needs_approval: false,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_prepared_goes_out_once_when_its_instant_has_come() {
    let sandbox = Sandbox::new().await;
    let campaign = Campaign::short(sandbox.folder(), "short", Shape::TwoLevels);
    let bureau = PREFECTURE.into();
    let id = sandbox.store.launch_prepare(&due(&sandbox, "")).await.unwrap();
    // A worker's process is killed and started again; nobody asks for anything.
    drop(sandbox.worker_process());
    let _worker = sandbox.worker_process();
    let status = async || {
        let prepared = sandbox.store.prepared_launch_get(&bureau, id).await.unwrap().unwrap();
        Some(prepared.status).filter(|status| *status != LaunchStatus::Approved)
    };
    assert_eq!(until("the launch", status).await, LaunchStatus::Launched);
    let kept = sandbox.store.campaign_list().await.unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!((&kept[0].plan, &kept[0].launched_by), (&campaign.plan, &registrar()));
    // One that was cut off after it had launched and comes again is the same launch; another plan under an id that
    // is used fails, with the reason. Two that look at once do no harm.
    let same = sandbox.store.launch_prepare(&due(&sandbox, "")).await.unwrap();
    let other = sandbox.store.launch_prepare(&due(&sandbox, "又一次")).await.unwrap();
    let service = sandbox.service(&campaign);
    let (one, two) = tokio::join!(service.launch_prepared(), service.launch_prepared());
    one.and(two).unwrap();
    let decided = async |id| sandbox.store.prepared_launch_get(&bureau, id).await.unwrap().unwrap();
    assert_eq!(decided(same).await.status, LaunchStatus::Launched);
    let failed = decided(other).await;
    assert_eq!(failed.status, LaunchStatus::Failed);
    assert!(failed.reason.as_deref().is_some_and(|why| why.contains("已用于另一次行动")), "{failed:?}");
    assert_eq!(sandbox.store.campaign_list().await.unwrap().len(), 1);
}
