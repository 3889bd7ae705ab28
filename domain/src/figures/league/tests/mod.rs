//! League tables by example and by their invariants.

mod examples;
mod properties;

use super::*;
use crate::{bureaus::bureau::Level, ids::BureauCode, timekeeping::time::PlanTime};
use chrono::{Duration, NaiveDate, NaiveDateTime};

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// `2024-08-20 17:30` in Shanghai.
pub(super) fn at(text: &str) -> PlanTime {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    PlanTime::new((local - Duration::hours(8)).and_utc())
}

/// August to October by months; a phase to 20 August and one to 20 September; the whole.
pub(super) fn all_periods() -> Vec<LeaguePeriod> {
    let month = |month: u32, to: &str| LeaguePeriod {
        id: PeriodId::Month { year: 2024, month },
        title: format!("2024年{month}月"),
        from: day(&format!("2024-{month:02}-01")),
        to: day(to),
        closes: at(&format!("{to} 17:30")),
    };
    let phase = |id: &str, from: &str, to: &str| LeaguePeriod {
        id: PeriodId::Phase(id.into()),
        title: id.to_owned(),
        from: day(from),
        to: day(to),
        closes: at(&format!("{to} 17:30")),
    };
    vec![
        month(8, "2024-08-31"),
        month(9, "2024-09-30"),
        month(10, "2024-10-31"),
        phase("first", "2024-08-01", "2024-08-20"),
        phase("second", "2024-09-01", "2024-09-20"),
        LeaguePeriod {
            id: PeriodId::Campaign,
            title: "全程".to_owned(),
            from: day("2024-08-01"),
            to: day("2024-10-31"),
            closes: at("2024-10-31 17:30"),
        },
    ]
}

/// Prefecture `20` with the counties `21`, `22` and `23`, below province `10`.
pub(super) fn members() -> Vec<Member> {
    let member = |code: &str, level, superiors: &[&str]| Member {
        code: code.into(),
        name: format!("{code}局"),
        level,
        superiors: superiors.iter().map(|code| BureauCode::from(*code)).collect(),
    };
    vec![
        member("20", Level::Prefecture, &["10"]),
        member("21", Level::County, &["20", "10"]),
        member("22", Level::County, &["20", "10"]),
        member("23", Level::County, &["30", "10"]),
    ]
}

pub(super) fn duty(bureau: &str, id: &str, when: &str, turn: LeagueTurn) -> LeagueEntry {
    LeagueEntry {
        bureau: bureau.into(),
        about: About::Obligation(id.into()),
        at: at(when),
        told: at(when),
        place: (1, 0),
        turn,
    }
}

pub(super) fn finding(bureau: &str, id: &str, when: &str, turn: LeagueTurn) -> LeagueEntry {
    LeagueEntry { about: About::Finding(id.into()), ..duty(bureau, "", when, turn) }
}

pub(super) fn late(mut entry: LeagueEntry, told: &str) -> LeagueEntry {
    entry.told = at(told);
    entry
}

pub(super) fn table(id: &str, entries: Vec<LeagueEntry>, now: &str) -> LeagueSheet {
    sheet(&id.parse().unwrap(), &all_periods(), &members(), entries, at(now)).unwrap()
}

pub(super) const LATER: &str = "2025-06-01 12:00";
pub(super) const IN_TIME: LeagueTurn = LeagueTurn::Received { on_time: true };
pub(super) const TOO_LATE: LeagueTurn = LeagueTurn::Received { on_time: false };

pub(super) fn hours(at: PlanTime, hours: i64) -> PlanTime {
    at.plus(Duration::hours(hours))
}
