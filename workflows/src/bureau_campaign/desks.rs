//! The two desks: one sleeps and records, one starts the children and waits for them.

use super::{BureauCampaign, wall};
use crate::{attributes, effects::ledger};
use duban_domain::{Docket, record::Record};
use std::time::Duration;
use temporalio_workflow::{
    LocalActivityOptions, RetryPolicy, TimerOptions, WorkflowCancellationToken, WorkflowContext,
    WorkflowResult, join_all, select,
};

/// One attempt to write a record may take this long; a busy store is waited for inside it.
const ONE_RECORD: Duration = Duration::from_secs(60);
/// A record is tried for as long as it takes: ten years, because the platform wants a number.
const AS_LONG_AS_IT_TAKES: Duration = Duration::from_secs(10 * 365 * 86_400);

/// Why the docket desk closed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum DeskEnd {
    Finished,
    ContinueAsNew,
}

/// Sleeps until the next wake or a command, and records what happened.
pub(super) async fn docket_desk(ctx: &WorkflowContext<BureauCampaign>) -> WorkflowResult<DeskEnd> {
    loop {
        listen_after_absence(ctx).await;
        if ctx.cancellation_token().is_cancelled() {
            ctx.state_mut(|s| s.call_off(wall(ctx.workflow_time())));
        }
        ctx.state_mut(|s| s.catch_up(wall(ctx.workflow_time())));
        record_pending(ctx).await?;
        if ctx.state(|s| s.docket.finished().is_some() && s.pending.is_empty()) {
            return Ok(DeskEnd::Finished);
        }
        if ctx.state(|s| s.should_continue(ctx)) {
            return Ok(DeskEnd::ContinueAsNew);
        }
        if let Some(pause) = ctx.state(|s| s.until_wake(wall(ctx.workflow_time()))).filter(|p| !p.is_zero()) {
            sleep_or_hear(ctx, pause).await;
        }
    }
}

/// Sleeps until a timer fires or a command is heard; a campaign called off wakes it too.
async fn sleep_or_hear(ctx: &WorkflowContext<BureauCampaign>, pause: Duration) {
    let nap = ctx.cancellation_token().child_token();
    let timer = TimerOptions::builder(pause).cancellation_token(nap.clone()).build();
    select! {
        _ = ctx.timer(timer) => {}
        // A timer left behind would wake the workflow for nothing.
        _ = ctx.wait_condition(|s: &BureauCampaign| !s.pending.is_empty()) => nap.cancel(),
    }
}

/// After an absence the desk listens before it speaks: what people handed in meanwhile is on its way,
/// and a letter that it proves wrong would only have to be taken back.
async fn listen_after_absence(ctx: &WorkflowContext<BureauCampaign>) {
    if ctx.state(|s| s.is_behind(wall(ctx.workflow_time()))) {
        ctx.timer(Duration::from_millis(ctx.state(|s| s.listen_ms))).await;
    }
}

/// Starts a child per subordinate bureau and waits for all of them.
pub(super) async fn cascade_desk(ctx: &WorkflowContext<BureauCampaign>) -> WorkflowResult<()> {
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

/// Writes what has happened: one transaction, however much it is.
async fn record_pending(ctx: &WorkflowContext<BureauCampaign>) -> WorkflowResult<()> {
    while let Some(batch) = ctx.state_mut(|s| s.next_batch(ctx.workflow_id())) {
        let record = batch.record.clone();
        let recorded = ctx.execute_local_activity(ledger::RecordActivity, record, recording()).await?;
        ctx.state_mut(|s| s.settle(batch, recorded));
        show(ctx);
    }
    Ok(())
}

/// A record on its way to the ledger, and the docket as it stood then.
pub(super) struct Batch {
    pub(super) record: Record,
    pub(super) docket: Docket,
}

/// What an operator sees in the engine's own pages.
fn show(ctx: &WorkflowContext<BureauCampaign>) {
    ctx.set_current_details(ctx.state(BureauCampaign::details));
    let state = ctx.state(BureauCampaign::state_word);
    if ctx.state(|s| s.shown_state != state) {
        ctx.state_mut(|s| s.shown_state = state);
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
