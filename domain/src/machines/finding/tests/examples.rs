//! Whole stories, each with the dates an officer would count by hand.

use super::*;
use crate::{
    machines::{
        listing::{Ground, ListingTarget},
        matter::{Decision, MatterKind, Task},
    },
    timekeeping::calendar::UnannouncedYears,
    wording::{reason::Why, refusal::Refusal},
};

#[test]
fn a_finding_that_is_put_right_in_time_is_ordered_reminded_reinspected_and_looked_back_at() {
    let mut finding = finding();
    assert_eq!(finding.next_wake(), Some(at(REGISTERED)));
    let mut effects = tell(&mut finding, &file(), "2024-10-12 15:00");
    effects.extend(tell(&mut finding, &reinspect(true), "2024-10-15 11:00"));
    let view = finding.view();
    assert_eq!((view.standing, view.outcome), (FindingStatus::Closed, Some(FindingOutcome::Rectified)));
    assert_eq!((view.round, view.on_time), (1, Some(true)));
    // Thirty days later: Thursday, 14 November.
    assert_eq!(view.look_back, Some(at("2024-11-14 09:00")));
    effects.extend(tell(&mut finding, &look_back(true), "2024-11-15 10:00"));
    assert_eq!(
        told(&effects),
        [
            "registered@09-25 10:00",
            "ordered@09-25 10:00",
            "rectification-notice>21@09-25 10:00",
            "task-reminder>21@10-11 09:00",
            "evidence-filed@10-12 15:00",
            "reinspected@10-15 11:00",
            "closed@10-15 11:00",
            "task-reminder>21@11-14 09:00",
            "looked-back@11-15 10:00",
            "finished@11-15 10:00",
        ]
    );
    assert_eq!(finding.finished(), Some(at("2024-11-15 10:00")));
    assert_eq!(finding.next_wake(), None);
}

#[test]
fn an_order_tells_what_whom_and_by_when() {
    let effects = wake(&mut finding(), REGISTERED);
    let order = notices(&effects)[0];
    assert_eq!(order.title, "某某电缆有限公司：电线电缆（生产领域）");
    assert_eq!((order.from.as_str(), order.to.as_str()), ("21", "21"));
    assert_eq!(order.copies, ["20".into()], "a serious one is copied to the next bureau up");
    assert_eq!(order.facts.due, Some(at("2024-10-14 17:30")));
    assert!(!order.facts.provisional);
    let matter = order.facts.matter.as_ref().unwrap();
    assert_eq!(matter.kind, MatterKind::Finding);
    assert_eq!((matter.id.as_str(), matter.subject.as_str()), ("21-0001", "某某电缆有限公司"));
    assert_eq!(matter.credit_code.as_deref(), Some("91350100M000100Y43"));
    assert_eq!(matter.product.as_deref(), Some("电线电缆（布电线）"));
    assert_eq!((matter.domain, matter.grade), (Some(ProblemKind::Production), Some(Grade::Serious)));
    assert_eq!(matter.since, Some(at("2024-09-24 09:00")));
    let next = order.facts.next.as_ref().unwrap();
    assert_eq!((next.instrument, next.at), (Instrument::ReminderLetter, at("2024-10-15 09:00")));
    assert_eq!(effects[0].by.as_ref().unwrap().name, "李四");
}

#[test]
fn who_receives_copies_of_an_order_follows_from_its_grade() {
    let mut party = party();
    party.superiors.insert(0, "15".into());
    for (grade, copies) in
        [(Grade::Ordinary, &[][..]), (Grade::Serious, &["15"][..]), (Grade::Major, &["15", "20"][..])]
    {
        let by = Actor { bureau: "21".into(), name: "李四".to_owned() };
        let registration = registration(Source::Check, grade);
        let mut finding = Finding::new(Arc::new(terms()), party.clone(), registration, by, at(REGISTERED));
        let effects = wake(&mut finding, REGISTERED);
        let copied: Vec<_> = notices(&effects)[0].copies.iter().map(BureauCode::as_str).collect();
        assert_eq!(copied, copies, "{grade:?}");
    }
}

