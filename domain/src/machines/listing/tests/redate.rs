//! Holidays are announced while a listing runs.

use super::*;
use crate::{bureaus::actor::Actor, machines::ticking::Ticking, timekeeping::calendar::Calendar};

fn days(from: &str, count: usize) -> impl Iterator<Item = NaiveDate> {
    day(from).iter_days().take(count)
}

fn before() -> Calendar {
    Calendar::new([2026], days("2026-10-01", 7), ["2026-10-10"].map(day))
}

/// Spring Festival 2027 from Friday 5 to Friday 12 February; invented.
fn announced() -> Calendar {
    let off = days("2026-10-01", 7).chain(days("2027-01-01", 3)).chain(days("2027-02-05", 8));
    Calendar::new([2026, 2027], off, ["2026-10-10", "2027-01-31", "2027-02-20"].map(day))
}

fn listed_by(calendar: Calendar) -> Listing {
    let mut opening = ListingOpening { at: at("2027-01-29 10:00"), ..issued_by_docket() };
    let mut terms = (*opening.terms).clone();
    terms.matter.office.calendar = calendar;
    opening.terms = Arc::new(terms);
    let mut listing = Listing::new(opening);
    listing.advance_to(at("2027-01-29 10:00"));
    listing
}

fn redate(listing: &mut Listing, now: &str) -> Vec<EventEnvelope<ListingEvent>> {
    let command = ListingCommand::Redate {
        calendar: Box::new(announced()),
        reason: "2027年放假安排已公布".to_owned(),
    };
    let by = Actor { bureau: "20".into(), name: "李四".to_owned() };
    listing.execute(&CommandEnvelope { by, command }, at(now), at(now)).unwrap()
}

#[test]
fn a_listing_has_the_dates_of_one_that_came_into_force_after_the_notice() {
    let (mut told, listed) = (listed_by(before()), listed_by(announced()));
    assert_ne!(told.stage, listed.stage, "the festival lies in its term");
    let effects = redate(&mut told, "2027-01-29 11:00");
    assert_eq!(told.stage, listed.stage);
    assert_eq!(told.next_tick(), listed.next_tick());
    let to: Vec<_> = notices(&effects).iter().map(|n| (n.instrument, n.to.to_string())).collect();
    assert_eq!(
        to,
        [(Instrument::DatesMoved, "10".to_owned())],
        "who published it; the county's dates lie beyond"
    );
    assert!(redate(&mut told, "2027-01-29 12:00").is_empty(), "nothing more moves");
}
