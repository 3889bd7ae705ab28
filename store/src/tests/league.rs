//! League tables: derived from the ledger as of their close, kept once, never changed.

use super::{
    matters::{finding_changed, finding_opened, finding_view, registration},
    samples::{
        CAMPAIGN, DUYUN, FUQUAN, PREFECTURE, bureaus, campaign, new_campaign, plan_at, record, wall_at,
    },
};
use crate::{Store, Wanted};
use duban_domain::{
    command::Actor,
    event::{DocketEvent, EventEnvelope},
    finding::{FindingEvent, FindingOutcome, FindingRecord},
    ids::ObligationId,
    league::{About, LeagueFigures, LeaguePeriod, LeagueSheet, PeriodId, Verdict, sheet},
    record::{Record, Step},
};

const AUGUST: PeriodId = PeriodId::Month { year: 2024, month: 8 };
const LATER: &str = "2025-03-01T09:00";

fn periods() -> Vec<LeaguePeriod> {
    let period = |month, last: u32| {
        let day = |day| chrono::NaiveDate::from_ymd_opt(2024, month, day).unwrap();
        LeaguePeriod {
            id: PeriodId::Month { year: 2024, month },
            title: format!("2024年{month}月"),
            from: day(1),
            to: day(last),
            closes: plan_at(&format!("2024-{month:02}-{last}T17:00")),
        }
    };
    vec![period(8, 31), period(9, 30)]
}

async fn empty(folder: &tempfile::TempDir, name: &str) -> Store {
    let url = format!("sqlite:{}", folder.path().join(name).display());
    let store = Store::open(&url).await.unwrap();
    store.migrate().await.unwrap();
    store.bureau_upsert_all(&bureaus()).await.unwrap();
    store.campaign_insert(&new_campaign(CAMPAIGN)).await.unwrap();
    store
}

/// A record whose lines were told when they happened, or at `told`.
fn told(bureau: &str, sequence: u64, told: Option<&str>, lines: Vec<(&str, &str, DocketEvent)>) -> Record {
    let line = |(when, id, what): (&str, &str, DocketEvent)| {
        EventEnvelope::new(plan_at(when), Some(ObligationId::new(id)), what)
    };
    let lines: Vec<_> = lines.into_iter().map(line).collect();
    let now = told.map_or_else(|| lines.last().unwrap().at, plan_at);
    Record { steps: vec![Step::Wake { now }], ..record(bureau, sequence, lines) }
}

fn submitted(on_time: bool) -> DocketEvent {
    DocketEvent::Submitted { on_time, attachments: Vec::new(), files: Vec::new(), sealed: false }
}

fn opened() -> DocketEvent {
    DocketEvent::Opened { due: plan_at("2024-08-20T17:00") }
}

fn start(bureau: &str) -> Record {
    let open = |id| ("2024-08-01T09:00", id, opened());
    told(bureau, 1, None, vec![open("list"), open("report")])
}

fn extended(due: &str) -> DocketEvent {
    let (old_due, due) = (plan_at("2024-08-20T17:00"), plan_at(due));
    DocketEvent::Extended { reason: "理由".to_owned(), old_due, due, in_time: true }
}

/// Duyun hands in one thing late and one not at all; Fuquan one in time, and the other is extended.
fn story() -> Vec<Record> {
    vec![
        start(DUYUN),
        start(FUQUAN),
        told(DUYUN, 2, None, vec![("2024-08-26T10:00", "list", submitted(false))]),
        told(FUQUAN, 2, None, vec![("2024-08-19T10:00", "list", submitted(true))]),
        told(FUQUAN, 3, None, vec![("2024-08-19T11:00", "report", extended("2024-09-10T17:00"))]),
    ]
}

fn findings() -> Vec<FindingRecord> {
    let first = finding_opened(registration("522701-0001", DUYUN), finding_view("2024-08-01T10:00"));
    let what = |what| (what, finding_view("2024-08-01T10:00"));
    let (ordered, view) = what(FindingEvent::Ordered { due: plan_at("2024-08-15T17:00"), round: 1 });
    let second = finding_changed(&first, 2, "2024-08-01T10:00", vec![ordered], view.clone());
    let filed =
        FindingEvent::EvidenceFiled { on_time: true, note: "已改".to_owned(), attachments: Vec::new() };
    let third = finding_changed(&first, 3, "2024-08-14T10:00", vec![filed], view.clone());
    let closed =
        FindingEvent::Closed { outcome: FindingOutcome::Rectified, result: "整改到位".to_owned() };
    let fourth = finding_changed(&first, 4, "2024-08-16T10:00", vec![closed], view);
    vec![first, second, third, fourth]
}

async fn fill(store: &Store, records: &[Record]) {
    for record in records {
        store.record(record).await.unwrap();
    }
    for record in findings() {
        store.record(&record).await.unwrap();
    }
}

