//! A province, a prefecture, two counties, a campaign, and records as a docket tells them.

use crate::{NewCampaign, Store};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use duban_domain::{
    bureau::{Bureau, Contacts, Level},
    calendar::UnannouncedYears,
    command::Actor,
    docket::{ObligationStatus, ObligationView},
    event::{DocketEvent, EventEnvelope},
    ids::{BureauCode, CampaignId, ObligationId},
    incident::IncidentRules,
    instrument::Instrument,
    notice::{Facts, Notice},
    plan::{NonWorkingDue, Plan},
    record::{Record, Step},
    time::{Pace, PlanTime, Timebase, WallTime},
};

pub(super) const PROVINCE: &str = "520000";
pub(super) const PREFECTURE: &str = "522700";
pub(super) const DUYUN: &str = "522701";
pub(super) const FUQUAN: &str = "522702";
pub(super) const CAMPAIGN: &str = "qiannan-2024-key-products";

/// A text no query, header or terminal may take for anything but text.
pub(super) const HOSTILE: &str = "'; DROP TABLE notice; -- \"\\ $1 ?1 %s\r\nBcc: x@y\u{0}\u{202e}𠮷〔2024〕";

pub(super) fn utc(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(&format!("{text}:00+08:00")).unwrap().with_timezone(&Utc)
}

pub(super) fn plan_at(text: &str) -> PlanTime {
    PlanTime::new(utc(text))
}

pub(super) fn wall_at(text: &str) -> WallTime {
    WallTime::new(utc(text))
}

pub(super) fn campaign() -> CampaignId {
    CAMPAIGN.into()
}

pub(super) fn bureau(code: &str, level: Level, supervisor: Option<&str>, prefix: &str) -> Bureau {
    let leader = (level != Level::County).then(|| format!("leader.{code}@bureau.example"));
    Bureau {
        code: code.into(),
        name: format!("{code}市场监督管理局"),
        level,
        supervisor: supervisor.map(BureauCode::from),
        contacts: Contacts { office: format!("office.{code}@bureau.example"), leader, ..Contacts::default() },
        document_prefix: prefix.to_owned(),
    }
}

pub(super) fn bureaus() -> Vec<Bureau> {
    vec![
        bureau(PROVINCE, Level::Province, None, "黔市监"),
        bureau(PREFECTURE, Level::Prefecture, Some(PROVINCE), "黔南市监"),
        bureau(DUYUN, Level::County, Some(PREFECTURE), "都市监"),
        bureau(FUQUAN, Level::County, Some(PREFECTURE), "福市监"),
    ]
}

pub(super) fn new_campaign(id: &str) -> NewCampaign {
    let day = |d| NaiveDate::from_ymd_opt(2024, 5, d).unwrap();
    let hour = |h| NaiveTime::from_hms_opt(h, 0, 0).unwrap();
    NewCampaign {
        plan: Plan {
            id: id.into(),
            title: format!("{id}行动"),
            issuer: PREFECTURE.into(),
            issued: day(9),
            closes: None,
            zone: chrono_tz::Asia::Shanghai,
            hours: (hour(9), hour(17)),
            non_working_due: NonWorkingDue::Keep,
            unannounced_years: UnannouncedYears::default(),
            phases: Vec::new(),
            obligations: Vec::new(),
            measures: Vec::new(),
            products: Vec::new(),
            findings: None,
            listing: None,
            incidents: IncidentRules::default(),
            tail: None,
            league: None,
            basis: Vec::new(),
        },
        timebase: Timebase::identity(),
        launched_by: Actor { bureau: PREFECTURE.into(), name: "张三".to_owned() },
        launched_at: wall_at("2024-05-09T08:30"),
    }
}

/// A store in a folder, with bureaus and a campaign.
pub(super) async fn store(folder: &tempfile::TempDir) -> Store {
    let url = format!("sqlite:{}", folder.path().join("data/duban.db").display());
    let store = Store::open(&url).await.unwrap().with_mail_host("duban.example");
    store.migrate().await.unwrap();
    store.bureau_upsert_all(&bureaus()).await.unwrap();
    store.campaign_insert(&new_campaign(CAMPAIGN)).await.unwrap();
    store
}

pub(super) fn notice(ordinal: u32, instrument: Instrument, to: &str, at: &str) -> Notice {
    Notice {
        ordinal,
        instrument,
        obligation: Some("interim-report".into()),
        title: "阶段性工作总结".to_owned(),
        from: PREFECTURE.into(),
        to: to.into(),
        copies: Vec::new(),
        at: plan_at(at),
        send_from: plan_at(at),
        step: 1,
        facts: Facts::default(),
    }
}

pub(super) fn issued(notice: Notice) -> EventEnvelope {
    effect(notice.at, DocketEvent::Issued { notice: Box::new(notice) })
}

pub(super) fn effect(at: PlanTime, what: DocketEvent) -> EventEnvelope {
    EventEnvelope::new(at, Some("interim-report".into()), what)
}

