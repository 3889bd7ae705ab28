//! What is typed, and calendars as programs read them.

use super::*;
use duban_domain::{Bureau, Level, PlanTime, bureau::Contacts, docket::ObligationStatus, webhook::EventKind};
use duban_store::CalendarRow;
use std::{collections::BTreeSet, time::Duration as Span};

const BOUNDS: Bounds = Bounds { allow_private: false, allow_loopback: false, timeout: Span::from_secs(1) };

fn by() -> Actor {
    Actor { bureau: "522700".into(), name: "管理员".to_owned() }
}

fn typed() -> NewHook {
    NewHook {
        bureau: "522701".into(),
        name: " 检查通 ".to_owned(),
        url: "https://hooks.example/duban".to_owned(),
        format: WebhookFormat::Standard,
        kinds: BTreeSet::from([EventKind::Finding]),
        secret: String::new(),
    }
}

fn misfits(typed: NewHook) -> Vec<(&'static str, &'static str)> {
    match checked(typed, &BOUNDS, by(), now()) {
        Err(HookFailure::Unfit(misfits)) => misfits.iter().map(Misfit::field_and_key).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn all_that_will_not_do_is_told_at_once() {
    let good = checked(typed(), &BOUNDS, by(), now()).unwrap();
    assert_eq!((good.name.as_str(), good.url.expose()), ("检查通", "https://hooks.example/duban"));
    let robot =
        NewHook { format: WebhookFormat::DingTalk, secret: "SEC0123456789abcdef".to_owned(), ..typed() };
    assert!(checked(robot.clone(), &BOUNDS, by(), now()).unwrap().secret.is_some());
    assert!(checked(NewHook { secret: String::new(), ..robot.clone() }, &BOUNDS, by(), now()).is_ok());
    assert_eq!(misfits(NewHook { secret: "abc".to_owned(), ..robot.clone() }), [("secret", "robot-secret")]);
    let wecom = NewHook { format: WebhookFormat::WeCom, ..robot };
    assert_eq!(misfits(wecom), [("secret", "secret-given")]);
    let all = NewHook {
        name: "a\nb".to_owned(),
        url: "http://hooks.example".to_owned(),
        kinds: BTreeSet::new(),
        ..typed()
    };
    assert_eq!(misfits(all), [("name", "name"), ("url", "in-the-clear"), ("kinds", "no-kinds")]);
    for name in ["", "  ", &"长".repeat(61)] {
        assert_eq!(misfits(NewHook { name: name.to_owned(), ..typed() }), [("name", "name")]);
    }
}

#[test]
fn secrets_are_random_and_long() {
    let secrets: BTreeSet<_> = (0..50).map(|_| signing_secret().unwrap()).collect();
    assert_eq!(secrets.len(), 50);
    assert!(secrets.iter().all(|secret| SigningSecret::parse(secret).is_ok()));
    assert_eq!(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

fn bureau() -> Bureau {
    Bureau {
        code: "522701".into(),
        name: "都匀市市场监督管理局".to_owned(),
        level: Level::County,
        supervisor: None,
        contacts: Contacts::default(),
        document_prefix: "都市监".to_owned(),
    }
}

fn at(text: &str) -> PlanTime {
    PlanTime::new(text.parse().unwrap())
}

fn row(standing: ObligationStatus) -> CalendarRow {
    CalendarRow {
        campaign: "qiannan-2024".into(),
        campaign_title: "2024年重点工业产品质量安全隐患排查治理行动；第一阶段".to_owned(),
        obligation: "interim-report".into(),
        title: "关于阶段性工作总结、行动成果清单以及下一步工作安排的报告, 盖章; 一式\n两份".to_owned(),
        standing,
        opens: at("2024-05-09T01:00:00Z"),
        due: at("2024-08-20T09:00:00Z"),
        provisional: false,
        moves: 0,
        changed: None,
    }
}

#[test]
fn a_provisional_due_instant_says_so() {
    let row = CalendarRow { provisional: true, ..row(ObligationStatus::Open) };
    let text = calendar(&bureau(), &[row]).replace("\r\n ", "");
    assert!(text.contains("（待报送，期限暂定）\r\n"), "{text}");
}

#[test]
fn a_calendar_says_what_is_owed_and_reminds_a_day_before() {
    let text = calendar(&bureau(), &[row(ObligationStatus::Open)]);
    assert_eq!(text, calendar(&bureau(), &[row(ObligationStatus::Open)]), "the same each time");
    for line in text.split("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
    }
    let unfolded = text.replace("\r\n ", "");
    for line in [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "UID:qiannan-2024-522701-interim-report@duban",
        "DTSTART:20240820T090000Z",
        "DTSTAMP:20240509T010000Z",
        "LAST-MODIFIED:20240509T010000Z",
        "SEQUENCE:0",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "END:VCALENDAR",
    ] {
        assert!(unfolded.lines().any(|found| found == line), "{line} not in\n{unfolded}");
    }
    assert!(
        unfolded.lines().any(|line| line.starts_with("TRIGGER") && line.ends_with(":-PT86400S")),
        "{unfolded}"
    );
    let summary = unfolded.lines().find(|line| line.starts_with("SUMMARY:")).unwrap();
    assert!(summary.ends_with("的报告\\, 盖章\\; 一式\\n两份（待报送）"), "{summary}");
    assert_eq!(text.matches("BEGIN:VEVENT\r\n").count(), 1);
}

#[test]
fn an_entry_that_moves_stays_the_same_entry() {
    let before = calendar(&bureau(), &[row(ObligationStatus::Open)]);
    let moved = CalendarRow {
        due: at("2024-08-30T09:00:00Z"),
        moves: 1,
        changed: Some(at("2024-08-14T02:00:00Z")),
        ..row(ObligationStatus::Open)
    };
    let after = calendar(&bureau(), &[moved]);
    let line = |text: &str, name: &str| {
        let unfolded = text.replace("\r\n ", "");
        unfolded.lines().find(|line| line.starts_with(name)).unwrap_or_default().to_owned()
    };
    assert_eq!(line(&before, "UID"), line(&after, "UID"));
    assert_eq!(line(&after, "SEQUENCE"), "SEQUENCE:1");
    assert_eq!(line(&after, "LAST-MODIFIED"), "LAST-MODIFIED:20240814T020000Z");
    assert_eq!(line(&after, "DTSTART"), "DTSTART:20240830T090000Z");
}

#[test]
fn what_is_done_does_not_ring() {
    for standing in [
        ObligationStatus::Overdue,
        ObligationStatus::Submitted,
        ObligationStatus::Accepted,
        ObligationStatus::Waived,
    ] {
        let text = calendar(&bureau(), &[row(standing)]);
        assert!(!text.contains("VALARM"), "{text}");
        assert_eq!(text.contains("STATUS:CANCELLED"), standing == ObligationStatus::Waived);
    }
    assert!(!calendar(&bureau(), &[]).contains("VEVENT"));
}
