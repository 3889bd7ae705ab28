//! The least a workflow can do and still sleep and act: timers, and a local activity that does nothing.

#![allow(missing_docs, reason = "the SDK's macros generate undocumented constants beside each method")]

use super::Stamps;
use duban_domain::WallTime;
use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};
use temporalio_macros::{activities, workflow, workflow_methods};
use temporalio_sdk::activities::{ActivityContext, ActivityError};
use temporalio_workflow::{LocalActivityOptions, WorkflowContext, WorkflowContextView, WorkflowResult};

/// Notes when it was called.
pub(crate) struct Counter(pub(crate) Stamps);

#[activities]
impl Counter {
    #[activity]
    pub(crate) async fn step(
        self: Arc<Self>,
        _ctx: ActivityContext,
        number: u32,
    ) -> Result<u32, ActivityError> {
        self.0.note();
        Ok(number)
    }
}

/// One step at once, and one after each instant.
#[workflow]
pub(crate) struct Bare {
    instants: Vec<WallTime>,
}

#[workflow_methods]
impl Bare {
    #[init]
    fn new(_ctx: &WorkflowContextView, input: Vec<WallTime>) -> Self {
        Self { instants: input }
    }

    #[run(name = "Bare")]
    pub(crate) async fn run(ctx: &mut WorkflowContext<Self>) -> WorkflowResult<()> {
        ctx.execute_local_activity(Counter::step, 0_u32, options()).await?;
        for (number, at) in (1_u32..).zip(ctx.state(|s| s.instants.clone())) {
            let now = WallTime::new(ctx.workflow_time().unwrap_or(SystemTime::UNIX_EPOCH).into());
            ctx.timer(at.since(now).to_std().unwrap_or_default()).await;
            ctx.execute_local_activity(Counter::step, number, options()).await?;
        }
        Ok(())
    }
}

fn options() -> LocalActivityOptions {
    LocalActivityOptions::builder().start_to_close_timeout(Duration::from_secs(60)).build()
}
