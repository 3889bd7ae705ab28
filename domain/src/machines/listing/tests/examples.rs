//! Whole stories, each with the dates a planner would count by hand.

use super::*;

#[test]
fn a_listing_across_national_day_from_proposal_to_delisting() {
    let mut listing = Listing::new(opening());
    let mut told = run(&mut listing, at("2024-09-25 10:00"));
    assert_eq!(happened(&told), ["opened 09-25 10:00"]);
    assert_eq!(issued(&told), ["approval-request 20>20 09-25 10:00"]);
    // 26 and 27 September, and Sunday the 29th, which is worked.
    assert_eq!(notices(&told)[0].facts.reply_by, Some(at("2024-09-29 17:30")));
    assert_eq!(listing.view().standing, ListingStatus::Proposed);

    told = give(&mut listing, "20", approve(1), "2024-09-26 10:00");
    assert_eq!(happened(&told), ["listed 09-26 10:00"]);
    assert_eq!(issued(&told), ["listing 20>21 09-26 10:00"]);
    let document = &notices(&told)[0];
    assert_eq!(document.copies, ["22".into(), "25".into()], "the other county and the supervisor");
    assert_eq!(document.facts.due, Some(at("2025-03-25 17:30")), "180 days");
    assert_eq!(document.facts.reply_by, Some(at("2024-10-28 17:30")), "day 30 is a Saturday");
    assert!(document.facts.provisional, "the term ends in a year whose holidays are not known");
    let facts = document.facts.matter.as_ref().unwrap();
    assert_eq!(facts.problem, "风险隐患比较集中、出现敏感舆情。电动自行车充电器问题集中");
    assert!(facts.subject_is_bureau && facts.subject == "21");
    assert_eq!(facts.since, Some(at("2024-09-26 10:00")));
    // Five working days: 27, 29 and 30 September, 8 and 9 October.
    assert_eq!(listing.view().next, Some((Task::PublishListing, at("2024-10-09 17:30"))));

    give(&mut listing, "21", ListingCommand::Acknowledge { notice: 2, reply: None }, "2024-09-27 09:30");
    told = give(&mut listing, "21", plan(), "2024-09-29 16:00");
    assert!(matches!(told[0].event, ListingEvent::PlanFiled { on_time: true, .. }));
    told = give(&mut listing, "21", apply(), "2024-09-30 15:00");
    // Ten working days: 8 to 11 October, Saturday the 12th, 14 to 18.
    let verify_by = at("2024-10-18 17:30");
    assert!(matches!(told[0].event, ListingEvent::AppliedFor { verify_by: by, .. } if by == verify_by));
    assert_eq!(listing.view().standing, ListingStatus::Applied);

    told = run(&mut listing, at("2024-10-10 10:00"));
    assert_eq!(issued(&told), ["task-reminder 21>20 10-09 17:30"], "only publishing was forgotten");
    assert_eq!(happened(&told), ["task-lapsed 10-09 17:30"]);
    told = give(&mut listing, "20", publish(), "2024-10-10 10:00");
    assert!(matches!(told[0].event, ListingEvent::Published { on_time: false, .. }));

    assert!(run(&mut listing, at("2024-10-17 10:00")).is_empty());
    told = give(&mut listing, "20", verify(true), "2024-10-17 10:00");
    assert_eq!(happened(&told), ["verified 10-17 10:00", "delisted 10-17 10:00"]);
    assert_eq!(issued(&told), ["delisting 20>21 10-17 10:00"]);
    assert_eq!(notices(&told)[0].copies, ["22".into(), "25".into()]);
    assert_eq!(notices(&told)[0].facts.earlier, [2]);
    assert_eq!(listing.view().next, Some((Task::PublishDelisting, at("2024-10-24 17:30"))));
    told = give(&mut listing, "20", publish_delisting(), "2024-10-22 10:00");
    assert_eq!(happened(&told), ["delisting-published 10-22 10:00", "finished 10-22 10:00"]);
    let view = listing.view();
    assert_eq!((view.standing, view.next), (ListingStatus::Delisted, None));
    assert_eq!(view.delisted, Some(at("2024-10-17 10:00")));
    assert_eq!((listing.finished(), listing.next_wake()), (Some(at("2024-10-22 10:00")), None));
}

