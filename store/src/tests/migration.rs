//! A store of the first version is brought up to date with everything in it.

use super::samples::{
    CAMPAIGN, DUYUN, FUQUAN, PROVINCE, bureaus, campaign, issued, new_campaign, notice, plan_at, record,
    wall_at,
};
use crate::{DeliveryState, NoticeFilter, Store, StoreError};
use duban_domain::{
    event::{DocketEvent, EventEnvelope},
    instrument::Instrument::{CampaignNotice, Interview, ReminderLetter},
    notice::Notice,
    record::{DocumentNumber, PostboxWakeUp, Recorded},
};
use sqlx::{
    SqlSafeStr,
    migrate::{Migration, MigrationType, Migrator},
    types::Json,
};

const FIRST: &str = include_str!("../../migrations/sqlite/0001_campaigns.sql");

/// A store as the first version left it.
async fn first_version(folder: &tempfile::TempDir) -> Store {
    let url = format!("sqlite:{}", folder.path().join("duban.db").display());
    let store = Store::open(&url).await.unwrap().with_mail_host("duban.example");
    let sql = FIRST.into_sql_str();
    let first = Migration::new(1, "campaigns".into(), MigrationType::Simple, sql, false);
    Migrator::with_migrations(vec![first]).run(&store.writer).await.unwrap();
    store.bureau_upsert_all(&bureaus()).await.unwrap();
    store.campaign_insert(&new_campaign(CAMPAIGN)).await.unwrap();
    store
}

/// Notices of a docket: the second was mailed, the third stands in a mail that was not, the fourth waits.
fn notices(bureau: &str) -> Vec<Notice> {
    let mut letter = notice(2, ReminderLetter, bureau, "2024-08-21T09:00");
    letter.copies = vec![PROVINCE.into()];
    let mut interview = notice(4, Interview, bureau, "2024-08-29T09:00");
    interview.facts.earlier = vec![2];
    let opening = notice(1, CampaignNotice, bureau, "2024-05-09T09:00");
    vec![opening, letter, notice(3, CampaignNotice, bureau, "2024-08-22T09:00"), interview]
}

async fn fill(store: &Store, bureau: &str, offset: i64) {
    let run = async |sql: &'static str| {
        sqlx::query(sql)
            .bind(CAMPAIGN)
            .bind(bureau)
            .bind(offset)
            .bind(format!("campaign/{CAMPAIGN}/{bureau}"))
            .execute(&store.writer)
            .await
            .unwrap();
    };
    run("INSERT INTO participation (campaign, bureau, finished_at) VALUES ($1, $2, NULL)").await;
    run("INSERT INTO duty VALUES ($1, $2, 'interim-report', '总结', 'overdue',
        '2024-05-09T01:00:00+00:00', '2024-08-20T09:00:00+00:00', NULL, NULL, 1)")
    .await;
    run("INSERT INTO record VALUES ($4, 1, $1, $2, '[]', '{\"numbers\":[[2,{\"year\":2024,\"ordinal\":1}]],
        \"knocks\":[{\"bureau\":\"522701\",\"from\":\"2024-08-21T01:00:00Z\"}]}')")
    .await;
    run("INSERT INTO ledger (workflow, sequence, position, campaign, bureau, happened_at, obligation, event,
            detail)
        VALUES ($4, 1, 0, $1, $2, '2024-08-20T09:00:00+00:00', 'interim-report', 'fell-due',
            '{\"event\":\"fell-due\"}')")
    .await;
    run("INSERT INTO mail (id, bureau, message_id, notices, created_at, sent_at, attempts)
        VALUES (1 + $3, $2, '<sent.' || $2 || '@duban.example>', 1, '2024-08-21T01:00:00+00:00',
                '2024-08-21T01:00:05+00:00', 1),
            (2 + $3, $2, '<unsent.' || $2 || '@duban.example>', 1, '2024-08-22T01:00:00+00:00', NULL, 0)")
    .await;
    run("INSERT INTO approval VALUES ($1, $2, 1, 'interim-report', 'interview', '522700',
            '2024-08-27T01:00:00+00:00', '2024-08-29T09:00:00+00:00', 'approved', '2024-08-28T01:00:00+00:00',
            NULL),
        ($1, $2, 2, 'interim-report', 'listing', '522700', '2024-09-05T01:00:00+00:00',
            '2024-09-10T09:00:00+00:00', 'open', NULL, NULL)")
    .await;
    for told in notices(bureau) {
        notice_fill(store, bureau, offset, &told).await;
    }
}

