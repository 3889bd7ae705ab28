//! Holidays are announced while a docket runs: an autumn campaign that runs into 2027. The notice of that
//! year is invented; its Spring Festival is longer than the statutory days, which is all that is known before.

use super::*;
use crate::{
    campaign::tail::{Cycle, TAIL_REPORT, Tail},
    timekeeping::redating::{Clock, Move},
};

fn days(from: &str, count: usize) -> impl Iterator<Item = NaiveDate> {
    day(from).iter_days().take(count)
}

/// 2026 alone: National Day, its make-up days.
fn before() -> Calendar {
    Calendar::new([2026], days("2026-10-01", 7), ["2026-09-20", "2026-10-10"].map(day))
}

/// And 2027: New Year's Day to Sunday the 3rd; Spring Festival from Friday 5 to Friday 12 February, worked
/// for on Sunday 31 January and Saturday 20 February.
fn announced() -> Calendar {
    let off = days("2026-10-01", 7).chain(days("2027-01-01", 3)).chain(days("2027-02-05", 8));
    let make_up = ["2026-09-20", "2026-10-10", "2027-01-31", "2027-02-20"].map(day);
    Calendar::new([2026, 2027], off, make_up)
}

/// `list` and `report` due on Wednesday 10 February 2027, `early` on Friday 20 November 2026.
fn autumn(policy: NonWorkingDue) -> Plan {
    let report = Obligation {
        review: Some(Span::WorkingDays(5)),
        ladder: Vec::new(),
        reminders: Vec::new(),
        ..obligation("report", "2027-02-10")
    };
    Plan {
        issued: day("2026-11-02"),
        closes: Some(day("2027-03-31")),
        non_working_due: policy,
        unannounced_years: UnannouncedYears::Provisional,
        phases: Vec::new(),
        obligations: vec![obligation("list", "2027-02-10"), report, obligation("early", "2026-11-20")],
        ..plan()
    }
}

