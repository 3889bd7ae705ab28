//! The docket by example, by all pairs of state and command, and by its invariants.

mod amend;
mod belated;
mod circulars;
mod dates;
mod examples;
mod invariants;
mod outlook;
mod pairs;
mod possible;
mod preview;
mod redate;
mod replies;
mod requests;
mod submission;
mod tail;

use super::*;
use crate::{
    bureaus::{
        actor::Actor,
        bureau::{Directory, Level, tests::bureau},
    },
    campaign::{
        ladder::{ApprovalRule, CopyTo, Role, Rung},
        obligation::{Due, NonWorkingDue, Obligation, OwedBy, Requirement},
        party::parties,
        plan::{Phase, Plan},
    },
    ids::BureauCode,
    machines::{command::Command, incident::IncidentRules},
    paperwork::{instrument::Instrument, notice::Notice},
    timekeeping::{
        calendar::{Calendar, UnannouncedYears},
        span::Span,
    },
};
use chrono::NaiveDate;

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// `2024-08-20 17:30` in Shanghai.
pub(crate) fn at(text: &str) -> PlanTime {
    let local = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    PlanTime::new((local - chrono::Duration::hours(8)).and_utc())
}

/// 2024's holidays from Labour Day to National Day; 2025 is not known.
pub(crate) fn calendar() -> Calendar {
    let range = |from: &str, days| day(from).iter_days().take(days);
    let off = range("2024-05-01", 5)
        .chain([day("2024-06-10")])
        .chain(range("2024-09-15", 3))
        .chain(range("2024-10-01", 7));
    let make_up = ["2024-04-28", "2024-05-11", "2024-09-14", "2024-09-29", "2024-10-12"].map(day);
    Calendar::new([2024], off, make_up)
}

/// A province above a prefecture (the issuer, `20`) above two counties, `21` and `22`.
pub(crate) fn directory() -> Directory {
    Directory::new(vec![
        bureau("10", Level::Province, None),
        bureau("20", Level::Prefecture, Some("10")),
        bureau("21", Level::County, Some("20")),
        bureau("22", Level::County, Some("20")),
    ])
    .unwrap()
}

pub(super) fn rung(after: Span, instrument: Instrument) -> Rung {
    Rung { after, instrument, from: Role::Supervisor, copies: Vec::new(), approval: None, reply: None }
}

/// A ladder with every kind of rung: plain, with copies and reply, with approval.
pub(super) fn ladder() -> Vec<Rung> {
    let approval = |days| Some(ApprovalRule { by: Role::Issuer, within: Span::WorkingDays(days) });
    vec![
        Rung { reply: Some(Span::WorkingDays(3)), ..rung(Span::WorkingDays(1), Instrument::ReminderLetter) },
        Rung { copies: vec![CopyTo::Peers], ..rung(Span::WorkingDays(3), Instrument::Circular) },
        Rung {
            approval: approval(2),
            reply: Some(Span::WorkingDays(2)),
            ..rung(Span::WorkingDays(5), Instrument::Interview)
        },
        Rung { approval: approval(3), ..rung(Span::WorkingDays(10), Instrument::Listing) },
    ]
}

pub(crate) fn obligation(id: &str, due: &str) -> Obligation {
    Obligation {
        id: id.into(),
        title: format!("{id}的标题"),
        owed_by: OwedBy::Executing,
        phase: None,
        opens: None,
        due: Due::On(day(due)),
        review: None,
        requires: Vec::new(),
        reminders: vec![Span::Days(7), Span::WorkingDays(3), Span::WorkingDays(1)],
        ladder: ladder(),
    }
}

