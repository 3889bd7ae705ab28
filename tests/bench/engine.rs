//! `engine`: this project's bureaus against a bare loop on the same SDK and server.
//!
//! Both sides run the same number of workflows, each with the same timers, all due at the same
//! instants, and one local activity after each timer. The bare loop's activity does nothing; ours
//! reasons over the docket, writes a record into SQLite in one transaction and keeps it in a journal.
//! At each instant every workflow is due at once and the engine is the bottleneck; what is measured is
//! the time from that instant until the last local activity is done. The plan's obligations fall due
//! and nothing is sent about them: mail is another workflow's work, and the bare loop has none. (One
//! campaign notice per bureau goes out at the launch; its mail is out before the first instant measured.)

pub(crate) mod bare;

use crate::{
    figures::{self, TooSlow},
    sample,
    stage::{BenchCampaign, BenchStage, at_once, new_store, now, running, until},
};
use anyhow::{Context, Result};
use bare::{Bare, Counter};
use chrono::Days;
use duban::{context::with_wall_tolerance, roles::WorkerParts};
use duban_activities::{
    delivery::PostmanOptions,
    mail::{MailOptions, Mailer, Outbox, Sender, TransportOptions},
    points::{Point, Points},
    run_options::RunOptions,
};
use duban_archive::{Archive, ArchiveOptions, Location};
use duban_config::known_calendar;
use duban_documents::Templates;
use duban_domain::{
    CampaignId, Directory, ObligationId, Party, Plan, PlanTime, Terms, Timebase, WallTime, plan::Due,
};
use duban_service::state_of;
use std::{
    future::Future,
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};
use temporalio_client::{UntypedWorkflow, WorkflowDescribeOptions, WorkflowStartOptions};
use temporalio_sdk::{Runtime, Worker, WorkerOptions, runtime::RuntimeOptions};

/// A day a second, where the machine can keep up with it.
const SPEED: u32 = 86_400;
/// From the launch to the first instant measured: time to start everything and to send the launch's mail.
const WARM_UP_DAYS: u64 = 20;
/// Between two instants: time to finish the first.
const GAP_DAYS: u64 = 4;
/// Instants measured. One more, the campaign's close, is not.
const ROUNDS: u64 = 4;
const WORKFLOWS: usize = 200;
const PAIRS: usize = 6;
/// Both sides keep all their workflows in memory.
const CACHE: usize = 1_000;
/// Wall seconds a wake may be late before it is an outage.
const TOLERANCE: i64 = 120;
const LOOKS_EVERY: Duration = Duration::from_millis(250);

/// When each local activity was done.
#[derive(Clone, Default)]
pub(crate) struct Stamps(Arc<Mutex<Vec<WallTime>>>);

impl Stamps {
    pub(crate) fn note(&self) {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(now());
    }

    fn sorted(&self) -> Vec<WallTime> {
        let mut all = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        all.sort();
        all
    }
}

/// What one side did.
struct Side {
    steps_per_second: f64,
    history_events: usize,
}

pub(crate) async fn run(small: bool) -> Result<()> {
    let mut speed = SPEED;
    loop {
        match measure(small, speed).await {
            Err(error) if error.is::<TooSlow>() => eprintln!("engine: {error}"),
            outcome => return outcome,
        }
        speed /= 2;
    }
}

async fn measure(small: bool, speed: u32) -> Result<()> {
    let (workflows, pairs) = if small { (40, 1) } else { (WORKFLOWS, PAIRS) };
    let stage = BenchStage::set().await?;
    let runtime =
        Runtime::from_current_tokio(RuntimeOptions::builder().build().map_err(anyhow::Error::msg)?)?;
    let bench = Bench::new((&stage, speed), &runtime, workflows)?;
    let (mut rows, mut ratios) = (Vec::new(), Vec::new());
    let (mut all_bare, mut all_ours) = (Vec::new(), Vec::new());
    let mut events = (0, 0);
    for pair in 0..pairs {
        // Whoever goes second meets a server with more behind it: they take turns.
        let (bare, ours) = if pair % 2 == 0 {
            let bare = bench.bare(pair).await?;
            (bare, bench.ours(pair).await?)
        } else {
            let ours = bench.ours(pair).await?;
            (bench.bare(pair).await?, ours)
        };
        let ratio = ours.steps_per_second / bare.steps_per_second;
        rows.push([
            (pair + 1).to_string(),
            format!("{:.0}", bare.steps_per_second),
            format!("{:.0}", ours.steps_per_second),
            figures::text(ratio),
        ]);
        ratios.push(ratio);
        all_bare.push(bare.steps_per_second);
        all_ours.push(ours.steps_per_second);
        events = (bare.history_events, ours.history_events);
    }
    stage.strike().await?;
    rows.push([
        "median".to_owned(),
        format!("{:.0}", figures::median(&all_bare)),
        format!("{:.0}", figures::median(&all_ours)),
        figures::text(figures::median(&ratios)),
    ]);
    let rounded =
        |values: &[f64], decimals| values.iter().map(|v| figures::rounded(*v, decimals)).collect::<Vec<_>>();
    let json = serde_json::json!({
        "workflows": workflows, "timers_measured": ROUNDS, "pairs": pairs,
        "bare_steps_per_second": rounded(&all_bare, 0), "ours_steps_per_second": rounded(&all_ours, 0),
        "ratios": rounded(&ratios, 3), "ratio_median": figures::rounded(figures::median(&ratios), 3),
        "history_events_bare": events.0, "history_events_ours": events.1,
    });
    figures::show("engine", ["pair", "bare, steps/s", "ours, steps/s", "ours / bare"], rows, json);
    Ok(())
}

