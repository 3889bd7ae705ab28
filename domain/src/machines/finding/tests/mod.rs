//! The finding by example, by all pairs of state and command, by its invariants, and simulated.

mod bureaus;
mod examples;
mod invariants;
mod offers;
mod outages;
mod pairs;
mod redate;
mod simulated;

use super::*;
use crate::{
    bureaus::bureau::Level,
    foresight::preview::preview,
    ids::FindingId,
    machines::{
        listing::ListingRules,
        machine::DomainEvent,
        matter::{Decider, DecisionRule, MatterTerms},
    },
    paperwork::{correspondence::NoticeEvent, notice::Notice},
    timekeeping::{office::tests::office, span::Span},
};
use chrono::NaiveDate;

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// `2024-10-14 17:30` in Shanghai.
pub(super) fn at(text: &str) -> PlanTime {
    let local = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    PlanTime::new((local - chrono::Duration::hours(8)).and_utc())
}

/// Every kind of rung, with and without approval.
pub(super) fn ladder() -> Vec<FindingRung> {
    let rung = |days, measure, approval| FindingRung { after: Span::WorkingDays(days), measure, approval };
    let by = |by| Some(DecisionRule { by, within: Span::WorkingDays(2) });
    vec![
        rung(1, RungMeasure::ReminderLetter, None),
        rung(5, RungMeasure::Interview, by(Decider::Own)),
        rung(15, RungMeasure::Listing, None),
        rung(20, RungMeasure::HandOver(Authority::Enforcement), by(Decider::Supervisor)),
    ]
}

pub(super) fn terms() -> FindingTerms {
    FindingTerms {
        matter: MatterTerms {
            campaign: "test".into(),
            title: "测试行动".to_owned(),
            issuer: "20".into(),
            office: office(),
            tolerance_seconds: crate::campaign::terms::DEFAULT_TOLERANCE_SECONDS,
            retells: true,
        },
        rules: FindingRules { ladder: ladder(), ..FindingRules::default() },
        listing: ListingRules::default(),
    }
}

/// County `21` under the prefecture `20`, which launched the campaign, under the province `10`.
pub(super) fn party() -> Party {
    Party {
        bureau: "21".into(),
        name: "某某县市场监督管理局".to_owned(),
        level: Level::County,
        superiors: vec!["20".into(), "10".into()],
        peers: vec!["22".into()],
        coordinating: false,
    }
}

pub(super) fn registration(source: Source, grade: Grade) -> Registration {
    Registration {
        id: FindingId::new("21-0001"),
        county: "21".into(),
        subject: Subject::Enterprise {
            name: "某某电缆有限公司".to_owned(),
            credit_code: CreditCode::parse("91350100M000100Y43").unwrap(),
            trade: Trade::Producer,
        },
        product: Product { group: "电线电缆".to_owned(), item: Some("布电线".to_owned()) },
        kind: ProblemKind::Production,
        source,
        grade,
        problem: "未按标准进行出厂检验".to_owned(),
        found_on: day("2024-09-24"),
        corrected: None,
        attachments: Vec::new(),
    }
}

/// Registered on Wednesday, 25 September 2024, at ten.
pub(super) const REGISTERED: &str = "2024-09-25 10:00";

pub(super) fn finding_of(registration: Registration) -> Finding {
    finding_under(terms(), registration)
}

pub(super) fn finding_under(terms: FindingTerms, registration: Registration) -> Finding {
    let by = Actor { bureau: "21".into(), name: "李四".to_owned() };
    Finding::new(Arc::new(terms), party(), registration, by, at(REGISTERED))
}

/// A serious finding from an on-site check: ordered at once, due on Monday, 14 October, for 29 September
/// and 12 October are made up for National Day.
pub(super) fn finding() -> Finding {
    finding_of(registration(Source::Check, Grade::Serious))
}