#[test]
fn a_county_that_never_files_climbs_the_whole_ladder_once() {
    let mut finding = finding();
    wake(&mut finding, "2024-10-14 17:00");
    let mut effects = wake(&mut finding, "2024-10-21 12:00");
    assert_eq!(
        told(&effects),
        [
            "fell-due@10-14 17:30",
            "reminder-letter>21@10-15 09:00",
            "approval-asked@10-21 09:00",
            "approval-request>21@10-21 09:00",
        ]
    );
    assert!(finding.view().overdue);
    let letter = notices(&effects)[0];
    assert_eq!((letter.facts.overdue, letter.facts.after), (Some(1), Some(Span::WorkingDays(1))));
    assert_eq!(letter.facts.earlier, [1], "it builds on the order");
    let next = letter.facts.next.as_ref().unwrap();
    assert_eq!((next.instrument, next.approval), (Instrument::Interview, true));
    let request = notices(&effects)[1];
    assert_eq!(request.facts.approval, Some((1, Instrument::Interview)));
    assert_eq!(request.facts.earlier, [1, letter.ordinal]);
    assert_eq!(request.facts.next.as_ref().unwrap().instrument, Instrument::Listing);

    effects = tell(&mut finding, &approve("21", 1), "2024-10-22 10:00");
    assert_eq!(told(&effects), ["approved@10-22 10:00", "interview>21@10-22 10:00"]);
    assert_eq!(notices(&effects)[0].facts.overdue, Some(6), "as of the day it is issued");
    assert!(finding.view().marks.interviewed);

    effects = wake(&mut finding, "2024-11-11 12:00");
    assert_eq!(
        told(&effects),
        ["listing-proposed@11-04 09:00", "approval-asked@11-11 09:00", "approval-request>20@11-11 09:00"]
    );
    assert!(finding.view().marks.listed);
    effects = tell(&mut finding, &approve("20", 2), "2024-11-12 10:00");
    assert_eq!(
        told(&effects),
        ["approved@11-12 10:00", "handed-over@11-12 10:00", "hand-over>21@11-12 10:00"]
    );
    let document = notices(&effects)[0];
    assert_eq!(document.facts.matter.as_ref().unwrap().authority, Some(Authority::Enforcement));
    assert_eq!(document.facts.reply_by, Some(at("2024-11-26 17:30")), "ten working days for the receipt");
    assert_eq!(
        document.facts.reason.as_deref(),
        Some("整改期限为2024年10月14日，截至2024年11月12日已逾期21个工作日，仍未提交整改材料。")
    );
    let reference = FindingCommand::ConfirmReceipt { reference: "执法收〔2024〕3号".to_owned() };
    effects = tell(&mut finding, &act("21", reference), "2024-11-27 10:00");
    assert_eq!(
        told(&effects),
        [
            "task-lapsed@11-26 17:30",
            "task-reminder>21@11-26 17:30",
            "receipt-confirmed@11-27 10:00",
            "closed@11-27 10:00",
            "finished@11-27 10:00",
        ],
        "a case handed over is not looked back at"
    );
    let view = finding.view();
    assert_eq!((view.outcome, view.marks.handed_over), (Some(FindingOutcome::HandedOver), true));
    assert_eq!(view.on_time, None);
}

#[test]
fn the_listing_a_ladder_proposes_carries_all_that_its_workflow_needs() {
    let mut finding = finding_of(registration(Source::Complaint, Grade::Ordinary));
    tell(&mut finding, &act("21", FindingCommand::Triage { grade: Grade::Major }), "2024-09-26 10:00");
    // Five working days: 27, 29 (made up), 30 September, 8 and 9 October. Fifteen more: 29 October.
    assert_eq!(finding.view().due, Some(at("2024-10-09 17:30")));
    let effects = wake(&mut finding, "2024-10-29 09:00");
    let opening = effects.iter().find_map(|effect| effect.event.opens_listing()).unwrap();
    assert_eq!(opening.id.as_str(), "21-0001-listing-1");
    assert_eq!((opening.at, &opening.by), (at("2024-10-29 09:00"), &None));
    assert_eq!((opening.grounds.as_slice(), &opening.party), (&[Ground::Overdue][..], &party()));
    assert_eq!((&opening.issued, &opening.previous), (&None, &None));
    assert_eq!((&opening.terms.matter, opening.terms.rules), (&terms().matter, ListingRules::default()));
    assert_eq!(
        opening.reason,
        "整改期限为2024年10月9日，截至2024年10月29日已逾期15个工作日，仍未提交整改材料。"
    );
    let ListingTarget::Finding { finding, registration } = &opening.target else { panic!("{opening:?}") };
    assert_eq!((finding.as_str(), registration.grade), ("21-0001", Grade::Major), "as triaged");
}

