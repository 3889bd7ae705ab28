//! One courier per webhook that has something waiting.
//!
//! It gathers for a moment where people read what it brings, carries what lies after the webhook's cursor in
//! the ledger, and ends when nothing does. The cursor in the store is the truth, so waking twice is
//! harmless, and a courier that is killed anywhere carries the rest when it is back.

use crate::{
    effects::webhook,
    messages::{Carry, CourierInput},
};
use duban_domain::WebhookId;
use std::time::Duration;
use temporalio_macros::{workflow, workflow_methods};
use temporalio_workflow::{
    ActivityOptions, ContinueAsNewOptions, RetryPolicy, SyncWorkflowContext, WorkflowContext,
    WorkflowContextView, WorkflowResult,
};

/// One look may take this long: several requests, each with a limit of its own far below it, so that a try
/// that was given up does not go on beside the next.
const ONE_LOOK: Duration = Duration::from_secs(180);
/// A look whose worker is silent for so long is begun anew by another.
const SILENCE: Duration = Duration::from_secs(20);
/// However long a receiver is away, it is tried at least this often.
const LONGEST_PAUSE: Duration = Duration::from_secs(3600);

/// A webhook's courier.
#[workflow]
pub struct Courier {
    webhook: WebhookId,
    gather_ms: u64,
    waiting: bool,
    continue_after: u32,
}

#[workflow_methods]
impl Courier {
    #[init]
    fn new(_ctx: &WorkflowContextView, input: CourierInput) -> Self {
        let CourierInput { webhook, gather_ms, waiting, continue_after } = input;
        Self { webhook, gather_ms, waiting, continue_after }
    }

    /// Carries until nothing waits.
    #[run(name = "Courier")]
    pub async fn run(ctx: &mut WorkflowContext<Self>) -> WorkflowResult<()> {
        while ctx.state(|s| s.waiting) {
            if should_continue(ctx) {
                let input = ctx.state(|s| CourierInput {
                    webhook: s.webhook.clone(),
                    gather_ms: s.gather_ms,
                    waiting: true,
                    continue_after: s.continue_after,
                });
                ctx.continue_as_new(input, ContinueAsNewOptions::default())?;
            }
            let gather = Duration::from_millis(ctx.state(|s| s.gather_ms));
            if !gather.is_zero() {
                ctx.timer(gather).await;
            }
            // Whoever wakes it from here on may speak of something that this look does not see.
            ctx.state_mut(|s| s.waiting = false);
            let request = ctx.state(|s| Carry { webhook: s.webhook.clone() });
            let carried = ctx.execute_activity(webhook::DeliverActivity, request, carry_options()).await?;
            ctx.state_mut(|s| s.waiting |= carried.more);
        }
        Ok(())
    }

    /// Something waits.
    #[signal(name = "knock")]
    pub fn wake_up(&mut self, _ctx: &mut SyncWorkflowContext<Self>) {
        self.waiting = true;
    }
}

fn should_continue(ctx: &WorkflowContext<Courier>) -> bool {
    let after = ctx.state(|s| s.continue_after);
    ctx.continue_as_new_suggested() || (after > 0 && ctx.history_length() > after)
}

/// Tried again for as long as it takes: the store says when a webhook is switched off.
fn carry_options() -> ActivityOptions {
    let mut retry = RetryPolicy::default();
    retry.set_initial_interval(Duration::from_secs(1)).set_maximum_interval(Some(LONGEST_PAUSE));
    ActivityOptions::with_start_to_close_timeout(ONE_LOOK)
        .heartbeat_timeout(SILENCE)
        .retry_policy(retry)
        .build()
}
