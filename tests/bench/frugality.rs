//! `frugality`: what a bureau costs the engine, in history events, which do not depend on the machine;
//! and how many mails it gets.

use crate::{
    figures::{self, TooSlow},
    mails, sample,
    stage::{BenchStage, now, running, until},
};
use anyhow::{Context, Result};
use duban::context::with_wall_tolerance;
use duban_config::{sample_directory, samples};
use duban_domain::{
    Actor, BureauCode, Pace, Timebase, WallTime,
    behaviour::Script,
    simulation::{Run, simulate},
};
use duban_service::{Launched, Launcher, ServiceError, tell_machine};
use duban_tests::worker::run_options;
use duban_workflows::{ids, messages::Received};
use futures::TryStreamExt;
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use temporalio_client::{
    Client, UntypedWorkflow, WorkflowFetchHistoryOptions, WorkflowHandle, WorkflowListOptions,
};

const ISSUER: &str = "522700";
const COUNTY: &str = "522728";
/// The demo's: two days a second.
const SPEED: u32 = 172_800;
const SPEED_SMALL: u32 = 691_200;
/// Wall seconds a wake may be late before it is an outage.
const TOLERANCE: i64 = 120;
/// The demo's, in milliseconds.
const GATHER: u32 = 150;
const LOOKS_EVERY: Duration = Duration::from_millis(500);

pub(crate) type UntypedHandle = WorkflowHandle<Client, UntypedWorkflow>;
pub(crate) type Events = BTreeMap<String, usize>;

pub(crate) async fn run(small: bool) -> Result<()> {
    mails::run()?;
    let mut speed = if small { SPEED_SMALL } else { SPEED };
    let measured = loop {
        match measure(speed).await {
            Err(error) if error.is::<TooSlow>() => eprintln!("frugality: {error}"),
            outcome => break outcome?,
        }
        speed /= 2;
    };
    show_bureau(&measured.run, &measured.events);
    show_postbox(&measured.digests);
    Ok(())
}

struct FrugalityFigures {
    run: Run,
    events: Events,
    digests: Vec<(usize, usize)>,
}

async fn measure(speed: u32) -> Result<FrugalityFigures> {
    let stage = BenchStage::set().await?;
    let worker = stage.worker(1_000, GATHER).await?;
    let run = campaign(&stage, speed).await?;
    let county = BureauCode::from(COUNTY);
    let workflow = ids::bureau_campaign(&run.machine.terms().campaign, &county);
    let events = events(&stage.client.sdk().get_workflow_handle(workflow)).await?;
    let digests = digests(stage.client.sdk(), &county).await?;
    worker.end().await?;
    stage.strike().await?;
    Ok(FrugalityFigures { run, events, digests })
}

/// One county through the whole campaign, doing everything in time.
async fn campaign(stage: &BenchStage, speed: u32) -> Result<Run> {
    let directory = sample::only(&sample_directory()?, ISSUER, COUNTY)?;
    let loaded = sample::plan(samples::QIANNAN_PLAN, &directory)?;
    let terms = Arc::new(with_wall_tolerance(loaded.terms, TOLERANCE, speed));
    let runs = simulate(&terms, &directory, &Script::default());
    let origin = WallTime::new(chrono::Utc::now() + chrono::Duration::seconds(2));
    let timebase = Timebase::compressed(terms.opens, origin, speed);
    let by = Actor { bureau: terms.issuer.clone(), name: "bench".to_owned() };
    let launched = Launched { plan: loaded.plan, timebase, by, at: now() };
    // Without a moment of grace each wake is a record of its own: in compressed time that moment is hours.
    let pace = Pace::default();
    let BenchStage { client, store, .. } = &stage;
    Launcher { client, store, directory: &directory, run: &run_options(pace) }
        .launch(&terms, launched)
        .await?;
    let county = runs.into_iter().find(|run| run.machine.party().bureau == COUNTY.into());
    let county = county.context("the county takes no part")?;
    for (at, act) in county.acts.clone() {
        let wait = timebase.wall(at).since(now()).to_std().unwrap_or_default();
        tokio::time::sleep(wait).await;
        let campaign = &terms.campaign;
        match tell_machine(&stage.client, campaign, &BureauCode::from(COUNTY), Received { act, at }, None)
            .await
        {
            // Its part had not begun, or was over: the engine did not keep up with the clock.
            Err(late @ ServiceError::NotRunning { .. }) => return Err(TooSlow(late.to_string()).into()),
            told => drop(told?),
        }
    }
    until("the campaign's end", LOOKS_EVERY, async || Ok(running(&stage.client).await? == 0)).await?;
    let durable = stage.store.notice_list(&terms.campaign, &Default::default()).await?.len();
    if durable != county.notices().count() {
        return Err(TooSlow("the durable run and the simulation differ".to_owned()).into());
    }
    Ok(county)
}

