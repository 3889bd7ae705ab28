//! One bureau in one campaign: two drivers over one state.
//!
//! The *docket driver* (the shell that all state machines share) sleeps until the docket's next wake or a command, and performs
//! the effects; the *cascade driver* starts one child per subordinate bureau and waits for them. A bureau
//! without subordinates has nothing to cascade; one that owes nothing has an empty docket.

use crate::{
    attributes,
    driver::{
        Shell,
        drive::{DriverEnd, drive},
    },
    ids,
    machine_workflow::machine_workflow,
    messages::{Beginning, BureauCampaignInput, Resumed},
};
use duban_domain::{Docket, Party};
use std::{sync::Arc, time::Duration};
use temporalio_common::search_attributes::SearchAttributes;
use temporalio_macros::workflow;
use temporalio_workflow::{
    ChildWorkflowOptions, ContinueAsNewOptions, ParentClosePolicy, WorkflowContext, WorkflowContextView,
    WorkflowResult, join, join_all,
};

/// A bureau's part in a campaign.
#[workflow]
pub struct BureauCampaign {
    subtree: Vec<Party>,
    shell: Shell<Docket>,
}

machine_workflow! { BureauCampaign, bureau_campaign, Docket {
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
        let shell = Shell::new(docket, input.timebase, pace, (sequence, journal)).told(silence);
        Self { shell: shell.held(has_children(&input.subtree)), subtree: input.subtree }
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
}}

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
    ctx.state_mut(|s| s.shell.is_held = false);
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
