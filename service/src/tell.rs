//! Telling a machine a person's command, or a conductor's cue, and waiting until the ledger knows. What is
//! sent again with the same id is the same.

use crate::ServiceError;
use duban_activities::engine::{EngineClient, EngineError};
use duban_domain::{
    CampaignId, EventEnvelope,
    preview::{Drafts, Previewed},
};
use duban_workflows::{
    MachineId, MachineWorkflow,
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
    answered(
        campaign,
        id,
        engine.update::<I::Workflow, _>(&workflow, I::Workflow::COMMAND, received, update_id).await,
    )
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
    answered(
        campaign,
        id,
        engine.update::<I::Workflow, _>(&workflow, I::Workflow::CONDUCT, cue, Some(update_id)).await,
    )
}

/// What an approval would issue.
pub(crate) async fn preview_machine<I: MachineId>(
    engine: &EngineClient,
    campaign: &CampaignId,
    id: &I,
    asked: AskPreview,
) -> Result<Drafts, ServiceError> {
    match engine.query::<I::Workflow, _>(&id.workflow_id(campaign), I::Workflow::PREVIEW, asked).await {
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

#[cfg(test)]
mod tests {
    use super::*;
    use duban_domain::FindingId;

    #[test]
    fn what_the_engine_says_is_told_once_for_all_machines() {
        let (campaign, id) = (CampaignId::from("short"), FindingId::from("522701-1"));
        let ended = not_running(&campaign, &id, EngineError::NotFound(id.workflow_id(&campaign)));
        assert_eq!(
            ended.to_string(),
            "there is no running finding 522701-1 in short: it is not there, or has ended"
        );
        assert!(ended.is_refusal());
        let silent = not_running(&campaign, &id, EngineError::NoAnswer);
        assert!(matches!(silent, ServiceError::NoAnswer) && !silent.is_refusal());
        let away = EngineError::Unavailable { doing: "telling finding".to_owned(), source: "away".into() };
        let away = not_running(&campaign, &id, away);
        assert!(matches!(away, ServiceError::Unavailable(_)) && !away.is_refusal());
    }
}
