//! What a machine is known by within its campaign, and the workflow that holds it.

use crate::{
    BureauCampaign, FindingWorkflow, IncidentWorkflow, ListingWorkflow, ids,
    machine_workflow::MachineWorkflow,
};
use duban_domain::{BureauCode, CampaignId, FindingId, IncidentId, ListingId};
use std::fmt::Display;

/// The id of a docket (which is its bureau's), a finding, a listing or an incident.
pub trait MachineId: Display + Send + Sync {
    /// The workflow that holds it.
    type Workflow: MachineWorkflow;

    /// What it is, in a word.
    const WHAT: &'static str;

    /// Its workflow's id.
    fn workflow_id(&self, campaign: &CampaignId) -> String;
}

macro_rules! machine_ids {
    ($($id:ty => $workflow:ty, $what:literal, $of:path;)*) => {$(
        impl MachineId for $id {
            type Workflow = $workflow;

            const WHAT: &'static str = $what;

            fn workflow_id(&self, campaign: &CampaignId) -> String {
                $of(campaign, self)
            }
        }
    )*};
}

machine_ids! {
    BureauCode => BureauCampaign, "bureau", ids::bureau_campaign;
    FindingId => FindingWorkflow, "finding", ids::finding;
    ListingId => ListingWorkflow, "listing", ids::listing;
    IncidentId => IncidentWorkflow, "incident", ids::incident;
}
