//! A store belongs to one engine, and that engine works for it alone.

use duban_service::{Place, ServiceError, adopt, pair, replace_lost};
use duban_tests::{Sandbox, worker::program};
use std::process::Command;

fn place(sandbox: &Sandbox) -> Place {
    Place { address: sandbox.address().to_owned(), namespace: "default".to_owned() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_and_an_engine_belong_to_each_other() {
    let (mut one, two) = (Sandbox::new().await, Sandbox::new().await);
    let (here, there) = (place(&one), place(&two));
    for _ in 0..2 {
        pair(&one.store, &one.client, &here).await.unwrap();
    }
    // A store that knows no engine yet does not join one that works for another.
    let joined = pair(&two.store, &one.client, &here).await;
    assert!(matches!(joined, Err(ServiceError::OtherStore { .. })), "{joined:?}");
    pair(&two.store, &two.client, &there).await.unwrap();
    // One that knows its engine goes nowhere else, even where nobody was before.
    let strayed = pair(&two.store, &one.client, &here).await;
    assert!(matches!(strayed, Err(ServiceError::OtherEngine { .. })), "{strayed:?}");
    let told = strayed.unwrap_err().to_string();
    assert!(told.contains(two.address()) && told.contains("temporal.address"), "{told}");

    // A store that was lost is written again into a new one, which is the same from then on.
    let id = one.store.identity_get().await.unwrap().id;
    one.lose_store().await;
    assert_ne!(one.store.identity_get().await.unwrap().id, id);
    assert!(matches!(pair(&one.store, &one.client, &here).await, Err(ServiceError::OtherStore { .. })));
    replace_lost(&one.store, &one.client, &here).await.unwrap();
    assert_eq!(one.store.identity_get().await.unwrap().id, id);
    pair(&one.store, &one.client, &here).await.unwrap();
    let strayed = replace_lost(&two.store, &one.client, &here).await;
    assert!(matches!(strayed, Err(ServiceError::OtherEngine { .. })), "{strayed:?}");
    // An operator may say otherwise.
    adopt(&two.store, &one.client, &here).await.unwrap();
    pair(&two.store, &one.client, &here).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_stores_that_come_at_one_moment_one_is_taken() {
    let (one, two) = (Sandbox::new().await, Sandbox::new().await);
    let here = place(&one);
    let (first, second) =
        tokio::join!(pair(&one.store, &one.client, &here), pair(&two.store, &one.client, &here));
    assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_and_a_launch_on_the_wrong_engine_are_refused() {
    let (one, two) = (Sandbox::new().await, Sandbox::new().await);
    pair(&one.store, &one.client, &place(&one)).await.unwrap();
    let sample = duban_config::sample_directory().unwrap_or_else(|e| panic!("{e}"));
    let list = duban_tests::campaign::list(&sample);
    std::fs::write(duban_tests::campaign::bureaus_file(two.folder()), list).unwrap();
    let plan = format!("{}/../config/plans/qiannan-2024.yaml", env!("CARGO_MANIFEST_DIR"));
    let wrong = format!("temporal.address={}", one.address());
    for command in [vec!["worker"], vec!["launch", &plan, "--speed", "1000"]] {
        let mut run = Command::new(program());
        run.arg("--settings").arg(two.settings()).args(["--set", &wrong]).args(&command);
        let output = run.current_dir(two.folder()).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(3), "{command:?}: {told}");
        let here = one.folder().join("duban.db").display().to_string();
        assert!(told.contains("works for another store") && told.contains(&here), "{command:?}: {told}");
    }
    assert!(two.store.campaign_list().await.unwrap().is_empty(), "nothing of it was kept");
}
