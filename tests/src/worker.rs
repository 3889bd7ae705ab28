//! Workers: one in this process, whose mail and failures a test can watch, or one in a process of its
//! own, which can be killed.

use crate::processes::Processes;
use anyhow::{Context, Result};
use duban::roles::WorkerParts;
use duban_activities::{
    delivery::PostmanOptions,
    engine::{EngineAddress, EngineClient},
    mail::{MailOptions, Mailer, Outbox, Sender, TransportOptions},
    points::Points,
    run_options::RunOptions,
    webhook::Bounds,
};
use duban_archive::{Archive, ArchiveOptions, Location, USUAL_TYPES};
use duban_documents::Templates;
use duban_domain::Pace;
use duban_store::Store;
use std::{
    path::{Path, PathBuf},
    process::Stdio,
    sync::Arc,
    thread::JoinHandle,
    time::Duration,
};
use temporalio_sdk::{Runtime, runtime::RuntimeOptions};
use tokio::{
    process::{Child, Command},
    sync::oneshot,
};

/// The task queue of all workers here.
pub const TASK_QUEUE: &str = "duban";

/// How long postboxes gather.
pub const GATHER: Duration = Duration::from_millis(150);
/// After how many seconds the engine takes a step from a silent worker.
pub const TASK_TIMEOUT: u32 = 5;

/// How workflows run here at some pace.
pub fn run_options(pace: Pace) -> RunOptions {
    RunOptions { task_queue: TASK_QUEUE.to_owned(), pace, gather: GATHER, messenger_pause: GATHER }
}

/// Receivers of webhooks are on this machine, and fast.
pub const BOUNDS: Bounds =
    Bounds { allow_private: false, allow_loopback: true, timeout: Duration::from_secs(5) };

/// What a worker in this process is made of.
#[derive(Clone, Debug)]
pub struct WorkerSetup {
    /// Where mail goes.
    pub mail: TransportOptions,
    /// What happens between an effect's steps.
    pub points: Points,
}

impl WorkerSetup {
    /// Mail is kept in memory and nothing fails.
    pub fn quiet() -> (Self, Outbox) {
        let outbox = Outbox::default();
        (Self { mail: TransportOptions::Memory(outbox.clone()), points: Points::default() }, outbox)
    }

    /// Mail is kept in memory, and `points` are watched.
    pub fn watched(points: Points) -> (Self, Outbox) {
        let (quiet, outbox) = Self::quiet();
        (Self { points, ..quiet }, outbox)
    }
}

/// After what time a mail that a server put off is tried again.
const MAIL_RETRY: Duration = Duration::from_secs(1);

/// A worker in this process, on a thread and with connections of its own.
pub struct WorkerThread {
    stop: Box<dyn Fn() + Send>,
    thread: Option<JoinHandle<Result<()>>>,
}

impl WorkerThread {
    /// Starts it and waits until it takes work.
    pub async fn start(address: String, store_url: String, setup: WorkerSetup) -> Self {
        let (built, ready) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
            runtime.block_on(async move {
                let store = open(&store_url).await?;
                let parts = WorkerParts {
                    client: EngineClient::connect(EngineAddress::local(&address)).await?,
                    store: store.clone(),
                    mailer: mailer(setup.mail)?,
                    archive: archive(&store_url)?,
                    templates: Arc::new(Templates::builtin()?),
                    postman: PostmanOptions { most_files: 30, retry: MAIL_RETRY },
                    run: run_options(Pace { task_timeout_seconds: TASK_TIMEOUT, ..Pace::default() }),
                    bounds: BOUNDS,
                    max_cached_workflows: 100,
                    points: setup.points,
                };
                let options = RuntimeOptions::builder().build().map_err(anyhow::Error::msg)?;
                let mut worker = parts.build(&Runtime::from_current_tokio(options)?).await?;
                let stop: Box<dyn Fn() + Send> = Box::new(worker.shutdown_handle());
                built.send(stop).ok().context("the test has ended")?;
                worker.run().await?;
                store.close().await;
                Ok(())
            })
        });
        match ready.await {
            Ok(stop) => Self { stop, thread: Some(thread) },
            Err(_) => panic!("the worker did not start: {:?}", thread.join()),
        }
    }

    /// Stops it in order and waits for it.
    pub async fn stop(mut self) {
        (self.stop)();
        let thread = self.thread.take().unwrap();
        let ended = tokio::task::spawn_blocking(move || thread.join()).await.unwrap();
        ended.unwrap().unwrap();
    }
}

impl Drop for WorkerThread {
    fn drop(&mut self) {
        (self.stop)();
    }
}

async fn open(url: &str) -> Result<Store> {
    let store = Store::open(url).await?;
    store.migrate().await?;
    Ok(store.with_mail_host("bureau.example"))
}

/// An archive beside the store.
pub(crate) fn archive(store_url: &str) -> Result<Archive> {
    let database = store_url.strip_prefix("sqlite:").context("the store is a file")?;
    let location = Location::Folder(Path::new(database).with_file_name("archive"));
    let allowed_types = USUAL_TYPES.iter().map(|kind| (*kind).to_owned()).collect();
    Ok(Archive::open(ArchiveOptions { location, max_bytes: 1 << 20, allowed_types })?)
}

fn mailer(transport: TransportOptions) -> Result<Mailer> {
    let sender = Sender { name: "督办系统".to_owned(), address: "duban@bureau.example".to_owned() };
    Ok(Mailer::new(MailOptions { sender, transport, templates: None, console: None })?)
}

/// A worker in a process of its own. Dropping it kills it.
#[derive(Debug)]
pub struct WorkerProcess {
    child: Child,
    pid: Option<u32>,
    processes: Processes,
}

impl WorkerProcess {
    /// Starts `duban worker` with a settings file; its log is appended to `log`.
    pub fn start(settings: &Path, log: &Path, processes: &Processes) -> Self {
        let log = std::fs::OpenOptions::new().create(true).append(true).open(log).unwrap();
        let mut command = Command::new(program());
        command.arg("--settings").arg(settings).arg("worker").current_dir(settings.parent().unwrap());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).kill_on_drop(true);
        let child = command.spawn().expect("starting the worker; `cargo build -p duban` makes it");
        let pid = child.id();
        processes.add(pid);
        Self { child, pid, processes: processes.clone() }
    }

    /// Kills it, as a power cut would, and waits until it is gone.
    pub async fn kill(mut self) {
        self.child.kill().await.unwrap();
        self.processes.remove(self.pid);
    }

    /// Whether it runs.
    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }
}

/// A worker process that is started again whenever it ends, as a service manager does. Dropping it kills
/// it.
#[derive(Debug)]
pub struct WorkerService(tokio::task::JoinHandle<()>);

impl WorkerService {
    /// Keeps a worker running; `start` starts one.
    pub fn keep(start: impl Fn() -> WorkerProcess + Send + 'static) -> Self {
        Self(tokio::spawn(async move {
            loop {
                let mut worker = start();
                let pid = worker.pid;
                // Dropped in the middle of this, the child is killed.
                let _ = worker.child.wait().await;
                worker.processes.remove(pid);
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }))
    }
}

impl Drop for WorkerService {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The program beside the test's own file: `target/<profile>/duban`.
pub fn program() -> PathBuf {
    let me = std::env::current_exe().unwrap();
    let folder = me.parent().unwrap();
    let folder = if folder.ends_with("deps") { folder.parent().unwrap() } else { folder };
    folder.join("duban")
}
