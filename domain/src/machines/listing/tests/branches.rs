//! The side branches: declined, unanswered, revoked, voided, called off, after an outage.

use super::*;
use crate::timekeeping::calendar::UnannouncedYears;

#[test]
fn a_listing_that_is_declined_is_dropped_and_its_proposer_told() {
    let mut listing = Listing::new(opening());
    let told = give(&mut listing, "20", decline(1), "2024-09-26 10:00");
    assert_eq!(happened(&told), ["dropped 09-26 10:00", "finished 09-26 10:00"]);
    assert_eq!(issued(&told), ["decision 20>20 09-26 10:00"]);
    assert_eq!(notices(&told)[0].facts.decision, Some(Decision::ListingDeclined));
    assert_eq!(listing.view().standing, ListingStatus::Dropped);

    let mut of_a_ladder = Listing::new(ListingOpening { by: None, ..opening() });
    let told = give(&mut of_a_ladder, "10", decline(1), "2024-09-26 10:00");
    assert_eq!(issued(&told)[0], "decision 20>25 09-26 10:00", "the county's supervisor learns of it");
}

#[test]
fn a_listing_nobody_answers_is_asked_upwards_and_then_dropped() {
    let mut listing = Listing::new(opening());
    let told = run(&mut listing, at("2024-11-01 00:00"));
    assert_eq!(
        issued(&told),
        [
            "approval-request 20>20 09-25 10:00",
            "approval-reminder 20>20 09-29 17:30",
            "approval-request 20>10 10-09 17:30",
            "approval-reminder 20>10 10-12 17:30",
        ]
    );
    assert_eq!(happened(&told), ["opened 09-25 10:00", "dropped 10-16 17:30", "finished 10-16 17:30"]);
    // Whoever is asked, the bureau of the rule is the one that lists.
    let mut listing = Listing::new(opening());
    run(&mut listing, at("2024-10-10 00:00"));
    let told = give(&mut listing, "10", approve(1), "2024-10-10 10:00");
    assert_eq!(issued(&told), ["listing 20>21 10-10 10:00"]);
}

#[test]
fn revoking_voids_the_document_and_tells_all_who_had_it() {
    let mut listing = listed();
    let told = give(&mut listing, "10", revoke(), "2024-09-27 10:00");
    assert_eq!(happened(&told), ["revoked 09-27 10:00", "finished 09-27 10:00"]);
    assert_eq!(issued(&told), ["withdrawal 20>21 09-27 10:00"]);
    let withdrawal = &notices(&told)[0];
    assert_eq!(withdrawal.copies, ["22".into(), "25".into()]);
    assert_eq!(withdrawal.facts.earlier, [2]);
    assert!(withdrawal.facts.matter.is_some(), "it says which listing it was");
    assert!(listing.documents()[0].voided.is_some());
    let sentence = refused(&mut listing, "21", plan(), "2024-09-27 11:00");
    assert_eq!(sentence, "this matter is closed (it was revoked, 2024-09-27 10:00)");
}

#[test]
fn revoking_what_was_voided_before_is_a_decision() {
    let mut listing = listed();
    let void = |notice| ListingCommand::Void { notice, reason: "文号有误".to_owned() };
    let told = give(&mut listing, "20", void(2), "2024-09-26 11:00");
    assert_eq!(issued(&told), ["withdrawal 20>21 09-26 11:00"]);
    assert_eq!(listing.view().standing, ListingStatus::Listed, "a document was wrong, not the listing");
    assert!(refused(&mut listing, "20", void(2), "2024-09-26 12:00").contains("it was voided before"));
    assert!(refused(&mut listing, "20", void(9), "2024-09-26 12:00").contains("no document 9"));
    let acknowledge = ListingCommand::Acknowledge { notice: 2, reply: None };
    assert!(refused(&mut listing, "21", acknowledge, "2024-09-26 12:00").contains("voided"));
    let told = give(&mut listing, "20", revoke(), "2024-09-27 10:00");
    assert_eq!(notices(&told)[0].facts.decision, Some(Decision::ListingRevoked));
}

