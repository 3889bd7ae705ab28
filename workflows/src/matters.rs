//! Findings, listings and incidents: each a workflow of its own, started by id and outliving its
//! campaign. They differ in the machine they hold and in nothing else, so the shells are written once.

use crate::{
    attributes,
    driver::{
        Identity, Shell,
        conducted::{Invalid, conduct},
        drive::{DriverEnd, Host, drive},
    },
    effects::ledger,
    ids,
    messages::{Answer, AskPreview, Cue, Dossier, MatterInput, Received, Refused},
};
use duban_domain::{
    BureauCode, CampaignId, Finding, Incident, Listing, Machine,
    finding::{FindingCommand, FindingEvent, FindingStatus, FindingView},
    incident::{IncidentCommand, IncidentEvent, IncidentStatus, IncidentView},
    listing::{ListingCommand, ListingEvent, ListingStatus, ListingView},
    matter::MatterTerms,
    preview::Previewed,
};
use temporalio_common::search_attributes::SearchAttributes;
use temporalio_macros::{workflow, workflow_methods};
use temporalio_workflow::{
    ContinueAsNewOptions, SyncWorkflowContext, WorkflowContext, WorkflowContextView, WorkflowResult,
};

/// A finding's workflow.
#[workflow]
pub struct FindingWorkflow {
    shell: Shell<Finding>,
}

#[workflow_methods]
impl FindingWorkflow {
    #[init]
    fn new(_ctx: &WorkflowContextView, input: MatterInput<Finding>) -> Self {
        let bureau = input.machine.party().bureau.clone();
        let identity = identity(&input.machine.terms().matter, bureau);
        Self { shell: shell(input, identity) }
    }

    /// Runs it to its end.
    #[run(name = "Finding")]
    pub async fn run(ctx: &mut WorkflowContext<Self>) -> WorkflowResult<()> {
        let end = drive(ctx).await?;
        ctx.wait_condition(|_| ctx.all_handlers_finished()).await?;
        if end == DriverEnd::ContinueAsNew {
            ctx.continue_as_new(ctx.state(|s| next_run(&s.shell)), ContinueAsNewOptions::default())?;
        }
        Ok(())
    }

    #[update_validator(command)]
    fn validate(&self, _: &WorkflowContextView, received: &Received<FindingCommand>) -> Result<(), Invalid> {
        Ok(self.shell.check(received).map_err(Refused)?)
    }

    /// A person's command. A refused one never enters history.
    #[update]
    pub fn command(
        &mut self,
        ctx: &mut SyncWorkflowContext<Self>,
        received: Received<FindingCommand>,
    ) -> Answer<FindingEvent> {
        self.shell.take(ctx.workflow_time(), received)
    }

    /// What a conductor says: perhaps a command, and until when nothing more will be said.
    #[update]
    pub async fn conduct(
        ctx: &mut WorkflowContext<Self>,
        cue: Cue<FindingCommand>,
    ) -> Result<Answer<FindingEvent>, Invalid> {
        conduct(ctx, cue).await
    }

    /// What a command would lead to. Nothing changes by it.
    #[query]
    pub fn foresee(
        &self,
        _: &WorkflowContextView,
        received: Received<FindingCommand>,
    ) -> Answer<FindingEvent> {
        self.shell.foresee(&received)
    }

    /// All this workflow knows, to write the store again.
    #[query]
    pub fn dossier(&self, _: &WorkflowContextView) -> Dossier<FindingCommand, FindingEvent, FindingView> {
        self.shell.dossier()
    }

    /// What an approval would issue if it were given at an instant.
    #[query]
    pub fn preview(&self, _: &WorkflowContextView, asked: AskPreview) -> Previewed {
        self.shell.preview(&asked)
    }
}

impl Host for FindingWorkflow {
    type Machine = Finding;
    type Record = ledger::RecordFindingActivity;

    const RECORD: Self::Record = ledger::RecordFindingActivity;

    fn shell(&self) -> &Shell<Finding> {
        &self.shell
    }

    fn shell_mut(&mut self) -> &mut Shell<Finding> {
        &mut self.shell
    }

