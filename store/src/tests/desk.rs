//! What waits for whom, and campaigns in figures.

use super::{
    matters::{finding_opened, finding_view, registration},
    samples::{
        CAMPAIGN, DUYUN, FUQUAN, PREFECTURE, campaign, county_story, duty, effect, issued, notice, plan_at,
        record, store,
    },
};
use crate::NoticeFilter;
use duban_domain::{
    attachment::Attachment,
    docket::{ObligationStatus, ObligationView, OpenRequest, Relief, Returned, Revisions},
    event::{DocketEvent, EventEnvelope},
    finding::{FindingStatus, FindingView, Subject},
    ids::BureauCode,
    instrument::Instrument,
    notice::Facts,
    tally::{CountedAs, Tally},
};
use std::collections::BTreeSet;

fn set(codes: &[&str]) -> BTreeSet<BureauCode> {
    codes.iter().copied().map(BureauCode::from).collect()
}

#[tokio::test]
async fn obligations_wait_until_their_bureau_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let mut told = record(DUYUN, 1, Vec::new());
    told.views = vec![
        duty("a", "overdue", None),
        duty("b", "submitted", Some(true)),
        duty("c", "accepted", Some(true)),
        duty("d", "pending", None),
    ];
    store.record(&told).await.unwrap();
    let waiting = async |standings: &[ObligationStatus]| {
        let rows = store.duties_waiting(&set(&[DUYUN, FUQUAN]), standings).await.unwrap();
        rows.into_iter().map(|one| one.row.duty.id.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(waiting(&[ObligationStatus::Open, ObligationStatus::Overdue]).await, ["a"]);
    assert_eq!(waiting(&[ObligationStatus::Submitted]).await, ["b"]);
    assert!(waiting(&[]).await.is_empty());
    let end = EventEnvelope::new(plan_at("2024-12-20T17:30"), None, DocketEvent::Finished);
    store.record(&record(DUYUN, 2, vec![end])).await.unwrap();
    assert!(waiting(&[ObligationStatus::Open, ObligationStatus::Overdue]).await.is_empty());
}

#[tokio::test]
async fn what_a_bureau_asked_for_waits_until_it_is_settled() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let request = OpenRequest {
        number: 1,
        relief: Relief::Extension { to: "2024-08-30".parse().unwrap() },
        reason: "抽检结果尚未出具".to_owned(),
        files: Vec::new(),
        asked: plan_at("2024-08-15T10:00"),
        of: PREFECTURE.into(),
        by_when: plan_at("2024-08-19T17:30"),
        reminded: false,
    };
    let revisions = Revisions { version: 2, latest: Some(plan_at("2024-08-16T10:00")), taken_back: None };
    let asked = ObligationView { request: Some(request), ..duty("a", "open", None) };
    let changed = ObligationView { revisions, ..duty("b", "submitted", Some(true)) };
    let mut told = record(DUYUN, 1, Vec::new());
    told.views = vec![asked.clone(), changed.clone()];
    store.record(&told).await.unwrap();
    let waiting = store.requests_waiting(&set(&[DUYUN, FUQUAN])).await.unwrap();
    assert_eq!(waiting.into_iter().map(|one| one.row.duty).collect::<Vec<_>>(), [asked]);
    let kept = store.duty_list(&campaign(), None).await.unwrap();
    assert!(kept.iter().any(|row| row.duty == changed), "{kept:?}");
    let mut settled = record(DUYUN, 2, Vec::new());
    settled.views = vec![duty("a", "open", None)];
    store.record(&settled).await.unwrap();
    assert!(store.requests_waiting(&set(&[DUYUN])).await.unwrap().is_empty());
    assert!(store.requests_waiting(&BTreeSet::new()).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_approval_comes_with_why_it_was_asked_and_whether_it_was_urged() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let asked = |approval, when| {
        let (instrument, of) = (Instrument::Interview, PREFECTURE.into());
        let by_when = plan_at("2024-08-30T17:00");
        effect(plan_at(when), DocketEvent::ApprovalAsked { approval, instrument, of, by_when })
    };
    let told = |ordinal, instrument, approval, when| {
        let mut notice = notice(ordinal, instrument, PREFECTURE, when);
        let reply_by = Some(plan_at("2024-09-03T17:00"));
        let approval = Some((approval, Instrument::Interview));
        notice.facts = Facts { approval, reply_by, overdue: Some(5), ..Facts::default() };
        issued(notice)
    };
    let effects = vec![
        asked(1, "2024-08-27T09:00"),
        told(1, Instrument::ApprovalRequest, 1, "2024-08-27T09:00"),
        asked(2, "2024-08-28T09:00"),
        told(2, Instrument::ApprovalRequest, 2, "2024-08-28T09:00"),
        told(3, Instrument::ApprovalReminder, 1, "2024-08-30T17:00"),
    ];
    store.record(&record(DUYUN, 1, effects)).await.unwrap();
    let waiting = store.approvals_waiting(&set(&[PREFECTURE])).await.unwrap();
    let told: Vec<_> = waiting
        .iter()
        .map(|one| (one.row.approval, one.reminded, one.request.as_ref().map(|request| request.ordinal)))
        .collect();
    assert_eq!(told, [(2, false, Some(2)), (1, true, Some(1))]);
    assert_eq!(waiting[0].request.as_ref().and_then(|request| request.facts.overdue), Some(5));
    assert!(store.approvals_waiting(&set(&[DUYUN])).await.unwrap().is_empty());
    assert!(store.approvals_waiting(&BTreeSet::new()).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_document_waits_until_it_is_acknowledged_taken_back_or_its_docket_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let waiting = async || {
        let rows = store.documents_waiting(&DUYUN.into()).await.unwrap();
        rows.into_iter().map(|row| row.notice.ordinal).collect::<Vec<_>>()
    };
    let story = county_story(DUYUN);
    store.record(&story[0]).await.unwrap();
    assert!(waiting().await.is_empty(), "reminders are no documents");
    store.record(&story[1]).await.unwrap();
    assert_eq!(waiting().await, [4, 3]);
    store.record(&story[2]).await.unwrap();
    assert_eq!(waiting().await, [6], "the third was acknowledged, the fourth taken back");
    store.record(&story[3]).await.unwrap();
    assert!(waiting().await.is_empty());
}

#[tokio::test]
async fn a_document_that_wants_a_reply_waits_for_it_when_it_is_only_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let waiting = async || {
        let rows = store.documents_waiting(&DUYUN.into()).await.unwrap();
        rows.into_iter().map(|row| (row.notice.ordinal, row.acknowledged.is_some())).collect::<Vec<_>>()
    };
    let letter = |ordinal, wants: bool| {
        let mut notice = notice(ordinal, Instrument::ReminderLetter, DUYUN, "2024-08-21T09:00");
        notice.facts.reply_by = wants.then(|| plan_at("2024-08-26T17:30"));
        issued(notice)
    };
    let say = |what| effect(plan_at("2024-08-22T10:00"), what);
    let acknowledged = |notice| say(DocketEvent::Acknowledged { notice, reply: None });
    let first = vec![letter(1, true), letter(2, false), letter(3, true)];
    store.record(&record(DUYUN, 1, first)).await.unwrap();
    assert_eq!(waiting().await, [(3, false), (2, false), (1, false)]);
    store.record(&record(DUYUN, 2, vec![acknowledged(1), acknowledged(2)])).await.unwrap();
    assert_eq!(waiting().await, [(3, false), (1, true)]);
    let file = Attachment {
        name: "情况说明.pdf".to_owned(),
        size: 3,
        media_type: "application/pdf".to_owned(),
        sha256: "ab".repeat(32),
    };
    let (text, files) = ("已查明原因".to_owned(), vec![file.clone()]);
    let replied = say(DocketEvent::Replied { notice: 1, text: text.clone(), files });
    let both = say(DocketEvent::Acknowledged { notice: 3, reply: Some("已收悉".to_owned()) });
    store.record(&record(DUYUN, 3, vec![replied, both])).await.unwrap();
    assert!(waiting().await.is_empty());
    let rows = store.notice_list(&CAMPAIGN.into(), &NoticeFilter::default()).await.unwrap();
    let at = Some(plan_at("2024-08-22T10:00"));
    assert_eq!((rows[0].acknowledged, rows[0].replied, rows[0].reply.clone()), (at, at, Some(text)));
    assert_eq!((rows[0].reply_files.as_slice(), rows[0].awaits_reply), ([file].as_slice(), false));
    assert_eq!((rows[1].acknowledged, rows[1].replied), (at, None));
    assert_eq!((rows[2].acknowledged, rows[2].replied), (at, at));
}

#[tokio::test]
async fn why_something_was_returned_is_kept_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let returned = Returned { at: plan_at("2024-08-22T10:00"), reason: "缺少典型案例".to_owned() };
    let mut told = record(DUYUN, 1, Vec::new());
    told.views =
        vec![ObligationView { round: 2, returned: Some(returned.clone()), ..duty("a", "open", None) }];
    store.record(&told).await.unwrap();
    let rows = store.duty_list(&CAMPAIGN.into(), None).await.unwrap();
    assert_eq!(rows[0].duty.returned, Some(returned));
}

