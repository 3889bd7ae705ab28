//! Due days that people name, replies and approvals at the end of a campaign, and the turn of a year.

use super::*;
use crate::{
    campaign::obligation::NonWorkingDue::{Keep, Next, Previous},
    wording::reason::Why,
};

fn extend(to: &str) -> CommandEnvelope {
    act("20", Command::Extend { obligation: "list".into(), to: day(to), reason: "理由".to_owned() })
}

fn give_back(due: &str) -> CommandEnvelope {
    act("20", Command::Return { obligation: "report".into(), reason: "理由".to_owned(), due: day(due) })
}

fn docket_with(change: impl FnOnce(&mut Plan)) -> Docket {
    let mut plan = plan();
    change(&mut plan);
    docket_of(&plan, "21")
}

#[test]
fn an_extension_follows_the_rule_about_days_off_and_says_so() {
    // Sunday 20 October and National Day's 7th.
    for (rule, to, due) in [
        (Keep, "2024-10-20", "2024-10-20"),
        (Previous, "2024-10-20", "2024-10-18"),
        (Next, "2024-10-20", "2024-10-21"),
        (Previous, "2024-10-07", "2024-09-30"),
    ] {
        let mut docket = docket_with(|plan| plan.non_working_due = rule);
        docket.wake(at("2024-08-06 09:00"));
        let effects = docket.apply(&extend(to), at("2024-08-06 10:00")).unwrap();
        assert_eq!(docket.duties()[0].due_day, day(due), "{rule:?} {to}");
        let facts = &notices(&effects)[0].facts;
        assert_eq!(facts.due, Some(at(&format!("{due} 17:30"))));
        assert_eq!(facts.named, Some(day(to)).filter(|named| *named != day(due)));
    }
}

#[test]
fn a_return_follows_it_too_and_its_notice_comes_before_the_day() {
    let returned = |rule, due: &str, when: &str| {
        let mut docket = docket_with(|plan| plan.non_working_due = rule);
        docket.wake(at("2024-08-30 09:00"));
        docket.apply(&submit("report"), at("2024-08-30 10:00")).unwrap();
        let answer = docket.apply(&give_back(due), at(when)).map(drop);
        (docket.duties()[1].due_day.to_string(), answer.map_err(|refusal| refusal.to_string()))
    };
    let friday = "2024-09-06 18:00";
    assert_eq!(returned(Next, "2024-09-08", friday), ("2024-09-09".to_owned(), Ok(())));
    // What is written on Friday evening leaves on Monday.
    for (rule, due) in [(Keep, "2024-09-08"), (Keep, "2024-09-07")] {
        let (_, answer) = returned(rule, due, friday);
        let told = answer.unwrap_err();
        assert!(told.contains("can be sent only on 2024-09-09 09:00"), "{told}");
    }
    let (_, answer) = returned(Previous, "2024-09-08", friday);
    assert!(answer.unwrap_err().contains("has passed"));
    assert_eq!(returned(Keep, "2024-09-08", "2024-09-06 12:00").1, Ok(()));
}

#[test]
fn a_campaign_that_refuses_provisional_dates_refuses_them_from_people() {
    let into = |policy| {
        let mut docket = docket_with(|plan| {
            plan.unannounced_years = policy;
            plan.closes = Some(day("2025-03-31"));
        });
        docket.wake(at("2024-08-06 09:00"));
        docket.apply(&extend("2025-01-10"), at("2024-08-06 10:00")).map(|effects| {
            let told = notices(&effects)[0].facts.clone();
            (docket.view(&"list".into()).unwrap().provisional, told.provisional)
        })
    };
    assert_eq!(into(UnannouncedYears::Provisional), Ok((true, true)));
    let mut refused = plan();
    refused.closes = Some(day("2025-03-31"));
    let problems = Terms::resolve(&refused, &calendar()).unwrap_err();
    assert_eq!(problems.iter().map(|p| p.path.as_str()).collect::<Vec<_>>(), ["closes"]);
    let docket = docket_with(|_| {});
    let refusal = docket.clone().apply(&extend("2025-01-10"), at("2024-08-06 10:00")).unwrap_err();
    assert!(matches!(refusal, Refusal::BadDay(_, Why::CampaignCloses(_))), "{refusal}");
}

