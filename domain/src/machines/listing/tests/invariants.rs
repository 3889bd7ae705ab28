//! What holds for every listing whatever happens.

use super::*;
use crate::{machines::record::Step, paperwork::correspondence::NoticeEvent};
use chrono::Duration;
use proptest::prelude::*;

/// One moment of a story: time passes, with or without the machines, or a command is tried that was
/// received some hours ago.
#[derive(Clone, Debug)]
pub(super) enum ListingMoment {
    Pass(i64),
    Sleep(i64),
    Try(CommandEnvelope<ListingCommand>, i64),
    Cancel,
}

fn command() -> impl Strategy<Value = CommandEnvelope<ListingCommand>> {
    let bureau = prop_oneof![4 => Just("20"), 4 => Just("21"), 1 => Just("10"), 1 => Just("22")];
    let reason = prop_oneof![1 => Just(String::new()), 20 => Just("理由".to_owned())];
    (0..20, bureau, reason, 1..5_u32, 0..500_i64).prop_map(|(kind, bureau, reason, number, days)| {
        let attachments = Vec::new();
        let command = match kind {
            0..=4 => approve(number),
            5 => ListingCommand::Decline { approval: number, reason },
            6 => ListingCommand::Publish { place: reason },
            7..=8 => ListingCommand::FilePlan { note: reason, attachments },
            9 => ListingCommand::ReportProgress { note: reason, attachments },
            10..=11 => ListingCommand::Apply { note: reason, attachments },
            12..=13 => ListingCommand::Verify { passed: number == 1, result: reason },
            14 => ListingCommand::PublishDelisting { place: reason },
            15..=16 => ListingCommand::AskExtension { to: day("2024-10-01") + Duration::days(days), reason },
            17 => ListingCommand::Acknowledge { notice: number, reply: None },
            18 => ListingCommand::Void { notice: number, reason },
            _ if number == 1 => ListingCommand::Revoke { reason },
            _ => ListingCommand::ReportProgress { note: reason, attachments },
        };
        by(bureau, command)
    })
}

/// The same by whoever may: stories in which everything is refused show little.
fn willing(act: CommandEnvelope<ListingCommand>) -> CommandEnvelope<ListingCommand> {
    use ListingCommand::{Acknowledge, Apply, AskExtension, FilePlan, ReportProgress};
    let listed = matches!(
        act.command,
        Acknowledge { .. } | Apply { .. } | AskExtension { .. } | FilePlan { .. } | ReportProgress { .. }
    );
    by(if listed { "21" } else { "20" }, act.command)
}

pub(super) fn story() -> impl Strategy<Value = (ListingOpening, Vec<ListingMoment>)> {
    let moment = prop_oneof![
        14 => (1..40_i64).prop_map(ListingMoment::Pass),
        4 => (1..900_i64).prop_map(ListingMoment::Pass),
        2 => (1..900_i64).prop_map(ListingMoment::Sleep),
        100 => command().prop_map(|act| ListingMoment::Try(willing(act), 0)),
        20 => (command(), 0..40_i64).prop_map(|(act, ago)| ListingMoment::Try(act, ago)),
        1 => Just(ListingMoment::Cancel),
    ];
    // Lengths of no days and of a few must come to rest like any other.
    let span = prop_oneof![Just(Span::Days(0)), Just(Span::WorkingDays(0)), (1..40_u16).prop_map(Span::Days)];
    let rules = (any::<bool>(), span).prop_map(|(usual, span)| match usual {
        true => rules(),
        false => {
            ListingRules { publish: span, plan: span, progress: span, term: span, verify: span, ..rules() }
        }
    });
    let opening = (any::<bool>(), rules).prop_map(|(docket, rules)| {
        let by_issuer = Some(IssuedByDocket { notice: 7, from: "20".into(), title: None });
        let opening = ListingOpening { issued: by_issuer.filter(|_| docket), ..opening() };
        ListingOpening { terms: Arc::new(ListingTerms { matter: matter(), rules }), ..opening }
    });
    (opening, prop::collection::vec(moment, 1..120))
}

