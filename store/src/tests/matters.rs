//! Findings, listings and incidents as their machines tell them.

use super::samples::{CAMPAIGN, DUYUN, PREFECTURE, PROVINCE, campaign, plan_at};
use chrono::{NaiveDate, NaiveTime};
use duban_domain::{
    attachment::Attachment,
    calendar::Calendar,
    command::{Actor, CommandEnvelope},
    correspondence::NoticeEvent,
    event::EventEnvelope,
    finding::{
        CreditCode, FindingCommand, FindingEvent, FindingMarks, FindingRecord, FindingStatus, FindingView,
        Grade, ProblemKind, Product, Registration, Source, Subject, Trade,
    },
    ids::BureauCode,
    incident::{IncidentEvent, IncidentOpening, IncidentRecord, IncidentRules, IncidentStatus, IncidentView},
    listing::{
        Ground, ListingEvent, ListingOpening, ListingRecord, ListingRules, ListingStatus, ListingTarget,
        ListingTerms, ListingView,
    },
    matter::MatterTerms,
    notice::Notice,
    office::Office,
    record::{Record, Step},
    terms::Party,
    time::{Pace, PlanTime, Timebase},
};
use std::sync::Arc;

/// Two codes that stand on public registers.
pub(super) const CODES: [&str; 2] = ["91350100M000100Y43", "911100007109310534"];

pub(super) fn code(index: usize) -> CreditCode {
    CreditCode::parse(CODES[index]).unwrap()
}

pub(super) fn officer(bureau: &str) -> Actor {
    Actor { bureau: bureau.into(), name: "赵六".to_owned() }
}

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn photograph() -> Attachment {
    let media_type = "image/jpeg".to_owned();
    Attachment { name: "现场.jpg".to_owned(), size: 1 << 40, media_type, sha256: "ab".repeat(32) }
}

pub(super) fn registration(id: &str, county: &str) -> Registration {
    Registration {
        id: id.into(),
        county: county.into(),
        subject: Subject::Enterprise {
            name: "都匀市某门窗厂".to_owned(),
            credit_code: code(0),
            trade: Trade::Producer,
        },
        product: Product { group: "建筑用钢筋".to_owned(), item: Some("热轧带肋钢筋".to_owned()) },
        kind: ProblemKind::Production,
        source: Source::Check,
        grade: Grade::Ordinary,
        problem: "未按规定进行出厂检验".to_owned(),
        found_on: day("2024-07-01"),
        corrected: None,
        attachments: vec![photograph()],
    }
}

/// Under a first order since `registered`.
pub(super) fn finding_view(registered: &str) -> FindingView {
    FindingView {
        standing: FindingStatus::Ordered,
        grade: Grade::Ordinary,
        registered: plan_at(registered),
        ordered: Some(plan_at(registered)),
        due: Some(plan_at(registered).plus(chrono::Duration::days(30))),
        overdue: false,
        round: 1,
        closed: None,
        outcome: None,
        on_time: None,
        look_back: None,
        marks: FindingMarks::default(),
    }
}

fn told<C, W, V>(workflow: String, bureau: &BureauCode, sequence: u64, at: PlanTime) -> Record<C, W, V> {
    Record {
        workflow,
        sequence,
        campaign: campaign(),
        bureau: bureau.clone(),
        steps: vec![Step::Wake { now: at }],
        effects: Vec::new(),
        views: Vec::new(),
        timebase: Timebase::identity(),
        zone: chrono_tz::Asia::Shanghai,
        pace: Pace::default(),
    }
}

/// A finding's first record.
pub(super) fn finding_opened(registration: Registration, view: FindingView) -> FindingRecord {
    let workflow = format!("finding/{CAMPAIGN}/{}", registration.id);
    let mut record = told(workflow, &registration.county, 1, view.registered);
    let by = Some(officer(registration.county.as_str()));
    let what = FindingEvent::Registered { registration: Box::new(registration) };
    record.effects = vec![EventEnvelope { by, ..EventEnvelope::new(view.registered, None, what) }];
    record.views = vec![view];
    record
}

