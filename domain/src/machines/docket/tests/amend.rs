//! The plan is amended while a docket runs.

use super::{
    invariants::{play, story},
    *,
};
use crate::{
    campaign::amendment::{Amendment, DayForSome, DifferenceKind, day_refusals, differences, refusals},
    timekeeping::redating::ClockChange,
};
use proptest::prelude::*;

const NOW: &str = "2024-08-12 10:00";

fn resolved(plan: &Plan) -> Terms {
    Terms::resolve(plan, &calendar()).unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn amendment(version: u32, plan: &Plan) -> CommandEnvelope {
    amendment_with(version, plan, Vec::new())
}

fn amendment_with(version: u32, plan: &Plan, days: Vec<DayForSome>) -> CommandEnvelope {
    let (reason, plan, terms) = ("汛期抽调人员".to_owned(), plan.clone(), resolved(plan));
    act("20", Command::Amend { amendment: Box::new(Amendment { version, reason, plan, terms, days }) })
}

fn day_for(id: &str, bureaus: &[&str], due: &str) -> DayForSome {
    let bureaus = bureaus.iter().map(|code| BureauCode::from(*code)).collect();
    DayForSome { obligation: id.into(), bureaus, due: day(due) }
}

/// The plan with something about it changed.
fn with(change: impl FnOnce(&mut Plan)) -> Plan {
    let mut plan = plan();
    change(&mut plan);
    plan
}

fn later() -> Plan {
    with(|plan| plan.obligations[0].due = Due::On(day("2024-09-10")))
}

fn without_list() -> Plan {
    with(|plan| drop(plan.obligations.remove(0)))
}

fn with_extra() -> Plan {
    with(|plan| plan.obligations.push(obligation("extra", "2024-10-15")))
}

fn shown(change: &ClockChange) -> String {
    let local = |at: PlanTime| at.in_zone(chrono_tz::Asia::Shanghai).format("%m-%d %H:%M").to_string();
    let shown = |at: Option<PlanTime>| at.map_or("-".to_owned(), local);
    format!("{}{} {} > {}", change.clock.as_str(), change.number, shown(change.old), shown(change.new))
}

/// What becomes of an obligation's clocks.
fn changes(effects: &[EventEnvelope], id: &str) -> Vec<String> {
    let of = |effect: &&EventEnvelope| effect.obligation.as_ref().is_some_and(|of| of.as_str() == id);
    let lines = effects.iter().filter(of).filter_map(|effect| match &effect.event {
        DocketEvent::Amended { changes, .. } => Some(changes),
        _ => None,
    });
    lines.flatten().map(shown).collect()
}

fn told(effects: &[EventEnvelope]) -> Vec<&Notice> {
    notices(effects).into_iter().filter(|notice| notice.instrument == Instrument::PlanAmended).collect()
}

fn duty<'a>(docket: &'a Docket, id: &str) -> &'a TrackedObligation {
    &docket.duties()[docket.duty_index(&id.into()).unwrap()]
}

#[test]
fn a_day_that_moves_takes_its_reminders_and_rungs_along_and_the_bureau_hears_of_it_once() {
    let mut docket = docket();
    docket.wake(at(NOW));
    let effects = docket.apply(&amendment(2, &later()), at(NOW)).unwrap();
    assert_eq!(
        changes(&effects, "list"),
        [
            "due0 08-20 17:30 > 09-10 17:30",
            // Seven days before, three working days, one.
            "reminder0 08-13 09:00 > 09-03 09:00",
            "reminder0 08-15 09:00 > 09-05 09:00",
            "reminder0 08-19 09:00 > 09-09 09:00",
            "rung1 08-21 09:00 > 09-11 09:00",
            "rung2 08-23 09:00 > 09-13 09:00",
            "rung3 08-27 09:00 > 09-18 09:00",
            "rung4 09-03 09:00 > 09-25 09:00",
        ]
    );
    assert_eq!(changes(&effects, "report"), Vec::<String>::new());
    let news = told(&effects);
    assert_eq!(news.len(), 1);
    assert_eq!((news[0].to.as_str(), news[0].facts.moves.len()), ("21", 1));
    assert!(news[0].facts.amended.is_none() && news[0].facts.owed.is_empty());
    assert!(effects[0].by.is_some() && effects[0].obligation.is_none());
    // The same version once more is known.
    let settled = docket.clone();
    assert_eq!(docket.apply(&amendment(2, &later()), at("2024-08-12 11:00")).unwrap(), []);
    assert_eq!((docket.duties(), docket.terms()), (settled.duties(), settled.terms()));
}

