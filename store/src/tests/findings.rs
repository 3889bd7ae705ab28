//! Findings: kept once, changed by later records, counted and known across campaigns.

use super::{
    matters::{
        code, day, finding_changed, finding_opened, finding_view, issued, listing_opening, officer,
        registration,
    },
    samples::{
        CAMPAIGN, DUYUN, FUQUAN, PREFECTURE, PROVINCE, campaign, new_campaign, notice, plan_at, store,
    },
};
use crate::{FindingStatistics, NoticeFilter, Part, Store, StoreError};
use duban_domain::{
    correspondence::NoticeEvent,
    event::EventEnvelope,
    finding::{
        FindingEvent, FindingMarks, FindingOutcome, FindingRecord, FindingStatus, FindingView, Grade,
        Registration, Source, Subject,
    },
    ids::FindingId,
    instrument::Instrument::{ApprovalRequest, Interview, RectificationNotice},
    listing::ListingTarget,
    record::{DocumentNumber, Step},
    subject::{Risk, Sampling},
};

fn closed(view: &FindingView, at: &str, outcome: FindingOutcome) -> FindingView {
    let (standing, closed) = (FindingStatus::Closed, Some(plan_at(at)));
    FindingView { standing, closed, outcome: Some(outcome), on_time: Some(true), due: None, ..view.clone() }
}

/// A finding's way: registered with an order, an interview asked, re-inspected and closed.
fn story(id: &str, county: &str) -> Vec<FindingRecord> {
    let view = finding_view("2024-07-01T10:00");
    let mut first = finding_opened(registration(id, county), view.clone());
    let order = issued(notice(1, RectificationNotice, county, "2024-07-01T10:00"));
    let at = first.effects[0].at;
    let paper = |paper| EventEnvelope::new(at, None, FindingEvent::Notice(paper));
    first.effects.push(EventEnvelope::new(
        at,
        None,
        FindingEvent::Ordered { due: view.due.unwrap(), round: 1 },
    ));
    first.effects.push(paper(order));
    let by_when = plan_at("2024-08-10T17:00");
    let asked =
        NoticeEvent::ApprovalAsked { approval: 1, instrument: Interview, of: PREFECTURE.into(), by_when };
    let request = issued(notice(2, ApprovalRequest, PREFECTURE, "2024-08-05T09:00"));
    let opening = Box::new(listing_opening("hand-1", ListingTarget::Bureau { obligation: None }));
    let overdue = FindingView { overdue: true, ..view };
    let asked = finding_changed(
        &first,
        2,
        "2024-08-05T09:00",
        vec![
            FindingEvent::FellDue,
            FindingEvent::Notice(asked),
            FindingEvent::Notice(request),
            FindingEvent::ListingProposed { opening },
        ],
        overdue.clone(),
    );
    let done =
        closed(&FindingView { overdue: false, ..overdue }, "2024-08-06T15:00", FindingOutcome::Rectified);
    let end = finding_changed(
        &first,
        3,
        "2024-08-06T15:00",
        vec![
            FindingEvent::Reinspected { passed: true, result: "整改到位".to_owned() },
            FindingEvent::Closed { outcome: FindingOutcome::Rectified, result: "整改到位".to_owned() },
            FindingEvent::Finished,
        ],
        done,
    );
    vec![first, asked, end]
}

async fn counts(store: &Store) -> Vec<i64> {
    let mut counts = Vec::new();
    for table in ["record", "ledger", "notice", "delivery", "document_number", "approval", "finding"] {
        let sql = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
        counts.push(sqlx::query_scalar(sql).fetch_one(&store.reader).await.unwrap());
    }
    counts
}