#[tokio::test]
async fn findings_are_counted_by_what_they_want() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let open = |id: &str, standing, overdue| {
        let view = FindingView { standing, overdue, ..finding_view("2024-07-01T10:00") };
        finding_opened(registration(id, DUYUN), view)
    };
    store.record(&open("a", FindingStatus::Filed, false)).await.unwrap();
    store.record(&open("b", FindingStatus::Filed, true)).await.unwrap();
    let mut at_bureau = registration("c", DUYUN);
    at_bureau.subject = Subject::Bureau { code: DUYUN.into() };
    let view = FindingView { standing: FindingStatus::Filed, ..finding_view("2024-07-01T10:00") };
    store.record(&finding_opened(at_bureau, view)).await.unwrap();
    let view = FindingView {
        standing: FindingStatus::Closed,
        look_back: Some(plan_at("2024-09-01T09:00")),
        ..finding_view("2024-07-01T10:00")
    };
    store.record(&finding_opened(registration("d", DUYUN), view)).await.unwrap();
    let turns = async |now: &str| {
        let rows = store.finding_turns(&campaign(), &set(&[DUYUN, FUQUAN]), plan_at(now)).await.unwrap();
        let mut told: Vec<_> =
            rows.into_iter().map(|t| (t.at_bureaus, t.standing, t.count, t.overdue, t.one)).collect();
        told.sort();
        told
    };
    let filed = Some(FindingStatus::Filed);
    let both = [(false, filed, 2, 1, "a".to_owned()), (true, filed, 1, 0, "c".to_owned())];
    assert_eq!(turns("2024-08-01T10:00").await, both);
    let later = turns("2024-09-02T10:00").await;
    assert_eq!(later[0], (false, None, 1, 0, "d".to_owned()));
    assert_eq!(later[1..], both);
}

