//! Events as receivers see them, messages within bounds.

use super::{
    EventFacts, EventKind, EventSubject, NamedRef, Outbound, OutboundEvent, SubjectKind, WebhookFormat,
    event::{OutboundLine, WebhookEvent},
    messenger,
};
use crate::{
    bureaus::actor::Actor,
    machines::{
        event::DocketEvent,
        finding::{FindingEvent, FindingOutcome, Grade},
        incident::IncidentEvent,
        listing::ListingEvent,
        matter::Task,
    },
    paperwork::{
        correspondence::NoticeEvent,
        instrument::Instrument,
        relief::{Relief, ReliefEnd},
    },
    timekeeping::time::{PlanTime, WallTime},
};
use chrono::{TimeZone, Utc};
use serde::Serialize;
use serde_json::{Value, json};

fn at() -> PlanTime {
    PlanTime::new(Utc.with_ymd_and_hms(2024, 8, 20, 9, 30, 0).unwrap())
}

fn line(told: OutboundEvent) -> OutboundLine {
    OutboundLine {
        workflow: "campaign/test/522701".to_owned(),
        sequence: 3,
        position: 1,
        campaign: NamedRef { id: "test".into(), name: "重点工业产品排查".to_owned() },
        zone: chrono_tz::Asia::Shanghai,
        bureau: NamedRef { id: "522701".into(), name: "都匀市市场监督管理局".to_owned() },
        subject: Some(EventSubject {
            kind: SubjectKind::Obligation,
            id: "report".to_owned(),
            title: "工作总结".to_owned(),
        }),
        at: at(),
        by: Some(Actor { bureau: "522701".into(), name: "经办人".to_owned() }),
        told,
    }
}

fn submitted() -> OutboundEvent {
    DocketEvent::Submitted { on_time: false, attachments: vec![], files: vec![], sealed: true }
        .told()
        .unwrap()
}

#[test]
fn an_event_is_written_so() {
    let event = line(submitted()).event();
    let expected = json!({
        "id": "evt_f27d8beae4b4a0d1ee75b5e5f5b5e5f5",
        "type": "obligation.submitted",
        "timestamp": "2024-08-20T09:30:00Z",
        "version": 1,
        "data": {
            "campaign": { "id": "test", "name": "重点工业产品排查" },
            "bureau": { "id": "522701", "name": "都匀市市场监督管理局" },
            "subject": { "kind": "obligation", "id": "report", "title": "工作总结" },
            "by": { "bureau": "522701", "name": "经办人" },
            "facts": { "on_time": false },
        },
    });
    let mut written = serde_json::to_value(&event).unwrap();
    let id = written["id"].as_str().unwrap().to_owned();
    assert!(id.len() == 36 && id.starts_with("evt_"), "{id}");
    written["id"] = expected["id"].clone();
    assert_eq!(written, expected);
    assert_eq!(line(submitted()).id(), id, "an event has one id");
    assert_ne!(OutboundLine { position: 2, ..line(submitted()) }.id(), id);
    let test = serde_json::to_value(WebhookEvent::test("test_1", WallTime::new(at().utc()))).unwrap();
    assert_eq!(
        test,
        json!({ "id": "test_1", "type": "webhook.test", "timestamp": "2024-08-20T09:30:00Z", "version": 1 })
    );
}

/// The word of an event is the ledger's.
fn same_word<W: Outbound + Serialize>(what: &W) -> OutboundEvent {
    let told = what.told().unwrap_or_else(|| panic!("{}", serde_json::to_string(what).unwrap()));
    assert_eq!(serde_json::to_value(what).unwrap()["event"], told.event);
    told
}

