//! Digests with the dates of a real campaign.

use duban_domain::{
    Instrument, Notice, PlanTime, Span, WallTime,
    bureau::{Bureau, Contacts, Level},
    notice::{Facts, NextStep, PlanNews},
    plan::Requirement,
    redating::{Clock, Move},
    relief::Relief,
    submission_change::{SubmissionChange, VersionKind},
};
use duban_store::{Digest, DigestEntry, EarlierDocument};

pub(super) const CAMPAIGN: &str = "2024年重点工业产品质量安全隐患排查治理行动";
pub(super) const INTERIM: &str = "阶段性工作总结";

pub(super) fn at(text: &str) -> PlanTime {
    let text = format!("{}:00+08:00", text.replace(' ', "T"));
    PlanTime::new(chrono::DateTime::parse_from_rfc3339(&text).unwrap().to_utc())
}

pub(super) fn bureau(code: &str, name: &str, level: Level, supervisor: &str, prefix: &str) -> Bureau {
    let mail = |role: &str| format!("{role}.{code}@bureau.example");
    Bureau {
        code: code.into(),
        name: name.to_owned(),
        level,
        supervisor: Some(supervisor.into()),
        contacts: Contacts {
            office: mail("office"),
            leader: Some(mail("leader")),
            officer: Some(mail("officer")),
            signer: None,
        },
        document_prefix: prefix.to_owned(),
    }
}

pub(super) fn qiannan() -> Bureau {
    bureau("522700", "黔南布依族苗族自治州市场监督管理局", Level::Prefecture, "520000", "黔南市监")
}

pub(super) fn duyun() -> Bureau {
    bureau("522701", "都匀市市场监督管理局", Level::County, "522700", "都匀市监")
}

pub(super) fn fuquan() -> Bureau {
    bureau("522702", "福泉市市场监督管理局", Level::County, "522700", "福泉市监")
}

pub(super) fn digest(bureau: Bureau, entries: Vec<DigestEntry>) -> Digest {
    Digest {
        id: 7,
        message_id: "<digest-7.522701@duban.example>".to_owned(),
        created: WallTime::new(at("2024-08-21 09:00").utc()),
        urgent: !entries.is_empty() && entries.iter().all(|entry| entry.notice.instrument.is_urgent()),
        bureau,
        settled: Vec::new(),
        instead: None,
        entries,
    }
}

/// A notice to 都匀 about its interim report, with the facts its docket would give.
pub(super) fn entry(instrument: Instrument) -> DigestEntry {
    let (ordinal, dated) = match instrument {
        Instrument::CampaignNotice => (1, "2024-05-09 09:00"),
        Instrument::Reminder => (2, "2024-08-19 09:00"),
        Instrument::Extended => (3, "2024-08-19 15:20"),
        Instrument::ReminderLetter => (5, "2024-08-21 09:00"),
        Instrument::RectificationNotice => (6, "2024-08-22 09:00"),
        Instrument::Circular => (7, "2024-08-23 09:00"),
        Instrument::ReplyReminder => (8, "2024-08-23 17:30"),
        Instrument::ApprovalRequest => (9, "2024-08-27 09:00"),
        Instrument::ApprovalReminder => (10, "2024-08-29 17:30"),
        Instrument::Interview => (11, "2024-08-28 10:15"),
        Instrument::Withdrawal => (12, "2024-08-28 11:00"),
        Instrument::Listing => (13, "2024-09-04 16:40"),
        Instrument::GovernmentReport => (14, "2024-09-19 11:05"),
        Instrument::ReviewReminder => (15, "2024-08-28 17:30"),
        Instrument::SubmissionChanged => (19, "2024-08-22 10:20"),
        Instrument::ReliefRequest => (20, "2024-08-15 15:10"),
        Instrument::ReliefReminder => (21, "2024-08-19 17:30"),
        Instrument::ReliefRefused => (22, "2024-08-19 16:20"),
        Instrument::Returned => (16, "2024-08-26 14:00"),
        Instrument::Waived => (17, "2024-08-16 10:00"),
        Instrument::DatesMoved => (18, "2024-08-16 10:00"),
        Instrument::PlanAmended => (19, "2024-08-16 10:00"),
        Instrument::Delisting
        | Instrument::HandOver
        | Instrument::IncidentReport
        | Instrument::IncidentUnanswered
        | Instrument::TaskReminder
        | Instrument::Decision => return super::matters::entry(instrument),
    };
    let notice = Notice {
        ordinal,
        instrument,
        obligation: Some("interim-report".into()),
        title: INTERIM.to_owned(),
        from: "522700".into(),
        to: "522701".into(),
        copies: Vec::new(),
        at: at(dated),
        send_from: at(dated),
        step: 1,
        facts: facts(instrument),
    };
    let number = |n: u32| Some(format!("黔南市监〔2024〕{n}号"));
    let mut entry = DigestEntry {
        id: i64::from(ordinal) + 100,
        source: "campaign/qiannan-2024-key-products/522701".to_owned(),
        campaign: "qiannan-2024-key-products".into(),
        campaign_title: CAMPAIGN.to_owned(),
        zone: chrono_tz::Asia::Shanghai,
        number: number(ordinal + 7).filter(|_| instrument.is_document()),
        from: qiannan(),
        document: None,
        named: Vec::new(),
        with: Vec::new(),
        unanswered: Vec::new(),
        about: duyun(),
        is_copy: false,
        earlier: Vec::new(),
        notice,
    };
    let all = [
        (5, Instrument::ReminderLetter, "2024-08-21 09:00"),
        (7, Instrument::Circular, "2024-08-23 09:00"),
        (11, Instrument::Interview, "2024-08-28 10:15"),
        (13, Instrument::Listing, "2024-09-04 16:40"),
    ];
    let wanted = &entry.notice.facts.earlier;
    let earlier = all.into_iter().filter(|(ordinal, ..)| wanted.contains(ordinal));
    entry.earlier = earlier
        .map(|(n, instrument, dated)| EarlierDocument {
            ordinal: n,
            instrument,
            number: number(n + 7),
            at: at(dated),
            shared: false,
        })
        .collect();
    match instrument {
        Instrument::CampaignNotice | Instrument::DatesMoved | Instrument::PlanAmended => {
            entry.notice.obligation = None;
            entry.notice.title = CAMPAIGN.to_owned();
        }
        Instrument::Circular => entry.notice.copies = vec!["522702".into(), "522722".into()],
        Instrument::ApprovalRequest | Instrument::ApprovalReminder => entry.notice.to = "522700".into(),
        Instrument::ReviewReminder
        | Instrument::SubmissionChanged
        | Instrument::ReliefRequest
        | Instrument::ReliefReminder => {
            (entry.notice.from, entry.notice.to) = ("522701".into(), "522700".into());
            entry.from = duyun();
        }
        _ => {}
    }
    entry
}

