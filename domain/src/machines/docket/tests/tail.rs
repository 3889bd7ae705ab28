//! The tail, and what a rung's listing opens: whole stories with dates counted by hand.

use super::*;
use crate::{
    campaign::tail::{Cycle, TAIL_REPORT, Tail},
    machines::listing::{ListingRules, ListingTarget},
};

/// The campaign of the other tests with reports every ten days from 30 September on, to 20 November.
fn with_tail() -> Plan {
    let tail = Tail {
        title: "持续报送".to_owned(),
        from: day("2024-09-30"),
        every: Cycle::TenDays,
        until: Some(day("2024-11-20")),
        requires: Vec::new(),
        reminders: vec![Span::WorkingDays(1)],
        ladder: vec![rung(Span::WorkingDays(1), Instrument::ReminderLetter)],
    };
    let closes = Some(day("2024-10-18"));
    Plan { tail: Some(tail), obligations: vec![obligation("list", "2024-08-20")], closes, ..plan() }
}

/// A docket that has handed in its list, with what happened since, up to an instant: `open` findings are
/// told at each count.
fn run(docket: &mut Docket, until: &str, open: impl Fn(PlanTime) -> u32) -> Vec<EventEnvelope> {
    let mut effects = docket.wake(at(until));
    while let Some(asked) = docket.question().filter(|asked| *asked <= at(until)) {
        effects.extend(docket.count(asked, open(asked), asked));
        effects.extend(docket.wake(at(until)));
    }
    effects
}

fn ready() -> Docket {
    let mut docket = docket_of(&with_tail(), "21");
    docket.apply(&submit("list"), at("2024-08-19 12:00")).unwrap();
    docket
}

#[test]
fn without_open_findings_the_tail_ends_where_it_begins() {
    let mut docket = ready();
    assert_eq!(docket.view(&TAIL_REPORT.into()).unwrap().state, ObligationStatus::Pending);
    let effects = run(&mut docket, "2024-12-31 00:00", |_| 0);
    assert!(issued(&effects).iter().all(|line| !line.contains("@09-30")), "nobody is bothered");
    assert_eq!(docket.view(&TAIL_REPORT.into()).unwrap().state, ObligationStatus::Waived);
    assert_eq!(docket.finished(), Some(at("2024-09-30 17:30")));
}

#[test]
fn a_report_is_owed_each_period_until_the_last_finding_is_closed() {
    let mut docket = ready();
    run(&mut docket, "2024-09-30 17:29", |_| 2);
    assert_eq!(docket.question(), Some(at("2024-09-30 17:30")), "it says when it must know");
    let effects = run(&mut docket, "2024-09-30 17:30", |_| 2);
    assert_eq!(issued(&effects), ["task-reminder@09-30 17:30"]);
    assert_eq!(docket.view(&TAIL_REPORT.into()).unwrap().due, at("2024-10-10 17:30"));
    docket.apply(&submit(TAIL_REPORT), at("2024-10-09 10:00")).unwrap();
    // The campaign closes on 18 October; the tail goes on.
    let effects = run(&mut docket, "2024-10-22 09:00", |_| 1);
    assert_eq!(
        issued(&effects),
        ["task-reminder@10-10 17:30", "reminder@10-18 09:00", "reminder-letter@10-21 09:00"],
        "10 October: a new period; 20 October is a Sunday; the working day after it is the 21st"
    );
    let view = docket.view(&TAIL_REPORT.into()).unwrap();
    assert_eq!((view.state, view.round), (ObligationStatus::Overdue, 2));
    docket.apply(&submit(TAIL_REPORT), at("2024-10-22 10:00")).unwrap();
    let effects = run(&mut docket, "2024-11-30 00:00", |_| 0);
    assert_eq!(issued(&effects), Vec::<String>::new());
    assert_eq!(docket.finished(), Some(at("2024-10-31 17:30")), "counted at the end of the period");
    assert_eq!(docket.view(&TAIL_REPORT.into()).unwrap().on_time, Some(false));
}

#[test]
fn a_report_that_is_asked_and_no_longer_needed_is_lifted() {
    let mut docket = ready();
    run(&mut docket, "2024-09-30 17:30", |_| 1);
    let effects = run(&mut docket, "2024-12-31 00:00", |_| 0);
    assert_eq!(issued(&effects), ["reminder@10-09 09:00", "waived@10-10 17:30"]);
    assert_eq!(docket.finished(), Some(at("2024-10-10 17:30")));
}

#[test]
fn at_its_last_day_the_tail_is_cut_and_the_ledger_says_so() {
    let mut docket = ready();
    let effects = run(&mut docket, "2024-12-31 00:00", |_| 3);
    let cut = effects.iter().find(|effect| matches!(effect.event, DocketEvent::TailCut { open: 3 })).unwrap();
    assert_eq!(cut.at, at("2024-11-20 17:30"));
    assert_eq!(docket.view(&TAIL_REPORT.into()).unwrap().state, ObligationStatus::Unfulfilled);
    assert_eq!(docket.finished(), Some(at("2024-11-20 17:30")));
}

#[test]
fn an_answer_nobody_asked_for_changes_nothing() {
    let mut docket = ready();
    let before = docket.clone();
    assert_eq!(docket.count(at("2024-10-10 17:30"), 5, at("2024-10-10 17:30")), []);
    assert_eq!(docket, before);
    let refused = docket.apply(&submit(TAIL_REPORT), at("2024-08-20 10:00"));
    assert!(matches!(refused, Err(Refusal::NotOpen(..))));
}

