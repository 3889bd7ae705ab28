//! What the demo plays on: an engine, a store, a folder for mail, and a worker in a process of its own.

use super::{conductor::DaysWork, wall_clock::wall_now};
use crate::{
    context::App,
    engine::{Engine, EngineOptions},
    wiring,
};
use anyhow::{Context, Result};
use chrono::NaiveDate;
use chrono::{Duration, NaiveTime};
use duban_activities::{
    engine::{EngineAddress, EngineClient},
    run_options::RunOptions,
    starts::Starter,
};
use duban_config::{
    Settings, findings::load_findings, known_calendar, known_holidays, load_behaviour, load_plan,
    sample_directory, samples, settings::ArchiveLocation,
};
use duban_domain::{
    Actor, BureauCode, Directory, Finding, Pace, Party, Plan, PlanTime, Terms, Timebase,
    behaviour::Script,
    finding::{FindingTerms, Registration},
    terms::parties,
};
use duban_service::{Engine as ServiceEngine, FindingEntry, Launched, Launcher, Parts, Register, Service};
use duban_store::Store;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Stdio,
    sync::Arc,
};
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
    /// What the spreadsheet holds, in the order of its days.
    pub registrations: Vec<Registration>,
    pub timebase: Timebase,
    pub store: Store,
    pub client: EngineClient,
    pub plain: bool,
    engine: Engine,
    settings_file: PathBuf,
    /// The program's settings, with the demo's archive.
    settings: Settings,
}

/// From now until the campaign's first instant: time to launch.
const OVERTURE: Duration = Duration::seconds(3);
/// Wall seconds after which a task that a dead worker held is given to another.
const TASK_TIMEOUT: u32 = 5;
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
        let sheet_file = folder.join("findings.csv");
        std::fs::write(&sheet_file, samples::QIANNAN_FINDINGS)?;
        let directory = sample_directory()?;
        let loaded = load_plan(&plan_file, &directory, &known_calendar()?)?;
        let script = load_behaviour(&script_file, &loaded.plan, &directory)?;
        let registrations = registrations(&sheet_file, &loaded.plan, &directory)?;
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
        let mut settings = app.settings().clone();
        settings.archive.location = ArchiveLocation::Folder(folder.join("archive"));
        let terms = loaded.terms;
        Ok(Self {
            mail: folder.join("mail"),
            worker_log: folder.join("worker.log"),
            timebase: Timebase::compressed(terms.opens, wall_now().plus(OVERTURE), speed),
            plan: loaded.plan,
            terms: Arc::new(terms),
            client: EngineClient::connect(EngineAddress::local(&engine.address())).await?,
            plain: app.is_json(),
            folder,
            directory,
            script,
            registrations,
            store,
            engine,
            settings_file,
            settings,
        })
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
        let Self { client, store, directory, .. } = self;
        let run = &self.run_options();
        let launcher = Launcher { client, store, directory, run };
        launcher.launch(&self.terms, launched).await?;
        Ok(())
    }

    /// What people can do here, in the browser.
    pub fn service(&self) -> Result<Service> {
        Ok(Service::new(Parts {
            store: self.store.clone(),
            archive: wiring::archive(&self.settings)?,
            templates: wiring::document_templates(&self.settings)?,
            mail_templates: wiring::mail_templates(&self.settings)?,
            directory: self.directory.clone(),
            holidays: known_holidays()?,
            engine: ServiceEngine::connected(self.client.clone()),
            run: self.run_options(),
            outage_tolerance_seconds: self.terms.tolerance_seconds,
            import_concurrency: self.settings.import.concurrency,
            bounds: wiring::bounds(&self.settings),
        }))
    }

    fn run_options(&self) -> RunOptions {
        let run = wiring::run_options(&self.settings);
        RunOptions { task_queue: TASK_QUEUE.to_owned(), pace: PACE, ..run }
    }

    /// How findings are handled in this campaign.
    pub fn finding_terms(&self) -> Result<Arc<FindingTerms>> {
        let rules = self.terms.findings.clone().context("the demo's plan keeps no findings")?;
        let listing = self.terms.listing.unwrap_or_default();
        Ok(Arc::new(FindingTerms { matter: self.terms.matter(), rules, listing }))
    }

    /// The bureaus by code.
    pub fn parties(&self) -> BTreeMap<BureauCode, Party> {
        let all = parties(&self.directory, &self.terms.issuer);
        all.into_iter().map(|party| (party.bureau.clone(), party)).collect()
    }

    /// When the findings of a day are entered: in the afternoon.
    pub fn entered_at(&self, day: NaiveDate) -> PlanTime {
        let afternoon = NaiveTime::from_hms_opt(15, 20, 0).unwrap_or(self.terms.office.opens);
        self.terms.office.local(day.and_time(afternoon))
    }

    /// The findings as they are registered.
    pub fn findings(&self) -> Result<Vec<Finding>> {
        let (terms, parties) = (self.finding_terms()?, self.parties());
        let finding = |registration: &Registration| {
            let party = parties.get(&registration.county).context("a finding lies outside the campaign")?;
            let (at, by) = (self.entered_at(registration.found_on), self.registrar());
            Ok(Finding::new(terms.clone(), party.clone(), registration.clone(), by, at))
        };
        self.registrations.iter().map(finding).collect()
    }

    /// The same, day by day, to be entered into the durable run.
    pub fn days_work(&self) -> Result<Vec<DaysWork>> {
        let (terms, parties) = (self.finding_terms()?, self.parties());
        let days = self.registrations.chunk_by(|a, b| a.found_on == b.found_on);
        let work = days.map(|rows| {
            let entry = |registration: &Registration| {
                let party =
                    parties.get(&registration.county).context("a finding lies outside the campaign")?;
                Ok(FindingEntry { party: party.clone(), registration: registration.clone() })
            };
            let register = Register {
                client: self.client.clone(),
                store: self.store.clone(),
                starter: self.starter(),
                terms: terms.clone(),
                by: self.registrar(),
                at: self.entered_at(rows[0].found_on),
            };
            Ok(DaysWork { register, entries: rows.iter().map(entry).collect::<Result<_>>()? })
        });
        work.collect()
    }

    /// Who enters them.
    pub fn registrar(&self) -> Actor {
        Actor { bureau: self.terms.issuer.clone(), name: "演示".to_owned() }
    }

    /// How their workflows are started.
    pub fn starter(&self) -> Starter {
        Starter { task_queue: TASK_QUEUE.to_owned(), timebase: self.timebase, pace: PACE }
    }

    /// Ends what was started here.
    pub async fn strike(self) -> Result<()> {
        self.store.close().await;
        self.engine.stop().await
    }
}

