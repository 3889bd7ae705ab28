//! What the demo plays on: an engine, a store, a folder for mail, and a worker in a process of its own.

use super::wall_now;
use crate::{
    commands::{Launched, Pace, launch_campaign},
    context::{App, with_wall_tolerance},
    engine::{Engine, EngineOptions},
    wiring,
};
use anyhow::{Context, Result};
use chrono::Duration;
use duban_config::{known_calendar, load_behaviour, load_plan, sample_directory, samples};
use duban_domain::{Actor, Directory, Plan, PlanTime, Terms, Timebase, behaviour::Script};
use duban_store::Store;
use std::{
    path::{Path, PathBuf},
    process::Stdio,
    sync::Arc,
};
use temporalio_client::Client;
use tokio::process::{Child, Command};

/// Everything the demo runs on.
pub struct Stage {
    pub folder: PathBuf,
    pub mail: PathBuf,
    pub worker_log: PathBuf,
    pub plan: Plan,
    pub terms: Arc<Terms>,
    pub directory: Directory,
    pub script: Script,
    pub timebase: Timebase,
    pub store: Store,
    pub client: Client,
    pub plain: bool,
    engine: Engine,
    settings_file: PathBuf,
}

/// From now until the campaign's first instant: time to launch.
const OVERTURE: Duration = Duration::seconds(3);
/// Wall seconds a wake may be late before it is an outage: longer than a worker is dead here.
const TOLERANCE: i64 = 120;
/// Wall seconds after which a task that a dead worker held is given to another.
const TASK_TIMEOUT: u32 = 2;
/// How long a wake waits for commands received before it, in milliseconds: a day of plan time or so.
const GRACE: u64 = 500;
/// How long workflows listen for commands after the worker was away, in milliseconds.
const LISTEN: u64 = 5000;
/// How long postboxes gather, in milliseconds.
const GATHER: u32 = 150;

impl Stage {
    /// Clears the demo's own files from the folder, starts the engine and makes the store.
    pub async fn set(app: &App, speed: u32, folder: &Path) -> Result<Self> {
        let folder = clear(folder)?;
        let plan_file = folder.join("plan.yaml");
        let script_file = folder.join("behaviour.yaml");
        std::fs::write(&plan_file, samples::QIANNAN_PLAN)?;
        std::fs::write(&script_file, samples::QIANNAN_BEHAVIOUR)?;
        let directory = sample_directory()?;
        let loaded = load_plan(&plan_file, &directory, &known_calendar()?)?;
        let script = load_behaviour(&script_file, &loaded.plan, &directory)?;
        let engine = Engine::start(&EngineOptions {
            binary: app.settings().temporal.binary.clone(),
            data: None,
            port: None,
            log: Some(folder.join("temporal.log")),
        })
        .await?;
        let database = folder.join("duban.db");
        let store = Store::open(&format!("sqlite:{}", database.display())).await?;
        store.migrate().await?;
        let settings_file = folder.join("duban.toml");
        std::fs::write(&settings_file, worker_settings(&engine.address(), &folder))?;
        let terms = with_wall_tolerance(loaded.terms, TOLERANCE, speed);
        Ok(Self {
            mail: folder.join("mail"),
            worker_log: folder.join("worker.log"),
            timebase: Timebase::compressed(terms.opens, wall_now().plus(OVERTURE), speed),
            plan: loaded.plan,
            terms: Arc::new(terms),
            client: wiring::client_at(&engine.address(), "default").await?,
            plain: app.is_json(),
            folder,
            directory,
            script,
            store,
            engine,
            settings_file,
        })
    }

    /// The campaign's time now.
    pub fn now(&self) -> PlanTime {
        self.timebase.plan(wall_now())
    }

    /// A worker in a process of its own, which can be killed.
    pub fn start_worker(&self) -> Result<Child> {
        let program = std::env::current_exe().context("finding this program")?;
        let log = std::fs::OpenOptions::new().create(true).append(true).open(&self.worker_log)?;
        let mut command = Command::new(program);
        command.arg("--settings").arg(&self.settings_file).arg("worker");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).kill_on_drop(true).process_group(0);
        command.spawn().context("starting the worker")
    }

    /// Launches the campaign as a person at the issuing bureau would.
    pub async fn launch(&self) -> Result<()> {
        let launched = Launched {
            plan: self.plan.clone(),
            timebase: self.timebase,
            by: Actor { bureau: self.plan.issuer.clone(), name: "演示".to_owned() },
            at: wall_now(),
        };
        let pace = Pace {
            continue_after: 0,
            task_timeout_seconds: TASK_TIMEOUT,
            grace_ms: GRACE,
            listen_ms: LISTEN,
        };
        launch_campaign(&self.client, &self.store, TASK_QUEUE, &self.directory, &self.terms, &launched, pace)
            .await
    }

    /// Ends what was started here.
    pub async fn strike(self) -> Result<()> {
        self.store.close().await;
        self.engine.stop().await
    }
}

const TASK_QUEUE: &str = "duban";

fn worker_settings(address: &str, folder: &Path) -> String {
    let path = |name: &str| toml_string(&folder.join(name).display().to_string());
    let store = toml_string(&format!("sqlite:{}", folder.join("duban.db").display()));
    format!(
        "[temporal]\naddress = \"{address}\"\ntask_queue = \"{TASK_QUEUE}\"\n\n[store]\nurl = {store}\n\n\
         [mail]\ntransport = \"folder\"\nfolder = {}\ngather_milliseconds = {GATHER}\n\n\
         [worker]\ntask_timeout_seconds = {TASK_TIMEOUT}\n",
        path("mail")
    )
}

/// A TOML basic string.
fn toml_string(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Makes the folder and removes what an earlier demo left in it, and nothing else.
fn clear(folder: &Path) -> Result<PathBuf> {
    std::fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    let folder = folder.canonicalize()?;
    for entry in std::fs::read_dir(&folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let ours = ["plan.yaml", "behaviour.yaml", "duban.toml", "temporal.log", "worker.log"]
            .contains(&name.as_str());
        if ours || name.starts_with("duban.db") {
            std::fs::remove_file(&path)?;
        }
    }
    let mail = folder.join("mail");
    if mail.is_dir() {
        for entry in std::fs::read_dir(&mail)? {
            let path = entry?.path();
            if path.extension().is_some_and(|kind| kind == "eml") {
                std::fs::remove_file(path)?;
            }
        }
    }
    Ok(folder)
}
