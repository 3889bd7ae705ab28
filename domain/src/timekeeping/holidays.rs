//! What the State Council announces for a year: the days that differ from "Monday to Friday works",
//! each with the holiday it belongs to. Several sources may tell of a year; the later one counts.

use crate::{
    bureaus::actor::Actor,
    timekeeping::{calendar::Calendar, statutory::statutory_days, time::WallTime},
};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The national holidays, in the order of the year, as notices write them.
pub const NATIONAL_HOLIDAYS: [&str; 7] = ["元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"];

/// How a day differs from the ordinary week.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DayKind {
    /// 放假: offices are closed.
    Off,
    /// 调休上班: a Saturday or Sunday on which offices work.
    Workday,
}

impl DayKind {
    /// The spelling used in tables and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Workday => "workday",
        }
    }

    /// The kind with this spelling.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Off, Self::Workday].into_iter().find(|kind| kind.as_str() == text)
    }

    /// How a user reads it.
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Off => "放假",
            Self::Workday => "上班",
        }
    }
}

/// A day that is announced, and for which holiday.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AnnouncedDay {
    /// The day.
    pub date: NaiveDate,
    /// How it differs.
    pub kind: DayKind,
    /// The holiday, as the notice calls it; several are joined by 、.
    pub name: String,
}

/// What is announced for a year. A New Year's holiday may begin in the December before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnnouncedYear {
    /// The year.
    pub year: i32,
    /// Its days, in order, each once.
    pub days: Vec<AnnouncedDay>,
}

/// Days of one holiday that follow one another and are of one kind: a line of the table people read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HolidayStretch<'a> {
    /// The holiday.
    pub name: &'a str,
    /// The kind of its days.
    pub kind: DayKind,
    /// The first of them.
    pub from: NaiveDate,
    /// The last of them.
    pub to: NaiveDate,
    /// How many they are.
    pub days: usize,
}

impl AnnouncedYear {
    /// A year of days; a day that comes twice counts as it comes last.
    pub fn new(year: i32, days: impl IntoIterator<Item = AnnouncedDay>) -> Self {
        let days: BTreeMap<_, _> = days.into_iter().map(|day| (day.date, day)).collect();
        Self { year, days: days.into_values().collect() }
    }

    /// The year to which a day of a table belongs: a New Year's holiday that begins in December is the
    /// next year's.
    pub fn year_of(day: &AnnouncedDay) -> i32 {
        let year = day.date.year();
        let early = day.date.month() == 12 && day.name.contains(NATIONAL_HOLIDAYS[0]);
        if early { year + 1 } else { year }
    }

    /// The days of one kind.
    pub fn of_kind(&self, kind: DayKind) -> impl Iterator<Item = NaiveDate> + '_ {
        self.days.iter().filter(move |day| day.kind == kind).map(|day| day.date)
    }

    /// The statutory holidays (全国年节及纪念日放假办法) that are not off in it, each with the days that should
    /// be: what a table of a whole year cannot lack.
    pub fn lacking(&self) -> Vec<(&'static str, Vec<NaiveDate>)> {
        let off: BTreeSet<_> = self.of_kind(DayKind::Off).collect();
        let mut lacking: Vec<(&str, Vec<NaiveDate>)> = Vec::new();
        for day in statutory_days(self.year).into_iter().filter(|day| !off.contains(day)) {
            let name = statutory_name(day);
            match lacking.last_mut().filter(|(last, _)| *last == name) {
                Some((_, days)) => days.push(day),
                None => lacking.push((name, vec![day])),
            }
        }
        lacking
    }

    /// The year as people read it: day after day of one holiday in one line.
    pub fn stretches(&self) -> Vec<HolidayStretch<'_>> {
        let mut all: Vec<HolidayStretch<'_>> = Vec::new();
        for day in &self.days {
            match all.last_mut() {
                Some(last)
                    if last.name == day.name
                        && last.kind == day.kind
                        && last.to.succ_opt() == Some(day.date) =>
                {
                    last.to = day.date;
                    last.days += 1;
                }
                _ => all.push(HolidayStretch {
                    name: &day.name,
                    kind: day.kind,
                    from: day.date,
                    to: day.date,
                    days: 1,
                }),
            }
        }
        all
    }
}

/// The holiday a statutory day off belongs to. Of two that fall together, the one with a date of its own.
fn statutory_name(day: NaiveDate) -> &'static str {
    let [new_year, spring, qingming, labour, dragon_boat, mid_autumn, national] = NATIONAL_HOLIDAYS;
    match (day.month(), day.day()) {
        (1, 1) => new_year,
        (1..=3, _) => spring,
        (4, _) => qingming,
        (5, 1..=2) => labour,
        (5..=7, _) => dragon_boat,
        (10, 1..=3) => national,
        _ => mid_autumn,
    }
}

