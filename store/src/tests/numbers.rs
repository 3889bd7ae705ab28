//! Records: once each, all or nothing, and numbers without gaps.

use super::samples::{
    DUYUN, FUQUAN, PREFECTURE, PROVINCE, bureaus, campaign, county_story, effect, issued, notice, plan_at,
    record, store,
};
use crate::{NoticeFilter, Store, StoreError};
use duban_domain::{
    event::DocketEvent,
    instrument::Instrument::{self, Circular, GovernmentReport, Listing, Reminder, ReminderLetter},
    record::{DocumentNumber, Record, Recorded, Step},
};
use std::collections::BTreeSet;

async fn count(store: &Store, table: &'static str) -> i64 {
    let sql = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
    sqlx::query_scalar(sql).fetch_one(&store.reader).await.unwrap()
}

/// How many rows each table that a record writes to has.
async fn counts(store: &Store) -> Vec<i64> {
    let tables = [
        "record",
        "ledger",
        "notice",
        "delivery",
        "document_number",
        "duty",
        "approval",
        "participation",
        "circular",
    ];
    futures::future::join_all(tables.map(|table| count(store, table))).await
}

#[tokio::test]
async fn recording_twice_answers_the_same_and_adds_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let mut first = Vec::new();
    for record in county_story(DUYUN) {
        first.push(store.record(&record).await.unwrap());
    }
    let before = counts(&store).await;
    let mut second = Vec::new();
    for record in county_story(DUYUN) {
        second.push(store.record(&record).await.unwrap());
    }
    assert_eq!(first, second);
    assert_eq!(before, counts(&store).await);
    assert_eq!(store.ledger_list(&campaign(), None).await.unwrap().len(), 23);
}

