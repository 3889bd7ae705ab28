//! A campaign is called off: every docket says so, and nothing more happens.

use duban_activities::points::{Point, Points, Stopped};
use duban_domain::{PlanTime, What};
use duban_tests::{
    Campaign, Running, Sandbox, Shape, WorkerSetup, audit,
    campaign::{PREFECTURE, SILENT},
    until,
};
use duban_workflows::{BureauCampaign, ids};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};
use temporalio_client::{WorkflowCancelOptions, WorkflowExecutionStatus};

async fn call_off(sandbox: &Sandbox, running: &Running) {
    let terms = &running.campaign.terms;
    let id = ids::bureau_campaign(&terms.campaign, &terms.issuer);
    let handle = sandbox.client.get_workflow_handle::<BureauCampaign>(id);
    handle.cancel(WorkflowCancelOptions::builder().reason("计划调整").build()).await.unwrap();
}

/// Every workflow has closed in order, and the last thing in every docket is that it was called off.
async fn is_called_off(sandbox: &Sandbox, running: &Running) {
    let campaign = &running.campaign.terms.campaign;
    for run in &running.rehearsal.dockets {
        let bureau = &run.docket.party().bureau;
        let status = sandbox.until_closed(running, bureau).await;
        assert_eq!(status, WorkflowExecutionStatus::Completed, "{bureau}");
        let ledger = sandbox.store.ledger_list(campaign, Some(bureau)).await.unwrap();
        let last = ledger.last().map(|row| row.effect.what.clone());
        assert_eq!(last, Some(What::Cancelled), "{bureau}: {ledger:#?}");
    }
    assert_eq!(sandbox.store.approval_list(campaign).await.unwrap(), []);
    let status = sandbox.store.status(campaign).await.unwrap();
    assert!(status.iter().all(|bureau| bureau.finished.is_some()), "{status:#?}");
    // What had been issued before is still mailed, once; no mail tells of anything later.
    sandbox.until_mailed().await;
    audit::sound(&sandbox.store).await;
    let called_off: Option<PlanTime> = status.iter().filter_map(|bureau| bureau.finished).max();
    for row in audit::notices(&sandbox.store, running).await {
        assert!(Some(row.notice.at) <= called_off, "{row:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_called_off_ends_everywhere() {
    let sandbox = Sandbox::new().await;
    let _worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let running = sandbox.launch(Campaign::short(sandbox.folder(), "short", Shape::ThreeLevels)).await;
    // Nobody does anything, so that an approval is soon open.
    let campaign = &running.campaign.terms.campaign;
    until("an open approval", async || {
        let waiting = sandbox.store.approval_list(campaign).await.unwrap();
        waiting.iter().any(|row| row.bureau.as_str() == SILENT).then_some(())
    })
    .await;
    call_off(&sandbox, &running).await;
    is_called_off(&sandbox, &running).await;
    let ledger = sandbox.store.ledger_list(campaign, Some(&SILENT.into())).await.unwrap();
    assert!(ledger.iter().any(|row| matches!(row.effect.what, What::ApprovalClosed { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_in_flight_is_written_before_the_campaign_ends() {
    let sandbox = Sandbox::new().await;
    let (held, tried) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let (hold, attempt) = (held.clone(), tried.clone());
    let (setup, _) = WorkerSetup::watched(Points::watched(move |point| {
        if point == Point::BeforeRecord && hold.load(Ordering::SeqCst) {
            attempt.store(true, Ordering::SeqCst);
            return Err(Stopped(point));
        }
        Ok(())
    }));
    let _worker = sandbox.worker(setup).await;
    let running = sandbox.launch(Campaign::short(sandbox.folder(), "short", Shape::TwoLevels)).await;
    // The first letters have gone out; what follows is held up.
    sandbox.until_notices(&running, 14).await;
    held.store(true, Ordering::SeqCst);
    until("a record in flight", async || tried.load(Ordering::SeqCst).then_some(())).await;
    let before = audit::notices(&sandbox.store, &running).await.len();
    call_off(&sandbox, &running).await;
    let id = ids::bureau_campaign(&running.campaign.terms.campaign, &PREFECTURE.into());
    until("the cancellation in the history", async || {
        let history = sandbox.history(&id, None).await;
        (history.count("WorkflowExecutionCancelRequested") == 1).then_some(())
    })
    .await;
    held.store(false, Ordering::SeqCst);
    is_called_off(&sandbox, &running).await;
    assert!(audit::notices(&sandbox.store, &running).await.len() > before, "what was in flight is written");
}
