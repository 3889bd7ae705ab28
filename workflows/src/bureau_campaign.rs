//! One bureau in one campaign: two drivers over one state.
//!
//! The *docket driver* (the shell that all state machines share) sleeps until the docket's next wake or a command, and performs
//! the effects; the *cascade driver* starts one child per subordinate bureau and waits for them. A bureau
//! without subordinates has nothing to cascade; one that owes nothing has an empty docket.

use crate::{
    attributes,
    driver::{
        Identity, Shell,
        conducted::{Invalid, conduct},
        drive::{DriverEnd, Host, drive},
    },
    effects::ledger,
    ids,
    messages::{
        Answer, AskPreview, Beginning, BureauCampaignInput, Cue, Dossier, Received, Refused, Resumed,
    },
};
use duban_domain::{Docket, Machine, Party, PlanTime, preview::Previewed};
use std::{sync::Arc, time::Duration};
use temporalio_common::search_attributes::SearchAttributes;
use temporalio_macros::{workflow, workflow_methods};
use temporalio_workflow::{
    ChildWorkflowOptions, ContinueAsNewOptions, ParentClosePolicy, SyncWorkflowContext, WorkflowContext,
    WorkflowContextView, WorkflowResult, join, join_all,
};

/// A bureau's part in a campaign.
#[workflow]
pub struct BureauCampaign {
    subtree: Vec<Party>,
    cascading: bool,
    shell: Shell<Docket>,
}

#[workflow_methods]
impl BureauCampaign {
    #[init]
    fn new(_ctx: &WorkflowContextView, input: BureauCampaignInput) -> Self {
        let (pace, silence) = (input.pace(), input.silence);
        let (docket, sequence, journal) = match input.beginning {
            Beginning::Launch(terms) => {
                let party = input.subtree.first().cloned();
                let party = party.unwrap_or_else(|| unreachable!("a subtree begins with its own bureau"));
                (Docket::new(terms, party), 0, Vec::new())
            }
            Beginning::Resume(resumed) => (resumed.docket, resumed.sequence, resumed.journal),
        };
        let identity = Identity {
            campaign: docket.terms().campaign.clone(),
            bureau: docket.party().bureau.clone(),
            zone: docket.terms().office.zone,
        };
        Self {
            cascading: has_children(&input.subtree),
            subtree: input.subtree,
            shell: Shell::new(docket, identity, input.timebase, pace, (sequence, journal)).told(silence),
        }
    }

    /// Runs both drivers to their end.
    #[run(name = "BureauCampaign")]
    pub async fn run(ctx: &mut WorkflowContext<Self>) -> WorkflowResult<()> {
        let (docket, cascade) = join!(drive(ctx), cascade_driver(ctx));
        cascade?;
        let end = docket?;
        ctx.wait_condition(|_| ctx.all_handlers_finished()).await?;
        if end == DriverEnd::ContinueAsNew {
            let input = ctx.state(Self::next_run);
            ctx.continue_as_new(input, ContinueAsNewOptions::default())?;
        }
        Ok(())
    }

    #[update_validator(command)]
    fn validate_command(&self, _ctx: &WorkflowContextView, received: &Received) -> Result<(), Invalid> {
        Ok(self.shell.check(received).map_err(Refused)?)
    }

    /// A person's command. A refused one never enters history.
    #[update]
    pub fn command(&mut self, ctx: &mut SyncWorkflowContext<Self>, received: Received) -> Answer {
        self.shell.take(ctx.workflow_time(), received)
    }

    /// What a conductor says: perhaps a command, and until when nothing more will be said.
    #[update]
    pub async fn conduct(ctx: &mut WorkflowContext<Self>, cue: Cue) -> Result<Answer, Invalid> {
        conduct(ctx, cue).await
    }

    /// What a command would lead to. Nothing changes by it.
    #[query]
    pub fn foresee(&self, _ctx: &WorkflowContextView, received: Received) -> Answer {
        self.shell.foresee(&received)
    }

    /// All this workflow knows, to write the store again.
    #[query]
    pub fn dossier(&self, _ctx: &WorkflowContextView) -> Dossier {
        self.shell.dossier()
    }

    /// What an approval would issue if it were given at an instant.
    #[query]
    pub fn preview(&self, _ctx: &WorkflowContextView, asked: AskPreview) -> Previewed {
        self.shell.preview(&asked)
    }
}

impl Host for BureauCampaign {
    type Machine = Docket;
    type Record = ledger::RecordActivity;

