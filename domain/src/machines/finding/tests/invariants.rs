//! What holds for every finding whatever happens (DESIGN §3).

use super::*;
use crate::{ids::ListingId, machines::record::Step};
use chrono::Duration;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// One step of a story.
#[derive(Clone, Debug)]
pub(super) enum Scene {
    /// So many hours pass, and it is woken whenever it asks.
    Wait(i64),
    /// So many hours pass in which the machines are down.
    Outage(i64),
    /// Somebody tries a command, received so many hours before it is processed.
    Try(CommandEnvelope<FindingCommand>, i64),
    /// The right bureau does what suits the moment, received so many hours before it is processed.
    Suit(u8, bool, i64),
}

/// What suits the moment: a decision where one is open, else something of the present standing.
fn suitable(finding: &Finding, choice: u8, yes: bool) -> CommandEnvelope<FindingCommand> {
    use FindingCommand as C;
    let text = || "理由".to_owned();
    let open = finding.papers().asks().iter().enumerate();
    let mut open = open.filter(|(_, ask)| ask.state.settled().is_none());
    if let Some((index, ask)) = open.next().filter(|_| choice < 5) {
        let approval = u32::try_from(index).unwrap() + 1;
        let command = if yes { C::Approve { approval } } else { C::Decline { approval, reason: text() } };
        return act(ask.asked.as_str(), command);
    }
    let (handler, debtor) = (finding.handler().as_str(), finding.debtor().as_str());
    let view = finding.view();
    match (view.standing, choice) {
        (FindingStatus::Registered, _) => act(handler, C::Triage { grade: Grade::Serious }),
        (FindingStatus::Ordered, 0..=5) => {
            let due = terms().matter.office.date(view.due.unwrap());
            let days = Duration::days(i64::from(choice) * 7 + 1);
            act(debtor, C::AskExtension { to: due + days, reason: text() })
        }
        (FindingStatus::Ordered, _) => act(debtor, file().command),
        (FindingStatus::Filed, _) => act(handler, reinspect(yes).command),
        (FindingStatus::HandedOver, 0..=5) => act(debtor, file().command),
        (FindingStatus::HandedOver, _) => act(handler, C::ConfirmReceipt { reference: text() }),
        (FindingStatus::Closed, 0..=2) => act(handler, publish().command),
        (FindingStatus::Closed | FindingStatus::Cancelled, _) => act(handler, look_back(yes).command),
    }
}

fn command() -> impl Strategy<Value = FindingCommand> {
    let texts = prop_oneof![1 => Just(String::new()), 9 => Just("理由".to_owned())];
    (0..20, texts, any::<bool>(), 0..200_i64, 0..6_u32).prop_map(|(kind, text, yes, days, number)| {
        use FindingCommand as C;
        let kind_of = if yes { Publication::Publicise } else { Publication::Expose };
        match kind {
            0 => C::Triage { grade: if yes { Grade::Major } else { Grade::Ordinary } },
            1 => C::Dismiss { reason: text },
            2 => C::CorrectOnTheSpot { result: text },
            3..=5 => C::FileEvidence { note: text, attachments: Vec::new() },
            6..=8 => C::Reinspect { passed: yes, result: text },
            9 | 10 => C::AskExtension { to: day(REGISTERED_ON) + Duration::days(days), reason: text },
            11 => C::LookBack { passed: yes, result: text },
            12 => C::HandOver { to: Authority::Police, reason: text },
            13 => C::ConfirmReceipt { reference: text },
            14 => C::ProposePublication { kind: kind_of, text },
            15 | 16 => C::Approve { approval: number },
            17 => C::Decline { approval: number, reason: text },
            18 => C::Acknowledge { notice: number, reply: None },
            _ => C::Void { notice: number, reason: text },
        }
    })
}

const REGISTERED_ON: &str = "2024-09-25";

pub(super) fn story() -> impl Strategy<Value = (Finding, Vec<Scene>)> {
    let by = prop_oneof![4 => Just("21"), 3 => Just("20"), 1 => Just("10"), 1 => Just("22")];
    let lag = || prop_oneof![2 => Just(0), 1 => 0..200_i64];
    let scene = prop_oneof![
        3 => (1..300_i64).prop_map(Scene::Wait),
        1 => (1..900_i64).prop_map(Scene::Outage),
        3 => (command(), by, lag()).prop_map(|(command, by, lag)| Scene::Try(act(by, command), lag)),
        4 => (0..10_u8, any::<bool>(), lag()).prop_map(|(choice, yes, lag)| Scene::Suit(choice, yes, lag)),
    ];
    let source = prop_oneof![2 => Just(Source::Check), 1 => Just(Source::Complaint)];
    let subject = any::<bool>();
    let start = (source, subject, 0..3_usize).prop_map(|(source, about_bureau, grade)| {
        let mut registration = registration(source, Grade::ALL[grade]);
        if about_bureau {
            registration.subject = Subject::Bureau { code: "21".into() };
        }
        finding_of(registration)
    });
    (start, prop::collection::vec(scene, 1..50))
}

