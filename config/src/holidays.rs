//! Holidays: the State Council's yearly notices as a table of days that differ from "Monday to
//! Friday works". The years known when this program was built are inside it; a file can add a year
//! once its notice is out, or correct one.

use crate::{file, problem::Refused, table::Table};
use chrono::{Datelike, NaiveDate};
use duban_domain::Calendar;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

const KNOWN: &str = include_str!("../data/holidays.csv");
const COLUMNS: &[&str] = &["date", "kind", "name"];

/// The rows of a table: each day, and whether offices work on it.
type Days = BTreeMap<NaiveDate, bool>;

/// The working days of the years this program knows by itself.
///
/// # Errors
/// The embedded table is broken; a test makes sure that it is not.
pub fn known_calendar() -> Result<Calendar, Refused> {
    read(Path::new("holidays.csv (embedded)"), KNOWN, &BTreeSet::new()).map(|days| calendar(&days))
}

/// The working days of the known years and of those in a file.
///
/// The file has the columns `date,kind,name`, where `kind` is `off` or `workday` (a make-up day). A
/// year that it describes from 1 January on replaces what was known of it; rows for other days of a
/// known year, such as a December day that a New Year's notice moves, are added to that year.
///
/// # Errors
/// Everything wrong with the file; a year of which it does not list 1 January and which is not known.
pub fn load_calendar(path: Option<&Path>) -> Result<Calendar, Refused> {
    let known = read(Path::new("holidays.csv (embedded)"), KNOWN, &BTreeSet::new())?;
    let Some(path) = path else { return Ok(calendar(&known)) };
    let years = known.keys().map(Datelike::year).collect();
    let added = read(path, &file::read_text(path, file::SMALL)?, &years)?;
    let whole = whole_years(&added);
    let kept = known.into_iter().filter(|(day, _)| !whole.contains(&day.year()));
    let mut days: Days = kept.collect();
    days.extend(added);
    Ok(calendar(&days))
}

fn calendar(days: &Days) -> Calendar {
    let of_kind = |works: bool| days.iter().filter(move |(_, w)| **w == works).map(|(day, _)| *day);
    Calendar::new(days.keys().map(Datelike::year), of_kind(false), of_kind(true))
}

/// The years a table describes whole: those whose New Year's Day it lists, which is always off.
fn whole_years(days: &Days) -> BTreeSet<i32> {
    days.keys().filter(|day| day.month() == 1 && day.day() == 1).map(Datelike::year).collect()
}

fn read(path: &Path, text: &str, known: &BTreeSet<i32>) -> Result<Days, Refused> {
    let mut table = Table::parse(path, text, COLUMNS, &[]);
    let mut days = Days::new();
    let mut lines: BTreeMap<i32, usize> = BTreeMap::new();
    for (line, cells) in std::mem::take(&mut table.rows) {
        let works = match cells[1].as_str() {
            "off" => Some(false),
            "workday" => Some(true),
            other => {
                table.tell(line, "kind", format!("\"{other}\" is not a kind of day; write off or workday"));
                None
            }
        };
        let Ok(day) = NaiveDate::parse_from_str(&cells[0], "%Y-%m-%d") else {
            table.tell(line, "date", format!("\"{}\" is not a day; write it like 2027-01-01", cells[0]));
            continue;
        };
        lines.entry(day.year()).or_insert(line);
        if works.is_some_and(|works| days.insert(day, works).is_some()) {
            table.tell(line, "date", format!("{day} stands twice; keep one of the two lines"));
        }
    }
    let whole = whole_years(&days);
    for (year, line) in lines.into_iter().filter(|(year, _)| !whole.contains(year) && !known.contains(year)) {
        let message = format!(
            "{year} is not known and its 1 January is not listed, so this cannot be the whole year; add all its days off and make-up days"
        );
        table.tell(line, "date", message);
    }
    if table.problems.is_empty() { Ok(days) } else { Err(Refused::all(table.problems)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_known_years_have_the_working_days_that_were_announced() {
        let calendar = known_calendar().unwrap();
        assert_eq!(calendar.years().collect::<Vec<_>>(), [2024, 2025, 2026]);
        for (year, expected) in [(2024, 251), (2025, 248), (2026, 248)] {
            let days =
                NaiveDate::from_ymd_opt(year, 1, 1).unwrap().iter_days().take_while(|d| d.year() == year);
            assert_eq!(days.filter(|d| calendar.is_working(*d)).count(), expected, "{year}");
        }
        for make_up in
            "2024-02-04 2024-02-18 2024-04-07 2024-04-28 2024-05-11 2024-09-14 2024-09-29 2024-10-12 \
            2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11 \
            2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10"
                .split_whitespace()
        {
            assert!(calendar.is_working(day(make_up)), "{make_up}");
        }
        assert!(calendar.is_provisional(day("2027-01-04")));
    }

    #[test]
    fn a_file_adds_a_year_replaces_a_year_or_amends_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("holidays.csv");
        fs::write(
            &path,
            "\u{feff}date,kind,name\n2027-01-01,off,元旦\n2027-01-02,workday,元旦\n2026-12-31,off,元旦\n",
        )
        .unwrap();
        let calendar = load_calendar(Some(&path)).unwrap();
        assert!(!calendar.is_working(day("2027-01-01")));
        assert!(calendar.is_working(day("2027-01-02")));
        assert!(!calendar.is_working(day("2026-12-31")));
        assert!(!calendar.is_working(day("2026-10-01")), "the rest of 2026 stays");
        fs::write(&path, "date,kind,name\n2026-01-01,off,元旦\n").unwrap();
        let calendar = load_calendar(Some(&path)).unwrap();
        assert!(calendar.is_working(day("2026-10-01")), "2026 is replaced");
        assert!(!calendar.is_working(day("2025-10-01")));
    }

    #[test]
    fn every_problem_of_a_table_is_told_with_its_line() {
        let refused = load_calendar(Some(Path::new("samples/holidays-bad.csv"))).unwrap_err();
        let told: Vec<_> =
            refused.problems.iter().map(|p| (p.line.unwrap_or_default(), p.path.as_str())).collect();
        assert_eq!(told, [(3, "kind"), (4, "date"), (5, ""), (6, "date"), (7, "date")], "{refused}");
        let missing = load_calendar(Some(Path::new("samples/no-such.csv"))).unwrap_err();
        assert!(missing.to_string().contains("no such file"), "{missing}");
    }
}