async fn notice_fill(store: &Store, bureau: &str, offset: i64, told: &Notice) {
    let number = told.instrument.is_document().then_some(i64::from(told.ordinal) / 2 + offset);
    sqlx::query(
        "INSERT INTO notice (campaign, about, ordinal, instrument, obligation, title, sender, addressee,
            issued_at, year, number, notice, acknowledged_at, reply, withdrawn_at)
        VALUES ($1, $2, $3, $4, 'interim-report', '总结', $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(CAMPAIGN)
    .bind(bureau)
    .bind(i64::from(told.ordinal))
    .bind(told.instrument.as_str())
    .bind(told.from.as_str())
    .bind(told.to.as_str())
    .bind(told.at.utc())
    .bind(number.map(|_| 2024))
    .bind(number)
    .bind(Json(told))
    .bind((told.ordinal == 2).then(|| plan_at("2024-08-29T11:00").utc()))
    .bind((told.ordinal == 2).then_some("收到"))
    .bind((told.ordinal == 4).then(|| plan_at("2024-08-29T11:30").utc()))
    .execute(&store.writer)
    .await
    .unwrap();
    for (recipient, is_copy) in
        [(&told.to, false)].into_iter().chain(told.copies.iter().map(|copy| (copy, true)))
    {
        let (state, mail) = match told.ordinal {
            1 => ("unknown", None),
            2 if !is_copy => ("sent", Some(1 + offset)),
            3 => ("assigned", Some(2 + offset)),
            _ => ("waiting", None),
        };
        sqlx::query(
            "INSERT INTO delivery (campaign, about, ordinal, recipient, is_copy, send_from, state, mail)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(CAMPAIGN)
        .bind(bureau)
        .bind(i64::from(told.ordinal))
        .bind(recipient.as_str())
        .bind(is_copy)
        .bind(told.send_from.utc())
        .bind(state)
        .bind(mail)
        .execute(&store.writer)
        .await
        .unwrap();
    }
}

async fn migrated(folder: &tempfile::TempDir) -> Store {
    let store = first_version(folder).await;
    fill(&store, DUYUN, 0).await;
    fill(&store, FUQUAN, 2).await;
    sqlx::query("INSERT INTO document_number VALUES ('522700', 2024, 4)")
        .execute(&store.writer)
        .await
        .unwrap();
    assert!(!store.is_migrated().await.unwrap());
    store.migrate().await.unwrap();
    assert!(store.is_migrated().await.unwrap());
    store
}

#[tokio::test]
async fn everything_survives_and_refers_to_what_it_did() {
    let folder = tempfile::tempdir().unwrap();
    let store = migrated(&folder).await;
    let broken: Vec<(String, Option<i64>, String, i64)> =
        sqlx::query_as("PRAGMA foreign_key_check").fetch_all(&store.writer).await.unwrap();
    assert_eq!(broken, []);
    let rows = store.notice_list(&campaign(), &NoticeFilter::default()).await.unwrap();
    let told: Vec<_> = [DUYUN, FUQUAN].into_iter().flat_map(notices).collect();
    assert!(rows.iter().map(|row| &row.notice).eq(&told));
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), (1..=8).collect::<Vec<_>>());
    let source = |bureau: &str| format!("campaign/{CAMPAIGN}/{bureau}");
    assert!(rows.iter().all(|row| row.source == source(row.about.as_str())));
    use DeliveryState::{Assigned, Sent, Unknown, Waiting};
    assert_eq!(
        rows.iter().map(|row| row.delivery).collect::<Vec<_>>()[..4],
        [Unknown, Sent, Assigned, Waiting]
    );
    assert_eq!(rows[1].number.as_deref(), Some("黔南市监〔2024〕1号"));
    assert_eq!(
        (rows[1].acknowledged, rows[1].reply.as_deref()),
        (Some(plan_at("2024-08-29T11:00")), Some("收到"))
    );
    assert_eq!((rows[1].replied, rows[1].awaits_reply), (rows[1].acknowledged, false));
    assert_eq!((rows[3].withdrawn, rows[3].voided.clone()), (Some(plan_at("2024-08-29T11:30")), None));
    let approvals = store.approval_list(&campaign()).await.unwrap();
    let open: Vec<_> = approvals.iter().map(|row| (row.source.clone(), row.approval)).collect();
    assert_eq!(open, [(source(DUYUN), 2), (source(FUQUAN), 2)]);
    let ledger = store.ledger_list(&campaign(), Some(&DUYUN.into())).await.unwrap();
    assert!(matches!(ledger[..], [ref line] if line.effect.event == DocketEvent::FellDue));
    assert_eq!(store.status(&campaign()).await.unwrap().len(), 2);
    let document = store.document_get(&source(DUYUN), 4).await.unwrap().unwrap();
    assert_eq!(document.full_number(), "黔南市监〔2024〕2号");
    assert_eq!(document.earlier[0].number.as_deref(), Some("黔南市监〔2024〕1号"));
}