fn terms(plan: &Plan, calendar: &Calendar) -> Terms {
    Terms::resolve(plan, calendar).unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn docket_by(plan: &Plan, calendar: &Calendar) -> Docket {
    let party = parties(&directory(), &plan.issuer).into_iter().find(|p| p.bureau.as_str() == "21").unwrap();
    Docket::new(Arc::new(terms(plan, calendar)), party)
}

fn redate(plan: &Plan) -> CommandEnvelope {
    let terms = Box::new(terms(plan, &announced()));
    act("20", Command::Redate { terms, reason: "2027年放假安排已公布".to_owned() })
}

fn shown(moved: &Move) -> String {
    let local = |at: PlanTime| at.in_zone(chrono_tz::Asia::Shanghai).format("%m-%d %H:%M").to_string();
    let new = moved.new.map_or("-".to_owned(), local);
    format!("{}{} {} > {new}", moved.clock.as_str(), moved.number, local(moved.old))
}

/// What moved of an obligation.
fn moves(effects: &[EventEnvelope], id: &str) -> Vec<String> {
    let of = |effect: &&EventEnvelope| effect.obligation.as_ref().is_some_and(|of| of.as_str() == id);
    let lines = effects.iter().filter(of).filter_map(|effect| match &effect.event {
        DocketEvent::Redated { moves, .. } => Some(moves),
        _ => None,
    });
    lines.flatten().map(shown).collect()
}

#[test]
fn every_date_ahead_follows_the_notice_and_the_bureau_hears_of_it_once() {
    let plan = autumn(NonWorkingDue::Next);
    let mut docket = docket_by(&plan, &before());
    docket.wake(at("2026-11-10 10:00"));
    let effects = docket.apply(&redate(&plan), at("2026-11-10 10:00")).unwrap();
    assert_eq!(
        moves(&effects, "list"),
        [
            "due0 02-10 17:30 > 02-15 17:30",
            // Seven days and three working days before fell together, and part.
            "reminder0 02-03 09:00 > 02-02 09:00",
            "reminder0 02-03 09:00 > 02-04 09:00",
            "reminder0 02-09 09:00 > 02-04 09:00",
            "rung1 02-11 09:00 > 02-16 09:00",
            "rung2 02-15 09:00 > 02-18 09:00",
            // Saturday 20 February is worked.
            "rung3 02-17 09:00 > 02-20 09:00",
            "rung4 02-24 09:00 > 02-26 09:00",
        ]
    );
    assert_eq!(moves(&effects, "report"), ["due0 02-10 17:30 > 02-15 17:30"]);
    assert_eq!(moves(&effects, "early"), Vec::<String>::new());
    let told: Vec<_> = notices(&effects);
    assert_eq!(told.len(), 1, "one list");
    assert_eq!(
        (told[0].instrument, told[0].to.as_str(), told[0].facts.moves.len()),
        (Instrument::DatesMoved, "21", 2)
    );
    assert!(
        effects[0].by.is_some()
            && matches!(&effects[0].event, DocketEvent::Redated { reason, .. } if reason.contains("2027"))
    );
    // Nothing more moves by the same notice.
    let settled = docket.clone();
    assert_eq!(docket.apply(&redate(&plan), at("2026-11-11 10:00")).unwrap(), []);
    assert_eq!(docket.duties(), settled.duties());
}

#[test]
fn a_docket_that_is_told_at_its_beginning_keeps_the_dates_of_one_launched_after_the_notice() {
    for policy in [NonWorkingDue::Keep, NonWorkingDue::Previous, NonWorkingDue::Next] {
        let plan = autumn(policy);
        let (mut told, mut launched) = (docket_by(&plan, &before()), docket_by(&plan, &announced()));
        for docket in [&mut told, &mut launched] {
            docket.wake(at("2026-11-02 09:00"));
        }
        told.apply(&redate(&plan), at("2026-11-02 10:00")).unwrap();
        assert_eq!(told.duties(), launched.duties(), "{policy:?}");
        assert_eq!(told.terms(), launched.terms(), "{policy:?}");
    }
}

#[test]
fn what_was_sent_is_not_sent_again_and_what_passed_stays() {
    let plan = autumn(NonWorkingDue::Next);
    let mut docket = docket_by(&plan, &before());
    let sent = docket.wake(at("2027-02-03 10:00"));
    let reminders = |effects: &[EventEnvelope]| {
        let of_list = |n: &&&Notice| n.obligation.as_ref().is_some_and(|id| id.as_str() == "list");
        notices(effects).iter().filter(of_list).filter(|n| n.instrument == Instrument::Reminder).count()
    };
    assert_eq!(reminders(&sent), 1, "on 3 February");
    let early = docket.view(&"early".into()).unwrap();
    let effects = docket.apply(&redate(&plan), at("2027-02-03 10:00")).unwrap();
    assert_eq!(
        moves(&effects, "list")[..2],
        ["due0 02-10 17:30 > 02-15 17:30", "reminder0 02-09 09:00 > 02-04 09:00"]
    );
    assert_eq!(docket.view(&"early".into()).unwrap(), early, "overdue since November");
    assert_eq!(reminders(&docket.wake(at("2027-02-15 17:00"))), 1, "the second, on 4 February");
}

#[test]
fn a_day_that_a_person_named_stays_and_what_is_counted_from_it_follows() {
    let plan = autumn(NonWorkingDue::Keep);
    let mut docket = docket_by(&plan, &before());
    let extend =
        Command::Extend { obligation: "early".into(), to: day("2027-02-10"), reason: "理由".to_owned() };
    docket.apply(&act("20", extend), at("2026-11-16 10:00")).unwrap();
    let effects = docket.apply(&redate(&plan), at("2026-11-17 10:00")).unwrap();
    assert_eq!(docket.view(&"early".into()).unwrap().due, at("2027-02-10 17:30"));
    let moved = moves(&effects, "early");
    assert!(moved.iter().all(|line| !line.starts_with("due")), "{moved:?}");
    assert!(moved.contains(&"rung1 02-11 09:00 > 02-15 09:00".to_owned()), "{moved:?}");
}

#[test]
fn reviews_approvals_and_replies_keep_the_working_days_they_have_left() {
    let plan = autumn(NonWorkingDue::Keep);
    let mut docket = docket_by(&plan, &before());
    docket.apply(&submit("report"), at("2027-02-03 12:00")).unwrap();
    let effects = docket.apply(&redate(&plan), at("2027-02-03 15:00")).unwrap();
    assert_eq!(moves(&effects, "report"), ["review0 02-12 17:30 > 02-18 17:30"]);
    let told: Vec<_> = notices(&effects).iter().map(|n| n.to.to_string()).collect();
    assert_eq!(told, ["20"], "the reviewer");
    // The interview about `list`, kept on 10 February, is asked on 17 February and to be approved in two days;
    // the letter of 11 February is to be answered in three.
    let mut docket = docket_by(&plan, &before());
    docket.wake(at("2027-02-17 12:00"));
    let effects = docket.apply(&redate(&plan), at("2027-02-18 10:00")).unwrap();
    assert_eq!(
        docket.approvals().last().unwrap().state,
        ApprovalState::Open { by_when: at("2027-02-19 17:30"), reminded: false }
    );
    assert!(moves(&effects, "list").iter().all(|line| !line.starts_with("approval")), "none lies between");
    let mut docket = docket_by(&plan, &before());
    docket.wake(at("2027-02-11 12:00"));
    let effects = docket.apply(&redate(&plan), at("2027-02-11 12:00")).unwrap();
    let moved = moves(&effects, "list");
    // Three working days were left, 12, 15 and 16 February; by the notice they are 15, 16 and 17.
    let ordinal = docket.letters().last().unwrap().ordinal;
    assert!(moved.contains(&format!("reply{ordinal} 02-16 17:30 > 02-17 17:30")), "{moved:?}");
}

#[test]
fn the_tail_keeps_its_beat() {
    let tail = Tail {
        title: "持续报送".to_owned(),
        from: day("2027-01-31"),
        every: Cycle::TenDays,
        until: Some(day("2027-05-31")),
        requires: Vec::new(),
        reminders: vec![Span::WorkingDays(1)],
        ladder: Vec::new(),
    };
    let plan = Plan { tail: Some(tail), obligations: Vec::new(), ..autumn(NonWorkingDue::Next) };
    let mut docket = docket_by(&plan, &before());
    docket.wake(at("2027-01-31 17:30"));
    docket.count(at("2027-01-31 17:30"), 2, at("2027-01-31 17:30"));
    assert_eq!(docket.question(), Some(at("2027-02-10 17:30")));
    let effects = docket.apply(&redate(&plan), at("2027-02-01 10:00")).unwrap();
    assert_eq!(
        moves(&effects, TAIL_REPORT),
        [
            "count0 02-10 17:30 > 02-15 17:30",
            "due0 02-10 17:30 > 02-15 17:30",
            "reminder0 02-09 09:00 > 02-04 09:00"
        ]
    );
    assert_eq!(docket.question(), Some(at("2027-02-15 17:30")));
    docket.wake(at("2027-02-15 17:30"));
    docket.count(at("2027-02-15 17:30"), 2, at("2027-02-15 17:30"));
    assert_eq!(docket.question(), Some(at("2027-02-20 17:30")), "a Saturday that is worked");
}

#[test]
fn on_whatever_day_it_is_told_nothing_moves_into_the_past_and_the_second_time_nothing_moves() {
    for policy in [NonWorkingDue::Keep, NonWorkingDue::Previous, NonWorkingDue::Next] {
        let plan = autumn(policy);
        for today in days("2026-10-20", 155) {
            let now = at(&format!("{today} 10:00"));
            let mut docket = docket_by(&plan, &before());
            docket.wake(now);
            if docket.finished().is_some() {
                break;
            }
            let before = docket.clone();
            let effects = docket.apply(&redate(&plan), now).unwrap();
            let all = effects.iter().filter_map(|effect| match &effect.event {
                DocketEvent::Redated { moves, .. } => Some(moves),
                _ => None,
            });
            for moved in all.flatten() {
                assert!(moved.old > now && moved.new.is_none_or(|new| new > now), "{today}: {moved:?}");
                assert!(moved.clock != Clock::Due || moved.new.is_some(), "{today}: {moved:?}");
            }
            assert!(docket.next_wake().is_none_or(|wake| wake > now), "{today}");
            for (old, new) in before.duties().iter().zip(docket.duties()) {
                assert_eq!(
                    (old.state.clone(), old.overdue, old.round),
                    (new.state.clone(), new.overdue, new.round)
                );
                assert!(old.due > now || old.due == new.due, "{today}");
            }
            let settled = docket.clone();
            assert_eq!(docket.apply(&redate(&plan), now).unwrap(), [], "{today}");
            assert_eq!(docket, settled, "{today}");
        }
    }
}

#[test]
fn only_the_issuer_or_above_moves_dates_and_only_by_the_campaigns_own_plan() {
    let plan = autumn(NonWorkingDue::Keep);
    let mut docket = docket_by(&plan, &before());
    let (now, right) = (at("2026-11-10 10:00"), redate(&plan));
    let by = |bureau: &str| CommandEnvelope {
        by: Actor { bureau: bureau.into(), name: "张三".to_owned() },
        ..right.clone()
    };
    assert!(matches!(docket.apply(&by("21"), now), Err(Refusal::NotYours(..))));
    assert!(matches!(docket.apply(&by("22"), now), Err(Refusal::NotYours(..))));
    let other = Plan { obligations: vec![obligation("other", "2027-02-10")], ..plan };
    assert!(matches!(docket.apply(&redate(&other), now), Err(Refusal::OtherPlan(_))));
    assert!(docket.apply(&by("10"), now).is_ok());
}
