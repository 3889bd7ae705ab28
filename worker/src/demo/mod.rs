//! `duban demo`: Qiannan's 2024 campaign on the real engine, with its own dates and compressed time.
//!
//! The pure rehearsal runs first; it says what everybody will do and when. A conductor then enters the same
//! findings and gives the same commands to the durable run at the same instants, its worker is killed in the
//! middle, and at the end the two are compared, notice by notice.

pub mod conductor;
mod console;
pub mod differences;
pub mod score;
mod screen;
mod stage;
mod summary;
mod wall_clock;

use crate::{context::App, output};
use anyhow::{Context, Result, bail};
use conductor::{Performance, Staging};
use console::DemoConsole;
use duban_domain::rehearsal::rehearse;
use duban_store::Store;
use screen::Screen;
use stage::Stage;
use std::{io::IsTerminal, path::Path, time::Duration};
use summary::Summary;

/// The demo looks at the ledger this often.
const LOOKS_EVERY: Duration = Duration::from_millis(200);
/// The worker is killed when this share of the campaign's time has passed: in thousandths. Early enough that a
/// mail on its way then, whose worker the engine misses after half a minute, holds up nothing at the end.
const KILLED_AT: i64 = 300;
/// It stays dead this long.
const DEAD_FOR: Duration = Duration::from_secs(1);

/// Runs the demo.
///
/// # Errors
/// Something could not be started or failed, or the two runs differ.
pub async fn run(app: &App, speed: u32, folder: &Path) -> Result<()> {
    let stage = Stage::set(app, speed, folder).await?;
    let console = DemoConsole::open(app, &stage, stage.service()?).await?;
    let outcome = tokio::select! {
        outcome = play(app, &stage, &console) => outcome,
        () = crate::wiring::until_told_to_stop() => Err(anyhow::anyhow!("stopped before the end; its data is in {}", folder.display())),
    };
    // Whoever watches may go on looking; a script is not kept waiting.
    if outcome.is_ok() && !app.is_json() && std::io::stdout().is_terminal() {
        eprintln!("{}\nCtrl-C ends the demo", console.told());
        crate::wiring::until_told_to_stop().await;
    }
    console.close().await?;
    stage.strike().await?;
    outcome
}

async fn play(app: &App, stage: &Stage, console: &DemoConsole) -> Result<()> {
    let rehearsal =
        rehearse(&stage.terms, &stage.directory, &stage.script, stage.findings()?, stage.terms.closes);
    let end = rehearsal.ended().context("the rehearsal has no end")?;
    let mut screen = Screen::new(stage, end);
    screen.say(&format!(
        "{}: {} bureaus, {} findings, {} days of plan time at {} plan seconds a second; mail goes to {}",
        stage.terms.title,
        rehearsal.dockets.len(),
        rehearsal.findings.len(),
        end.since(stage.terms.opens).num_days(),
        stage.timebase.speed(),
        stage.mail.display()
    ));
    screen.say(&console.told());
    let mut worker = stage.start_worker()?;
    stage.launch().await?;
    let staging = Staging {
        campaign: &stage.terms.campaign,
        timebase: stage.timebase,
        rehearsal: &rehearsal,
        end,
        entered: stage.days_work()?,
        fermatas: Vec::new(),
    };
    let performance = Performance::start(&stage.client, staging);
    let midst = stage.terms.opens.plus((end.since(stage.terms.opens)) * i32::try_from(KILLED_AT)? / 1000);
    let mut killed = false;
    while !performance.is_over() {
        if let Some(status) = worker.try_wait()? {
            bail!("the worker ended by itself ({status}); its log is {}", stage.worker_log.display());
        }
        if !killed && performance.position() >= midst {
            killed = true;
            screen.say("── the worker is killed (SIGKILL) ──");
            worker.kill().await.context("killing the worker")?;
            tokio::time::sleep(DEAD_FOR).await;
            worker = stage.start_worker()?;
            screen.say("── the worker is started again ──");
        }
        if count(stage, "ExecutionStatus = 'Failed'").await? > 0 {
            bail!("a workflow failed; the worker's log is {}", stage.worker_log.display());
        }
        screen.refresh(&stage.store, performance.position()).await?;
        tokio::time::sleep(LOOKS_EVERY).await;
    }
    let deviations = performance.finish().await?;
    until_mail_is_out(&stage.store).await?;
    screen.refresh(&stage.store, end).await?;
    screen.finish();
    let summary = Summary::of(stage, (&rehearsal, end), &deviations).await?;
    if app.is_json() {
        output::json(&summary)?
    } else {
        output::line(summary.people())?
    }
    if summary.differences > 0 {
        eprintln!("{}", summary.differing);
        bail!("the durable run and the rehearsal differ; see {}", stage.folder.display());
    }
    Ok(())
}

async fn count(stage: &Stage, query: &str) -> Result<usize> {
    let query = format!("{query} AND DubanCampaign = '{}'", stage.terms.campaign);
    Ok(stage.client.count(query).await?)
}

async fn until_mail_is_out(store: &Store) -> Result<()> {
    loop {
        let count = store.mail_count(None).await?;
        if count.unsent == 0 && count.waiting == 0 {
            return Ok(());
        }
        tokio::time::sleep(LOOKS_EVERY).await;
    }
}
