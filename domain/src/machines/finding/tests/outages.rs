//! What comes late: machines that were down, evidence that lay about, years nobody has announced.

use super::*;
use crate::wording::reason::Why;

fn held_up(
    finding: &mut Finding,
    act: &CommandEnvelope<FindingCommand>,
    received: &str,
    now: &str,
) -> Vec<String> {
    told(&finding.execute(act, at(received), at(now)).unwrap())
}

#[test]
fn after_an_outage_what_was_missed_comes_in_order_once_and_is_dated_now() {
    let mut finding = finding();
    wake(&mut finding, REGISTERED);
    let effects = finding.advance_to(at("2024-10-16 08:00"));
    assert_eq!(
        told(&effects),
        [
            "outage@10-16 08:00",
            "reminder-skipped@10-16 08:00",
            "fell-due@10-14 17:30",
            "reminder-letter>21@10-16 08:00",
        ]
    );
    assert_eq!(notices(&effects)[0].send_from, at("2024-10-16 09:00"));
    assert_eq!(finding.advance_to(at("2024-10-16 08:00")), []);
}

#[test]
fn an_order_that_an_outage_held_up_runs_from_the_day_it_is_issued() {
    let mut finding = finding_of(registration(Source::Check, Grade::Major));
    let effects = finding.advance_to(at("2024-09-27 10:00"));
    assert_eq!(
        told(&effects),
        [
            "outage@09-27 10:00",
            "registered@09-25 10:00",
            "ordered@09-27 10:00",
            "rectification-notice>21@09-27 10:00"
        ]
    );
    // 29 and 30 September, 8, 9 and 10 October.
    assert_eq!(finding.view().due, Some(at("2024-10-10 17:30")));
}

#[test]
fn evidence_received_in_time_but_processed_late_takes_back_what_it_proves_wrong() {
    let mut finding = finding();
    wake(&mut finding, "2024-10-21 12:00");
    tell(&mut finding, &approve("21", 1), "2024-10-22 10:00");
    wake(&mut finding, "2024-11-04 12:00");
    assert!(finding.view().marks.listed && finding.view().marks.interviewed);
    assert_eq!(
        held_up(&mut finding, &file(), "2024-10-14 17:30", "2024-11-05 10:00"),
        [
            "evidence-filed@10-14 17:30",
            "withdrawn@11-05 10:00",
            "withdrawal>21@11-05 10:00",
            "withdrawn@11-05 10:00",
            "withdrawal>21@11-05 10:00",
            "listing-revoked@11-05 10:00",
        ]
    );
    let view = finding.view();
    assert_eq!((view.standing, view.on_time), (FindingStatus::Filed, Some(true)));
    assert_eq!((view.marks, view.overdue), (FindingMarks::default(), false));
    // The re-inspection's time runs from the day the evidence could be read.
    assert_eq!(finding.next_wake(), Some(at("2024-11-12 17:30")));
}

#[test]
fn late_evidence_leaves_what_was_right_when_it_was_issued() {
    let mut finding = finding();
    wake(&mut finding, "2024-10-21 12:00");
    tell(&mut finding, &approve("21", 1), "2024-10-22 10:00");
    // Received after the reminder letter and after the interview was asked for, before it was approved.
    assert_eq!(
        held_up(&mut finding, &file(), "2024-10-21 15:00", "2024-10-23 10:00"),
        ["evidence-filed@10-21 15:00", "withdrawn@10-23 10:00", "withdrawal>21@10-23 10:00"]
    );
    let withdrawn: Vec<_> = finding.papers().documents().iter().filter(|d| d.withdrawn.is_some()).collect();
    assert_eq!(withdrawn.iter().map(|d| d.instrument).collect::<Vec<_>>(), [Instrument::Interview]);
    assert_eq!(finding.view().on_time, Some(false));
}

#[test]
fn evidence_received_before_a_rung_handed_the_case_over_brings_it_back() {
    let mut finding = finding();
    wake(&mut finding, "2024-11-11 12:00");
    tell(&mut finding, &approve("20", 2), "2024-11-12 10:00");
    assert_eq!(finding.view().standing, FindingStatus::HandedOver);
    let late = finding.execute(&file(), at("2024-11-12 10:00"), at("2024-11-12 10:30"));
    assert!(late.is_err(), "what is received after the hand-over comes too late");
    let told = held_up(&mut finding, &file(), "2024-11-12 09:59", "2024-11-12 10:30");
    assert_eq!(told[0], "evidence-filed@11-12 09:59");
    assert!(told.contains(&"withdrawn@11-12 10:00".to_owned()), "{told:?}");
    assert_eq!(finding.view().standing, FindingStatus::Filed);
    assert!(!finding.view().marks.handed_over);
}

#[test]
fn an_extension_granted_in_time_but_processed_late_takes_the_letter_back() {
    let mut finding = finding();
    tell(&mut finding, &extension("2024-10-25"), "2024-10-10 10:00");
    wake(&mut finding, "2024-10-15 12:00");
    assert_eq!(
        held_up(&mut finding, &approve("20", 1), "2024-10-14 17:00", "2024-10-15 12:00"),
        [
            "approved@10-14 17:00",
            "withdrawn@10-15 12:00",
            "withdrawal>21@10-15 12:00",
            "extended@10-14 17:00",
            "decision>21@10-15 12:00",
        ]
    );
    let effects = wake(&mut finding, "2024-10-28 12:00");
    assert_eq!(
        told(&effects),
        ["task-reminder>21@10-23 09:00", "fell-due@10-25 17:30", "reminder-letter>21@10-28 09:00"],
        "what was taken back may come again after the new day"
    );
}

#[test]
fn an_extension_to_a_day_that_has_come_meanwhile_can_only_be_declined() {
    let mut finding = finding();
    tell(&mut finding, &extension("2024-10-15"), "2024-10-14 10:00");
    wake(&mut finding, "2024-10-16 10:00");
    let refusal = finding.execute(&approve("20", 1), at("2024-10-16 10:00"), at("2024-10-16 10:00"));
    assert_eq!(refusal.unwrap_err(), Refusal::BadDay(day("2024-10-15"), Why::Passed));
    tell(&mut finding, &decline("20", 1), "2024-10-16 10:00");
}

#[test]
fn a_year_nobody_has_announced_is_provisional_and_every_text_says_so() {
    let by = Actor { bureau: "21".into(), name: "李四".to_owned() };
    let registration = registration(Source::Check, Grade::Major);
    let mut finding = Finding::new(Arc::new(terms()), party(), registration, by, at("2024-12-26 10:00"));
    let effects = wake(&mut finding, "2024-12-26 10:00");
    // 27, 30 and 31 December, then 2 and 3 January: the 1st is a statutory day off.
    let order = notices(&effects)[0];
    assert_eq!((order.facts.due, order.facts.provisional), (Some(at("2025-01-03 17:30")), true));
    let effects = wake(&mut finding, "2025-01-24 12:00");
    assert_eq!(
        told(&effects)[..3],
        ["task-reminder>21@12-31 09:00", "fell-due@01-03 17:30", "reminder-letter>21@01-06 09:00"]
    );
    assert!(notices(&effects).iter().all(|notice| notice.facts.provisional));
    assert_eq!(notices(&effects)[1].facts.overdue, Some(1));
    let opening = effects.iter().find_map(|effect| effect.event.opens_listing()).unwrap();
    assert!(opening.reason.ends_with("（放假安排尚未公布，天数为暂定）。"), "{}", opening.reason);
}