/// What a story came to: the finding, all that was done to it and all that happened.
pub(super) struct Played {
    finding: Finding,
    steps: Vec<Step<FindingCommand>>,
    effects: FindingEvents,
}

/// Plays a story; `look` sees the finding before and after each step, with what happened.
pub(super) fn play(
    story: &(Finding, Vec<Scene>),
    mut look: impl FnMut(&Finding, &Finding, &FindingEvents, PlanTime),
) -> Played {
    let (finding, scenes) = story;
    let mut played = Played { finding: finding.clone(), steps: Vec::new(), effects: Vec::new() };
    let mut now = at(REGISTERED);
    for scene in scenes {
        let before = played.finding.clone();
        let finding = &mut played.finding;
        let mut effects = Vec::new();
        match scene {
            Scene::Wait(hours) => {
                now = now.plus(Duration::hours(*hours));
                while let Some(next) = finding.next_wake().filter(|next| *next <= now) {
                    played.steps.push(Step::Wake { now: next });
                    effects.extend(finding.advance_to(next));
                }
            }
            Scene::Outage(hours) => {
                now = now.plus(Duration::hours(*hours));
                played.steps.push(Step::Wake { now });
                effects.extend(finding.advance_to(now));
            }
            Scene::Try(act, lag) => tried(&mut played, &mut effects, act, *lag, now),
            Scene::Suit(choice, yes, lag) => {
                let act = suitable(&before, *choice, *yes);
                tried(&mut played, &mut effects, &act, *lag, now);
            }
        }
        look(&before, &played.finding, &effects, now);
        played.effects.extend(effects);
    }
    played
}

