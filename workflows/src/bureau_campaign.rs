//! One bureau in one campaign: two desks over one state.
//!
//! The *docket desk* sleeps until the docket's next wake or a command, and performs the effects; the
//! *cascade desk* starts one child per subordinate bureau and waits for them. A bureau without
//! subordinates has nothing to cascade; one that owes nothing has an empty docket.

use crate::{
    attributes,
    effects::ledger,
    ids,
    messages::{Answer, Beginning, BureauCampaignInput, Dossier, JournalEntry, Received, Resumed},
};
use duban_domain::{
    Docket, Effect, Party, PlanTime, Refusal, Timebase, WallTime,
    record::{Record, Recorded, Step},
};
use std::{
    collections::BTreeSet,
    sync::Arc,
    time::{Duration, SystemTime},
};
use temporalio_common::search_attributes::SearchAttributes;
use temporalio_macros::{workflow, workflow_methods};
use temporalio_workflow::{
    ChildWorkflowOptions, ContinueAsNewOptions, LocalActivityOptions, ParentClosePolicy, RetryPolicy,
    SyncWorkflowContext, TimerOptions, WorkflowCancellationToken, WorkflowContext, WorkflowContextView,
    WorkflowResult, join, join_all, select,
};

/// One attempt to write a record may take this long; a busy store is waited for inside it.
const ONE_RECORD: Duration = Duration::from_secs(60);
/// A record is tried for as long as it takes: ten years, because the platform wants a number.
const AS_LONG_AS_IT_TAKES: Duration = Duration::from_secs(10 * 365 * 86_400);
/// A wake later than this, in wall milliseconds, says that no worker was there.
const ABSENT_AFTER_MS: i64 = 1000;
/// A command may be stamped this much later than this machine's clock, in wall seconds: clocks differ.
const CLOCK_SKEW_SECONDS: i64 = 60;

/// A bureau's part in a campaign.
#[workflow]
pub struct BureauCampaign {
    subtree: Vec<Party>,
    timebase: Timebase,
    continue_after: u32,
    task_timeout_seconds: u32,
    grace_ms: u64,
    listen_ms: u64,
    docket: Docket,
    /// The docket as the ledger knows it: after the last record.
    recorded: Docket,
    /// What has been done to the docket since, and what happened by it.
    steps: Vec<Step>,
    pending: Vec<Effect>,
    sequence: u64,
    journal: Vec<JournalEntry>,
    cascading: bool,
    shown_state: &'static str,
}

/// Why the docket desk closed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum DeskEnd {
    Finished,
    ContinueAsNew,
}

#[workflow_methods]
impl BureauCampaign {
    #[init]
    fn new(_ctx: &WorkflowContextView, input: BureauCampaignInput) -> Self {
        let (docket, sequence, journal) = match input.beginning {
            Beginning::Launch(terms) => {
                let party = input.subtree.first().cloned();
                let party = party.unwrap_or_else(|| unreachable!("a subtree begins with its own bureau"));
                (Docket::new(terms, party), 0, Vec::new())
            }
            Beginning::Resume(resumed) => (resumed.docket, resumed.sequence, resumed.journal),
        };
        Self {
            cascading: has_children(&input.subtree),
            subtree: input.subtree,
            timebase: input.timebase,
            continue_after: input.continue_after,
            task_timeout_seconds: input.task_timeout_seconds,
            grace_ms: input.grace_ms,
            listen_ms: input.listen_ms,
            recorded: docket.clone(),
            docket,
            steps: Vec::new(),
            pending: Vec::new(),
            sequence,
            journal,
            shown_state: "",
        }
    }

    /// Runs both desks to their end.
    #[run(name = "BureauCampaign")]
    pub async fn run(ctx: &mut WorkflowContext<Self>) -> WorkflowResult<()> {
        let (docket, cascade) = join!(docket_desk(ctx), cascade_desk(ctx));
        cascade?;
        if docket? == DeskEnd::ContinueAsNew {
            ctx.wait_condition(|_| ctx.all_handlers_finished()).await?;
            let input = ctx.state(Self::next_run);
            ctx.continue_as_new(input, ContinueAsNewOptions::default())?;
        }
        Ok(())
    }

    #[update_validator(command)]
    fn validate_command(
        &self,
        _ctx: &WorkflowContextView,
        received: &Received,
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        Ok(self.docket.check(&received.act, received.at)?)
    }

