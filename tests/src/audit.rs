//! What must hold after every run, whatever happened during it.

use crate::{Running, Sandbox, mail::Mail};
use duban::demo::differences::Differences;
use duban_domain::{
    BureauCode, Machine, PlanTime,
    docket::ObligationView,
    finding::{FindingOutcome, Registration},
    simulation::NoticeKey,
};
use duban_store::{DeliveryState, DocumentFilter, NoticeFilter, NoticeRow, Store};
use std::collections::{BTreeMap, BTreeSet};

/// All of it: the run equals the simulation, and the ledger and the mails are sound.
pub async fn all(sandbox: &Sandbox, running: &Running, mails: &[Mail]) {
    equals_simulation(&sandbox.store, running).await;
    sound(&sandbox.store).await;
    each_notice_mailed_once(&sandbox.store, mails).await;
}

/// The durable run issued the simulation's notices, and the obligations stand where it says.
pub async fn equals_simulation(store: &Store, running: &Running) {
    let rows = notices(store, running).await;
    let durable: Vec<_> = rows.iter().map(|row| NoticeKey::of(&row.about, &row.notice)).collect();
    assert!(!durable.is_empty());
    let zone = running.campaign.terms.office.zone;
    let differences = Differences::of(running.rehearsal.notices(), durable, &[], zone);
    assert_eq!(differences.count(), 0, "{differences}");
    for run in &running.rehearsal.dockets {
        let bureau = &run.machine.party().bureau;
        let kept = store.duty_list(&running.campaign.terms.campaign, Some(bureau)).await.unwrap();
        let kept: Vec<_> = kept.into_iter().map(|row| row.duty).collect();
        assert_eq!(by_id(kept), by_id(run.machine.views()), "{bureau}");
    }
    matters_stand_as_simulated(store, running).await;
    let status = store.status(&running.campaign.terms.campaign).await.unwrap();
    assert!(status.iter().all(|bureau| bureau.finished.is_some()), "{status:#?}");
}

/// Findings and listings stand in the ledger where the simulation left them, and there are no others.
async fn matters_stand_as_simulated(store: &Store, running: &Running) {
    let campaign = &running.campaign.terms.campaign;
    for run in &running.rehearsal.findings {
        let registration = run.machine.registration();
        let kept = store.finding_get(campaign, &registration.id).await.unwrap();
        let kept = kept.unwrap_or_else(|| panic!("{} is not in the ledger", registration.id));
        assert_eq!(kept.row.view, run.machine.view(), "{}", registration.id);
        let as_kept = Registration { grade: registration.grade, ..kept.into_registration() };
        assert_eq!(&as_kept, registration);
    }
    // Risk signals that were none are not counted as found.
    let counted = running.rehearsal.findings.iter().map(|run| run.machine.view().outcome);
    let counted = counted.filter(|outcome| *outcome != Some(FindingOutcome::Dismissed)).count();
    let counties = store.finding_statistics(campaign).await.unwrap();
    let found: u32 = counties.iter().map(|county| county.found).sum();
    assert_eq!(usize::try_from(found).unwrap(), counted);
    let mut kept: Vec<_> = store.listing_list(campaign).await.unwrap();
    kept.sort_by(|a, b| a.id.cmp(&b.id));
    let kept: Vec<_> = kept.into_iter().map(|row| (row.id, row.view)).collect();
    let simulated = running.rehearsal.listings.iter();
    let mut simulated: Vec<_> =
        simulated.map(|run| (run.machine.opening().id.clone(), run.machine.view())).collect();
    simulated.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(kept, simulated);
}

/// Every official document came along with a mail, as the archive keeps it and under its own name.
pub async fn documents_came_with_mails(sandbox: &Sandbox, running: &Running, mails: &[Mail]) {
    let room = sandbox.filing_room();
    let campaign = &running.campaign.terms.campaign;
    let documents = sandbox.store.document_list(campaign, &DocumentFilter::default()).await.unwrap();
    assert!(!documents.is_empty());
    for row in documents {
        let key = key(&row.source, row.ordinal);
        let file = room.file(&row).await.unwrap();
        assert!(file.name.ends_with(".docx") && file.content.starts_with(b"PK"), "{}", file.name);
        let to = office(&sandbox.store, &row.notice.to).await;
        let came = mails.iter().filter(|mail| mail.to == to && mail.notices.contains(&key));
        let came: Vec<_> = came.flat_map(|mail| &mail.files).collect();
        let same = came.iter().any(|(name, content)| (name, content) == (&file.name, &file.content));
        let names: Vec<_> = came.iter().map(|(name, _)| name).collect();
        assert!(same, "{} of {key} did not come to {to}; what came: {names:?}", file.name);
    }
}