#[tokio::test]
async fn a_finding_is_kept_once_and_changed_by_later_records() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let story = story("522701-0001", DUYUN);
    let mut answers = Vec::new();
    for (record, approvals) in story.iter().zip([0, 1, 0]) {
        answers.push(store.record(record).await.unwrap());
        let kept = store.finding_get(&campaign(), &"522701-0001".into()).await.unwrap().unwrap();
        assert_eq!(kept.row.view, record.views[0]);
        assert_eq!(store.approval_list(&campaign()).await.unwrap().len(), approvals);
    }
    assert_eq!(answers[0].numbers, [(1, DocumentNumber { year: 2024, ordinal: 1 })]);
    let knocked: Vec<_> =
        answers[1].knocks.iter().map(|knock| (knock.bureau.as_str(), knock.urgent)).collect();
    assert_eq!(knocked, [(PREFECTURE, false)]);

    let kept = store.finding_get(&campaign(), &"522701-0001".into()).await.unwrap().unwrap();
    let meant = registration("522701-0001", DUYUN);
    let read = Registration {
        id: kept.row.id,
        county: kept.row.county,
        subject: kept.row.subject,
        product: kept.row.product,
        kind: kept.row.kind,
        source: kept.row.source,
        grade: kept.row.view.grade,
        problem: kept.row.problem,
        found_on: kept.row.found_on,
        corrected: kept.row.corrected,
        attachments: kept.attachments,
    };
    assert_eq!(read, meant);
    assert_eq!((kept.row.by, kept.workflow), (Some(officer(DUYUN)), story[0].workflow.clone()));

    let history = store.finding_history(&campaign(), &"522701-0001".into()).await.unwrap();
    let told: Vec<_> = story.iter().flat_map(|record| record.effects.clone()).collect();
    assert_eq!(history.into_iter().map(|line| line.effect).collect::<Vec<_>>(), told);
    assert!(store.ledger_list(&campaign(), None).await.unwrap().is_empty(), "no line of a docket");
    assert!(store.status(&campaign()).await.unwrap().is_empty(), "no docket has begun");
    assert_eq!(store.finding_get(&campaign(), &"none".into()).await.unwrap(), None);

    let before = counts(&store).await;
    for (record, answer) in story.iter().zip(&answers) {
        assert_eq!(store.record(record).await.unwrap(), *answer);
    }
    assert_eq!(counts(&store).await, before);
    let mut other = story[2].clone();
    other.steps = vec![Step::Cancel { now: plan_at("2024-08-06T15:00") }];
    other.effects.clear();
    assert_eq!(store.record(&other).await.unwrap().instead, Some(story[2].steps.clone()));
    assert_eq!(counts(&store).await, before);
}

#[tokio::test]
async fn notices_and_approvals_of_matters_stand_beside_those_of_dockets() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    for record in super::samples::county_story(DUYUN).iter().take(2) {
        store.record(record).await.unwrap();
    }
    for id in ["522701-0001", "522701-0002"] {
        for record in story(id, DUYUN).iter().take(2) {
            store.record(record).await.unwrap();
        }
    }
    // All of them are about one bureau and count from 1.
    let rows = store.notice_list(&campaign(), &NoticeFilter::default()).await.unwrap();
    assert_eq!(rows.len(), 8);
    let source = format!("finding/{CAMPAIGN}/522701-0002");
    let filter = NoticeFilter { source: Some(source.clone()), ..NoticeFilter::default() };
    let of_one = store.notice_list(&campaign(), &filter).await.unwrap();
    assert_eq!(of_one.iter().map(|row| row.notice.ordinal).collect::<Vec<_>>(), [1, 2]);
    assert!(of_one.iter().all(|row| row.source == source && row.about.as_str() == DUYUN));
    assert_eq!(of_one[0].number.as_deref(), Some("黔南市监〔2024〕4号"));
    let approvals = store.approval_list(&campaign()).await.unwrap();
    let open: Vec<_> = approvals.iter().map(|row| (row.source.as_str(), row.approval)).collect();
    let docket = format!("campaign/{CAMPAIGN}/{DUYUN}");
    let first = format!("finding/{CAMPAIGN}/522701-0001");
    assert_eq!(open, [(first.as_str(), 1), (source.as_str(), 1), (docket.as_str(), 5)]);

    let digest = store
        .digest_next(&PREFECTURE.into(), super::samples::wall_at("2024-09-01T09:00"), false)
        .await
        .unwrap()
        .unwrap();
    // The docket's letter came first: its name is what it always was.
    assert_eq!(digest.message_id, format!("<{PREFECTURE}.{CAMPAIGN}.{DUYUN}.3.3@duban.example>"));
    let digest = store
        .digest_next(&DUYUN.into(), super::samples::wall_at("2024-09-01T09:00"), false)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(digest.entries.iter().filter(|entry| entry.source == source).count(), 1);
}

#[tokio::test]
async fn mails_about_several_findings_of_one_bureau_have_names_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let now = super::samples::wall_at("2024-09-01T09:00");
    let mut names = Vec::new();
    for id in ["522701-0001", "522701-0002"] {
        store.record(&story(id, DUYUN)[0]).await.unwrap();
        let digest = store.digest_next(&DUYUN.into(), now, false).await.unwrap().unwrap();
        store.digest_sent(digest.id, now).await.unwrap();
        names.push(digest.message_id);
    }
    let name = |id: &str| format!("<{DUYUN}.finding=2F{CAMPAIGN}=2F{id}.1.1@duban.example>");
    assert_eq!(names, [name("522701-0001"), name("522701-0002")]);
}