/// A campaign that refuses provisional dates and runs over a year that nobody has announced: 2024 and 2026
/// are, 2025 is not.
fn over_an_unannounced_year() -> Docket {
    let plan = Plan { closes: Some(day("2026-01-30")), ..plan() };
    let announced = calendar().announcing(&Calendar::new([2026], [], []));
    let terms = Terms::resolve(&plan, &announced).unwrap_or_else(|problems| panic!("{problems:?}"));
    let mut parties = parties(&directory(), &plan.issuer).into_iter();
    Docket::new(Arc::new(terms), parties.find(|party| party.bureau.as_str() == "21").unwrap())
}

#[test]
fn a_campaign_that_refuses_provisional_dates_takes_no_extension_into_one() {
    let mut docket = over_an_unannounced_year();
    docket.wake(at("2024-08-06 09:00"));
    let before = docket.clone();
    let refused = docket.apply(&extend("2025-01-10"), at("2024-08-06 10:00")).unwrap_err();
    assert_eq!(refused, Refusal::BadDay(day("2025-01-10"), Why::Unannounced(2025)));
    assert!(refused.chinese().contains("2025年的放假安排尚未公布"), "{}", refused.chinese());
    assert_eq!(docket, before);
    docket.apply(&extend("2026-01-09"), at("2024-08-06 10:00")).unwrap();
}

#[test]
fn a_campaign_that_refuses_provisional_dates_takes_no_return_into_one() {
    let mut docket = over_an_unannounced_year();
    docket.wake(at("2024-08-30 09:00"));
    docket.apply(&submit("report"), at("2024-08-30 10:00")).unwrap();
    let before = docket.clone();
    let refused = docket.apply(&give_back("2025-01-10"), at("2024-09-02 10:00")).unwrap_err();
    assert_eq!(refused, Refusal::BadDay(day("2025-01-10"), Why::Unannounced(2025)));
    assert_eq!(docket, before);
    docket.apply(&give_back("2024-12-31"), at("2024-09-02 10:00")).unwrap();
}

#[test]
fn reminders_and_rungs_run_on_over_a_new_year() {
    let mut docket = docket_with(|plan| {
        plan.unannounced_years = UnannouncedYears::Provisional;
        plan.closes = Some(day("2025-03-31"));
        plan.obligations.truncate(1);
        plan.obligations[0].due = Due::On(day("2024-12-31"));
    });
    docket.wake(at("2024-12-20 09:00"));
    let effects = docket.wake(at("2025-01-09 12:00"));
    assert_eq!(
        issued(&effects),
        [
            "reminder@12-24 09:00",
            "reminder@12-26 09:00",
            "reminder@12-30 09:00",
            // 1 January is off, whatever else will be announced.
            "reminder-letter@01-02 09:00",
            "circular@01-06 09:00",
            "reply-reminder@01-07 17:30",
            "approval-request@01-08 09:00",
        ]
    );
    let told = notices(&effects);
    assert!(!told[0].facts.provisional || told[0].facts.next.as_ref().unwrap().at > at("2024-12-31 23:59"));
    assert!(told[3..].iter().all(|notice| notice.facts.provisional));
    // Asked on 8 January within two working days, and not at the close.
    assert_eq!(told[6].facts.reply_by, Some(at("2025-01-10 17:30")));
}

#[test]
fn a_reply_is_due_on_a_working_day_inside_the_campaign_or_not_asked() {
    // The letter of the day after asks for a reply within three working days.
    let asked = |closes: &str, due: &str| {
        let mut docket = docket_with(|plan| {
            plan.closes = Some(day(closes));
            plan.phases.clear();
            plan.obligations.truncate(1);
            plan.obligations[0].due = Due::On(day(due));
        });
        let effects = docket.wake(at(&format!("{closes} 17:30")));
        let letter = notices(&effects).into_iter().find(|n| n.instrument == Instrument::ReminderLetter);
        letter.unwrap().facts.reply_by
    };
    assert_eq!(asked("2024-12-20", "2024-10-15"), Some(at("2024-10-21 17:30")));
    // It closes on National Day's 3rd; the last working day before it is 30 September.
    assert_eq!(asked("2024-10-03", "2024-09-26"), Some(at("2024-09-30 17:30")));
    assert_eq!(asked("2024-10-03", "2024-09-29"), None);
}

