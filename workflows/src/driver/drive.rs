//! The driver: it sleeps until the machine's next wake or a command, and records what happened. Every
//! durable machine of the program is driven by this one loop.

use super::{Shell, wall};
use crate::{attributes, durable::DurableMachine, effects::ledger, messages::CountFindings};
use std::time::Duration;
use temporalio_workflow::{
    LocalActivityOptions, RetryPolicy, TimerOptions, WorkflowCancellationToken, WorkflowContext,
    WorkflowResult, select,
};

/// One attempt to write a record may take this long; a busy store is waited for inside it.
const ONE_RECORD: Duration = Duration::from_secs(60);
/// A record is tried for as long as it takes: ten years, because the platform wants a number.
const AS_LONG_AS_IT_TAKES: Duration = Duration::from_secs(10 * 365 * 86_400);

/// A workflow that holds a machine in a shell.
pub(crate) trait Host: Sized + 'static {
    /// The machine.
    type Machine: DurableMachine;

    /// The shell.
    fn shell(&self) -> &Shell<Self::Machine>;

    /// The shell, to change it.
    fn shell_mut(&mut self) -> &mut Shell<Self::Machine>;
}

/// Why the driver closed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum DriverEnd {
    Finished,
    ContinueAsNew,
}

/// Sleeps until the next wake or a command, and records what happened.
pub(crate) async fn drive<H: Host>(ctx: &WorkflowContext<H>) -> WorkflowResult<DriverEnd> {
    loop {
        listen_after_absence(ctx).await;
        if ctx.cancellation_token().is_cancelled() {
            ctx.state_mut(|s| s.shell_mut().call_off(wall(ctx.workflow_time())));
        }
        ctx.state_mut(|s| s.shell_mut().catch_up(wall(ctx.workflow_time())));
        answer_questions(ctx).await?;
        record_pending(ctx).await?;
        if ctx.state(|s| s.shell().is_done()) {
            return Ok(DriverEnd::Finished);
        }
        if should_continue(ctx) {
            return Ok(DriverEnd::ContinueAsNew);
        }
        let pause = ctx.state(|s| s.shell().until_wake(wall(ctx.workflow_time())));
        match pause {
            Some(pause) if pause.is_zero() => {}
            Some(pause) => sleep_or_hear(ctx, pause).await,
            None => hear(ctx).await?,
        }
    }
}

/// Sleeps until a timer fires or a command is heard; being called off wakes it too.
async fn sleep_or_hear<H: Host>(ctx: &WorkflowContext<H>, pause: Duration) {
    let nap = ctx.cancellation_token().child_token();
    let timer = TimerOptions::builder(pause).cancellation_token(nap.clone()).build();
    select! {
        _ = ctx.timer(timer) => {}
        // A timer left behind would wake the workflow for nothing.
        _ = ctx.wait_condition(|s: &H| !s.shell().pending.is_empty()) => nap.cancel(),
    }
}

/// Nothing happens by itself any more, or a conductor holds it back: only a command, a conductor, or being
/// called off goes on from here.
async fn hear<H: Host>(ctx: &WorkflowContext<H>) -> WorkflowResult<()> {
    select! {
        heard = ctx.wait_condition(|s: &H| !s.shell().pending.is_empty() || s.shell().is_set_free()) => heard?,
        _ = ctx.cancelled() => {}
    }
    Ok(())
}

/// After an absence the driver listens before it speaks: what people handed in meanwhile is on its way,
/// and a letter that it proves wrong would only have to be taken back.
async fn listen_after_absence<H: Host>(ctx: &WorkflowContext<H>) {
    if ctx.state(|s| s.shell().is_behind(wall(ctx.workflow_time()))) {
        ctx.timer(Duration::from_millis(ctx.state(|s| s.shell().pace.listen_ms))).await;
    }
}

/// Counts the findings that are open, where the machine has come to an instant at which it must know.
async fn answer_questions<H: Host>(ctx: &WorkflowContext<H>) -> WorkflowResult<()> {
    while let Some(at) = ctx.state(|s| s.shell().question(wall(ctx.workflow_time()))) {
        let question = ctx.state(|s| {
            let identity = &s.shell().identity;
            CountFindings { campaign: identity.campaign.clone(), bureau: identity.bureau.clone(), at }
        });
        let open = ctx.execute_local_activity(ledger::CountActivity, question, recording()).await?;
        let now = wall(ctx.workflow_time());
        ctx.state_mut(|s| s.shell_mut().answer(at, open, now));
        ctx.state_mut(|s| s.shell_mut().catch_up(now));
    }
    Ok(())
}

/// Writes what has happened: one transaction, however much it is.
async fn record_pending<H: Host>(ctx: &WorkflowContext<H>) -> WorkflowResult<()> {
    while let Some(batch) = ctx.state_mut(|s| s.shell_mut().next_batch(ctx.workflow_id())) {
        let record = batch.record.clone();
        let recorded = ctx.execute_local_activity(H::Machine::RECORD, record, recording()).await?;
        ctx.state_mut(|s| s.shell_mut().settle(batch, recorded));
        show(ctx);
    }
    Ok(())
}

/// Whether this run should end and another go on: the engine suggests it, or the settings do.
fn should_continue<H: Host>(ctx: &WorkflowContext<H>) -> bool {
    ctx.state(|s| {
        let shell = s.shell();
        let after = shell.pace.continue_after;
        let long = after > 0 && ctx.history_length() > after;
        let is_idle = shell.pending.is_empty() && ctx.all_handlers_finished();
        is_idle && !shell.is_held && (long || ctx.continue_as_new_suggested())
    })
}

/// What an operator sees in the engine's own pages.
fn show<H: Host>(ctx: &WorkflowContext<H>) {
    ctx.set_current_details(ctx.state(|s| s.shell().machine.details()));
    let state = ctx.state(|s| s.shell().machine.state_word());
    if ctx.state(|s| s.shell().shown != state) {
        ctx.state_mut(|s| s.shell_mut().shown = state);
        ctx.upsert_search_attributes([attributes::STATE.value_set(state.to_owned())]);
    }
}

/// A record is never given up, and is written even while the campaign is being called off.
fn recording() -> LocalActivityOptions {
    let mut retry = RetryPolicy::default();
    retry
        .set_initial_interval(Duration::from_millis(200))
        .set_maximum_interval(Some(Duration::from_secs(30)));
    LocalActivityOptions::builder()
        .retry_policy(retry)
        .cancellation_token(WorkflowCancellationToken::new())
        .start_to_close_timeout(ONE_RECORD)
        .schedule_to_close_timeout(AS_LONG_AS_IT_TAKES)
        .build()
}
