//! The cascade driver: one child per subordinate bureau, started and waited for.

use super::{BureauCampaign, search_attributes, task_timeout};
use crate::{
    ids,
    messages::{Beginning, BureauCampaignInput},
};
use duban_domain::Party;
use std::sync::Arc;
use temporalio_workflow::{
    ChildWorkflowOptions, ParentClosePolicy, WorkflowContext, WorkflowResult, join_all,
};

/// Starts a child per subordinate bureau and waits for all of them.
pub(super) async fn cascade_driver(ctx: &WorkflowContext<BureauCampaign>) -> WorkflowResult<()> {
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

impl BureauCampaign {
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
}