struct Bench<'a> {
    stage: &'a BenchStage,
    speed: u32,
    runtime: &'a Runtime,
    directory: Directory,
    plan: Plan,
    bureaus: Vec<Party>,
}

impl<'a> Bench<'a> {
    fn new((stage, speed): (&'a BenchStage, u32), runtime: &'a Runtime, workflows: usize) -> Result<Self> {
        let directory = sample::country(workflows)?;
        let plan = quiet_plan(sample::country_plan(&directory)?.plan)?;
        let bureaus = sample::counties(&directory, &plan.issuer);
        Ok(Self { stage, speed, runtime, directory, plan, bureaus })
    }

    /// The plan and its terms under an id of its own.
    fn campaign(&self, pair: usize) -> Result<(Plan, Terms)> {
        let plan = Plan { id: CampaignId::new(format!("bench-{pair}")), ..self.plan.clone() };
        let terms =
            Terms::resolve(&plan, &known_calendar()?).map_err(|problems| anyhow::anyhow!("{problems:?}"))?;
        Ok((plan, with_wall_tolerance(terms, TOLERANCE, self.speed)))
    }

    async fn ours(&self, pair: usize) -> Result<Side> {
        let (plan, terms) = self.campaign(pair)?;
        let store = new_store(&self.stage.folder, &format!("ours-{pair}.db")).await?;
        let stamps = Stamps::default();
        let noted = stamps.clone();
        let parts = WorkerParts {
            client: self.stage.client.clone(),
            store: store.clone(),
            mailer: mailer()?,
            archive: archive(self.stage.folder.path())?,
            templates: Arc::new(Templates::builtin()?),
            postman: PostmanOptions { most_files: 30, retry: Duration::from_secs(60) },
            run: RunOptions { task_queue: format!("ours-{pair}"), ..RunOptions::default() },
            bounds: duban_tests::worker::BOUNDS,
            max_cached_workflows: CACHE,
            points: Points::watched(move |point| {
                if point == Point::Woken {
                    noted.note();
                }
                Ok(())
            }),
        };
        let worker = parts.build(self.runtime).await?;
        let timebase = Timebase::compressed(terms.opens, now(), self.speed);
        let instants = instants(&terms, timebase);
        let (work, first) = (
            async {
                let campaign = BenchCampaign {
                    client: &self.stage.client,
                    store: &store,
                    task_queue: &format!("ours-{pair}"),
                    directory: &self.directory,
                    plan: &plan,
                    timebase,
                    terms: terms.clone(),
                };
                campaign.start(self.bureaus.clone()).await?;
                let mailed = async || {
                    let mail = store.mail_count(None).await?;
                    Ok(mail.sent as usize == self.bureaus.len()
                        && running(&self.stage.client).await? == self.bureaus.len())
                };
                until("the launch's mail", LOOKS_EVERY, mailed).await?;
                self.warmed_up(&instants)?;
                until("our workflows", LOOKS_EVERY, async || Ok(running(&self.stage.client).await? == 0))
                    .await
            },
            &self.bureaus[0].bureau,
        );
        with_worker(worker, work).await?;
        let (_, history_events) =
            state_of(&self.stage.client, &plan.id, first).await?.context("a workflow is gone")?;
        store.close().await;
        let steps_per_second = self.steps_per_second("ours", &stamps.sorted(), &instants)?;
        Ok(Side { steps_per_second, history_events })
    }

    async fn bare(&self, pair: usize) -> Result<Side> {
        let (_, terms) = self.campaign(pair)?;
        let stamps = Stamps::default();
        let task_queue = format!("bare-{pair}");
        let options = WorkerOptions::new(task_queue.clone())
            .max_cached_workflows(CACHE)
            .graceful_shutdown_period(Duration::from_secs(5))
            .register_activities(Counter(stamps.clone()))
            .register_workflow::<Bare>()?
            .build();
        let worker = Worker::new(self.runtime, self.stage.client.sdk().clone(), options)?;
        let timebase = Timebase::compressed(terms.opens, now(), self.speed);
        let instants = instants(&terms, timebase);
        let client = self.stage.client.sdk();
        let work = async {
            let id = |index| format!("bare/{pair}/{index}");
            at_once((0..self.bureaus.len()).map(|index| {
                let options = WorkflowStartOptions::new(task_queue.clone(), id(index)).build();
                let input = instants.clone();
                async move {
                    client.start_workflow(Bare::run, input, options).await?;
                    Ok(())
                }
            }))
            .await?;
            let begun = async || Ok(stamps.sorted().len() == self.bureaus.len());
            until("the first steps", LOOKS_EVERY, begun).await?;
            self.warmed_up(&instants)?;
            until("the bare workflows", LOOKS_EVERY, async || Ok(running(&self.stage.client).await? == 0))
                .await
        };
        with_worker(worker, work).await?;
        let handle = client.get_workflow_handle::<UntypedWorkflow>(format!("bare/{pair}/0"));
        let history_events = handle.describe(WorkflowDescribeOptions::default()).await?.history_length();
        let steps_per_second = self.steps_per_second("bare", &stamps.sorted(), &instants)?;
        Ok(Side { steps_per_second, history_events })
    }

    fn warmed_up(&self, instants: &[WallTime]) -> Result<()> {
        if now() >= instants[0] {
            let count = self.bureaus.len();
            return Err(TooSlow(format!("this machine needs longer to start {count} workflows")).into());
        }
        Ok(())
    }

    /// Steps, over the time from each instant until the last of its steps was done.
    fn steps_per_second(&self, who: &str, stamps: &[WallTime], instants: &[WallTime]) -> Result<f64> {
        let (mut steps, mut seconds) = (0, 0.0);
        for window in instants.windows(2) {
            let in_time = stamps.iter().filter(|at| **at >= window[0] && **at < window[1]);
            let (count, last) = (in_time.clone().count(), in_time.max());
            if count != self.bureaus.len() {
                let all = self.bureaus.len();
                let told =
                    format!("{who}: {count} steps instead of {all} at one instant: they ran into the next");
                return Err(TooSlow(told).into());
            }
            steps += count;
            seconds += last.map_or(0.0, |last| last.since(window[0]).as_seconds_f64());
        }
        Ok(f64::from(u32::try_from(steps)?) / seconds)
    }
}

/// Runs a worker for as long as the work takes.
async fn with_worker(mut worker: Worker, work: impl Future<Output = Result<()>>) -> Result<()> {
    let stop = worker.shutdown_handle();
    let work = async {
        let done = work.await;
        stop();
        done
    };
    let (ran, done) = tokio::join!(worker.run(), work);
    ran?;
    done
}

/// Obligations that fall due one after another, without reminders, letters and reviews.
fn quiet_plan(mut plan: Plan) -> Result<Plan> {
    let model = plan.obligations.first().context("the plan has no obligation")?.clone();
    let day = |round: u64| plan.issued + Days::new(WARM_UP_DAYS + round * GAP_DAYS);
    let obligation = |round: u64| {
        let mut one = model.clone();
        one.id = ObligationId::new(format!("round-{round}"));
        one.due = Due::On(day(round));
        one.review = None;
        one.reminders.clear();
        one.ladder.clear();
        one
    };
    let (obligations, closes) = ((0..ROUNDS).map(obligation).collect(), day(ROUNDS));
    plan.phases.clear();
    (plan.tail, plan.findings, plan.listing, plan.league) = (None, None, None, None);
    Ok(Plan { obligations, closes: Some(closes), ..plan })
}

/// The instants at which everyone is due, the close last.
fn instants(terms: &Terms, timebase: Timebase) -> Vec<WallTime> {
    let dues = terms.items.iter().map(|item| item.due);
    let all: Vec<PlanTime> = dues.chain([terms.closes]).collect();
    all.into_iter().map(|at| timebase.wall(at)).collect()
}

fn archive(folder: &Path) -> Result<Archive> {
    let location = Location::Folder(folder.join("archive"));
    Ok(Archive::open(ArchiveOptions { location, max_bytes: 1 << 20, allowed_types: Vec::new() })?)
}

fn mailer() -> Result<Mailer> {
    let sender = Sender { name: "bench".to_owned(), address: "bench@bureau.example".to_owned() };
    let transport = TransportOptions::Memory(Outbox::default());
    Ok(Mailer::new(MailOptions { sender, transport, templates: None, console: None })?)
}