    const RECORD: Self::Record = ledger::RecordActivity;

    fn shell(&self) -> &Shell<Docket> {
        &self.shell
    }

    fn shell_mut(&mut self) -> &mut Shell<Docket> {
        &mut self.shell
    }

    fn state_word(&self) -> &'static str {
        if self.shell.machine.finished().is_some() {
            "finished"
        } else if self.shell.machine.duties().iter().any(|duty| duty.overdue) {
            "overdue"
        } else {
            "active"
        }
    }

    /// The bureau and where each obligation stands.
    fn details(&self) -> String {
        let docket = &self.shell.machine;
        let zone = docket.terms().office.zone;
        let date = |at: PlanTime| at.in_zone(zone).format("%Y-%m-%d %H:%M").to_string();
        let mut lines = vec![format!("**{}** {}", docket.party().name, docket.terms().title)];
        let duty = |duty: duban_domain::docket::ObligationView| {
            format!("- {}: {} ({})", duty.title, duty.state.as_str(), date(duty.due))
        };
        lines.extend(docket.views().into_iter().map(duty));
        lines.join("\n")
    }

    fn is_held(&self) -> bool {
        self.cascading
    }
}

impl BureauCampaign {
    fn next_run(&self) -> BureauCampaignInput {
        let (sequence, journal) = self.shell.written();
        let resumed = Resumed { docket: self.shell.machine.clone(), sequence, journal };
        // The children are done; the next run has nothing to cascade.
        let subtree = self.subtree.first().cloned().into_iter().collect();
        let silence = self.shell.silence();
        BureauCampaignInput { silence, ..self.input(subtree, Beginning::Resume(Box::new(resumed))) }
    }

    /// The children to start: options and input of each direct subordinate.
    fn children(&self) -> Vec<(ChildWorkflowOptions, BureauCampaignInput)> {
        let terms = Arc::new(self.shell.machine.terms().clone());
        let Some(me) = self.subtree.first() else { return Vec::new() };
        let direct = self.subtree.iter().filter(|party| party.superiors.first() == Some(&me.bureau));
        let child = |party: &Party| {
            let below = |p: &&Party| p.bureau == party.bureau || p.superiors.contains(&party.bureau);
            let subtree = self.subtree.iter().filter(below).cloned().collect();
            let input = self.input(subtree, Beginning::Launch(terms.clone()));
            let id = ids::bureau_campaign(&terms.campaign, &party.bureau);
            let mut options = ChildWorkflowOptions::workflow_id(id);
            options.parent_close_policy = ParentClosePolicy::RequestCancel;
            options.search_attributes = Some(search_attributes(&terms, party));
            options.task_timeout = task_timeout(self.shell.pace.task_timeout_seconds);
            (options, input)
        };
        direct.map(child).collect()
    }

    /// Input for a run that goes on as this one does.
    fn input(&self, subtree: Vec<Party>, beginning: Beginning) -> BureauCampaignInput {
        BureauCampaignInput::new(subtree, self.shell.timebase, self.shell.pace, beginning)
    }
}

/// The cascade driver: starts a child per subordinate bureau and waits for all of them.
async fn cascade_driver(ctx: &WorkflowContext<BureauCampaign>) -> WorkflowResult<()> {
    let children = ctx.state(BureauCampaign::children);
    let starts = children
        .into_iter()
        .map(|(options, input)| ctx.start_child_workflow(BureauCampaign::run, input, options));
    let mut started = Vec::new();
    for start in join_all(starts).await {
        started.push(start?);
    }
    let results = join_all(started.into_iter().map(|child| child.result())).await;
    ctx.state_mut(|s| s.cascading = false);
    for result in results {
        result?;
    }
    Ok(())
}

/// The search attributes a bureau's campaign starts with.
pub fn search_attributes(terms: &duban_domain::Terms, party: &Party) -> SearchAttributes {
    SearchAttributes::new([
        attributes::CAMPAIGN.value_set(terms.campaign.to_string()),
        attributes::BUREAU.value_set(party.bureau.to_string()),
        attributes::LEVEL.value_set(party.level.as_str().to_owned()),
        attributes::STATE.value_set("active".to_owned()),
    ])
}

/// The workflow task timeout a number of seconds asks for; 0 leaves the engine's default.
pub fn task_timeout(seconds: u32) -> Option<Duration> {
    (seconds > 0).then(|| Duration::from_secs(seconds.into()))
}

fn has_children(subtree: &[Party]) -> bool {
    subtree.len() > 1
}
