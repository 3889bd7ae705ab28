//! Notices of findings, listings and incidents, with the facts that each would give.

use super::facts::{CAMPAIGN, at, bureau, duyun, next, qiannan};
use duban_domain::{
    Instrument, Notice, Span,
    attachment::Attachment,
    bureau::{Bureau, Level},
    finding::{Authority, Grade, ProblemKind},
    matter::{Decision, MatterFacts, MatterKind, Task},
    notice::Facts,
};
use duban_store::{DigestEntry, EarlierDocument};

pub(super) fn guizhou() -> Bureau {
    bureau("520000", "贵州省市场监督管理局", Level::Province, "", "黔市监")
}

/// A notice about an enterprise of 都匀: insulation that does not hold.
pub(super) fn finding(instrument: Instrument) -> DigestEntry {
    let due = Some(at("2024-09-20 17:30"));
    let late = |overdue, after, earlier: &[u32], next| Facts {
        due,
        overdue: Some(overdue),
        after: Some(Span::WorkingDays(after)),
        earlier: earlier.to_vec(),
        next,
        ..Facts::default()
    };
    let talk = next(Instrument::Interview, "2024-09-27 09:00", false);
    let (ordinal, dated, facts) = match instrument {
        Instrument::RectificationNotice => {
            let next = next(Instrument::ReminderLetter, "2024-09-23 09:00", false);
            (1, "2024-08-21 09:00", Facts { due, next, ..Facts::default() })
        }
        Instrument::ReminderLetter => (3, "2024-09-23 09:00", late(1, 1, &[1], talk)),
        Instrument::Interview => {
            (4, "2024-09-27 09:00", late(5, 5, &[1, 3], next(Instrument::Listing, "2024-10-11 09:00", true)))
        }
        Instrument::HandOver => {
            let facts = Facts {
                reply_by: Some(at("2024-10-18 17:30")),
                reason: Some(
                    "整改期限为2024年9月20日，截至2024年10月11日已逾期9个工作日，仍未提交整改材料".to_owned(),
                ),
                ..late(9, 9, &[1, 3, 4], None)
            };
            (6, "2024-10-11 09:00", facts)
        }
        Instrument::TaskReminder => {
            let facts = Facts {
                due,
                received: Some(at("2024-09-18 16:05")),
                reply_by: Some(at("2024-09-25 17:30")),
                task: Some(Task::Reinspect),
                ..Facts::default()
            };
            (5, "2024-09-25 17:30", facts)
        }
        Instrument::Decision => (5, "2024-09-19 10:20", extension(Decision::ExtensionGranted)),
        Instrument::ApprovalRequest | Instrument::ApprovalReminder => {
            let facts = Facts {
                approval: Some((1, Instrument::Interview)),
                reply_by: Some(at("2024-10-09 17:30")),
                ..late(5, 5, &[1, 3], talk)
            };
            (7, "2024-09-27 09:00", facts)
        }
        other => panic!("a finding issues no {other}"),
    };
    let mut matter = about_finding();
    matter.authority = (instrument == Instrument::HandOver).then_some(Authority::Police);
    let facts = Facts { matter: Some(Box::new(matter)), ..facts };
    let title = "都匀市明达电缆有限公司：电线电缆（生产领域）";
    let mut entry = issued("finding", "F-2024-0031", instrument, ordinal, dated, title, facts);
    entry.from = duyun();
    entry.notice.from = "522701".into();
    if matches!(instrument, Instrument::TaskReminder | Instrument::Decision) {
        (entry.from, entry.notice.from) = (qiannan(), "522700".into());
    }
    if matches!(instrument, Instrument::ApprovalRequest | Instrument::ApprovalReminder) {
        entry.notice.to = "522700".into();
    }
    entry
}

/// An extension asked, granted or declined.
pub(super) fn extension(decision: Decision) -> Facts {
    Facts {
        due: Some(at("2024-10-18 17:30")),
        old_due: Some(at("2024-09-20 17:30")),
        reason: Some("更换挤塑设备，需停产调试".to_owned()),
        decision: Some(decision),
        ..Facts::default()
    }
}