#[tokio::test]
async fn a_first_record_says_what_it_opens_and_opens_it_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let first = finding_opened(registration("a", DUYUN), finding_view("2024-07-01T10:00"));
    let mut silent = first.clone();
    silent.effects.clear();
    let mut blind = first.clone();
    blind.views.clear();
    for record in [silent, blind] {
        let refused = store.record(&record).await.unwrap_err();
        assert!(!refused.is_retryable());
        assert!(
            matches!(refused, StoreError::Record { source, .. } if matches!(*source, StoreError::Unopened))
        );
    }
    store.record(&first).await.unwrap();
    let mut again = first.clone();
    again.workflow.push_str("-again");
    assert!(!store.record(&again).await.unwrap_err().is_retryable());
    assert_eq!(counts(&store).await[..2], [1, 1]);
    let mut elsewhere = finding_opened(registration("b", "999999"), finding_view("2024-07-01T10:00"));
    elsewhere.bureau = DUYUN.into();
    assert!(store.record(&elsewhere).await.unwrap_err().is_retryable(), "the bureau may be brought in");
}

#[tokio::test]
async fn what_is_called_off_before_it_began_leaves_a_line_and_no_row() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let mut first = finding_opened(registration("a", DUYUN), finding_view("2024-07-01T10:00"));
    first.effects = vec![EventEnvelope::new(plan_at("2024-07-01T10:00"), None, FindingEvent::Cancelled)];
    store.record(&first).await.unwrap();
    assert_eq!(counts(&store).await, [1, 1, 0, 0, 0, 0, 0]);
    assert_eq!(store.finding_get(&campaign(), &"a".into()).await.unwrap(), None);
}

#[tokio::test]
async fn a_finding_is_rebuilt_from_its_journal() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (store, rebuilt) = (store(&folder).await, store(&other).await);
    let id = "522701-0001".into();
    for record in story("522701-0001", DUYUN) {
        let answer = store.record(&record).await.unwrap();
        let again = rebuilt.record_with_numbers(&record, &answer.numbers, None).await.unwrap();
        assert_eq!((again.numbers, again.knocks.len()), (answer.numbers, 0));
    }
    let of = campaign();
    assert_eq!(store.finding_get(&of, &id).await.unwrap(), rebuilt.finding_get(&of, &id).await.unwrap());
    let history = store.finding_history(&of, &id).await.unwrap();
    assert_eq!((history.len(), history), (10, rebuilt.finding_history(&of, &id).await.unwrap()));
    assert_eq!(rebuilt.outbox_waiting().await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn findings_of_two_processes_share_one_line_of_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (store(&folder).await, store(&folder).await);
    let tell = |n: usize| {
        let store = if n.is_multiple_of(2) { one.clone() } else { two.clone() };
        let record = story(&format!("522701-{n:04}"), DUYUN).remove(0);
        tokio::spawn(async move { store.record(&record).await.unwrap().numbers[0].1.ordinal })
    };
    let mut numbers = Vec::new();
    for task in (0..60).map(tell).collect::<Vec<_>>() {
        numbers.push(task.await.unwrap());
    }
    numbers.sort_unstable();
    assert!(numbers.into_iter().eq(1..=60));
}

#[tokio::test]
async fn open_findings_are_counted_at_an_instant() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let open =
        async |county: &str, at| store.findings_open(&campaign(), &county.into(), plan_at(at)).await.unwrap();
    let view = finding_view("2024-07-01T10:00");
    let first = finding_opened(registration("a", DUYUN), view.clone());
    store.record(&first).await.unwrap();
    store.record(&finding_opened(registration("b", DUYUN), finding_view("2024-07-03T10:00"))).await.unwrap();
    store.record(&finding_opened(registration("c", FUQUAN), view.clone())).await.unwrap();
    let called_off = FindingView { standing: FindingStatus::Cancelled, ..view.clone() };
    store.record(&finding_opened(registration("d", DUYUN), called_off)).await.unwrap();
    assert_eq!(open(DUYUN, "2024-07-01T09:59").await, 0);
    assert_eq!(open(DUYUN, "2024-07-01T10:00").await, 1);
    assert_eq!(open(DUYUN, "2024-07-03T10:00").await, 2);
    assert_eq!((open(FUQUAN, "2024-07-03T10:00").await, open(PREFECTURE, "2024-07-03T10:00").await), (1, 0));

    let done = closed(&view, "2024-07-05T10:00", FindingOutcome::Rectified);
    store.record(&finding_changed(&first, 2, "2024-07-05T10:00", Vec::new(), done)).await.unwrap();
    assert_eq!(open(DUYUN, "2024-07-05T09:59").await, 2);
    assert_eq!(open(DUYUN, "2024-07-05T10:00").await, 1);
    let reopened = vec![FindingEvent::Reopened];
    store.record(&finding_changed(&first, 3, "2024-07-09T10:00", reopened, view)).await.unwrap();
    assert_eq!(open(DUYUN, "2024-07-05T10:00").await, 2);
}

