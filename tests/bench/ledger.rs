//! `ledger`: how long a page of the findings' ledger takes at a million findings.
//!
//! The rows are written by plain SQL into a store of the present tables; what is timed is the store's own
//! reading. The file was written just before and is still in the operating system's memory.

mod questions;

use crate::{
    figures,
    fill::{self, Filled},
    findings::FindingCampaign,
    stage::new_store,
};
use anyhow::{Context, Result};
use duban_store::Store;
use questions::{HOPELESS, Question, USUAL};
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

const ROWS: usize = 1_000_000;
const ROWS_SMALL: usize = 20_000;
const TIMES: usize = 200;
const TIMES_HOPELESS: usize = 10;

pub(crate) async fn run(small: bool) -> Result<()> {
    let (count, times) = if small { (ROWS_SMALL, 20) } else { (ROWS, TIMES) };
    let folder = tempfile::tempdir()?;
    let campaign = FindingCampaign::new()?;
    let store = new_store(&folder, "ledger.db").await?;
    campaign.keep(&store, campaign.timebase(1)).await?;
    store.close().await;
    let began = Instant::now();
    let mut filled = fill::fill(&folder.path().join("ledger.db"), &campaign, count).await?;
    let megabytes = std::fs::metadata(folder.path().join("ledger.db"))?.len() >> 20;
    println!("filled in {:.0} s; the file has {megabytes} MiB", began.elapsed().as_secs_f64());
    let store = new_store(&folder, "ledger.db").await?;
    pages(&store, &mut filled, count, times).await?;
    others(&store, &mut filled).await?;
    store.close().await;
    Ok(())
}

/// The pages: times and plans.
async fn pages(store: &Store, filled: &mut Filled, count: usize, times: usize) -> Result<()> {
    let (mut rows, mut list, mut all) = (Vec::new(), Vec::new(), Vec::new());
    let mut plans = Vec::new();
    let one = one_by_its_id(store, filled, times).await?;
    let baseline = quantile(&one, 50);
    rows.push(row("one finding by its id: the baseline", &one, baseline));
    list.push(json("baseline", &one, baseline));
    for question in USUAL.iter().chain(&HOPELESS) {
        let usual = USUAL.iter().any(|one| one.name == question.name);
        let mut took = asked(store, filled, question, if usual { times } else { TIMES_HOPELESS }).await?;
        took.sort_by(f64::total_cmp);
        plans.push((question.name, plan(store, filled, question).await?));
        rows.push(row(question.name, &took, baseline));
        list.push(json(question.name, &took, baseline));
        if usual {
            all.extend(took);
        }
    }
    all.sort_by(f64::total_cmp);
    rows.push(row("all but the last three", &all, baseline));
    list.push(json("all but the last three", &all, baseline));
    let json = serde_json::json!({ "findings": count, "pages": list });
    let header = ["page of 50", "times", "p50, ms", "p95, ms", "max, ms", "p50 / baseline"];
    figures::show(&format!("ledger: {count} findings"), header, rows, json);
    for (name, lines) in plans {
        println!("{name}");
        for (line, times) in lines {
            println!("    {times} × {line}");
        }
    }
    println!();
    Ok(())
}

/// Milliseconds of each time one finding was read by its id, in order: the least that reading one can take.
async fn one_by_its_id(store: &Store, filled: &mut Filled, times: usize) -> Result<Vec<f64>> {
    let mut took = Vec::with_capacity(times);
    for _ in 0..times {
        let (id, campaign) = (filled.id(), filled.campaign.clone());
        let began = Instant::now();
        store.finding_get(&campaign, &id).await?.context("a finding is gone")?;
        took.push(milliseconds(began.elapsed()));
    }
    took.sort_by(f64::total_cmp);
    Ok(took)
}

/// Milliseconds of each time a question was asked.
async fn asked(store: &Store, filled: &mut Filled, question: &Question, times: usize) -> Result<Vec<f64>> {
    let mut took = Vec::with_capacity(times);
    for _ in 0..times {
        let (filter, page) = (question.ask)(filled)?;
        let began = Instant::now();
        store.finding_list(&filter, &page).await?;
        took.push(milliseconds(began.elapsed()));
    }
    Ok(took)
}

/// The plan's steps and how often each occurs, in the order in which they first do.
async fn plan(store: &Store, filled: &mut Filled, question: &Question) -> Result<Vec<(String, usize)>> {
    let (filter, page) = (question.ask)(filled)?;
    let (mut order, mut tally) = (Vec::new(), BTreeMap::new());
    for line in store.finding_plan(&filter, &page).await? {
        if !tally.contains_key(&line) {
            order.push(line.clone());
        }
        *tally.entry(line).or_insert(0) += 1;
    }
    Ok(order.into_iter().map(|line| (line.clone(), tally.get(&line).copied().unwrap_or_default())).collect())
}

/// What else is read of findings, once each.
async fn others(store: &Store, filled: &mut Filled) -> Result<()> {
    let (county, at) = (filled.county()?, filled.instant());
    let campaign = filled.campaign.clone();
    let baseline = quantile(&one_by_its_id(store, filled, 5).await?, 50);
    let began = Instant::now();
    store.findings_open(&campaign, &county, at).await?;
    let open = milliseconds(began.elapsed());
    let began = Instant::now();
    store.finding_statistics(&campaign).await?;
    let statistics = milliseconds(began.elapsed());
    let line = |what: &str, took: f64| [what.to_owned(), figures::text(took), figures::text(took / baseline)];
    let rows = vec![
        line("a county's open findings at an instant, counted", open),
        line("the campaign's statistics", statistics),
    ];
    let json = serde_json::json!({
        "open_ms": figures::rounded(open, 2), "statistics_ms": figures::rounded(statistics, 1),
        "open_ratio": figures::rounded(open / baseline, 1),
        "statistics_ratio": figures::rounded(statistics / baseline, 1),
    });
    figures::show("ledger: once each", ["what", "ms", "/ one finding by its id"], rows, json);
    Ok(())
}

fn row(name: &str, sorted: &[f64], baseline: f64) -> [String; 6] {
    let text = |share| figures::text(quantile(sorted, share));
    let ratio = figures::text(quantile(sorted, 50) / baseline);
    [name.to_owned(), sorted.len().to_string(), text(50), text(95), text(100), ratio]
}

fn json(name: &str, sorted: &[f64], baseline: f64) -> serde_json::Value {
    let of = |share| figures::rounded(quantile(sorted, share), 2);
    let ratio = figures::rounded(quantile(sorted, 50) / baseline, 2);
    serde_json::json!({
        "page": name, "times": sorted.len(), "p50": of(50), "p95": of(95), "max": of(100), "ratio": ratio,
    })
}

/// The value that so many per cent do not exceed.
fn quantile(sorted: &[f64], percent: usize) -> f64 {
    let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(place).copied().unwrap_or_default()
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}