    fn state_word(&self) -> &'static str {
        let view = self.shell.machine.view();
        match view.standing {
            FindingStatus::Closed | FindingStatus::Cancelled => "finished",
            _ if view.overdue => "overdue",
            _ => "active",
        }
    }

    fn details(&self) -> String {
        let (registration, view) = (self.shell.machine.registration(), self.shell.machine.view());
        format!("**{}** {} ({})", registration.id, registration.problem, view.standing.as_str())
    }
}

/// A listing's workflow.
#[workflow]
pub struct ListingWorkflow {
    shell: Shell<Listing>,
}

#[workflow_methods]
impl ListingWorkflow {
    #[init]
    fn new(_ctx: &WorkflowContextView, input: MatterInput<Listing>) -> Self {
        let opening = input.machine.opening();
        let identity = identity(&opening.terms.matter, opening.party.bureau.clone());
        Self { shell: shell(input, identity) }
    }

    /// Runs it to its end.
    #[run(name = "Listing")]
    pub async fn run(ctx: &mut WorkflowContext<Self>) -> WorkflowResult<()> {
        let end = drive(ctx).await?;
        ctx.wait_condition(|_| ctx.all_handlers_finished()).await?;
        if end == DriverEnd::ContinueAsNew {
            ctx.continue_as_new(ctx.state(|s| next_run(&s.shell)), ContinueAsNewOptions::default())?;
        }
        Ok(())
    }

    #[update_validator(command)]
    fn validate(&self, _: &WorkflowContextView, received: &Received<ListingCommand>) -> Result<(), Invalid> {
        Ok(self.shell.check(received).map_err(Refused)?)
    }

    /// A person's command. A refused one never enters history.
    #[update]
    pub fn command(
        &mut self,
        ctx: &mut SyncWorkflowContext<Self>,
        received: Received<ListingCommand>,
    ) -> Answer<ListingEvent> {
        self.shell.take(ctx.workflow_time(), received)
    }

    /// What a conductor says: perhaps a command, and until when nothing more will be said.
    #[update]
    pub async fn conduct(
        ctx: &mut WorkflowContext<Self>,
        cue: Cue<ListingCommand>,
    ) -> Result<Answer<ListingEvent>, Invalid> {
        conduct(ctx, cue).await
    }

    /// The docket that opened it has found that it was wrong. One that has ended meanwhile stays as it is.
    #[signal]
    pub fn revoke(&mut self, ctx: &mut SyncWorkflowContext<Self>, received: Received<ListingCommand>) {
        // The answer has no reader: what became of it, the ledger tells.
        let (Answer::Done(_) | Answer::Refused(_)) = self.shell.take(ctx.workflow_time(), received);
    }

    /// What a command would lead to. Nothing changes by it.
    #[query]
    pub fn foresee(
        &self,
        _: &WorkflowContextView,
        received: Received<ListingCommand>,
    ) -> Answer<ListingEvent> {
        self.shell.foresee(&received)
    }

    /// All this workflow knows, to write the store again.
    #[query]
    pub fn dossier(&self, _: &WorkflowContextView) -> Dossier<ListingCommand, ListingEvent, ListingView> {
        self.shell.dossier()
    }

    /// What an approval would issue if it were given at an instant.
    #[query]
    pub fn preview(&self, _: &WorkflowContextView, asked: AskPreview) -> Previewed {
        self.shell.preview(&asked)
    }
}

impl Host for ListingWorkflow {
    type Machine = Listing;
    type Record = ledger::RecordListingActivity;

    const RECORD: Self::Record = ledger::RecordListingActivity;

    fn shell(&self) -> &Shell<Listing> {
        &self.shell
    }

    fn shell_mut(&mut self) -> &mut Shell<Listing> {
        &mut self.shell
    }

    fn state_word(&self) -> &'static str {
        match self.shell.machine.view().standing {
            ListingStatus::Proposed | ListingStatus::Listed | ListingStatus::Applied => "active",
            _ if self.shell.machine.finished().is_none() => "active",
            _ => "finished",
        }
    }

    fn details(&self) -> String {
        let (opening, view) = (self.shell.machine.opening(), self.shell.machine.view());
        format!("**{}** {}: {} ({})", opening.id, opening.party.name, opening.reason, view.standing.as_str())
    }
}

