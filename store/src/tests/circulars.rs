//! One circular names all who lag: one number, one paper, one line in a mail, whoever tells when.

use super::samples::{
    CAMPAIGN, DUYUN, FUQUAN, PREFECTURE, duty, effect, issued, notice, plan_at, record, store, wall_at,
};
use crate::Store;
use duban_domain::{
    docket::ObligationView,
    event::DocketEvent,
    instrument::Instrument::Circular,
    record::{PostboxWakeUp, Record, Recorded},
};

const AT: &str = "2024-08-23T09:00";

fn lagging() -> ObligationView {
    duty("interim-report", "overdue", None)
}

fn docket(bureau: &str) -> String {
    format!("campaign/{CAMPAIGN}/{bureau}")
}

/// The bureau owes and has not been told yet.
fn opening(bureau: &str) -> Record {
    let mut opening = record(bureau, 1, Vec::new());
    opening.views = vec![lagging()];
    opening
}

/// It is criticised, and the other one gets a copy.
fn criticised(bureau: &str, other: &str) -> Record {
    let mut circular = notice(3, Circular, bureau, AT);
    circular.copies = vec![other.into()];
    (circular.facts.joint, circular.facts.due) = (true, Some(lagging().due));
    let mut criticised = record(bureau, 2, vec![issued(circular)]);
    criticised.views = vec![lagging()];
    criticised
}

async fn owing(folder: &tempfile::TempDir) -> Store {
    let store = store(folder).await;
    for bureau in [DUYUN, FUQUAN] {
        store.record(&opening(bureau)).await.unwrap();
    }
    store
}

fn number(recorded: &Recorded) -> u32 {
    recorded.numbers[0].1.ordinal
}

async fn mail(store: &Store, bureau: &str, at: &str) -> Option<crate::Digest> {
    store.digest_next(&bureau.into(), wall_at(at), false).await.unwrap()
}

#[tokio::test]
async fn two_who_lag_share_one_number_and_one_line_in_each_mail() {
    let folder = tempfile::tempdir().unwrap();
    let store = owing(&folder).await;
    let first = store.record(&criticised(DUYUN, FUQUAN)).await.unwrap();
    let second = store.record(&criticised(FUQUAN, DUYUN)).await.unwrap();
    assert_eq!((number(&first), number(&second)), (1, 1));
    for bureau in [DUYUN, FUQUAN] {
        let mail = mail(&store, bureau, AT).await.unwrap();
        let [entry] = mail.entries.as_slice() else { panic!("{:?}", mail.entries) };
        assert_eq!((entry.notice.to.as_str(), entry.is_copy), (bureau, false), "its own stands there");
        let named: Vec<_> = entry.named.iter().map(|bureau| bureau.code.as_str()).collect();
        assert_eq!(named, [DUYUN, FUQUAN]);
        let other = if bureau == DUYUN { FUQUAN } else { DUYUN };
        assert_eq!(entry.with, [(docket(other), 3)], "it stands for the other's too");
    }
    let row = store.document_get(&docket(FUQUAN), 3).await.unwrap().unwrap();
    let joint = row.joint.as_ref().unwrap();
    assert_eq!((joint.named.len(), joint.is_open), (2, false));
    assert!(row.letterhead.names.contains_key(&DUYUN.into()));
    // The next document bears the next number.
    let next = record(DUYUN, 3, vec![issued(notice(4, Circular, DUYUN, AT))]);
    assert_eq!(number(&store.record(&next).await.unwrap()), 2);
}

#[tokio::test]
async fn the_mail_waits_for_the_other_and_goes_as_soon_as_it_has_told() {
    let folder = tempfile::tempdir().unwrap();
    let store = owing(&folder).await;
    store.record(&criticised(DUYUN, FUQUAN)).await.unwrap();
    assert_eq!(mail(&store, DUYUN, AT).await, None);
    assert!(store.document_get(&docket(DUYUN), 3).await.unwrap().unwrap().joint.unwrap().is_open);
    let next = store.outbox_next(&DUYUN.into(), false).await.unwrap();
    assert_eq!(next, Some(wall_at("2024-08-23T09:01")), "it is looked at again");
    let told = store.record(&criticised(FUQUAN, DUYUN)).await.unwrap();
    let knock = |bureau: &str| PostboxWakeUp { bureau: bureau.into(), from: wall_at(AT), urgent: false };
    assert_eq!(told.knocks, [knock(DUYUN), knock(FUQUAN)]);
    assert_eq!(mail(&store, DUYUN, AT).await.unwrap().entries[0].named.len(), 2);
}