#[test]
fn a_tail_that_contradicts_its_plan_is_told_at_its_place() {
    let refused = |plan: Plan| Terms::resolve(&plan, &calendar()).unwrap_err()[0].path.clone();
    let tail = with_tail().tail.unwrap();
    let early = Tail { until: Some(day("2024-09-30")), ..tail.clone() };
    assert_eq!(refused(Plan { tail: Some(early), ..with_tail() }), "tail.until");
    let unknown = Tail { until: Some(day("2025-03-31")), every: Cycle::Every(Span::WorkingDays(10)), ..tail };
    assert_eq!(refused(Plan { tail: Some(unknown), ..with_tail() }), "tail.until");
    let taken = Plan { obligations: vec![obligation(TAIL_REPORT, "2024-08-20")], ..with_tail() };
    assert_eq!(refused(taken), "obligations");
}

#[test]
fn a_listing_rung_opens_a_listing_and_a_late_submission_revokes_it() {
    let plan = Plan { listing: Some(ListingRules::default()), ..plan() };
    let mut docket = docket_of(&plan, "21");
    docket.wake(at("2024-09-03 09:00"));
    let effects = docket.apply(&act("20", Command::Approve { approval: 2 }), at("2024-09-04 10:00")).unwrap();
    let opened = effects.iter().find_map(|effect| match &effect.event {
        DocketEvent::ListingOpened { opening } => Some(opening),
        _ => None,
    });
    let opening = opened.unwrap();
    let issued = opening.issued.clone().unwrap();
    assert_eq!(opening.id.as_str(), format!("21-list-{}", issued.notice));
    assert_eq!(issued.from, "20".into());
    assert_eq!(opening.target, ListingTarget::Bureau { obligation: Some("list".into()) });
    let effects = docket.apply(&submit("list"), at("2024-08-20 10:00")).unwrap();
    let revoked = |effect: &EventEnvelope| matches!(&effect.event, DocketEvent::ListingRevoked { revocation } if revocation.listing == opening.id);
    assert!(effects.iter().any(revoked), "it was received in time and processed late");
}

#[test]
fn a_voided_document_keeps_its_ordinal_and_its_rung_does_not_come_again() {
    let mut docket = docket();
    docket.wake(at("2024-08-21 09:00"));
    let letter = docket.letters()[0].ordinal;
    let void = |by: &str| act(by, Command::Void { notice: letter, reason: "发文有误".to_owned() });
    assert!(matches!(docket.apply(&void("21"), at("2024-08-21 10:00")), Err(Refusal::NotYours(..))));
    let effects = docket.apply(&void("20"), at("2024-08-21 10:00")).unwrap();
    assert!(matches!(&effects[0].event, DocketEvent::Voided { notice, .. } if *notice == letter));
    assert_eq!(issued(&effects), ["withdrawal@08-21 10:00"]);
    let settled = |why| Err(Refusal::NoticeSettled(letter, why));
    assert_eq!(docket.apply(&void("20"), at("2024-08-21 11:00")), settled(Why::VoidedBefore));
    let acknowledge = act("21", Command::Acknowledge { notice: letter, reply: None });
    assert_eq!(docket.apply(&acknowledge, at("2024-08-21 11:00")), settled(Why::Voided), "as of a finding");
    let later = issued(&docket.wake(at("2024-08-23 09:00")));
    assert_eq!(later, ["circular@08-23 09:00"]);
}

/// The due days of a tail's reports up to its last day.
fn reports(rule: NonWorkingDue, every: &str, from: &str, until: &str) -> Vec<String> {
    let mut plan = with_tail();
    plan.non_working_due = rule;
    plan.closes = Some(day(until));
    let tail = plan.tail.as_mut().unwrap();
    (tail.every, tail.from, tail.until) = (every.parse().unwrap(), day(from), Some(day(until)));
    let terms = Terms::resolve(&plan, &calendar()).unwrap();
    let tail = terms.tail.as_ref().unwrap();
    let mut due = tail.item.due_day;
    let mut all = vec![due.to_string()];
    while due < day(until) {
        due = tail.due_after(&terms.office, due).min(day(until));
        all.push(due.to_string());
    }
    all
}

#[test]
fn a_tail_has_one_report_a_period_wherever_its_day_is_moved() {
    let tens = reports(NonWorkingDue::Previous, "旬", "2024-08-20", "2024-10-23");
    let expected =
        ["2024-08-30", "2024-09-10", "2024-09-20", "2024-09-30", "2024-10-10", "2024-10-18", "2024-10-23"];
    assert_eq!(tens, expected);
    let tens = reports(NonWorkingDue::Next, "旬", "2024-08-20", "2024-10-23");
    assert_eq!(tens[..2], ["2024-09-02", "2024-09-10"]);
}

#[test]
fn a_cycle_keeps_its_own_beat() {
    // 17 September is Mid-Autumn, 1 October National Day.
    let weeks = |rule| reports(rule, "7d", "2024-09-10", "2024-10-09");
    assert_eq!(
        weeks(NonWorkingDue::Keep),
        ["2024-09-17", "2024-09-24", "2024-10-01", "2024-10-08", "2024-10-09"]
    );
    assert_eq!(
        weeks(NonWorkingDue::Previous),
        ["2024-09-14", "2024-09-24", "2024-09-30", "2024-10-08", "2024-10-09"]
    );
    assert_eq!(weeks(NonWorkingDue::Next), ["2024-09-18", "2024-09-24", "2024-10-08", "2024-10-09"]);
    assert_eq!(
        reports(NonWorkingDue::Keep, "5wd", "2024-09-10", "2024-09-30"),
        ["2024-09-18", "2024-09-25", "2024-09-30"]
    );
}