pub(super) fn record(bureau: &str, sequence: u64, effects: Vec<EventEnvelope>) -> Record {
    Record {
        workflow: format!("campaign/{CAMPAIGN}/{bureau}"),
        sequence,
        campaign: campaign(),
        bureau: bureau.into(),
        steps: vec![Step::Wake { now: plan_at("2024-08-21T09:00") }],
        effects,
        views: Vec::new(),
        timebase: Timebase::identity(),
        zone: chrono_tz::Asia::Shanghai,
        pace: Pace::default(),
    }
}

pub(super) fn duty(id: &str, state: &str, on_time: Option<bool>) -> ObligationView {
    ObligationView {
        id: ObligationId::new(id),
        title: format!("{id}材料"),
        state: ObligationStatus::parse(state).unwrap(),
        opens: plan_at("2024-05-09T09:00"),
        due: plan_at("2024-08-20T17:00"),
        provisional: false,
        submitted: on_time.map(|_| plan_at("2024-08-20T16:00")),
        on_time,
        round: 1,
        returned: None,
        revisions: Default::default(),
        request: None,
    }
}

/// Records of one county's whole way: every kind of event, documents of two years, copies, a
/// withdrawal, approvals that end in each way.
pub(super) fn county_story(bureau: &str) -> Vec<Record> {
    let at = plan_at;
    let say = |when: &str, what| effect(at(when), what);
    let by = Actor { bureau: bureau.into(), name: "王五".to_owned() };
    let asked = |approval, when| {
        let (instrument, of) = (Instrument::Interview, PREFECTURE.into());
        say(when, DocketEvent::ApprovalAsked { approval, instrument, of, by_when: at("2024-08-30T17:00") })
    };
    let mut letter = notice(3, Instrument::ReminderLetter, bureau, "2024-08-21T09:00");
    letter.copies = vec![PREFECTURE.into(), PROVINCE.into()];
    let mut interview = notice(4, Instrument::Interview, bureau, "2024-08-29T09:00");
    interview.facts = Facts { earlier: vec![3], reason: Some(HOSTILE.to_owned()), ..Facts::default() };
    let mut report = notice(6, Instrument::GovernmentReport, bureau, "2025-01-02T09:00");
    report.copies = vec![PREFECTURE.into(), PROVINCE.into(), bureau.into()];
    let mut opening = record(
        bureau,
        1,
        vec![
            say("2024-05-09T09:00", DocketEvent::PhaseStarted { phase: "self-inspection".into() }),
            say("2024-05-09T09:00", DocketEvent::Opened { due: at("2024-08-20T17:00") }),
            issued(notice(1, Instrument::CampaignNotice, bureau, "2024-05-09T09:00")),
            issued(notice(2, Instrument::Reminder, bureau, "2024-08-13T09:00")),
        ],
    );
    opening.views = vec![duty("interim-report", "open", None), duty("final-report", "pending", None)];
    let mut late = record(
        bureau,
        2,
        vec![
            say("2024-08-20T17:00", DocketEvent::FellDue),
            issued(letter),
            asked(1, "2024-08-27T09:00"),
            say("2024-08-28T10:00", DocketEvent::Approved { approval: 1 }),
            issued(interview),
            asked(2, "2024-08-29T09:00"),
            asked(3, "2024-08-29T09:00"),
            asked(4, "2024-08-29T09:00"),
            asked(5, "2024-08-29T09:00"),
            say("2024-08-29T10:00", DocketEvent::Declined { approval: 2, reason: HOSTILE.to_owned() }),
            say("2024-08-29T10:00", DocketEvent::ApprovalClosed { approval: 3 }),
            say("2024-08-29T10:00", DocketEvent::ApprovalLapsed { approval: 4 }),
        ],
    );
    late.views = vec![duty("interim-report", "overdue", None)];
    let mut done = record(
        bureau,
        3,
        vec![
            EventEnvelope {
                by: Some(by.clone()),
                ..say(
                    "2024-08-29T11:00",
                    DocketEvent::Acknowledged { notice: 3, reply: Some(HOSTILE.to_owned()) },
                )
            },
            say("2024-08-29T11:30", DocketEvent::Withdrawn { notice: 4 }),
            issued(notice(5, Instrument::Withdrawal, bureau, "2024-08-29T11:30")),
            EventEnvelope {
                by: Some(by),
                ..say(
                    "2024-08-29T12:00",
                    DocketEvent::Submitted {
                        on_time: false,
                        attachments: vec![HOSTILE.to_owned()],
                        files: Vec::new(),
                        sealed: true,
                    },
                )
            },
            issued(report),
            say(
                "2025-01-03T09:00",
                DocketEvent::Outage { from: at("2024-12-31T09:00"), until: at("2025-01-03T09:00") },
            ),
        ],
    );
    done.views = vec![duty("interim-report", "accepted", Some(false)), duty("final-report", "waived", None)];
    let end =
        record(bureau, 4, vec![EventEnvelope::new(at("2025-01-04T09:00"), None, DocketEvent::Finished)]);
    vec![opening, late, done, end]
}
