//! Nothing fails: the durable run is the simulation.

use duban_domain::{DocketEvent, Instrument};
use duban_tests::{Campaign, Running, Sandbox, Shape, WorkerSetup, audit, mail::Mail};

async fn runs_as_simulated(shape: Shape) -> Running {
    let sandbox = Sandbox::new().await;
    let (setup, outbox) = WorkerSetup::quiet();
    let _worker = sandbox.worker(setup).await;
    let running = sandbox.run_to_end(Campaign::short(sandbox.folder(), "short", shape)).await;
    audit::all(&sandbox, &running, &Mail::in_outbox(&outbox)).await;
    running
}

#[tokio::test(flavor = "multi_thread")]
async fn two_levels_run_as_simulated() {
    let running = runs_as_simulated(Shape::TwoLevels).await;
    // The short plan has everything in it.
    let issued = |instrument| {
        let mut notices = running.rehearsal.dockets.iter().flat_map(|run| run.notices());
        notices.any(|notice| notice.instrument == instrument)
    };
    for instrument in [
        Instrument::Interview,
        Instrument::Listing,
        Instrument::ReplyReminder,
        Instrument::Returned,
        Instrument::Extended,
        Instrument::Waived,
    ] {
        assert!(issued(instrument), "{instrument}");
    }
    let happened = |wanted: fn(&DocketEvent) -> bool| {
        running.rehearsal.dockets.iter().any(|run| run.effects.iter().any(|effect| wanted(&effect.event)))
    };
    assert!(happened(|what| matches!(what, DocketEvent::Approved { .. })));
    assert!(happened(|what| matches!(what, DocketEvent::Unfulfilled)));
    assert!(
        running.rehearsal.dockets.iter().all(|run| run.refused.is_empty()),
        "{:#?}",
        running.rehearsal.dockets
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn three_levels_run_as_simulated() {
    let running = runs_as_simulated(Shape::ThreeLevels).await;
    assert_eq!(running.rehearsal.dockets.len(), 6);
    assert!(running.rehearsal.dockets.iter().all(|run| run.refused.is_empty()));
}