#[test]
fn delisting_ends_every_duty_but_its_own_publication() {
    let mut listing = planned();
    give(&mut listing, "21", extension("2025-05-09"), "2024-09-30 10:00");
    give(&mut listing, "21", apply(), "2024-09-30 15:00");
    let told = give(&mut listing, "20", verify(true), "2024-10-08 10:00");
    let closed = |e: &EventEnvelope<ListingEvent>| {
        e.event
            == ListingEvent::Notice(crate::paperwork::correspondence::NoticeEvent::ApprovalClosed {
                approval: 2,
            })
    };
    assert!(told.iter().any(closed), "an extension is no longer needed");
    let told = run(&mut listing, at("2024-11-01 00:00"));
    let tasks: Vec<_> = notices(&told).iter().map(|n| n.facts.task.unwrap()).collect();
    assert_eq!(tasks, [Task::PublishDelisting; 3]);
    assert_eq!(issued(&told)[0], "task-reminder 21>20 10-14 17:30", "9 to 12 October and the 14th");
    let told = give(&mut listing, "20", publish_delisting(), "2024-11-01 10:00");
    assert!(matches!(told[0].event, ListingEvent::DelistingPublished { on_time: false, .. }));
}

#[test]
fn an_application_or_a_request_for_time_holds_up_the_last_rung() {
    let mut listing = planned();
    give(&mut listing, "21", apply(), "2025-03-20 10:00");
    let told = run(&mut listing, at("2025-03-26 00:00"));
    assert_eq!(happened(&told), ["expired 03-25 17:30"]);
    assert!(notices(&told).iter().all(|n| n.instrument != Instrument::ApprovalRequest));
    let told = give(&mut listing, "20", verify(false), "2025-03-27 10:00");
    assert_eq!(issued(&told), ["decision 20>21 03-27 10:00", "approval-request 20>20 03-27 10:00"]);

    let mut listing = planned();
    give(&mut listing, "21", extension("2025-05-09"), "2025-02-25 17:30");
    let told = run(&mut listing, at("2025-03-26 00:00"));
    assert!(happened(&told).contains(&"expired 03-25 17:30".to_owned()));
    assert!(notices(&told).iter().all(|n| n.facts.approval != Some((3, Instrument::GovernmentReport))));
    let told = give(&mut listing, "10", decline(2), "2025-03-27 10:00");
    let kinds: Vec<_> = notices(&told).iter().map(|n| n.instrument).collect();
    assert_eq!(kinds, [Instrument::Decision, Instrument::ApprovalRequest]);
    assert_eq!(notices(&told)[0].facts.decision, Some(Decision::ExtensionDeclined));
    // A report that is not approved leaves everything as it is.
    give(&mut listing, "20", decline(3), "2025-03-28 10:00");
    assert_eq!(listing.view().standing, ListingStatus::Listed);
}

#[test]
fn an_extension_granted_after_the_end_starts_the_term_again() {
    let mut listing = planned();
    give(&mut listing, "21", extension("2025-05-09"), "2025-02-25 17:30");
    run(&mut listing, at("2025-03-26 00:00"));
    assert!(listing.view().expired);
    give(&mut listing, "10", approve(2), "2025-03-27 10:00");
    assert!(!listing.view().expired);
    let told = run(&mut listing, at("2025-05-12 00:00"));
    assert!(happened(&told).contains(&"expired 05-09 17:30".to_owned()));
}

#[test]
fn an_extension_nobody_answers_is_declined_and_one_granted_too_late_is_no_use() {
    let mut listing = planned();
    give(&mut listing, "21", extension("2025-03-31"), "2025-02-25 10:00");
    run(&mut listing, at("2025-04-01 10:00"));
    let sentence = refused(&mut listing, "10", approve(2), "2025-04-01 10:00");
    assert!(sentence.contains("2025-03-31 cannot be the new due day: it has passed"), "{sentence}");
    let told = run(&mut listing, at("2025-05-01 00:00"));
    let decision = notices(&told).into_iter().find(|n| n.instrument == Instrument::Decision).unwrap();
    assert_eq!(decision.facts.decision, Some(Decision::ExtensionDeclined));
    assert_eq!(decision.facts.reason.as_deref(), Some("延期申请逾期未获答复"));
}

