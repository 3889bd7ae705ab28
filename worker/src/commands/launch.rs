//! `duban launch`: a campaign goes out to every bureau below its issuer.

use super::scene::{pace, tolerance};
use crate::{
    context::{App, login},
    output::{self, RefusedCommand},
    wiring,
};
use anyhow::{Context, Result};
use chrono::Utc;
use duban_domain::{
    Actor, BureauCode, CampaignId, Directory, Pace, Party, Plan, PlanTime, Terms, Timebase, WallTime,
    terms::parties,
};
use duban_store::{NewCampaign, Store, StoreError};
use duban_workflows::{
    BureauCampaign,
    bureau_campaign::{search_attributes, task_timeout},
    ids,
    messages::{Beginning, BureauCampaignInput},
};
use serde::{Deserialize, Serialize};
use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};
use temporalio_client::{
    Client, WorkflowCancelOptions, WorkflowCountOptions, WorkflowDescribeOptions, WorkflowExecutionStatus,
    WorkflowIdConflictPolicy, WorkflowIdReusePolicy, WorkflowStartOptions,
    errors::{WorkflowInteractionError, WorkflowStartError},
};
use temporalio_common::MemoValues;

/// What is launched and how it runs; kept with the issuer's workflow, so that the store can be
/// written again from the engine alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Launched {
    pub plan: Plan,
    pub timebase: Timebase,
    pub by: Actor,
    pub at: WallTime,
}

/// Where a [`Launched`] is kept in the issuer's workflow.
pub const MEMO: &str = "launched";

/// What else the person at the terminal said.
#[derive(Clone, Debug)]
pub struct How {
    pub by: Option<String>,
    pub speed: Option<u32>,
    pub wait: bool,
}

/// A plan whose dates have passed writes to every bureau at once, about things nobody had been told of.
fn warn_if_belated(terms: &Terms, now: PlanTime) {
    let passed = terms.items.iter().filter(|item| item.due < now).count();
    if passed > 0 {
        eprintln!(
            "warning: {passed} of {} due dates have passed; what should have gone out by now goes out at once, dated today (--speed replays a plan from its issue date)",
            terms.items.len()
        );
    }
}