/// Document numbers have no gaps, no notice stands twice, everything was mailed.
pub async fn sound(store: &Store) {
    numbers_have_no_gaps(store).await;
    let mail = store.mail_count(None).await.unwrap();
    assert_eq!((mail.unsent, mail.undeliverable, mail.waiting, mail.unknown), (0, 0, 0, 0), "{mail:?}");
}

/// Document numbers have no gaps and no notice stands twice.
pub async fn numbers_have_no_gaps(store: &Store) {
    let mut numbers: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    let mut circulars: BTreeSet<(String, PlanTime)> = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for campaign in store.campaign_list().await.unwrap() {
        for row in store.notice_list(&campaign.plan.id, &NoticeFilter::default()).await.unwrap() {
            assert!(seen.insert((row.source.clone(), row.notice.ordinal)), "{row:?}");
            assert_eq!(row.number.is_some(), row.notice.instrument.is_document(), "{row:?}");
            let Some(number) = &row.number else { continue };
            let (year, ordinal) = number.split_once('〕').unwrap();
            let ordinal = ordinal.trim_end_matches('号').parse().unwrap();
            let is_new = numbers.entry(year.to_owned()).or_default().insert(ordinal);
            // A circular that names several bears one number for all of them.
            let joins = circulars.contains(&(number.clone(), row.notice.at));
            assert!(is_new || (joins && row.notice.facts.joint), "{number} twice");
            circulars.extend(row.notice.facts.joint.then(|| (number.clone(), row.notice.at)));
        }
    }
    assert!(!numbers.is_empty(), "no document was issued");
    for (year, ordinals) in numbers {
        let count = u32::try_from(ordinals.len()).unwrap();
        assert_eq!(ordinals, (1..=count).collect(), "{year}");
    }
}

/// Every receiver of every notice got it in exactly one mail, but for what did not hold any more when that
/// was put together. A mail may have come more than once, but then it is the same mail; no two mails share a
/// Message-ID.
pub async fn each_notice_mailed_once(store: &Store, mails: &[Mail]) {
    let mut by_id: BTreeMap<&str, &Mail> = BTreeMap::new();
    for mail in mails {
        let first = by_id.entry(&mail.message_id).or_insert(mail);
        assert_eq!(*first, mail, "two mails share a Message-ID");
    }
    let got = by_id.values().flat_map(|mail| mail.notices.iter().map(|key| (mail.to.clone(), key.clone())));
    let mut got: Vec<_> = got.collect();
    got.sort();
    let mut owed = Vec::new();
    for campaign in store.campaign_list().await.unwrap() {
        for row in store.notice_list(&campaign.plan.id, &NoticeFilter::default()).await.unwrap() {
            for delivery in store.notice_deliveries(row.id).await.unwrap() {
                if delivery.state == DeliveryState::LeftOut {
                    assert!(!row.notice.instrument.is_document() && delivery.moot.is_some(), "{delivery:?}");
                    continue;
                }
                owed.push((office(store, &delivery.recipient).await, key(&row.source, row.notice.ordinal)));
            }
        }
    }
    owed.sort();
    assert_eq!(got, owed, "what arrived and what was to be mailed");
}

/// A campaign's notices, in the order they were issued.
pub async fn notices(store: &Store, running: &Running) -> Vec<NoticeRow> {
    store.notice_list(&running.campaign.terms.campaign, &NoticeFilter::default()).await.unwrap()
}

/// How a mail names a notice.
fn key(source: &str, ordinal: u32) -> String {
    format!("{}/{ordinal}", source.strip_prefix("campaign/").unwrap_or(source))
}

async fn office(store: &Store, bureau: &BureauCode) -> String {
    store.bureau_get(bureau).await.unwrap().unwrap().contacts.office
}

fn by_id(mut duties: Vec<ObligationView>) -> Vec<ObligationView> {
    duties.sort_by(|a, b| a.id.cmp(&b.id));
    duties
}