async fn derive(store: &Store, now: &str) -> LeagueSheet {
    let members = store.league_members(&campaign()).await.unwrap();
    let entries = store.league_entries(&campaign(), plan_at(now)).await.unwrap();
    sheet(&AUGUST, &periods(), &members, entries, plan_at(now)).unwrap()
}

async fn freeze(store: &Store, sheet: &LeagueSheet) -> bool {
    store.league_freeze(&campaign(), sheet, wall_at("2024-09-02T09:00")).await.unwrap()
}

async fn kept(store: &Store) -> LeagueSheet {
    store.league_sheet(&campaign(), &AUGUST, Wanted::All).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_table_is_derived_from_the_ledger_and_read_back_as_it_was_kept() {
    let folder = tempfile::tempdir().unwrap();
    let store = empty(&folder, "duban.db").await;
    fill(&store, &story()).await;
    let derived = derive(&store, LATER).await;
    let figures: Vec<_> =
        derived.rows.iter().map(|row| (row.bureau.as_str(), row.rank, row.figures)).collect();
    let duyun = LeagueFigures { owed: 2, handed_in: 1, in_time: 0, findings_due: 1, findings_in_time: 1 };
    let fuquan = LeagueFigures { owed: 1, handed_in: 1, in_time: 1, ..LeagueFigures::default() };
    assert_eq!(figures, [(FUQUAN, Some(1), fuquan), (DUYUN, Some(2), duyun)]);
    assert_eq!(derived.rows[0].superiors, [PREFECTURE.into(), "520000".into()]);

    assert_eq!(store.league_sheet(&campaign(), &AUGUST, Wanted::All).await.unwrap(), None);
    assert!(freeze(&store, &derived).await);
    assert_eq!(kept(&store).await, derived);
    let part = store.league_sheet(&campaign(), &AUGUST, Wanted::Of(&DUYUN.into())).await.unwrap().unwrap();
    assert!(part.facts.len() == 3 && part.facts.iter().all(|fact| fact.bureau.as_str() == DUYUN));
    let part = store.league_sheet(&campaign(), &AUGUST, Wanted::Obligations).await.unwrap().unwrap();
    assert!(part.facts.iter().all(|fact| matches!(fact.about, About::Obligation(_))));
    let closed = store.league_closed(&campaign()).await.unwrap();
    assert_eq!((closed.len(), &closed[0].period), (1, &periods()[0]));
}

#[tokio::test]
async fn late_facts_do_not_change_a_closed_table() {
    let folder = tempfile::tempdir().unwrap();
    let store = empty(&folder, "duban.db").await;
    fill(&store, &story()).await;
    let soon = derive(&store, "2024-09-01T17:01").await;
    assert!(freeze(&store, &soon).await);
    // A late submission and acceptance, an extension and a waiver after the close; one that was received
    // before it and told only after the cut; a bureau renamed and one that came later.
    let late = [
        told(DUYUN, 3, None, vec![("2024-09-02T10:00", "report", submitted(false))]),
        told(DUYUN, 4, None, vec![("2024-09-03T10:00", "report", DocketEvent::Accepted)]),
        told(
            FUQUAN,
            4,
            None,
            vec![("2024-09-04T10:00", "report", DocketEvent::Waived { reason: "…".to_owned() })],
        ),
        told(DUYUN, 5, Some("2024-09-05T09:00"), vec![("2024-08-30T10:00", "report", submitted(false))]),
    ];
    for record in &late {
        store.record(record).await.unwrap();
    }
    let mut renamed = bureaus();
    renamed[2].name = "新名市场监督管理局".to_owned();
    store.bureau_upsert_all(&renamed).await.unwrap();
    let again = derive(&store, LATER).await;
    assert_eq!((&again.facts, again.rows[1].figures), (&soon.facts, soon.rows[1].figures));
    assert!(!freeze(&store, &again).await, "the first one stays");
    assert_eq!(kept(&store).await, soon);
}

#[tokio::test]
async fn a_rebuilt_store_derives_the_same_table() {
    let folder = tempfile::tempdir().unwrap();
    let (store, rebuilt) = (empty(&folder, "duban.db").await, empty(&folder, "rebuilt.db").await);
    let mut records = story();
    records.push(told(
        DUYUN,
        3,
        Some("2024-09-05T09:00"),
        vec![("2024-08-30T10:00", "report", submitted(false))],
    ));
    fill(&store, &records).await;
    // Journals come back one workflow after another, in no order of time.
    records.reverse();
    records.sort_by_key(|record| record.sequence);
    for record in findings() {
        rebuilt.record_with_numbers(&record, &[], None).await.unwrap();
    }
    for record in &records {
        rebuilt.record_with_numbers(record, &[], None).await.unwrap();
    }
    assert_eq!(derive(&rebuilt, LATER).await, derive(&store, LATER).await);
}

#[tokio::test]
async fn closers_who_meet_agree() {
    let folder = tempfile::tempdir().unwrap();
    let store = empty(&folder, "duban.db").await;
    fill(&store, &story()).await;
    let other = Store::open(&format!("sqlite:{}", folder.path().join("duban.db").display())).await.unwrap();
    let sheet = derive(&store, LATER).await;
    // One of them derived something else: it is told no, and reads what the other kept.
    let mut wrong = sheet.clone();
    wrong.facts.retain(|fact| fact.verdict != Verdict::Missing);
    let closers = futures::future::join_all([
        freeze(&store, &sheet),
        freeze(&other, &sheet),
        freeze(&store, &sheet),
        freeze(&other, &sheet),
    ]);
    assert_eq!(closers.await.into_iter().filter(|kept| *kept).count(), 1);
    assert!(!freeze(&other, &wrong).await);
    assert_eq!(kept(&other).await, sheet);
}

#[tokio::test]
async fn a_table_half_kept_is_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let store = empty(&folder, "duban.db").await;
    fill(&store, &story()).await;
    let sheet = derive(&store, LATER).await;
    // A machine that dies in the middle leaves nothing: here the last fact cannot be written.
    let mut broken = sheet.clone();
    broken.facts.last_mut().unwrap().bureau = "999999".into();
    let failed = store.league_freeze(&campaign(), &broken, wall_at("2024-09-02T09:00")).await;
    assert!(failed.is_err());
    assert!(store.league_closed(&campaign()).await.unwrap().is_empty());
    assert!(freeze(&store, &sheet).await);
    assert_eq!(kept(&store).await, sheet);
}

