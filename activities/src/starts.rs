//! Starting the workflows of matters. Each is known by an id that is used once: starting it again, in any
//! run or on any machine, starts nothing.

use duban_domain::{BureauCode, CampaignId, Finding, Incident, Listing, Machine, Pace, Timebase};
use duban_workflows::{
    FindingWorkflow, IncidentWorkflow, ListingWorkflow, bureau_campaign::task_timeout, ids,
    matters::search_attributes, messages::MatterInput,
};
use temporalio_client::{
    Client, WorkflowIdConflictPolicy, WorkflowIdReusePolicy, WorkflowStartOptions, errors::WorkflowStartError,
};

/// How the workflows of matters are started.
#[derive(Clone, Debug)]
pub struct Starter {
    /// On which task queue.
    pub task_queue: String,
    /// How their plan time runs against wall time.
    pub timebase: Timebase,
    /// How they run on their machines.
    pub pace: Pace,
}

impl Starter {
    /// Starts a finding; `false` if there is one with its id.
    pub async fn finding(&self, client: &Client, finding: Finding) -> Result<bool, WorkflowStartError> {
        let (campaign, id) = (finding.terms().matter.campaign.clone(), finding.registration().id.clone());
        let options = self.options(ids::finding(&campaign, &id), &campaign, &finding.party().bureau);
        is_new(client.start_workflow(FindingWorkflow::run, self.input(finding), options).await)
    }

    /// Starts a listing; `false` if there is one with its id.
    pub async fn listing(&self, client: &Client, listing: Listing) -> Result<bool, WorkflowStartError> {
        let opening = listing.opening();
        let campaign = &opening.terms.matter.campaign;
        let options = self.options(ids::listing(campaign, &opening.id), campaign, &opening.party.bureau);
        is_new(client.start_workflow(ListingWorkflow::run, self.input(listing), options).await)
    }

    /// Starts an incident; `false` if there is one with its id.
    pub async fn incident(&self, client: &Client, incident: Incident) -> Result<bool, WorkflowStartError> {
        let opening = incident.opening();
        let campaign = &opening.matter.campaign;
        let options = self.options(ids::incident(campaign, &opening.id), campaign, &opening.party.bureau);
        is_new(client.start_workflow(IncidentWorkflow::run, self.input(incident), options).await)
    }

    fn input<M: Machine>(&self, machine: M) -> MatterInput<M> {
        MatterInput::begin(machine, self.timebase, self.pace)
    }

    /// One that has ended is not started again either.
    fn options(&self, id: String, campaign: &CampaignId, bureau: &BureauCode) -> WorkflowStartOptions {
        let mut options = WorkflowStartOptions::new(self.task_queue.clone(), id)
            .id_reuse_policy(WorkflowIdReusePolicy::RejectDuplicate)
            .id_conflict_policy(WorkflowIdConflictPolicy::Fail)
            .search_attributes(search_attributes(campaign, bureau))
            .build();
        options.task_timeout = task_timeout(self.pace.task_timeout_seconds);
        options
    }
}

fn is_new<T>(started: Result<T, WorkflowStartError>) -> Result<bool, WorkflowStartError> {
    match started {
        Ok(_) => Ok(true),
        Err(WorkflowStartError::AlreadyStarted { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}
