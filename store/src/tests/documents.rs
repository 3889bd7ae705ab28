//! Documents: the names they bore, what became of them, and the file that was made.

use super::{
    matters::{finding_changed, finding_opened, finding_view, issued as paper, registration},
    samples::{
        CAMPAIGN, DUYUN, FUQUAN, HOSTILE, PREFECTURE, PROVINCE, bureaus, campaign, county_story, issued,
        notice, plan_at, record, store, wall_at,
    },
};
use crate::{ArchivedDocument, DocumentFilter, NoticeFilter, Store, StoreError};
use duban_domain::{
    correspondence::NoticeEvent,
    event::EventEnvelope,
    finding::FindingEvent,
    instrument::Instrument::{Interview, RectificationNotice, Reminder, ReminderLetter, Withdrawal},
    matter::{MatterFacts, MatterKind},
    notice::Facts,
    record::DocumentNumber,
};

fn docket() -> String {
    format!("campaign/{CAMPAIGN}/{DUYUN}")
}

/// Every bureau is renamed, and writes another organ code.
async fn rename_all(store: &Store) {
    let mut renamed = bureaus();
    for bureau in &mut renamed {
        bureau.name.push_str("（新）");
        bureau.document_prefix.push('新');
    }
    store.bureau_upsert_all(&renamed).await.unwrap();
}

#[tokio::test]
async fn a_document_keeps_the_names_it_was_issued_with() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    for record in county_story(DUYUN) {
        store.record(&record).await.unwrap();
    }
    let before = store.document_get(&docket(), 4).await.unwrap().unwrap();
    assert_eq!(before.full_number(), "黔南市监〔2024〕2号");
    assert_eq!((before.notice.instrument, before.about.as_str()), (Interview, DUYUN));
    assert_eq!(before.letterhead.name(&DUYUN.into()), format!("{DUYUN}市场监督管理局"));
    assert_eq!(before.letterhead.campaign, format!("{CAMPAIGN}行动"));
    assert_eq!(before.zone, chrono_tz::Asia::Shanghai);
    assert_eq!(before.earlier[0].number.as_deref(), Some("黔南市监〔2024〕1号"));
    assert_eq!(before.withdrawn, Some(plan_at("2024-08-29T11:30")));
    assert_eq!((before.voided.clone(), before.archived.clone()), (None, None));
    let letter = store.document_get(&docket(), 3).await.unwrap().unwrap();
    assert_eq!(letter.letterhead.names.len(), 3, "with those who got copies");

    rename_all(&store).await;
    assert_eq!(store.document_get(&docket(), 4).await.unwrap().as_ref(), Some(&before));
    let rows = store.notice_list(&campaign(), &NoticeFilter::default()).await.unwrap();
    assert_eq!(rows[3].number.as_deref(), Some("黔南市监〔2024〕2号"));
    let digest = store.digest_next(&DUYUN.into(), wall_at("2025-02-01T09:00"), false).await.unwrap().unwrap();
    let entry = digest.entries.iter().find(|entry| entry.notice.ordinal == 4).unwrap();
    assert_eq!(entry.number.as_deref(), Some("黔南市监〔2024〕2号"));
    assert_eq!(entry.earlier, before.earlier);
    let document = entry.document.as_ref().unwrap();
    assert_eq!((document.number, &document.letterhead), (before.number, &before.letterhead));
    assert!(digest.entries.iter().any(|entry| entry.document.is_none()));

    let next = record(DUYUN, 5, vec![issued(notice(9, ReminderLetter, DUYUN, "2025-02-01T09:00"))]);
    store.record(&next).await.unwrap();
    let next = store.document_get(&docket(), 9).await.unwrap().unwrap();
    assert_eq!(next.full_number(), "黔南市监新〔2025〕2号");
}

#[tokio::test]
async fn a_document_from_before_names_were_kept_bears_the_present_ones() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    for record in county_story(DUYUN) {
        store.record(&record).await.unwrap();
    }
    let before = store.document_get(&docket(), 3).await.unwrap().unwrap();
    sqlx::query("UPDATE notice SET letterhead = NULL").execute(&store.writer).await.unwrap();
    assert_eq!(store.document_get(&docket(), 3).await.unwrap().unwrap(), before);
    rename_all(&store).await;
    let now = store.document_get(&docket(), 3).await.unwrap().unwrap();
    assert_eq!(now.full_number(), "黔南市监新〔2024〕1号");
    assert_eq!(now.letterhead.name(&PROVINCE.into()), format!("{PROVINCE}市场监督管理局（新）"));
    let digest = store.digest_next(&DUYUN.into(), wall_at("2025-02-01T09:00"), false).await.unwrap().unwrap();
    let entry = digest.entries.iter().find(|entry| entry.notice.ordinal == 3).unwrap();
    assert_eq!(entry.document.as_ref().unwrap().letterhead, now.letterhead);
    assert_eq!(entry.number, Some(now.full_number()));
}