#[tokio::test]
async fn findings_and_orders_are_counted_apart() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let ordered = finding_view("2024-07-01T10:00");
    let signal =
        FindingView { standing: FindingStatus::Registered, ordered: None, round: 0, ..ordered.clone() };
    let on_the_spot = FindingView {
        ordered: None,
        round: 0,
        on_time: None,
        ..closed(&ordered, "2024-07-01T10:00", FindingOutcome::CorrectedOnTheSpot)
    };
    let late = FindingView {
        on_time: Some(false),
        ..closed(&ordered, "2024-09-01T10:00", FindingOutcome::Rectified)
    };
    let marks =
        FindingMarks { interviewed: true, handed_over: true, publicised: true, exposed: true, listed: true };
    let views = [
        ordered.clone(),
        FindingView { overdue: true, marks, ..ordered.clone() },
        signal.clone(),
        on_the_spot,
        closed(&ordered, "2024-07-10T10:00", FindingOutcome::Rectified),
        late,
        FindingView { marks, ..closed(&signal, "2024-07-02T10:00", FindingOutcome::Dismissed) },
        FindingView { standing: FindingStatus::Cancelled, marks, ..ordered },
    ];
    for (number, view) in views.into_iter().enumerate() {
        store.record(&finding_opened(registration(&number.to_string(), DUYUN), view)).await.unwrap();
    }
    store.record(&finding_opened(registration("x", FUQUAN), signal)).await.unwrap();
    let nothing = FindingStatistics {
        county: FUQUAN.into(),
        found: 1,
        ordered: 0,
        corrected_on_the_spot: 0,
        closed: 0,
        closed_in_time: 0,
        open: 1,
        untriaged: 1,
        overdue: 0,
        interviewed: 0,
        handed_over: 0,
        publicised: 0,
        exposed: 0,
        listed: 0,
        dismissed: 0,
    };
    let expected = FindingStatistics {
        county: DUYUN.into(),
        found: 6,
        ordered: 4,
        corrected_on_the_spot: 1,
        closed: 3,
        closed_in_time: 1,
        open: 3,
        untriaged: 1,
        overdue: 1,
        interviewed: 1,
        handed_over: 1,
        publicised: 1,
        exposed: 1,
        listed: 1,
        dismissed: 1,
    };
    assert_eq!(store.finding_statistics(&campaign()).await.unwrap(), [expected, nothing]);
    assert!(store.finding_statistics(&"other".into()).await.unwrap().is_empty());
}

