//! A campaign launched after some of its dates have passed.

use super::*;
use crate::{
    campaign::{
        belated::history,
        tail::{Cycle, Tail},
    },
    machines::docket::ObligationStatus,
    timekeeping::time::{Timebase, WallTime},
};

/// 测试行动, launched at an instant of real time.
fn launched(plan: &Plan, when: &str) -> Docket {
    let terms = Terms::resolve(plan, &calendar()).unwrap();
    let terms = terms.launched_in(Timebase::identity(), WallTime::new(at(when).utc()));
    let party = parties(&directory(), &plan.issuer).into_iter().find(|p| p.bureau.as_str() == "21").unwrap();
    Docket::new(Arc::new(terms), party)
}

fn run(docket: &mut Docket, until: &str) -> Vec<EventEnvelope> {
    crate::machines::ticking::tests::run(docket, at(until))
}

fn outages(effects: &[EventEnvelope]) -> usize {
    effects.iter().filter(|effect| matches!(effect.event, DocketEvent::Outage { .. })).count()
}

#[test]
fn what_has_passed_is_said() {
    let terms = Terms::resolve(&plan(), &calendar()).unwrap();
    assert_eq!(terms.belated(at("2024-08-20 17:29")), None);
    let one = terms.belated(at("2024-08-20 17:30")).unwrap();
    assert_eq!((one.passed, one.of, one.closed), (1, 2, None));
    let told = one.sentence();
    assert!(
        told.english.starts_with("1 of 2 due days have passed, the first on 2024-08-20 (list的标题); a "),
        "{told}"
    );
    assert!(
        told.chinese.starts_with("2项任务中有1项的期限已过，最早的是2024-08-20的“list的标题”；"),
        "{told:?}"
    );
    let all = terms.belated(at("2026-11-29 10:00")).unwrap();
    assert_eq!((all.passed, all.closed), (2, Some(day("2024-12-20"))));
    assert!(
        all.sentence().english.contains("(list的标题), and the campaign closed on 2024-12-20; "),
        "{all}"
    );
}

#[test]
fn nothing_is_sent_for_the_time_before_a_launch() {
    // The list was due on Tuesday the 20th; its first two rungs lie on the 21st and the 23rd.
    let mut docket = launched(&plan(), "2024-08-23 10:00");
    assert_eq!(docket.next_wake(), Some(at("2024-08-23 10:00")));
    // The worker gets to it two hours later: that, and only that, is an outage.
    let first = docket.advance_to(at("2024-08-23 10:00"));
    assert_eq!(issued(&first), ["campaign-notice@08-23 10:00"]);
    assert!(first.iter().all(|effect| effect.at == at("2024-08-23 10:00")), "{first:?}");
    assert_eq!(docket.view(&"list".into()).unwrap().state, ObligationStatus::Overdue);
    let rest = run(&mut docket, "2024-09-03 09:00");
    // Of the list's ladder the third rung is left, of the report's three reminders those that lie ahead.
    assert_eq!(
        issued(&rest),
        [
            "reminder@08-27 09:00",
            "approval-request@08-27 09:00",
            "reminder@08-29 09:00",
            "approval-reminder@08-29 17:30",
            "reminder@09-02 09:00",
            "approval-request@09-02 17:30",
            "approval-request@09-03 09:00",
        ]
    );
    assert_eq!(outages(&first) + outages(&rest), 0);
}