    /// A person's command. A refused one never enters history.
    #[update]
    pub fn command(&mut self, ctx: &mut SyncWorkflowContext<Self>, received: Received) -> Answer {
        let wall_now = wall(ctx.workflow_time());
        // A validator is given no clock, so this one refusal does enter history.
        if self.timebase.wall(received.at) > wall_now.plus(chrono::Duration::seconds(CLOCK_SKEW_SECONDS)) {
            return Answer::Refused(Refusal::BadInstant(
                received.at,
                "it lies ahead; check the sender's clock".to_owned(),
            ));
        }
        let (act, at, now) = (received.act, received.at, self.timebase.plan(wall_now));
        match self.docket.apply_late(&act, at, now) {
            Ok(effects) => {
                self.note_step(Step::Act { act, at, now }, effects.clone());
                Answer::Done(effects)
            }
            Err(refusal) => Answer::Refused(refusal),
        }
    }

    /// All this workflow knows, to write the store again.
    #[query]
    pub fn dossier(&self, _ctx: &WorkflowContextView) -> Dossier {
        Dossier {
            journal: self.journal.clone(),
            duties: self.docket.views(),
            timebase: self.timebase,
            zone: self.docket.terms().office.zone,
        }
    }
}

/// Sleeps until the next wake or a command, and records what happened.
async fn docket_desk(ctx: &WorkflowContext<BureauCampaign>) -> WorkflowResult<DeskEnd> {
    loop {
        listen_after_absence(ctx).await;
        if ctx.cancellation_token().is_cancelled() {
            ctx.state_mut(|s| s.call_off(wall(ctx.workflow_time())));
        }
        ctx.state_mut(|s| s.catch_up(wall(ctx.workflow_time())));
        record_pending(ctx).await?;
        if ctx.state(|s| s.docket.finished().is_some() && s.pending.is_empty()) {
            return Ok(DeskEnd::Finished);
        }
        if ctx.state(|s| s.should_continue(ctx)) {
            return Ok(DeskEnd::ContinueAsNew);
        }
        if let Some(pause) = ctx.state(|s| s.until_wake(wall(ctx.workflow_time()))).filter(|p| !p.is_zero()) {
            sleep_or_hear(ctx, pause).await;
        }
    }
}

/// Sleeps until a timer fires or a command is heard; a campaign called off wakes it too.
async fn sleep_or_hear(ctx: &WorkflowContext<BureauCampaign>, pause: Duration) {
    let nap = ctx.cancellation_token().child_token();
    let timer = TimerOptions::builder(pause).cancellation_token(nap.clone()).build();
    select! {
        _ = ctx.timer(timer) => {}
        // A timer left behind would wake the workflow for nothing.
        _ = ctx.wait_condition(|s: &BureauCampaign| !s.pending.is_empty()) => nap.cancel(),
    }
}

/// After an absence the desk listens before it speaks: what people handed in meanwhile is on its way,
/// and a letter that it proves wrong would only have to be taken back.
async fn listen_after_absence(ctx: &WorkflowContext<BureauCampaign>) {
    let listen = Duration::from_millis(ctx.state(|s| s.listen_ms));
    let was_absent = ctx.state(|s| s.is_behind(wall(ctx.workflow_time())));
    if was_absent && !listen.is_zero() {
        ctx.timer(listen).await;
    }
}

/// Starts a child per subordinate bureau and waits for all of them.
async fn cascade_desk(ctx: &WorkflowContext<BureauCampaign>) -> WorkflowResult<()> {
    let children = ctx.state(BureauCampaign::children);
    let starts = children
        .into_iter()
        .map(|(options, input)| ctx.start_child_workflow(BureauCampaign::run, input, options));
    let mut started = Vec::new();
    for start in join_all(starts).await {
        started.push(start?);
    }
    let results = join_all(started.into_iter().map(|child| child.result())).await;
    ctx.state_mut(|s| s.cascading = false);
    for result in results {
        result?;
    }
    Ok(())
}

/// Writes what has happened: one transaction, however much it is.
async fn record_pending(ctx: &WorkflowContext<BureauCampaign>) -> WorkflowResult<()> {
    while let Some(batch) = ctx.state_mut(|s| s.next_batch(ctx.workflow_id())) {
        let record = batch.record.clone();
        let recorded = ctx.execute_local_activity(ledger::RecordActivity, record, recording()).await?;
        ctx.state_mut(|s| s.settle(batch, recorded));
        show(ctx);
    }
    Ok(())
}

/// A record on its way to the ledger, and the docket as it stood then.
struct Batch {
    record: Record,
    docket: Docket,
}

