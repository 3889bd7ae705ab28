//! `import`: registering findings by the ten thousand against starting as many workflows that hold nothing.
//!
//! A row is durable when the engine has accepted the start of its finding's workflow. No worker is there
//! while that is measured: what is compared is a start with a finding in it and a start without. Then,
//! on a server of its own, the same import beside a worker, until every finding stands in the ledger.

use crate::{
    engine::bare::Bare,
    figures,
    findings::{FindingCampaign, PACE},
    stage::{BenchStage, STARTS_AT_ONCE, at_once, new_store, until},
};
use anyhow::{Result, ensure};
use duban_domain::FindingId;
use duban_service::FindingEntry;
use duban_store::Store;
use std::time::{Duration, Instant};
use temporalio_client::WorkflowStartOptions;

const ROWS: usize = 10_000;
const PAIRS: usize = 3;
const READINGS: usize = 5;
const LOOKS_EVERY: Duration = Duration::from_millis(500);
/// The setting's default.
const GATHER: u32 = 30_000;

pub(crate) async fn run(small: bool) -> Result<()> {
    let (count, pairs) = if small { (500, 1) } else { (ROWS, PAIRS) };
    let (mut reading, mut bare, mut ours) = (Vec::new(), Vec::new(), Vec::new());
    let stage = BenchStage::set().await?;
    let sheet = stage.folder.path().join("findings.csv");
    FindingCampaign::new()?.write_sheet(&sheet, count)?;
    for _ in 0..READINGS {
        let campaign = FindingCampaign::new()?;
        let began = Instant::now();
        let read = campaign.read_sheet(&sheet)?.len();
        reading.push(per_second(read, began));
        ensure!(read == count, "{read} rows instead of {count}");
    }
    for pair in 0..pairs {
        // Whoever goes second meets a server with more behind it: they take turns.
        if pair % 2 == 0 {
            bare.push(start_bare(&stage, pair, count).await?);
        }
        let campaign = FindingCampaign::new()?.named(&format!("import-{pair}"));
        let store = new_store(&stage.folder, &format!("import-{pair}.db")).await?;
        ours.push(import(&stage, &store, &campaign, campaign.read_sheet(&sheet)?).await?);
        store.close().await;
        if pair % 2 == 1 {
            bare.push(start_bare(&stage, pair, count).await?);
        }
    }
    stage.strike().await?;
    let ledger = into_the_ledger(count).await?;
    show(count, &reading, &bare, &ours, ledger);
    Ok(())
}

/// Starts per second of workflows that hold nothing.
async fn start_bare(stage: &BenchStage, pair: usize, count: usize) -> Result<f64> {
    let client = stage.client.sdk();
    let began = Instant::now();
    at_once((0..count).map(|index| {
        let options =
            WorkflowStartOptions::new(format!("bare-{pair}"), format!("bare/{pair}/{index}")).build();
        async move {
            client.start_workflow(Bare::run, Vec::new(), options).await?;
            Ok(())
        }
    }))
    .await?;
    Ok(per_second(count, began))
}

/// Rows per second until the last is durable.
async fn import(
    stage: &BenchStage,
    store: &Store,
    campaign: &FindingCampaign,
    entries: Vec<FindingEntry>,
) -> Result<f64> {
    let timebase = campaign.timebase(1);
    campaign.keep(store, timebase).await?;
    let register = campaign.register(&stage.client, store, timebase, PACE)?;
    let count = entries.len();
    let began = Instant::now();
    let imported = register.import(entries, STARTS_AT_ONCE, || ()).await?;
    let rate = per_second(count, began);
    ensure!(imported.new == count, "{imported:?}");
    Ok(rate)
}

/// Rows per second, beside a worker, until the last is durable and until the last is in the ledger.
async fn into_the_ledger(count: usize) -> Result<(f64, f64)> {
    let stage = BenchStage::set().await?;
    let worker = stage.worker(1_000, GATHER).await?;
    let campaign = FindingCampaign::new()?;
    let sheet = stage.folder.path().join("findings.csv");
    campaign.write_sheet(&sheet, count)?;
    let entries = campaign.read_sheet(&sheet)?;
    let ids: Vec<FindingId> = entries.iter().map(|entry| entry.registration.id.clone()).collect();
    let began = Instant::now();
    let durable = import(&stage, &stage.store, &campaign, entries).await?;
    let recorded = async || Ok(stage.store.findings_known(campaign.id(), &ids).await?.len() == count);
    until("every finding's first record", LOOKS_EVERY, recorded).await?;
    let recorded = per_second(count, began);
    worker.end().await?;
    stage.strike().await?;
    Ok((durable, recorded))
}

fn show(count: usize, reading: &[f64], bare: &[f64], ours: &[f64], ledger: (f64, f64)) {
    let ratios: Vec<f64> = ours.iter().zip(bare).map(|(ours, bare)| ours / bare).collect();
    let whole = |value: f64| format!("{value:.0}");
    let mut rows: Vec<_> = (1..)
        .zip(bare.iter().zip(ours).zip(&ratios))
        .map(|(pair, ((bare, ours), ratio))| {
            [pair.to_string(), whole(*bare), whole(*ours), figures::text(*ratio)]
        })
        .collect();
    rows.push([
        "median".to_owned(),
        whole(figures::median(bare)),
        whole(figures::median(ours)),
        figures::text(figures::median(&ratios)),
    ]);
    let rounded = |values: &[f64]| values.iter().map(|v| figures::rounded(*v, 0)).collect::<Vec<_>>();
    let json = serde_json::json!({
        "rows": count, "concurrency": STARTS_AT_ONCE,
        "bare_starts_per_second": rounded(bare), "rows_per_second": rounded(ours),
        "ratio_median": figures::rounded(figures::median(&ratios), 3),
    });
    let header = ["pair", "bare starts/s", "rows/s until durable", "rows / bare"];
    figures::show(&format!("import: {count} findings, no worker"), header, rows, json);

    let yardstick = figures::yardstick();
    let row = |what: &str, rate: f64| [what.to_owned(), whole(rate), whole(rate * yardstick)];
    let rows = vec![
        row("read from .csv and checked, median", figures::median(reading)),
        row("durable, a worker at work", ledger.0),
        row("in the ledger, a worker at work", ledger.1),
    ];
    let json = serde_json::json!({
        "rows": count, "read_per_second": rounded(reading),
        "durable_per_second_with_worker": figures::rounded(ledger.0, 0),
        "recorded_per_second": figures::rounded(ledger.1, 1),
        "read_per_yardstick": figures::rounded(figures::median(reading) * yardstick, 0),
        "recorded_per_yardstick": figures::rounded(ledger.1 * yardstick, 2),
    });
    figures::show(
        &format!("import: {count} rows per second"),
        ["rows", "rows/s", "rows a yardstick"],
        rows,
        json,
    );
}

fn per_second(count: usize, since: Instant) -> f64 {
    count as f64 / since.elapsed().as_secs_f64()
}
