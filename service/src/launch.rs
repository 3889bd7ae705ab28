//! A campaign goes out to every bureau below its issuer, and is called off.

use crate::{Service, ServiceError};
use anyhow::{Context, anyhow};
use chrono::Utc;
use duban_domain::{
    Actor, BureauCode, CampaignId, Directory, Pace, Party, Plan, Terms, Timebase, WallTime, terms::parties,
};
use duban_store::{NewCampaign, Store};
use duban_workflows::{
    BureauCampaign,
    bureau_campaign::{search_attributes, task_timeout},
    ids,
    messages::{Beginning, BureauCampaignInput},
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use temporalio_client::{
    Client, WorkflowCancelOptions, WorkflowCountOptions, WorkflowDescribeOptions, WorkflowExecutionStatus,
    WorkflowIdConflictPolicy, WorkflowIdReusePolicy, WorkflowStartOptions,
    errors::{WorkflowInteractionError, WorkflowStartError},
};
use temporalio_common::MemoValues;

/// What a planner launches.
#[derive(Clone, Debug)]
pub struct Launch {
    /// What the planner wrote.
    pub plan: Plan,
    /// The same as instants.
    pub terms: Terms,
    /// Who launches it.
    pub by: Actor,
    /// How many times faster than the wall's the campaign's time runs, from its issue date on; `None`: it
    /// is the wall's.
    pub speed: Option<u32>,
    /// Whether it goes out although some of its due days, or its close, have passed.
    pub belated: bool,
}

/// What was launched and how it runs; kept with the issuer's workflow, so that the store can be
/// written again from the engine alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Launched {
    /// The plan.
    pub plan: Plan,
    /// How plan time runs against wall time.
    pub timebase: Timebase,
    /// Who launched it.
    pub by: Actor,
    /// When.
    pub at: WallTime,
}

/// Where a [`Launched`] is kept in the issuer's workflow.
pub const MEMO: &str = "launched";

impl Service {
    /// Launches a campaign.
    ///
    /// # Errors
    /// Some of it has passed and nobody asked for a belated launch; it was launched already; the engine's
    /// and the store's.
    pub async fn launch(&self, launch: Launch) -> Result<Launched, ServiceError> {
        let Launch { plan, mut terms, by, speed, belated } = launch;
        // One that was cut off and is repeated is judged by its first instant, which stands.
        let begun = self.store().campaign_get(&plan.id).await?.map(|kept| kept.launched_at);
        let at = begun.unwrap_or_else(|| WallTime::new(Utc::now()));
        let timebase =
            speed.map_or(Timebase::identity(), |speed| Timebase::compressed(terms.opens, at, speed));
        if let Some(passed) = terms.belated(timebase.plan(at)).filter(|_| !belated) {
            return Err(ServiceError::Belated(Box::new(passed)));
        }
        let client = self.client().await?;
        terms.tolerance_seconds = self.tolerance(timebase.speed());
        let parts = self.parts();
        let launcher = Launcher {
            client: &client,
            store: &parts.store,
            directory: &parts.directory,
            task_queue: &parts.task_queue,
            pace: parts.pace,
        };
        let launched = launcher.launch(&terms, Launched { plan, timebase, by, at }).await;
        self.campaigns().forget().await;
        launched
    }

    /// Calls a campaign off: the issuer's workflow is asked to stop and asks its children.
    ///
    /// # Errors
    /// There is no such campaign, or it has ended.
    pub(crate) async fn cancel(
        &self,
        campaign: &CampaignId,
        by: Actor,
        reason: &str,
    ) -> Result<(), ServiceError> {
        let kept = self.store().campaign_get(campaign).await?;
        let issuer = kept.ok_or_else(|| ServiceError::unknown("campaign", campaign))?.plan.issuer;
        let client = self.client().await?;
        let handle = client.get_workflow_handle::<BureauCampaign>(ids::bureau_campaign(campaign, &issuer));
        let reason = format!("{} ({}): {reason}", by.name, by.bureau);
        match handle.cancel(WorkflowCancelOptions::builder().reason(reason).build()).await {
            Ok(_) => Ok(()),
            Err(WorkflowInteractionError::NotFound(_)) => Err(ServiceError::NotRunning {
                what: "bureau",
                id: issuer.to_string(),
                campaign: campaign.clone(),
            }),
            Err(error) => Err(error).context("calling the campaign off").map_err(ServiceError::Unavailable),
        }
    }
}

