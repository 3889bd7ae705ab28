//! Telling a machine a person's command, or a conductor's cue, and waiting until the ledger knows. What is
//! sent again with the same id is the same.

use crate::ServiceError;
use duban_activities::engine::{EngineClient, EngineError};
use duban_domain::{
    CampaignId, EventEnvelope,
    preview::{Drafts, Previewed},
};
use duban_workflows::{
    MachineId,
    machine_workflow::{CommandOf, EventOf},
    messages::{Answer, AskPreview, Cue, Received},
};

type Outcome<I> = Result<Vec<EventEnvelope<EventOf<<I as MachineId>::Workflow>>>, ServiceError>;

/// Tells a docket, a finding, a listing or an incident a command.
///
/// # Errors
/// The machine's refusal; it does not run; nobody answered in time.
pub async fn tell_machine<I: MachineId>(
    engine: &EngineClient,
    campaign: &CampaignId,
    id: &I,
    received: Received<CommandOf<I::Workflow>>,
    update_id: Option<String>,
) -> Outcome<I> {
    let workflow = id.workflow_id(campaign);
    answered(campaign, id, engine.tell::<I::Workflow>(&workflow, received, update_id).await)
}

/// The same for what a conductor says in a run that is conducted.
///
/// # Errors
/// As [`tell_machine`].
pub async fn cue_machine<I: MachineId>(
    engine: &EngineClient,
    campaign: &CampaignId,
    id: &I,
    cue: Cue<CommandOf<I::Workflow>>,
    update_id: String,
) -> Outcome<I> {
    let workflow = id.workflow_id(campaign);
    answered(campaign, id, engine.conduct::<I::Workflow>(&workflow, cue, update_id).await)
}

/// What an approval would issue.
pub(crate) async fn preview_machine<I: MachineId>(
    engine: &EngineClient,
    campaign: &CampaignId,
    id: &I,
    asked: AskPreview,
) -> Result<Drafts, ServiceError> {
    match engine.preview::<I::Workflow>(&id.workflow_id(campaign), asked).await {
        Ok(Previewed::Drafts(drafts)) => Ok(drafts),
        Ok(Previewed::Refused(refusal)) => Err(ServiceError::Refused(refusal)),
        Err(error) => Err(not_running(campaign, id, error)),
    }
}

fn answered<I: MachineId, W>(
    campaign: &CampaignId,
    id: &I,
    answer: Result<Answer<W>, EngineError>,
) -> Result<Vec<EventEnvelope<W>>, ServiceError> {
    match answer {
        Ok(Answer::Done(effects)) => Ok(effects),
        Ok(Answer::Refused(refusal)) => Err(ServiceError::Refused(refusal)),
        Err(error) => Err(not_running(campaign, id, error)),
    }
}

/// A machine that is not found does not run; whatever else went wrong is the engine's.
pub(crate) fn not_running<I: MachineId>(campaign: &CampaignId, id: &I, error: EngineError) -> ServiceError {
    match error {
        EngineError::NotFound(_) => {
            ServiceError::NotRunning { what: I::WHAT, id: id.to_string(), campaign: campaign.clone() }
        }
        error => error.into(),
    }
}