#[test]
fn a_measure_that_is_declined_or_that_nobody_decides_is_dropped() {
    let mut finding = finding();
    wake(&mut finding, "2024-10-21 12:00");
    let effects = tell(&mut finding, &decline("21", 1), "2024-10-22 10:00");
    assert_eq!(told(&effects), ["declined@10-22 10:00", "decision>21@10-22 10:00"]);
    let decision = notices(&effects)[0];
    assert_eq!(decision.facts.decision, Some(Decision::MeasureDeclined));
    assert_eq!(decision.facts.approval, Some((1, Instrument::Interview)));
    let effects = wake(&mut finding, "2024-12-31 00:00");
    assert_eq!(
        told(&effects),
        [
            "listing-proposed@11-04 09:00",
            "approval-asked@11-11 09:00",
            "approval-request>20@11-11 09:00",
            "approval-reminder>20@11-13 17:30",
            "approval-asked@11-15 17:30",
            "approval-request>10@11-15 17:30",
            "approval-reminder>10@11-19 17:30",
            "approval-lapsed@11-21 17:30",
        ]
    );
    assert_eq!(finding.next_wake(), None, "nothing more comes by itself, but it stays open");
    assert_eq!((finding.finished(), finding.view().standing), (None, FindingStatus::Ordered));
}

#[test]
fn a_risk_signal_waits_for_triage_and_the_county_is_reminded_of_it() {
    let mut finding = finding_of(registration(Source::Sampling, Grade::Ordinary));
    let mut effects = wake(&mut finding, "2024-10-08 12:00");
    // Three working days: 26, 27 and 29 September (made up); three more: 8 October.
    assert_eq!(
        told(&effects),
        ["registered@09-25 10:00", "task-lapsed@09-29 17:30", "task-reminder>21@09-29 17:30"]
    );
    let reminder = notices(&effects)[0];
    assert_eq!((reminder.facts.task, reminder.step), (Some(Task::Triage), 1));
    assert_eq!(reminder.from, "20".into());
    let view = finding.view();
    assert_eq!((view.due, view.round, view.ordered), (Some(at("2024-09-29 17:30")), 0, None));
    effects = wake(&mut finding, "2024-10-10 12:00");
    assert_eq!(told(&effects), ["task-lapsed@10-09 17:30", "task-reminder>21@10-09 17:30"]);
    let reason = "经核实，涉诉产品系假冒，与该企业无关".to_owned();
    effects = tell(&mut finding, &act("21", FindingCommand::Dismiss { reason }), "2024-10-10 15:00");
    assert_eq!(told(&effects), ["closed@10-10 15:00", "finished@10-10 15:00"]);
    assert_eq!(finding.view().outcome, Some(FindingOutcome::Dismissed));
}

#[test]
fn what_was_put_right_on_the_spot_is_no_order() {
    let corrected = Some("当场下架".to_owned());
    let mut finding = finding_of(Registration { corrected, ..registration(Source::Check, Grade::Ordinary) });
    let effects = wake(&mut finding, REGISTERED);
    assert_eq!(told(&effects), ["registered@09-25 10:00", "closed@09-25 10:00", "finished@09-25 10:00"]);
    let view = finding.view();
    assert_eq!((view.ordered, view.round), (None, 0));
    assert_eq!((view.outcome, view.on_time), (Some(FindingOutcome::CorrectedOnTheSpot), None));
}

#[test]
fn an_order_that_turns_out_to_be_met_on_the_spot_stays_counted() {
    let mut finding = finding();
    let result = "当场拆除".to_owned();
    let command = FindingCommand::CorrectOnTheSpot { result };
    tell(&mut finding, &act("21", command), "2024-09-26 10:00");
    let view = finding.view();
    assert_eq!(view.outcome, Some(FindingOutcome::CorrectedOnTheSpot));
    assert_eq!(view.ordered, Some(at(REGISTERED)));
    // Thirty days after 26 September is Saturday, 26 October; the office opens on the 28th.
    assert_eq!(view.look_back, Some(at("2024-10-28 09:00")));
}