/// Two obligations: `list` due on Tuesday 20 August without review, `report` due on Tuesday
/// 3 September with an attachment and a review of five working days.
pub(crate) fn plan() -> Plan {
    let report = Obligation {
        review: Some(Span::WorkingDays(5)),
        requires: vec![Requirement::Attachment],
        ..obligation("report", "2024-09-03")
    };
    Plan {
        id: "test".into(),
        title: "测试行动".to_owned(),
        issuer: "20".into(),
        issued: day("2024-08-01"),
        closes: Some(day("2024-12-20")),
        zone: chrono_tz::Asia::Shanghai,
        hours: ("09:00:00".parse().unwrap(), "17:30:00".parse().unwrap()),
        non_working_due: NonWorkingDue::Keep,
        unannounced_years: UnannouncedYears::Refuse,
        phases: vec![Phase {
            id: "all".into(),
            title: "全程".to_owned(),
            from: day("2024-08-01"),
            to: day("2024-09-30"),
        }],
        obligations: vec![obligation("list", "2024-08-20"), report],
        measures: Vec::new(),
        products: Vec::new(),
        findings: None,
        listing: None,
        incidents: IncidentRules::default(),
        tail: None,
        league: None,
        basis: Vec::new(),
    }
}

pub(super) fn docket_of(plan: &Plan, bureau: &str) -> Docket {
    let terms = Arc::new(Terms::resolve(plan, &calendar()).unwrap());
    let party =
        parties(&directory(), &plan.issuer).into_iter().find(|p| p.bureau.as_str() == bureau).unwrap();
    Docket::new(terms, party)
}

pub(super) fn docket() -> Docket {
    docket_of(&plan(), "21")
}

pub(super) fn act(bureau: &str, command: Command) -> CommandEnvelope {
    CommandEnvelope { by: Actor { bureau: BureauCode::from(bureau), name: "张三".to_owned() }, command }
}

pub(super) fn submit(id: &str) -> CommandEnvelope {
    act(
        "21",
        Command::Submit {
            obligation: id.into(),
            attachments: vec!["总结.docx".to_owned()],
            files: Vec::new(),
            sealed: true,
        },
    )
}

pub(super) fn replace(id: &str, file: &str) -> CommandEnvelope {
    let attachments = vec![file.to_owned()];
    act("21", Command::Replace { obligation: id.into(), attachments, files: Vec::new(), sealed: true })
}

pub(super) fn supplement(id: &str) -> CommandEnvelope {
    let attachments = vec!["附表.xlsx".to_owned()];
    act("21", Command::Supplement { obligation: id.into(), attachments, files: Vec::new(), sealed: false })
}

pub(super) fn take_back(id: &str) -> CommandEnvelope {
    act("21", Command::TakeBack { obligation: id.into(), reason: "附件有误".to_owned() })
}

pub(super) fn ask_extension(id: &str, to: &str) -> CommandEnvelope {
    let reason = "抽检结果尚未出具".to_owned();
    act("21", Command::AskExtension { obligation: id.into(), to: day(to), reason, files: Vec::new() })
}

pub(super) fn ask_waiver(id: &str) -> CommandEnvelope {
    let reason = "本地无此类企业".to_owned();
    act("21", Command::AskWaiver { obligation: id.into(), reason, files: Vec::new() })
}

pub(super) fn notices(effects: &[EventEnvelope]) -> Vec<&Notice> {
    effects.iter().filter_map(EventEnvelope::notice).collect()
}

/// What was issued, as `instrument@local time`.
pub(super) fn issued(effects: &[EventEnvelope]) -> Vec<String> {
    let zone = chrono_tz::Asia::Shanghai;
    notices(effects)
        .iter()
        .map(|n| format!("{}@{}", n.instrument, n.at.in_zone(zone).format("%m-%d %H:%M")))
        .collect()
}

/// What tests do to a docket.
pub(super) trait PlayedDocket: Sized {
    /// Wakes it at each of its instants up to this one.
    fn wake(&mut self, until: PlanTime) -> Vec<EventEnvelope>;
    /// The same, and then a command is received and processed. A refused command changes nothing.
    fn apply(&mut self, act: &CommandEnvelope, at: PlanTime) -> Result<Vec<EventEnvelope>, Refusal>;
}

impl PlayedDocket for Docket {
    fn wake(&mut self, until: PlanTime) -> Vec<EventEnvelope> {
        crate::machines::ticking::tests::run(self, until)
    }

    fn apply(&mut self, act: &CommandEnvelope, at: PlanTime) -> Result<Vec<EventEnvelope>, Refusal> {
        let mut next = self.clone();
        let mut effects = next.wake(at);
        effects.extend(next.execute(act, at, at)?);
        *self = next;
        Ok(effects)
    }
}