#[tokio::test]
async fn everyone_a_document_names_stands_in_its_letterhead() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let facts = MatterFacts {
        kind: MatterKind::Incident,
        id: "1".to_owned(),
        subject: DUYUN.to_owned(),
        credit_code: None,
        subject_is_bureau: true,
        product: None,
        domain: None,
        grade: None,
        problem: "电梯坠落".to_owned(),
        since: None,
        authority: None,
        unanswered: vec![FUQUAN.into(), "999999".into()],
        minutes: None,
        attachments: Vec::new(),
    };
    let mut letter = notice(1, ReminderLetter, DUYUN, "2024-08-21T09:00");
    letter.facts = Facts { matter: Some(Box::new(facts)), ..Facts::default() };
    store.record(&record(DUYUN, 1, vec![issued(letter)])).await.unwrap();
    let document = store.document_get(&docket(), 1).await.unwrap().unwrap();
    let named: Vec<_> = document.letterhead.names.keys().map(|code| code.as_str()).collect();
    assert_eq!(named, [PREFECTURE, DUYUN, FUQUAN]);
    assert_eq!(document.letterhead.name(&"999999".into()), "999999", "a bureau nobody knows");
}

#[tokio::test]
async fn a_voided_document_keeps_its_number_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let view = finding_view("2024-07-01T10:00");
    let mut first = finding_opened(registration("1", DUYUN), view.clone());
    let order = paper(notice(1, RectificationNotice, DUYUN, "2024-07-01T10:00"));
    first.effects.push(EventEnvelope::new(view.registered, None, FindingEvent::Notice(order)));
    store.record(&first).await.unwrap();
    let mut takes_back = notice(2, Withdrawal, DUYUN, "2024-07-02T10:00");
    takes_back.facts.earlier = vec![1];
    let voided = vec![
        FindingEvent::Notice(NoticeEvent::Voided { notice: 1, reason: HOSTILE.to_owned() }),
        FindingEvent::Notice(paper(takes_back)),
    ];
    let void = finding_changed(&first, 2, "2024-07-02T10:00", voided, view.clone());
    let answer = store.record(&void).await.unwrap();
    assert_eq!(answer.numbers, [(2, DocumentNumber { year: 2024, ordinal: 2 })]);

    let number = DocumentNumber { year: 2024, ordinal: 1 };
    let document = store.document_by_number(&PREFECTURE.into(), number).await.unwrap().unwrap();
    assert_eq!(document.voided, Some((plan_at("2024-07-02T10:00"), HOSTILE.to_owned())));
    assert_eq!((document.number, document.ordinal), (number, 1));
    assert_eq!(document.source, format!("finding/{CAMPAIGN}/1"));
    let rows = store.notice_list(&campaign(), &NoticeFilter::default()).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.voided.is_some()).collect::<Vec<_>>(), [true, false]);
    assert_eq!(store.document_by_number(&PROVINCE.into(), number).await.unwrap(), None);

    let unknown = vec![FindingEvent::Notice(NoticeEvent::Voided { notice: 7, reason: "笔误".to_owned() })];
    let unknown = finding_changed(&first, 3, "2024-07-03T10:00", unknown, view);
    assert!(store.record(&unknown).await.is_err());
}

#[tokio::test]
async fn documents_are_listed_by_what_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    for bureau in [DUYUN, FUQUAN] {
        for record in county_story(bureau) {
            store.record(&record).await.unwrap();
        }
    }
    let list = async |filter| store.document_list(&campaign(), &filter).await.unwrap();
    let all = list(DocumentFilter::default()).await;
    assert_eq!(all.len(), 8, "reminders and the campaign's notice are no documents");
    let about = list(DocumentFilter { about: Some(FUQUAN.into()), ..DocumentFilter::default() }).await;
    assert_eq!(about, all[4..]);
    let source = list(DocumentFilter { source: Some(docket()), ..DocumentFilter::default() }).await;
    assert_eq!(source, all[..4]);
    let interviews = list(DocumentFilter { instrument: Some(Interview), ..DocumentFilter::default() }).await;
    assert_eq!(interviews.len(), 2);
    let none = DocumentFilter { sender: Some(PROVINCE.into()), ..DocumentFilter::default() };
    assert!(list(none).await.is_empty());
    let page = DocumentFilter { after: Some(all[1].id), limit: Some(3), ..DocumentFilter::default() };
    assert_eq!(list(page).await, all[2..5]);
    let number = DocumentNumber { year: 2025, ordinal: 2 };
    let last = store.document_by_number(&PREFECTURE.into(), number).await.unwrap();
    assert_eq!(last.as_ref(), all.last());
}

#[tokio::test]
async fn a_file_that_comes_out_different_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let notices = vec![
        issued(notice(1, ReminderLetter, DUYUN, "2024-08-21T09:00")),
        issued(notice(2, Reminder, DUYUN, "2024-08-21T09:00")),
    ];
    store.record(&record(DUYUN, 1, notices)).await.unwrap();
    let (one, other) = ("1".repeat(64), "2".repeat(64));
    for _ in 0..2 {
        store.document_archived(&docket(), 1, &one, 12_345).await.unwrap();
    }
    let differs = |refused: Result<(), StoreError>| matches!(refused, Err(StoreError::Differs(_)));
    assert!(differs(store.document_archived(&docket(), 1, &other, 12_345).await));
    assert!(differs(store.document_archived(&docket(), 1, &one, 12_346).await));
    let kept = store.document_get(&docket(), 1).await.unwrap().unwrap().archived;
    assert_eq!(kept, Some(ArchivedDocument { sha256: one.clone(), size: 12_345 }));
    for (source, ordinal) in [(docket(), 2), (docket(), 3), ("campaign/x/y".to_owned(), 1)] {
        let unknown = store.document_archived(&source, ordinal, &one, 1).await;
        assert!(matches!(unknown, Err(StoreError::Unknown(_))), "{source} {ordinal}");
    }
    assert_eq!(store.document_get(&docket(), 2).await.unwrap(), None);
}