/// A later one: somebody re-inspected.
pub(super) fn finding_changed(
    first: &FindingRecord,
    sequence: u64,
    at: &str,
    effects: Vec<FindingEvent>,
    view: FindingView,
) -> FindingRecord {
    let at = plan_at(at);
    let mut record: FindingRecord = told(first.workflow.clone(), &first.bureau, sequence, at);
    let command = FindingCommand::Reinspect { passed: true, result: "整改到位".to_owned() };
    let act = CommandEnvelope { by: officer(first.bureau.as_str()), command };
    record.steps = vec![Step::Act { act, at, now: at }];
    record.effects = effects.into_iter().map(|what| EventEnvelope::new(at, None, what)).collect();
    record.views = vec![view];
    record
}

pub(super) fn party(bureau: &str) -> Party {
    Party {
        bureau: bureau.into(),
        name: format!("{bureau}市场监督管理局"),
        level: duban_domain::bureau::Level::County,
        superiors: vec![PREFECTURE.into(), PROVINCE.into()],
        peers: Vec::new(),
        coordinating: false,
    }
}

pub(super) fn matter_terms() -> MatterTerms {
    let hour = |h| NaiveTime::from_hms_opt(h, 0, 0).unwrap();
    let calendar = Calendar::new([2024], [day("2024-10-01")], [day("2024-09-29")]);
    MatterTerms {
        campaign: campaign(),
        title: format!("{CAMPAIGN}行动"),
        issuer: PREFECTURE.into(),
        office: Office { zone: chrono_tz::Asia::Shanghai, opens: hour(9), closes: hour(17), calendar },
        tolerance_seconds: 3600,
        retells: true,
    }
}

pub(super) fn listing_opening(id: &str, target: ListingTarget) -> ListingOpening {
    let terms = ListingTerms { matter: matter_terms(), rules: ListingRules::default() };
    ListingOpening {
        id: id.into(),
        terms: Arc::new(terms),
        party: party(DUYUN),
        target,
        grounds: vec![Ground::ConcentratedFindings, Ground::RepeatedProblems],
        reason: "辖区风险隐患比较集中".to_owned(),
        by: Some(officer(PREFECTURE)),
        at: plan_at("2024-08-01T09:00"),
        issued: None,
        previous: None,
    }
}

pub(super) fn listing_view(standing: ListingStatus) -> ListingView {
    ListingView {
        standing,
        listed: None,
        until: None,
        expired: false,
        published: None,
        plan_filed: None,
        progress: 0,
        delisted: None,
        next: None,
    }
}

pub(super) fn listing_record(
    opening: &ListingOpening,
    sequence: u64,
    effects: Vec<ListingEvent>,
    view: ListingView,
) -> ListingRecord {
    let workflow = format!("listing/{CAMPAIGN}/{}", opening.id);
    let mut record: ListingRecord = told(workflow, &opening.party.bureau, sequence, opening.at);
    record.effects = effects.into_iter().map(|what| EventEnvelope::new(opening.at, None, what)).collect();
    record.views = vec![view];
    record
}

pub(super) fn incident_opening(id: &str) -> IncidentOpening {
    IncidentOpening {
        id: id.into(),
        matter: Arc::new(matter_terms()),
        rules: IncidentRules::default(),
        party: party(DUYUN),
        title: "某小区电梯坠落".to_owned(),
        text: "8月1日20时，某小区电梯坠落，2人受伤。".to_owned(),
        attachments: vec![photograph()],
        by: officer(DUYUN),
        at: plan_at("2024-08-01T20:30"),
    }
}

pub(super) fn incident_record(
    opening: &IncidentOpening,
    sequence: u64,
    effects: Vec<IncidentEvent>,
    levels: [Option<PlanTime>; 2],
) -> IncidentRecord {
    let workflow = format!("incident/{CAMPAIGN}/{}", opening.id);
    let mut record: IncidentRecord = told(workflow, &opening.party.bureau, sequence, opening.at);
    record.effects = effects.into_iter().map(|what| EventEnvelope::new(opening.at, None, what)).collect();
    let standing = match levels {
        [Some(_), Some(_)] => IncidentStatus::Acknowledged,
        _ => IncidentStatus::Open,
    };
    let [prefecture, province] = levels;
    let levels = vec![(PREFECTURE.into(), prefecture), (PROVINCE.into(), province)];
    record.views = vec![IncidentView { standing, levels }];
    record
}

/// A notice of a matter.
pub(super) fn issued(notice: Notice) -> NoticeEvent {
    let notice = Notice { obligation: None, ..notice };
    NoticeEvent::Issued { notice: Box::new(notice) }
}