#[test]
fn an_amended_docket_comes_to_what_one_launched_so_comes_to() {
    let (mut told, mut launched) = (docket(), docket_of(&later(), "21"));
    told.wake(at("2024-08-01 09:00"));
    told.apply(&amendment(2, &later()), at("2024-08-01 09:30")).unwrap();
    launched.wake(at("2024-08-01 09:30"));
    assert_eq!(told.duties(), launched.duties());
    let end = at("2024-12-31 00:00");
    let without_news = |effects: Vec<EventEnvelope>| issued(&effects);
    assert_eq!(without_news(told.wake(end)), without_news(launched.wake(end)));
}

#[test]
fn what_is_dropped_is_lifted_for_whoever_has_not_handed_it_in() {
    // Overdue, with a letter that stands.
    let mut late = docket();
    late.wake(at("2024-08-21 10:00"));
    assert_eq!(late.letters().len(), 1);
    let effects = late.apply(&amendment(2, &without_list()), at("2024-08-21 10:00")).unwrap();
    assert_eq!(late.view(&"list".into()).unwrap().state, ObligationStatus::Waived);
    let lifted = |effect: &EventEnvelope| matches!(&effect.event, DocketEvent::Waived { reason } if reason.contains("汛期"));
    assert!(effects.iter().any(lifted));
    assert_eq!(issued(&effects), ["withdrawal@08-21 10:00", "plan-amended@08-21 10:00"]);
    let news = told(&effects)[0].facts.amended.clone().unwrap();
    assert_eq!(news.lifted, ["list的标题"]);
    let after = late.wake(at("2024-12-31 00:00"));
    let about = |effect: &&EventEnvelope| effect.obligation.as_ref().is_some_and(|id| id.as_str() == "list");
    assert_eq!(after.iter().filter(about).count(), 0, "nothing more is said of it");
    // Handed in: it stays as it was.
    let mut done = docket();
    done.apply(&submit("list"), at("2024-08-10 10:00")).unwrap();
    let effects = done.apply(&amendment(2, &without_list()), at(NOW)).unwrap();
    assert_eq!(done.view(&"list".into()).unwrap().state, ObligationStatus::Submitted);
    assert!(told(&effects).is_empty(), "nothing changes for it");
}

#[test]
fn what_is_added_opens_now_and_is_owed() {
    let mut docket = docket();
    docket.wake(at(NOW));
    let effects = docket.apply(&amendment(2, &with_extra()), at(NOW)).unwrap();
    let view = docket.view(&"extra".into()).unwrap();
    assert_eq!((view.state, view.opens), (ObligationStatus::Open, at(NOW)));
    assert_eq!(told(&effects)[0].facts.owed, [("extra的标题".to_owned(), at("2024-10-15 17:30"))]);
    assert!(!effects.iter().any(|effect| matches!(effect.event, DocketEvent::Outage { .. })));
    docket.apply(&submit("extra"), at("2024-10-14 10:00")).unwrap();
    let after = docket.wake(at("2024-12-31 00:00"));
    assert!(!notices(&after).iter().any(|notice| notice.title == "extra的标题"));
}

#[test]
fn a_ladder_is_another_from_here_on_and_nothing_comes_again() {
    let mut docket = docket();
    docket.wake(at("2024-08-22 10:00"));
    assert_eq!(docket.letters().len(), 1, "the reminder letter");
    // The letter later, an interview at once, no circular, the listing as before.
    let plan = with(|plan| {
        let old = plan.obligations[0].ladder.clone();
        let letter = Rung { after: Span::WorkingDays(4), ..old[0].clone() };
        let interview = Rung { after: Span::WorkingDays(3), approval: None, ..old[2].clone() };
        plan.obligations[0].ladder = vec![interview, letter, old[3].clone()];
    });
    let effects = docket.apply(&amendment(2, &plan), at("2024-08-22 10:00")).unwrap();
    assert_eq!(told(&effects)[0].facts.amended.clone().unwrap().rules, ["list的标题"]);
    let after = docket.wake(at("2024-09-03 08:00"));
    let of_list = |effects: &[EventEnvelope]| {
        let all = notices(effects).into_iter().filter(|notice| notice.title == "list的标题");
        let instruments = all.map(|notice| notice.instrument);
        instruments.filter(|instrument| instrument.may_stand_on_a_ladder()).collect::<Vec<_>>()
    };
    assert_eq!(of_list(&after), [Instrument::Interview]);
    // Voiding the letter still finds its place, and an extension begins the ladder again without it.
    let letter = docket.letters()[0].ordinal;
    docket
        .apply(
            &act("20", Command::Void { notice: letter, reason: "笔误".to_owned() }),
            at("2024-09-03 08:30"),
        )
        .unwrap();
    let extend =
        Command::Extend { obligation: "list".into(), to: day("2024-09-20"), reason: "理由".to_owned() };
    docket.apply(&act("20", extend), at("2024-09-03 08:40")).unwrap();
    let again = of_list(&docket.wake(at("2024-12-31 00:00")));
    assert_eq!(again.iter().filter(|one| **one == Instrument::Interview).count(), 0, "it has come");
    assert_eq!(again.iter().filter(|one| **one == Instrument::ReminderLetter).count(), 1, "it was voided");
}