#[test]
fn a_history_begins_with_the_launch() {
    // The workers get to it two hours after the launch.
    let mut docket = launched(&plan(), "2024-08-23 10:00");
    let launch =
        docket.terms().launch_line(Timebase::identity(), WallTime::new(at("2024-08-23 10:00").utc()));
    assert_eq!(launch, at("2024-08-23 10:00"));
    let mut told = docket.advance_to(at("2024-08-23 12:00"));
    told.extend(run(&mut docket, "2024-09-03 09:00"));
    let shown = history(&told, launch);
    assert_eq!(shown.len(), told.len());
    assert!(shown.is_sorted_by(|a, b| a.0 >= b.0), "newest first: {shown:#?}");
    assert!(shown.iter().all(|(at, _)| *at >= launch), "{shown:#?}");
    let lapse = |one: &&(PlanTime, &EventEnvelope)| one.1.event == DocketEvent::FellDue;
    assert_eq!(shown.iter().filter(lapse).map(|one| one.0).min(), Some(launch));

    // What an earlier version told of the weeks before is listed with the launch, in the order it was told.
    let early = [
        EventEnvelope::new(at("2024-08-20 17:30"), None, DocketEvent::FellDue),
        EventEnvelope::new(at("2024-08-21 09:00"), None, DocketEvent::ApprovalLapsed { approval: 1 }),
        EventEnvelope::new(at("2024-08-24 09:00"), None, DocketEvent::Finished),
    ];
    let shown: Vec<_> = history(&early, launch).into_iter().map(|(at, effect)| (at, &effect.event)).collect();
    let expected =
        [(at("2024-08-24 09:00"), &early[2].event), (launch, &early[1].event), (launch, &early[0].event)];
    assert_eq!(shown, expected);
    // Compressed time replays a plan from its issue date, whenever that was.
    let wall = WallTime::new(at("2026-11-29 10:00").utc());
    let compressed = Timebase::compressed(docket.terms().opens, wall, 86_400);
    assert_eq!(docket.terms().launch_line(compressed, wall), docket.terms().opens);
}

#[test]
fn a_rung_before_the_launch_may_come_after_an_extension() {
    let mut docket = launched(&plan(), "2024-08-23 10:00");
    run(&mut docket, "2024-08-23 10:00");
    let extend =
        Command::Extend { obligation: "list".into(), to: day("2024-09-10"), reason: "补报".to_owned() };
    docket.apply(&act("20", extend), at("2024-08-23 11:00")).unwrap();
    let rest = issued(&run(&mut docket, "2024-09-13 12:00"));
    for line in ["reminder-letter@09-11 09:00", "circular@09-13 09:00"] {
        assert!(rest.iter().any(|issued| issued == line), "{line} is not in {rest:?}");
    }
}

#[test]
fn a_campaign_whose_close_has_passed_is_recorded_and_writes_to_nobody() {
    let mut docket = launched(&plan(), "2026-11-29 10:00");
    let effects = docket.advance_to(at("2026-11-29 10:00"));
    assert_eq!((issued(&effects).len(), outages(&effects)), (0, 0), "{effects:?}");
    assert!(
        docket
            .duties()
            .iter()
            .all(|duty| duty.state == crate::machines::docket::ObligationState::Unfulfilled)
    );
    assert_eq!(docket.finished(), Some(at("2026-11-29 10:00")));
}

#[test]
fn the_counts_of_a_tail_before_the_launch_are_past() {
    let tail = Tail {
        title: "后续整改情况".to_owned(),
        from: day("2024-10-10"),
        every: Cycle::Every(Span::Days(7)),
        until: Some(day("2024-12-27")),
        requires: Vec::new(),
        reminders: Vec::new(),
        ladder: Vec::new(),
    };
    let docket = launched(&Plan { tail: Some(tail), ..plan() }, "2024-10-20 10:00");
    assert_eq!(docket.question(), Some(at("2024-10-24 17:30")));
}

#[test]
fn compressed_time_replays_a_plan_from_its_issue_date() {
    let terms = Terms::resolve(&plan(), &calendar()).unwrap();
    let wall = WallTime::new(at("2026-11-29 10:00").utc());
    let compressed = Timebase::compressed(terms.opens, wall, 86_400);
    assert_eq!(terms.belated(compressed.plan(wall)), None);
    assert_eq!(terms.clone().launched_in(compressed, wall), terms);
    // One launched before it opens begins when it opens.
    let early = terms.clone().launched_in(Timebase::identity(), WallTime::new(at("2024-07-01 10:00").utc()));
    assert_eq!(early.begins(), terms.opens);
}