/// An incident's workflow.
#[workflow]
pub struct IncidentWorkflow {
    shell: Shell<Incident>,
}

#[workflow_methods]
impl IncidentWorkflow {
    #[init]
    fn new(_ctx: &WorkflowContextView, input: MatterInput<Incident>) -> Self {
        let opening = input.machine.opening();
        let identity = identity(&opening.matter, opening.party.bureau.clone());
        Self { shell: shell(input, identity) }
    }

    /// Runs it to its end.
    #[run(name = "Incident")]
    pub async fn run(ctx: &mut WorkflowContext<Self>) -> WorkflowResult<()> {
        let end = drive(ctx).await?;
        ctx.wait_condition(|_| ctx.all_handlers_finished()).await?;
        if end == DriverEnd::ContinueAsNew {
            ctx.continue_as_new(ctx.state(|s| next_run(&s.shell)), ContinueAsNewOptions::default())?;
        }
        Ok(())
    }

    #[update_validator(command)]
    fn validate(&self, _: &WorkflowContextView, received: &Received<IncidentCommand>) -> Result<(), Invalid> {
        Ok(self.shell.check(received).map_err(Refused)?)
    }

    /// A person's command. A refused one never enters history.
    #[update]
    pub fn command(
        &mut self,
        ctx: &mut SyncWorkflowContext<Self>,
        received: Received<IncidentCommand>,
    ) -> Answer<IncidentEvent> {
        self.shell.take(ctx.workflow_time(), received)
    }

    /// What a conductor says: perhaps a command, and until when nothing more will be said.
    #[update]
    pub async fn conduct(
        ctx: &mut WorkflowContext<Self>,
        cue: Cue<IncidentCommand>,
    ) -> Result<Answer<IncidentEvent>, Invalid> {
        conduct(ctx, cue).await
    }

    /// All this workflow knows, to write the store again.
    #[query]
    pub fn dossier(&self, _: &WorkflowContextView) -> Dossier<IncidentCommand, IncidentEvent, IncidentView> {
        self.shell.dossier()
    }
}

impl Host for IncidentWorkflow {
    type Machine = Incident;
    type Record = ledger::RecordIncidentActivity;

    const RECORD: Self::Record = ledger::RecordIncidentActivity;

    fn shell(&self) -> &Shell<Incident> {
        &self.shell
    }

    fn shell_mut(&mut self) -> &mut Shell<Incident> {
        &mut self.shell
    }

    fn state_word(&self) -> &'static str {
        match self.shell.machine.view().standing {
            IncidentStatus::Open => "active",
            _ => "finished",
        }
    }

    fn details(&self) -> String {
        let opening = self.shell.machine.opening();
        format!("**{}** {}: {}", opening.id, opening.party.name, opening.title)
    }
}

/// What an operator finds a matter by. Set by whoever starts it.
pub fn search_attributes(campaign: &CampaignId, bureau: &BureauCode) -> SearchAttributes {
    SearchAttributes::new([
        attributes::CAMPAIGN.value_set(campaign.to_string()),
        attributes::BUREAU.value_set(bureau.to_string()),
        attributes::STATE.value_set("active".to_owned()),
    ])
}

/// The workflow id of a finding.
pub fn finding_id(finding: &Finding) -> String {
    ids::finding(&finding.terms().matter.campaign, &finding.registration().id)
}

fn identity(terms: &MatterTerms, bureau: BureauCode) -> Identity {
    Identity { campaign: terms.campaign.clone(), bureau, zone: terms.office.zone }
}

fn shell<M: Machine>(input: MatterInput<M>, identity: Identity) -> Shell<M> {
    let MatterInput { machine, timebase, pace, sequence, journal, silence } = input;
    let shell = Shell::new(machine, identity, timebase, pace, (sequence, journal));
    shell.told(silence).showing("active").eager()
}

fn next_run<M: Machine>(shell: &Shell<M>) -> MatterInput<M> {
    let (sequence, journal) = shell.written();
    let (machine, silence) = (shell.machine.clone(), shell.silence());
    MatterInput { machine, timebase: shell.timebase, pace: shell.pace, sequence, journal, silence }
}
