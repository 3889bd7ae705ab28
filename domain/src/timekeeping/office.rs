//! An office: when it is open, in which zone, on which days. It turns dates into instants.

use crate::timekeeping::{
    calendar::{Calendar, shift},
    span::Span,
    time::PlanTime,
};
use chrono::{Duration, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// Office hours in a zone on the working days of a calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Office {
    /// The zone all dates are read in.
    pub zone: Tz,
    /// When the office opens, local time.
    pub opens: NaiveTime,
    /// When it closes, local time.
    pub closes: NaiveTime,
    /// Its working days.
    pub calendar: Calendar,
}

/// When a message is written, which is the date it bears, and when it goes out.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Dispatch {
    /// When it is written: its date, and the year of its number.
    pub written: PlanTime,
    /// From when it is sent: the next office hours.
    pub sent: PlanTime,
}

impl Dispatch {
    /// Whether it waits for office hours.
    pub fn waits(&self) -> bool {
        self.sent > self.written
    }
}

impl Office {
    /// The instant the office opens on a date.
    pub fn opening(&self, date: NaiveDate) -> PlanTime {
        self.local(date.and_time(self.opens))
    }

    /// The instant the office closes on a date.
    pub fn closing(&self, date: NaiveDate) -> PlanTime {
        self.local(date.and_time(self.closes))
    }

    /// A local date and time as an instant. Where a clock change makes it ambiguous, the earlier
    /// one; where it skips it, the same time an hour later.
    pub fn local(&self, local: NaiveDateTime) -> PlanTime {
        let at = match self.zone.from_local_datetime(&local) {
            LocalResult::Single(at) => at.with_timezone(&Utc),
            LocalResult::Ambiguous(earlier, _) => earlier.with_timezone(&Utc),
            LocalResult::None => {
                let later = local + Duration::hours(1);
                self.zone
                    .from_local_datetime(&later)
                    .earliest()
                    .map_or_else(|| later.and_utc(), |at| at.with_timezone(&Utc))
            }
        };
        PlanTime::new(at)
    }

    /// An instant as a sentence tells it.
    pub(crate) fn shown(&self, at: PlanTime) -> String {
        at.in_zone(self.zone).format("%Y-%m-%d %H:%M").to_string()
    }

    /// The date an instant falls on here.
    pub fn date(&self, at: PlanTime) -> NaiveDate {
        at.date(self.zone)
    }

    /// The date `span` after `date`. Calendar days that end on a non-working day move to the working
    /// day after it (DESIGN §6, rung `after: Nd`).
    pub fn day_after(&self, date: NaiveDate, span: Span) -> NaiveDate {
        match span {
            Span::WorkingDays(n) => self.calendar.working_day_after(date, n),
            Span::Days(n) => self.calendar.on_or_after(shift(date, i64::from(n))),
        }
    }

    /// The date `span` before `date`. Calendar days that end on a non-working day move to the working
    /// day before it (DESIGN §6, reminder `Nd`). So does no length at all: what is said before a date that
    /// is kept on a day off must be said on a day somebody works.
    pub fn day_before(&self, date: NaiveDate, span: Span) -> NaiveDate {
        match span {
            Span::WorkingDays(0) if self.calendar.is_old() => date,
            Span::WorkingDays(0) => self.calendar.on_or_before(date),
            Span::WorkingDays(n) => self.calendar.working_day_before(date, n),
            Span::Days(n) => self.calendar.on_or_before(shift(date, -i64::from(n))),
        }
    }

    /// The close of the office on the last working day up to `end`, the day it closes included.
    pub fn last_close(&self, end: PlanTime) -> PlanTime {
        let day = self.calendar.on_or_before(self.date(end));
        let close = self.closing(day);
        if close <= end { close } else { self.closing(self.calendar.working_day_before(day, 1)) }
    }

    /// From when a message written at `at` may be sent: at once in office hours on a working day,
    /// else when the office next opens.
    pub fn send_from(&self, at: PlanTime) -> PlanTime {
        let date = self.date(at);
        let works = |date| self.calendar.is_working(date);
        if works(date) && at < self.opening(date) {
            return self.opening(date);
        }
        if works(date) && at < self.closing(date) {
            return at;
        }
        let open = date.iter_days().skip(1).find(|date| works(*date));
        open.map_or(at, |date| self.opening(date))
    }

