//! Signatures against the scheme's own example, events as receivers see them, messages within bounds.

use super::{
    EventFacts, EventKind, EventSubject, NamedRef, Outbound, OutboundEvent, SigningSecret, SubjectKind,
    WebhookFormat,
    event::{OutboundLine, WebhookEvent},
    messenger,
    signature::{Forged, Signed, TOLERANCE_SECONDS, header},
};
use crate::{
    command::Actor,
    correspondence::NoticeEvent,
    event::DocketEvent,
    finding::{FindingEvent, FindingOutcome, Grade},
    incident::IncidentEvent,
    instrument::Instrument,
    listing::ListingEvent,
    matter::Task,
    time::{PlanTime, WallTime},
};
use chrono::{TimeZone, Utc};
use serde::Serialize;
use serde_json::{Value, json};

/// The example of the specification and of its libraries' tests.
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const AT: i64 = 1_614_265_330;
const BODY: &[u8] = b"{\"test\": 2432232314}";
const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

fn secret() -> SigningSecret {
    SigningSecret::parse(SECRET).unwrap()
}

fn other() -> SigningSecret {
    SigningSecret::from_key(&[7; 32]).unwrap()
}

fn signed<'a>(timestamp: &'a str, signature: &'a str) -> Signed<'a> {
    Signed { id: ID, timestamp, signature, body: BODY }
}

#[test]
fn the_scheme_s_own_example_is_signed_and_verified() {
    assert_eq!(secret().sign(ID, AT, BODY), SIGNATURE);
    let timestamp = AT.to_string();
    signed(&timestamp, SIGNATURE).verify(&[secret()], AT).unwrap();
    assert_eq!(secret().expose(), SECRET);
    assert_eq!(SigningSecret::parse(SECRET.strip_prefix("whsec_").unwrap()), Ok(secret()));
}

#[test]
fn during_a_rotation_either_secret_is_enough() {
    let both = header(&[other(), secret()], ID, AT, BODY);
    let timestamp = AT.to_string();
    for secret in [secret(), other()] {
        signed(&timestamp, &both).verify(&[secret], AT).unwrap();
    }
    let unknown = format!("v1a,abc v2,{} {SIGNATURE}", &SIGNATURE[3..]);
    signed(&timestamp, &unknown).verify(&[other(), secret()], AT).unwrap();
}

#[test]
fn what_is_forged_or_stale_is_not_believed() {
    let timestamp = AT.to_string();
    let told = |message: Signed<'_>, now| message.verify(&[secret()], now).unwrap_err();
    let real = signed(&timestamp, SIGNATURE);
    assert_eq!(told(Signed { body: b"{\"test\": 2432232315}", ..real }, AT), Forged::Signature);
    assert_eq!(told(Signed { id: "msg_another", ..real }, AT), Forged::Signature);
    let later = (AT + 1).to_string();
    assert_eq!(told(Signed { timestamp: &later, ..real }, AT), Forged::Signature);
    let padded = format!("+{AT}");
    assert_eq!(told(Signed { timestamp: &padded, ..real }, AT), Forged::Timestamp);
    let huge = "9".repeat(30);
    for text in ["", "now", "1614265330.5", "-1", &huge] {
        assert_eq!(told(Signed { timestamp: text, ..real }, AT), Forged::Timestamp, "{text}");
    }
    for id in ["", "a.b", "a b", "编号", &"a".repeat(257)] {
        assert_eq!(told(Signed { id, ..real }, AT), Forged::Id, "{id}");
    }
    for signature in ["", "v1,", "v1,=", "v2,abc", &SIGNATURE[3..], &SIGNATURE[..20]] {
        assert_eq!(told(Signed { signature, ..real }, AT), Forged::Signature, "{signature}");
    }
    real.verify(&[secret()], AT + TOLERANCE_SECONDS).unwrap();
    real.verify(&[secret()], AT - TOLERANCE_SECONDS).unwrap();
    assert_eq!(told(real, AT + TOLERANCE_SECONDS + 1), Forged::Stale);
    assert_eq!(told(real, AT - TOLERANCE_SECONDS - 1), Forged::Stale);
    assert_eq!(told(real, i64::MIN), Forged::Stale);
    assert_eq!(real.verify(&[], AT), Err(Forged::Signature), "no secret, no trust");
}

#[test]
fn a_secret_is_read_whole_or_not_at_all_and_never_shown() {
    for text in ["", "whsec_", "whsec_abc", "whsec_****", "SEC123", &format!("whsec_{}", "A".repeat(100))] {
        assert!(SigningSecret::parse(text).is_err(), "{text}");
    }
    assert!(SigningSecret::from_key(&[0; 23]).is_err());
    assert!(!format!("{:?}", secret()).contains("MfKQ"));
}

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
        DocketEvent::Accepted,
        DocketEvent::Returned { reason: reason(), old_due: at(), due: at() },
        DocketEvent::Extended { reason: reason(), old_due: at(), due: at(), in_time: true },
        DocketEvent::Waived { reason: reason() },
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

#[test]
fn dingtalk_s_signature_is_the_documented_one() {
    // HMAC-SHA256 of "1577262236757\nthis is secret" under "this is secret", computed with OpenSSL.
    assert_eq!(
        messenger::dingtalk_sign("this is secret", 1_577_262_236_757),
        "hmPWwU+7lVdm3ZZz0r9tSfx0L4Q26jWOZr9+Gs6EZQM="
    );
}