#[tokio::test]
async fn ids_are_looked_up_however_many() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    for id in ["f0", "f700", "f1499"] {
        store
            .record(&finding_opened(registration(id, DUYUN), finding_view("2024-07-01T10:00")))
            .await
            .unwrap();
    }
    let ids: Vec<FindingId> = (0..1500).map(|n| FindingId::new(format!("f{n}"))).collect();
    let known = store.findings_known(&campaign(), &ids).await.unwrap();
    assert_eq!(known, ["f0", "f700", "f1499"].map(FindingId::from).into());
    assert!(store.findings_known(&"other".into(), &ids).await.unwrap().is_empty());
    assert!(store.findings_known(&campaign(), &[]).await.unwrap().is_empty());
    let found = store.findings_of(&campaign(), &ids).await.unwrap();
    assert_eq!(found.keys().cloned().collect::<std::collections::BTreeSet<_>>(), known);
    let one = store.finding_get(&campaign(), &"f700".into()).await.unwrap();
    assert_eq!(found.get(&"f700".into()), one.as_ref());
    assert!(store.findings_of(&"other".into(), &ids).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_enterprise_is_known_across_campaigns() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    store.campaign_insert(&new_campaign("autumn")).await.unwrap();
    assert_eq!(store.subject_record(&code(0)).await.unwrap(), None);
    let sampling = |reference: &str, on: &str, passed| {
        let (product, reference) = ("钢筋".to_owned(), reference.to_owned());
        Sampling { on: day(on), passed, product, reference }
    };
    let keep = async |name, sampled: &Sampling| {
        store.sampling_insert(&code(0), name, sampled, &officer(PROVINCE)).await
    };
    let (failed, passed) = (sampling("CJ-2", "2024-06-02", false), sampling("CJ-1", "2023-06-01", true));
    assert!(keep("都匀市门窗厂", &failed).await.unwrap());
    assert!(keep("旧名", &passed).await.unwrap());
    assert!(!keep("都匀市门窗厂", &failed).await.unwrap());
    let other = keep("都匀市门窗厂", &Sampling { passed: true, ..failed.clone() }).await.unwrap_err();
    assert!(matches!(&other, StoreError::Differs(what) if what.contains("CJ-2")), "{other:?}");
    let record = store.subject_record(&code(0)).await.unwrap().unwrap();
    assert_eq!((record.name.as_str(), record.risks.len()), ("都匀市门窗厂", 0));
    assert_eq!(record.samplings, [passed, failed]);

    let view = FindingView { grade: Grade::Major, ..finding_view("2024-07-01T10:00") };
    let tell = async |id: &str, campaign: &str, subject: usize, view: FindingView| {
        let mut registered = registration(id, DUYUN);
        registered.source = Source::Sampling;
        if let Subject::Enterprise { credit_code, .. } = &mut registered.subject {
            *credit_code = code(subject);
        }
        let mut record = finding_opened(registered, view);
        record.campaign = campaign.into();
        record.workflow = format!("finding/{campaign}/{id}");
        store.record(&record).await.unwrap();
    };
    let serious = FindingView { grade: Grade::Serious, ..view.clone() };
    tell("1", CAMPAIGN, 0, view.clone()).await;
    tell("1", "autumn", 0, closed(&serious, "2024-07-10T10:00", FindingOutcome::Rectified)).await;
    tell("2", CAMPAIGN, 0, closed(&view, "2024-07-10T10:00", FindingOutcome::Dismissed)).await;
    tell("3", CAMPAIGN, 0, FindingView { standing: FindingStatus::Cancelled, ..view.clone() }).await;
    tell("4", CAMPAIGN, 1, FindingView { grade: Grade::Ordinary, ..view.clone() }).await;
    tell("5", "autumn", 1, closed(&view, "2024-07-10T10:00", FindingOutcome::Dismissed)).await;
    let record = store.subject_record(&code(0)).await.unwrap().unwrap();
    assert_eq!(record.name, "都匀市某门窗厂");
    let risk = |campaign: &str, grade, open| Risk {
        campaign: campaign.into(),
        finding: "1".into(),
        on: day("2024-07-01"),
        grade,
        open,
    };
    let expected = [risk(CAMPAIGN, Grade::Major, true), risk("autumn", Grade::Serious, false)];
    assert!(expected.iter().all(|risk| record.risks.contains(risk)) && record.risks.len() == 2);
    assert_eq!(store.subject_codes(&campaign()).await.unwrap(), [code(0)]);
    assert_eq!(store.subject_codes(&"autumn".into()).await.unwrap(), [code(0)]);
}

#[tokio::test]
async fn a_finding_at_a_bureau_bears_its_code() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let mut registered = registration("b1", DUYUN);
    registered.subject = Subject::Bureau { code: DUYUN.into() };
    registered.corrected = Some("当场补正".to_owned());
    registered.attachments.clear();
    let mut record = finding_opened(registered.clone(), finding_view("2024-07-01T10:00"));
    record.effects[0].by = None;
    store.record(&record).await.unwrap();
    let kept = store.finding_get(&campaign(), &"b1".into()).await.unwrap().unwrap();
    assert_eq!((kept.row.subject, kept.row.corrected), (registered.subject, registered.corrected));
    assert_eq!((kept.row.by, kept.attachments.len()), (None, 0));
}

#[tokio::test]
async fn dockets_and_findings_change_each_by_themselves() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let places = async |after| {
        let until = store.ledger_position().await.unwrap();
        let parts = store.parts_changed(after, until).await.unwrap();
        let of = |part| parts.get(&(campaign(), part)).copied();
        let bureaus = store.bureaus_changed(&campaign(), after, until).await.unwrap();
        (of(Part::Dockets), of(Part::Findings), bureaus.len(), until)
    };
    assert_eq!(places(0).await, (None, None, 0, 0));
    for record in super::samples::county_story(DUYUN) {
        store.record(&record).await.unwrap();
    }
    let (dockets, findings, bureaus, handed_in) = places(0).await;
    assert_eq!((dockets, findings, bureaus), (Some(handed_in), None, 1));
    store.record(&story("f-1", DUYUN)[0]).await.unwrap();
    let (dockets, findings, bureaus, found) = places(handed_in).await;
    assert!(found > handed_in);
    assert_eq!((dockets, findings, bureaus), (None, Some(found), 0));
    assert_eq!(places(found).await, (None, None, 0, found));
}