#[test]
fn a_failed_reinspection_orders_anew_and_the_ladder_starts_again() {
    let mut finding = finding();
    tell(&mut finding, &file(), "2024-10-16 10:00");
    let effects = tell(&mut finding, &reinspect(false), "2024-10-18 10:00");
    assert_eq!(
        told(&effects),
        [
            "reinspected@10-18 10:00",
            "decision>21@10-18 10:00",
            "ordered@10-18 10:00",
            "rectification-notice>21@10-18 10:00",
        ]
    );
    assert_eq!(notices(&effects)[0].facts.decision, Some(Decision::Rework));
    let order = notices(&effects)[1];
    assert_eq!((order.step, order.facts.due), (2, Some(at("2024-11-01 17:30"))));
    assert_eq!(order.facts.reason.as_deref(), Some("已复查"));
    assert!(order.facts.earlier.is_empty(), "a new round");
    let effects = wake(&mut finding, "2024-11-04 12:00");
    assert_eq!(
        told(&effects),
        ["task-reminder>21@10-30 09:00", "fell-due@11-01 17:30", "reminder-letter>21@11-04 09:00"]
    );
    tell(&mut finding, &file(), "2024-11-04 15:00");
    assert!(!finding.view().overdue);
    tell(&mut finding, &reinspect(true), "2024-11-05 15:00");
    assert_eq!(finding.view().on_time, Some(false), "judged once, and the first was late");
    assert_eq!(finding.view().ordered, Some(at(REGISTERED)));
}

#[test]
fn a_reinspection_that_does_not_come_is_asked_for_again_and_again() {
    let mut finding = finding();
    tell(&mut finding, &file(), "2024-10-11 15:00");
    // Five working days after Friday the 11th: 12 (made up), 14, 15, 16, 17.
    let effects = wake(&mut finding, "2024-10-25 12:00");
    assert_eq!(
        told(&effects),
        [
            "task-lapsed@10-17 17:30",
            "task-reminder>21@10-17 17:30",
            "task-lapsed@10-24 17:30",
            "task-reminder>21@10-24 17:30"
        ]
    );
    let second = notices(&effects)[1];
    assert_eq!((second.step, second.facts.task), (2, Some(Task::Reinspect)));
    assert_eq!(second.facts.received, Some(at("2024-10-11 15:00")));
    assert_eq!(second.facts.reply_by, Some(at("2024-10-17 17:30")), "since when it is late");
    assert_eq!(second.facts.due, Some(at("2024-10-14 17:30")));
}

#[test]
fn an_extension_granted_in_time_decides_what_is_on_time() {
    let mut finding = finding();
    let effects = tell(&mut finding, &extension("2024-10-25"), "2024-10-10 10:00");
    assert_eq!(told(&effects)[3..], ["approval-asked@10-10 10:00", "approval-request>20@10-10 10:00"]);
    let request = notices(&effects)[1];
    assert_eq!(request.facts.decision, Some(Decision::ExtensionGranted));
    assert_eq!(request.facts.old_due, Some(at("2024-10-14 17:30")));
    assert_eq!(request.facts.due, Some(at("2024-10-25 17:30")));
    let effects = tell(&mut finding, &approve("20", 1), "2024-10-14 17:30");
    assert_eq!(
        told(&effects),
        [
            "task-reminder>21@10-11 09:00",
            "fell-due@10-14 17:30",
            "approval-reminder>20@10-14 17:30",
            "approved@10-14 17:30",
            "extended@10-14 17:30",
            "decision>21@10-14 17:30",
        ],
        "at the last instant, after all that fell due at it"
    );
    assert!(effects.iter().any(|e| matches!(e.event, FindingEvent::Extended { in_time: true, .. })));
    assert_eq!(notices(&effects)[2].facts.reason.as_deref(), Some("设备采购需要时间"));
    assert!(!finding.view().overdue);
    let effects = tell(&mut finding, &file(), "2024-10-25 17:30");
    assert_eq!(
        told(&effects),
        ["task-reminder>21@10-23 09:00", "fell-due@10-25 17:30", "evidence-filed@10-25 17:30"]
    );
    assert_eq!(finding.view().on_time, Some(true));
}

