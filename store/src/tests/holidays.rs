//! Imported holidays: the latest counts, and what counted before can be told.

use super::{
    matters::{listing_opening, listing_record, listing_view, officer},
    samples::{CAMPAIGN, DUYUN, FUQUAN, effect, issued, notice, plan_at, record, store, wall_at},
};
use crate::NoticeFilter;
use duban_domain::{
    event::DocketEvent,
    holidays::{AnnouncedDay, AnnouncedYear, DayKind, HolidayOrigin},
    instrument::Instrument,
    listing::{ListingEvent, ListingStatus, ListingTarget},
    record::PostboxWakeUp,
    redating::{Clock, Move},
    time::WallTime,
};
use std::collections::BTreeMap;

fn year(year: i32, days: &[&str]) -> AnnouncedYear {
    let off = |date: &&str| AnnouncedDay {
        date: date.parse().unwrap(),
        kind: DayKind::Off,
        name: "元旦".to_owned(),
    };
    AnnouncedYear::new(year, days.iter().map(off))
}

#[tokio::test]
async fn the_latest_import_of_a_year_counts_and_the_same_again_adds_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let (first, second) = (wall_at("2026-11-05T10:00"), wall_at("2026-11-06T10:00"));
    let insert = async |announced: AnnouncedYear, at: WallTime| {
        store.holiday_year_insert(&[announced], "通知.txt", &officer(DUYUN), at).await.unwrap();
    };
    let short = year(2027, &["2027-01-01"]);
    let long = year(2027, &["2026-12-31", "2027-01-01"]);
    insert(short.clone(), first).await;
    insert(year(2028, &["2028-01-01"]), first).await;
    insert(long.clone(), second).await;
    insert(long.clone(), wall_at("2026-11-07T10:00")).await;
    let known = store.holiday_year_list(None).await.unwrap();
    assert_eq!(known.iter().map(|known| known.announced.year).collect::<Vec<_>>(), [2027, 2028]);
    assert_eq!(known[0].announced, long);
    let origin = HolidayOrigin::Imported { source: "通知.txt".to_owned(), by: officer(DUYUN), at: second };
    assert_eq!(known[0].origin, origin);
    assert_eq!(store.holiday_year_list(Some(first)).await.unwrap()[0].announced, short);
    assert!(store.holiday_year_list(Some(wall_at("2026-11-05T09:00"))).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_campaign_goes_by_what_was_known_at_its_launch_until_more_is_applied() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let campaign = CAMPAIGN.into();
    let launched = store.campaign_get(&campaign).await.unwrap().unwrap().launched_at;
    assert_eq!(store.holiday_known_to(&campaign).await.unwrap(), Some(launched));
    let (known, now) = (wall_at("2026-11-06T10:00"), wall_at("2026-11-06T10:01"));
    let begin =
        async |at| store.holiday_application_insert(&[CAMPAIGN.into()], known, &officer(DUYUN), at).await;
    begin(now).await.unwrap();
    begin(wall_at("2026-11-06T10:02")).await.unwrap();
    let open = store.holiday_application_open().await.unwrap();
    assert_eq!(
        open.iter().map(|one| (one.known, one.begun, one.finished)).collect::<Vec<_>>(),
        [(known, now, None)]
    );
    assert_eq!(store.holiday_known_to(&campaign).await.unwrap(), Some(known));
    store.holiday_application_finish(&campaign, known, wall_at("2026-11-06T10:03")).await.unwrap();
    assert!(store.holiday_application_open().await.unwrap().is_empty());
    assert!(store.holiday_application_insert(&["none".into()], known, &officer(DUYUN), now).await.is_err());
}

#[tokio::test]
async fn a_reply_that_moved_is_due_at_its_new_instant_and_the_document_stays() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let (old, new) = (plan_at("2024-08-26T17:30"), plan_at("2024-08-27T17:30"));
    let mut letter = notice(1, Instrument::ReminderLetter, DUYUN, "2024-08-21T09:00");
    letter.facts.reply_by = Some(old);
    store.record(&record(DUYUN, 1, vec![issued(letter)])).await.unwrap();
    let (title, of) = ("台账".to_owned(), DUYUN.into());
    let moved = Move { clock: Clock::Reply, number: 1, title, of, old, new: Some(new), provisional: false };
    let told = DocketEvent::Redated { reason: "放假安排有调整".to_owned(), moves: vec![moved] };
    store.record(&record(DUYUN, 2, vec![effect(plan_at("2024-08-22T09:00"), told)])).await.unwrap();
    let rows = store.notice_list(&CAMPAIGN.into(), &NoticeFilter::default()).await.unwrap();
    assert_eq!((rows[0].reply_by, rows[0].notice.facts.reply_by), (Some(new), Some(old)));
    assert_eq!(store.documents_waiting(&DUYUN.into()).await.unwrap()[0].reply_by, Some(new));
}

