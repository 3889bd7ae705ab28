//! What holds for every docket whatever happens (DESIGN §3).

use super::*;
use chrono::Duration;
use proptest::prelude::*;

/// One step of a story: wait some hours, or try a command.
#[derive(Clone, Debug)]
pub(super) enum StoryStep {
    Wait(i64),
    Late(i64),
    Try(CommandEnvelope),
}

fn command() -> impl Strategy<Value = CommandEnvelope> {
    let id = prop_oneof![Just("list"), Just("report"), Just("nothing")];
    let by = prop_oneof![Just("10"), Just("20"), Just("21"), Just("22")];
    let days = 0..160_i64;
    let reason = prop_oneof![Just(String::new()), Just("理由".to_owned())];
    (0..16, id, by, days, reason, 0..12_u32).prop_map(|(kind, id, by, days, reason, number)| {
        let obligation = || id.into();
        let date = day("2024-08-01") + Duration::days(days);
        let command = match kind {
            0 => Command::Submit {
                obligation: obligation(),
                attachments: vec!["附件".to_owned()],
                files: Vec::new(),
                sealed: false,
            },
            1 => Command::Accept { obligation: obligation(), version: None },
            2 => Command::Return { obligation: obligation(), reason, due: date },
            3 => Command::Extend { obligation: obligation(), to: date, reason },
            4 => Command::Waive { obligation: obligation(), reason },
            5 => Command::Approve { approval: number },
            6 => Command::Decline { approval: number, reason },
            7 => super::circulars::circulate(by).command,
            8 => replace(id, "附件").command,
            9 => supplement(id).command,
            11 => Command::AskExtension { obligation: obligation(), to: date, reason, files: Vec::new() },
            12 => ask_waiver(id).command,
            13 => Command::WithdrawRequest { obligation: obligation() },
            14 => Command::Refuse { obligation: obligation(), reason },
            10 => Command::TakeBack { obligation: obligation(), reason },
            _ => Command::Acknowledge { notice: number, reply: None },
        };
        act(by, command)
    })
}

pub(super) fn story() -> impl Strategy<Value = Vec<StoryStep>> {
    let step = prop_oneof![
        3 => (1..400_i64).prop_map(StoryStep::Wait),
        1 => (1..900_i64).prop_map(StoryStep::Late),
        4 => command().prop_map(StoryStep::Try),
    ];
    prop::collection::vec(step, 1..40)
}