#[test]
fn an_extension_granted_late_only_stops_the_ladder() {
    let mut finding = finding();
    tell(&mut finding, &extension("2024-10-31"), "2024-10-18 10:00");
    wake(&mut finding, "2024-10-21 12:00");
    let effects = tell(&mut finding, &approve("20", 1), "2024-10-22 10:00");
    assert_eq!(
        told(&effects),
        [
            "approved@10-22 10:00",
            "approval-closed@10-22 10:00",
            "extended@10-22 10:00",
            "decision>21@10-22 10:00"
        ],
        "the interview that was asked for is not needed, the letter stands"
    );
    assert!(effects.iter().any(|e| matches!(e.event, FindingEvent::Extended { in_time: false, .. })));
    let effects = wake(&mut finding, "2024-11-07 12:00");
    assert_eq!(
        told(&effects),
        [
            "task-reminder>21@10-29 09:00",
            "fell-due@10-31 17:30",
            "approval-asked@11-07 09:00",
            "approval-request>21@11-07 09:00"
        ],
        "the letter went out once; the interview comes again, five working days after the new day"
    );
    tell(&mut finding, &file(), "2024-11-07 13:00");
    assert_eq!(finding.view().on_time, Some(false));
}

#[test]
fn an_extension_that_is_declined_or_that_nobody_decides_changes_nothing() {
    let mut finding = finding();
    tell(&mut finding, &extension("2024-10-25"), "2024-09-26 10:00");
    let effects = tell(&mut finding, &decline("20", 1), "2024-09-27 10:00");
    assert_eq!(told(&effects), ["declined@09-27 10:00", "decision>21@09-27 10:00"]);
    assert_eq!(notices(&effects)[0].facts.decision, Some(Decision::ExtensionDeclined));
    assert_eq!(finding.view().due, Some(at("2024-10-14 17:30")));
    tell(&mut finding, &extension("2024-10-25"), "2024-09-27 11:00");
    let effects = wake(&mut finding, "2024-12-31 00:00");
    let lapsed = effects
        .iter()
        .position(|e| matches!(e.event, FindingEvent::Notice(NoticeEvent::ApprovalLapsed { .. })));
    let told_of_it = notice(&effects[lapsed.unwrap() + 1]).unwrap();
    assert_eq!(told_of_it.facts.decision, Some(Decision::ExtensionDeclined));
    assert_eq!(told_of_it.facts.reason.as_deref(), Some("呈批逾期，未获批准"));
}

#[test]
fn a_publication_runs_beside_the_main_course_and_keeps_the_finding_open() {
    let mut finding = finding_of(registration(Source::Check, Grade::Ordinary));
    tell(&mut finding, &file(), "2024-09-26 10:00");
    let mut effects = tell(&mut finding, &publish(), "2024-09-26 11:00");
    assert_eq!(
        told(&effects),
        ["publication-proposed@09-26 11:00", "approval-asked@09-26 11:00", "approval-request>20@09-26 11:00"]
    );
    tell(&mut finding, &reinspect(true), "2024-09-26 15:00");
    assert_eq!((finding.view().standing, finding.finished()), (FindingStatus::Closed, None));
    effects = tell(&mut finding, &approve("20", 1), "2024-09-27 10:00");
    assert_eq!(
        told(&effects),
        [
            "approved@09-27 10:00",
            "publication-decided@09-27 10:00",
            "decision>21@09-27 10:00",
            "finished@09-27 10:00"
        ]
    );
    assert!(finding.view().marks.publicised && !finding.view().marks.exposed);
}

#[test]
fn a_failed_look_back_opens_it_again() {
    let mut finding = finding();
    tell(&mut finding, &file(), "2024-10-08 10:00");
    tell(&mut finding, &reinspect(true), "2024-10-09 10:00");
    // Thirty days after 9 October: Friday, 8 November; then again after thirty days, on Sunday, so Monday.
    let effects = wake(&mut finding, "2024-12-10 12:00");
    assert_eq!(
        told(&effects),
        ["task-reminder>21@11-08 09:00", "task-lapsed@12-09 17:30", "task-reminder>21@12-09 17:30"]
    );
    let effects = tell(&mut finding, &look_back(false), "2024-12-10 15:00");
    assert_eq!(
        told(&effects),
        [
            "looked-back@12-10 15:00",
            "reopened@12-10 15:00",
            "ordered@12-10 15:00",
            "rectification-notice>21@12-10 15:00"
        ]
    );
    let view = finding.view();
    assert_eq!((view.standing, view.round, view.closed), (FindingStatus::Ordered, 2, None));
    assert_eq!(view.ordered, Some(at(REGISTERED)));
}