#[tokio::test]
async fn the_mail_waits_no_more_when_the_other_has_handed_in() {
    let folder = tempfile::tempdir().unwrap();
    let store = owing(&folder).await;
    store.record(&criticised(DUYUN, FUQUAN)).await.unwrap();
    assert_eq!(mail(&store, FUQUAN, AT).await, None);
    let mut handed_in = record(FUQUAN, 2, Vec::new());
    handed_in.views = vec![duty("interim-report", "submitted", Some(false))];
    let told = store.record(&handed_in).await.unwrap();
    assert_eq!(told.knocks.len(), 1, "whoever was held");
    let mail = mail(&store, FUQUAN, AT).await.unwrap();
    assert_eq!((mail.entries[0].named.len(), mail.entries[0].is_copy), (0, true));
}

#[tokio::test]
async fn the_mail_waits_no_more_for_a_bureau_that_is_called_off() {
    let folder = tempfile::tempdir().unwrap();
    let store = owing(&folder).await;
    store.record(&criticised(DUYUN, FUQUAN)).await.unwrap();
    assert_eq!(mail(&store, DUYUN, AT).await, None);
    let called_off = record(FUQUAN, 2, vec![effect(plan_at(AT), DocketEvent::Cancelled)]);
    store.record(&called_off).await.unwrap();
    assert_eq!(mail(&store, DUYUN, AT).await.unwrap().entries[0].named.len(), 0, "it stands alone");
}

#[tokio::test]
async fn who_tells_after_the_mail_is_out_is_named_in_a_circular_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let store = owing(&folder).await;
    store.record(&criticised(DUYUN, FUQUAN)).await.unwrap();
    let first = mail(&store, DUYUN, "2024-08-23T10:00").await.unwrap();
    assert_eq!(first.entries[0].notice.to.as_str(), DUYUN, "an hour is enough");
    let late = store.record(&criticised(FUQUAN, DUYUN)).await.unwrap();
    assert_eq!(number(&late), 2);
    let row = store.document_get(&docket(FUQUAN), 3).await.unwrap().unwrap();
    assert_eq!(row.joint.unwrap().named.len(), 1);
    assert_eq!(
        mail(&store, FUQUAN, "2024-08-23T10:00").await.unwrap().entries.len(),
        2,
        "the copy and its own"
    );
}

#[tokio::test]
async fn a_circular_keeps_its_number_and_all_it_names_when_the_store_is_written_again() {
    let folder = tempfile::tempdir().unwrap();
    let lost = owing(&folder).await;
    let records = [criticised(DUYUN, FUQUAN), criticised(FUQUAN, DUYUN)];
    let mut numbers = Vec::new();
    for record in &records {
        numbers.push(lost.record(record).await.unwrap().numbers);
    }
    let before = lost.document_get(&docket(DUYUN), 3).await.unwrap().unwrap();

    let folder = tempfile::tempdir().unwrap();
    let store = owing(&folder).await;
    for (record, numbers) in records.iter().zip(&numbers) {
        store.record_with_numbers(record, numbers, Some(plan_at(AT))).await.unwrap();
    }
    let after = store.document_get(&docket(DUYUN), 3).await.unwrap().unwrap();
    assert_eq!(
        (after.number, &after.joint.as_ref().unwrap().named),
        (before.number, &before.joint.unwrap().named)
    );
    assert!(!after.joint.unwrap().is_open, "nobody knows whether it is out: nobody joins it");
    let found = store.document_by_number(&PREFECTURE.into(), before.number).await.unwrap().unwrap();
    assert_eq!(found.joint.unwrap().named.len(), 2);
}

#[tokio::test]
async fn a_circular_told_twice_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let store = owing(&folder).await;
    let record = criticised(DUYUN, FUQUAN);
    let (one, two) = (store.record(&record).await.unwrap(), store.record(&record).await.unwrap());
    assert_eq!(one, two);
    assert_eq!(store.document_get(&docket(DUYUN), 3).await.unwrap().unwrap().joint.unwrap().named.len(), 1);
}