/// Somebody tries a command, received `lag` hours before `now`.
fn tried(
    played: &mut Played,
    effects: &mut FindingEvents,
    act: &CommandEnvelope<FindingCommand>,
    lag: i64,
    now: PlanTime,
) {
    let before = played.finding.clone();
    let at = now.plus(Duration::hours(-lag));
    match played.finding.execute(act, at, now) {
        Ok(taken) => {
            played.steps.push(Step::Act { act: act.clone(), at, now });
            effects.extend(taken);
        }
        Err(refusal) => {
            assert_eq!(played.finding, before, "refused ({refusal}), and yet it changed");
            assert!(!refusal.to_string().is_empty());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn waking_twice_at_one_instant_changes_nothing(story in story()) {
        play(&story, |_, finding, _, now| {
            let mut woken = finding.clone();
            woken.advance_to(now);
            let mut again = woken.clone();
            assert_eq!(again.advance_to(now), []);
            assert_eq!(again, woken);
        });
    }

    #[test]
    fn every_wake_comes_to_rest(story in story(), days in 1..2000_i64) {
        play(&story, |_, finding, _, now| {
            let later = now.plus(Duration::days(days));
            let mut woken = finding.clone();
            let effects = woken.advance_to(later);
            assert!(woken.next_wake().is_none_or(|next| next > later), "it sleeps after a wake");
            assert!(effects.len() < 100, "an outage does not pile up {} lines", effects.len());
        });
    }

    #[test]
    fn a_finding_serialises_to_itself(story in story()) {
        play(&story, |_, finding, effects, _| {
            let text = serde_json::to_string(finding).unwrap();
            assert_eq!(&serde_json::from_str::<Finding>(&text).unwrap(), finding);
            let text = serde_json::to_string(effects).unwrap();
            assert_eq!(&serde_json::from_str::<FindingEvents>(&text).unwrap(), effects);
        });
    }

    #[test]
    fn what_was_done_can_be_done_again_and_comes_out_the_same(story in story()) {
        let played = play(&story, |_, _, _, _| {});
        let mut again = story.0.clone();
        let effects: FindingEvents = played.steps.iter().flat_map(|step| again.replay(step)).collect();
        prop_assert_eq!(effects, played.effects);
        prop_assert_eq!(again, played.finding);
    }

    #[test]
    fn extending_never_makes_anything_due_earlier(story in story()) {
        play(&story, |before, after, effects, _| {
            for effect in effects {
                if let FindingEvent::Extended { old_due, due, .. } = effect.event {
                    assert!(due > old_due);
                    assert_eq!((before.view().due, after.view().due), (Some(old_due), Some(due)));
                }
            }
        });
    }

    #[test]
    fn nothing_is_issued_twice(story in story()) {
        let played = play(&story, |_, _, _, _| {});
        let (mut ordinal, mut round) = (0, 0);
        let mut taken: BTreeSet<(u16, Instrument, u16)> = BTreeSet::new();
        let mut issued: Vec<(u32, (u16, Instrument, u16))> = Vec::new();
        let mut listed: BTreeSet<ListingId> = BTreeSet::new();
        for effect in &played.effects {
            match &effect.event {
                FindingEvent::Ordered { round: next, .. } => {
                    prop_assert_eq!(*next, round + 1);
                    round = *next;
                }
                FindingEvent::ListingProposed { opening } => prop_assert!(listed.insert(opening.id.clone())),
                // What was taken back may come again after an extension.
                FindingEvent::Notice(NoticeEvent::Withdrawn { notice }) => {
                    let wrong = issued.iter().find(|(ordinal, _)| ordinal == notice).unwrap();
                    prop_assert!(taken.remove(&wrong.1), "withdrawn twice");
                }
                FindingEvent::Notice(NoticeEvent::Issued { notice }) => {
                    ordinal += 1;
                    prop_assert_eq!(notice.ordinal, ordinal, "numbered without gaps");
                    prop_assert!(notice.send_from >= notice.at);
                    let mut facts = notice.facts.matter.iter();
                    let withdrawal = notice.instrument == Instrument::Withdrawal;
                    prop_assert!(withdrawal || facts.all(|m| m.id == "21-0001") && notice.facts.matter.is_some());
                    if notice.instrument.is_document() && !withdrawal {
                        let key = (round, notice.instrument, notice.step);
                        prop_assert!(taken.insert(key), "{:?} twice", key);
                        issued.push((ordinal, key));
                    }
                }
                _ => {}
            }
        }
    }

    #[test]
    fn a_finding_ends_once_and_says_nothing_after_it(story in story()) {
        let played = play(&story, |before, after, effects, _| {
            if before.finished().is_some() {
                assert!(effects.is_empty() && before == after);
            }
        });
        let ends = played.effects.iter().filter(|effect| matches!(effect.event, FindingEvent::Finished)).count();
        prop_assert_eq!(ends, usize::from(played.finding.finished().is_some()));
        let closed = played.finding.view().standing == FindingStatus::Closed;
        prop_assert!(closed || played.finding.finished().is_none(), "it ends only when it is closed");
    }

    #[test]
    fn waking_at_each_instant_equals_waking_once_where_nothing_is_late(hours in 1..4000_i64) {
        let mut terms = terms();
        terms.matter.tolerance_seconds = i64::MAX;
        let until = at(REGISTERED).plus(Duration::hours(hours));
        let once = || finding_under(terms.clone(), registration(Source::Check, Grade::Major));
        let mut step_by_step = once();
        let mut small = Vec::new();
        while let Some(next) = step_by_step.next_wake().filter(|next| *next <= until) {
            small.extend(step_by_step.advance_to(next));
        }
        let mut at_once = once();
        prop_assert_eq!(at_once.advance_to(until), small);
        prop_assert_eq!(at_once, step_by_step);
    }
}

#[test]
fn spans_of_no_days_never_loop_within_an_instant() {
    let none = Span::Days(0);
    let mut terms = terms();
    let rules = &mut terms.rules;
    (rules.triage, rules.reinspect, rules.receipt) = (none, none, none);
    rules.rectify = ByGrade { ordinary: none, serious: none, major: none };
    rules.look_back = Some(LookBack { grades: vec![Grade::Serious], after: none });
    rules.ladder.iter_mut().for_each(|rung| rung.after = none);
    rules.reminders = vec![none];
    for decision in rules.ladder.iter_mut().filter_map(|rung| rung.approval.as_mut()) {
        decision.within = none;
    }
    for source in [Source::Check, Source::Complaint] {
        for received in ["2024-09-25 12:00", "2024-09-25 17:30", "2024-09-25 20:00"] {
            let mut finding = finding_under(terms.clone(), registration(source, Grade::Serious));
            wake(&mut finding, received);
            let triage = act("21", FindingCommand::Triage { grade: Grade::Serious });
            if source == Source::Complaint {
                tell(&mut finding, &triage, received);
            }
            tell(&mut finding, &file(), received);
            wake(&mut finding, "2024-09-27 08:00");
            tell(&mut finding, &reinspect(true), "2024-09-27 08:00");
            wake(&mut finding, "2024-09-29 20:00");
            tell(&mut finding, &look_back(false), "2024-09-29 20:00");
            wake(&mut finding, "2024-12-31 08:00");
            assert!(finding.next_wake().is_none_or(|next| next > at("2024-12-31 08:00")));
        }
    }
}