#[test]
fn an_approval_is_due_on_a_working_day_while_one_is_left() {
    let terms = docket_with(|plan| {
        plan.closes = Some(day("2025-01-01"));
        plan.unannounced_years = UnannouncedYears::Provisional;
    });
    let terms = terms.terms();
    let two = Span::WorkingDays(2);
    assert_eq!(terms.deadline(at("2024-12-27 09:00"), two), at("2024-12-31 17:30"));
    assert_eq!(terms.deadline(at("2024-12-30 09:00"), two), at("2024-12-31 17:30"));
    // Nobody works any more before the close.
    assert_eq!(terms.deadline(at("2024-12-31 18:00"), two), at("2025-01-01 17:30"));
}

#[test]
fn a_docket_of_an_earlier_version_goes_on_as_it_began() {
    let mut plan = plan();
    plan.closes = Some(day("2024-12-20"));
    let terms = Terms::resolve(&plan, &calendar()).unwrap();
    let mut stored = serde_json::to_value(&terms).unwrap();
    let calendar = stored["office"]["calendar"].as_object_mut().unwrap();
    calendar.remove("basis");
    // What the last version accepted: a campaign that closes in a year nobody has announced.
    stored["closes"] = "2025-03-31T09:30:00Z".into();
    stored.as_object_mut().unwrap().remove("non_working_due");
    let terms: Terms = serde_json::from_value(stored).unwrap();
    let item = &terms.items[0];
    assert_eq!(terms.schedule(item, day("2024-10-15"), item.opens).rungs.iter().flatten().count(), 4);
    let lost = terms.schedule(item, day("2024-12-31"), item.opens);
    assert_eq!((lost.reminders.len(), lost.rungs), (0, vec![None; 4]));
    assert_eq!(terms.deadline(at("2024-12-30 09:00"), Span::WorkingDays(5)), at("2025-03-31 17:30"));
    // What its history holds is done again; from now on nobody can lose anything that way.
    let party = parties(&directory(), &plan.issuer).into_iter().find(|p| p.bureau.as_str() == "21").unwrap();
    let mut docket = Docket::new(Arc::new(terms), party);
    docket.wake(at("2024-08-06 09:00"));
    let refused = docket.check(&extend("2024-12-31"), at("2024-08-06 10:00")).unwrap_err();
    assert_eq!(refused, Refusal::BadDay(day("2024-12-31"), Why::Unannounced(2025)));
    assert_eq!(docket.check(&extend("2024-10-15"), at("2024-08-06 10:00")), Ok(()));
    docket.apply(&extend("2024-12-31"), at("2024-08-06 10:00")).unwrap();
}

/// Due days of a plan whose first obligation, `x`, is due then, and whose others count back from it.
fn counted_back(rule: NonWorkingDue, x: &str, spans: &[Span]) -> (Vec<String>, Vec<String>) {
    let mut plan = plan();
    plan.non_working_due = rule;
    plan.obligations = vec![obligation("x", x)];
    for (index, span) in spans.iter().enumerate() {
        let due = Due::Before("x".into(), *span);
        plan.obligations.push(Obligation { due, ..obligation(&format!("before-{index}"), x) });
    }
    let terms = Terms::resolve(&plan, &calendar()).unwrap();
    let warnings = crate::campaign::warnings::warnings(&plan, &terms);
    // That something can be handed in months early is told beside the days, and tested by itself.
    let of_days = |warning: &&crate::campaign::warnings::Warning| {
        warning.path.ends_with(".due") && !warning.message.english.contains("say with opens:")
    };
    let warned = warnings.iter().filter(of_days);
    let days = terms.items.iter().map(|item| item.due_day.to_string()).collect();
    (days, warned.map(|warning| format!("{}: {}", warning.path, warning.message)).collect())
}

#[test]
fn what_counts_back_counts_from_the_day_the_other_is_due() {
    let (wd, d) = (Span::WorkingDays, Span::Days);
    let (days, warned) = counted_back(Previous, "2024-10-07", &[wd(1), d(5)]);
    assert_eq!(days, ["2024-09-30", "2024-09-29", "2024-09-25"]);
    assert_eq!(warned.len(), 1, "{warned:?}");
    assert!(warned[0].contains("obligations[0].due: the due date 2024-10-07"), "{warned:?}");
    assert_eq!(counted_back(Previous, "2024-10-20", &[wd(3)]).0, ["2024-10-18", "2024-10-15"]);
    assert_eq!(counted_back(Next, "2024-10-20", &[wd(1)]).0, ["2024-10-21", "2024-10-18"]);
    // No day off is ever named by a count back of working days.
    let off = day("2024-08-02").iter_days().take(120).filter(|day| !calendar().is_working(*day));
    for off in off.skip(2) {
        let (days, _) = counted_back(Previous, &off.to_string(), &[wd(1)]);
        assert!(days[1] < days[0], "{days:?}");
    }
}

