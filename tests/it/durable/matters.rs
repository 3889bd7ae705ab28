//! Findings, listings and a tail against the rehearsal.

use duban_domain::tail::TAIL_REPORT;
use duban_domain::{DocketEvent, Instrument};
use duban_store::DocumentFilter;
use duban_tests::{Campaign, Running, Sandbox, WorkerSetup, audit, mail::Mail};
use std::io::{Cursor, Read};

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
        id == Some(TAIL_REPORT) && matches!(effect.event, DocketEvent::Submitted { .. })
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
    the_ladders_listing_is_lifted_by_its_number(&sandbox, &running).await;
}

/// The text of a document's file.
fn text_of(docx: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(docx)).unwrap();
    let mut xml = String::new();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut xml).unwrap();
    xml.split('<').filter_map(|tag| tag.split_once('>')).map(|(_, text)| text).collect()
}

/// What lifts a listing that a bureau's own ladder opened names the document of that docket by its number.
async fn the_ladders_listing_is_lifted_by_its_number(sandbox: &Sandbox, running: &Running) {
    let campaign = &running.campaign.terms.campaign;
    let documents = sandbox.store.document_list(campaign, &DocumentFilter::default()).await.unwrap();
    let delisting = |row: &&duban_store::DocumentRow| row.notice.instrument == Instrument::Delisting;
    assert_eq!(documents.iter().filter(delisting).count(), 2);
    let mut lifting = documents.iter().filter(|row| row.notice.facts.lifts.is_some());
    let (Some(row), None) = (lifting.next(), lifting.next()) else { panic!("one lifts a docket's document") };
    let lifted = row.notice.facts.lifts.as_ref().unwrap();
    let source = format!("campaign/{campaign}/{}", lifted.docket);
    let listing = documents.iter().find(|row| row.source == source && row.ordinal == lifted.notice).unwrap();
    assert_eq!(
        (row.notice.instrument, listing.notice.instrument),
        (Instrument::Delisting, Instrument::Listing)
    );
    assert_eq!(lifted.title, listing.notice.title);
    let text = text_of(&sandbox.filing_room().file(row).await.unwrap().content);
    let cited = format!("《挂牌督办通知书》（{}）", listing.full_number());
    assert!(text.contains(&cited) && text.contains(&lifted.title), "{cited} {}\n{text}", lifted.title);
}
