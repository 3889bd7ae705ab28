//! Webhooks on a real engine against receivers on this machine: everything is told, in order, at least
//! once, whatever is away or dies.

use chrono::Utc;
use duban::engine::free_port;
use duban_activities::{
    points::{Point, Points, Stopped},
    webhook::{Caller, SigningSecret},
};
use duban_domain::{
    Actor, Pace, WallTime, WebhookId,
    webhook::{EventKind, WebhookFormat, WebhookUrl, event::OutboundLine},
};
use duban_store::{KeptSecret, NewWebhook};
use duban_tests::{
    Campaign, Sandbox, Shape, WorkerSetup, audit,
    campaign::{PREFECTURE, SILENT},
    mail::Mail,
    receiver::{Got, Receiver},
    until,
    worker::run_options,
};
use duban_workflows::ids;
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};
use temporalio_client::WorkflowExecutionStatus;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

fn secret() -> SigningSecret {
    SigningSecret::parse(SECRET).unwrap()
}

/// Sets up a webhook to a receiver on a port, of a bureau, of all kinds.
pub(super) async fn webhook(
    sandbox: &Sandbox,
    id: &str,
    (bureau, format): (&str, WebhookFormat),
    port: u16,
) -> WebhookId {
    let sample = duban_config::sample_directory().unwrap_or_else(|e| panic!("{e}"));
    sandbox.store.bureau_upsert_all(&sample.iter().cloned().collect::<Vec<_>>()).await.unwrap();
    let new = NewWebhook {
        id: id.into(),
        bureau: bureau.into(),
        name: "测试".to_owned(),
        url: WebhookUrl::new(format!("http://127.0.0.1:{port}/{id}?key=k")),
        format,
        kinds: EventKind::ALL.iter().copied().collect(),
        secret: Some(KeptSecret::new(SECRET)),
        by: Actor { bureau: bureau.into(), name: "管理员".to_owned() },
        at: WallTime::new(Utc::now()),
    };
    sandbox.store.webhook_insert(&new).await.unwrap();
    new.id
}

/// Everything that a webhook is to be told, as the ledger has it now.
async fn owed(sandbox: &Sandbox, id: &WebhookId) -> Vec<OutboundLine> {
    let mut hook = sandbox.store.webhook_get(id).await.unwrap().unwrap();
    hook.cursor = 0;
    let mut lines = Vec::new();
    loop {
        let feed = sandbox.store.webhook_feed(&hook).await.unwrap();
        lines.extend(feed.events.into_iter().map(|(_, line)| line));
        hook.cursor = feed.read_to;
        if !feed.more {
            return lines;
        }
    }
}

/// Waits until a webhook's cursor has reached the ledger's end and its courier has ended.
pub(super) async fn until_told(sandbox: &Sandbox, id: &WebhookId) {
    until(&format!("everything being told to {id}"), async || {
        // Nobody looks for the sake of lines that nobody outside is told of, so the cursor may stay behind those.
        let hook = sandbox.store.webhook_get(id).await.unwrap()?;
        let feed = sandbox.store.webhook_feed(&hook).await.unwrap();
        (feed.events.is_empty() && !feed.more).then_some(())
    })
    .await;
    let ended = sandbox.until_workflow_closed(&ids::courier(id)).await;
    assert_eq!(ended, WorkflowExecutionStatus::Completed);
}