#[tokio::test]
async fn mail_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let store = migrated(&folder).await;
    let (duyun, now) = (DUYUN.into(), wall_at("2024-09-01T09:00"));
    let unsent = store.digest_next(&duyun, now, false).await.unwrap().unwrap();
    assert_eq!(unsent.message_id, format!("<unsent.{DUYUN}@duban.example>"));
    assert_eq!((unsent.entries.len(), unsent.entries[0].notice.ordinal, unsent.urgent), (1, 3, false));
    store.digest_sent(unsent.id, now).await.unwrap();
    let next = store.digest_next(&duyun, now, false).await.unwrap().unwrap();
    assert_eq!(next.message_id, format!("<{DUYUN}.{CAMPAIGN}.{DUYUN}.4.1@duban.example>"));
    assert_eq!(next.entries[0].number.as_deref(), Some("黔南市监〔2024〕2号"));
    assert!(next.id > 4, "mails keep their rows");
    assert_eq!(store.digest_next(&duyun, now, true).await.unwrap(), None);
}

#[tokio::test]
async fn dockets_go_on_where_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let store = migrated(&folder).await;
    // A record from before is answered as it was.
    let mut before = record(DUYUN, 1, Vec::new());
    before.steps = Vec::new();
    let answer = store.record(&before).await.unwrap();
    let number = |ordinal| DocumentNumber { year: 2024, ordinal };
    let knock = PostboxWakeUp { bureau: DUYUN.into(), from: wall_at("2024-08-21T09:00"), urgent: false };
    assert_eq!(
        answer,
        Recorded { numbers: vec![(2, number(1))], knocks: vec![knock], ..Recorded::default() }
    );

    let effect = |what| EventEnvelope::new(plan_at("2024-09-06T09:00"), None, what);
    let mut letter = notice(5, ReminderLetter, DUYUN, "2024-09-06T09:00");
    letter.facts.earlier = vec![2];
    let next = vec![
        effect(DocketEvent::Approved { approval: 2 }),
        effect(DocketEvent::Acknowledged { notice: 4, reply: None }),
        effect(DocketEvent::Voided { notice: 2, reason: "笔误".to_owned() }),
        issued(letter),
        effect(DocketEvent::Finished),
    ];
    let answer = store.record(&record(DUYUN, 2, next)).await.unwrap();
    assert_eq!(answer.numbers, [(5, number(5))]);
    let rows = store.notice_list(&campaign(), &NoticeFilter::default()).await.unwrap();
    assert_eq!((rows.len(), rows[8].id, rows[1].voided.is_some()), (9, 9, true));
    assert_eq!(store.approval_list(&campaign()).await.unwrap().len(), 1);
    assert!(store.status(&campaign()).await.unwrap()[0].finished.is_some());
}

#[tokio::test]
async fn a_store_that_is_not_brought_up_to_date_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let store = first_version(&folder).await;
    let unknown = store.finding_list(&crate::FindingFilter::all(campaign()), &crate::Page::default()).await;
    assert!(matches!(unknown, Err(StoreError::NotMigrated)), "{unknown:?}");
}