pub(super) fn act(bureau: &str, command: FindingCommand) -> CommandEnvelope<FindingCommand> {
    CommandEnvelope { by: Actor { bureau: BureauCode::from(bureau), name: "张三".to_owned() }, command }
}

pub(super) fn file() -> CommandEnvelope<FindingCommand> {
    act("21", FindingCommand::FileEvidence { note: "已整改".to_owned(), attachments: Vec::new() })
}

pub(super) fn reinspect(passed: bool) -> CommandEnvelope<FindingCommand> {
    act("21", FindingCommand::Reinspect { passed, result: "已复查".to_owned() })
}

pub(super) fn look_back(passed: bool) -> CommandEnvelope<FindingCommand> {
    act("21", FindingCommand::LookBack { passed, result: "已回访".to_owned() })
}

pub(super) fn extension(to: &str) -> CommandEnvelope<FindingCommand> {
    act("21", FindingCommand::AskExtension { to: day(to), reason: "设备采购需要时间".to_owned() })
}

pub(super) fn hand_over() -> CommandEnvelope<FindingCommand> {
    act("21", FindingCommand::HandOver { to: Authority::Police, reason: "涉嫌犯罪".to_owned() })
}

pub(super) fn publish() -> CommandEnvelope<FindingCommand> {
    let (kind, text) = (Publication::Publicise, "公示内容".to_owned());
    act("21", FindingCommand::ProposePublication { kind, text })
}

pub(super) fn approve(by: &str, approval: u32) -> CommandEnvelope<FindingCommand> {
    act(by, FindingCommand::Approve { approval })
}

pub(super) fn decline(by: &str, approval: u32) -> CommandEnvelope<FindingCommand> {
    act(by, FindingCommand::Decline { approval, reason: "不同意".to_owned() })
}

pub(super) fn notice(effect: &EventEnvelope<FindingEvent>) -> Option<&Notice> {
    match &effect.event {
        FindingEvent::Notice(NoticeEvent::Issued { notice }) => Some(notice),
        _ => None,
    }
}

pub(super) fn notices(effects: &[EventEnvelope<FindingEvent>]) -> Vec<&Notice> {
    effects.iter().filter_map(notice).collect()
}

/// What happened, one line each: `what@local time`, a notice as `instrument>addressee@local time`.
pub(super) fn told(effects: &[EventEnvelope<FindingEvent>]) -> Vec<String> {
    let zone = chrono_tz::Asia::Shanghai;
    let line = |effect: &EventEnvelope<FindingEvent>| {
        let what = match notice(effect) {
            Some(notice) => format!("{}>{}", notice.instrument, notice.to),
            None => serde_json::to_value(&effect.event).unwrap()["event"].as_str().unwrap().to_owned(),
        };
        format!("{what}@{}", effect.at.in_zone(zone).format("%m-%d %H:%M"))
    };
    effects.iter().map(line).collect()
}

/// Wakes a finding as often as it asks for up to an instant.
pub(super) fn wake(finding: &mut Finding, until: &str) -> Vec<EventEnvelope<FindingEvent>> {
    let mut effects = Vec::new();
    while let Some(next) = finding.next_wake().filter(|next| *next <= at(until)) {
        effects.extend(finding.advance_to(next));
    }
    effects
}

/// Wakes it up to an instant and then gives it a command, received and processed there. An approval issues
/// what was to be read before it was given.
pub(super) fn tell(
    finding: &mut Finding,
    act: &CommandEnvelope<FindingCommand>,
    when: &str,
) -> Vec<EventEnvelope<FindingEvent>> {
    let mut effects = wake(finding, when);
    let drafts = match act.command {
        FindingCommand::Approve { approval } => preview(finding, approval, at(when)).unwrap(),
        _ => Vec::new(),
    };
    let taken = finding.execute(act, at(when), at(when)).unwrap();
    assert!(drafts.iter().all(|draft| notices(&taken).contains(&draft)), "{drafts:?}");
    effects.extend(taken);
    effects
}