/// Launches campaigns whose terms and timebase are settled.
#[derive(Clone, Copy)]
pub struct Launcher<'a> {
    /// The engine.
    pub client: &'a Client,
    /// The ledger.
    pub store: &'a Store,
    /// All bureaus.
    pub directory: &'a Directory,
    /// Where the workers listen.
    pub task_queue: &'a str,
    /// How the workflows run on their machines.
    pub pace: Pace,
}

impl Launcher<'_> {
    /// Keeps the campaign in the store and starts the issuer's workflow, which starts all others. A launch
    /// that was cut off in between goes on when it is repeated; its first instant stands.
    ///
    /// # Errors
    /// It was launched already.
    pub async fn launch(&self, terms: &Terms, launched: Launched) -> Result<Launched, ServiceError> {
        let bureaus: Vec<_> = self.directory.iter().cloned().collect();
        self.store.bureau_upsert_all(&bureaus).await?;
        let kept = self
            .store
            .campaign_insert(&NewCampaign {
                plan: launched.plan.clone(),
                timebase: launched.timebase,
                launched_by: launched.by.clone(),
                launched_at: launched.at,
            })
            .await?;
        let launched = Launched { timebase: kept.timebase, at: kept.launched_at, ..launched };
        let terms = &terms.clone().launched_in(launched.timebase, launched.at);
        let subtree = parties(self.directory, &terms.issuer);
        let issuer =
            subtree.first().cloned().ok_or_else(|| ServiceError::unknown("bureau", &terms.issuer))?;
        let options = self.options(terms, &issuer, &launched);
        let input = self.input(terms, subtree, launched.timebase);
        match self.client.start_workflow(BureauCampaign::run, input, options).await {
            Ok(_) => Ok(launched),
            Err(WorkflowStartError::AlreadyStarted { .. }) => {
                let by = Some((launched.by, launched.at));
                Err(ServiceError::Exists { what: "campaign", id: terms.campaign.to_string(), by })
            }
            Err(error) => {
                Err(error).context("starting the issuer's workflow").map_err(ServiceError::Unavailable)
            }
        }
    }

    fn input(&self, terms: &Terms, subtree: Vec<Party>, timebase: Timebase) -> BureauCampaignInput {
        let beginning = Beginning::Launch(Arc::new(terms.clone()));
        BureauCampaignInput::new(subtree, timebase, self.pace, beginning)
    }

    fn options(&self, terms: &Terms, issuer: &Party, launched: &Launched) -> WorkflowStartOptions {
        let id = ids::bureau_campaign(&terms.campaign, &issuer.bureau);
        let mut memo = MemoValues::new();
        memo.insert(MEMO, launched.clone());
        let mut options = WorkflowStartOptions::new(self.task_queue, id)
            .id_reuse_policy(WorkflowIdReusePolicy::RejectDuplicate)
            .id_conflict_policy(WorkflowIdConflictPolicy::Fail)
            .search_attributes(search_attributes(terms, issuer))
            .memo(memo)
            .build();
        options.task_timeout = task_timeout(self.pace.task_timeout_seconds);
        options
    }
}

/// How many bureaus' workflows of a campaign exist.
pub async fn running_bureaus(client: &Client, campaign: &CampaignId) -> Result<usize, ServiceError> {
    let query = format!("WorkflowType = 'BureauCampaign' AND DubanCampaign = '{campaign}'");
    let counted = client.count_workflows(query, WorkflowCountOptions::default()).await;
    counted.map(|counted| counted.count()).context("counting workflows").map_err(ServiceError::Unavailable)
}

/// Where a bureau's workflow stands, and how long its history is; `None` while it is not there.
pub async fn state_of(
    client: &Client,
    campaign: &CampaignId,
    bureau: &BureauCode,
) -> Result<Option<(WorkflowExecutionStatus, usize)>, ServiceError> {
    let handle = client.get_workflow_handle::<BureauCampaign>(ids::bureau_campaign(campaign, bureau));
    match handle.describe(WorkflowDescribeOptions::default()).await {
        Ok(described) => Ok(Some((described.status(), described.history_length()))),
        Err(WorkflowInteractionError::NotFound(_)) => Ok(None),
        Err(error) => Err(ServiceError::Unavailable(anyhow!(error))),
    }
}
