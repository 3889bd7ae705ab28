//! The demo's script against its plan and its findings: the whole campaign is rehearsed, and what people
//! do in it must fit what the rules allow.

use super::load_behaviour;
use crate::{known_calendar, load_findings, load_plan, sample_directory, samples};
use chrono::{NaiveDate, NaiveTime};
use duban_domain::{
    Actor, BureauCode, CommandEnvelope, EventEnvelope, Finding, Machine, PlanTime,
    event::DocketEvent,
    finding::{FindingOutcome, FindingStatus, FindingTerms},
    instrument::Instrument,
    office::Office,
    rehearsal::{Rehearsal, rehearse},
    tail::TAIL_REPORT,
    terms::parties,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    sync::{Arc, LazyLock},
};

/// What came of the demo, and its office.
static DEMO: LazyLock<(Rehearsal, Office)> = LazyLock::new(rehearsed);

/// The campaign with every finding of the sample registered on the afternoon of the day it was found,
/// until the campaign's close.
fn rehearsed() -> (Rehearsal, Office) {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let directory = sample_directory().unwrap();
    let plan = file("plan.yaml", samples::QIANNAN_PLAN);
    let loaded = load_plan(&plan, &directory, &known_calendar().unwrap()).unwrap();
    let script = file("behaviour.yaml", samples::QIANNAN_BEHAVIOUR);
    let script = load_behaviour(&script, &loaded.plan, &directory).unwrap();
    let sheet = file("findings.csv", samples::QIANNAN_FINDINGS);
    let sheet = load_findings(&sheet, &loaded.plan, &directory, &[], day("2024-12-31")).unwrap();
    assert_eq!((sheet.rows.len(), sheet.bad.as_slice()), (366, &[][..]));

    let terms = Arc::new(loaded.terms);
    let matter = FindingTerms {
        matter: terms.matter(),
        rules: terms.findings.clone().unwrap(),
        listing: terms.listing.unwrap(),
    };
    let matter = Arc::new(matter);
    let parties = parties(&directory, &terms.issuer).into_iter();
    let parties: BTreeMap<_, _> = parties.map(|party| (party.bureau.clone(), party)).collect();
    let afternoon = NaiveTime::from_hms_opt(16, 0, 0).unwrap();
    let findings = sheet.rows.into_iter().map(|row| {
        let registration = row.registration;
        let by = Actor { bureau: registration.county.clone(), name: "经办人".to_owned() };
        let at = terms.office.local(registration.found_on.and_time(afternoon));
        Finding::new(matter.clone(), parties[&registration.county].clone(), registration, by, at)
    });
    let until = terms.office.closing(day("2024-12-31"));
    let rehearsal = rehearse(&terms, &directory, &script, findings.collect(), until);
    (rehearsal, terms.office.clone())
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The close of the office on a day.
fn close_of(text: &str) -> PlanTime {
    DEMO.1.closing(day(text))
}

#[test]
fn nobody_tries_what_cannot_be() {
    assert_eq!(DEMO.0.refusals(), Vec::<String>::new());
}

#[test]
fn every_finding_comes_to_its_end_and_every_kind_of_conduct_shows() {
    let mut outcomes: BTreeMap<FindingOutcome, usize> = BTreeMap::new();
    for run in &DEMO.0.findings {
        let (id, view) = (&run.machine.registration().id, run.machine.view());
        assert_eq!(view.standing, FindingStatus::Closed, "{id}");
        assert!(run.machine.finished().is_some_and(|at| at <= close_of("2024-12-20")), "{id}");
        *outcomes.entry(view.outcome.unwrap()).or_default() += 1;
    }
    let of = |outcome| outcomes.get(&outcome).copied().unwrap_or_default();
    let counts =
        [FindingOutcome::Rectified, FindingOutcome::CorrectedOnTheSpot, FindingOutcome::HandedOver].map(of);
    assert!(counts.iter().all(|count| *count > 0), "{outcomes:?}");
    let marks: Vec<_> = DEMO.0.findings.iter().map(|run| run.machine.view().marks).collect();
    assert!(marks.iter().any(|marks| marks.interviewed) && marks.iter().any(|marks| marks.exposed));
    assert!(marks.iter().all(|marks| !marks.listed), "no finding of the demo is listed");
    let issued: BTreeSet<Instrument> = DEMO.0.notices().iter().map(|notice| notice.instrument).collect();
    for instrument in [
        Instrument::RectificationNotice,
        Instrument::ReminderLetter,
        Instrument::Decision,
        Instrument::HandOver,
        Instrument::GovernmentReport,
    ] {
        assert!(issued.contains(&instrument), "{instrument:?}");
    }
}

#[test]
fn the_tail_runs_where_findings_stayed_open_and_ends() {
    let is_tail =
        |effect: &&EventEnvelope| effect.obligation.as_ref().is_some_and(|id| id.as_str() == TAIL_REPORT);
    let mut with_tail = Vec::new();
    for run in &DEMO.0.dockets {
        let reports: Vec<_> = run.effects.iter().filter(is_tail).collect();
        if reports.iter().any(|effect| matches!(effect.event, DocketEvent::Opened { .. })) {
            with_tail.push(run.machine.party().bureau.as_str());
            assert!(reports.iter().any(|effect| matches!(effect.event, DocketEvent::Submitted { .. })));
            assert!(matches!(reports.last().unwrap().event, DocketEvent::FindingsCounted { open: 0 }));
            assert!(run.machine.finished().is_some_and(|at| at < close_of("2024-12-31")));
        }
    }
    assert_eq!(with_tail, ["522723", "522730"]);
}

#[test]
fn one_listing_is_lifted_and_the_other_is_not() {
    let listings: Vec<_> = DEMO.0.listings.iter().map(|run| run.machine.view().delisted).collect();
    let lifted_by = |day| listings.iter().flatten().filter(|at| **at <= close_of(day)).count();
    assert_eq!((listings.len(), lifted_by("2024-11-30"), lifted_by("2024-12-31")), (2, 1, 1));
    let listed = BureauCode::from("522732");
    assert!(DEMO.0.listings.iter().all(|run| run.machine.opening().party.bureau == listed));
    assert_eq!(DEMO.0.listings[0].machine.failed_verifications(), 1);
}

/// The demo runs two days a second: what people do must not meet what happens by itself.
#[test]
fn people_act_at_least_an_hour_from_what_happens_by_itself() {
    fn nearest<W, C>(effects: &[EventEnvelope<W>], acts: &[(PlanTime, CommandEnvelope<C>)]) -> Option<i64> {
        let acted: BTreeSet<PlanTime> = acts.iter().map(|(at, _)| *at).collect();
        let ticks = effects.iter().map(|effect| effect.at).filter(|at| !acted.contains(at));
        ticks.flat_map(|tick| acted.iter().map(move |act| act.since(tick).num_minutes().abs())).min()
    }
    for run in &DEMO.0.findings {
        assert!(nearest(&run.effects, &run.acts).is_none_or(|minutes| minutes >= 60));
    }
    for run in &DEMO.0.listings {
        assert!(nearest(&run.effects, &run.acts).is_none_or(|minutes| minutes >= 60));
    }
}
