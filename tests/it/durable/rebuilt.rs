//! The store is lost and written again from the workflows.

use duban::{
    cli::{Format, Global},
    commands::rebuild,
    context::App,
};
use duban_domain::{
    EventEnvelope, Notice, PlanTime, docket::ObligationView, finding::FindingEvent, listing::ListingEvent,
};
use duban_store::{FindingDetail, ListingRow};
use duban_tests::{Campaign, Running, Sandbox, Shape, WorkerSetup, audit};

/// A notice, its number, when it was acknowledged and with which reply, when it was withdrawn.
type NoticeFacts = (Notice, Option<String>, Option<PlanTime>, Option<String>, Option<PlanTime>);

/// All the store knows of a campaign but what became of its mail.
#[derive(Debug, PartialEq)]
struct KnownRows {
    effects: Vec<Vec<EventEnvelope>>,
    duties: Vec<Vec<ObligationView>>,
    notices: Vec<NoticeFacts>,
    findings: Vec<(FindingDetail, Vec<EventEnvelope<FindingEvent>>)>,
    listings: Vec<(ListingRow, Vec<EventEnvelope<ListingEvent>>)>,
    finished: Option<PlanTime>,
    launched: String,
}

async fn known(sandbox: &Sandbox, running: &Running) -> KnownRows {
    let campaign = &running.campaign.terms.campaign;
    let (mut effects, mut duties) = (Vec::new(), Vec::new());
    for run in &running.rehearsal.dockets {
        let bureau = Some(&run.machine.party().bureau);
        let ledger = sandbox.store.ledger_list(campaign, bureau).await.unwrap();
        effects.push(ledger.into_iter().map(|row| row.effect).collect());
        let owed = sandbox.store.duty_list(campaign, bureau).await.unwrap();
        duties.push(owed.into_iter().map(|row| row.duty).collect());
    }
    let mut rows = audit::notices(&sandbox.store, running).await;
    rows.sort_by_key(|row| (row.source.clone(), row.notice.ordinal));
    let (mut findings, mut listings) = (Vec::new(), Vec::new());
    for run in &running.rehearsal.findings {
        let id = &run.machine.registration().id;
        let history = sandbox.store.finding_history(campaign, id).await.unwrap();
        let kept = sandbox.store.finding_get(campaign, id).await.unwrap().unwrap();
        findings.push((kept, history.into_iter().map(|row| row.effect).collect()));
    }
    for run in &running.rehearsal.listings {
        let id = &run.machine.opening().id;
        let history = sandbox.store.listing_history(campaign, id).await.unwrap();
        let kept = sandbox.store.listing_get(campaign, id).await.unwrap().unwrap();
        listings.push((kept, history.into_iter().map(|row| row.effect).collect()));
    }
    let kept = sandbox.store.campaign_get(campaign).await.unwrap().unwrap();
    KnownRows {
        effects,
        duties,
        findings,
        listings,
        notices: rows
            .into_iter()
            .map(|row| (row.notice, row.number, row.acknowledged, row.reply, row.withdrawn))
            .collect(),
        finished: kept.finished,
        launched: format!("{:?} {:?} {:?}", kept.launched_by, kept.launched_at, kept.timebase),
    }
}

async fn write_again(sandbox: &Sandbox, running: &Running) {
    let global = Global { settings: Some(sandbox.settings()), set: Vec::new(), format: Format::Table };
    rebuild(&App::new(&global).unwrap(), running.campaign.plan.id.as_str(), None).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_store_is_written_again_after_the_end() {
    let sandbox = Sandbox::new().await;
    let campaign = Campaign::short(sandbox.folder(), "short", Shape::ThreeLevels);
    is_written_again_after_the_end(sandbox, campaign).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_findings_and_listings_are_written_again() {
    let sandbox = Sandbox::new().await;
    let campaign = Campaign::with_findings(sandbox.folder(), "matters");
    is_written_again_after_the_end(sandbox, campaign).await;
}

async fn is_written_again_after_the_end(mut sandbox: Sandbox, campaign: Campaign) {
    let worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let running = sandbox.run_to_end(campaign).await;
    let before = known(&sandbox, &running).await;
    worker.stop().await;
    sandbox.lose_store().await;
    let _worker = sandbox.worker(WorkerSetup::quiet().0).await;
    write_again(&sandbox, &running).await;
    assert_eq!(known(&sandbox, &running).await, before);
    // Again changes nothing.
    write_again(&sandbox, &running).await;
    assert_eq!(known(&sandbox, &running).await, before);
    let mail = sandbox.store.mail_count(None).await.unwrap();
    assert_eq!((mail.waiting, mail.unsent), (0, 0), "nothing is mailed again: {mail:?}");
    assert!(mail.unknown > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_lost_in_the_middle_goes_on_where_it_was() {
    let mut sandbox = Sandbox::new().await;
    let worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let running = sandbox.launch(Campaign::short(sandbox.folder(), "short", Shape::TwoLevels)).await;
    let acts = sandbox.play(&running);
    let total = running.rehearsal.dockets.iter().flat_map(|run| run.notices()).count();
    sandbox.until_notices(&running, total * 2 / 3).await;
    worker.stop().await;
    let before: Vec<_> = audit::notices(&sandbox.store, &running).await;
    assert!(before.iter().any(|row| row.number.is_some()));
    sandbox.lose_store().await;
    let _worker = sandbox.worker(WorkerSetup::quiet().0).await;
    write_again(&sandbox, &running).await;
    sandbox.until_played(&running, acts).await;
    audit::equals_simulation(&sandbox.store, &running).await;
    audit::numbers_have_no_gaps(&sandbox.store).await;
    let after = audit::notices(&sandbox.store, &running).await;
    for row in before {
        let same = after.iter().find(|a| (&a.about, a.notice.ordinal) == (&row.about, row.notice.ordinal));
        assert_eq!(same.map(|a| (&a.notice, &a.number)), Some((&row.notice, &row.number)));
    }
}
