//! A campaign goes out to every bureau below its issuer, and is called off.

use crate::{Service, ServiceError, tell::not_running};
use chrono::Utc;
use duban_activities::{
    engine::{EngineClient, ExecutionStatus, Start},
    run_options::RunOptions,
};
use duban_domain::{
    Actor, Attachment, BureauCode, CampaignId, Directory, Party, Plan, Terms, Timebase, WallTime,
    plan::BasisFile, terms::parties,
};
use duban_store::{NewCampaign, Store};
use duban_workflows::{
    BureauCampaign,
    bureau_campaign::search_attributes,
    ids,
    messages::{Beginning, BureauCampaignInput},
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
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
        self.check_basis(&plan).await?;
        let client = self.client().await?;
        terms.tolerance_seconds = self.tolerance(timebase.speed());
        let parts = self.parts();
        let launcher =
            Launcher { client: &client, store: &parts.store, directory: &parts.directory, run: &parts.run };
        let launched = launcher.launch(&terms, Launched { plan, timebase, by, at }).await;
        self.campaigns().forget().await;
        launched
    }

    /// The files that a plan rests on lie in the archive, as they were handed in.
    async fn check_basis(&self, plan: &Plan) -> Result<(), ServiceError> {
        for file in plan.basis.iter().filter_map(|basis| basis.file.as_ref()) {
            self.archive().verify(&kept_file(file)).await.map_err(|error| match error.is_permanent() {
                true => ServiceError::File(error),
                false => ServiceError::Unavailable(error.into()),
            })?;
        }
        Ok(())
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
        let reason = format!("{} ({}): {reason}", by.name, by.bureau);
        let workflow = ids::bureau_campaign(campaign, &issuer);
        let called_off = self.client().await?.cancel(&workflow, reason).await;
        called_off.map_err(|error| not_running(campaign, &issuer, error))
    }
}

/// A file as the archive is asked for it; how large it is, and of what kind, the archive says.
pub(crate) fn kept_file(file: &BasisFile) -> Attachment {
    let BasisFile { name, sha256 } = file.clone();
    Attachment { name, sha256, size: u64::MAX, media_type: String::new() }
}

/// Launches campaigns whose terms and timebase are settled.
#[derive(Clone, Copy)]
pub struct Launcher<'a> {
    /// The engine.
    pub client: &'a EngineClient,
    /// The ledger.
    pub store: &'a Store,
    /// All bureaus.
    pub directory: &'a Directory,
    /// How workflows run.
    pub run: &'a RunOptions,
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
        let start = self.start(terms, &issuer, &launched);
        let input = self.input(terms, subtree, launched.timebase);
        if self.client.start(BureauCampaign::run, input, start).await? {
            return Ok(launched);
        }
        let by = Some((launched.by, launched.at));
        Err(ServiceError::Exists { what: "campaign", id: terms.campaign.to_string(), by })
    }

    fn input(&self, terms: &Terms, subtree: Vec<Party>, timebase: Timebase) -> BureauCampaignInput {
        let beginning = Beginning::Launch(Arc::new(terms.clone()));
        BureauCampaignInput::new(subtree, timebase, self.run.pace, beginning)
    }

    fn start(&self, terms: &Terms, issuer: &Party, launched: &Launched) -> Start {
        let mut memo = MemoValues::new();
        memo.insert(MEMO, launched.clone());
        Start {
            task_timeout: self.run.task_timeout(),
            search_attributes: Some(search_attributes(terms, issuer)),
            memo: Some(memo),
            ..Start::new(ids::bureau_campaign(&terms.campaign, &issuer.bureau), &self.run.task_queue)
        }
    }
}

/// How many bureaus' workflows of a campaign exist.
pub async fn running_bureaus(client: &EngineClient, campaign: &CampaignId) -> Result<usize, ServiceError> {
    Ok(client.count_of::<BureauCampaign>(campaign).await?)
}

/// Where a bureau's workflow stands, and how long its history is; `None` while it is not there.
pub async fn state_of(
    client: &EngineClient,
    campaign: &CampaignId,
    bureau: &BureauCode,
) -> Result<Option<(ExecutionStatus, usize)>, ServiceError> {
    let described = client.describe(&ids::bureau_campaign(campaign, bureau)).await?;
    Ok(described.map(|execution| (execution.status(), execution.history_length())))
}
