//! `duban demo`: Qiannan's 2024 campaign on the real engine, with its own dates and compressed time.
//!
//! The pure rehearsal runs first; it says what everybody will do and when. The same findings are then
//! entered and the same commands given to the durable run at the same instants, its worker is killed in
//! the middle, and at the end the two are compared, notice by notice.

mod console;
pub mod driver;
mod screen;
mod stage;
pub mod summary;

use crate::{context::App, output};
use anyhow::{Context, Result, bail};
use console::DemoConsole;
use duban_domain::{
    BureauCode, Machine, PlanTime, WallTime,
    rehearsal::{Rehearsal, rehearse},
    simulation::Run,
};
use duban_service::state_of;
use duban_store::Store;
use screen::Screen;
use stage::Stage;
use std::{collections::BTreeSet, io::IsTerminal, path::Path, time::Duration};
use temporalio_client::{WorkflowCountOptions, WorkflowExecutionStatus};

/// The demo looks at the ledger this often.
const LOOKS_EVERY: Duration = Duration::from_millis(200);
/// The worker is killed when this share of the campaign's time has passed: in thousandths.
const KILLED_AT: i64 = 450;
/// It stays dead this long.
const DEAD_FOR: Duration = Duration::from_secs(1);

/// Runs the demo.
///
/// # Errors
/// Something could not be started or failed, or the two runs differ.
pub async fn run(app: &App, speed: u32, folder: &Path) -> Result<()> {
    let stage = Stage::set(app, speed, folder).await?;
    let console = DemoConsole::open(&stage, stage.service()?).await?;
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
    let end = end(&rehearsal).context("the rehearsal has no end")?;
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
    let mut commands = Some(driver::give_all(
        &stage.client,
        &stage.terms.campaign,
        stage.timebase,
        &rehearsal,
        stage.days_work()?,
    ));
    let mut ended = BTreeSet::new();
    let midst = stage.terms.opens.plus((end.since(stage.terms.opens)) * i32::try_from(KILLED_AT)? / 1000);
    let mut killed = false;
    while ended.len() < rehearsal.dockets.len() || stage.now() < end {
        if let Some(status) = worker.try_wait()? {
            bail!("the worker ended by itself ({status}); its log is {}", stage.worker_log.display());
        }
        // All was said, or something could not be; what happens by itself goes on.
        if let Some(given) = commands.take_if(|commands| commands.is_finished()) {
            given.await.context("giving the commands")??;
        }
        if !killed && stage.now() >= midst {
            killed = true;
            screen.say("── the worker is killed (SIGKILL) ──");
            worker.kill().await.context("killing the worker")?;
            tokio::time::sleep(DEAD_FOR).await;
            worker = stage.start_worker()?;
            screen.say("── the worker is started again ──");
        }
        screen.refresh(&stage.store, stage.now()).await?;
        look_for_ends(stage, &rehearsal.dockets, &mut ended).await?;
        tokio::time::sleep(LOOKS_EVERY).await;
    }
    if let Some(given) = commands {
        given.await.context("giving the commands")??;
    }
    until_matters_end(stage, &rehearsal).await?;
    until_mail_is_out(&stage.store).await?;
    screen.refresh(&stage.store, stage.now()).await?;
    screen.finish();
    let summary = summary::Summary::of(stage, &rehearsal, end).await?;
    if app.is_json() {
        output::json(&summary)?
    } else {
        output::line(summary.people())?
    }
    if summary.differences > 0 {
        bail!("the durable run and the rehearsal differ; see {}", stage.folder.display());
    }
    Ok(())
}

/// When the last of what ends has ended.
fn end(rehearsal: &Rehearsal) -> Option<PlanTime> {
    let dockets = rehearsal.dockets.iter().filter_map(|run| run.docket.finished());
    let findings = rehearsal.findings.iter().filter_map(|run| run.machine.finished());
    let listings = rehearsal.listings.iter().filter_map(|run| run.machine.finished());
    dockets.chain(findings).chain(listings).max()
}

async fn look_for_ends(stage: &Stage, runs: &[Run], ended: &mut BTreeSet<BureauCode>) -> Result<()> {
    for run in runs {
        let bureau = &run.docket.party().bureau;
        if ended.contains(bureau) || run.docket.finished().is_some_and(|at| at > stage.now()) {
            continue;
        }
        match state_of(&stage.client, &stage.terms.campaign, bureau).await? {
            Some((WorkflowExecutionStatus::Completed, _)) => {
                ended.insert(bureau.clone());
            }
            Some((WorkflowExecutionStatus::Running, _)) | None => {}
            Some((status, _)) => bail!("the workflow of {bureau} ended as {status:?}"),
        }
    }
    Ok(())
}

/// Waits until as many findings and listings run as the rehearsal left running; none may have failed.
async fn until_matters_end(stage: &Stage, rehearsal: &Rehearsal) -> Result<()> {
    let findings = rehearsal.findings.iter().filter(|run| run.machine.finished().is_none()).count();
    let listings = rehearsal.listings.iter().filter(|run| run.machine.finished().is_none()).count();
    loop {
        if count(stage, "ExecutionStatus = 'Failed'").await? > 0 {
            bail!("a workflow failed; the worker's log is {}", stage.worker_log.display());
        }
        let running = async |kind: &str| {
            count(stage, &format!("WorkflowType = '{kind}' AND ExecutionStatus = 'Running'")).await
        };
        if running("Finding").await? <= findings && running("Listing").await? <= listings {
            return Ok(());
        }
        tokio::time::sleep(LOOKS_EVERY).await;
    }
}

async fn count(stage: &Stage, query: &str) -> Result<usize> {
    let query = format!("{query} AND DubanCampaign = '{}'", stage.terms.campaign);
    Ok(stage.client.count_workflows(query, WorkflowCountOptions::default()).await?.count())
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

/// Now, by this machine's clock.
pub(crate) fn wall_now() -> WallTime {
    WallTime::new(chrono::Utc::now())
}