/// The command.
///
/// # Errors
/// The plan is refused, the campaign runs already, or the engine or the store is out of reach.
pub async fn launch(app: &App, plan: &Path, how: &How) -> Result<()> {
    let (mut loaded, directory) = app.plan(plan)?;
    loaded.terms.tolerance_seconds = tolerance(app.settings(), how.speed.unwrap_or(1));
    output::warnings(&loaded);
    let now = WallTime::new(Utc::now());
    if how.speed.is_none() {
        warn_if_belated(&loaded.terms, Timebase::identity().plan(now));
    }
    let settings = app.settings();
    let client = wiring::client(settings).await?;
    let store = wiring::store(settings).await?;
    let timebase =
        how.speed.map_or(Timebase::identity(), |speed| Timebase::compressed(loaded.terms.opens, now, speed));
    let by = Actor { bureau: loaded.plan.issuer.clone(), name: login(how.by.as_deref())? };
    let launched = Launched { plan: loaded.plan, timebase, by, at: now };
    let pace = pace(settings);
    let started = Instant::now();
    let campaign = launched.plan.id.clone();
    launch_campaign(
        &client,
        &store,
        &settings.temporal.task_queue,
        &directory,
        &loaded.terms,
        &launched,
        pace,
    )
    .await?;
    let bureaus = parties(&directory, &loaded.terms.issuer).len();
    eprintln!("{campaign}: launched for {bureaus} bureaus");
    if how.wait {
        while running_bureaus(&client, &campaign).await? < bureaus {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        eprintln!("{campaign}: every bureau's workflow runs after {:.1} s", started.elapsed().as_secs_f64());
    }
    if app.is_json() {
        return output::json(&serde_json::json!({ "campaign": campaign, "bureaus": bureaus }));
    }
    Ok(())
}

/// Keeps the campaign in the store and starts the issuer's workflow, which starts all others.
///
/// # Errors
/// [`RefusedCommand`] if the campaign runs already; the engine's and the store's.
pub async fn launch_campaign(
    client: &Client,
    store: &Store,
    task_queue: &str,
    directory: &Directory,
    terms: &Terms,
    launched: &Launched,
    pace: Pace,
) -> Result<()> {
    let bureaus: Vec<_> = directory.iter().cloned().collect();
    store.bureau_upsert_all(&bureaus).await?;
    let new = NewCampaign {
        plan: launched.plan.clone(),
        timebase: launched.timebase,
        launched_by: launched.by.clone(),
        launched_at: launched.at,
    };
    let kept = match store.campaign_insert(&new).await {
        Err(error @ StoreError::AlreadyLaunched { .. }) => {
            return Err(RefusedCommand(error.to_string()).into());
        }
        kept => kept?,
    };
    let launched = Launched { timebase: kept.timebase, at: kept.launched_at, ..launched.clone() };
    let subtree = parties(directory, &terms.issuer);
    let issuer = subtree.first().context("the issuer is not in the list of bureaus")?.clone();
    let options = start_options(task_queue, terms, &issuer, &launched, pace);
    let input = BureauCampaignInput {
        subtree,
        timebase: launched.timebase,
        continue_after: pace.continue_after,
        task_timeout_seconds: pace.task_timeout_seconds,
        grace_ms: pace.grace_ms,
        listen_ms: pace.listen_ms,
        beginning: Beginning::Launch(Arc::new(terms.clone())),
    };
    match client.start_workflow(BureauCampaign::run, input, options).await {
        Ok(_) => Ok(()),
        Err(WorkflowStartError::AlreadyStarted { .. }) => {
            let Launched { by, at, .. } = launched;
            let told = format!(
                "{} was launched by {} of {} at {at:?} and is not launched again",
                terms.campaign, by.name, by.bureau
            );
            Err(RefusedCommand(told).into())
        }
        Err(error) => Err(error).context("starting the issuer's workflow"),
    }
}

fn start_options(
    task_queue: &str,
    terms: &Terms,
    issuer: &Party,
    launched: &Launched,
    pace: Pace,
) -> WorkflowStartOptions {
    let id = ids::bureau_campaign(&terms.campaign, &issuer.bureau);
    let mut memo = MemoValues::new();
    memo.insert(MEMO, launched.clone());
    let mut options = WorkflowStartOptions::new(task_queue, id)
        .id_reuse_policy(WorkflowIdReusePolicy::RejectDuplicate)
        .id_conflict_policy(WorkflowIdConflictPolicy::Fail)
        .search_attributes(search_attributes(terms, issuer))
        .memo(memo)
        .build();
    options.task_timeout = task_timeout(pace.task_timeout_seconds);
    options
}

/// How many bureaus' workflows of a campaign exist.
///
/// # Errors
/// The engine's.
pub async fn running_bureaus(client: &Client, campaign: &CampaignId) -> Result<usize> {
    let query = format!("WorkflowType = 'BureauCampaign' AND DubanCampaign = '{campaign}'");
    Ok(client.count_workflows(query, WorkflowCountOptions::default()).await?.count())
}

/// Where a bureau's workflow stands, and how long its history is; `None` while it is not there.
///
/// # Errors
/// The engine's.
pub async fn state_of(
    client: &Client,
    campaign: &CampaignId,
    bureau: &BureauCode,
) -> Result<Option<(WorkflowExecutionStatus, usize)>> {
    let handle = client.get_workflow_handle::<BureauCampaign>(ids::bureau_campaign(campaign, bureau));
    match handle.describe(WorkflowDescribeOptions::default()).await {
        Ok(described) => Ok(Some((described.status(), described.history_length()))),
        Err(WorkflowInteractionError::NotFound(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// `duban cancel`: the issuer's workflow is asked to stop and asks its children.
///
/// # Errors
/// There is no such campaign; the engine's and the store's.
pub async fn cancel(app: &App, campaign: &str, reason: &str) -> Result<()> {
    let store = wiring::store(app.settings()).await?;
    let id = CampaignId::from(campaign);
    let kept = store.campaign_get(&id).await?.ok_or_else(|| {
        RefusedCommand(format!("there is no campaign {campaign}; `duban launch` makes one"))
    })?;
    let client = wiring::client(app.settings()).await?;
    let handle = client.get_workflow_handle::<BureauCampaign>(ids::bureau_campaign(&id, &kept.plan.issuer));
    handle
        .cancel(WorkflowCancelOptions::builder().reason(reason).build())
        .await
        .context("calling the campaign off")?;
    eprintln!("{campaign}: asked to stop");
    Ok(())
}
