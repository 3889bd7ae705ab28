//! Telling a workflow a person's command, and waiting until the ledger knows. A command that is sent again
//! with the same id is the same command.

use crate::output::{NotRunning, RefusedCommand};
use anyhow::{Context, Result, anyhow};
use duban_domain::{
    BureauCode, CampaignId, Effect, FindingId, IncidentId, ListingId,
    finding::{FindingCommand, FindingWhat},
    incident::{IncidentCommand, IncidentWhat},
    listing::{ListingCommand, ListingWhat},
};
use duban_workflows::{
    BureauCampaign, FindingWorkflow, IncidentWorkflow, ListingWorkflow, ids,
    messages::{Answer, Received},
};
use std::{future::Future, time::Duration};
use temporalio_client::{Client, WorkflowExecuteUpdateOptions, errors::WorkflowUpdateError};

/// A worker answers within this time, or there is none.
const ANSWERED_WITHIN: Duration = Duration::from_secs(30);

macro_rules! tellers {
    ($($(#[$doc:meta])* $name:ident => $workflow:ident, $id_of:ident, $id:ty, $what:expr, $command:ty, $happens:ty;)*) => {$(
        $(#[$doc])*
        ///
        /// # Errors
        /// [`RefusedCommand`] with the reason; the engine's.
        pub async fn $name(
            client: &Client,
            campaign: &CampaignId,
            id: &$id,
            received: Received<$command>,
            update: Option<String>,
        ) -> Result<Vec<Effect<$happens>>> {
            let handle = client.get_workflow_handle::<$workflow>(ids::$id_of(campaign, id));
            let mut options = WorkflowExecuteUpdateOptions::default();
            options.update_id = update;
            let told = handle.execute_update($workflow::command, received, options).await;
            answered(told, || format!($what, id = id, campaign = campaign))
        }
    )*};
}

tellers! {
    /// Tells a bureau's docket.
    tell => BureauCampaign, bureau_campaign, BureauCode,
        "{id} has no running part in {campaign}: it takes no part, or has ended",
        duban_domain::Command, duban_domain::What;
    /// Tells a finding.
    tell_finding => FindingWorkflow, finding, FindingId,
        "there is no running finding {id} in {campaign}: it is not there, or has ended",
        FindingCommand, FindingWhat;
    /// Tells a listing.
    tell_listing => ListingWorkflow, listing, ListingId,
        "there is no running listing {id} in {campaign}: it is not there, or has ended",
        ListingCommand, ListingWhat;
    /// Tells an incident.
    tell_incident => IncidentWorkflow, incident, IncidentId,
        "there is no running incident {id} in {campaign}: it is not there, or has ended",
        IncidentCommand, IncidentWhat;
}

fn answered<W>(
    told: Result<Answer<W>, WorkflowUpdateError>,
    nobody: impl FnOnce() -> String,
) -> Result<Vec<Effect<W>>> {
    match told {
        Ok(Answer::Done(effects)) => Ok(effects),
        Ok(Answer::Refused(refusal)) => Err(RefusedCommand(refusal.to_string()).into()),
        Err(WorkflowUpdateError::Failed(failure)) => Err(RefusedCommand(failure.message).into()),
        Err(WorkflowUpdateError::NotFound(_)) => Err(NotRunning(nobody()).into()),
        Err(error) => Err(error).context("telling the workflow"),
    }
}

/// Waits for an answer, but not for a worker that is not there. `look` names the command that shows
/// whether it was taken.
///
/// # Errors
/// Nobody answered; the answer's own.
pub async fn in_time<T>(answer: impl Future<Output = Result<T>>, look: &str) -> Result<T> {
    let answer = tokio::time::timeout(ANSWERED_WITHIN, answer).await;
    answer.map_err(|_| anyhow!("no worker answered; whether the command was taken, `{look}` will show"))?
}