#[tokio::test]
async fn one_record_sent_twice_at_once_is_kept_once() {
    let folder = tempfile::tempdir().unwrap();
    let (store, other) = (store(&folder).await, store(&folder).await);
    let story = county_story(DUYUN);
    let all = (0..16).map(|i| if i % 2 == 0 { store.record(&story[0]) } else { other.record(&story[0]) });
    let answers: Vec<_> = futures::future::join_all(all).await.into_iter().map(Result::unwrap).collect();
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(count(&store, "record").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn numbers_have_no_gaps_under_concurrent_writers_of_two_processes() {
    let folder = tempfile::tempdir().unwrap();
    // Two handles share nothing but the file, as two worker processes do.
    let (one, two) = (store(&folder).await, store(&folder).await);
    let writer = |task: u64| {
        let store = if task.is_multiple_of(2) { one.clone() } else { two.clone() };
        async move {
            let mut given = Vec::new();
            for sequence in 1..=50 {
                let bureau = if task < 4 { DUYUN } else { FUQUAN };
                let ordinal = u32::try_from(task * 1000 + sequence).unwrap();
                let mut letter = notice(ordinal, ReminderLetter, bureau, "2024-08-21T09:00");
                letter.from = PREFECTURE.into();
                let mut record = record(bureau, sequence, vec![issued(letter)]);
                record.workflow = format!("task/{task}");
                let Recorded { numbers, .. } = store.record(&record).await.unwrap();
                given.extend(numbers.into_iter().map(|(_, number)| number.ordinal));
            }
            given
        }
    };
    let tasks: Vec<_> = (0..8).map(|task| tokio::spawn(writer(task))).collect();
    let mut all = BTreeSet::new();
    for task in tasks {
        let given = task.await.unwrap();
        assert!(given.is_sorted(), "a writer sees its own numbers grow");
        all.extend(given);
    }
    assert_eq!(all, (1..=400).collect());
}

#[tokio::test]
async fn numbers_count_for_each_bureau_and_year_in_the_zone() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let mut circular = notice(4, Circular, DUYUN, "2024-12-31T09:00");
    circular.from = PROVINCE.into();
    let letters = vec![
        issued(notice(1, ReminderLetter, DUYUN, "2024-12-30T09:00")),
        issued(notice(2, Reminder, DUYUN, "2024-12-30T09:00")),
        issued(notice(3, Listing, DUYUN, "2024-12-31T23:59")),
        issued(circular),
        // Still 2024 in UTC, and already 2025 where the dates are read.
        issued(notice(5, ReminderLetter, DUYUN, "2025-01-01T00:01")),
        issued(notice(6, ReminderLetter, DUYUN, "2025-01-02T09:00")),
    ];
    let answer = store.record(&record(DUYUN, 1, letters)).await.unwrap();
    let number = |year, ordinal| DocumentNumber { year, ordinal };
    let expected = vec![
        (1, number(2024, 1)),
        (3, number(2024, 2)),
        (4, number(2024, 1)),
        (5, number(2025, 1)),
        (6, number(2025, 2)),
    ];
    assert_eq!(answer.numbers, expected);
    let rows = store.notice_list(&campaign(), &NoticeFilter::default()).await.unwrap();
    let texts: Vec<_> = rows.iter().filter_map(|row| row.number.as_deref()).collect();
    assert_eq!(
        texts,
        [
            "黔南市监〔2024〕1号",
            "黔南市监〔2024〕2号",
            "黔市监〔2024〕1号",
            "黔南市监〔2025〕1号",
            "黔南市监〔2025〕2号"
        ]
    );
}

#[tokio::test]
async fn a_record_that_fails_half_way_uses_no_number_and_leaves_no_trace() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let letter = |ordinal| issued(notice(ordinal, ReminderLetter, DUYUN, "2024-08-21T09:00"));
    store.record(&record(DUYUN, 1, vec![letter(1)])).await.unwrap();
    let before = counts(&store).await;
    let mut to_nobody = notice(3, ReminderLetter, DUYUN, "2024-08-22T09:00");
    to_nobody.copies = vec!["999999".into()];
    let same_ordinal_twice = vec![letter(2), letter(2)];
    let unknown_bureau = vec![letter(2), issued(to_nobody)];
    let unknown_notice =
        vec![letter(2), effect(plan_at("2024-08-22T09:00"), DocketEvent::Withdrawn { notice: 77 })];
    // A bureau may still be brought in; the others will never do.
    for (effects, may_pass) in [(same_ordinal_twice, false), (unknown_bureau, true), (unknown_notice, false)]
    {
        let failed = store.record(&record(DUYUN, 2, effects)).await.unwrap_err();
        assert_eq!(failed.is_retryable(), may_pass, "{failed:?}");
        assert_eq!(counts(&store).await, before);
    }
    let mut no_campaign = record(DUYUN, 2, vec![letter(2)]);
    no_campaign.campaign = "other".into();
    assert!(store.record(&no_campaign).await.unwrap_err().is_retryable());

    let answer = store.record(&record(DUYUN, 2, vec![letter(2)])).await.unwrap();
    assert_eq!(answer.numbers, [(2, DocumentNumber { year: 2024, ordinal: 2 })]);
}

#[tokio::test]
async fn another_record_under_a_kept_sequence_is_told_what_was_kept() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let letter = |ordinal| issued(notice(ordinal, ReminderLetter, DUYUN, "2024-08-21T09:00"));
    let first = record(DUYUN, 1, vec![letter(1)]);
    let answer = store.record(&first).await.unwrap();
    assert_eq!(answer.instead, None);
    assert_eq!(store.record(&first).await.unwrap(), answer);
    let other = Record {
        steps: vec![Step::Cancel { now: plan_at("2024-08-21T10:00") }],
        ..record(DUYUN, 1, vec![letter(1), letter(2)])
    };
    let again = store.record(&other).await.unwrap();
    assert_eq!(again.numbers, answer.numbers);
    assert_eq!(again.knocks, answer.knocks);
    assert_eq!(again.instead, Some(first.steps));
    assert_eq!(store.notice_list(&campaign(), &NoticeFilter::default()).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_lost_store_does_not_give_its_numbers_out_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let letter = issued(notice(8, ReminderLetter, DUYUN, "2024-08-21T09:00"));
    let failed = store.record(&record(DUYUN, 5, vec![letter])).await.unwrap_err();
    assert!(failed.is_retryable(), "it waits for the rebuild");
    let StoreError::Record { source, .. } = failed else { panic!("not an error about a record") };
    assert!(
        matches!(*source, StoreError::Gap { missing: 4 }) && source.to_string().contains("duban rebuild")
    );
    assert_eq!(counts(&store).await, [0; 9]);
}

