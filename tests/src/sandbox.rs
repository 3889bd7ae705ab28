//! A folder with an engine and a store, and what a test does there.

use crate::{
    Campaign, LIMIT, WorkerProcess, WorkerSetup, WorkerThread,
    campaign::{bureaus_file, registrar},
    processes::Processes,
    until,
    worker::{self, BOUNDS, GATHER, TASK_TIMEOUT, WorkerService},
};
use anyhow::Result;
use chrono::{Duration, Utc};
use duban::{
    demo::conductor::{DaysWork, Performance, Staging},
    engine::{Engine, EngineOptions},
};
use duban_activities::{
    engine::{EngineAddress, EngineClient, ExecutionStatus},
    filing::FilingRoom,
    starts::Starter,
};
use duban_documents::Templates;
use duban_domain::{
    Actor, BureauCode, Machine, PlanTime, Timebase, WallTime, rehearsal::Rehearsal, simulation::Run,
};
use duban_service::{
    Engine as ServiceEngine, FindingEntry, Launched, Launcher, Parts, Register, Service, ServiceError,
    state_of,
};
use duban_store::Store;
use duban_workflows::ids;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};
use tempfile::TempDir;
use tokio::task::JoinHandle;

pub use crate::worker::TASK_QUEUE;
/// From the launch until the campaign's first instant: time to start a workflow per bureau.
const OVERTURE: Duration = Duration::seconds(4);

/// An engine and a store in a folder. Dropping it ends what it started.
pub struct Sandbox {
    /// A client of the engine.
    pub client: EngineClient,
    /// The store.
    pub store: Store,
    /// What runs here.
    pub processes: Processes,
    engine: Option<Engine>,
    options: EngineOptions,
    address: String,
    watch: JoinHandle<()>,
    folder: TempDir,
}

/// A campaign that was launched.
#[derive(Clone, Debug)]
pub struct Running {
    /// What was launched.
    pub campaign: Campaign,
    /// How its time runs.
    pub timebase: Timebase,
    /// What the rehearsal says will happen.
    pub rehearsal: Rehearsal,
}

impl Running {
    /// The campaign's time now.
    pub fn now(&self) -> PlanTime {
        self.timebase.plan(wall_now())
    }

    /// What the simulation says of one bureau.
    pub fn run(&self, bureau: &str) -> &Run {
        self.rehearsal.dockets.iter().find(|run| run.machine.party().bureau.as_str() == bureau).unwrap()
    }

    /// Waits for an instant of the campaign's own time.
    pub async fn until(&self, at: PlanTime) {
        let wait = self.timebase.wall(at).since(wall_now()).to_std().unwrap_or_default();
        tokio::time::sleep(wait).await;
    }
}

impl Sandbox {
    /// An engine that keeps its data in memory, and an empty store.
    pub async fn new() -> Self {
        Self::set_up(false).await
    }

    /// An engine that keeps its data in a file and may be killed.
    pub async fn with_engine_file() -> Self {
        Self::set_up(true).await
    }

    async fn set_up(on_file: bool) -> Self {
        let folder = tempfile::Builder::new().prefix("duban-test-").tempdir().unwrap();
        let mut options = EngineOptions {
            binary: temporal(),
            data: on_file.then(|| folder.path().join("temporal.db")),
            port: None,
            log: Some(folder.path().join("temporal.log")),
        };
        let engine = Engine::start(&options).await.unwrap();
        options.port = Some(engine.port());
        let processes = Processes::default();
        processes.add(engine.pid());
        let watch = processes.end_on_sigterm(folder.path().to_owned());
        let address = engine.address();
        let store = Store::open(&store_url(folder.path())).await.unwrap();
        store.migrate().await.unwrap();
        let client = EngineClient::connect(EngineAddress::local(&address)).await.unwrap();
        let sandbox =
            Self { client, store, processes, engine: Some(engine), options, address, watch, folder };
        let mail = format!("transport = \"folder\"\nfolder = {}\n", quoted(&sandbox.mail_folder()));
        sandbox.write_settings(&mail);
        sandbox
    }