pub(super) fn about_finding() -> MatterFacts {
    MatterFacts {
        kind: MatterKind::Finding,
        id: "F-2024-0031".to_owned(),
        subject: "都匀市明达电缆有限公司".to_owned(),
        credit_code: Some("91522701MA6DLX8P7R".to_owned()),
        subject_is_bureau: false,
        product: Some("电线电缆（布电线）".to_owned()),
        domain: Some(ProblemKind::Production),
        grade: Some(Grade::Serious),
        problem: "绝缘层平均厚度、导体电阻不符合国家标准".to_owned(),
        since: Some(at("2024-08-20 09:00")),
        authority: None,
        unanswered: Vec::new(),
        minutes: None,
        attachments: Vec::new(),
    }
}

/// The same, found at the county bureau itself.
pub(super) fn finding_at_bureau(instrument: Instrument) -> DigestEntry {
    let mut entry = finding(instrument);
    entry.notice.title = "都匀市市场监督管理局：电线电缆（生产领域）".to_owned();
    (entry.from, entry.notice.from) = (qiannan(), "522700".into());
    if let Some(matter) = &mut entry.notice.facts.matter {
        matter.subject = "522701".to_owned();
        matter.subject_is_bureau = true;
        matter.credit_code = None;
        matter.problem = "排查台账不完整，未建立重点企业名录".to_owned();
    }
    entry
}

/// A notice about 都匀's listing, which 黔南 decided.
pub(super) fn listing(instrument: Instrument) -> DigestEntry {
    let due = Some(at("2024-12-10 17:30"));
    let (ordinal, dated, facts) = match instrument {
        Instrument::Listing => {
            (2, "2024-10-11 10:00", Facts { due, reply_by: Some(at("2024-10-25 17:30")), ..Facts::default() })
        }
        Instrument::Delisting => {
            let reason = Some("不合格产品已全部召回，生产线完成改造，抽检合格".to_owned());
            (9, "2024-12-05 15:00", Facts { reason, earlier: vec![2], ..Facts::default() })
        }
        Instrument::GovernmentReport => {
            let facts = Facts { due, overdue: Some(3), earlier: vec![2], ..Facts::default() };
            (10, "2024-12-13 09:00", facts)
        }
        Instrument::TaskReminder => {
            let facts =
                Facts { due: Some(at("2024-10-25 17:30")), task: Some(Task::FilePlan), ..Facts::default() };
            (4, "2024-10-23 09:00", facts)
        }
        Instrument::Decision => {
            let reason = Some("召回记录不完整".to_owned());
            let decision = Some(Decision::StaysListed);
            (8, "2024-12-02 09:30", Facts { reason, decision, ..Facts::default() })
        }
        Instrument::ApprovalRequest | Instrument::ApprovalReminder => {
            let facts = Facts {
                approval: Some((1, Instrument::Listing)),
                reply_by: Some(at("2024-10-14 17:30")),
                ..Facts::default()
            };
            (1, "2024-10-09 09:00", facts)
        }
        other => panic!("a listing issues no {other}"),
    };
    let matter = MatterFacts {
        kind: MatterKind::Listing,
        id: "F-2024-0031-listing-1".to_owned(),
        problem: "逾期未整改。整改期限为2024年9月20日，截至2024年10月9日已逾期7个工作日，仍未提交整改材料。"
            .to_owned(),
        since: Some(at("2024-10-11 10:00")),
        ..about_finding()
    };
    let facts = Facts { matter: Some(Box::new(matter)), ..facts };
    let title = "都匀市明达电缆有限公司质量安全问题挂牌督办";
    let mut entry = issued("listing", "F-2024-0031-listing-1", instrument, ordinal, dated, title, facts);
    if matches!(instrument, Instrument::ApprovalRequest | Instrument::ApprovalReminder) {
        entry.notice.to = "522700".into();
    }
    entry
}

