//! Listings rehearsed: the conduct drives one to its end, or until the rehearsal does.

use super::*;
use crate::foresight::moment::After;
use crate::machines::listing::conduct::ListingExtension;
use std::collections::BTreeMap;

/// Lets people act on a listing until it finishes or `until` comes: what happened, and who was refused.
fn rehearse(
    conduct: &ListingConduct,
    opening: ListingOpening,
    until: &str,
) -> (Listing, ListingEvents, Vec<String>) {
    let mut listing = Listing::new(opening);
    let (mut agenda, mut formed) = (BTreeMap::new(), 0_u32);
    let (mut all, mut refused): (ListingEvents, _) = (Vec::new(), Vec::new());
    loop {
        let wake = listing.next_wake().filter(|wake| *wake <= at(until));
        let next = agenda.keys().next().copied();
        let told = match (wake, next) {
            (Some(wake), next) if next.is_none_or(|(at, _)| wake <= at) => listing.advance_to(wake),
            (_, Some(next)) if next.0 <= at(until) => {
                let act = agenda.remove(&next).unwrap();
                let outcome = listing.execute(&act, next.0, next.0);
                outcome.unwrap_or_else(|refusal| {
                    refused.push(refusal.to_string());
                    Vec::new()
                })
            }
            _ => return (listing, all, refused),
        };
        for effect in &told {
            for (at, act) in conduct.react(&listing, effect) {
                formed += 1;
                agenda.insert((at, formed), act);
            }
        }
        all.extend(told);
    }
}

#[test]
fn by_default_a_listing_ends_well() {
    let (listing, told, refused) = rehearse(&ListingConduct::default(), opening(), "2025-12-31 00:00");
    assert_eq!(
        happened(&told),
        [
            "opened 09-25 10:00",
            "listed 09-26 10:39",
            "published 09-29 10:39",
            "plan-filed 10-15 10:39",
            "progress-reported 10-21 10:39",
            "progress-reported 11-15 10:39",
            "applied-for 11-25 10:39",
            "verified 12-02 10:39",
            "delisted 12-02 10:39",
            "delisting-published 12-04 10:39",
            "finished 12-04 10:39",
        ]
    );
    assert!(listing.finished().is_some());
    // What was still intended when it ended.
    let over = |sentence: &String| sentence.starts_with("this matter is closed");
    assert!(refused.iter().all(over), "{refused:?}");
    // An application is told to the lister at once; that is no reminder yet.
    let is_reminder =
        |n: &crate::paperwork::notice::Notice| n.instrument == Instrument::TaskReminder && n.step > 0;
    let reminders = notices(&told).into_iter().filter(is_reminder);
    let tasks: Vec<_> = reminders.map(|n| n.facts.task.unwrap()).collect();
    assert!(tasks.is_empty(), "whoever does everything in time is not reminded: {tasks:?}");
    let on_time = serde_json::to_string(&told).unwrap();
    assert!(!on_time.contains("\"on_time\":false"));
}

#[test]
fn a_verification_may_fail_twice_and_time_be_asked_for() {
    let extension = ListingExtension {
        asked_before_end: Span::WorkingDays(25),
        by: Span::Days(30),
        reason: "设备未到".to_owned(),
    };
    let conduct = ListingConduct {
        passes: 2,
        extension: Some(extension),
        apply: "80d".parse().unwrap(),
        ..ListingConduct::default()
    };
    let (listing, told, _) = rehearse(&conduct, opening(), "2026-12-31 00:00");
    assert_eq!(listing.failed_verifications(), 2);
    assert_eq!(listing.view().standing, ListingStatus::Delisted);
    assert!(told.iter().any(|effect| matches!(effect.event, ListingEvent::Extended { .. })));
    assert!(
        told.iter().all(|effect| effect.event != ListingEvent::Expired || effect.at > at("2025-04-01 00:00"))
    );
}

#[test]
fn a_listing_nobody_cares_for_goes_all_the_way() {
    let idle = ListingConduct {
        publish: After::Never,
        plan: After::Never,
        progress: After::Never,
        apply: After::Never,
        acknowledge: After::Never,
        ..ListingConduct::default()
    };
    let (listing, told, _) = rehearse(&idle, issued_by_docket(), "2025-04-30 00:00");
    assert_eq!(listing.view().standing, ListingStatus::Listed);
    assert!(notices(&told).iter().any(|n| n.instrument == Instrument::GovernmentReport));
    let deaf = ListingConduct { approve: After::Never, ..ListingConduct::default() };
    let (listing, ..) = rehearse(&deaf, opening(), "2025-04-30 00:00");
    assert_eq!(listing.view().standing, ListingStatus::Dropped);
}

#[test]
fn a_conduct_says_only_what_differs() {
    let conduct: ListingConduct = serde_json::from_str(r#"{"verify": "never", "passes": 1}"#).unwrap();
    assert_eq!(conduct, ListingConduct { verify: After::Never, passes: 1, ..ListingConduct::default() });
    assert!(serde_json::from_str::<ListingConduct>(r#"{"verifies": "1wd"}"#).is_err());
}
