//! Whole stories, each with the dates a planner would count by hand.

use super::*;

#[test]
fn a_bureau_that_is_on_time_gets_reminders_and_no_letter() {
    let mut docket = docket();
    let mut effects = docket.wake(at("2024-08-19 12:00"));
    effects.extend(docket.apply(&submit("list"), at("2024-08-19 12:00")).unwrap());
    effects.extend(docket.wake(at("2024-08-30 12:00")));
    effects.extend(docket.apply(&submit("report"), at("2024-08-30 12:00")).unwrap());
    effects.extend(
        docket
            .apply(
                &act("20", Command::Accept { obligation: "report".into(), version: None }),
                at("2024-09-02 10:00"),
            )
            .unwrap(),
    );
    effects.extend(docket.wake(at("2024-12-31 00:00")));
    assert_eq!(
        issued(&effects),
        [
            "campaign-notice@08-01 09:00",
            "reminder@08-13 09:00",
            "reminder@08-15 09:00",
            "reminder@08-19 09:00",
            "reminder@08-27 09:00",
            "reminder@08-29 09:00",
        ]
    );
    assert_eq!(docket.finished(), Some(at("2024-09-30 17:30")));
    assert!(docket.views().iter().all(|view| view.on_time == Some(true)));
    assert_eq!(docket.next_wake(), None);
}

#[test]
fn a_bureau_that_never_answers_climbs_the_whole_ladder_once() {
    let mut docket = docket_of(&Plan { obligations: vec![obligation("list", "2024-08-20")], ..plan() }, "21");
    let mut effects = docket.wake(at("2024-08-27 09:00"));
    assert_eq!(
        issued(&effects)[4..],
        [
            "reminder-letter@08-21 09:00",
            "circular@08-23 09:00",
            "reply-reminder@08-26 17:30",
            "approval-request@08-27 09:00"
        ]
    );
    let letters = notices(&effects);
    assert_eq!(letters[5].copies, ["22".into()], "a circular goes to the peers");
    assert_eq!(letters[4].facts.reply_by, Some(at("2024-08-26 17:30")));
    assert_eq!(letters[4].facts.next.as_ref().unwrap().instrument, Instrument::Circular);
    assert_eq!(letters[5].facts.earlier, [letters[4].ordinal]);
    assert_eq!(letters[5].facts.overdue, Some(3));
    effects = docket.apply(&act("20", Command::Approve { approval: 1 }), at("2024-08-28 10:00")).unwrap();
    assert_eq!(issued(&effects), ["interview@08-28 10:00"]);
    effects = docket.wake(at("2024-12-31 00:00"));
    assert_eq!(
        issued(&effects),
        [
            "reply-reminder@08-30 17:30",
            "approval-request@09-03 09:00",
            "approval-reminder@09-06 17:30",
            "approval-request@09-11 17:30",
            "approval-reminder@09-14 17:30",
        ]
    );
    assert_eq!(notices(&effects)[3].to, "10".into(), "then the next bureau up is asked");
    assert!(effects.iter().any(|e| matches!(e.event, DocketEvent::ApprovalLapsed { approval: 2 })));
    assert!(effects.iter().any(|e| matches!(e.event, DocketEvent::Unfulfilled)));
    assert_eq!(docket.views()[0].state, ObligationStatus::Unfulfilled);
    assert!(docket.finished().is_some());
}

