//! A campaign is called off: every docket says so, and nothing more happens.

use chrono::{NaiveDate, NaiveTime};
use duban_activities::points::{Point, Points, Stopped};
use duban_domain::{Actor, BureauCode, Command, CommandEnvelope, DocketEvent, Machine, PlanTime};
use duban_service::tell_machine;
use duban_tests::{
    Campaign, Running, Sandbox, Shape, WorkerSetup, audit,
    campaign::{PREFECTURE, SILENT},
    until,
};
use duban_workflows::{BureauCampaign, ids, messages::Received};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};
use temporalio_client::{WorkflowCancelOptions, WorkflowExecutionStatus};

async fn call_off(sandbox: &Sandbox, running: &Running) {
    let terms = &running.campaign.terms;
    let id = ids::bureau_campaign(&terms.campaign, &terms.issuer);
    let handle = sandbox.client.sdk().get_workflow_handle::<BureauCampaign>(id);
    handle.cancel(WorkflowCancelOptions::builder().reason("计划调整").build()).await.unwrap();
}

/// Every workflow has closed in order, and the last thing in every docket is that it was called off.
async fn is_called_off(sandbox: &Sandbox, running: &Running) {
    let campaign = &running.campaign.terms.campaign;
    for run in &running.rehearsal.dockets {
        let bureau = &run.machine.party().bureau;
        let status = sandbox.until_closed(running, bureau).await;
        assert_eq!(status, WorkflowExecutionStatus::Completed, "{bureau}");
        let ledger = sandbox.store.ledger_list(campaign, Some(bureau)).await.unwrap();
        let last = ledger.last().map(|row| row.effect.event.clone());
        assert_eq!(last, Some(DocketEvent::Cancelled), "{bureau}: {ledger:#?}");
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

/// Noon of the day on which the interview with the silent county waits for its approval. Nobody has done
/// anything until then, and no time passes from then on.
fn midst(campaign: &Campaign) -> PlanTime {
    let day = NaiveDate::from_ymd_opt(2024, 5, 27).unwrap();
    campaign.terms.office.local(day.and_time(NaiveTime::from_hms_opt(12, 0, 0).unwrap()))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_called_off_ends_everywhere() {
    let sandbox = Sandbox::new().await;
    let _worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let campaign = Campaign::short(sandbox.folder(), "short", Shape::ThreeLevels);
    let now = midst(&campaign);
    let running = sandbox.launch_midway(campaign, now).await;
    let campaign = &running.campaign.terms.campaign;
    until("an open approval", async || {
        let waiting = sandbox.store.approval_list(campaign).await.unwrap();
        waiting.iter().any(|row| row.bureau.as_str() == SILENT).then_some(())
    })
    .await;
    call_off(&sandbox, &running).await;
    is_called_off(&sandbox, &running).await;
    let ledger = sandbox.store.ledger_list(campaign, Some(&SILENT.into())).await.unwrap();
    assert!(ledger.iter().any(|row| matches!(row.effect.event, DocketEvent::ApprovalClosed { .. })));
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
    let campaign = Campaign::short(sandbox.folder(), "short", Shape::TwoLevels);
    let now = midst(&campaign);
    let running = sandbox.launch_midway(campaign, now).await;
    // All that has happened by then is written; what follows is held up.
    let campaign = &running.campaign.terms.campaign;
    until("every docket in the ledger", async || {
        let owing = running.rehearsal.dockets.iter().filter(|run| !run.machine.views().is_empty());
        let known = sandbox.store.status(campaign).await.unwrap();
        (known.iter().filter(|row| row.tally.total() > 0).count() == owing.count()).then_some(())
    })
    .await;
    held.store(true, Ordering::SeqCst);
    let before = audit::notices(&sandbox.store, &running).await.len();
    let by = Actor { bureau: PREFECTURE.into(), name: "审核人".to_owned() };
    let command =
        Command::Waive { obligation: "report".into(), reason: "任务已由上级统筹".to_owned() };
    let received = Received { act: CommandEnvelope { by, command }, at: now };
    let (client, told_in) = (sandbox.client.clone(), campaign.clone());
    let told = tokio::spawn(async move {
        tell_machine(&client, &told_in, &BureauCode::from(SILENT), received, None).await
    });
    until("a record in flight", async || tried.load(Ordering::SeqCst).then_some(())).await;
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
    told.await.unwrap().unwrap();
}