/// Plays a story and hands every listing with what just happened in it to `look`; the steps at the end.
pub(super) fn play(
    (opening, moments): &(ListingOpening, Vec<ListingMoment>),
    mut look: impl FnMut(&Listing, &ListingEvents, PlanTime),
) -> (Listing, ListingEvents, Vec<Step<ListingCommand>>) {
    let mut listing = Listing::new(opening.clone());
    let (mut now, mut all, mut steps) = (opening.at, Vec::new(), Vec::new());
    for moment in moments {
        let before = listing.clone();
        let told = match moment {
            ListingMoment::Pass(hours) => {
                now = now.plus(Duration::hours(*hours));
                let mut told = Vec::new();
                while let Some(now) = listing.next_wake().filter(|at| *at <= now) {
                    told.extend(listing.advance_to(now));
                    steps.push(Step::Wake { now });
                    assert!(listing.next_wake() != Some(now), "it does not come to rest");
                }
                told
            }
            ListingMoment::Sleep(hours) => {
                now = now.plus(Duration::hours(*hours));
                steps.push(Step::Wake { now });
                listing.advance_to(now)
            }
            ListingMoment::Try(act, ago) => {
                let at = now.plus(-Duration::hours(*ago));
                let told = listing.execute(act, at, now);
                if told.is_err() {
                    assert_eq!(listing, before, "a refused command changed the listing");
                    continue;
                }
                steps.push(Step::Act { act: act.clone(), at, now });
                told.unwrap()
            }
            ListingMoment::Cancel => {
                steps.push(Step::Cancel { now });
                listing.cancel(now)
            }
        };
        look(&listing, &told, now);
        all.extend(told);
    }
    (listing, all, steps)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn waking_twice_at_one_instant_changes_nothing(story in story()) {
        play(&story, |listing, _, now| {
            let mut woken = listing.clone();
            woken.advance_to(now);
            let mut again = woken.clone();
            assert!(again.advance_to(now).is_empty());
            assert_eq!(again, woken);
            assert!(woken.next_wake().is_none_or(|next| next > now));
        });
    }

    #[test]
    fn a_listing_and_what_happens_in_it_serialise_to_themselves(story in story()) {
        play(&story, |listing, told, _| {
            let text = serde_json::to_string(listing).unwrap();
            assert_eq!(&serde_json::from_str::<Listing>(&text).unwrap(), listing);
            let text = serde_json::to_string(told).unwrap();
            assert_eq!(&serde_json::from_str::<ListingEvents>(&text).unwrap(), told);
        });
    }

    #[test]
    fn the_steps_done_again_make_the_same_listing(story in story()) {
        let (listing, told, steps) = play(&story, |_, _, _| ());
        let mut again = Listing::new(story.0.clone());
        let redone: ListingEvents = steps.iter().flat_map(|step| again.replay(step)).collect();
        prop_assert_eq!(again, listing);
        prop_assert_eq!(redone, told);
    }

    #[test]
    fn notices_are_numbered_without_gaps_and_an_ended_listing_is_silent(story in story()) {
        let (mut last, mut ended) = (0, false);
        let (listing, told, _) = play(&story, |_, told, _| {
            assert!(!ended || told.is_empty(), "{told:?}");
            for notice in notices(told) {
                last += 1;
                assert_eq!(notice.ordinal, last);
                assert!(notice.send_from >= notice.at);
            }
            ended |= told.iter().any(|effect| crate::machines::machine::DomainEvent::is_end(&effect.event));
        });
        prop_assert_eq!(ended, listing.finished().is_some());
        prop_assert_eq!(ended, listing.next_wake().is_none());
        let first = told.first();
        let opened = first.is_none_or(|effect| matches!(effect.event, ListingEvent::Opened { .. } | ListingEvent::Cancelled | ListingEvent::Outage { .. }));
        prop_assert!(opened, "{:?}", first);
    }

    #[test]
    fn the_standing_follows_from_what_happened(story in story()) {
        let (listing, told, _) = play(&story, |_, _, _| ());
        let mut standing = ListingStatus::Proposed;
        for effect in &told {
            standing = match &effect.event {
                ListingEvent::Listed { .. } | ListingEvent::Verified { .. } => ListingStatus::Listed,
                ListingEvent::AppliedFor { .. } => ListingStatus::Applied,
                ListingEvent::Delisted => ListingStatus::Delisted,
                ListingEvent::Dropped { .. } => ListingStatus::Dropped,
                ListingEvent::Revoked { .. } => ListingStatus::Revoked,
                ListingEvent::Cancelled => ListingStatus::Cancelled,
                _ => standing,
            };
        }
        prop_assert_eq!(listing.view().standing, standing);
    }

    #[test]
    fn an_approval_is_settled_once_and_the_term_only_moves_later(story in story()) {
        let (_, told, _) = play(&story, |_, _, _| ());
        let mut settled = std::collections::BTreeSet::new();
        for effect in &told {
            match &effect.event {
                ListingEvent::Notice(
                    NoticeEvent::Approved { approval }
                    | NoticeEvent::Declined { approval, .. }
                    | NoticeEvent::ApprovalClosed { approval }
                    | NoticeEvent::ApprovalLapsed { approval },
                ) => prop_assert!(settled.insert(*approval), "approval {} twice", approval),
                ListingEvent::Extended { old_until, until } => prop_assert!(until > old_until),
                _ => {}
            }
        }
    }
}