#[test]
fn a_listing_nobody_works_on_is_chased_to_the_government_report_and_stays_listed() {
    let mut listing = listed();
    let told = run(&mut listing, at("2024-11-05 00:00"));
    assert_eq!(
        issued(&told),
        [
            "task-reminder 21>20 10-09 17:30", // publish
            "task-reminder 21>20 10-15 17:30", // again, after five more working days, one a Saturday
            "task-reminder 21>20 10-22 17:30",
            "task-reminder 20>21 10-23 09:00", // the plan is due in three working days
            "task-reminder 20>21 10-28 09:00", // progress is due today
            "task-reminder 20>21 10-28 17:30", // the plan has lapsed
            "task-reminder 20>21 10-28 17:30", // and so has progress
            "task-reminder 21>20 10-29 17:30",
            "task-reminder 20>21 11-04 17:30", // the plan, five working days on
        ]
    );
    assert_eq!(
        happened(&told),
        ["task-lapsed 10-09 17:30", "task-lapsed 10-28 17:30", "task-lapsed 10-28 17:30"],
        "each task lapses once"
    );
    let steps: Vec<_> = notices(&told).iter().map(|n| (n.facts.task.unwrap(), n.step)).collect();
    assert_eq!(steps[2..4], [(Task::PublishListing, 3), (Task::FilePlan, 1)]);

    let told = run(&mut listing, at("2025-03-24 00:00"));
    let term = notices(&told).into_iter().find(|n| n.facts.task == Some(Task::TermEnds)).unwrap();
    assert_eq!(term.at, at("2025-02-25 09:00"), "twenty working days before the end");
    assert_eq!(term.facts.reply_by, Some(at("2025-02-25 17:30")));
    assert!(term.facts.provisional);

    let told = run(&mut listing, at("2025-03-25 17:30"));
    assert!(happened(&told).contains(&"expired 03-25 17:30".to_owned()), "{told:?}");
    assert!(issued(&told).contains(&"approval-request 20>20 03-25 17:30".to_owned()));
    assert!(listing.view().expired);
    let request = notices(&told).into_iter().find(|n| n.instrument == Instrument::ApprovalRequest).unwrap();
    assert_eq!(request.facts.approval, Some((2, Instrument::GovernmentReport)));
    assert!(request.facts.provisional, "2025's holidays are not known");
    let told = give(&mut listing, "10", approve(2), "2025-03-27 10:00");
    assert_eq!(issued(&told), ["government-report 20>21 03-27 10:00"]);
    let report = &notices(&told)[0];
    assert_eq!(report.recipients(), [&"21".into(), &"20".into()], "the lister passes it on");
    assert_eq!(report.facts.due, Some(at("2025-03-25 17:30")));
    assert_eq!(listing.view().standing, ListingStatus::Listed);
    let told = run(&mut listing, at("2025-06-01 00:00"));
    let progress = |n: &crate::paperwork::notice::Notice| n.facts.task == Some(Task::ReportProgress);
    assert!(notices(&told).iter().any(progress), "progress is asked for until it is delisted");
    assert_eq!(told.iter().filter(|e| e.event == ListingEvent::Expired).count(), 0);
}

#[test]
fn a_failed_verification_leaves_it_listed() {
    let mut listing = applied();
    let told = give(&mut listing, "20", verify(false), "2024-10-21 10:00");
    let result = "现场查看".to_owned();
    let verified = ListingEvent::Verified { passed: false, result, on_time: false };
    assert!(told.iter().any(|effect| effect.event == verified), "the 18th was the last day");
    let decision = notices(&told).pop().unwrap();
    assert_eq!(decision.facts.decision, Some(Decision::StaysListed));
    assert_eq!(decision.facts.reason.as_deref(), Some("现场查看"));
    assert_eq!(listing.view().standing, ListingStatus::Listed);
    assert_eq!(listing.failed_verifications(), 1);
    give(&mut listing, "21", apply(), "2024-11-04 10:00");
    give(&mut listing, "20", verify(true), "2024-11-06 10:00");
    assert_eq!(listing.view().standing, ListingStatus::Delisted);
}

#[test]
fn a_verification_that_is_late_reminds_the_lister_every_ten_working_days() {
    let mut listing = applied();
    give(&mut listing, "20", publish(), "2024-09-30 16:00");
    let told = run(&mut listing, at("2024-11-04 00:00"));
    assert_eq!(issued(&told), ["task-reminder 21>20 10-18 17:30", "task-reminder 21>20 11-01 17:30"]);
    assert_eq!(notices(&told)[0].facts.received, Some(at("2024-09-30 15:00")));
    assert!(notices(&told).iter().all(|n| n.facts.task == Some(Task::Verify)));
}

#[test]
fn progress_is_judged_once_a_period() {
    let on_time = |told: &ListingEvents| {
        let reported = told.iter().find_map(|effect| match effect.event {
            ListingEvent::ProgressReported { on_time, .. } => Some(on_time),
            _ => None,
        });
        reported.unwrap()
    };
    let reminded = |told: &ListingEvents| {
        let progress = notices(told).into_iter().filter(|n| n.facts.task == Some(Task::ReportProgress));
        progress.map(|n| n.at).collect::<Vec<_>>()
    };
    let mut listing = planned();
    assert!(on_time(&give(&mut listing, "21", progress(), "2024-10-28 17:30")), "the last instant");
    // 60 days after 26 September: Monday 25 November.
    let told = run(&mut listing, at("2024-11-26 00:00"));
    assert_eq!(reminded(&told), [at("2024-11-25 09:00"), at("2024-11-25 17:30")]);
    assert!(!on_time(&give(&mut listing, "21", progress(), "2024-11-27 10:00")), "two days late");
    assert!(on_time(&give(&mut listing, "21", progress(), "2024-11-28 10:00")), "nothing more was missed");
    // 90 days: Wednesday 25 December. Something was reported since the last due day.
    assert!(reminded(&run(&mut listing, at("2024-12-26 00:00"))).is_empty());
    // 120 days: Friday 24 January 2025.
    let told = run(&mut listing, at("2025-01-24 12:00"));
    assert_eq!(reminded(&told), [at("2025-01-24 09:00")]);
    assert_eq!(listing.view().progress, 3);
    // Received in time, processed after the period had ended.
    run(&mut listing, at("2025-01-24 18:00"));
    assert!(on_time(&give(&mut listing, "21", progress(), "2025-01-24 17:00")));
}

