//! Stored histories: workflow code that was changed must still follow the histories of campaigns that
//! run. `DUBAN_WRITE_HISTORIES=1` with `--run-ignored only` writes them again.

use chrono::Duration;
use duban::{register_workflows, registration::WORKFLOW_TYPES};
use duban_activities::points::{Point, Points, Stopped};
use duban_domain::{Actor, BureauCode, Command, CommandEnvelope, DocketEvent, Instrument, Machine};
use duban_service::tell_machine;
use duban_tests::{
    Campaign, Running, Sandbox, WorkerSetup,
    campaign::{DECLINED, EXTENDED, FORSAKEN, LATE, LONELY, PREFECTURE, PROVINCE, PUNCTUAL, RETURNED},
    history::History,
    until,
};
use duban_workflows::{BureauCampaign, ids, messages::Received};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::Mutex,
};
use temporalio_client::{WorkflowCancelOptions, WorkflowHistory};
use temporalio_sdk::workflow_replayer::{WorkflowReplayer, WorkflowReplayerOptions};

/// A plan day and a half a second.
const SLOW: u32 = 129_600;

/// A file each: what the workflow of that history went through.
const BRANCHES: [&str; 47] = [
    "asks",
    "conducted",
    "conducted-finding",
    "conducted-listing",
    "on-time",
    "returned-and-waived",
    "extended-and-late",
    "withdrawn",
    "declined",
    "approval-passed-up",
    "approval-lapsed",
    "issuer-with-children",
    "coordinating-with-children",
    "no-subordinates",
    "cancelled-issuer",
    "cancelled",
    "continued-first",
    "continued-last",
    "outage",
    "postbox",
    "postbox-retried",
    "finding-on-time",
    "finding-late-and-interviewed",
    "finding-triaged",
    "finding-dismissed",
    "finding-corrected",
    "finding-reworked",
    "finding-extended",
    "finding-handed-over",
    "finding-looked-back",
    "finding-published",
    "listing-from-a-ladder",
    "listing-proposed-and-declined",
    "listing-revoked",
    "listing-delisted",
    "incident-acknowledged",
    "incident-lapsed",
    "tail",
    "postbox-urgent",
    "redated",
    "amended",
    "league-circulated",
    "courier",
    "courier-retried",
    "courier-robot",
    "courier-continued-first",
    "courier-continued-last",
];

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/histories"))
}

fn stored() -> BTreeMap<String, History> {
    let entries = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.filter(|path| path.extension().is_some_and(|kind| kind == "json"));
    files
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, History(serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()))
        })
        .collect()
}

fn replayer() -> anyhow::Result<WorkflowReplayer> {
    Ok(WorkflowReplayer::new(register_workflows!(WorkflowReplayerOptions::new()).build())?)
}

async fn replay(history: &History) -> anyhow::Result<()> {
    Ok(replayer()?.replay_workflow(WorkflowHistory::from_json(&history.bytes())?).await?)
}

#[tokio::test(flavor = "multi_thread")]
async fn stored_histories_are_replayed() {
    let stored = stored();
    assert_eq!(stored.keys().map(String::as_str).collect::<BTreeSet<_>>(), BTreeSet::from(BRANCHES));
    let types: BTreeSet<_> = stored.values().map(History::workflow_type).collect();
    assert_eq!(types, BTreeSet::from(WORKFLOW_TYPES), "every registered type has a history");
    for (name, history) in &stored {
        replay(history).await.unwrap_or_else(|error| panic!("{name}: {error:#}"));
    }
}

/// The replayer of the test above can fail: histories of workflows that did something else are refused.
#[tokio::test(flavor = "multi_thread")]
async fn a_history_of_other_code_is_refused() {
    let stored = stored();
    type Change = fn(&mut Value) -> bool;
    let changes: [(&str, &str, Change); 3] = [
        ("on-time", "another local activity", |event| {
            let place = "/attributes/MarkerRecordedEventAttributes/details/data/payloads/0/data";
            let Some(data) = event.pointer_mut(place) else { return false };
            // Base64 of a JSON object that holds the activity's name.
            let text = data.as_str().unwrap().to_owned();
            let other = swap_in_base64(&text, "ledger.record", "ledger.recall");
            let is_changed = other != text;
            *data = other.into();
            is_changed
        }),
        ("postbox", "another activity", |event| {
            set(event, "ActivityTaskScheduled", "/activity_type/name", "mail.shred")
        }),
        ("issuer-with-children", "another child", |event| {
            set(event, "StartChildWorkflowExecutionInitiated", "/workflow_type/name", "Postbox")
        }),
    ];
    for (name, what, change) in changes {
        let mut history = stored[name].clone();
        let events = history.0["events"].as_array_mut().unwrap();
        assert!(events.iter_mut().any(change), "{name}: {what}: nothing to change");
        let told = replay(&history).await.expect_err(what);
        println!("{name}: {what}: {told:#}");
    }
}