#[tokio::test]
async fn nobody_receives_one_notice_twice() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let mut report = notice(1, GovernmentReport, DUYUN, "2024-08-21T09:00");
    report.copies = vec![DUYUN.into(), PREFECTURE.into(), PROVINCE.into(), PROVINCE.into()];
    let mut letter = notice(2, ReminderLetter, DUYUN, "2024-08-21T09:30");
    letter.copies = vec![PROVINCE.into()];
    letter.send_from = plan_at("2024-08-21T08:00");
    let answer = store.record(&record(DUYUN, 1, vec![issued(report), issued(letter)])).await.unwrap();
    let knocked: Vec<_> = answer.knocks.iter().map(|k| (k.bureau.as_str(), k.from.utc())).collect();
    let (early, later) = (super::samples::utc("2024-08-21T08:00"), super::samples::utc("2024-08-21T09:00"));
    assert_eq!(knocked, [(PROVINCE, early), (PREFECTURE, later), (DUYUN, early)]);
    let received: Vec<(String, i64, bool)> =
        sqlx::query_as("SELECT recipient, ordinal, is_copy FROM delivery ORDER BY ordinal, recipient")
            .fetch_all(&store.reader)
            .await
            .unwrap();
    let line = |code: &str, ordinal, is_copy| (code.to_owned(), ordinal, is_copy);
    let expected = [
        line(PROVINCE, 1, true),
        line(PREFECTURE, 1, false),
        line(DUYUN, 1, false),
        line(PROVINCE, 2, true),
        line(DUYUN, 2, false),
    ];
    assert_eq!(received, expected);
}

#[tokio::test]
async fn the_ledger_cannot_be_changed() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let letter = issued(notice(1, Instrument::ReminderLetter, DUYUN, "2024-08-21T09:00"));
    store.record(&record(DUYUN, 1, vec![letter])).await.unwrap();
    for sql in ["UPDATE ledger SET event = 'x'", "DELETE FROM ledger"] {
        let refused = sqlx::query(sql).execute(&store.writer).await.unwrap_err();
        assert!(refused.to_string().contains("append-only"), "{refused}");
    }
}

#[tokio::test]
async fn an_organ_code_never_passes_to_another_bureau_once_documents_bear_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    for record in county_story(DUYUN) {
        store.record(&record).await.unwrap();
    }
    let list = |codes: &[(&str, &str)]| {
        let mut list = bureaus();
        for (code, prefix) in codes {
            let bureau = list.iter_mut().find(|bureau| bureau.code.as_str() == *code).unwrap();
            bureau.document_prefix = (*prefix).to_owned();
        }
        list
    };
    // The prefecture has issued documents under 黔南市监; a later list passes that on, at once or later.
    let passed_on = list(&[(PREFECTURE, "黔南州市监"), (FUQUAN, "黔南 市监")]);
    let refused = store.bureau_upsert_all(&passed_on).await.unwrap_err();
    let StoreError::PassedOn(told) = &refused else { panic!("{refused}") };
    assert_eq!((told.code.as_str(), told.other.as_str()), (FUQUAN, PREFECTURE));
    assert!(!refused.is_retryable());
    assert_eq!(store.bureau_list().await.unwrap(), bureaus(), "nothing was changed");
    store.bureau_upsert_all(&list(&[(PREFECTURE, "黔南州市监")])).await.unwrap();
    let later = store.bureau_upsert_all(&passed_on).await.unwrap_err();
    assert!(
        later.to_string().contains("522702 has the document prefix 黔南 市监, under which 522700"),
        "{later}"
    );
    // What no document bears may pass on, and whoever had it may have it again.
    store.bureau_upsert_all(&list(&[(DUYUN, "福市监"), (FUQUAN, "都市监")])).await.unwrap();
    store.bureau_upsert_all(&bureaus()).await.unwrap();
}