const TASK_QUEUE: &str = "duban";

/// How every workflow of the demo runs.
const PACE: Pace = Pace {
    continue_after: 0,
    task_timeout_seconds: TASK_TIMEOUT,
    grace_ms: 0,
    listen_ms: 0,
    conducted: true,
};

/// The spreadsheet's rows, by the day they were found.
fn registrations(sheet: &Path, plan: &Plan, directory: &Directory) -> Result<Vec<Registration>> {
    let today = plan.closes.context("the demo's plan says when it closes")?;
    let sheet = load_findings(sheet, plan, directory, &[], today)?;
    anyhow::ensure!(sheet.bad.is_empty(), "the demo's findings have bad cells: {}", sheet.bad[0]);
    let mut rows: Vec<_> = sheet.rows.into_iter().map(|row| row.registration).collect();
    rows.sort_by_key(|registration| registration.found_on);
    Ok(rows)
}

fn worker_settings(address: &str, folder: &Path) -> String {
    let path = |name: &str| toml_string(&folder.join(name).display().to_string());
    let store = toml_string(&format!("sqlite:{}", folder.join("duban.db").display()));
    format!(
        "[temporal]\naddress = \"{address}\"\ntask_queue = \"{TASK_QUEUE}\"\n\n[store]\nurl = {store}\n\n\
         [mail]\ntransport = \"folder\"\nfolder = {}\ngather_milliseconds = {GATHER}\n\n\
         [archive]\nurl = {}\n\n[worker]\ntask_timeout_seconds = {TASK_TIMEOUT}\n",
        path("mail"),
        path("archive")
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
        let ours =
            ["plan.yaml", "behaviour.yaml", "findings.csv", "duban.toml", "temporal.log", "worker.log"]
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
