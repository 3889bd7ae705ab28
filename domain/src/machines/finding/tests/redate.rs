//! Holidays are announced while a finding runs.

use super::*;
use crate::timekeeping::calendar::Calendar;

fn days(from: &str, count: usize) -> impl Iterator<Item = NaiveDate> {
    day(from).iter_days().take(count)
}

fn before() -> Calendar {
    Calendar::new([2026], days("2026-10-01", 7), ["2026-10-10"].map(day))
}

/// Spring Festival 2027 from Friday 5 to Friday 12 February; invented.
fn announced() -> Calendar {
    let off = days("2026-10-01", 7).chain(days("2027-01-01", 3)).chain(days("2027-02-05", 8));
    Calendar::new([2026, 2027], off, ["2026-10-10", "2027-01-31", "2027-02-20"].map(day))
}

fn finding_by(calendar: Calendar) -> Finding {
    let mut terms = terms();
    terms.matter.office.calendar = calendar;
    let by = Actor { bureau: "21".into(), name: "张三".to_owned() };
    let registration = registration(Source::Check, Grade::Serious);
    let mut finding = Finding::new(Arc::new(terms), party(), registration, by, at("2027-01-29 10:00"));
    finding.advance_to(at("2027-01-29 10:00"));
    finding
}

fn redate(finding: &mut Finding, now: &str) -> FindingEvents {
    let by = Actor { bureau: "20".into(), name: "李四".to_owned() };
    let command = FindingCommand::Redate {
        calendar: Box::new(announced()),
        reason: "2027年放假安排已公布".to_owned(),
    };
    finding.execute(&CommandEnvelope { by, command }, at(now), at(now)).unwrap()
}

#[test]
fn an_order_has_the_dates_of_one_issued_after_the_notice() {
    let (mut told, issued) = (finding_by(before()), finding_by(announced()));
    let effects = redate(&mut told, "2027-01-29 11:00");
    assert_eq!(told.order, issued.order);
    assert_eq!(told.terms, issued.terms);
    let told_to =
        effects.iter().filter_map(|effect| effect.event.paper()).filter_map(|paper| match &*paper {
            NoticeEvent::Issued { notice } => Some((notice.instrument, notice.to.to_string())),
            _ => None,
        });
    assert_eq!(told_to.collect::<Vec<_>>(), [(Instrument::DatesMoved, "21".to_owned())]);
    assert!(redate(&mut told, "2027-01-29 12:00").is_empty(), "nothing more moves");
}

#[test]
fn what_waits_for_a_re_inspection_moves_and_what_is_closed_does_not() {
    let mut finding = finding_by(before());
    let by = Actor { bureau: "21".into(), name: "张三".to_owned() };
    let filed = FindingCommand::FileEvidence { note: "已整改".to_owned(), attachments: Vec::new() };
    finding
        .execute(&CommandEnvelope { by, command: filed }, at("2027-02-03 10:00"), at("2027-02-03 10:00"))
        .unwrap();
    let due = |finding: &Finding| match &finding.stage {
        FindingStage::Filed { reinspect, .. } => (reinspect.due, reinspect.next, reinspect.provisional),
        stage => panic!("{stage:?}"),
    };
    let span = finding.terms.rules.reinspect;
    redate(&mut finding, "2027-02-03 11:00");
    let right = finding.terms.matter.deadline(at("2027-02-03 10:00"), span);
    assert_eq!(due(&finding), (right.at, right.at, false));
}
