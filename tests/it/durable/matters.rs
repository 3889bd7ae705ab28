//! Findings, listings and a tail against the rehearsal.

use duban_domain::tail::TAIL_REPORT;
use duban_domain::{Instrument, What};
use duban_tests::{Campaign, Running, Sandbox, WorkerSetup, audit, mail::Mail};

/// The campaign's findings take every way there is, so that equality says something.
fn takes_every_way(running: &Running) {
    let rehearsal = &running.rehearsal;
    assert_eq!(rehearsal.refusals(), [""; 0]);
    for instrument in [
        Instrument::RectificationNotice,
        Instrument::ReminderLetter,
        Instrument::Interview,
        Instrument::Listing,
        Instrument::Delisting,
        Instrument::HandOver,
        Instrument::TaskReminder,
    ] {
        assert!(rehearsal.notices().iter().any(|key| key.instrument == instrument), "{instrument}");
    }
    // One listing from the bureau's ladder and one from a finding's; both were lifted.
    assert_eq!(rehearsal.listings.len(), 2);
    assert!(rehearsal.listings.iter().all(|run| run.machine.view().delisted.is_some()));
    assert!(rehearsal.findings.iter().all(|run| run.machine.view().closed.is_some()));
    let mut effects = rehearsal.dockets.iter().flat_map(|run| &run.effects);
    let tail = effects.any(|effect| {
        let id = effect.obligation.as_ref().map(|id| id.as_str());
        id == Some(TAIL_REPORT) && matches!(effect.what, What::Submitted { .. })
    });
    assert!(tail, "no tail");
}

#[tokio::test(flavor = "multi_thread")]
async fn findings_and_listings_run_as_rehearsed() {
    let sandbox = Sandbox::new().await;
    let (setup, outbox) = WorkerSetup::quiet();
    let _worker = sandbox.worker(setup).await;
    let campaign = Campaign::with_findings(sandbox.folder(), "matters");
    let running = sandbox.run_to_end(campaign).await;
    takes_every_way(&running);
    let mails = Mail::in_outbox(&outbox);
    audit::all(&sandbox, &running, &mails).await;
    assert!(mails.iter().all(|mail| !mail.urgent), "nothing here is urgent");
    audit::documents_came_with_mails(&sandbox, &running, &mails).await;
}