fn expected(lines: &[OutboundLine]) -> Vec<String> {
    lines.iter().map(OutboundLine::id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_told_in_order_and_can_be_verified() {
    let sandbox = Sandbox::new().await;
    let (setup, outbox) = WorkerSetup::quiet();
    let _worker = sandbox.worker(setup).await;
    let (all, one, port) = (Receiver::default(), Receiver::default(), free_port().unwrap());
    all.start(port).await;
    let other = free_port().unwrap();
    one.start(other).await;
    let above = webhook(&sandbox, "hook-1", (PREFECTURE, WebhookFormat::Standard), port).await;
    let below = webhook(&sandbox, "hook-2", (SILENT, WebhookFormat::Standard), other).await;
    let running = sandbox.run_to_end(Campaign::short(sandbox.folder(), "short", Shape::TwoLevels)).await;
    for (id, receiver) in [(&above, &all), (&below, &one)] {
        until_told(&sandbox, id).await;
        let lines = owed(&sandbox, id).await;
        let got = receiver.got();
        let ids: Vec<_> = got.iter().map(|got| got.id.clone()).collect();
        assert_eq!(ids, expected(&lines), "in order, each once");
        for (got, line) in got.iter().zip(&lines) {
            got.verify(&secret());
            assert_eq!(got.json(), serde_json::to_value(line.event()).unwrap());
        }
    }
    assert!(one.got().iter().all(|got| got.json()["data"]["bureau"]["id"] == SILENT));
    let names: BTreeSet<_> = all.got().iter().map(Got::name).collect();
    for name in ["notice.issued", "obligation.submitted", "obligation.fell-due", "approval.approved"] {
        assert!(names.contains(name), "{name} not in {names:?}");
    }
    // Nothing else has changed because somebody listens.
    audit::all(&sandbox, &running, &Mail::in_outbox(&outbox)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_was_away_misses_nothing() {
    let sandbox = Sandbox::new().await;
    let _worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let port = free_port().unwrap();
    // Back again, it does not take the first three requests.
    let receiver = Receiver::answering(|got| if got.place < 3 { (503, "稍后") } else { (200, "ok") });
    let id = webhook(&sandbox, "hook-1", (PREFECTURE, WebhookFormat::Standard), port).await;
    let running = sandbox.launch(Campaign::short(sandbox.folder(), "short", Shape::TwoLevels)).await;
    let acts = sandbox.play(&running);
    until("a failure", async || {
        let hook = sandbox.store.webhook_get(&id).await.unwrap().unwrap();
        (hook.failures > 1).then_some(())
    })
    .await;
    let tries = sandbox.store.webhook_attempts(&id).await.unwrap();
    assert!(tries.iter().all(|row| !row.taken && row.attempt.status.is_none()), "{tries:#?}");
    receiver.start(port).await;
    sandbox.until_played(&running, acts).await;
    until_told(&sandbox, &id).await;
    assert_eq!(receiver.ids(), expected(&owed(&sandbox, &id).await));
    let hook = sandbox.store.webhook_get(&id).await.unwrap().unwrap();
    assert_eq!((hook.failures, hook.active), (0, true));
    // While it was away, not every event knocked.
    let history = sandbox.history(&ids::courier(&id), None).await;
    assert!(history.events().len() < 2000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_killed_again_and_again_loses_nothing() {
    let sandbox = Sandbox::new().await;
    let (receiver, port) = (Receiver::default(), free_port().unwrap());
    receiver.start(port).await;
    let mut worker = sandbox.worker_process();
    let _second = sandbox.worker_service();
    let id = webhook(&sandbox, "hook-1", (PREFECTURE, WebhookFormat::Standard), port).await;
    let campaign = Campaign::short(sandbox.folder(), "short", Shape::TwoLevels);
    let running = sandbox.launch(campaign).await;
    let acts = sandbox.play(&running);
    for count in [2, 15, 30] {
        until("more events", async || (receiver.got().len() >= count).then_some(())).await;
        worker.kill().await;
        worker = sandbox.worker_process();
    }
    sandbox.until_played(&running, acts).await;
    until_told(&sandbox, &id).await;
    assert_eq!(receiver.ids(), expected(&owed(&sandbox, &id).await));
    assert_repeats_are_adjacent(&receiver);
}

/// What comes again comes at once, before anything else, and is the same.
fn assert_repeats_are_adjacent(receiver: &Receiver) {
    let got = receiver.got();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for pair in got.windows(2) {
        seen.insert(&pair[0].id);
        if pair[0].id == pair[1].id {
            assert_eq!(pair[0].body, pair[1].body);
        } else {
            assert!(!seen.contains(pair[1].id.as_str()), "{} came again later", pair[1].id);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_whose_answer_was_lost_is_told_again_and_is_the_same() {
    let sandbox = Sandbox::new().await;
    let stopped = Arc::new(Mutex::new(BTreeSet::new()));
    let known = stopped.clone();
    let (setup, _) = WorkerSetup::watched(Points::watched_by_effect(move |passed, effect| {
        let is_first = passed == Point::Posted && known.lock().unwrap().insert(effect.to_owned());
        if is_first && known.lock().unwrap().len() <= 5 { Err(Stopped(passed)) } else { Ok(()) }
    }));
    let _worker = sandbox.worker(setup).await;
    let (receiver, port) = (Receiver::default(), free_port().unwrap());
    receiver.start(port).await;
    let id = webhook(&sandbox, "hook-1", (SILENT, WebhookFormat::Standard), port).await;
    let running = sandbox.launch(Campaign::short(sandbox.folder(), "short", Shape::TwoLevels)).await;
    let acts = sandbox.play(&running);
    sandbox.until_played(&running, acts).await;
    until_told(&sandbox, &id).await;
    let lines = owed(&sandbox, &id).await;
    assert_eq!(receiver.ids(), expected(&lines));
    assert_eq!(receiver.got().len(), lines.len() + 5, "five of them came twice");
    assert_repeats_are_adjacent(&receiver);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_is_gone_or_unwanted_is_told_no_more() {
    let sandbox = Sandbox::new().await;
    let _worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let gone = Receiver::answering(|got| if got.place == 2 { (410, "") } else { (200, "ok") });
    let broken = Receiver::answering(|_| (500, "坏了"));
    let (first, second) = (free_port().unwrap(), free_port().unwrap());
    gone.start(first).await;
    let ended = webhook(&sandbox, "hook-1", (PREFECTURE, WebhookFormat::Standard), first).await;
    broken.start(second).await;
    let unwanted = webhook(&sandbox, "hook-2", (PREFECTURE, WebhookFormat::Standard), second).await;
    let campaign = Campaign::short(sandbox.folder(), "short", Shape::TwoLevels);
    let running = sandbox.launch(campaign.by_the_clock()).await;
    let stopped = until("the webhook being switched off", async || {
        let hook = sandbox.store.webhook_get(&ended).await.unwrap().unwrap();
        (!hook.active).then_some(hook)
    })
    .await;
    assert!(stopped.stopped.unwrap().contains("410"));
    until("a failure", async || (!broken.got().is_empty()).then_some(())).await;
    assert!(sandbox.store.webhook_switch(&unwanted, false, None).await.unwrap());
    for id in [&ended, &unwanted] {
        let closed = sandbox.until_workflow_closed(&ids::courier(id)).await;
        assert_eq!(closed, WorkflowExecutionStatus::Completed, "{id}");
    }
    assert_eq!(gone.got().len(), 3);
    // Switched on again, it goes on where it stopped.
    assert!(sandbox.store.webhook_switch(&ended, true, None).await.unwrap());
    let calls = sandbox.store.webhook_calls_waiting().await.unwrap();
    let caller = Caller::new(run_options(Pace::default()));
    caller.call(&sandbox.client, &sandbox.store, &calls).await.unwrap();
    sandbox.until_ended(&running).await;
    until_told(&sandbox, &ended).await;
    assert_eq!(gone.ids(), expected(&owed(&sandbox, &ended).await));
}

#[tokio::test(flavor = "multi_thread")]
async fn robots_get_few_messages_and_are_believed_only_by_their_errcode() {
    let sandbox = Sandbox::new().await;
    let _worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let answer = |got: &Got| match got.place {
        0 | 2 => (200, "{\"errcode\":45009,\"errmsg\":\"api freq out of limit\"}"),
        _ => (200, "{\"errcode\":0,\"errmsg\":\"ok\"}"),
    };
    let mut hooks = Vec::new();
    for (id, format) in [("hook-1", WebhookFormat::WeCom), ("hook-2", WebhookFormat::DingTalk)] {
        let (receiver, port) = (Receiver::answering(answer), free_port().unwrap());
        receiver.start(port).await;
        hooks.push((webhook(&sandbox, id, (PREFECTURE, format), port).await, receiver));
    }
    let running = sandbox.run_to_end(Campaign::short(sandbox.folder(), "short", Shape::TwoLevels)).await;
    for (id, receiver) in &hooks {
        until_told(&sandbox, id).await;
        let owed = owed(&sandbox, id).await;
        let got = receiver.got();
        assert!(got.len() - 2 < owed.len(), "{} messages for {} events", got.len(), owed.len());
        let lines = |got: &Got| {
            let markdown = &got.json()["markdown"];
            let text = markdown.get("content").or(markdown.get("text")).unwrap();
            let text = text.as_str().unwrap().to_owned();
            assert!(text.len() <= 4096 || markdown.get("content").is_none());
            text.matches("\n> ").count()
        };
        let taken: usize = got
            .iter()
            .enumerate()
            .filter(|(place, _)| ![0, 2].contains(place))
            .map(|(_, got)| lines(got))
            .sum();
        assert_eq!(taken, owed.len(), "every event stands in a message that was taken");
        let tries = sandbox.store.webhook_attempts(id).await.unwrap();
        assert_eq!(tries.iter().filter(|row| !row.taken).count(), 2);
        assert!(tries.iter().any(|row| row.attempt.told.contains("45009")));
    }
    assert!(!running.rehearsal.dockets.is_empty());
}