#[test]
fn a_document_is_acknowledged_or_voided_and_a_voided_interview_is_none() {
    let mut finding = finding();
    wake(&mut finding, "2024-10-21 12:00");
    let effects = tell(&mut finding, &approve("21", 1), "2024-10-22 10:00");
    let interview = notices(&effects)[0].ordinal;
    let acknowledge =
        FindingCommand::Acknowledge { notice: interview, reply: Some("准时参加".to_owned()) };
    let effects = tell(&mut finding, &act("21", acknowledge), "2024-10-22 11:00");
    assert_eq!(told(&effects), ["acknowledged@10-22 11:00"]);
    let void = FindingCommand::Void { notice: interview, reason: "对象有误".to_owned() };
    let effects = tell(&mut finding, &act("20", void), "2024-10-22 12:00");
    assert_eq!(told(&effects), ["voided@10-22 12:00", "withdrawal>21@10-22 12:00"]);
    assert!(!finding.view().marks.interviewed);
}

#[test]
fn a_finding_that_is_called_off_says_nothing_any_more() {
    let mut finding = finding();
    tell(&mut finding, &extension("2024-10-25"), "2024-10-10 10:00");
    let effects = finding.cancel(at("2024-10-11 10:00"));
    assert_eq!(told(&effects), ["approval-closed@10-11 10:00", "cancelled@10-11 10:00"]);
    assert_eq!((finding.next_wake(), finding.finished()), (None, Some(at("2024-10-11 10:00"))));
    assert_eq!(finding.cancel(at("2024-10-12 10:00")), []);
    assert_eq!(finding.view().standing, FindingStatus::Cancelled);
}

#[test]
fn a_campaign_that_refuses_provisional_dates_takes_no_extension_into_one() {
    for (policy, taken) in [(UnannouncedYears::Refuse, false), (UnannouncedYears::Provisional, true)] {
        let mut terms = terms();
        terms.matter.office.calendar = terms.matter.office.calendar.with_unannounced(policy);
        let mut finding = finding_under(terms, registration(Source::Check, Grade::Serious));
        finding.advance_to(at(REGISTERED));
        let before = finding.clone();
        let now = at("2024-10-08 10:00");
        match finding.execute(&extension("2025-01-10"), now, now) {
            Ok(_) => assert!(taken),
            Err(refusal) => {
                assert_eq!(refusal, Refusal::BadDay(day("2025-01-10"), Why::Unannounced(2025)));
                assert!(!taken && finding == before);
            }
        }
        let mut finding = before;
        finding.execute(&extension("2024-12-31"), now, now).unwrap();
    }
}

#[test]
fn a_reminder_to_the_approver_tells_how_things_stand_by_then() {
    let mut finding = finding();
    let mut effects = wake(&mut finding, "2024-10-22 10:00");
    // The interview was asked for on 21 October; meanwhile the letter it builds on proves wrong.
    let void = act("20", FindingCommand::Void { notice: 3, reason: "发文有误".to_owned() });
    effects.extend(tell(&mut finding, &void, "2024-10-22 10:00"));
    effects.extend(wake(&mut finding, "2024-10-28 10:00"));
    let asked = |notice: &&&Notice| {
        matches!(notice.instrument, Instrument::ApprovalRequest | Instrument::ApprovalReminder)
    };
    let told = notices(&effects);
    let told = told.iter().filter(asked).map(|notice| {
        let day = notice.at.in_zone(chrono_tz::Asia::Shanghai).format("%m-%d").to_string();
        (day, notice.facts.overdue, notice.facts.earlier.clone())
    });
    let told: Vec<_> = told.collect();
    assert_eq!(
        told[..2],
        [("10-21".to_owned(), Some(5), vec![1, 3]), ("10-23".to_owned(), Some(7), vec![1])],
        "{told:?}"
    );
}

#[test]
fn a_finding_of_an_earlier_version_repeats_what_its_request_told() {
    let mut terms = (*finding().terms).clone();
    terms.matter.retells = false;
    let mut finding = Finding { terms: terms.into(), ..finding() };
    let effects = wake(&mut finding, "2024-10-28 10:00");
    let requests = notices(&effects).into_iter().filter(|notice| {
        matches!(notice.instrument, Instrument::ApprovalRequest | Instrument::ApprovalReminder)
    });
    let told: Vec<_> = requests.map(|notice| (notice.facts.overdue, notice.facts.earlier.clone())).collect();
    assert!(told.len() > 1 && told.windows(2).all(|two| two[0] == two[1]), "{told:?}");
}