#[test]
fn a_day_that_was_named_for_one_bureau_stays_unless_everybody_gets_a_later_one() {
    let extended = |to: &str| {
        let mut docket = docket();
        let to = day(to);
        let extend = Command::Extend { obligation: "list".into(), to, reason: "理由".to_owned() };
        docket.apply(&act("20", extend), at("2024-08-09 10:00")).unwrap();
        docket.apply(&amendment(2, &later()), at(NOW)).unwrap();
        docket
    };
    assert_eq!(duty(&extended("2024-08-30"), "list").due_day, day("2024-09-10"));
    assert_eq!(duty(&extended("2024-09-20"), "list").due_day, day("2024-09-20"));
    // Whoever was late by the old day stays late, and the ladder stops until the new one.
    let mut late = docket();
    late.wake(at("2024-08-22 10:00"));
    late.apply(&amendment(2, &later()), at("2024-08-22 10:00")).unwrap();
    let overdue = duty(&late, "list");
    assert_eq!((overdue.due_day, overdue.overdue), (day("2024-09-10"), false));
    let effects = late.apply(&submit("list"), at("2024-09-09 10:00")).unwrap();
    assert!(effects.iter().any(|e| matches!(e.event, DocketEvent::Submitted { on_time: false, .. })));
}

#[test]
fn some_bureaus_get_a_day_of_their_own_and_keep_it() {
    let days = || vec![day_for("list", &["21"], "2024-09-06"), day_for("extra", &["21"], "2024-10-25")];
    let of = |code: &str| {
        let mut docket = docket_of(&plan(), code);
        docket.wake(at(NOW));
        let effects = docket.apply(&amendment_with(2, &with_extra(), days()), at(NOW)).unwrap();
        (docket, effects)
    };
    let (mut docket, effects) = of("21");
    assert_eq!(duty(&docket, "list").due_day, day("2024-09-06"));
    assert_eq!(duty(&docket, "extra").due_day, day("2024-10-25"));
    assert_eq!(told(&effects)[0].facts.moves.len(), 1);
    assert_eq!(duty(&of("22").0, "list").due_day, day("2024-08-20"), "nobody else's");
    assert_eq!(duty(&of("22").0, "extra").due_day, day("2024-10-15"));
    // It stays when everybody's day is an earlier one, and gives way to a later one.
    docket
        .apply(&amendment(3, &with(|plan| plan.obligations[0].due = Due::On(day("2024-08-29")))), at(NOW))
        .unwrap();
    assert_eq!(duty(&docket, "list").due_day, day("2024-09-06"));
    docket.apply(&amendment(4, &later()), at(NOW)).unwrap();
    assert_eq!(duty(&docket, "list").due_day, day("2024-09-10"));
    let refused = |days: &[DayForSome]| {
        let told = day_refusals(days, &resolved(&plan()), &parties(&directory(), &"20".into()), at(NOW));
        told.into_iter().map(|problem| problem.path).collect::<Vec<_>>()
    };
    assert_eq!(refused(&[day_for("list", &["21", "22"], "2024-09-06")]), Vec::<String>::new());
    assert_eq!(refused(&[day_for("other", &["21"], "2024-09-06")]), ["days[0].obligation"]);
    assert_eq!(
        refused(&[day_for("list", &["20"], "2024-09-06")]),
        ["days[0].bureaus"],
        "the issuer owes nothing"
    );
    assert_eq!(refused(&[day_for("list", &["21", "21"], "2024-09-06")]), ["days[0].bureaus"]);
    assert_eq!(refused(&[day_for("list", &[], "2024-08-09")]), ["days[0].bureaus", "days[0].due"]);
    assert_eq!(refused(&[day_for("list", &["21"], "2024-12-27")]), ["days[0].due"]);
}

