//! Writes the stored histories of couriers. A file that is there is left as it is: couriers run that went
//! that way. `DUBAN_WRITE_HISTORIES=1` with `--run-ignored only` writes those that are missing.

use super::webhooks::{until_told, webhook};
use duban::engine::free_port;
use duban_domain::{WebhookId, webhook::WebhookFormat};
use duban_tests::{
    Campaign, Sandbox, Shape, WorkerSetup,
    campaign::PREFECTURE,
    history::History,
    receiver::{Got, Receiver},
    sandbox::TASK_QUEUE,
};
use duban_workflows::{Courier, ids, messages::CourierInput};
use std::path::Path;
use temporalio_client::WorkflowStartOptions;

/// Fewer events than two looks take.
const FEW_EVENTS: u32 = 12;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "writes tests/histories; DUBAN_WRITE_HISTORIES=1"]
async fn write_courier_histories() {
    if std::env::var_os("DUBAN_WRITE_HISTORIES").is_none() {
        return;
    }
    let sandbox = Sandbox::new().await;
    let _worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let robot = |_: &Got| (200, "{\"errcode\":0,\"errmsg\":\"ok\"}");
    let plain = listening(&sandbox, "hook-1", WebhookFormat::Standard, Receiver::default()).await;
    let refusing = Receiver::answering(|got| if got.place < 2 { (503, "稍后") } else { (200, "ok") });
    let retried = listening(&sandbox, "hook-2", WebhookFormat::Standard, refusing).await;
    let group = listening(&sandbox, "hook-3", WebhookFormat::WeCom, Receiver::answering(robot)).await;
    let long = listening(&sandbox, "hook-4", WebhookFormat::DingTalk, Receiver::answering(robot)).await;
    sandbox.store.webhook_switch(&long, false, None).await.unwrap();
    sandbox.run_to_end(Campaign::short(sandbox.folder(), "short", Shape::TwoLevels)).await;
    for id in [&plain, &retried, &group] {
        until_told(&sandbox, id).await;
    }
    sandbox.store.webhook_switch(&long, true, None).await.unwrap();
    let input =
        CourierInput { webhook: long.clone(), gather_ms: 50, waiting: false, continue_after: FEW_EVENTS };
    let options = WorkflowStartOptions::new(TASK_QUEUE, ids::courier(&long)).build();
    let started =
        sandbox.client.sdk().signal_with_start_workflow(Courier::run, input, Courier::wake_up, (), options);
    started.await.unwrap();
    until_told(&sandbox, &long).await;

    let first = async |id: &WebhookId, count| {
        let workflow = ids::courier(id);
        let runs = sandbox.runs_of(&workflow, count).await;
        sandbox.history(&workflow, runs.first().map(String::as_str)).await
    };
    let (plain, retried, group) = (first(&plain, 1).await, first(&retried, 1).await, first(&group, 1).await);
    assert_eq!(plain.count("TimerStarted"), 0);
    assert!(retried.events().iter().any(|event| attempt(event) > Some(1)), "{retried:?}");
    assert!(group.count("TimerStarted") > 0);
    let continued = first(&long, 2).await;
    assert_eq!(continued.count("WorkflowExecutionContinuedAsNew"), 1, "{continued:?}");
    let last = sandbox.history(&ids::courier(&long), None).await;
    assert_eq!(last.count("WorkflowExecutionCompleted"), 1);
    for (name, history) in [
        ("courier", plain),
        ("courier-retried", retried),
        ("courier-robot", group),
        ("courier-continued-first", continued),
        ("courier-continued-last", last),
    ] {
        write(name, history);
    }
}

async fn listening(sandbox: &Sandbox, id: &str, format: WebhookFormat, receiver: Receiver) -> WebhookId {
    let port = free_port().unwrap();
    receiver.start(port).await;
    webhook(sandbox, id, (PREFECTURE, format), port).await
}

/// The attempt number of an activity that was started, from 1.
fn attempt(event: &serde_json::Value) -> Option<u64> {
    event.pointer("/attributes/ActivityTaskStartedEventAttributes/attempt")?.as_u64()
}

fn write(name: &str, history: History) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("histories/{name}.json"));
    if !file.exists() {
        std::fs::write(file, history.anonymous().bytes()).unwrap();
    }
}