/// Plays a story and hands every intermediate docket with its effects to `look`.
pub(super) fn play(story: &[StoryStep], mut look: impl FnMut(&Docket, &Docket, &[EventEnvelope], PlanTime)) {
    let mut docket = docket();
    let mut now = docket.terms().opens;
    for step in story {
        let before = docket.clone();
        let effects = match step {
            StoryStep::Wait(hours) => {
                now = now.plus(Duration::hours(*hours));
                let mut all = Vec::new();
                while let Some(at) = docket.next_wake().filter(|at| *at <= now) {
                    all.extend(docket.wake(at));
                }
                all
            }
            StoryStep::Late(hours) => {
                now = now.plus(Duration::hours(*hours));
                docket.advance_to(now)
            }
            StoryStep::Try(act) => match docket.apply(act, now) {
                Ok(effects) => effects,
                Err(_) => {
                    assert_eq!(docket, before, "a refused command changed the docket");
                    continue;
                }
            },
        };
        look(&before, &docket, &effects, now);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn waking_twice_at_one_instant_changes_nothing(story in story()) {
        play(&story, |_, docket, _, now| {
            let mut woken = docket.clone();
            woken.advance_to(now);
            let mut again = woken.clone();
            assert!(again.advance_to(now).is_empty());
            assert_eq!(again, woken);
        });
    }

    #[test]
    fn a_docket_serialises_to_itself(story in story()) {
        play(&story, |_, docket, effects, _| {
            let text = serde_json::to_string(docket).unwrap();
            assert_eq!(&serde_json::from_str::<Docket>(&text).unwrap(), docket);
            let text = serde_json::to_string(effects).unwrap();
            assert_eq!(serde_json::from_str::<Vec<EventEnvelope>>(&text).unwrap(), effects);
        });
    }

    #[test]
    fn no_rung_fires_before_its_time_or_twice(story in story()) {
        let mut fired = std::collections::BTreeSet::new();
        play(&story, |before, docket, effects, now| {
            for effect in effects {
                if let DocketEvent::Withdrawn { .. } = effect.event {
                    fired.clear(); // what was taken back may come again after an extension
                }
                let Some(notice) = effect.notice().filter(|n| n.instrument.may_stand_on_a_ladder()) else { continue };
                let id = notice.obligation.clone().unwrap();
                let old = before.view(&id).unwrap();
                let duty = &docket.duties()[docket.duty_index(&id).unwrap()];
                let rung = usize::from(notice.step) - 1;
                assert!(duty.rungs[rung].0 <= now, "rung {rung} of {id} fired before its time");
                assert!(fired.insert((id, old.round, rung)), "rung {rung} fired twice");
            }
        });
    }

    #[test]
    fn extending_never_makes_anything_due_earlier(story in story()) {
        play(&story, |before, _, effects, _| {
            for effect in effects {
                if let DocketEvent::Extended { old_due, due, .. } = &effect.event {
                    let id = effect.obligation.as_ref().unwrap();
                    assert!(due > old_due);
                    assert_eq!(before.view(id).unwrap().due, *old_due);
                }
            }
        });
    }

    #[test]
    fn notices_are_numbered_without_gaps_and_settled_duties_are_left_alone(story in story()) {
        let mut last = 0;
        play(&story, |before, _, effects, _| {
            for effect in effects {
                let Some(notice) = effect.notice() else { continue };
                last += 1;
                assert_eq!(notice.ordinal, last);
                assert!(notice.send_from >= notice.at);
                let settled = notice.obligation.as_ref().is_some_and(|id| {
                    let view = before.view(id).unwrap();
                    matches!(view.state, ObligationStatus::Accepted | ObligationStatus::Waived | ObligationStatus::Unfulfilled)
                });
                let urges = matches!(notice.instrument, Instrument::Reminder) || (notice.instrument.may_stand_on_a_ladder() && !matches!(effect.event, DocketEvent::Withdrawn { .. }));
                assert!(!(settled && urges), "{notice:?}");
            }
        });
    }

    #[test]
    fn at_most_one_request_waits_about_an_obligation_and_only_while_it_is_owed(story in story()) {
        play(&story, |_, docket, _, _| {
            let open: Vec<_> = docket.requests.all().iter().filter(|ask| ask.is_open()).collect();
            for duty in docket.views() {
                assert!(duty.request.is_none() || duty.state.is_owed(), "{duty:?}");
            }
            let duties: std::collections::BTreeSet<_> = open.iter().map(|ask| ask.subject.duty).collect();
            assert_eq!(duties.len(), open.len());
        });
    }

    #[test]
    fn every_docket_ends(story in story()) {
        let mut end = None;
        play(&story, |_, docket, _, _| end = Some(docket.clone()));
        if let Some(mut docket) = end {
            docket.wake(at("2025-01-01 00:00"));
            assert!(docket.finished().is_some());
            assert_eq!(docket.next_wake(), None);
        }
    }

    #[test]
    fn waking_at_each_instant_equals_waking_once_for_all(hours in 1..4000_i64) {
        let until = docket().terms().opens.plus(Duration::hours(hours));
        let mut step_by_step = docket();
        let mut small = Vec::new();
        while let Some(at) = step_by_step.next_wake().filter(|at| *at <= until) {
            small.extend(step_by_step.wake(at));
        }
        prop_assert_eq!(docket().wake(until), small);
    }
}