pub(super) fn next(instrument: Instrument, when: &str, approval: bool) -> Option<NextStep> {
    Some(NextStep { instrument, at: at(when), approval })
}

fn facts(instrument: Instrument) -> Facts {
    let due = Some(at("2024-08-20 17:30"));
    let base = Facts { due, requires: vec![Requirement::Attachment], ..Facts::default() };
    let rung = |overdue, after, reply: &str, earlier: &[u32], next| Facts {
        overdue: Some(overdue),
        after: Some(Span::WorkingDays(after)),
        reply_by: Some(at(reply)),
        earlier: earlier.to_vec(),
        next,
        ..base.clone()
    };
    let listing = || next(Instrument::Listing, "2024-09-03 09:00", true);
    let interview = || next(Instrument::Interview, "2024-08-27 09:00", true);
    let proposed =
        |reply| Facts { approval: Some((2, Instrument::Interview)), ..rung(5, 5, reply, &[5, 7], listing()) };
    match instrument {
        Instrument::ReminderLetter => {
            rung(1, 1, "2024-08-23 17:30", &[], next(Instrument::Circular, "2024-08-23 09:00", false))
        }
        Instrument::RectificationNotice => rung(2, 2, "2024-08-26 17:30", &[5], interview()),
        Instrument::Circular => Facts { reply_by: None, ..rung(3, 3, "2024-08-26 17:30", &[5], interview()) },
        Instrument::Interview => rung(6, 5, "2024-08-30 17:30", &[5, 7], listing()),
        Instrument::Listing => rung(
            11,
            10,
            "2024-09-10 17:30",
            &[5, 7, 11],
            next(Instrument::GovernmentReport, "2024-09-18 09:00", true),
        ),
        Instrument::GovernmentReport => {
            Facts { reply_by: None, ..rung(21, 20, "2024-09-20 17:30", &[5, 7, 11, 13], None) }
        }
        Instrument::ApprovalRequest => proposed("2024-08-29 17:30"),
        Instrument::ApprovalReminder => Facts { overdue: Some(7), ..proposed("2024-09-02 17:30") },
        Instrument::Withdrawal => Facts {
            earlier: vec![5],
            reason: Some("该事项在发文前已收到报送材料".to_owned()),
            ..Facts::default()
        },
        Instrument::ReplyReminder => {
            Facts { earlier: vec![5], reply_by: Some(at("2024-08-23 17:30")), ..base }
        }
        Instrument::Returned | Instrument::Extended => Facts {
            due: Some(at("2024-08-30 17:30")),
            old_due: due,
            reason: Some("排查数据未按乡镇分列，未附整改台账".to_owned()),
            ..base
        },
        Instrument::Waived => Facts {
            reason: Some("该局辖区内没有重点产品生产企业".to_owned()),
            ..Facts::default()
        },
        Instrument::CampaignNotice => Facts {
            owed: vec![
                ("签收行动方案".to_owned(), at("2024-05-13 17:30")),
                ("本地工作方案".to_owned(), at("2024-05-23 17:30")),
                ("行动成果清单".to_owned(), at("2024-08-20 17:30")),
                (INTERIM.to_owned(), at("2024-08-20 17:30")),
                ("工作总结".to_owned(), at("2024-10-20 17:30")),
            ],
            ..Facts::default()
        },
        Instrument::DatesMoved => Facts {
            reason: Some("国务院办公厅已公布2024年放假安排".to_owned()),
            moves: vec![Move {
                clock: Clock::Due,
                number: 0,
                title: INTERIM.to_owned(),
                of: "522701".into(),
                old: at("2024-10-08 17:30"),
                new: Some(at("2024-09-30 17:30")),
                provisional: false,
            }],
            ..Facts::default()
        },
        Instrument::ReliefRequest | Instrument::ReliefReminder | Instrument::ReliefRefused => {
            let day = |text: &str| Some(at(text));
            let (reply_by, reason) = match instrument {
                Instrument::ReliefRequest => (day("2024-08-19 17:30"), "抽检结果尚未出具。"),
                Instrument::ReliefReminder => (day("2024-08-21 17:30"), "抽检结果尚未出具。"),
                _ => (None, "抽检结果不影响总结。"),
            };
            let to = "2024-08-30".parse().unwrap();
            let request = Some((1, Relief::Extension { to }));
            Facts { due, reply_by, request, reason: Some(reason.to_owned()), ..Facts::default() }
        }
        Instrument::SubmissionChanged => Facts {
            received: Some(at("2024-08-19 16:05")),
            change: Some(SubmissionChange { kind: Some(VersionKind::Replacement), version: 2 }),
            ..base
        },
        Instrument::PlanAmended => Facts {
            reason: Some("汛期抽调人员参加抢险".to_owned()),
            moves: vec![Move {
                clock: Clock::Due,
                number: 0,
                title: INTERIM.to_owned(),
                of: "522701".into(),
                old: at("2024-08-20 17:30"),
                new: Some(at("2024-09-05 17:30")),
                provisional: false,
            }],
            owed: vec![("灾后产品质量抽查情况".to_owned(), at("2024-09-20 17:30"))],
            amended: Some(Box::new(PlanNews {
                lifted: vec!["行动成果清单".to_owned()],
                rules: vec!["工作总结".to_owned()],
            })),
            ..Facts::default()
        },
        Instrument::ReviewReminder => Facts { overdue: Some(6), ..base },
        Instrument::Reminder => {
            Facts { next: next(Instrument::ReminderLetter, "2024-08-21 09:00", false), ..base }
        }
        _ => Facts::default(),
    }
}