#[test]
fn a_submission_received_in_time_but_processed_late_withdraws_what_it_proves_wrong() {
    let mut docket = docket();
    let mut effects = docket.wake(at("2024-08-23 12:00"));
    assert_eq!(issued(&effects).len(), 6);
    effects = docket.execute(&submit("list"), at("2024-08-20 16:00"), at("2024-08-23 12:00")).unwrap();
    assert_eq!(issued(&effects), ["withdrawal@08-23 12:00", "withdrawal@08-23 12:00"]);
    assert_eq!(docket.views()[0].on_time, Some(true));
    assert!(matches!(
        docket.apply(&act("21", Command::Acknowledge { notice: 5, reply: None }), at("2024-08-23 13:00")),
        Err(Refusal::NoticeSettled(5, _))
    ));
    // Received on the 22nd: late, and the letter of the 21st was right.
    let mut docket = super::docket();
    docket.wake(at("2024-08-23 12:00"));
    let effects = docket.apply(&submit("list"), at("2024-08-22 10:00")).unwrap();
    assert_eq!(issued(&effects).len(), 1);
    assert_eq!(docket.views()[0].on_time, Some(false));
}

#[test]
fn a_returned_report_starts_again_with_its_new_due_date() {
    let only_report = Plan { obligations: vec![plan().obligations.remove(1)], ..plan() };
    let mut docket = docket_of(&only_report, "21");
    docket.apply(&submit("report"), at("2024-09-02 10:00")).unwrap();
    let send_back = Command::Return {
        obligation: "report".into(),
        reason: "缺少典型案例".to_owned(),
        due: day("2024-09-12"),
    };
    let effects = docket.apply(&act("20", send_back), at("2024-09-04 10:00")).unwrap();
    assert_eq!(issued(&effects), ["returned@09-04 10:00"]);
    let effects = docket.wake(at("2024-09-13 09:00"));
    assert_eq!(
        issued(&effects),
        [
            "reminder@09-05 09:00",
            "reminder@09-09 09:00",
            "reminder@09-11 09:00",
            "reminder-letter@09-13 09:00"
        ]
    );
    docket.apply(&submit("report"), at("2024-09-13 10:00")).unwrap();
    let view = docket.view(&"report".into()).unwrap();
    assert_eq!((view.round, view.on_time), (2, Some(false)));
}

#[test]
fn an_extension_granted_in_time_decides_what_is_on_time_a_late_one_does_not() {
    let extend = |to: &str| {
        act("20", Command::Extend { obligation: "list".into(), to: day(to), reason: "汛期".to_owned() })
    };
    let mut docket = docket();
    let effects = docket.apply(&extend("2024-08-30"), at("2024-08-16 10:00")).unwrap();
    assert_eq!(issued(&effects).last().unwrap(), "extended@08-16 10:00");
    let effects = docket.wake(at("2024-09-02 09:00"));
    let ours = issued(&effects);
    assert_eq!(ours[..3], ["reminder@08-23 09:00", "reminder@08-27 09:00", "reminder@08-27 09:00"]);
    assert!(ours.contains(&"reminder-letter@09-02 09:00".to_owned()), "{ours:?}");
    docket.apply(&submit("list"), at("2024-09-02 10:00")).unwrap();
    assert_eq!(docket.views()[0].on_time, Some(false));

    let mut docket = super::docket();
    docket.apply(&extend("2024-08-30"), at("2024-08-16 10:00")).unwrap();
    docket.apply(&submit("list"), at("2024-08-30 17:30")).unwrap();
    assert_eq!(docket.views()[0].on_time, Some(true));

    let mut docket = super::docket();
    docket.wake(at("2024-08-21 12:00"));
    docket.apply(&extend("2024-08-30"), at("2024-08-21 12:00")).unwrap();
    docket.apply(&submit("list"), at("2024-08-28 10:00")).unwrap();
    assert_eq!(docket.views()[0].on_time, Some(false), "granted after it had fallen due");
    assert!(docket.apply(&extend("2024-08-25"), at("2024-08-28 11:00")).is_err());
}