#[test]
fn what_is_dropped_and_comes_back_is_owed_as_before() {
    let mut docket = docket();
    docket.wake(at(NOW));
    let before = docket.clone();
    docket.apply(&amendment(2, &without_list()), at(NOW)).unwrap();
    let effects = docket.apply(&amendment(3, &plan()), at(NOW)).unwrap();
    assert_eq!(told(&effects)[0].facts.owed, [("list的标题".to_owned(), at("2024-08-20 17:30"))]);
    let (was, is) = (duty(&before, "list"), duty(&docket, "list"));
    assert_eq!((&was.state, was.due, &was.rungs), (&is.state, is.due, &is.rungs));
    assert_eq!(was.reminders, is.reminders);
}

#[test]
fn whoever_coordinates_hears_of_what_is_owed_below_and_the_issuer_of_nothing() {
    let mut directory: Vec<_> = directory().iter().cloned().collect();
    directory.push(bureau("211", Level::County, Some("21")));
    directory[2].level = Level::Prefecture;
    directory[1].level = Level::Province;
    directory.remove(0);
    directory[0].supervisor = None;
    let directory = Directory::new(directory).unwrap();
    let of = |code: &str| {
        let party = parties(&directory, &"20".into()).into_iter().find(|one| one.bureau.as_str() == code);
        let mut docket = Docket::new(Arc::new(resolved(&plan())), party.unwrap());
        docket.wake(at(NOW));
        docket.apply(&amendment(2, &without_list()), at(NOW)).unwrap()
    };
    assert_eq!(told(&of("21"))[0].facts.amended.clone().unwrap().lifted, ["list的标题"]);
    assert_eq!(told(&of("211")).len(), 1);
    assert!(told(&of("20")).is_empty());
}

#[test]
fn before_the_campaign_begins_its_own_notice_tells_all() {
    let mut docket = docket();
    let effects =
        docket.execute(&amendment(2, &without_list()), at("2024-07-30 10:00"), at("2024-07-30 10:00"));
    assert!(told(&effects.unwrap()).is_empty());
    let first = docket.wake(at("2024-08-01 09:00"));
    let owed: Vec<_> = notices(&first).iter().map(|notice| notice.facts.owed.clone()).collect();
    assert_eq!(owed, [vec![("report的标题".to_owned(), at("2024-09-03 17:30"))]]);
}

#[test]
fn the_differences_are_named_and_what_has_passed_or_was_fixed_is_refused() {
    let next = with(|plan| {
        plan.obligations[0].due = Due::On(day("2024-08-29"));
        plan.obligations[0].reminders.clear();
        plan.obligations.remove(1);
        plan.obligations.push(obligation("extra", "2024-10-15"));
    });
    let (old_terms, new_terms) = (resolved(&plan()), resolved(&next));
    let found = differences((&plan(), &old_terms), (&next, &new_terms));
    let kinds: Vec<_> = found.iter().map(|one| (one.kind, one.title.as_str())).collect();
    assert_eq!(
        kinds,
        [
            (DifferenceKind::Due, "list的标题"),
            (DifferenceKind::Reminders, "list的标题"),
            (DifferenceKind::Added, "extra的标题"),
            (DifferenceKind::Dropped, "report的标题"),
        ]
    );
    let refused = |next: &Plan, now: &str| {
        let terms = resolved(next);
        let told = refusals((&plan(), &old_terms), (next, &terms), at(now));
        told.into_iter().map(|problem| problem.path).collect::<Vec<_>>()
    };
    assert_eq!(refused(&next, NOW), Vec::<String>::new());
    assert_eq!(refused(&plan(), NOW), Vec::<String>::new());
    assert_eq!(refused(&next, "2024-08-29 18:00"), ["obligations[0].due"], "it has passed");
    assert_eq!(refused(&next, "2024-08-29 17:00"), Vec::<String>::new(), "while offices are open");
    assert_eq!(refused(&next, "2024-12-20 18:00"), ["closes", "obligations[0].due", "obligations[1].due"]);
    assert_eq!(refused(&with(|plan| plan.closes = Some(day("2024-10-31"))), "2024-11-01 09:00"), ["closes"]);
    assert_eq!(refused(&with(|plan| plan.non_working_due = NonWorkingDue::Next), NOW), ["non_working_due"]);
    let phase = with(|plan| plan.phases[0].from = day("2024-08-05"));
    assert_eq!(refused(&phase, NOW), ["phases[0].from"]);
    let phase = with(|plan| plan.phases[0].to = day("2024-10-15"));
    assert_eq!(refused(&phase, NOW), Vec::<String>::new());
}