/// A morning after a weekend: two campaigns, everything at once.
pub(super) fn mixed() -> Digest {
    let mut other = entry(Instrument::Reminder);
    other.source = "campaign/qiannan-2024-school-supplies/522701".to_owned();
    other.campaign = "qiannan-2024-school-supplies".into();
    other.campaign_title = "2024年学生用品质量安全专项整治".to_owned();
    other.notice.title = "排查情况统计表".to_owned();
    other.notice.obligation = Some("statistics".into());
    other.notice.facts.due = Some(at("2024-08-28 17:30"));
    other.notice.facts.next = next(Instrument::ReminderLetter, "2024-08-29 09:00", false);
    other.notice.facts.requires = vec![Requirement::Attachment, Requirement::Seal];
    let mut list = entry(Instrument::Reminder);
    list.notice.ordinal = 20;
    list.notice.title = "行动成果清单".to_owned();
    list.notice.obligation = Some("interim-list".into());
    list.notice.facts.due = Some(at("2024-08-26 17:30"));
    list.notice.facts.next = next(Instrument::Interview, "2024-08-27 09:00", true);
    list.notice.facts.requires = Vec::new();
    let mut copy = entry(Instrument::Circular);
    copy.source = "campaign/qiannan-2024-key-products/522702".to_owned();
    copy.about = fuquan();
    copy.notice.to = "522702".into();
    copy.is_copy = true;
    copy.number = Some("黔南市监〔2024〕15号".to_owned());
    let mut extended = entry(Instrument::Extended);
    extended.notice.obligation = Some("local-plan".into());
    extended.notice.title = "本地工作方案".to_owned();
    digest(
        duyun(),
        vec![
            other,
            copy,
            extended,
            entry(Instrument::Reminder),
            entry(Instrument::ReminderLetter),
            list,
            entry(Instrument::Circular),
        ],
    )
}