fn show_bureau(run: &Run, events: &Events) {
    let count = |kind: &str| events.get(kind).copied().unwrap_or_default();
    let total: usize = events.values().sum();
    let records = count("marker_recorded");
    let row = |what: &str, number: String| [what.to_owned(), number];
    let mut rows = vec![
        row("history events in all", total.to_string()),
        row("records (wakes and commands)", records.to_string()),
        row("of them commands", count("workflow_execution_update_accepted").to_string()),
        row("events per record", figures::text(total as f64 / records.max(1) as f64)),
        row("notices", run.notices().count().to_string()),
    ];
    rows.extend(events.iter().map(|(kind, number)| row(&kind.replace('_', " "), number.to_string())));
    let json = serde_json::json!({
        "history_events": total, "records": records, "events": events,
        "events_per_record": figures::rounded(total as f64 / records.max(1) as f64, 2),
    });
    figures::show(
        "frugality: one county, always in time, Qiannan's campaign",
        ["what", "number"],
        rows,
        json,
    );
}

fn show_postbox(digests: &[(usize, usize)]) {
    let mut tally: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for digest in digests {
        *tally.entry(*digest).or_default() += 1;
    }
    let row =
        |((mails, events), runs): (&(usize, usize), &usize)| [*mails, *events, *runs].map(|n| n.to_string());
    let rows = tally.iter().map(row).collect();
    let list: Vec<_> = tally
        .iter()
        .map(|((d, e), n)| serde_json::json!({ "deliveries": d, "events": e, "runs": n }))
        .collect();
    let json = serde_json::json!({ "postbox": list });
    figures::show("frugality: its postbox", ["deliveries in one run", "history events", "runs"], rows, json);
}

/// A history's events by kind.
pub(crate) async fn events(handle: &UntypedHandle) -> Result<Events> {
    let history = handle.fetch_history(WorkflowFetchHistoryOptions::default());
    let mut events = Events::new();
    for event in history.into_events().await? {
        let kind = event.event_type().as_str_name().trim_start_matches("EVENT_TYPE_").to_lowercase();
        *events.entry(kind).or_default() += 1;
    }
    Ok(events)
}

/// (deliveries, history events) of each run of a bureau's postbox.
async fn digests(client: &Client, bureau: &BureauCode) -> Result<Vec<(usize, usize)>> {
    let query = format!("WorkflowId = '{}'", ids::postbox(bureau));
    let runs: Vec<_> = client.list_workflows(query, WorkflowListOptions::default()).try_collect().await?;
    let mut digests = Vec::new();
    for run in runs {
        let mut info = client.get_workflow_handle::<UntypedWorkflow>(run.id()).info().clone();
        info.run_id = Some(run.run_id().to_owned());
        let events = events(&UntypedHandle::new(client.clone(), info)).await?;
        let deliveries = events.get("activity_task_completed").copied().unwrap_or_default();
        digests.push((deliveries, events.values().sum()));
    }
    Ok(digests)
}