#[test]
fn events_bear_the_ledger_s_own_words() {
    let reason = || "原因".to_owned();
    for what in [
        DocketEvent::Opened { due: at() },
        DocketEvent::FellDue,
        DocketEvent::Submitted { on_time: true, attachments: vec![], files: vec![], sealed: false },
        DocketEvent::Replaced { version: 2, attachments: vec![], files: vec![], sealed: true },
        DocketEvent::Supplemented { version: 3, attachments: vec![], files: vec![], sealed: false },
        DocketEvent::TakenBack { version: 3, reason: reason() },
        DocketEvent::Accepted,
        DocketEvent::Returned { reason: reason(), old_due: at(), due: at() },
        DocketEvent::Extended { reason: reason(), old_due: at(), due: at(), in_time: true },
        DocketEvent::Waived { reason: reason() },
        DocketEvent::ReliefAsked {
            request: 1,
            plea: Relief::Waiver,
            reason: reason(),
            files: vec![],
            of: "52".into(),
            by_when: at(),
        },
        DocketEvent::ReliefPassedUp { request: 1, of: "52".into(), by_when: at() },
        DocketEvent::ReliefMoved { request: 1, by_when: at() },
        DocketEvent::ReliefRefused { request: 1, reason: reason() },
        DocketEvent::ReliefSettled { request: 1, how: ReliefEnd::Granted },
        DocketEvent::Unfulfilled,
    ] {
        assert_eq!(same_word(&what).kind, EventKind::Obligation);
    }
    for what in [
        FindingEvent::Triaged { grade: Grade::Serious },
        FindingEvent::Ordered { due: at(), round: 1 },
        FindingEvent::FellDue,
        FindingEvent::EvidenceFiled { on_time: true, note: reason(), attachments: vec![] },
        FindingEvent::Reinspected { passed: false, result: reason() },
        FindingEvent::Extended { old_due: at(), due: at(), in_time: true },
        FindingEvent::Closed { outcome: FindingOutcome::Rectified, result: reason() },
        FindingEvent::LookedBack { passed: true, result: reason() },
        FindingEvent::Reopened,
        FindingEvent::ReceiptConfirmed { reference: reason() },
        FindingEvent::TaskLapsed { task: Task::Reinspect },
        FindingEvent::Cancelled,
    ] {
        assert_eq!(same_word(&what).kind, EventKind::Finding);
    }
    for what in [
        ListingEvent::Listed { until: at() },
        ListingEvent::Dropped { reason: reason() },
        ListingEvent::Published { place: reason(), on_time: true },
        ListingEvent::PlanFiled { on_time: true, note: reason(), attachments: vec![] },
        ListingEvent::ProgressReported { on_time: true, note: reason(), attachments: vec![] },
        ListingEvent::AppliedFor { verify_by: at(), note: reason(), attachments: vec![] },
        ListingEvent::Verified { passed: true, result: reason(), on_time: true },
        ListingEvent::Delisted,
        ListingEvent::DelistingPublished { place: reason(), on_time: true },
        ListingEvent::ExtensionAsked { to: at(), reason: reason() },
        ListingEvent::Extended { old_until: at(), until: at() },
        ListingEvent::Expired,
        ListingEvent::Revoked { reason: reason() },
        ListingEvent::TaskLapsed { task: Task::Verify },
        ListingEvent::Cancelled,
    ] {
        assert_eq!(same_word(&what).kind, EventKind::Listing);
    }
    for what in [
        IncidentEvent::LevelAcknowledged { level: "52".into(), on_time: true, instruction: None },
        IncidentEvent::LevelLapsed { level: "52".into(), told: "52".into() },
        IncidentEvent::Updated { text: reason() },
        IncidentEvent::Unanswered { levels: vec![] },
        IncidentEvent::Cancelled,
    ] {
        assert_eq!(same_word(&what).kind, EventKind::Incident);
    }
    for (paper, kind) in [
        (NoticeEvent::Withdrawn { notice: 1 }, EventKind::Notice),
        (NoticeEvent::Voided { notice: 1, reason: reason() }, EventKind::Notice),
        (NoticeEvent::Acknowledged { notice: 1, reply: None }, EventKind::Notice),
        (
            NoticeEvent::ApprovalAsked {
                approval: 1,
                instrument: Instrument::Interview,
                of: "52".into(),
                by_when: at(),
            },
            EventKind::Approval,
        ),
        (NoticeEvent::Approved { approval: 1 }, EventKind::Approval),
        (NoticeEvent::Declined { approval: 1, reason: reason() }, EventKind::Approval),
        (NoticeEvent::ApprovalClosed { approval: 1 }, EventKind::Approval),
        (NoticeEvent::ApprovalLapsed { approval: 1 }, EventKind::Approval),
    ] {
        assert_eq!(same_word(&FindingEvent::Notice(paper.clone())).kind, kind);
        assert_eq!(same_word(&ListingEvent::Notice(paper)).kind, kind);
    }
    assert_eq!(DocketEvent::Finished.told(), None);
    assert_eq!(DocketEvent::Outage { from: at(), until: at() }.told(), None);
}

fn content(message: &messenger::Message) -> (Value, String) {
    let value = serde_json::to_value(message).unwrap();
    let text = value["markdown"].get("content").or(value["markdown"].get("text")).unwrap();
    let text = text.as_str().unwrap().to_owned();
    (value, text)
}

#[test]
fn a_robot_is_told_in_chinese_in_its_own_shape() {
    let (message, taken) = messenger::message(WebhookFormat::WeCom, &[line(submitted())]);
    let (value, text) = content(&message);
    assert_eq!(taken, 1);
    assert_eq!(value["msgtype"], "markdown");
    assert_eq!(
        text,
        "### 督办提醒\n\n**都匀市市场监督管理局** 应报事项「工作总结」：已报送（逾期；经办：经办人）\n\
         > 重点工业产品排查 · 2024-08-20 17:30"
    );
    let (message, _) = messenger::message(WebhookFormat::DingTalk, &[line(submitted())]);
    let (value, same) = content(&message);
    assert_eq!((value["markdown"]["title"].as_str(), same), (Some("督办提醒"), text));
    assert!(content(&messenger::test(WebhookFormat::DingTalk)).1.contains("测试"));
}

#[test]
fn messages_stay_within_bounds_whatever_people_typed() {
    let hostile = "<@all>[a](http://x)\n# *b* `c` ".repeat(40);
    let facts = EventFacts { text: Some(hostile.clone()), ..EventFacts::default() };
    let long = OutboundLine {
        bureau: NamedRef { id: "1".into(), name: hostile.clone() },
        by: Some(Actor { bureau: "1".into(), name: hostile }),
        ..line(OutboundEvent { facts, ..submitted() })
    };
    for (format, most, fewest) in [(WebhookFormat::WeCom, 4096, 2), (WebhookFormat::DingTalk, 20_000, 15)] {
        let lines = vec![long.clone(); 50];
        let (message, taken) = messenger::message(format, &lines);
        let (value, text) = content(&message);
        assert!((fewest..=20).contains(&taken), "{format:?} {taken}");
        assert!(value.to_string().len() <= most + 200 && text.len() <= most, "{format:?} {}", text.len());
        for sign in ["<@", "](", "http://x)\n", "`"] {
            assert!(!text.contains(sign), "{sign} in {text}");
        }
    }
}
