//! `launch`: how long until a province's campaign runs at every bureau, on three levels.

use crate::{
    figures, sample,
    stage::{BenchStage, now, until},
};
use anyhow::Result;
use duban_config::sample_directory;
use duban_domain::{Actor, Pace, Timebase, terms::parties};
use duban_service::{Launched, Launcher, running_bureaus};
use duban_tests::worker::run_options;
use std::time::{Duration, Instant};

const RUNS: usize = 3;
const LOOKS_EVERY: Duration = Duration::from_millis(25);
/// The setting's default.
const GATHER: u32 = 30_000;

pub(crate) async fn run(small: bool) -> Result<()> {
    let (mut running, mut recorded) = (Vec::new(), Vec::new());
    let (mut bureaus, mut owing) = (0, 0);
    for _ in 0..if small { 1 } else { RUNS } {
        let stage = BenchStage::set().await?;
        let worker = stage.worker(1_000, GATHER).await?;
        let measured = once(&stage).await?;
        (bureaus, owing) = (measured.bureaus, measured.owing);
        running.push(measured.running);
        recorded.push(measured.recorded);
        worker.end().await?;
        stage.strike().await?;
    }
    let yardstick = figures::yardstick();
    let row = |what: &str, count: usize, seconds: &[f64]| {
        let all: Vec<_> = seconds.iter().map(|s| figures::text(*s)).collect();
        let median = figures::median(seconds);
        let yardsticks = figures::text(median / yardstick);
        [what.to_owned(), count.to_string(), figures::text(median), all.join(" "), yardsticks]
    };
    let rows = vec![
        row("every bureau's workflow is there", bureaus, &running),
        row("every bureau that owes something has recorded its launch", owing, &recorded),
    ];
    let json = serde_json::json!({
        "bureaus": bureaus, "owing": owing, "runs": running.len(),
        "running_seconds_median": figures::rounded(figures::median(&running), 2),
        "recorded_seconds_median": figures::rounded(figures::median(&recorded), 2),
        "running_yardsticks": figures::rounded(figures::median(&running) / yardstick, 1),
        "recorded_yardsticks": figures::rounded(figures::median(&recorded) / yardstick, 1),
    });
    let header = ["seconds from launch until", "bureaus", "median", "runs", "yardsticks"];
    figures::show("launch: Guizhou on three levels", header, rows, json);
    Ok(())
}

struct LaunchFigures {
    bureaus: usize,
    owing: usize,
    running: f64,
    recorded: f64,
}

async fn once(stage: &BenchStage) -> Result<LaunchFigures> {
    let directory = sample_directory()?;
    let loaded = sample::plan(sample::GUIZHOU_PLAN, &directory)?;
    let terms = loaded.terms;
    let everyone = parties(&directory, &terms.issuer);
    let owes = |party: &&_| terms.items.iter().any(|item| item.is_owed_by(party, &terms.issuer));
    let (bureaus, owing) = (everyone.len(), everyone.iter().filter(owes).count());
    let launched = Launched {
        // Launched a minute after the campaign's first instant: nothing is waited for.
        timebase: Timebase::compressed(terms.opens, now().plus(chrono::Duration::minutes(-1)), 1),
        by: Actor { bureau: terms.issuer.clone(), name: "bench".to_owned() },
        plan: loaded.plan,
        at: now(),
    };
    // The settings' defaults.
    let pace = Pace { grace_ms: 2_000, listen_ms: 30_000, ..Pace::default() };
    let started = Instant::now();
    let BenchStage { client, store, .. } = stage;
    let launcher = Launcher { client, store, directory: &directory, run: &run_options(pace) };
    launcher.launch(&terms, launched).await?;
    let (mut running, mut recorded) = (None, None);
    until("every bureau", LOOKS_EVERY, async || {
        if running.is_none() && running_bureaus(&stage.client, &terms.campaign).await? >= bureaus {
            running = Some(started.elapsed().as_secs_f64());
        }
        if recorded.is_none() && stage.store.status(&terms.campaign).await?.len() >= owing {
            recorded = Some(started.elapsed().as_secs_f64());
        }
        Ok(running.is_some() && recorded.is_some())
    })
    .await?;
    let (running, recorded) = (running.unwrap_or_default(), recorded.unwrap_or_default());
    Ok(LaunchFigures { bureaus, owing, running, recorded })
}
