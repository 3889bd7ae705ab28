//! What all workflows of state machines have in common: how they are told and asked. A macro and no generic
//! type, because the SDK's own macros know none.

use crate::messages::{Answer, AskPreview, Cue, Dossier, Received};
use duban_domain::{Machine, preview::Previewed};
use temporalio_common::{HasWorkflowDefinition, QueryDefinition, UpdateDefinition};

/// What a workflow's handlers are defined upon.
pub type RunOf<W> = <W as HasWorkflowDefinition>::Run;
/// What people can tell a workflow's machine.
pub type CommandOf<W> = <<W as MachineWorkflow>::Machine as Machine>::Command;
/// What can happen in it.
pub type EventOf<W> = <<W as MachineWorkflow>::Machine as Machine>::Event;
/// What readers see of it.
pub type ViewOf<W> = <<W as MachineWorkflow>::Machine as Machine>::View;
/// What it answers.
pub type AnswerOf<W> = Answer<EventOf<W>>;
/// All it knows.
pub type DossierOf<W> = Dossier<CommandOf<W>, EventOf<W>, ViewOf<W>>;

/// A workflow that holds a state machine, as whoever speaks to it knows it.
pub trait MachineWorkflow: HasWorkflowDefinition + Sized + 'static {
    /// The machine.
    type Machine: Machine<Command: Send + Sync, Event: Send + Sync, View: Send + Sync>;
    /// A person's command.
    type Command: UpdateDefinition<Workflow = RunOf<Self>, Input = Received<CommandOf<Self>>, Output = AnswerOf<Self>>
        + Send
        + Sync;
    /// What a conductor says.
    type Conduct: UpdateDefinition<Workflow = RunOf<Self>, Input = Cue<CommandOf<Self>>, Output = AnswerOf<Self>>
        + Send
        + Sync;
    /// What a command would lead to.
    type Foresee: QueryDefinition<Workflow = RunOf<Self>, Input = Received<CommandOf<Self>>, Output = AnswerOf<Self>>
        + Send
        + Sync;
    /// What an approval would issue.
    type Preview: QueryDefinition<Workflow = RunOf<Self>, Input = AskPreview, Output = Previewed>
        + Send
        + Sync;
    /// All it knows.
    type Dossier: QueryDefinition<Workflow = RunOf<Self>, Input = (), Output = DossierOf<Self>> + Send + Sync;

    /// The workflow's type, as the engine lists it.
    const TYPE: &'static str;
    /// The update of that name.
    const COMMAND: Self::Command;
    /// The update of that name.
    const CONDUCT: Self::Conduct;
    /// The query of that name.
    const FORESEE: Self::Foresee;
    /// The query of that name.
    const PREVIEW: Self::Preview;
    /// The query of that name.
    const DOSSIER: Self::Dossier;
}

/// The handlers of a workflow that holds a machine in a field `shell`, beside what is its own: how it begins,
/// how it runs, what else it takes. `$markers` is the module that the SDK makes of the workflow's name.
macro_rules! machine_workflow {
    ($workflow:ident, $markers:ident, $machine:ident { $($own:tt)* }) => {
        #[temporalio_macros::workflow_methods]
        impl $workflow {
            $($own)*

            #[update_validator(command)]
            fn validate(
                &self,
                _ctx: &temporalio_workflow::WorkflowContextView,
                received: &$crate::messages::Received<<$machine as duban_domain::Machine>::Command>,
            ) -> Result<(), $crate::driver::conducted::Invalid> {
                Ok(self.shell.check(received).map_err($crate::messages::Refused)?)
            }

            /// A person's command. A refused one never enters history.
            #[update]
            pub fn command(
                &mut self,
                ctx: &mut temporalio_workflow::SyncWorkflowContext<Self>,
                received: $crate::messages::Received<<$machine as duban_domain::Machine>::Command>,
            ) -> $crate::messages::Answer<<$machine as duban_domain::Machine>::Event> {
                self.shell.take(ctx.workflow_time(), received)
            }

            /// What a conductor says: perhaps a command, and until when nothing more will be said.
            #[update]
            pub async fn conduct(
                ctx: &mut temporalio_workflow::WorkflowContext<Self>,
                cue: $crate::messages::Cue<<$machine as duban_domain::Machine>::Command>,
            ) -> Result<
                $crate::messages::Answer<<$machine as duban_domain::Machine>::Event>,
                $crate::driver::conducted::Invalid,
            > {
                $crate::driver::conducted::conduct(ctx, cue).await
            }

            /// What a command would lead to. Nothing changes by it.
            #[query]
            pub fn foresee(
                &self,
                _ctx: &temporalio_workflow::WorkflowContextView,
                received: $crate::messages::Received<<$machine as duban_domain::Machine>::Command>,
            ) -> $crate::messages::Answer<<$machine as duban_domain::Machine>::Event> {
                self.shell.foresee(&received)
            }

            /// What an approval would issue if it were given at an instant.
            #[query]
            pub fn preview(
                &self,
                _ctx: &temporalio_workflow::WorkflowContextView,
                asked: $crate::messages::AskPreview,
            ) -> duban_domain::preview::Previewed {
                self.shell.preview(&asked)
            }

            /// All this workflow knows, to write the store again.
            #[query]
            pub fn dossier(
                &self,
                _ctx: &temporalio_workflow::WorkflowContextView,
            ) -> $crate::machine_workflow::DossierOf<$workflow> {
                self.shell.dossier()
            }
        }

        impl $crate::machine_workflow::MachineWorkflow for $workflow {
            type Machine = $machine;
            type Command = $markers::Command;
            type Conduct = $markers::Conduct;
            type Foresee = $markers::Foresee;
            type Preview = $markers::Preview;
            type Dossier = $markers::Dossier;

            const TYPE: &'static str = $workflow::name();
            const COMMAND: Self::Command = $workflow::command;
            const CONDUCT: Self::Conduct = $workflow::conduct;
            const FORESEE: Self::Foresee = $workflow::foresee;
            const PREVIEW: Self::Preview = $workflow::preview;
            const DOSSIER: Self::Dossier = $workflow::dossier;
        }

        impl $crate::driver::drive::Host for $workflow {
            type Machine = $machine;

            fn shell(&self) -> &$crate::driver::Shell<$machine> {
                &self.shell
            }

            fn shell_mut(&mut self) -> &mut $crate::driver::Shell<$machine> {
                &mut self.shell
            }
        }
    };
}

pub(crate) use machine_workflow;