#[test]
fn after_an_outage_what_was_missed_comes_in_order_once_and_bears_the_day_it_was_written() {
    let mut docket = docket();
    docket.wake(at("2024-08-12 09:00"));
    let effects = docket.advance_to(at("2024-08-26 10:00"));
    assert!(
        matches!(effects[0].event, DocketEvent::Outage { from, until } if from == at("2024-08-13 09:00") && until == at("2024-08-26 10:00"))
    );
    assert_eq!(
        issued(&effects),
        ["reminder-letter@08-26 10:00", "circular@08-26 10:00"],
        "reminders have lost their point"
    );
    assert_eq!(notices(&effects)[0].facts.reply_by, Some(at("2024-08-29 17:30")));
    assert!(docket.advance_to(at("2024-08-26 10:00")).is_empty());
    let skipped = effects.iter().filter(|e| matches!(e.event, DocketEvent::ReminderSkipped { .. })).count();
    assert_eq!(skipped, 3);
}

#[test]
fn a_review_that_lapses_reminds_the_reviewer_never_the_debtor() {
    let mut docket = docket();
    docket.apply(&submit("list"), at("2024-08-19 10:00")).unwrap();
    docket.apply(&submit("report"), at("2024-08-19 10:00")).unwrap();
    let effects = docket.wake(at("2024-09-03 00:00"));
    assert_eq!(issued(&effects), ["review-reminder@08-26 17:30", "review-reminder@09-02 17:30"]);
    assert!(notices(&effects).iter().all(|n| n.to == "20".into()));
}

#[test]
fn an_approval_that_is_no_longer_needed_is_closed() {
    let mut docket = docket();
    docket.wake(at("2024-08-27 12:00"));
    let effects = docket.apply(&submit("list"), at("2024-08-27 13:00")).unwrap();
    assert!(effects.iter().any(|e| matches!(e.event, DocketEvent::ApprovalClosed { approval: 1 })));
    let refusal =
        docket.apply(&act("20", Command::Approve { approval: 1 }), at("2024-08-27 14:00")).unwrap_err();
    assert_eq!(refusal.to_string(), "approval 1 is no longer open: it is no longer needed");
}

#[test]
fn only_the_right_bureau_may_act() {
    let mut docket = docket();
    docket.wake(at("2024-08-27 12:00"));
    let waive = |by| act(by, Command::Waive { obligation: "list".into(), reason: "并入月报".to_owned() });
    assert!(matches!(docket.apply(&waive("21"), at("2024-08-27 13:00")), Err(Refusal::NotYours(..))));
    assert!(matches!(docket.apply(&waive("22"), at("2024-08-27 13:00")), Err(Refusal::NotYours(..))));
    let foreign = CommandEnvelope { by: act("22", Command::Approve { approval: 1 }).by, ..submit("list") };
    assert!(matches!(docket.apply(&foreign, at("2024-08-27 13:00")), Err(Refusal::NotYours(..))));
    let approve = |by| act(by, Command::Approve { approval: 1 });
    assert!(docket.apply(&approve("21"), at("2024-08-27 13:00")).is_err());
    assert!(
        docket.check(&approve("10"), at("2024-08-27 13:00")).is_ok(),
        "the bureau above the one asked may"
    );
    assert!(docket.apply(&waive("20"), at("2024-08-27 13:00")).is_ok());
}

#[test]
fn the_issuer_owes_nothing_and_ends_with_the_last_phase() {
    let mut docket = docket_of(&plan(), "20");
    let effects = docket.wake(at("2024-12-31 00:00"));
    assert_eq!(issued(&effects), [""; 0]);
    assert_eq!(docket.finished(), Some(at("2024-09-30 17:30")));
}

#[test]
fn a_cancelled_docket_is_silent() {
    let mut docket = docket();
    docket.wake(at("2024-08-12 09:00"));
    assert!(matches!(docket.cancel(at("2024-08-12 10:00"))[0].event, DocketEvent::Cancelled));
    assert_eq!(docket.next_wake(), None);
    assert!(docket.cancel(at("2024-08-12 11:00")).is_empty());
    assert!(matches!(docket.apply(&submit("list"), at("2024-08-12 12:00")), Err(Refusal::Ended(_))));
}