    /// Worker processes and commands started from now on send to a mail server on this port.
    pub fn mail_to(&self, port: u16) {
        let server = format!("[mail.smtp]\nhost = \"127.0.0.1\"\nport = {port}\nsecurity = \"none\"\n");
        self.write_settings(&format!("transport = \"smtp\"\n{server}"));
    }

    /// The engine's address.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The settings of worker processes and commands.
    pub fn settings(&self) -> PathBuf {
        self.folder().join("duban.toml")
    }

    /// Where worker processes put their mail.
    pub fn mail_folder(&self) -> PathBuf {
        self.folder().join("mail")
    }

    /// The store's address.
    pub fn store_url(&self) -> String {
        store_url(self.folder())
    }

    /// Starts a worker in this process.
    pub async fn worker(&self, setup: WorkerSetup) -> WorkerThread {
        WorkerThread::start(self.address.clone(), self.store_url(), setup).await
    }

    /// Starts a worker in a process of its own.
    pub fn worker_process(&self) -> WorkerProcess {
        WorkerProcess::start(&self.settings(), &self.folder().join("worker.log"), &self.processes)
    }

    /// Keeps a worker process running, whatever ends it.
    pub fn worker_service(&self) -> WorkerService {
        let (settings, log) = (self.settings(), self.folder().join("worker.log"));
        let processes = self.processes.clone();
        std::fs::write(&log, "").unwrap();
        WorkerService::keep(move || WorkerProcess::start(&settings, &log, &processes))
    }

    /// Launches a campaign as a person at the issuing bureau would.
    pub async fn launch(&self, campaign: Campaign) -> Running {
        let timebase = Timebase::compressed(campaign.terms.opens, wall_now().plus(OVERTURE), campaign.speed);
        self.launch_in(timebase, campaign).await
    }

    /// Launches a campaign that has come to `now` already: what nobody did until then has its
    /// consequences at once, and from then on time runs as it does on the wall.
    pub async fn launch_midway(&self, campaign: Campaign, now: PlanTime) -> Running {
        self.launch_in(Timebase::compressed(now, wall_now(), 1), campaign.by_the_clock()).await
    }

    async fn launch_in(&self, timebase: Timebase, campaign: Campaign) -> Running {
        self.until_workers_work().await;
        let by = Actor { bureau: campaign.plan.issuer.clone(), name: "测试".to_owned() };
        self.try_launch(&campaign, timebase, by).await.unwrap();
        let rehearsal = campaign.rehearse();
        Running { campaign, timebase, rehearsal }
    }

    /// Waits until the first worker process, if there is one, takes work. (One in this process was waited
    /// for when it started.)
    async fn until_workers_work(&self) {
        let log = self.folder().join("worker.log");
        until("the worker", async || {
            let works = std::fs::read_to_string(&log).map_or(true, |text| text.contains("takes work"));
            works.then_some(())
        })
        .await;
    }

    /// Launches a campaign, or is refused.
    ///
    /// # Errors
    /// Those of the program's own launch.
    pub async fn try_launch(
        &self,
        campaign: &Campaign,
        timebase: Timebase,
        by: Actor,
    ) -> Result<Launched, ServiceError> {
        let launched = Launched { plan: campaign.plan.clone(), timebase, by, at: wall_now() };
        let (Self { client, store, .. }, Campaign { directory, terms, pace, .. }) = (self, campaign);
        let run = &worker::run_options(*pace);
        let launcher = Launcher { client, store, directory, run };
        launcher.launch(terms, launched).await
    }

    /// Conducts the durable run: people do in it what they do in the rehearsal, each act at its own instant.
    pub fn play(&self, running: &Running) -> Performance {
        self.play_with_fermatas(running, &[])
    }

    /// The same, holding everything at each of some instants until the test goes on.
    pub fn play_with_fermatas(&self, running: &Running, fermatas: &[PlanTime]) -> Performance {
        let Running { campaign, timebase, rehearsal } = running;
        assert!(campaign.pace.conducted, "nobody can conduct what goes by the clock");
        let staging = Staging {
            campaign: &campaign.terms.campaign,
            timebase: *timebase,
            rehearsal,
            end: rehearsal.ended().unwrap(),
            entered: campaign.days_work(self, *timebase),
            fermatas: fermatas.to_vec(),
        };
        Performance::start(&self.client, staging)
    }

