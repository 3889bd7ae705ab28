//! Findings, listings and a tail against the rehearsal, in quiet and while workers are killed.

use duban::engine::free_port;
use duban_domain::tail::TAIL_REPORT;
use duban_domain::{Instrument, What};
use duban_tests::{
    Campaign, Running, Sandbox, WorkerSetup, audit,
    mail::{Mail, MailServer},
};

/// In wall milliseconds: what a busy machine may be late without changing an outcome.
const SLACK: u64 = 1500;
/// Longer than it takes until a worker that is killed three times in a row is back.
const LONGER_THAN_DEAD: u64 = 12_000;

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
    let campaign = Campaign::with_findings(sandbox.folder(), "matters").acting_after(SLACK);
    let running = sandbox.run_to_end(campaign).await;
    takes_every_way(&running);
    let mails = Mail::in_outbox(&outbox);
    audit::all(&sandbox, &running, &mails).await;
    assert!(mails.iter().all(|mail| !mail.urgent), "nothing here is urgent");
    audit::documents_came_with_mails(&sandbox, &running, &mails).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_killed_among_findings_does_no_harm() {
    let sandbox = Sandbox::new().await;
    let (server, port) = (MailServer::default(), free_port().unwrap());
    server.start(port);
    sandbox.mail_to(port);
    let mut worker = sandbox.worker_process();
    let campaign = Campaign::with_findings(sandbox.folder(), "matters").acting_after(LONGER_THAN_DEAD);
    let running = sandbox.launch(campaign).await;
    let acts = sandbox.play(&running);
    let total = running.rehearsal.notices().len();
    // Later a listing opens: its minutes begin when the ladder's rung is due, and a worker that is dead just
    // then leaves less of them than the commands need.
    for count in [total / 8, total / 4, total * 3 / 8] {
        sandbox.until_notices(&running, count).await;
        worker.kill().await;
        worker = sandbox.worker_process();
    }
    // First: a command that could not be given leaves matters open.
    acts.await.unwrap().unwrap();
    sandbox.until_ended(&running).await;
    sandbox.until_matters_ended(&running).await;
    sandbox.until_mailed().await;
    audit::all(&sandbox, &running, &server.got()).await;
}
