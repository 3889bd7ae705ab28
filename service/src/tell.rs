//! Telling a workflow a person's command, or a conductor's cue, and waiting until the ledger knows. What is
//! sent again with the same id is the same.

use crate::ServiceError;
use anyhow::Context;
use duban_domain::{
    BureauCode, CampaignId, DocketEvent, EventEnvelope, FindingId, IncidentId, ListingId,
    finding::{FindingCommand, FindingEvent},
    incident::{IncidentCommand, IncidentEvent},
    listing::{ListingCommand, ListingEvent},
    preview::{Drafts, Previewed},
};
use duban_workflows::{
    BureauCampaign, FindingWorkflow, IncidentWorkflow, ListingWorkflow, ids,
    messages::{Answer, AskPreview, Cue, Received, Refused},
};
use std::{future::Future, time::Duration};
use temporalio_client::{
    Client, WorkflowExecuteUpdateOptions, WorkflowQueryOptions,
    errors::{WorkflowQueryError, WorkflowUpdateError},
};

/// A worker answers within this time, or there is none.
const ANSWERED_WITHIN: Duration = Duration::from_secs(30);

macro_rules! tellers {
    ($($(#[$doc:meta])* $name:ident, $cue:ident => $workflow:ident, $id_of:ident($id:ty), $what:literal, $command:ty, $happens:ty;)*) => {$(
        $(#[$doc])*
        ///
        /// # Errors
        /// The machine's refusal; it does not run.
        pub async fn $name(
            client: &Client,
            campaign: &CampaignId,
            id: &$id,
            received: Received<$command>,
            update_id: Option<String>,
        ) -> Result<Vec<EventEnvelope<$happens>>, ServiceError> {
            let handle = client.get_workflow_handle::<$workflow>(ids::$id_of(campaign, id));
            let mut options = WorkflowExecuteUpdateOptions::default();
            options.update_id = update_id;
            let told = handle.execute_update($workflow::command, received, options).await;
            let nobody = || ServiceError::NotRunning { what: $what, id: id.to_string(), campaign: campaign.clone() };
            answered(told, nobody)
        }

        /// The same for what a conductor says in a run that is conducted.
        ///
        /// # Errors
        /// The machine's refusal; it does not run.
        pub async fn $cue(
            client: &Client,
            campaign: &CampaignId,
            id: &$id,
            cue: Cue<$command>,
            update_id: String,
        ) -> Result<Vec<EventEnvelope<$happens>>, ServiceError> {
            let handle = client.get_workflow_handle::<$workflow>(ids::$id_of(campaign, id));
            let mut options = WorkflowExecuteUpdateOptions::default();
            options.update_id = Some(update_id);
            let told = handle.execute_update($workflow::conduct, cue, options).await;
            let nobody = || ServiceError::NotRunning { what: $what, id: id.to_string(), campaign: campaign.clone() };
            answered(told, nobody)
        }
    )*};
}

tellers! {
    /// Tells a bureau's docket.
    tell_docket, cue_docket => BureauCampaign, bureau_campaign(BureauCode), "bureau", duban_domain::Command, DocketEvent;
    /// Tells a finding.
    tell_finding, cue_finding => FindingWorkflow, finding(FindingId), "finding", FindingCommand, FindingEvent;
    /// Tells a listing.
    tell_listing, cue_listing => ListingWorkflow, listing(ListingId), "listing", ListingCommand, ListingEvent;
    /// Tells an incident.
    tell_incident, cue_incident => IncidentWorkflow, incident(IncidentId), "incident", IncidentCommand, IncidentEvent;
}

macro_rules! askers {
    ($($(#[$doc:meta])* $name:ident => $workflow:ident, $id_of:ident($id:ty), $what:literal;)*) => {$(
        $(#[$doc])*
        pub(crate) async fn $name(
            client: &Client,
            campaign: &CampaignId,
            id: &$id,
            asked: AskPreview,
        ) -> Result<Drafts, ServiceError> {
            let handle = client.get_workflow_handle::<$workflow>(ids::$id_of(campaign, id));
            match handle.query($workflow::preview, asked, WorkflowQueryOptions::default()).await {
                Ok(Previewed::Drafts(drafts)) => Ok(drafts),
                Ok(Previewed::Refused(refusal)) => Err(ServiceError::Refused(refusal)),
                Err(WorkflowQueryError::NotFound(_)) => {
                    Err(ServiceError::NotRunning { what: $what, id: id.to_string(), campaign: campaign.clone() })
                }
                Err(error) => Err(error).context("asking the workflow").map_err(ServiceError::Unavailable),
            }
        }
    )*};
}

askers! {
    /// What an approval of a bureau's docket would issue.
    preview_docket => BureauCampaign, bureau_campaign(BureauCode), "bureau";
    /// What an approval of a finding would issue.
    preview_finding => FindingWorkflow, finding(FindingId), "finding";
    /// What an approval of a listing would issue.
    preview_listing => ListingWorkflow, listing(ListingId), "listing";
}

fn answered<W>(
    told: Result<Answer<W>, WorkflowUpdateError>,
    nobody: impl FnOnce() -> ServiceError,
) -> Result<Vec<EventEnvelope<W>>, ServiceError> {
    match told {
        Ok(Answer::Done(effects)) => Ok(effects),
        Ok(Answer::Refused(refusal)) => Err(ServiceError::Refused(refusal)),
        Err(WorkflowUpdateError::Failed(failure)) => {
            Err(ServiceError::Refused(Refused::read(&failure.message)))
        }
        Err(WorkflowUpdateError::NotFound(_)) => Err(nobody()),
        Err(error) => Err(error).context("telling the workflow").map_err(ServiceError::Unavailable),
    }
}

/// Waits for an answer, but not for a worker that is not there.
pub(crate) async fn in_time<T>(
    answer: impl Future<Output = Result<T, ServiceError>>,
) -> Result<T, ServiceError> {
    tokio::time::timeout(ANSWERED_WITHIN, answer).await.map_err(|_| ServiceError::NoAnswer)?
}