#[tokio::test]
async fn what_a_listing_wants_done_stands_in_the_inbox_at_its_new_instant() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let (old, new) = (plan_at("2024-08-26T17:30"), plan_at("2024-08-27T17:30"));
    let opening = listing_opening("L-1", ListingTarget::Bureau { obligation: None });
    let opened = ListingEvent::Opened { opening: Box::new(opening.clone()) };
    let mut decision = notice(1, Instrument::Listing, DUYUN, "2024-08-01T09:00");
    (decision.obligation, decision.facts.reply_by) = (None, Some(old));
    let paper = ListingEvent::Notice(super::matters::issued(decision));
    let view = listing_view(ListingStatus::Listed);
    store.record(&listing_record(&opening, 1, vec![opened, paper], view.clone())).await.unwrap();
    let (title, of) = ("挂牌督办".to_owned(), DUYUN.into());
    let moved = Move { clock: Clock::Task, number: 0, title, of, old, new: Some(new), provisional: false };
    let told = ListingEvent::Redated { reason: "放假安排有调整".to_owned(), moves: vec![moved] };
    store.record(&listing_record(&opening, 2, vec![told], view)).await.unwrap();
    let row = store.documents_waiting(&DUYUN.into()).await.unwrap().remove(0);
    assert_eq!((row.reply_by, row.notice.facts.reply_by, row.awaits_reply), (Some(new), Some(old), false));
}

#[tokio::test]
async fn two_dates_that_move_at_once_move_once_each() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let days = ["2024-08-26T17:30", "2024-08-27T17:30", "2024-08-28T17:30"].map(plan_at);
    let opening = listing_opening("L-1", ListingTarget::Bureau { obligation: None });
    let mut told = vec![ListingEvent::Opened { opening: Box::new(opening.clone()) }];
    for (ordinal, by) in [(1, days[0]), (2, days[1])] {
        let mut decision = notice(ordinal, Instrument::Listing, DUYUN, "2024-08-01T09:00");
        (decision.obligation, decision.facts.reply_by) = (None, Some(by));
        told.push(ListingEvent::Notice(super::matters::issued(decision)));
    }
    let view = listing_view(ListingStatus::Listed);
    store.record(&listing_record(&opening, 1, told, view.clone())).await.unwrap();
    let moved = |number: u32, old, new| {
        let (title, of) = ("挂牌督办".to_owned(), DUYUN.into());
        Move { clock: Clock::Task, number, title, of, old, new: Some(new), provisional: false }
    };
    let moves = vec![moved(0, days[0], days[1]), moved(1, days[1], days[2])];
    let told = ListingEvent::Redated { reason: "放假安排有调整".to_owned(), moves };
    store.record(&listing_record(&opening, 2, vec![told], view)).await.unwrap();
    let waiting = store.documents_waiting(&DUYUN.into()).await.unwrap();
    let due: BTreeMap<_, _> = waiting.iter().map(|row| (row.notice.ordinal, row.reply_by)).collect();
    assert_eq!(due, BTreeMap::from([(1, Some(days[1])), (2, Some(days[2]))]));
}

#[tokio::test]
async fn the_news_of_moved_dates_waits_until_every_machine_has_been_told() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let (campaign, known) = (CAMPAIGN.into(), wall_at("2024-08-22T09:00"));
    store.holiday_application_insert(&[CAMPAIGN.into()], known, &officer(DUYUN), known).await.unwrap();
    let news = |to: &str| issued(notice(1, Instrument::DatesMoved, to, "2024-08-22T09:00"));
    let next = async |to: &str| store.outbox_next(&to.into(), false).await.unwrap();
    for county in [DUYUN, FUQUAN] {
        store.record(&record(county, 1, vec![news(county)])).await.unwrap();
        assert_eq!(next(county).await, Some(wall_at("2024-08-22T10:00")), "an hour at most");
    }
    let reminder = notice(2, Instrument::Reminder, DUYUN, "2024-08-22T09:00");
    store.record(&record(DUYUN, 2, vec![issued(reminder)])).await.unwrap();
    assert_eq!(next(DUYUN).await, Some(known), "nothing else waits for it");
    let finish = async || store.holiday_application_finish(&campaign, known, known).await.unwrap();
    let knock = |county: &str| PostboxWakeUp { bureau: county.into(), from: known, urgent: false };
    assert_eq!(finish().await, [knock(DUYUN), knock(FUQUAN)]);
    assert_eq!(next(FUQUAN).await, Some(known));
    assert!(finish().await.is_empty(), "nothing is left to let go");
}