fn set(event: &mut Value, kind: &str, place: &str, text: &str) -> bool {
    let place = format!("/attributes/{kind}EventAttributes{place}");
    event.pointer_mut(&place).map(|found| *found = text.into()).is_some()
}

/// Replaces a word in base64 by one of the same length.
fn swap_in_base64(text: &str, word: &str, other: &str) -> String {
    let Some(bytes) = decode(text) else { return text.to_owned() };
    let plain = String::from_utf8_lossy(&bytes).replace(word, other);
    encode(plain.as_bytes())
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bits = String::new();
    for byte in text.bytes().filter(|byte| *byte != b'=') {
        let value = ALPHABET.iter().position(|known| *known == byte)?;
        bits.push_str(&format!("{value:06b}"));
    }
    let whole = bits.len() / 8;
    (0..whole).map(|i| u8::from_str_radix(&bits[i * 8..i * 8 + 8], 2).ok()).collect()
}

fn encode(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let word =
            chunk.iter().fold(0_u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let index = (word >> (18 - 6 * place)) & 63;
            text.push(if place <= chunk.len() { char::from(ALPHABET[index as usize]) } else { '=' });
        }
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "writes tests/histories; DUBAN_WRITE_HISTORIES=1"]
async fn write_histories() {
    if std::env::var_os("DUBAN_WRITE_HISTORIES").is_none() {
        return;
    }
    let sandbox = Sandbox::new().await;
    let failed = Mutex::new(BTreeSet::new());
    // The first mails to one bureau fail once.
    let (setup, _) = WorkerSetup::watched(Points::watched_by_effect(move |point, effect| {
        let fails = point == Point::BeforeSend
            && effect.contains(LATE)
            && failed.lock().unwrap().insert(effect.to_owned());
        if fails { Err(Stopped(point)) } else { Ok(()) }
    }));
    let worker = sandbox.worker(setup).await;
    let of = |id: &str, issuer: &str, codes: &[&str]| Campaign::of(sandbox.folder(), id, issuer, codes);
    let below = [PROVINCE, PREFECTURE];
    let conduct = [RETURNED, EXTENDED, LATE, DECLINED, FORSAKEN, PUNCTUAL];
    let conduct = of("conduct", PREFECTURE, &[&below[..], &conduct].concat());
    let levels = of("levels", PROVINCE, &[&below[..], &[LONELY, FORSAKEN]].concat());
    let long = of("long", PREFECTURE, &[&below[..], &[RETURNED]].concat()).continued_after(40);
    let off = of("off", PREFECTURE, &[&below[..], &[FORSAKEN]].concat()).by_the_clock().at_speed(SLOW);
    let (conduct, levels) = (sandbox.launch(conduct).await, sandbox.launch(levels).await);
    let (long, off) = (sandbox.launch(long).await, sandbox.launch(off).await);
    let acts = [sandbox.play(&conduct), sandbox.play(&levels), sandbox.play(&long)];
    call_off(&sandbox, &off).await;
    prove_wrong(&sandbox, &conduct).await;
    for (running, acts) in [&conduct, &levels, &long].into_iter().zip(acts) {
        sandbox.until_played(running, acts).await;
    }
    let outage = outage(&sandbox, worker).await;
    let id = |running: &Running, bureau: &str| {
        ids::bureau_campaign(&running.campaign.terms.campaign, &bureau.into())
    };
    let long_id = id(&long, RETURNED);
    let long_runs = sandbox.runs_of(&long_id, 2).await;
    went_through(&sandbox, &conduct, PUNCTUAL, |what| {
        matches!(what, DocketEvent::Submitted { on_time: true, .. })
    })
    .await;
    went_through(&sandbox, &conduct, RETURNED, |what| matches!(what, DocketEvent::Returned { .. })).await;
    went_through(&sandbox, &conduct, RETURNED, |what| matches!(what, DocketEvent::Waived { .. })).await;
    went_through(&sandbox, &conduct, EXTENDED, |what| matches!(what, DocketEvent::Extended { .. })).await;
    went_through(&sandbox, &conduct, LATE, |what| matches!(what, DocketEvent::Withdrawn { .. })).await;
    went_through(&sandbox, &conduct, DECLINED, |what| matches!(what, DocketEvent::Declined { .. })).await;
    let passed_up =
        |what: &DocketEvent| matches!(what, DocketEvent::ApprovalAsked { of, .. } if of.as_str() == PROVINCE);
    went_through(&sandbox, &conduct, FORSAKEN, passed_up).await;
    went_through(&sandbox, &levels, FORSAKEN, |what| matches!(what, DocketEvent::ApprovalLapsed { .. }))
        .await;
    went_through(&sandbox, &off, FORSAKEN, |what| matches!(what, DocketEvent::Cancelled)).await;
    went_through(&sandbox, &outage, FORSAKEN, |what| matches!(what, DocketEvent::Outage { .. })).await;
    let found = [
        ("on-time", id(&conduct, PUNCTUAL), None),
        ("returned-and-waived", id(&conduct, RETURNED), None),
        ("extended-and-late", id(&conduct, EXTENDED), None),
        ("withdrawn", id(&conduct, LATE), None),
        ("declined", id(&conduct, DECLINED), None),
        ("approval-passed-up", id(&conduct, FORSAKEN), None),
        ("approval-lapsed", id(&levels, FORSAKEN), None),
        ("issuer-with-children", id(&conduct, PREFECTURE), None),
        ("coordinating-with-children", id(&levels, PREFECTURE), None),
        ("no-subordinates", id(&levels, LONELY), None),
        ("cancelled-issuer", id(&off, PREFECTURE), None),
        ("cancelled", id(&off, FORSAKEN), None),
        ("continued-first", long_id.clone(), long_runs.first()),
        ("continued-last", long_id.clone(), long_runs.last()),
        ("outage", id(&outage, FORSAKEN), None),
        ("postbox", ids::postbox(&PUNCTUAL.into()), None),
        ("postbox-retried", ids::postbox(&LATE.into()), None),
    ];
    for (name, workflow, run) in found {
        let file = folder().join(format!("{name}.json"));
        if !file.exists() {
            let history = sandbox.history(&workflow, run.map(String::as_str)).await;
            std::fs::write(file, history.anonymous().bytes()).unwrap();
        }
    }
}