#[tokio::test]
async fn campaigns_are_counted_as_far_as_the_bureaus_go() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    for (bureau, states) in [(DUYUN, ["accepted", "overdue"]), (FUQUAN, ["submitted", "waived"])] {
        let mut told = record(bureau, 1, Vec::new());
        let late = |state: &str| matches!(state, "accepted" | "submitted").then_some(state == "accepted");
        told.views = vec![duty("a", states[0], late(states[0])), duty("b", states[1], late(states[1]))];
        store.record(&told).await.unwrap();
    }
    let view = FindingView { overdue: true, ..finding_view("2024-07-01T10:00") };
    store.record(&finding_opened(registration("a", DUYUN), view)).await.unwrap();
    // What turned out to be nothing, and what was called off, is no finding that is open.
    let outcome = Some(duban_domain::finding::FindingOutcome::Dismissed);
    let dismissed =
        FindingView { standing: FindingStatus::Closed, outcome, ..finding_view("2024-07-01T10:00") };
    store.record(&finding_opened(registration("b", DUYUN), dismissed)).await.unwrap();
    let cancelled = FindingView { standing: FindingStatus::Cancelled, ..finding_view("2024-07-01T10:00") };
    store.record(&finding_opened(registration("c", DUYUN), cancelled)).await.unwrap();
    let all = store.campaign_figures(&[campaign(), "none".into()], None).await.unwrap();
    assert_eq!(all.len(), 1);
    let sorts = [CountedAs::OnTime, CountedAs::Late, CountedAs::Waived, CountedAs::Overdue];
    let tally: Tally = sorts.map(|sort| (sort, 1)).into_iter().collect();
    assert_eq!(all[0].tally, tally);
    assert_eq!((all[0].bureaus, all[0].running, all[0].findings, all[0].findings_overdue), (2, 2, 1, 1));
    // Whoever counts them one by one comes to the same.
    let duties = store.duty_list(&campaign(), None).await.unwrap();
    assert_eq!(duties.iter().map(|row| Tally::of(&row.duty)).sum::<Tally>(), tally);
    let status = store.status(&campaign()).await.unwrap();
    assert_eq!(status.iter().map(|row| row.tally).sum::<Tally>(), tally);
    let statistics = store.finding_statistics(&campaign()).await.unwrap();
    assert_eq!(statistics.iter().map(|one| (one.open, one.overdue)).collect::<Vec<_>>(), [(1, 1)]);
    let own = store.campaign_figures(&[campaign()], Some(&set(&[FUQUAN]))).await.unwrap();
    assert_eq!(own[0].tally, [(CountedAs::Late, 1), (CountedAs::Waived, 1)].into_iter().collect());
    assert_eq!((own[0].bureaus, own[0].findings), (1, 0));
    assert!(store.campaign_figures(&[], None).await.unwrap().is_empty());
    assert!(store.campaign_figures(&[CAMPAIGN.into()], Some(&BTreeSet::new())).await.unwrap().is_empty());
}
