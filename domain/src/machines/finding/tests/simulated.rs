//! Findings that people deal with as a conduct says, each branch to its end.

use super::*;
use crate::foresight::simulation::{Run, simulate_matter};

/// A finding dealt with as `conduct` says, until the end of 2025.
fn run(registration: Registration, conduct: &FindingConduct) -> Run<Finding> {
    run_until(registration, conduct, "2025-12-31 00:00")
}

fn run_until(registration: Registration, conduct: &FindingConduct, until: &str) -> Run<Finding> {
    let react = |finding: &Finding, effect: &EventEnvelope<FindingEvent>| conduct.react(finding, effect);
    let run = simulate_matter(finding_of(registration), at(until), react);
    let office = &terms().matter.office;
    for (when, act) in &run.acts {
        assert_eq!(office.send_from(*when), *when, "{act:?} happens in office hours");
    }
    run
}

fn conduct(json: &str) -> FindingConduct {
    serde_json::from_str(json).unwrap()
}

fn check(grade: Grade) -> Registration {
    registration(Source::Check, grade)
}

fn outcome(run: &Run<Finding>) -> Option<FindingOutcome> {
    assert_eq!(run.refused, [], "nobody tries what cannot be");
    run.machine.finished().and_then(|_| run.machine.view().outcome)
}

fn happened(run: &Run<Finding>, what: &str) -> usize {
    told(&run.effects).iter().filter(|line| line.starts_with(what)).count()
}

#[test]
fn by_default_it_is_put_right_in_time() {
    let run = run(check(Grade::Serious), &FindingConduct::default());
    assert_eq!(outcome(&run), Some(FindingOutcome::Rectified));
    let view = run.machine.view();
    assert_eq!((view.round, view.on_time), (1, Some(true)));
    assert_eq!(happened(&run, "looked-back"), 1);
    assert_eq!(happened(&run, "acknowledged"), 1);
    assert_eq!(happened(&run, "fell-due"), 0);
}