    /// Launches a campaign, gives every command and waits until all is done and mailed.
    pub async fn run_to_end(&self, campaign: Campaign) -> Running {
        let running = self.launch(campaign).await;
        self.until_played(&running, self.play(&running)).await;
        running
    }

    /// Waits until all that people do in the rehearsal was done, everything has ended and all is mailed.
    pub async fn until_played(&self, running: &Running, performance: Performance) {
        let deviations = performance.finish().await.unwrap();
        assert!(deviations.is_empty(), "{deviations:#?}");
        self.until_ended(running).await;
        self.until_matters_ended(running).await;
        self.until_mailed().await;
    }

    /// Waits until every bureau's workflow has completed.
    pub async fn until_ended(&self, running: &Running) {
        let dockets = &running.rehearsal.dockets;
        let end = dockets.iter().filter_map(|run| run.machine.finished()).max().unwrap();
        running.until(end).await;
        for run in dockets {
            let bureau = &run.machine.party().bureau;
            let completed = ExecutionStatus::Completed;
            assert_eq!(self.until_closed(running, bureau).await, completed, "{bureau}");
        }
    }

    /// Waits until a bureau's workflow has closed, and says how.
    pub async fn until_closed(&self, running: &Running, bureau: &BureauCode) -> ExecutionStatus {
        let campaign = &running.campaign.terms.campaign;
        until(&format!("the end of {campaign}/{bureau}"), async || {
            match state_of(&self.client, campaign, bureau).await {
                Ok(Some((ExecutionStatus::Running, _)) | None) | Err(_) => None,
                Ok(Some((status, _))) => Some(status),
            }
        })
        .await
    }

    /// Waits until every finding and every listing of the rehearsal has completed.
    async fn until_matters_ended(&self, running: &Running) {
        let Rehearsal { findings, listings, .. } = &running.rehearsal;
        let campaign = &running.campaign.terms.campaign;
        let findings = findings.iter().map(|run| ids::finding(campaign, &run.machine.registration().id));
        let listings = listings.iter().map(|run| ids::listing(campaign, &run.machine.opening().id));
        for id in findings.chain(listings) {
            assert_eq!(self.until_workflow_closed(&id).await, ExecutionStatus::Completed, "{id}");
        }
    }

    /// Waits until a workflow has closed, and says how.
    pub async fn until_workflow_closed(&self, id: &str) -> ExecutionStatus {
        until(&format!("the end of {id}"), async || {
            let described = self.client.describe(id).await.ok()??;
            Some(described.status()).filter(|status| *status != ExecutionStatus::Running)
        })
        .await
    }

    /// What people can do here, with the bureaus of a campaign.
    pub fn service(&self, campaign: &Campaign) -> Service {
        Service::new(Parts {
            store: self.store.clone(),
            archive: worker::archive(&self.store_url()).unwrap(),
            templates: Arc::new(Templates::builtin().unwrap()),
            mail_templates: Arc::new(duban_activities::mail::Templates::builtin().unwrap()),
            directory: campaign.directory.clone(),
            holidays: duban_config::known_holidays().unwrap_or_else(|e| panic!("{e}")),
            engine: ServiceEngine::connected(self.client.clone()),
            run: worker::run_options(campaign.pace),
            outage_tolerance_seconds: campaign.terms.tolerance_seconds,
            import_concurrency: 8,
            bounds: BOUNDS,
        })
    }

    /// Where the files of official documents are made and kept, as the workers here know it.
    pub fn filing_room(&self) -> FilingRoom {
        let archive = worker::archive(&self.store_url()).unwrap();
        FilingRoom::new(self.store.clone(), archive, Arc::new(Templates::builtin().unwrap()))
    }

    /// Waits until no mail waits any more.
    pub async fn until_mailed(&self) {
        until("the last mail", async || {
            let count = self.store.mail_count(None).await.unwrap();
            (count.unsent == 0 && count.waiting == 0).then_some(())
        })
        .await;
    }