/// A notice about what 都匀 reported on a Saturday evening.
pub(super) fn incident(instrument: Instrument) -> DigestEntry {
    let (ordinal, dated, reply_by, due) = match instrument {
        Instrument::IncidentReport => (1, "2024-08-24 21:40", Some(at("2024-08-24 22:10")), None),
        Instrument::IncidentUnanswered => {
            (3, "2024-08-24 22:10", Some(at("2024-08-24 22:40")), Some(at("2024-08-24 22:10")))
        }
        other => panic!("an incident issues no {other}"),
    };
    let file = |name: &str| Attachment {
        name: name.to_owned(),
        size: 1,
        media_type: "image/jpeg".to_owned(),
        sha256: "0".repeat(64),
    };
    let matter = MatterFacts {
        kind: MatterKind::Incident,
        id: "E-3".to_owned(),
        subject: "522701".to_owned(),
        subject_is_bureau: true,
        credit_code: None,
        product: None,
        domain: None,
        grade: None,
        problem:
            "21时05分，经营门店一台电热水器漏电，致1人受伤送医；同批次产品已就地封存32台，正在追查流向。"
                .to_owned(),
        since: Some(at("2024-08-24 21:40")),
        unanswered: match instrument {
            Instrument::IncidentUnanswered => vec!["522700".into()],
            _ => Vec::new(),
        },
        minutes: Some(30),
        attachments: vec![file("现场照片1.jpg"), file("封存清单.pdf")],
        ..about_finding()
    };
    let facts = Facts { matter: Some(Box::new(matter)), reply_by, due, ..Facts::default() };
    let title = "电热水器漏电致人受伤";
    let mut entry = issued("incident", "E-3", instrument, ordinal, dated, title, facts);
    (entry.from, entry.notice.from, entry.notice.to) = (duyun(), "522701".into(), "522700".into());
    entry.notice.send_from = entry.notice.at;
    entry
}

/// One of each instrument that only findings, listings and incidents issue.
pub(super) fn entry(instrument: Instrument) -> DigestEntry {
    match instrument {
        Instrument::Delisting => listing(instrument),
        Instrument::IncidentReport | Instrument::IncidentUnanswered => incident(instrument),
        _ => finding(instrument),
    }
}

fn issued(
    kind: &str,
    id: &str,
    instrument: Instrument,
    ordinal: u32,
    dated: &str,
    title: &str,
    facts: Facts,
) -> DigestEntry {
    let prefix = if kind == "finding" { "都匀市监" } else { "黔南市监" };
    let number = |n: u32| Some(format!("{prefix}〔2024〕{n}号"));
    let all = [
        (1, Instrument::RectificationNotice, "2024-08-21 09:00"),
        (2, Instrument::Listing, "2024-10-11 10:00"),
        (3, Instrument::ReminderLetter, "2024-09-23 09:00"),
        (4, Instrument::Interview, "2024-09-27 09:00"),
    ];
    let earlier = all.into_iter().filter(|(ordinal, ..)| facts.earlier.contains(ordinal));
    let earlier = earlier.map(|(n, instrument, dated)| EarlierDocument {
        ordinal: n,
        instrument,
        number: number(n + 30),
        at: at(dated),
        shared: false,
    });
    DigestEntry {
        id: i64::from(ordinal) + 200,
        source: format!("{kind}/qiannan-2024-key-products/{id}"),
        campaign: "qiannan-2024-key-products".into(),
        campaign_title: CAMPAIGN.to_owned(),
        zone: chrono_tz::Asia::Shanghai,
        number: number(ordinal + 30).filter(|_| instrument.is_document()),
        from: qiannan(),
        document: None,
        named: Vec::new(),
        with: Vec::new(),
        unanswered: Vec::new(),
        about: duyun(),
        is_copy: false,
        earlier: earlier.collect(),
        notice: Notice {
            ordinal,
            instrument,
            obligation: None,
            title: title.to_owned(),
            from: "522700".into(),
            to: "522701".into(),
            copies: Vec::new(),
            at: at(dated),
            send_from: at(dated),
            step: 1,
            facts,
        },
    }
}