#[test]
fn a_run_comes_out_the_same_every_time() {
    let all = conduct(r#"{"evidence": "due + 30wd", "rework": 2, "look_back_fails": true}"#);
    let (one, other) = (run(check(Grade::Major), &all), run(check(Grade::Major), &all));
    assert_eq!((one.effects, one.acts), (other.effects, other.acts));
}

#[test]
fn a_risk_signal_is_triaged_or_dismissed() {
    let signal = || registration(Source::Complaint, Grade::Ordinary);
    let triaged = run(signal(), &conduct(r#"{"triage": "4wd", "grade": "major"}"#));
    assert_eq!(outcome(&triaged), Some(FindingOutcome::Rectified));
    assert_eq!(triaged.machine.view().grade, Grade::Major);
    assert_eq!(happened(&triaged, "task-lapsed"), 1, "triage came late");
    let dismissed = run(signal(), &conduct(r#"{"dismiss": "经核实不存在问题"}"#));
    assert_eq!(outcome(&dismissed), Some(FindingOutcome::Dismissed));
    let never = run_until(signal(), &conduct(r#"{"triage": "never"}"#), "2024-12-31 00:00");
    assert_eq!(never.machine.view().standing, FindingStatus::Registered);
    assert!(happened(&never, "task-lapsed") > 10);
}

#[test]
fn it_is_put_right_on_the_spot() {
    let corrected = Some("当场下架".to_owned());
    let at_once = run(Registration { corrected, ..check(Grade::Ordinary) }, &FindingConduct::default());
    assert_eq!(outcome(&at_once), Some(FindingOutcome::CorrectedOnTheSpot));
    let correct = r#"{"correct": {"at": "open + 1wd", "result": "当场整改到位"}}"#;
    let after_the_order = run_until(check(Grade::Ordinary), &conduct(correct), "2024-10-31 00:00");
    assert_eq!(outcome(&after_the_order), Some(FindingOutcome::CorrectedOnTheSpot));
    assert!(after_the_order.machine.view().ordered.is_some());
}

#[test]
fn reinspections_and_the_first_look_back_fail_as_the_conduct_says() {
    let all = conduct(r#"{"rework": 2, "look_back_fails": true, "reinspect": "6wd"}"#);
    let run = run(check(Grade::Major), &all);
    assert_eq!(outcome(&run), Some(FindingOutcome::Rectified));
    assert_eq!(run.machine.view().round, 4, "two reworks and one reopening");
    assert_eq!((happened(&run, "reopened"), happened(&run, "looked-back")), (1, 2));
    assert_eq!(happened(&run, "rectification-notice"), 4);
    assert_eq!(happened(&run, "task-lapsed"), 4, "every re-inspection came late");
}

#[test]
fn an_extension_is_granted_declined_or_never_decided() {
    let extend = |decided: &str, granted: bool| {
        conduct(&format!(
            r#"{{"evidence": "due + 1wd", "extend": {{"asked": "due - 3wd", "by": "10wd",
                "decided": "{decided}", "granted": {granted}, "reason": "设备到货延迟"}}}}"#
        ))
    };
    let due = |run: &Run<Finding>| run.machine.view().due;
    let granted = run(check(Grade::Ordinary), &extend("1wd", true));
    assert_eq!(outcome(&granted), Some(FindingOutcome::Rectified));
    assert_eq!((happened(&granted, "extended"), happened(&granted, "fell-due")), (1, 1));
    let declined = run(check(Grade::Ordinary), &extend("1wd", false));
    assert_eq!(outcome(&declined), Some(FindingOutcome::Rectified));
    assert!(due(&declined) < due(&granted));
    let undecided = run(check(Grade::Ordinary), &extend("never", true));
    assert_eq!(outcome(&undecided), Some(FindingOutcome::Rectified));
    assert_eq!((happened(&undecided, "approval-lapsed"), undecided.machine.view().on_time), (1, Some(false)));
}

#[test]
fn it_is_handed_over_by_decision_or_by_its_ladder() {
    let decided =
        r#"{"hand_over": {"at": "open + 2wd", "to": "police", "reason": "涉嫌犯罪"}, "evidence": "never"}"#;
    let decided = run(check(Grade::Major), &conduct(decided));
    assert_eq!(outcome(&decided), Some(FindingOutcome::HandedOver));
    let climbed = run(check(Grade::Major), &conduct(r#"{"evidence": "never", "receipt": "12wd"}"#));
    assert_eq!(outcome(&climbed), Some(FindingOutcome::HandedOver));
    let marks = climbed.machine.view().marks;
    assert!(marks.interviewed && marks.listed && marks.handed_over);
    assert_eq!(happened(&climbed, "task-lapsed"), 1, "the receipt came late");
    assert_eq!(happened(&climbed, "listing-proposed"), 1);
}

#[test]
fn a_publication_is_approved_or_declined() {
    let publish = |decline: bool| {
        conduct(&format!(
            r#"{{"publish": {{"after": "1wd", "kind": "expose", "text": "典型案例"}}, "decline": {decline}}}"#
        ))
    };
    let approved = run(check(Grade::Ordinary), &publish(false));
    assert_eq!(outcome(&approved), Some(FindingOutcome::Rectified));
    assert!(approved.machine.view().marks.exposed);
    let declined = run(check(Grade::Ordinary), &publish(true));
    assert_eq!(outcome(&declined), Some(FindingOutcome::Rectified));
    assert_eq!((happened(&declined, "declined"), declined.machine.view().marks.exposed), (1, false));
}

#[test]
fn nobody_does_anything() {
    let idle = r#"{"evidence": "never", "approve": "never", "acknowledge": "never"}"#;
    let run = run(check(Grade::Serious), &conduct(idle));
    assert_eq!((outcome(&run), run.acts.len()), (None, 0));
    assert_eq!(run.machine.view().standing, FindingStatus::Ordered);
    assert_eq!(happened(&run, "approval-lapsed"), 2);
}

#[test]
fn a_finding_about_a_bureau_is_dealt_with_by_those_concerned() {
    let subject = Subject::Bureau { code: "21".into() };
    let all = conduct(r#"{"evidence": "due + 7wd", "rework": 1}"#);
    let run = run(Registration { subject, ..check(Grade::Major) }, &all);
    assert_eq!(outcome(&run), Some(FindingOutcome::Rectified));
    let bureau_of = |wanted: fn(&FindingCommand) -> bool| {
        run.acts.iter().find(|(_, act)| wanted(&act.command)).unwrap().1.by.bureau.to_string()
    };
    assert_eq!(bureau_of(|command| matches!(command, FindingCommand::FileEvidence { .. })), "21");
    assert_eq!(bureau_of(|command| matches!(command, FindingCommand::Reinspect { .. })), "20");
}

#[test]
fn a_simulation_stops_where_it_is_told_to() {
    let run = run_until(check(Grade::Serious), &FindingConduct::default(), "2024-10-14 00:00");
    assert!(run.effects.iter().all(|effect| effect.at <= at("2024-10-14 00:00")));
    assert_eq!(run.machine.view().standing, FindingStatus::Filed);
    let nothing = run_until(check(Grade::Serious), &FindingConduct::default(), "2024-09-25 09:59");
    assert_eq!((nothing.effects.len(), nothing.acts.len()), (0, 0));
}

#[test]
fn a_refused_act_is_told_and_the_machines_own_wake_comes_first() {
    // At the instant of the order's registration somebody files twice.
    let react = |_: &Finding, effect: &EventEnvelope<FindingEvent>| match effect.event {
        FindingEvent::Registered { .. } => vec![(effect.at, file()), (effect.at, file())],
        _ => Vec::new(),
    };
    let run = simulate_matter(finding(), at(REGISTERED), react);
    assert_eq!((run.acts.len(), run.refused.len()), (1, 1));
    assert!(matches!(run.refused[0].2, Refusal::NotNow(..)));
}

#[test]
fn a_conduct_says_only_what_it_knows() {
    assert_eq!(conduct("{}"), FindingConduct::default());
    let text = serde_json::to_string(&FindingConduct::default()).unwrap();
    assert_eq!(conduct(&text), FindingConduct::default());
    for bad in [r#"{"evidense": "never"}"#, r#"{"evidence": "soon"}"#, r#"{"extend": {"asked": "never"}}"#] {
        assert!(serde_json::from_str::<FindingConduct>(bad).is_err(), "{bad}");
    }
}
