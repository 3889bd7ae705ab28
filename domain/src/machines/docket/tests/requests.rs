//! Requests for an extension or a waiver: asked, reminded of, passed up, decided, settled by what happens.

use super::*;
use crate::{
    machines::docket::{Relief, ReliefEnd, granting},
    wording::refusal::tests::reads_as_chinese,
};

fn lived(docket: &mut Docket, acts: &[(CommandEnvelope, &str)]) -> Vec<EventEnvelope> {
    acts.iter().flat_map(|(act, when)| docket.apply(act, at(when)).unwrap()).collect()
}

fn asked(docket: &Docket) -> Option<crate::machines::docket::OpenRequest> {
    docket.view(&"report".into()).unwrap().request
}

/// What was told about requests, with whom it went to.
fn told(effects: &[EventEnvelope]) -> Vec<String> {
    let line = |n: &Notice| {
        let when = n.at.in_zone(chrono_tz::Asia::Shanghai).format("%m-%d %H:%M");
        format!("{}>{} {when}", n.instrument, n.to)
    };
    let about = |n: &&Notice| n.facts.request.is_some();
    notices(effects).into_iter().filter(about).map(line).collect()
}

fn ends(effects: &[EventEnvelope]) -> Vec<ReliefEnd> {
    let end = |one: &EventEnvelope| match one.event {
        DocketEvent::ReliefSettled { how, .. } => Some(how),
        _ => None,
    };
    effects.iter().filter_map(end).collect()
}

#[test]
fn a_request_waits_with_its_supervisor_and_stops_nothing() {
    let mut docket = docket();
    let effects = docket.apply(&ask_extension("report", "2024-09-20"), at("2024-08-30 10:00")).unwrap();
    // Two working days: Saturday and Sunday lie between.
    assert_eq!(told(&effects), ["relief-request>20 08-30 10:00"]);
    let open = asked(&docket).unwrap();
    assert_eq!((open.of.as_str(), open.by_when), ("20", at("2024-09-03 17:30")));
    assert_eq!(open.relief, Relief::Extension { to: day("2024-09-20") });
    // It falls due and its ladder begins all the same.
    let later = docket.wake(at("2024-09-04 12:00"));
    assert!(issued(&later).contains(&"reminder-letter@09-04 09:00".to_owned()));
}

#[test]
fn who_does_not_answer_is_reminded_then_the_next_one_up_and_at_the_top_it_lapses() {
    let mut docket = docket();
    let mut effects = docket.apply(&ask_waiver("report"), at("2024-08-30 10:00")).unwrap();
    effects.extend(docket.wake(at("2024-09-12 12:00")));
    assert_eq!(
        told(&effects),
        [
            "relief-request>20 08-30 10:00",
            "relief-reminder>20 09-03 17:30",
            "relief-request>10 09-05 17:30",
            "relief-reminder>10 09-09 17:30",
            "relief-refused>21 09-11 17:30",
        ]
    );
    assert_eq!(ends(&effects), [ReliefEnd::Lapsed]);
    assert_eq!(asked(&docket), None);
    // It may be asked again.
    docket.apply(&ask_waiver("report"), at("2024-09-12 13:00")).unwrap();
    assert_eq!(asked(&docket).unwrap().number, 2);
}

#[test]
fn it_is_granted_as_asked_or_with_another_day_and_by_anybody_above() {
    let mut docket = docket();
    docket.apply(&ask_extension("report", "2024-09-20"), at("2024-08-30 10:00")).unwrap();
    let open = asked(&docket).unwrap();
    let granted = granting("report".into(), &open, None, None);
    assert!(matches!(&granted, Command::Extend { to, .. } if *to == day("2024-09-20")));
    let other = granting("report".into(), &open, Some(day("2024-09-12")), Some("理由".to_owned()));
    let effects = docket.apply(&act("10", other), at("2024-08-30 15:00")).unwrap();
    assert_eq!(ends(&effects), [ReliefEnd::Granted]);
    let duty = docket.view(&"report".into()).unwrap();
    assert_eq!((duty.due, duty.request), (at("2024-09-12 17:30"), None));
    assert!(issued(&effects).contains(&"extended@08-30 15:00".to_owned()));

    docket.apply(&ask_waiver("report"), at("2024-09-02 10:00")).unwrap();
    let waived = granting("report".into(), &asked(&docket).unwrap(), None, None);
    let effects = docket.apply(&act("20", waived), at("2024-09-02 11:00")).unwrap();
    assert_eq!(ends(&effects), [ReliefEnd::Granted]);
}

#[test]
fn what_is_refused_says_why_and_may_be_asked_again() {
    let mut docket = docket();
    docket.apply(&ask_extension("report", "2024-09-20"), at("2024-08-30 10:00")).unwrap();
    let refuse =
        || Command::Refuse { obligation: "report".into(), reason: "抽检结果不影响总结".to_owned() };
    // Its own bureau does not decide.
    assert!(docket.apply(&act("21", refuse()), at("2024-08-30 11:00")).is_err());
    let effects = docket.apply(&act("20", refuse()), at("2024-08-30 11:00")).unwrap();
    assert_eq!(told(&effects), ["relief-refused>21 08-30 11:00"]);
    let notice = notices(&effects)[0].clone();
    assert_eq!(notice.facts.reason.as_deref(), Some("抽检结果不影响总结"));
    docket.apply(&ask_waiver("report"), at("2024-08-30 12:00")).unwrap();
    let twice = docket.apply(&ask_extension("report", "2024-09-20"), at("2024-08-30 13:00")).unwrap_err();
    reads_as_chinese(&twice, &["report"]);
    assert!(twice.to_string().contains("waits for a decision since 2024-08-30 12:00"), "{twice}");
}

#[test]
fn a_request_is_settled_by_what_makes_it_pointless() {
    let waive = Command::Waive { obligation: "report".into(), reason: "理由".to_owned() };
    let withdraw = Command::WithdrawRequest { obligation: "report".into() };
    for (settles, how) in [
        (submit("report"), ReliefEnd::Submitted),
        (act("20", waive), ReliefEnd::Otherwise),
        (act("21", withdraw), ReliefEnd::Withdrawn),
    ] {
        let mut docket = docket();
        let asks =
            [(ask_extension("report", "2024-09-20"), "2024-08-30 10:00"), (settles, "2024-08-30 11:00")];
        let effects = lived(&mut docket, &asks);
        assert_eq!((ends(&effects), asked(&docket)), (vec![how], None));
    }
    // The campaign closes, and is called off.
    let mut docket = docket();
    docket.apply(&ask_waiver("report"), at("2024-12-19 16:00")).unwrap();
    assert_eq!(ends(&docket.wake(at("2024-12-21 00:00"))).len(), 1);
    assert!(docket.finished().is_some());
    let mut called_off = super::docket();
    called_off.apply(&ask_waiver("report"), at("2024-08-30 10:00")).unwrap();
    assert_eq!(ends(&called_off.cancel(at("2024-08-30 11:00"))), [ReliefEnd::Over]);
}

#[test]
fn only_a_day_that_could_be_granted_can_be_asked_for() {
    let mut docket = docket();
    for (to, why) in [
        ("2024-09-03", "not after the present one"),
        ("2024-08-01", "it has passed"),
        ("2025-06-01", "the campaign closes"),
    ] {
        let refused = docket.apply(&ask_extension("report", to), at("2024-08-30 10:00")).unwrap_err();
        assert!(refused.to_string().contains(why), "{refused}");
    }
}