/// Every state of an obligation with every kind of amendment: what it is afterwards.
#[test]
fn every_state_with_every_amendment() {
    let reach = |name: &str| {
        let mut docket = docket();
        let steps: Vec<(CommandEnvelope, &str)> = match name {
            "open" => vec![],
            "overdue" => vec![],
            "submitted" => vec![(submit("report"), "2024-08-30 10:00")],
            "accepted" => vec![
                (submit("report"), "2024-08-30 10:00"),
                (
                    act("20", Command::Accept { version: None, obligation: "report".into() }),
                    "2024-08-30 11:00",
                ),
            ],
            "waived" => vec![(
                act("20", Command::Waive { obligation: "report".into(), reason: "理由".to_owned() }),
                "2024-08-30 10:00",
            )],
            other => panic!("{other}"),
        };
        for (act, when) in steps {
            docket.apply(&act, at(when)).unwrap();
        }
        let now = at(if name == "overdue" { "2024-09-04 10:00" } else { "2024-09-02 10:00" });
        docket.wake(now);
        (docket, now)
    };
    let moved = with(|plan| plan.obligations[1].due = Due::On(day("2024-10-08")));
    let dropped = with(|plan| drop(plan.obligations.remove(1)));
    let others = with(|plan| plan.obligations[1].owed_by = OwedBy::Coordinating);
    let rules = with(|plan| plan.obligations[1].ladder.truncate(1));
    let table: &[(&str, [&str; 4])] = &[
        ("open", ["open 10-08", "waived", "waived", "open 09-03"]),
        ("overdue", ["open 10-08", "waived", "waived", "overdue 09-03"]),
        ("submitted", ["submitted", "submitted", "submitted", "submitted"]),
        ("accepted", ["accepted", "accepted", "accepted", "accepted"]),
        ("waived", ["waived", "waived", "waived", "waived"]),
    ];
    for (state, expected) in table {
        for (plan, expected) in [&moved, &dropped, &others, &rules].into_iter().zip(expected) {
            let (mut docket, now) = reach(state);
            let effects = docket.apply(&amendment(2, plan), now).unwrap();
            let view = docket.view(&"report".into()).unwrap();
            let due = view.due.in_zone(chrono_tz::Asia::Shanghai).format(" %m-%d").to_string();
            let due = if view.state.is_owed() { due } else { String::new() };
            assert_eq!(format!("{}{due}", view.state.as_str()), *expected, "{state}");
            assert!(told(&effects).len() <= 1, "{state}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn amending_to_the_same_plan_changes_nothing(story in story()) {
        play(&story, |_, docket, _, now| {
            if docket.finished().is_some() {
                return;
            }
            let mut same = docket.clone();
            let effects = same.apply(&amendment(2, &plan()), now).unwrap();
            let mut woken = docket.clone();
            woken.wake(now);
            assert_eq!(same.duties(), woken.duties());
            assert!(told(&effects).is_empty());
            assert_eq!(changes(&effects, "list"), Vec::<String>::new());
        });
    }

    #[test]
    fn amending_and_amending_back_leaves_the_dates(story in story()) {
        play(&story, |_, docket, _, now| {
            if docket.finished().is_some() {
                return;
            }
            let mut docket = docket.clone();
            docket.wake(now);
            let before = docket.clone();
            for (version, plan) in [(2, with_extra()), (3, plan())] {
                docket.execute(&amendment(version, &plan), now, now).unwrap();
            }
            for (was, is) in before.duties().iter().zip(docket.duties()) {
                assert_eq!((was.due, &was.rungs, &was.reminders), (is.due, &is.rungs, &is.reminders));
            }
        });
    }

    #[test]
    fn whatever_is_amended_no_paper_comes_twice_and_every_docket_ends(story in story(), which in 0..4_usize) {
        let plans = [later(), without_list(), with_extra(), plan()];
        play(&story, |_, docket, _, now| {
            if docket.finished().is_some() {
                return;
            }
            let mut docket = docket.clone();
            docket.apply(&amendment(2, &plans[which]), now).unwrap();
            let round = |docket: &Docket| {
                let letters = docket.letters().iter().filter(|letter| letter.stands());
                letters.map(|letter| (letter.subject.duty, letter.subject.rung, letter.subject.round)).collect::<Vec<_>>()
            };
            docket.wake(at("2024-12-21 00:00"));
            let mut places = round(&docket);
            places.sort_unstable();
            let all = places.len();
            places.dedup();
            assert_eq!(places.len(), all, "a rung's document comes once a round");
            assert!(docket.finished().is_some());
            let text = serde_json::to_string(&docket).unwrap();
            assert_eq!(serde_json::from_str::<Docket>(&text).unwrap(), docket);
        });
    }
}