/// The branch a history is named for is in it.
async fn went_through(sandbox: &Sandbox, running: &Running, bureau: &str, wanted: fn(&DocketEvent) -> bool) {
    let campaign = &running.campaign.terms.campaign;
    let ledger = sandbox.store.ledger_list(campaign, Some(&bureau.into())).await.unwrap();
    assert!(ledger.iter().any(|row| wanted(&row.effect.event)), "{campaign}/{bureau}: {ledger:#?}");
}

/// Calls a campaign off while an approval is open.
async fn call_off(sandbox: &Sandbox, running: &Running) {
    let terms = &running.campaign.terms;
    until("an open approval", async || {
        (!sandbox.store.approval_list(&terms.campaign).await.unwrap().is_empty()).then_some(())
    })
    .await;
    let id = ids::bureau_campaign(&terms.campaign, &terms.issuer);
    let handle = sandbox.client.sdk().get_workflow_handle::<BureauCampaign>(id);
    handle.cancel(WorkflowCancelOptions::default()).await.unwrap();
}

/// A report that was received in time arrives when the letter has gone out: it is withdrawn.
async fn prove_wrong(sandbox: &Sandbox, running: &Running) {
    let campaign = &running.campaign.terms.campaign;
    until("a letter", async || {
        let counts = sandbox.store.notice_counts(campaign).await.unwrap();
        let is_it = |c: &&duban_store::NoticeCount| {
            c.bureau.as_str() == LATE && c.instrument == Instrument::ReminderLetter
        };
        counts.iter().find(is_it).map(drop)
    })
    .await;
    let due =
        running.run(LATE).machine.views().into_iter().find(|duty| duty.id.as_str() == "report").unwrap().due;
    let command = Command::Submit {
        obligation: "report".into(),
        attachments: vec!["总结.docx".to_owned()],
        files: Vec::new(),
        sealed: false,
    };
    let by = Actor { bureau: LATE.into(), name: "经办人".to_owned() };
    let received = Received { act: CommandEnvelope { by, command }, at: due.plus(Duration::hours(-1)) };
    tell_machine(&sandbox.client, campaign, &BureauCode::from(LATE), received, None).await.unwrap();
}

/// A campaign through whose middle no worker runs.
async fn outage(sandbox: &Sandbox, worker: duban_tests::WorkerThread) -> Running {
    let campaign = Campaign::of(sandbox.folder(), "outage", PREFECTURE, &[PROVINCE, PREFECTURE, FORSAKEN]);
    let running = sandbox.launch(campaign.tolerating(Duration::days(3)).at_speed(SLOW)).await;
    let opens = running.campaign.terms.opens;
    running.until(opens.plus(Duration::days(5))).await;
    worker.stop().await;
    running.until(opens.plus(Duration::days(15))).await;
    let worker = sandbox.worker(WorkerSetup::quiet().0).await;
    sandbox.until_closed(&running, &FORSAKEN.into()).await;
    worker.stop().await;
    running
}
