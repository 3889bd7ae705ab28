//! `load`: a conducted campaign with findings, whose worker is killed in the middle, on a machine that has
//! nothing else to do and beside eight busy loops, by turns. Both must come to the rehearsal's end; being slow
//! may only cost time.

use crate::figures;
use anyhow::Result;
use duban::demo::differences::Differences;
use duban_domain::simulation::NoticeKey;
use duban_store::NoticeFilter;
use duban_tests::{Campaign, Sandbox};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::Instant,
};

const RUNS: usize = 10;
const RUNS_SMALL: usize = 2;
const BUSY_LOOPS: usize = 8;

pub(crate) async fn run(small: bool) -> Result<()> {
    let runs = if small { RUNS_SMALL } else { RUNS };
    let (mut quiet, mut busy) = (Vec::new(), Vec::new());
    let (mut rows, mut differences, mut notices) = (Vec::new(), 0, 0);
    for number in 0..runs {
        let loops = (number % 2 == 1).then(BusyLoops::start);
        let played = play().await?;
        let load = load_average()?;
        let seconds = if loops.is_some() { &mut busy } else { &mut quiet };
        seconds.push(played.seconds);
        differences += played.differences;
        notices = played.notices;
        rows.push([
            (number + 1).to_string(),
            if loops.is_some() { format!("{BUSY_LOOPS} busy loops") } else { "nothing else".to_owned() },
            format!("{load:.1}"),
            played.notices.to_string(),
            played.differences.to_string(),
            format!("{:.1}", played.seconds),
        ]);
    }
    let ratio = figures::median(&busy) / figures::median(&quiet);
    let rounded = |all: &[f64]| all.iter().map(|one| figures::rounded(*one, 1)).collect::<Vec<_>>();
    let json = serde_json::json!({
        "runs": runs, "busy_loops": BUSY_LOOPS, "notices": notices, "differences": differences,
        "seconds_quiet": rounded(&quiet), "seconds_busy": rounded(&busy),
        "ratio_median": figures::rounded(ratio, 2),
    });
    let header = ["run", "beside", "load after it", "notices", "differences", "s"];
    figures::show("load: a conducted campaign, its worker killed in the middle", header, rows, json);
    Ok(())
}

/// What one run came to.
struct Played {
    notices: usize,
    differences: usize,
    seconds: f64,
}

async fn play() -> Result<Played> {
    let sandbox = Sandbox::new().await;
    let worker = sandbox.worker_process();
    let campaign = Campaign::with_findings(sandbox.folder(), "load");
    let began = Instant::now();
    let running = sandbox.launch(campaign).await;
    let performance = sandbox.play(&running);
    let rehearsed = running.rehearsal.notices();
    sandbox.until_notices(&running, rehearsed.len() / 2).await;
    worker.kill().await;
    let _worker = sandbox.worker_process();
    let deviations = performance.finish().await?;
    let seconds = began.elapsed().as_secs_f64();
    let terms = &running.campaign.terms;
    let rows = sandbox.store.notice_list(&terms.campaign, &NoticeFilter::default()).await?;
    let durable: Vec<_> = rows.iter().map(|row| NoticeKey::of(&row.about, &row.notice)).collect();
    let notices = durable.len();
    let found = Differences::of(rehearsed, durable, &deviations, terms.office.zone);
    if found.count() > 0 {
        println!("{found}");
    }
    Ok(Played { notices, differences: found.count(), seconds })
}

/// How many processes wanted a core, over the last minute.
fn load_average() -> Result<f64> {
    let text = std::fs::read_to_string("/proc/loadavg")?;
    Ok(text.split_whitespace().next().unwrap_or_default().parse()?)
}

/// Threads that do nothing as fast as they can, until this is dropped.
struct BusyLoops {
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl BusyLoops {
    fn start() -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let spin = |_| {
            let stop = stop.clone();
            std::thread::spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    std::hint::spin_loop();
                }
            })
        };
        Self { threads: (0..BUSY_LOOPS).map(spin).collect(), stop }
    }
}

impl Drop for BusyLoops {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        for thread in self.threads.drain(..) {
            // A loop that only looks at a flag does not panic.
            drop(thread.join());
        }
    }
}
