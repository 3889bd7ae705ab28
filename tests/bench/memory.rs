//! `memory`: what a worker process holds for bureaus that sleep.

use crate::{
    figures, sample,
    stage::{BenchCampaign, BenchStage, TASK_QUEUE, now, running, until},
};
use anyhow::Result;
use duban_domain::Timebase;
use std::time::{Duration, Instant};

/// Bureaus that sleep.
const BUREAUS: usize = 3_000;
/// Room for all of them, and the setting's default.
const CACHES: [usize; 2] = [5_000, 1_000];
/// A store of thousands of bureaus is asked this often.
const LOOKS_EVERY: Duration = Duration::from_secs(1);
/// After the last work, so that what is freed is freed.
const SETTLES_IN: Duration = Duration::from_secs(5);

pub(crate) async fn run(small: bool) -> Result<()> {
    let bureaus = if small { 100 } else { BUREAUS };
    let (mut rows, mut json) = (Vec::new(), Vec::new());
    for cache in CACHES {
        let measured = once(bureaus, cache).await?;
        let grown = measured.after.saturating_sub(measured.before) as f64;
        let each = grown / bureaus as f64;
        let kept = bureaus.min(cache);
        rows.push([
            cache.to_string(),
            bureaus.to_string(),
            figures::text(measured.before as f64 / 1024.0),
            figures::text(measured.after as f64 / 1024.0),
            format!("{each:.1}"),
            format!("{:.1}", grown / kept as f64),
            format!("{:.0}", measured.seconds),
        ]);
        json.push(serde_json::json!({
            "cache": cache, "bureaus": bureaus, "before_kib": measured.before, "after_kib": measured.after,
            "kib_per_bureau": figures::rounded(each, 2),
            "kib_per_cached_bureau": figures::rounded(grown / kept as f64, 2),
            "seconds": figures::rounded(measured.seconds, 1),
        }));
    }
    let header = [
        "cache",
        "bureaus",
        "MiB before",
        "MiB after",
        "KiB a bureau",
        "KiB a cached bureau",
        "s until all sleep",
    ];
    figures::show("memory", header, rows, serde_json::json!({ "figures": json }));
    Ok(())
}

struct MemoryFigures {
    before: u64,
    after: u64,
    seconds: f64,
}

async fn once(bureaus: usize, cache: usize) -> Result<MemoryFigures> {
    let stage = BenchStage::set().await?;
    let worker = stage.worker(cache, 0).await?;
    tokio::time::sleep(SETTLES_IN).await;
    let before = worker.resident()?;
    let started = Instant::now();
    let directory = sample::country(bureaus)?;
    let loaded = sample::country_plan(&directory)?;
    let campaign = BenchCampaign {
        client: &stage.client,
        store: &stage.store,
        task_queue: TASK_QUEUE,
        directory: &directory,
        plan: &loaded.plan,
        timebase: Timebase::compressed(loaded.terms.opens, now(), 1),
        terms: loaded.terms,
    };
    campaign.start(sample::counties(&directory, &loaded.plan.issuer)).await?;
    let asleep = async || {
        let recorded = stage.store.status(&loaded.plan.id).await?.len();
        let mail = stage.store.mail_count(None).await?;
        Ok(recorded == bureaus && mail.waiting + mail.unsent == 0 && running(&stage.client).await? == bureaus)
    };
    until("every bureau to sleep", LOOKS_EVERY, asleep).await?;
    let seconds = started.elapsed().as_secs_f64();
    tokio::time::sleep(SETTLES_IN).await;
    let after = worker.resident()?;
    worker.end().await?;
    stage.strike().await?;
    Ok(MemoryFigures { before, after, seconds })
}
