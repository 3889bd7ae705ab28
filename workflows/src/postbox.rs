//! One postbox per bureau that has mail waiting, across all campaigns.
//!
//! It gathers for a moment, waits until mail may go, sends everything that waits as one digest, and
//! ends when nothing waits. Waking twice is harmless: the outbox in the store is the truth, and the
//! delivery says what is still in it. A postbox knows wall time only.

use crate::{
    effects::mail,
    messages::{Deliver, Delivered, PostboxInput},
};
use duban_domain::{BureauCode, WallTime};
use std::time::{Duration, SystemTime};
use temporalio_macros::{workflow, workflow_methods};
use temporalio_workflow::{
    ActivityOptions, ContinueAsNewOptions, RetryPolicy, SyncWorkflowContext, WorkflowContext,
    WorkflowContextView, WorkflowResult, select,
};

/// A round of deliveries begins no further mail after this time.
pub const ONE_ROUND: Duration = Duration::from_secs(600);
/// One round, with the longest mail after that: a server may think for ten minutes after the final dot, and
/// whoever gives up on the round meanwhile sends a second mail.
pub const ONE_DELIVERY: Duration = Duration::from_secs(3 * 3600);
/// A worker that has not been heard of for so long, in the middle of a round, is gone.
pub const SILENCE: Duration = Duration::from_secs(30);
/// However long the mail server is away, it is tried at least this often.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// A bureau's postbox.
#[workflow]
pub struct Postbox {
    bureau: BureauCode,
    gather_ms: u64,
    waiting: Option<WallTime>,
    urgent: bool,
}

#[workflow_methods]
impl Postbox {
    #[init]
    fn new(_ctx: &WorkflowContextView, input: PostboxInput) -> Self {
        let PostboxInput { bureau, gather_ms, waiting, urgent } = input;
        Self { bureau, gather_ms, waiting, urgent }
    }

    /// Sends until nothing waits.
    #[run(name = "Postbox")]
    pub async fn run(ctx: &mut WorkflowContext<Self>) -> WorkflowResult<()> {
        let gather = Duration::from_millis(ctx.state(|s| s.gather_ms));
        while let Some(from) = ctx.state(|s| s.waiting) {
            if ctx.continue_as_new_suggested() {
                let input = ctx.state(|s| PostboxInput {
                    bureau: s.bureau.clone(),
                    gather_ms: s.gather_ms,
                    waiting: s.waiting,
                    urgent: s.urgent,
                });
                ctx.continue_as_new(input, ContinueAsNewOptions::default())?;
            }
            let pause = until(ctx.workflow_time(), from).max(gather);
            let earlier = select! {
                _ = ctx.timer(pause) => false,
                woken = ctx.wait_condition(|s: &Self| s.waiting.is_some_and(|at| at < from)) => {
                    woken?;
                    true
                }
            };
            if !earlier {
                ctx.state_mut(|s| s.waiting = None);
                let request = ctx.state(|s| Deliver { bureau: s.bureau.clone(), urgent: s.urgent });
                let delivered = ctx.execute_activity(mail::DeliverActivity, request, delivery()).await?;
                ctx.state_mut(|s| s.expect(&delivered));
            }
        }
        Ok(())
    }

    /// Something waits, and may go from this instant.
    #[signal(name = "knock")]
    pub fn wake_up(&mut self, _ctx: &mut SyncWorkflowContext<Self>, from: WallTime) {
        self.waiting = Some(self.waiting.map_or(from, |waiting| waiting.min(from)));
    }
}

impl Postbox {
    fn expect(&mut self, delivered: &Delivered) {
        self.waiting = [self.waiting, delivered.waiting].into_iter().flatten().min();
    }
}

fn delivery() -> ActivityOptions {
    let mut retry = RetryPolicy::default();
    retry.set_initial_interval(Duration::from_secs(1)).set_maximum_interval(Some(LONGEST_PAUSE));
    ActivityOptions::with_start_to_close_timeout(ONE_DELIVERY)
        .heartbeat_timeout(SILENCE)
        .retry_policy(retry)
        .build()
}

/// How long from now until an instant.
fn until(now: Option<SystemTime>, at: WallTime) -> Duration {
    let now = WallTime::new(now.unwrap_or(SystemTime::UNIX_EPOCH).into());
    at.since(now).to_std().unwrap_or_default()
}
