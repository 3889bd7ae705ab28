//! Long-running roles: a worker, with its store and mailer.

use crate::{register_workflows, wiring};
use anyhow::{Context, Result};
use duban_activities::{
    delivery::{Postman, PostmanOptions},
    engine::EngineClient,
    filing::FilingRoom,
    ledger::LedgerKeeper,
    mail::Mailer,
    points::Points,
    postbox_waker::PostboxWaker,
    run_options::RunOptions,
    webhook::{Bounds, Caller, Courier, Poster},
};
use duban_archive::Archive;
use duban_config::{Settings, load_holidays};
use duban_console::serve;
use duban_documents::Templates;
use duban_domain::Holidays;
use duban_service::Service;
use duban_store::Store;
use duban_web::{Console, Parts};
use std::{sync::Arc, time::Duration};
use temporalio_sdk::{Runtime, Worker, WorkerOptions};
use tokio::net::TcpListener;

/// The engine's own default for giving up a worker's sticky queue.
const STICKY_TIMEOUT: Duration = Duration::from_secs(10);

/// How often a worker looks whether its engine is there, and how many looks in vain mean that it is not.
const LOOKS_FOR_ENGINE_EVERY: Duration = Duration::from_millis(250);
const MISSED_BEFORE_AWAY: u32 = 2;

/// Told to stop, a worker is given this long for the work in hand: a record that fails is tried again for ever.
const STOPS_WITHIN: Duration = Duration::from_secs(15);

/// How often a worker looks for league tables to close and for dates that are being moved. When it does
/// decides nothing: see [`duban_service::league`], [`Service::finish_redating`] and [`Service::launch_prepared`].
const LOOKS_AFTER_EVERY: Duration = Duration::from_secs(60);

/// What a worker is made of. Tests put their own parts in.
pub struct WorkerParts {
    pub client: EngineClient,
    pub store: Store,
    pub mailer: Mailer,
    pub archive: Archive,
    pub templates: Arc<Templates>,
    pub postman: PostmanOptions,
    pub run: RunOptions,
    /// Where webhooks may lead, and how long a receiver may take.
    pub bounds: Bounds,
    pub max_cached_workflows: usize,
    pub points: Points,
}

impl WorkerParts {
    /// The parts the settings name.
    ///
    /// # Errors
    /// The cluster, the store or the mail settings are invalid.
    pub async fn from_settings(settings: &Settings) -> Result<Self> {
        let store = wiring::store(settings).await?;
        Ok(Self {
            client: wiring::paired(settings, &store).await?,
            store,
            mailer: wiring::mailer(settings)?,
            archive: wiring::archive(settings)?,
            templates: wiring::document_templates(settings)?,
            postman: wiring::postman_options(settings),
            run: wiring::run_options(settings),
            bounds: wiring::bounds(settings),
            max_cached_workflows: settings.worker.max_cached_workflows,
            points: Points::default(),
        })
    }

    /// A worker of these parts. Before it takes work, it wakes whoever has mail or a webhook's events waiting: a
    /// machine that died between a commit and its wake-ups may never come back to send them.
    ///
    /// # Errors
    /// The engine or the store cannot be reached.
    pub async fn build(self, runtime: &Runtime) -> Result<Worker> {
        let waiting = self.store.outbox_waiting().await?;
        let woken = PostboxWaker::new(self.run.clone()).wake_up(&self.client, &waiting).await;
        woken.context("waking the postboxes whose mail waits")?;
        let calls = self.store.webhook_calls_waiting().await?;
        let called = Caller::new(self.run.clone()).call(&self.client, &self.store, &calls).await;
        called.context("waking the couriers whose events wait")?;
        let poster = Poster::new(self.bounds).context("making requests for webhooks")?;
        let courier = Courier::new(self.store.clone(), poster, self.points.clone());
        let keeper = LedgerKeeper::new(self.store.clone(), &self.run, self.points.clone());
        let filing = FilingRoom::new(self.store.clone(), self.archive, self.templates);
        let postman = Postman::new(self.store, self.mailer, filing, self.postman, self.points);
        // Another worker's sticky queue is given up as fast as its tasks are.
        let sticky = self.run.task_timeout().unwrap_or(STICKY_TIMEOUT);
        let builder = WorkerOptions::new(self.run.task_queue)
            .max_cached_workflows(self.max_cached_workflows)
            .graceful_shutdown_period(Duration::from_secs(5))
            .sticky_queue_schedule_to_start_timeout(sticky)
            .register_activities(keeper)
            .register_activities(postman)
            .register_activities(courier);
        Ok(Worker::new(runtime, self.client.sdk().clone(), register_workflows!(builder).build())?)
    }
}