#[test]
fn an_extension_is_asked_in_time_for_later_and_once() {
    let mut listing = planned();
    let wants = |listing: &mut Listing, to, when| refused(listing, "21", extension(to), when);
    assert_eq!(
        wants(&mut listing, "2025-05-09", "2025-02-25 17:31"),
        "asking for an extension is not possible: the term ends on 2025-03-25 17:30, and the last instant to ask was 2025-02-25 17:30"
    );
    let sentence = wants(&mut listing, "2025-03-25", "2024-12-02 10:00");
    assert!(sentence.contains("the term runs until 2025-03-25 17:30 already"), "{sentence}");
    assert!(wants(&mut listing, "2026-03-27", "2024-12-02 10:00").contains("366 days at most"));
    let endless = ListingCommand::AskExtension { to: NaiveDate::MAX, reason: "理由".to_owned() };
    assert!(refused(&mut listing, "21", endless, "2024-12-02 10:00").contains("366 days at most"));
    give(&mut listing, "21", extension("2025-05-09"), "2024-12-02 10:00");
    assert!(wants(&mut listing, "2025-06-09", "2024-12-02 11:00").contains("one was asked before"));
}

#[test]
fn a_listing_called_off_is_silent() {
    let mut listing = Listing::new(opening());
    run(&mut listing, at("2024-09-25 12:00"));
    let told = listing.cancel(at("2024-09-26 10:00"));
    assert_eq!(told.len(), 2, "its approval is closed");
    assert_eq!(happened(&told), ["cancelled 09-26 10:00"]);
    assert_eq!((listing.next_wake(), listing.view().standing), (None, ListingStatus::Cancelled));
    assert!(listing.cancel(at("2024-09-26 11:00")).is_empty());
    assert!(refused(&mut listing, "20", approve(1), "2024-09-26 12:00").contains("it was called off"));
}

#[test]
fn after_an_outage_what_was_missed_comes_once_and_bears_the_day_it_was_written() {
    let mut listing = listed();
    let told = listing.advance_to(at("2025-01-10 10:00"));
    let (from, until) = (at("2024-10-09 17:30"), at("2025-01-10 10:00"));
    assert_eq!(told[0].event, ListingEvent::Outage { from, until });
    assert_eq!(
        issued(&told),
        [
            "task-reminder 21>20 01-10 10:00",
            "task-reminder 20>21 01-10 10:00",
            "task-reminder 20>21 01-10 10:00"
        ]
    );
    let tasks: Vec<_> = notices(&told).iter().map(|n| n.facts.task.unwrap()).collect();
    assert_eq!(tasks, [Task::PublishListing, Task::FilePlan, Task::ReportProgress]);
    assert!(listing.advance_to(at("2025-01-10 10:00")).is_empty());
    // The fourth period ends 120 days after the listing.
    let next = listing.next_wake().unwrap();
    assert_eq!(next, at("2025-01-17 17:30"), "the two that lapsed come again first");
}

#[test]
fn a_command_that_lay_about_through_an_outage_is_judged_when_it_was_received() {
    let mut listing = planned();
    let (received, now) = (at("2024-10-09 16:00"), at("2024-10-15 10:00"));
    let told = listing.execute(&by("20", publish()), received, now).unwrap();
    assert!(matches!(told[0].event, ListingEvent::Published { on_time: true, .. }));
    let told = listing.execute(&by("21", apply()), received, now).unwrap();
    let verify_by = at("2024-10-29 17:30");
    assert!(
        matches!(told[0].event, ListingEvent::AppliedFor { verify_by: by, .. } if by == verify_by),
        "ten working days from when it could be read"
    );
}

#[test]
fn an_issuer_outside_the_chain_decides_and_nobody_else() {
    let party = Party { superiors: vec!["25".into()], ..county() };
    let listing = Listing::new(ListingOpening { party, ..opening() });
    let now = at("2024-09-26 10:00");
    for (bureau, may) in [("99", false), ("21", false), ("25", false), ("20", true)] {
        let outcome = listing.clone().execute(&by(bureau, approve(1)), now, now);
        assert_eq!(outcome.is_ok(), may, "{bureau}: {outcome:?}");
    }
}

#[test]
fn a_campaign_that_refuses_provisional_dates_takes_no_extension_into_one() {
    for policy in [UnannouncedYears::Refuse, UnannouncedYears::Provisional] {
        let mut opening = issued_by_docket();
        let mut terms = (*opening.terms).clone();
        terms.matter.office.calendar = terms.matter.office.calendar.with_unannounced(policy);
        opening.terms = Arc::new(terms);
        let mut listing = Listing::new(opening);
        if policy == UnannouncedYears::Provisional {
            give(&mut listing, "21", extension("2025-05-09"), "2024-12-02 10:00");
        } else {
            let sentence = refused(&mut listing, "21", extension("2025-05-09"), "2024-12-02 10:00");
            assert!(sentence.contains("the holidays of 2025 have not been announced"), "{sentence}");
        }
    }
}