    /// When what is written at `at` goes out, for those who are told beforehand.
    pub fn dispatch(&self, at: PlanTime) -> Dispatch {
        Dispatch { written: at, sent: self.send_from(at) }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Shanghai, 09:00 to 17:30, 2024 with National Day's days only.
    pub(crate) fn office() -> Office {
        let day = |m, d| NaiveDate::from_ymd_opt(2024, m, d).unwrap();
        let off = (1..=7).map(|d| day(10, d));
        Office {
            zone: chrono_tz::Asia::Shanghai,
            opens: NaiveTime::from_hms_opt(9, 0, 0).unwrap(),
            closes: NaiveTime::from_hms_opt(17, 30, 0).unwrap(),
            calendar: Calendar::new([2024], off, [day(9, 29), day(10, 12)]),
        }
    }

    fn at(text: &str) -> PlanTime {
        PlanTime::new(chrono::DateTime::parse_from_rfc3339(text).unwrap().to_utc())
    }

    #[test]
    fn mail_waits_for_the_office_to_open() {
        let office = office();
        for (written, sent) in [
            ("2024-09-30T07:00:00+08:00", "2024-09-30T09:00:00+08:00"),
            ("2024-09-30T12:00:00+08:00", "2024-09-30T12:00:00+08:00"),
            ("2024-09-30T17:30:00+08:00", "2024-10-08T09:00:00+08:00"),
            ("2024-10-03T12:00:00+08:00", "2024-10-08T09:00:00+08:00"),
            ("2024-12-31T20:00:00+08:00", "2025-01-02T09:00:00+08:00"),
        ] {
            assert_eq!(office.send_from(at(written)), at(sent), "{written}");
            let dispatch = office.dispatch(at(written));
            assert_eq!((dispatch.sent, dispatch.waits()), (at(sent), written != sent));
        }
    }

    #[test]
    fn calendar_days_that_end_on_a_holiday_move_outwards() {
        let office = office();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(office.day_before(day("2024-10-12"), Span::Days(7)), day("2024-09-30"));
        assert_eq!(office.day_after(day("2024-09-27"), Span::Days(7)), day("2024-10-08"));
        assert_eq!(office.day_after(day("2024-09-27"), Span::WorkingDays(3)), day("2024-10-08"));
    }

    #[test]
    fn what_is_said_before_a_day_off_is_said_on_the_working_day_before_it() {
        let office = office();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        // Sunday 20 October.
        for none in [Span::WorkingDays(0), Span::Days(0)] {
            assert_eq!(office.day_before(day("2024-10-20"), none), day("2024-10-18"), "{none}");
            assert_eq!(office.day_before(day("2024-10-18"), none), day("2024-10-18"), "{none}");
        }
    }

    #[test]
    fn the_last_close_is_of_a_working_day() {
        let office = office();
        for (end, last) in [
            ("2024-10-20T17:30:00+08:00", "2024-10-18T17:30:00+08:00"),
            ("2024-10-18T17:30:00+08:00", "2024-10-18T17:30:00+08:00"),
            ("2024-10-18T09:00:00+08:00", "2024-10-17T17:30:00+08:00"),
            // The last of Spring Festival's statutory days; the year is not announced.
            ("2025-01-31T17:30:00+08:00", "2025-01-27T17:30:00+08:00"),
        ] {
            assert_eq!(office.last_close(at(end)), at(last), "{end}");
        }
    }

    #[test]
    fn a_clock_change_gives_one_instant() {
        let mut office = office();
        office.zone = chrono_tz::Europe::Berlin;
        let skipped = "2024-03-31T02:30:00".parse().unwrap();
        assert_eq!(office.local(skipped), at("2024-03-31T03:30:00+02:00"));
        let twice = "2024-10-27T02:30:00".parse().unwrap();
        assert_eq!(office.local(twice), at("2024-10-27T02:30:00+02:00"));
    }
}