#[tokio::test]
async fn nobody_touches_a_closed_table() {
    let folder = tempfile::tempdir().unwrap();
    let store = empty(&folder, "duban.db").await;
    fill(&store, &story()).await;
    let sheet = derive(&store, LATER).await;
    assert!(freeze(&store, &sheet).await);
    for sql in [
        "UPDATE league_row SET in_time = handed_in",
        "DELETE FROM league_row",
        "UPDATE league_fact SET verdict = 'in-time'",
        "DELETE FROM league_fact",
        "UPDATE league_period SET title = 'x'",
        "DELETE FROM league_period",
        "INSERT INTO league_row SELECT campaign, period, '520000', name, level, superiors, NULL, 0, 0, 0, 0, 0
            FROM league_row LIMIT 1",
        "INSERT INTO league_fact SELECT campaign, period, bureau, kind, 'other', turn, due_at, NULL, NULL, NULL,
            verdict FROM league_fact LIMIT 1",
    ] {
        let refused = sqlx::query(sql).execute(&store.writer).await.unwrap_err().to_string();
        assert!(refused.contains("a closed table never changes"), "{sql}: {refused}");
    }
    assert_eq!(kept(&store).await, sheet);
}

#[tokio::test]
async fn what_a_table_is_made_of_is_read_from_its_index() {
    let folder = tempfile::tempdir().unwrap();
    let store = empty(&folder, "duban.db").await;
    let cancelled = Record {
        effects: vec![EventEnvelope {
            by: Some(Actor { bureau: PREFECTURE.into(), name: "张三".to_owned() }),
            ..EventEnvelope::new(plan_at("2024-08-10T10:00"), None, DocketEvent::Cancelled)
        }],
        ..told(FUQUAN, 2, None, vec![("2024-08-10T10:00", "list", opened())])
    };
    fill(&store, &[start(FUQUAN), cancelled, start(DUYUN)]).await;
    let entries = store.league_entries(&campaign(), plan_at(LATER)).await;
    let kinds: Vec<_> = entries.unwrap().into_iter().map(|entry| entry.about).collect();
    let count = |wanted: fn(&About) -> bool| kinds.iter().filter(|about| wanted(about)).count();
    assert_eq!(count(|about| matches!(about, About::Obligation(_))), 4);
    assert_eq!(
        (count(|about| *about == About::Docket), count(|about| matches!(about, About::Finding(_)))),
        (1, 3)
    );
    let plan: Vec<(i64, i64, i64, String)> = sqlx::query_as(
        "EXPLAIN QUERY PLAN SELECT l.id FROM ledger l WHERE l.campaign = 'x' AND l.id > 0 AND l.event IN
            ('opened', 'extended', 'submitted', 'taken-back', 'returned', 'waived', 'cancelled', 'ordered',
             'evidence-filed', 'closed', 'reopened')
        ORDER BY l.id LIMIT 10",
    )
    .fetch_all(&store.reader)
    .await
    .unwrap();
    assert!(plan.iter().any(|(.., step)| step.contains("ledger_league")), "{plan:?}");
}