    /// Waits until a campaign's ledger holds so many notices.
    pub async fn until_notices(&self, running: &Running, count: usize) {
        let campaign = &running.campaign.terms.campaign;
        until(&format!("notice {count} of {campaign}"), async || {
            let counts = self.store.notice_counts(campaign).await.unwrap();
            let sum: usize = counts.iter().map(|kind| usize::try_from(kind.count).unwrap()).sum();
            (sum >= count).then_some(())
        })
        .await;
    }

    /// Kills the engine, as a power cut would.
    pub async fn kill_engine(&mut self) {
        let engine = self.engine.take().unwrap();
        let pid = engine.pid();
        engine.kill().await.unwrap();
        self.processes.remove(pid);
    }

    /// Starts the engine again on the same port with the same file.
    pub async fn start_engine(&mut self) {
        let engine = tokio::time::timeout(LIMIT, Engine::start(&self.options)).await.unwrap().unwrap();
        self.processes.add(engine.pid());
        self.engine = Some(engine);
    }

    /// Closes the store, deletes its file and makes an empty one.
    pub async fn lose_store(&mut self) {
        self.store.close().await;
        for name in ["duban.db", "duban.db-wal", "duban.db-shm"] {
            match std::fs::remove_file(self.folder().join(name)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => panic!("{name}: {error}"),
                _ => {}
            }
        }
        self.store = Store::open(&self.store_url()).await.unwrap();
        self.store.migrate().await.unwrap();
    }

    fn write_settings(&self, mail: &str) {
        let text = format!(
            "[temporal]\naddress = \"{}\"\ntask_queue = \"{TASK_QUEUE}\"\n\n[store]\nurl = \"{}\"\n\n\
             [bureaus]\nfile = {}\n\n[worker]\ntask_timeout_seconds = {}\n\n\
             [webhooks]\nallow_loopback = true\ntimeout_seconds = {}\n\
             messenger_pause_milliseconds = {}\n\n\
             [mail]\ngather_milliseconds = {}\n{mail}",
            self.address,
            self.store_url(),
            quoted(&bureaus_file(self.folder())),
            TASK_TIMEOUT,
            BOUNDS.timeout.as_secs(),
            GATHER.as_millis(),
            GATHER.as_millis(),
        );
        std::fs::write(self.settings(), text).unwrap();
    }
}

impl Campaign {
    /// The findings, to be entered into the durable run each at its instant.
    pub fn days_work(&self, sandbox: &Sandbox, timebase: Timebase) -> Vec<DaysWork> {
        let of = |(entry, at): &(FindingEntry, PlanTime)| DaysWork {
            register: Register {
                client: sandbox.client.clone(),
                store: sandbox.store.clone(),
                starter: Starter { task_queue: TASK_QUEUE.to_owned(), timebase, pace: self.pace },
                terms: self.finding_terms(),
                by: registrar(),
                at: *at,
            },
            entries: vec![entry.clone()],
        };
        self.findings.iter().map(of).collect()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.watch.abort();
        if std::thread::panicking() {
            for log in ["worker.log", "temporal.log"] {
                let text = std::fs::read_to_string(self.folder().join(log)).unwrap_or_default();
                let lines: Vec<_> = text.lines().collect();
                println!("── the end of {log} ──\n{}", lines[lines.len().saturating_sub(30)..].join("\n"));
            }
        }
    }
}

/// Now, by this machine's clock.
pub fn wall_now() -> WallTime {
    WallTime::new(Utc::now())
}

/// A path as a TOML string.
fn quoted(path: &Path) -> String {
    format!("{:?}", path.display().to_string())
}

fn store_url(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("duban.db").display())
}

/// The Temporal server: the one the environment names, or the one in `.tools`, or the one on PATH.
pub fn temporal() -> Option<PathBuf> {
    let named = std::env::var_os("DUBAN_TEMPORAL__BINARY").filter(|name| !name.is_empty());
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.tools/bin/temporal");
    named.map(PathBuf::from).or_else(|| tools.exists().then_some(tools))
}
