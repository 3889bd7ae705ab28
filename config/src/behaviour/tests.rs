//! The samples: everything a script may say, and every way to get one wrong.

use super::*;
use crate::{known_calendar, load_plan, sample_directory};
use duban_domain::{
    BureauCode, ObligationId, Span,
    behaviour::{After, BehaviourMoment, Conduct, Deed},
    finding::{FindingConduct, Grade},
    listing::ListingConduct,
};

fn load(path: &str) -> Result<Script, Refused> {
    let directory = sample_directory().unwrap();
    let plan =
        load_plan(Path::new("plans/qiannan-2024.yaml"), &directory, &known_calendar().unwrap()).unwrap();
    load_behaviour(Path::new(path), &plan.plan, &directory)
}

#[test]
fn a_script_may_say_everything_there_is_to_say() {
    let script = load("samples/behaviour.yaml").unwrap();
    let conduct = &script.bureaus[&BureauCode::from("522702")];
    let deed = &conduct.obligations[&ObligationId::from("interim-report")];
    assert_eq!(conduct.submit, Some(BehaviourMoment::AfterDue(Span::WorkingDays(1))));
    assert!(conduct.decline);
    let full = Deed { submit: Some(BehaviourMoment::Never), ..deed.clone() };
    assert!(full.returned.is_some() && full.extended.is_some() && full.waived.is_some());
    assert_eq!(
        script.default,
        Conduct { review: Some(After::Span(Span::WorkingDays(3))), ..Conduct::default() }
    );
}

#[test]
fn every_problem_of_a_script_is_told_at_once() {
    let refused = load("samples/behaviour-bad.yaml").unwrap_err();
    let told: Vec<_> =
        refused.problems.iter().map(|p| (p.line.unwrap_or_default(), p.path.as_str())).collect();
    let expected = [
        (3, "default.submit"),
        (4, "default.revue"),
        (6, "bureaus.522799"),
        (9, "bureaus.522701.acknowledge"),
        (11, "bureaus.522701.obligations.interim-raport"),
        (13, "bureaus.522701.obligations.receipt.returned.again_within"),
        (13, "bureaus.522701.obligations.receipt.returned.reason"),
        (17, "findings.conducts.prompt.triage"),
        (18, "findings.conducts.prompt.evidense"),
        (19, "findings.conducts.prompt.grade"),
        (20, "findings.conducts.prompt.rework"),
        (21, "findings.conducts.prompt.look_back"),
        (23, "findings.conducts.slow.evidence"),
        (24, "findings.conducts.slow.extend.by"),
        (24, "findings.conducts.slow.extend.granted"),
        (25, "findings.conducts.slow.hand_over.reason"),
        (25, "findings.conducts.slow.hand_over.to"),
        (26, "findings.conducts.slow.publish.kind"),
        (27, "findings.conducts.slow.correct.at"),
        (27, "findings.conducts.slow.correct.result"),
        (28, "findings.default[1]"),
        (30, "findings.bureaus.522799"),
        (31, "findings.bureaus.522702"),
        (32, "findings.bureaus.522722[1]"),
        (32, "findings.bureaus.522722[2]"),
        (34, "listings.publish"),
        (35, "listings.passes"),
        (36, "listings.extension.asked_before_end"),
        (36, "listings.extension.reason"),
        (37, "listings.delisting"),
    ];
    assert_eq!(told, expected, "{refused}");
    let sentences = refused.to_string();
    for hint in [
        "\"evidense\" is not a key here; did you mean \"evidence\"?",
        "no conduct is called \"promt\"; did you mean prompt?",
        "expected one of enforcement, police, but found \"polise\"; did you mean police?",
        "0wd is no time at all; write at least one day",
    ] {
        assert!(sentences.contains(hint), "{hint}");
    }
}

#[test]
fn what_a_script_says_of_findings_and_listings_holds_and_the_rest_is_as_usual() {
    let script = load("samples/behaviour.yaml").unwrap();
    let findings = &script.findings;
    let turn = |code: &str, index| findings.conduct(&BureauCode::from(code), index);
    assert_eq!(turn("522701", 1), FindingConduct::default());
    assert_eq!((turn("522701", 3), turn("522701", 5)), (FindingConduct::default(), turn("522702", 0)));
    let eventful = &findings.conducts["eventful"];
    let once = (&eventful.correct, &eventful.extend, &eventful.hand_over, &eventful.publish);
    assert!(matches!(once, (Some(_), Some(extend), Some(_), Some(_)) if !extend.granted));
    assert_eq!((eventful.grade, eventful.rework), (Some(Grade::Major), 1));
    assert_eq!(eventful.evidence, BehaviourMoment::AfterDue(Span::WorkingDays(2)));
    assert_eq!((eventful.look_back, eventful.acknowledge), (After::Never, After::Never));
    // Every key of the sample says something else than what holds without it.
    let usual = serde_json::to_value(FindingConduct::default()).unwrap();
    let said = serde_json::to_value(eventful).unwrap();
    assert_eq!(same(&said, &usual), Vec::<&String>::new());
    let usual = serde_json::to_value(ListingConduct::default()).unwrap();
    let said = serde_json::to_value(&script.listings).unwrap();
    assert_eq!(same(&said, &usual), Vec::<&String>::new());
}

/// The keys under which two objects hold the same.
fn same<'v>(one: &'v Value, other: &Value) -> Vec<&'v String> {
    let keys = one.as_object().unwrap().iter();
    keys.filter(|(key, value)| other.get(key.as_str()) == Some(*value)).map(|(key, _)| key).collect()
}

#[test]
fn a_script_that_says_nothing_of_findings_leaves_them_as_usual() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("script.yaml");
    std::fs::write(&path, "default: {}\n").unwrap();
    assert_eq!(load(path.to_str().unwrap()).unwrap(), Script::default());
}