/// Runs a worker until Ctrl-C or SIGTERM.
///
/// # Errors
/// It could not be started, or failed.
pub async fn run_worker(settings: &Settings) -> Result<()> {
    let runtime = wiring::runtime(settings)?;
    let holidays = load_holidays(settings.holidays.file.as_deref())?;
    let closer = tokio::spawn(close_tables(wiring::store(settings).await?, holidays));
    let finisher = tokio::spawn(finish_begun(settings.clone()));
    let mut outcome = run_while_engine_is_there(&runtime, settings).await;
    while let Ok(Ending::EngineAway) = outcome {
        tracing::warn!(address = %settings.temporal.address, "the engine is away; the worker begins anew when it is back");
        outcome = tokio::select! {
            () = until_engine_is_back(settings) => run_while_engine_is_there(&runtime, settings).await,
            () = wiring::until_told_to_stop() => Ok(Ending::Told),
        };
    }
    closer.abort();
    finisher.abort();
    outcome.map(drop)
}

/// Why a worker ended.
enum Ending {
    Told,
    EngineAway,
}

/// Runs one worker until it is told to stop or the engine goes away. An engine that was killed hands out again
/// what it had handed out before, and the SDK's worker that still holds it loses its way: so a worker ends with
/// its engine, and a new one begins with nothing in hand.
async fn run_while_engine_is_there(runtime: &Runtime, settings: &Settings) -> Result<Ending> {
    let parts = WorkerParts::from_settings(settings).await?;
    let mut worker = parts.build(runtime).await?;
    let stop = worker.shutdown_handle();
    let address = settings.temporal.address.clone();
    let watch = tokio::spawn(async move {
        let ending = tokio::select! {
            () = wiring::until_told_to_stop() => Ending::Told,
            () = until_engine_is_away(&address) => Ending::EngineAway,
        };
        tracing::info!("stopping; work in hand is finished first");
        stop();
        ending
    });
    tracing::info!(address = %settings.temporal.address, task_queue = %settings.temporal.task_queue, "the worker takes work");
    let stopped_too_long = async {
        wiring::until_told_to_stop().await;
        tokio::time::sleep(STOPS_WITHIN).await;
    };
    let outcome = tokio::select! {
        outcome = worker.run() => outcome.context("the worker failed"),
        () = stopped_too_long => {
            tracing::warn!("some work in hand does not end; another worker will do it again");
            Ok(())
        }
    };
    if outcome.is_err() || !watch.is_finished() {
        watch.abort();
        return outcome.map(|()| Ending::Told);
    }
    Ok(watch.await?)
}

/// Returns once nobody has taken connections at the engine's address for several looks.
async fn until_engine_is_away(address: &str) {
    let mut missed = 0;
    while missed < MISSED_BEFORE_AWAY {
        tokio::time::sleep(LOOKS_FOR_ENGINE_EVERY).await;
        missed = if wiring::takes_connections(address).await { 0 } else { missed + 1 };
    }
}

/// Returns once the engine answers.
async fn until_engine_is_back(settings: &Settings) {
    while wiring::client(settings).await.is_err() {
        tokio::time::sleep(LOOKS_FOR_ENGINE_EVERY).await;
    }
}

/// Keeps league tables once their period is settled, for as long as the worker runs.
async fn close_tables(store: Store, holidays: Holidays) {
    let mut tick = tokio::time::interval(LOOKS_AFTER_EVERY);
    loop {
        tick.tick().await;
        if let Err(error) = duban_service::league::close_all(&store, &holidays).await {
            tracing::warn!(%error, "league tables were not closed and will be tried again");
        }
    }
}

/// Finishes what somebody began who moves dates and did not come to its end, because the process was killed
/// or the engine went away; and launches what was prepared for an instant that has come.
async fn finish_begun(settings: Settings) {
    let mut tick = tokio::time::interval(LOOKS_AFTER_EVERY);
    // A list of bureaus that cannot be read holds up no worker.
    let mut known: Option<Service> = None;
    loop {
        tick.tick().await;
        let finished = async {
            let service = match &known {
                Some(service) => service,
                None => known.insert(wiring::service(&settings).await?),
            };
            service.finish_amendments().await?;
            service.launch_prepared().await?;
            anyhow::Ok(service.finish_redating().await?)
        };
        match finished.await {
            Ok(moved) if moved.is_empty() => {}
            Ok(moved) => {
                let machines: usize = moved.iter().map(|redating| redating.machines.len()).sum();
                tracing::info!(machines, "dates that somebody began to move were moved");
            }
            Err(error) => {
                tracing::warn!(%error, "what was prepared or begun waits and will be tried again");
            }
        }
    }
}

/// Serves the console and the API where the settings say, until told to stop.
///
/// # Errors
/// The store or the settings are invalid, or the address is taken.
pub async fn serve_console(
    settings: &Settings,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<()> {
    let service = wiring::service(settings).await?;
    let console = Console::with_settings(Parts { service }, settings.console.clone())?;
    let address = settings.console.address;
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("listening on {address}; another console.address may be free"))?;
    eprintln!("duban: the console is at {}", settings.console.public_url);
    serve(console, listener, stop).await.context("the console failed")
}
