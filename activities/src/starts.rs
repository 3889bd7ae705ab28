//! Starting the workflows of matters. Each is known by an id that is used once: starting it again, in any
//! run or on any machine, starts nothing.

use crate::engine::{EngineClient, EngineError, Start};
use duban_domain::{BureauCode, CampaignId, Finding, Incident, Listing, Machine, Pace, Timebase};
use duban_workflows::{
    FindingWorkflow, IncidentWorkflow, ListingWorkflow, bureau_campaign::task_timeout, ids,
    matters::search_attributes, messages::MatterInput,
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
    pub async fn finding(&self, engine: &EngineClient, finding: Finding) -> Result<bool, EngineError> {
        let (campaign, id) = (finding.terms().matter.campaign.clone(), finding.registration().id.clone());
        let start = self.start(ids::finding(&campaign, &id), &campaign, &finding.party().bureau);
        engine.start(FindingWorkflow::run, self.input(finding), start).await
    }

    /// Starts a listing; `false` if there is one with its id.
    pub async fn listing(&self, engine: &EngineClient, listing: Listing) -> Result<bool, EngineError> {
        let opening = listing.opening();
        let campaign = &opening.terms.matter.campaign;
        let start = self.start(ids::listing(campaign, &opening.id), campaign, &opening.party.bureau);
        engine.start(ListingWorkflow::run, self.input(listing), start).await
    }

    /// Starts an incident; `false` if there is one with its id.
    pub async fn incident(&self, engine: &EngineClient, incident: Incident) -> Result<bool, EngineError> {
        let opening = incident.opening();
        let campaign = &opening.matter.campaign;
        let start = self.start(ids::incident(campaign, &opening.id), campaign, &opening.party.bureau);
        engine.start(IncidentWorkflow::run, self.input(incident), start).await
    }

    fn input<M: Machine>(&self, machine: M) -> MatterInput<M> {
        MatterInput::begin(machine, self.timebase, self.pace)
    }

    fn start(&self, id: String, campaign: &CampaignId, bureau: &BureauCode) -> Start {
        Start {
            task_timeout: task_timeout(self.pace.task_timeout_seconds),
            search_attributes: Some(search_attributes(campaign, bureau)),
            ..Start::new(id, &self.task_queue)
        }
    }
}
