//! A store rebuilt from the workflows' journals is the store that was lost.

use super::samples::{
    DUYUN, FUQUAN, PREFECTURE, campaign, county_story, issued, notice, plan_at, record, store, wall_at,
};
use crate::{DeliveryState, NoticeFilter, NoticeRow, Store, StoreError};
use duban_domain::{
    instrument::Instrument::ReminderLetter,
    record::{DocumentNumber, Record, Recorded},
};

/// Two counties' records as they interleave, and what was answered.
async fn original(store: &Store) -> Vec<(Record, Recorded)> {
    let mut journal = Vec::new();
    for (a, b) in county_story(DUYUN).into_iter().zip(county_story(FUQUAN)) {
        for record in [a, b] {
            let answer = store.record(&record).await.unwrap();
            journal.push((record, answer));
        }
    }
    journal
}

async fn counters(store: &Store) -> Vec<(String, i64, i64)> {
    let sql = "SELECT bureau, year, last FROM document_number ORDER BY bureau, year";
    sqlx::query_as(sql).fetch_all(&store.reader).await.unwrap()
}

/// Notices by docket, without their rows and what is known of their mail.
async fn notices(store: &Store) -> Vec<NoticeRow> {
    let mut rows = store.notice_list(&campaign(), &NoticeFilter::default()).await.unwrap();
    rows.sort_by(|a, b| (&a.about, a.notice.ordinal).cmp(&(&b.about, b.notice.ordinal)));
    let plain = |row| NoticeRow { id: 0, delivery: DeliveryState::Unknown, sent: None, failed: None, ..row };
    rows.into_iter().map(plain).collect()
}

#[tokio::test]
async fn a_rebuilt_store_equals_the_original() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (store, rebuilt) = (store(&folder).await, store(&other).await);
    let mut journal = original(&store).await;
    // Journals are read one workflow after another, not as their records interleaved.
    journal.sort_by(|(a, _), (b, _)| (&a.workflow, a.sequence).cmp(&(&b.workflow, b.sequence)));
    for _ in 0..2 {
        for (record, answer) in &journal {
            let again = rebuilt.record_with_numbers(record, &answer.numbers, None).await.unwrap();
            assert_eq!((&again.numbers, again.knocks.len()), (&answer.numbers, 0));
        }
    }
    let of = campaign();
    for bureau in [DUYUN, FUQUAN] {
        let bureau = Some(bureau.into());
        let was = store.ledger_list(&of, bureau.as_ref()).await.unwrap();
        assert_eq!(was, rebuilt.ledger_list(&of, bureau.as_ref()).await.unwrap());
    }
    assert_eq!(notices(&store).await, notices(&rebuilt).await);
    assert_eq!(store.duty_list(&of, None).await.unwrap(), rebuilt.duty_list(&of, None).await.unwrap());
    assert_eq!(store.status(&of).await.unwrap(), rebuilt.status(&of).await.unwrap());
    assert_eq!(store.approval_list(&of).await.unwrap(), rebuilt.approval_list(&of).await.unwrap());
    assert_eq!(counters(&store).await, counters(&rebuilt).await);
    assert_eq!(rebuilt.outbox_waiting().await.unwrap(), []);

    // Work goes on with the next number.
    let next = record(DUYUN, 5, vec![issued(notice(9, ReminderLetter, DUYUN, "2024-12-01T09:00"))]);
    assert_eq!(store.record(&next).await.unwrap(), rebuilt.record(&next).await.unwrap());
}

#[tokio::test]
async fn notices_since_the_last_backup_are_mailed_again() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (store, rebuilt) = (store(&folder).await, store(&other).await);
    let since = Some(plan_at("2024-08-29T11:00"));
    for (record, answer) in original(&store).await {
        let again = rebuilt.record_with_numbers(&record, &answer.numbers, since).await.unwrap();
        let recent = record.sequence == 3;
        assert_eq!(again.knocks.is_empty(), !recent);
        if recent {
            assert_eq!(again.knocks, answer.knocks);
        }
    }
    let digest =
        rebuilt.digest_next(&DUYUN.into(), wall_at("2025-01-05T09:00"), false).await.unwrap().unwrap();
    assert_eq!(digest.entries.iter().map(|entry| entry.notice.ordinal).collect::<Vec<_>>(), [6, 5]);
}

#[tokio::test]
async fn a_journal_that_does_not_fit_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let number = |ordinal| DocumentNumber { year: 2024, ordinal };
    let letter = |sequence, ordinal| {
        record(DUYUN, sequence, vec![issued(notice(ordinal, ReminderLetter, DUYUN, "2024-08-21T09:00"))])
    };
    let source = |refused: Result<Recorded, StoreError>| match refused.unwrap_err() {
        StoreError::Record { source, .. } => *source,
        other => other,
    };
    let missing = source(store.record_with_numbers(&letter(1, 1), &[(2, number(1))], None).await);
    assert!(matches!(missing, StoreError::NumberMissing { ordinal: 1 }));
    store.record_with_numbers(&letter(1, 1), &[(1, number(7))], None).await.unwrap();
    let other_number = source(store.record_with_numbers(&letter(1, 1), &[(1, number(8))], None).await);
    assert!(matches!(other_number, StoreError::Conflict));
    let taken = source(store.record_with_numbers(&letter(2, 2), &[(2, number(7))], None).await);
    assert!(matches!(&taken, StoreError::Sql { .. }) && !taken.is_retryable(), "{taken:?}");
    // An earlier number does not lower the counter.
    store.record_with_numbers(&letter(2, 2), &[(2, number(3))], None).await.unwrap();
    assert_eq!(counters(&store).await, [(PREFECTURE.to_owned(), 2024, 7)]);
}

#[tokio::test]
async fn work_that_goes_on_during_a_rebuild_takes_no_number_of_a_journal_to_come() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let number = |ordinal| DocumentNumber { year: 2024, ordinal };
    store
        .document_number_raise_all(&[(PREFECTURE.into(), number(9)), (PREFECTURE.into(), number(4))])
        .await
        .unwrap();
    let letter = |bureau, sequence, ordinal| {
        record(bureau, sequence, vec![issued(notice(ordinal, ReminderLetter, bureau, "2024-08-21T09:00"))])
    };
    let live = store.record(&letter(DUYUN, 1, 1)).await.unwrap();
    assert_eq!(live.numbers, [(1, number(10))]);
    store.record_with_numbers(&letter(FUQUAN, 1, 1), &[(1, number(9))], None).await.unwrap();
    assert_eq!(counters(&store).await, [(PREFECTURE.to_owned(), 2024, 10)]);
}
