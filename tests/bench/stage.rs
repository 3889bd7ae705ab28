//! What sections that need an engine run on: a Temporal development server in memory, a SQLite store,
//! and real worker processes. Everything ends with the section.

use anyhow::{Context, Result, bail};
use duban::engine::{Engine, EngineOptions};
use duban_activities::engine::{EngineAddress, EngineClient, Start};
use duban_domain::{Actor, Directory, Pace, Party, Plan, Terms, Timebase, WallTime};
use duban_store::{NewCampaign, Store};
use duban_workflows::{
    BureauCampaign,
    bureau_campaign::search_attributes,
    ids,
    messages::{Beginning, BureauCampaignInput},
};
use futures::{StreamExt, TryStreamExt, stream};
use std::{future::Future, path::PathBuf, process::Stdio, sync::Arc, time::Duration};
use tempfile::TempDir;
use tokio::process::{Child, Command};

/// The task queue of real worker processes.
pub(crate) const TASK_QUEUE: &str = "duban";
/// Workflows started at the same time.
pub(crate) const STARTS_AT_ONCE: usize = 32;
/// Nothing here takes longer.
const PATIENCE: Duration = Duration::from_secs(600);

pub(crate) struct BenchStage {
    pub(crate) folder: TempDir,
    pub(crate) client: EngineClient,
    pub(crate) store: Store,
    engine: Engine,
}

impl BenchStage {
    pub(crate) async fn set() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let engine = Engine::start(&EngineOptions {
            binary: std::env::var_os("DUBAN_TEMPORAL__BINARY").map(PathBuf::from),
            data: None,
            port: None,
            log: Some(folder.path().join("temporal.log")),
        })
        .await?;
        let client = EngineClient::connect(EngineAddress::local(&engine.address())).await?;
        let store = new_store(&folder, "duban.db").await?;
        Ok(Self { folder, client, store, engine })
    }

    /// A `duban worker` in a process of its own, which takes work when this returns.
    pub(crate) async fn worker(&self, cache: usize, gather_ms: u32) -> Result<BenchWorker> {
        let path = |name: &str| self.folder.path().join(name);
        let settings = format!(
            "[temporal]\naddress = \"{}\"\ntask_queue = \"{TASK_QUEUE}\"\n[store]\nurl = \"sqlite:{}\"\n\
             [mail]\ntransport = \"folder\"\nfolder = \"{}\"\ngather_milliseconds = {gather_ms}\n\
             [worker]\nmax_cached_workflows = {cache}\n",
            self.engine.address(),
            path("duban.db").display(),
            path("mail").display(),
        );
        std::fs::write(path("duban.toml"), settings)?;
        let log = path("worker.log");
        let program = std::env::current_exe()?.with_file_name("duban");
        let child = Command::new(&program)
            .arg("--settings")
            .arg(path("duban.toml"))
            .arg("worker")
            // What the settings do not name lies there, and goes with it.
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(&log)?)
            .kill_on_drop(true)
            .process_group(0)
            .spawn()
            .with_context(|| format!("starting {}", program.display()))?;
        let ready = async || Ok(std::fs::read_to_string(&log)?.contains("takes work"));
        until("the worker to take work", Duration::from_millis(20), ready).await?;
        Ok(BenchWorker { child })
    }

    /// Ends the server.
    pub(crate) async fn strike(self) -> Result<()> {
        self.store.close().await;
        self.engine.stop().await
    }
}

/// A new store in the folder.
pub(crate) async fn new_store(folder: &TempDir, name: &str) -> Result<Store> {
    let store = Store::open(&format!("sqlite:{}", folder.path().join(name).display())).await?;
    store.migrate().await?;
    Ok(store)
}

pub(crate) struct BenchWorker {
    child: Child,
}

impl BenchWorker {
    /// Its resident size in KiB.
    pub(crate) fn resident(&self) -> Result<u64> {
        let pid = self.child.id().context("the worker has ended; is its log of any use?")?;
        let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let number = line.and_then(|line| line.split_whitespace().next()).context("no VmRSS")?;
        Ok(number.parse()?)
    }

    pub(crate) async fn end(mut self) -> Result<()> {
        self.child.kill().await.context("ending the worker")
    }
}

/// Waits for a condition.
pub(crate) async fn until(
    what: &str,
    every: Duration,
    mut condition: impl AsyncFnMut() -> Result<bool>,
) -> Result<()> {
    let waiting = async {
        while !condition().await? {
            tokio::time::sleep(every).await;
        }
        Ok(())
    };
    match tokio::time::timeout(PATIENCE, waiting).await {
        Ok(done) => done,
        Err(_) => bail!("waited {} s for {what}", PATIENCE.as_secs()),
    }
}

/// A campaign to start bureaus of, without the bureaus above them.
pub(crate) struct BenchCampaign<'a> {
    pub(crate) client: &'a EngineClient,
    pub(crate) store: &'a Store,
    pub(crate) task_queue: &'a str,
    pub(crate) directory: &'a Directory,
    pub(crate) plan: &'a Plan,
    pub(crate) terms: Terms,
    pub(crate) timebase: Timebase,
}

impl BenchCampaign<'_> {
    /// Keeps the campaign in the store and starts one workflow per bureau.
    pub(crate) async fn start(&self, bureaus: Vec<Party>) -> Result<()> {
        let list: Vec<_> = self.directory.iter().cloned().collect();
        self.store.bureau_upsert_all(&list).await?;
        let by = Actor { bureau: self.plan.issuer.clone(), name: "bench".to_owned() };
        let new = NewCampaign {
            plan: self.plan.clone(),
            timebase: self.timebase,
            launched_by: by,
            launched_at: now(),
        };
        self.store.campaign_insert(&new).await?;
        let terms = Arc::new(self.terms.clone());
        at_once(bureaus.into_iter().map(|party| {
            let id = ids::bureau_campaign(&terms.campaign, &party.bureau);
            let start = Start::new(id, self.task_queue);
            let start = Start { search_attributes: Some(search_attributes(&terms, &party)), ..start };
            let beginning = Beginning::Launch(terms.clone());
            let input = BureauCampaignInput::new(vec![party], self.timebase, Pace::default(), beginning);
            async move {
                self.client.start(BureauCampaign::run, input, start).await?;
                Ok(())
            }
        }))
        .await
    }
}

/// Does all of these, a few at a time.
pub(crate) async fn at_once(all: impl Iterator<Item = impl Future<Output = Result<()>>>) -> Result<()> {
    stream::iter(all).buffer_unordered(STARTS_AT_ONCE).try_collect().await
}

/// How many workflows are running, beside the mark that a store leaves in its engine and nobody runs.
pub(crate) async fn running(client: &EngineClient) -> Result<usize> {
    let query = "ExecutionStatus = 'Running' AND WorkflowType != 'StoreMark'";
    Ok(client.count(query.to_owned()).await?)
}

pub(crate) fn now() -> WallTime {
    WallTime::new(chrono::Utc::now())
}