#[test]
fn an_extension_moves_the_term_and_all_that_hangs_on_it() {
    let mut listing = planned();
    run(&mut listing, at("2025-02-20 10:00"));
    let told = give(&mut listing, "21", extension("2025-05-09"), "2025-02-20 10:00");
    assert_eq!(happened(&told), ["extension-asked 02-20 10:00"]);
    assert_eq!(issued(&told), ["approval-request 20>20 02-20 10:00"]);
    assert_eq!(notices(&told)[0].facts.reply_by, Some(at("2025-03-06 17:30")), "ten working days");
    let told = run(&mut listing, at("2025-02-26 00:00"));
    assert!(notices(&told).iter().all(|n| n.facts.task != Some(Task::TermEnds)), "it has asked already");
    let told = give(&mut listing, "20", approve(2), "2025-02-27 10:00");
    assert_eq!(happened(&told), ["extended 02-27 10:00"]);
    let decision = &notices(&told)[0];
    assert_eq!(decision.facts.decision, Some(Decision::ExtensionGranted));
    assert_eq!(decision.facts.old_due, Some(at("2025-03-25 17:30")));
    assert_eq!(decision.facts.due, Some(at("2025-05-09 17:30")));
    assert_eq!(listing.view().until, Some(at("2025-05-09 17:30")));
    let told = run(&mut listing, at("2025-05-09 18:00"));
    let ends: Vec<_> = notices(&told).into_iter().filter(|n| n.facts.task == Some(Task::TermEnds)).collect();
    assert_eq!(ends[0].at, at("2025-04-09 09:00"));
    assert!(happened(&told).contains(&"expired 05-09 17:30".to_owned()));
}

#[test]
fn a_rung_of_a_docket_has_listed_it_already() {
    let mut listing = Listing::new(issued_by_docket());
    let told = run(&mut listing, at("2024-09-26 10:00"));
    assert_eq!(happened(&told), ["opened 09-26 10:00", "listed 09-26 10:00"]);
    assert!(notices(&told).is_empty(), "its document is the docket's");
    assert_eq!(listing.opening().lister(), "10".into());
    let mut revoked = listing.clone();
    give(&mut listing, "21", plan(), "2024-09-27 10:00");
    give(&mut listing, "21", apply(), "2024-09-29 10:00");
    let told = give(&mut listing, "10", verify(true), "2024-09-30 10:00");
    assert_eq!(issued(&told), ["delisting 10>21 09-30 10:00"]);
    let delisting = &notices(&told)[0];
    assert_eq!(delisting.copies, ["22".into(), "25".into()]);
    assert!(delisting.facts.earlier.is_empty());

    let told = give(&mut revoked, "10", revoke(), "2024-09-27 10:00");
    assert_eq!(happened(&told), ["revoked 09-27 10:00", "finished 09-27 10:00"]);
    assert_eq!(notices(&told)[0].facts.decision, Some(Decision::ListingRevoked));
    assert_eq!(revoked.view().standing, ListingStatus::Revoked);
}

#[test]
fn a_finding_is_listed_by_its_enterprise_and_again_under_the_same_name() {
    let target = ListingTarget::Finding { finding: "21-0001".into(), registration: Box::new(registration()) };
    let previous = Some("21-hand-1".into());
    let grounds = vec![Ground::Overdue];
    let mut listing = Listing::new(ListingOpening { target, previous, by: None, grounds, ..opening() });
    run(&mut listing, at("2024-09-25 12:00"));
    let told = give(&mut listing, "20", approve(1), "2024-09-26 10:00");
    let document = &notices(&told)[0];
    assert_eq!(document.title, "某某电器厂质量安全问题再次挂牌督办");
    let facts = document.facts.matter.as_ref().unwrap();
    assert_eq!((facts.subject.as_str(), facts.subject_is_bureau), ("某某电器厂", false));
    assert_eq!(facts.product.as_deref(), Some("电器附件（插座）"));
    assert_eq!(facts.grade, Some(Grade::Major));
    assert_eq!(facts.problem, "再次挂牌：逾期未完成。电动自行车充电器问题集中");
    assert_eq!(facts.credit_code.as_deref(), Some("91350100M000100Y43"));
}
