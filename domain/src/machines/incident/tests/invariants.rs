//! What holds for every incident whatever happens.

use super::*;
use crate::machines::{machine::DomainEvent, record::Step};
use chrono::Duration;
use proptest::prelude::*;

/// One moment of a story: time passes, with or without the machines, or a command is tried that was
/// received some minutes ago.
#[derive(Clone, Debug)]
pub(super) enum IncidentMoment {
    Pass(i64),
    Sleep(i64),
    Try(CommandEnvelope<IncidentCommand>, i64),
    Cancel,
}

fn command() -> impl Strategy<Value = CommandEnvelope<IncidentCommand>> {
    let bureau = prop_oneof![Just("21"), Just("25"), Just("20"), Just("10"), Just("99")];
    let text = prop_oneof![1 => Just(String::new()), 4 => Just("新情况".to_owned())];
    (bureau, prop::option::of(text)).prop_map(|(bureau, text)| match (bureau, text) {
        ("21", Some(text)) => by("21", IncidentCommand::Update { text }),
        (bureau, instruction) => by(bureau, IncidentCommand::Acknowledge { instruction }),
    })
}

pub(super) fn story() -> impl Strategy<Value = (IncidentOpening, Vec<IncidentMoment>)> {
    let moment = prop_oneof![
        6 => (1..100_i64).prop_map(IncidentMoment::Pass),
        2 => (1..600_i64).prop_map(IncidentMoment::Sleep),
        6 => (command(), 0..90_i64).prop_map(|(act, ago)| IncidentMoment::Try(act, ago)),
        1 => Just(IncidentMoment::Cancel),
    ];
    let rules = (0..45_u32, 0..8_u32);
    let opening = (rules, 0..4_usize).prop_map(|((acknowledge_minutes, reminders), superiors)| {
        let mut party = county();
        party.superiors.truncate(superiors);
        IncidentOpening { rules: IncidentRules { acknowledge_minutes, reminders }, party, ..opening() }
    });
    (opening, prop::collection::vec(moment, 1..30))
}

/// Plays a story and hands every incident with what just happened in it to `look`; the steps at the end.
pub(super) fn play(
    (opening, moments): &(IncidentOpening, Vec<IncidentMoment>),
    mut look: impl FnMut(&Incident, &IncidentEvents, PlanTime),
) -> (Incident, IncidentEvents, Vec<Step<IncidentCommand>>) {
    let mut incident = Incident::new(opening.clone());
    let (mut now, mut all, mut steps) = (opening.at, Vec::new(), Vec::new());
    for moment in moments {
        let before = incident.clone();
        let told = match moment {
            IncidentMoment::Pass(minutes) => {
                now = now.plus(Duration::minutes(*minutes));
                let mut told = Vec::new();
                while let Some(now) = incident.next_wake().filter(|at| *at <= now) {
                    told.extend(incident.advance_to(now));
                    steps.push(Step::Wake { now });
                    assert!(incident.next_wake() != Some(now), "it does not come to rest");
                }
                told
            }
            IncidentMoment::Sleep(minutes) => {
                now = now.plus(Duration::minutes(*minutes));
                steps.push(Step::Wake { now });
                incident.advance_to(now)
            }
            IncidentMoment::Try(act, ago) => {
                let at = now.plus(-Duration::minutes(*ago));
                let told = incident.execute(act, at, now);
                if told.is_err() {
                    assert_eq!(incident, before, "a refused command changed the incident");
                    continue;
                }
                steps.push(Step::Act { act: act.clone(), at, now });
                told.unwrap()
            }
            IncidentMoment::Cancel => {
                steps.push(Step::Cancel { now });
                incident.cancel(now)
            }
        };
        look(&incident, &told, now);
        all.extend(told);
    }
    (incident, all, steps)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn waking_twice_at_one_instant_changes_nothing(story in story()) {
        play(&story, |incident, _, now| {
            let mut woken = incident.clone();
            woken.advance_to(now);
            let mut again = woken.clone();
            assert!(again.advance_to(now).is_empty());
            assert_eq!(again, woken);
            assert!(woken.next_wake().is_none_or(|next| next > now));
        });
    }

    #[test]
    fn an_incident_and_what_happens_in_it_serialise_to_themselves(story in story()) {
        play(&story, |incident, told, _| {
            let text = serde_json::to_string(incident).unwrap();
            assert_eq!(&serde_json::from_str::<Incident>(&text).unwrap(), incident);
            let text = serde_json::to_string(told).unwrap();
            assert_eq!(&serde_json::from_str::<IncidentEvents>(&text).unwrap(), told);
        });
    }

    #[test]
    fn the_steps_done_again_make_the_same_incident(story in story()) {
        let (incident, told, steps) = play(&story, |_, _, _| ());
        let mut again = Incident::new(story.0.clone());
        let redone: IncidentEvents = steps.iter().flat_map(|step| again.replay(step)).collect();
        prop_assert_eq!(again, incident);
        prop_assert_eq!(redone, told);
    }

    #[test]
    fn no_level_lapses_more_often_than_it_is_reminded_or_after_it_acknowledged(story in story()) {
        let (_, told, _) = play(&story, |_, _, _| ());
        let mut lapses = std::collections::BTreeMap::<_, u32>::new();
        let mut acknowledged = std::collections::BTreeSet::new();
        for effect in &told {
            match &effect.event {
                IncidentEvent::LevelLapsed { level, .. } => {
                    prop_assert!(!acknowledged.contains(level));
                    *lapses.entry(level.clone()).or_default() += 1;
                }
                IncidentEvent::LevelAcknowledged { level, .. } => {
                    prop_assert!(acknowledged.insert(level.clone()), "{:?} twice", level);
                }
                _ => {}
            }
        }
        prop_assert!(lapses.values().all(|count| *count <= story.0.rules.reminders));
    }

    #[test]
    fn every_incident_ends_and_then_is_silent(story in story()) {
        let mut ended = false;
        let (mut incident, ..) = play(&story, |_, told, _| {
            assert!(!ended || told.is_empty(), "{told:?}");
            ended |= told.iter().any(|effect| effect.event.is_end());
        });
        assert_eq!(ended, incident.finished().is_some());
        run(&mut incident, at("2024-12-31 00:00"));
        assert!(incident.finished().is_some());
        assert_eq!(incident.next_wake(), None);
        assert_ne!(incident.view().standing, IncidentStatus::Open);
    }

    #[test]
    fn everything_urgent_leaves_at_the_instant_it_bears(story in story()) {
        let mut last = 0;
        play(&story, |_, told, _| {
            for notice in notices(told) {
                last += 1;
                assert_eq!(notice.ordinal, last);
                assert!(notice.instrument.is_urgent());
                assert_eq!(notice.send_from, notice.at);
            }
        });
    }
}