/// What an operator sees in the engine's own pages.
fn show(ctx: &WorkflowContext<BureauCampaign>) {
    ctx.set_current_details(ctx.state(BureauCampaign::details));
    let state = ctx.state(BureauCampaign::state_word);
    if ctx.state(|s| s.shown_state != state) {
        ctx.state_mut(|s| s.shown_state = state);
        ctx.upsert_search_attributes([attributes::STATE.value_set(state.to_owned())]);
    }
}

impl BureauCampaign {
    /// Wakes the docket if its time has come. It acts a moment after the instant, so that a command
    /// received just before it and still on its way is heard first; the outcome bears the instant all
    /// the same.
    fn catch_up(&mut self, now: WallTime) {
        let now = self.timebase.plan(now.plus(-self.grace()));
        let effects = self.docket.wake_late(now);
        self.note_step(Step::Wake { now }, effects);
    }

    fn grace(&self) -> chrono::Duration {
        chrono::Duration::milliseconds(i64::try_from(self.grace_ms).unwrap_or(i64::MAX))
    }

    fn call_off(&mut self, now: WallTime) {
        let now = self.timebase.plan(now);
        let effects = self.docket.cancel(now);
        self.note_step(Step::Cancel { now }, effects);
    }

    /// How long until the docket's next wake, in whole milliseconds, rounded up: a timer must not fire
    /// early. `None` when there is none.
    fn until_wake(&self, now: WallTime) -> Option<Duration> {
        let wake = self.timebase.wall(self.docket.next_wake()?).plus(self.grace());
        let pause = wake.since(now).to_std().unwrap_or_default();
        let millis = pause.as_nanos().div_ceil(1_000_000);
        Some(Duration::from_millis(u64::try_from(millis).unwrap_or(u64::MAX)))
    }

    /// Whether the next wake is so late that nobody can have been here to hear commands. Before the
    /// first record there was nobody to command.
    fn is_behind(&self, now: WallTime) -> bool {
        if self.sequence == 0 {
            return false;
        }
        let wake = self.docket.next_wake().map(|at| self.timebase.wall(at));
        wake.is_some_and(|at| (now.since(at) - self.grace()).num_milliseconds() > ABSENT_AFTER_MS)
    }

    /// A step that changed nothing is not worth a record.
    fn note_step(&mut self, step: Step, effects: Vec<Effect>) {
        if !effects.is_empty() {
            self.steps.push(step);
            self.pending.extend(effects);
        }
    }

    fn should_continue(&self, ctx: &WorkflowContext<Self>) -> bool {
        // A run that waits for children does not continue: they would lose their parent.
        let long = self.continue_after > 0 && ctx.history_length() > self.continue_after;
        self.pending.is_empty() && !self.cascading && (long || ctx.continue_as_new_suggested())
    }

    fn next_batch(&mut self, workflow: &str) -> Option<Batch> {
        if self.pending.is_empty() {
            return None;
        }
        self.sequence += 1;
        let effects = std::mem::take(&mut self.pending);
        let touched: BTreeSet<_> = effects.iter().filter_map(|e| e.obligation.as_ref()).collect();
        // The first record lists everything, so that readers see from the start what will be owed.
        let duties = match self.sequence {
            1 => self.docket.views(),
            _ => touched.into_iter().filter_map(|id| self.docket.view(id)).collect(),
        };
        let terms = self.docket.terms();
        let record = Record {
            workflow: workflow.to_owned(),
            sequence: self.sequence,
            campaign: terms.campaign.clone(),
            bureau: self.docket.party().bureau.clone(),
            steps: std::mem::take(&mut self.steps),
            effects,
            duties,
            timebase: self.timebase,
            zone: terms.office.zone,
        };
        Some(Batch { record, docket: self.docket.clone() })
    }

    /// Takes note of what the ledger answered. If it had been told another story under this sequence,
    /// by an attempt that died before the engine knew, that story stands: the docket does those steps
    /// instead, and then what it had done beyond them.
    fn settle(&mut self, batch: Batch, recorded: Recorded) {
        let Batch { record: Record { sequence, steps, effects, .. }, docket } = batch;
        let numbers = recorded.numbers;
        let Some(instead) = recorded.instead else {
            self.recorded = docket;
            self.journal.push(JournalEntry { sequence, steps, effects, numbers });
            return;
        };
        self.docket = self.recorded.clone();
        let effects = instead.iter().flat_map(|step| self.docket.redo(step)).collect();
        self.recorded = self.docket.clone();
        self.pending.clear();
        let later = std::mem::take(&mut self.steps);
        for step in steps.into_iter().chain(later) {
            if !instead.iter().any(|done| done.is_same_command(&step)) {
                let effects = self.docket.redo(&step);
                self.note_step(step, effects);
            }
        }
        self.journal.push(JournalEntry { sequence, steps: instead, effects, numbers });
    }