#[test]
fn days_that_a_rule_moves_are_told_for_every_form_and_collisions_too() {
    let (_, warned) = counted_back(Next, "2024-10-21", &[Span::Days(1)]);
    assert_eq!(warned.len(), 2, "{warned:?}");
    assert!(
        warned[0].contains("2024-10-20 (Sunday) is not a working day and moves to 2024-10-21"),
        "{warned:?}"
    );
    assert!(warned[1].contains("no earlier"), "{warned:?}");
    let mut plan = plan();
    plan.non_working_due = Previous;
    // Ten days after 1 August is a Sunday.
    plan.obligations[0].due = Due::AfterIssue(Span::Days(10));
    let terms = Terms::resolve(&plan, &calendar()).unwrap();
    assert_eq!(terms.items[0].due_day, day("2024-08-09"));
    let warnings = crate::campaign::warnings::warnings(&plan, &terms);
    assert!(warnings.iter().any(|w| w.message.english.contains("2024-08-11 (Sunday)")), "{warnings:?}");
}

#[test]
fn a_date_enters_a_plan_or_is_refused_where_it_stands() {
    let paths = |policy, change: &dyn Fn(&mut Plan)| {
        let mut plan = plan();
        plan.unannounced_years = policy;
        change(&mut plan);
        let problems = Terms::resolve(&plan, &calendar()).err().unwrap_or_default();
        problems.into_iter().map(|problem| problem.path).collect::<Vec<_>>().join(" ")
    };
    let both = [UnannouncedYears::Refuse, UnannouncedYears::Provisional];
    let [refuse, provisional] = both;
    let due = |text: &'static str| {
        move |plan: &mut Plan| {
            plan.closes = None;
            plan.obligations[0].due = Due::On(day(text));
        }
    };
    assert_eq!(paths(refuse, &due("2025-02-28")), "obligations[0].due");
    assert_eq!(paths(provisional, &due("2025-02-28")), "");
    assert_eq!(paths(refuse, &due("2024-11-20")), "closes", "the close that follows lies in 2025");
    assert_eq!(paths(refuse, &|plan| plan.closes = Some(day("2025-02-28"))), "closes");
    assert_eq!(paths(provisional, &|plan| plan.closes = Some(day("2025-02-28"))), "");
    for policy in both {
        assert_eq!(paths(policy, &due("9999-12-31")), "obligations[0].due");
        assert_eq!(paths(policy, &|plan| plan.closes = Some(day("2036-12-20"))), "closes");
        assert_eq!(paths(policy, &|plan| plan.phases[0].to = day("9999-12-31")), "phases[0].to phases[0].to");
    }
}

#[test]
fn what_is_provisional_says_so_before_anything_is_sent() {
    let mut plan = plan();
    plan.unannounced_years = UnannouncedYears::Provisional;
    plan.closes = Some(day("2025-03-31"));
    plan.obligations = vec![
        obligation("x", "2025-01-08"),
        Obligation {
            due: Due::Before("x".into(), Span::WorkingDays(10)),
            ..obligation("before", "2025-01-08")
        },
        obligation("plain", "2024-12-20"),
    ];
    let terms = Terms::resolve(&plan, &calendar()).unwrap();
    let items: Vec<_> = terms.items.iter().map(|item| (item.due_day.to_string(), item.provisional)).collect();
    let expected = [("2025-01-08", true), ("2024-12-24", true), ("2024-12-20", false)];
    assert_eq!(items, expected.map(|(due, provisional)| (due.to_owned(), provisional)));
    let lines = crate::campaign::timetable::timetable(&terms, &directory());
    assert!(lines.iter().any(|line| line.provisional && line.at < at("2024-12-31 00:00")));
    let mut docket = docket_of(&plan, "21");
    let notice = notices(&docket.wake(at("2024-08-01 09:00")))[0].clone();
    assert!(notice.facts.provisional);
    assert_eq!(notice.facts.unsettled.len(), 2);
}
