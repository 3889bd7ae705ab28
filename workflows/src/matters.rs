//! Findings, listings and incidents: each a workflow of its own, started by id and outliving its
//! campaign. They differ in the machine they hold and in nothing else, so the shells are written once.

use crate::{
    attributes,
    driver::{
        Shell,
        drive::{DriverEnd, drive},
    },
    durable::DurableMachine,
    machine_workflow::machine_workflow,
    messages::{Answer, MatterInput, Received},
};
use duban_domain::{
    BureauCode, CampaignId, Finding, Incident, Listing,
    listing::{ListingCommand, was_refused},
};
use temporalio_common::search_attributes::SearchAttributes;
use temporalio_macros::workflow;
use temporalio_workflow::{
    ContinueAsNewOptions, SyncWorkflowContext, WorkflowContext, WorkflowContextView, WorkflowResult,
};

macro_rules! matter {
    ($(#[$doc:meta])* $workflow:ident, $markers:ident, $name:literal, $machine:ident { $($own:tt)* }) => {
        $(#[$doc])*
        #[workflow]
        pub struct $workflow {
            shell: Shell<$machine>,
        }

        machine_workflow! { $workflow, $markers, $machine {
            #[init]
            fn new(_ctx: &WorkflowContextView, input: MatterInput<$machine>) -> Self {
                Self { shell: shell(input) }
            }

            /// Runs it to its end.
            #[run(name = $name)]
            pub async fn run(ctx: &mut WorkflowContext<Self>) -> WorkflowResult<()> {
                let end = drive(ctx).await?;
                ctx.wait_condition(|_| ctx.all_handlers_finished()).await?;
                if end == DriverEnd::ContinueAsNew {
                    ctx.continue_as_new(ctx.state(|s| next_run(&s.shell)), ContinueAsNewOptions::default())?;
                }
                Ok(())
            }

            $($own)*
        }}
    };
}

matter! {
    /// A finding's workflow.
    FindingWorkflow, finding_workflow, "Finding", Finding {}
}

matter! {
    /// A listing's workflow.
    ListingWorkflow, listing_workflow, "Listing", Listing {
        /// The docket that opened it has found that it was wrong. One that has ended meanwhile stays as it is.
        #[signal]
        pub fn revoke(&mut self, ctx: &mut SyncWorkflowContext<Self>, received: Received<ListingCommand>) {
            if was_refused(&received.act.command) {
                return;
            }
            // The answer has no reader: what became of it, the ledger tells.
            let (Answer::Done(_) | Answer::Refused(_)) = self.shell.take(ctx.workflow_time(), received);
        }
    }
}

matter! {
    /// An incident's workflow.
    IncidentWorkflow, incident_workflow, "Incident", Incident {}
}

/// What an operator finds a matter by. Set by whoever starts it.
pub fn search_attributes(campaign: &CampaignId, bureau: &BureauCode) -> SearchAttributes {
    SearchAttributes::new([
        attributes::CAMPAIGN.value_set(campaign.to_string()),
        attributes::BUREAU.value_set(bureau.to_string()),
        attributes::STATE.value_set("active".to_owned()),
    ])
}

fn shell<M: DurableMachine>(input: MatterInput<M>) -> Shell<M> {
    let MatterInput { machine, timebase, pace, sequence, journal, silence } = input;
    let shell = Shell::new(machine, timebase, pace, (sequence, journal));
    shell.told(silence).showing("active").eager()
}

fn next_run<M: DurableMachine>(shell: &Shell<M>) -> MatterInput<M> {
    let (sequence, journal) = shell.written();
    let (machine, silence) = (shell.machine.clone(), shell.silence());
    MatterInput { machine, timebase: shell.timebase, pace: shell.pace, sequence, journal, silence }
}