    fn next_run(&self) -> BureauCampaignInput {
        let resumed =
            Resumed { docket: self.docket.clone(), sequence: self.sequence, journal: self.journal.clone() };
        BureauCampaignInput {
            // The children are done; the next run has nothing to cascade.
            subtree: self.subtree.first().cloned().into_iter().collect(),
            timebase: self.timebase,
            continue_after: self.continue_after,
            task_timeout_seconds: self.task_timeout_seconds,
            grace_ms: self.grace_ms,
            listen_ms: self.listen_ms,
            beginning: Beginning::Resume(Box::new(resumed)),
        }
    }

    /// The children to start: options and input of each direct subordinate.
    fn children(&self) -> Vec<(ChildWorkflowOptions, BureauCampaignInput)> {
        let terms = Arc::new(self.docket.terms().clone());
        let Some(me) = self.subtree.first() else { return Vec::new() };
        let direct = self.subtree.iter().filter(|party| party.superiors.first() == Some(&me.bureau));
        direct
            .map(|party| {
                let below = |p: &&Party| p.bureau == party.bureau || p.superiors.contains(&party.bureau);
                let input = BureauCampaignInput {
                    subtree: self.subtree.iter().filter(below).cloned().collect(),
                    timebase: self.timebase,
                    continue_after: self.continue_after,
                    task_timeout_seconds: self.task_timeout_seconds,
                    grace_ms: self.grace_ms,
                    listen_ms: self.listen_ms,
                    beginning: Beginning::Launch(terms.clone()),
                };
                let mut options =
                    ChildWorkflowOptions::workflow_id(ids::bureau_campaign(&terms.campaign, &party.bureau));
                options.parent_close_policy = ParentClosePolicy::RequestCancel;
                options.search_attributes = Some(search_attributes(&terms, party));
                options.task_timeout = task_timeout(self.task_timeout_seconds);
                (options, input)
            })
            .collect()
    }

    fn state_word(&self) -> &'static str {
        if self.docket.finished().is_some() {
            "finished"
        } else if self.docket.duties().iter().any(|duty| duty.overdue) {
            "overdue"
        } else {
            "active"
        }
    }

    /// A few lines of Markdown: the bureau and where each obligation stands.
    fn details(&self) -> String {
        let zone = self.docket.terms().office.zone;
        let date = |at: PlanTime| at.in_zone(zone).format("%Y-%m-%d %H:%M").to_string();
        let mut lines = vec![format!("**{}** {}", self.docket.party().name, self.docket.terms().title)];
        let duty = |duty: duban_domain::docket::DutyView| {
            format!("- {}: {} ({})", duty.title, duty.state.as_str(), date(duty.due))
        };
        lines.extend(self.docket.views().into_iter().map(duty));
        lines.join("\n")
    }
}

/// The search attributes a bureau's campaign starts with.
pub fn search_attributes(terms: &duban_domain::Terms, party: &Party) -> SearchAttributes {
    SearchAttributes::new([
        attributes::CAMPAIGN.value_set(terms.campaign.to_string()),
        attributes::BUREAU.value_set(party.bureau.to_string()),
        attributes::LEVEL.value_set(party.level.as_str().to_owned()),
        attributes::STATE.value_set("active".to_owned()),
    ])
}

/// The workflow task timeout a number of seconds asks for; 0 leaves the engine's default.
pub fn task_timeout(seconds: u32) -> Option<Duration> {
    (seconds > 0).then(|| Duration::from_secs(seconds.into()))
}

fn has_children(subtree: &[Party]) -> bool {
    subtree.len() > 1
}

/// A record is never given up, and is written even while the campaign is being called off.
fn recording() -> LocalActivityOptions {
    let mut retry = RetryPolicy::default();
    retry
        .set_initial_interval(Duration::from_millis(200))
        .set_maximum_interval(Some(Duration::from_secs(30)));
    LocalActivityOptions::builder()
        .retry_policy(retry)
        .cancellation_token(WorkflowCancellationToken::new())
        .start_to_close_timeout(ONE_RECORD)
        .schedule_to_close_timeout(AS_LONG_AS_IT_TAKES)
        .build()
}

/// The engine's clock for this task: the same in every replay.
fn wall(now: Option<SystemTime>) -> WallTime {
    WallTime::new(now.unwrap_or(SystemTime::UNIX_EPOCH).into())
}