/// Where a year's holidays are known from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "kebab-case")]
pub enum HolidayOrigin {
    /// The program brings it along.
    BuiltIn,
    /// The file the settings name.
    File,
    /// Somebody imported it into the store.
    Imported {
        /// What it was read from.
        source: String,
        /// Who.
        by: Actor,
        /// When.
        at: WallTime,
    },
}

/// A year that is known, and from where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownYear {
    /// What is announced.
    #[serde(flatten)]
    pub announced: AnnouncedYear,
    /// From where.
    pub origin: HolidayOrigin,
}

/// Every year whose holidays are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holidays(BTreeMap<i32, KnownYear>);

impl Holidays {
    /// These years; where one comes twice, the later one counts.
    pub fn new(years: impl IntoIterator<Item = KnownYear>) -> Self {
        Self::default().with(years)
    }

    /// These years too: each takes the place of what was known of it.
    #[must_use]
    pub fn with(mut self, years: impl IntoIterator<Item = KnownYear>) -> Self {
        self.0.extend(years.into_iter().map(|known| (known.announced.year, known)));
        self
    }

    /// The years, in order.
    pub fn years(&self) -> impl Iterator<Item = &KnownYear> {
        self.0.values()
    }

    /// What is known of a year.
    pub fn get(&self, year: i32) -> Option<&KnownYear> {
        self.0.get(&year)
    }

    /// The working days of the known years.
    pub fn calendar(&self) -> Calendar {
        let of_kind = |kind| {
            let days = self.0.values().flat_map(move |known| known.announced.of_kind(kind));
            days.collect::<BTreeSet<_>>()
        };
        Calendar::new(self.0.keys().copied(), of_kind(DayKind::Off), of_kind(DayKind::Workday))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(date: &str, kind: DayKind, name: &str) -> AnnouncedDay {
        AnnouncedDay { date: date.parse().unwrap(), kind, name: name.to_owned() }
    }

    fn new_year_2023() -> AnnouncedYear {
        let off = |date| day(date, DayKind::Off, "元旦");
        AnnouncedYear::new(2023, ["2023-01-01", "2022-12-31", "2023-01-02"].map(off))
    }

    #[test]
    fn a_holiday_that_begins_in_december_is_one_line_and_the_next_years() {
        let year = new_year_2023();
        assert!(year.days.iter().all(|day| AnnouncedYear::year_of(day) == 2023));
        let lines = year.stretches();
        assert_eq!(lines.len(), 1);
        assert_eq!((lines[0].from.to_string().as_str(), lines[0].days), ("2022-12-31", 3));
        assert_eq!(AnnouncedYear::year_of(&day("2022-12-03", DayKind::Off, "哀悼日")), 2022);
    }

    #[test]
    fn a_later_source_replaces_a_year_and_leaves_its_neighbours() {
        let known = |announced, origin| KnownYear { announced, origin };
        let first = AnnouncedYear::new(2023, [day("2023-05-01", DayKind::Off, "劳动节")]);
        let before = AnnouncedYear::new(2022, [day("2022-01-03", DayKind::Off, "元旦")]);
        let holidays =
            Holidays::new([known(before, HolidayOrigin::BuiltIn), known(first, HolidayOrigin::BuiltIn)])
                .with([known(new_year_2023(), HolidayOrigin::File)]);
        let calendar = holidays.calendar();
        let works = |date: &str| calendar.is_working(date.parse().unwrap());
        assert!(works("2023-05-01"), "replaced");
        assert!(!works("2023-01-02") && !works("2022-12-31") && !works("2022-01-03"));
        assert_eq!(holidays.get(2023).unwrap().origin, HolidayOrigin::File);
    }

    #[test]
    fn a_year_that_lacks_statutory_days_names_them() {
        let two_rows = AnnouncedYear::new(
            2027,
            [day("2027-01-01", DayKind::Off, "元旦"), day("2027-10-01", DayKind::Off, "国庆节")],
        );
        let told: Vec<_> = two_rows.lacking().into_iter().map(|(name, days)| (name, days.len())).collect();
        assert_eq!(
            told,
            [("春节", 4), ("清明节", 1), ("劳动节", 2), ("端午节", 1), ("中秋节", 1), ("国庆节", 2)]
        );
    }

    #[test]
    fn a_kind_is_spelled_and_parsed() {
        for kind in [DayKind::Off, DayKind::Workday] {
            assert_eq!(DayKind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(DayKind::parse("work"), None);
    }
}
