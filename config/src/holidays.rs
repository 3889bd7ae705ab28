//! Holidays: the State Council's yearly notices, as they are published or as a table of days that differ
//! from "Monday to Friday works". The years known when this program was built are inside it; a file can
//! add a year once its notice is out, or correct one, and so can a notice that somebody imports.

mod notice;
mod statutory;

pub use notice::Notice;

use crate::{
    file,
    problem::{Problem, Refused},
    signs::hidden,
    table::Table,
};
use chrono::{Datelike, NaiveDate};
use duban_domain::{
    Calendar,
    holidays::{AnnouncedDay, AnnouncedYear, DayKind, HolidayOrigin, Holidays, KnownYear},
    period::no_such_day,
    sentence,
};
use statutory::unlike_a_year;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

const KNOWN: &str = include_str!("../data/holidays.csv");
const COLUMNS: &[&str] = &["date", "kind", "name"];

/// The rows of a table, each day with its line.
type Rows = BTreeMap<NaiveDate, (usize, AnnouncedDay)>;

/// The holidays of the years this program knows by itself.
///
/// # Errors
/// The embedded table is broken; a test makes sure that it is not.
pub fn known_holidays() -> Result<Holidays, Refused> {
    let (rows, problems) = rows(Path::new("holidays.csv (embedded)"), KNOWN);
    if !problems.is_empty() {
        return Err(Refused::all(problems));
    }
    let (years, _) = by_year(rows);
    let built_in = |announced| KnownYear { announced, origin: HolidayOrigin::BuiltIn };
    Ok(Holidays::new(years.into_iter().map(built_in)))
}

/// The working days of the years this program knows by itself.
///
/// # Errors
/// As [`known_holidays`].
pub fn known_calendar() -> Result<Calendar, Refused> {
    known_holidays().map(|known| known.calendar())
}

/// The holidays of the known years and of those in a file.
///
/// The file has the columns `date,kind,name`, where `kind` is `off` or `workday` (a make-up day). A
/// year that it describes from 1 January on replaces what was known of it; rows for other days of a
/// known year, such as a December day that a New Year's notice moves, are added to that year.
///
/// # Errors
/// Everything wrong with the file; a year of which it does not list 1 January and which is not known.
pub fn load_holidays(path: Option<&Path>) -> Result<Holidays, Refused> {
    let known = known_holidays()?;
    let Some(path) = path else { return Ok(known) };
    let (rows, mut problems) = rows(path, &file::read_text(path, file::SMALL)?);
    let (whole_years, rest) = by_year(rows);
    let mut amended = Vec::new();
    for (year, days) in rest {
        match known.get(year) {
            Some(kept) => {
                let days = days.into_iter().map(|(_, day)| day);
                amended.push(AnnouncedYear::new(year, kept.announced.days.iter().cloned().chain(days)));
            }
            None => problems.extend(days.first().map(|(line, _)| not_whole(path, year, *line))),
        }
    }
    if !problems.is_empty() {
        return Err(Refused::all(problems));
    }
    let of_file = |announced| KnownYear { announced, origin: HolidayOrigin::File };
    Ok(known.with(whole_years.into_iter().chain(amended).map(of_file)))
}

/// The working days of the known years and of those in a file.
///
/// # Errors
/// As [`load_holidays`].
pub fn load_calendar(path: Option<&Path>) -> Result<Calendar, Refused> {
    load_holidays(path).map(|holidays| holidays.calendar())
}

/// What somebody hands in to be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedInHolidays {
    /// The years it announces, each whole.
    pub years: Vec<AnnouncedYear>,
    /// Sentences of a notice that order nothing, with their lines.
    pub set_aside: Vec<(usize, String)>,
}

/// Reads a notice or a table from a file.
///
/// # Errors
/// As [`read_holidays`]; the file cannot be read.
pub fn load_handed_in_holidays(path: &Path) -> Result<HandedInHolidays, Refused> {
    read_holidays(path, &file::read_text(path, file::SMALL)?)
}

/// Reads a notice as it was published, or a table `date,kind,name`; `path` is only told in problems.
///
/// # Errors
/// Everything wrong with it; what a year lacks of the statutory holidays.
pub fn read_holidays(path: &Path, text: &str) -> Result<HandedInHolidays, Refused> {
    if text.len() as u64 > file::SMALL {
        return Err(file::too_large(path, file::SMALL));
    }
    if notice::is_notice(text) {
        let Notice { year, set_aside } = notice::read(path, text)?;
        return Ok(HandedInHolidays { years: vec![year], set_aside });
    }
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    if !header.contains("date") {
        let message = sentence!(
            "this is neither the State Council's notice (一、元旦：1月1日…放假…) nor a table (date,kind,name)",
            "这既不是国务院办公厅的放假通知（一、元旦：1月1日……放假……），也不是表格（首行为 date,kind,name）"
        );
        return Err(Refused::whole(path, message));
    }
    let (rows, mut problems) = rows(path, text);
    let (years, rest) = by_year(rows);
    let first = |(year, days): (i32, Vec<(usize, AnnouncedDay)>)| {
        days.first().map(|(line, _)| not_whole(path, year, *line))
    };
    problems.extend(rest.into_iter().filter_map(first));
    // What a year lacks is only worth telling of one that could be read.
    if problems.is_empty() {
        let lacking = years.iter().flat_map(unlike_a_year);
        problems.extend(lacking.map(|message| Problem::of_file(path, message)));
    }
    if !problems.is_empty() {
        return Err(Refused::all(problems));
    }
    Ok(HandedInHolidays { years, set_aside: Vec::new() })
}

/// The days of a year that is not told whole, each with its line.
type Rest = BTreeMap<i32, Vec<(usize, AnnouncedDay)>>;

/// The years a table describes whole, which are those whose New Year's Day it lists, which is always off;
/// and what is left of others.
fn by_year(rows: Rows) -> (Vec<AnnouncedYear>, Rest) {
    let new_year = |day: &NaiveDate| day.month() == 1 && day.day() == 1;
    let whole: BTreeSet<_> = rows.keys().filter(|day| new_year(day)).map(Datelike::year).collect();
    let mut years = Rest::new();
    for (line, day) in rows.into_values() {
        let year = match AnnouncedYear::year_of(&day) {
            // A December day alone amends its own year.
            next if next != day.date.year() && !whole.contains(&next) => day.date.year(),
            year => year,
        };
        years.entry(year).or_default().push((line, day));
    }
    let (whole, rest): (Rest, Rest) = years.into_iter().partition(|(year, _)| whole.contains(year));
    let days = |(year, days): (i32, Vec<(usize, AnnouncedDay)>)| {
        AnnouncedYear::new(year, days.into_iter().map(|(_, day)| day))
    };
    (whole.into_iter().map(days).collect(), rest)
}

fn not_whole(path: &Path, year: i32, line: usize) -> Problem {
    let message = sentence!(
        "{year} is not known and its 1 January is not listed, so this cannot be the whole year; add all its days off and make-up days",
        "{year}年的放假安排尚未录入，表中又没有该年1月1日，不可能是全年的安排；请补齐全部放假和调休上班日期"
    );
    Problem { line: Some(line), path: "date".to_owned(), ..Problem::of_file(path, message) }
}

/// The rows of a table, and what is wrong with the others.
fn rows(path: &Path, text: &str) -> (Rows, Vec<Problem>) {
    let mut table = Table::parse(path, text, COLUMNS, &[]);
    let mut days = Rows::new();
    for (line, cells) in std::mem::take(&mut table.rows) {
        let kind = DayKind::parse(&cells[1]);
        if kind.is_none() && hidden(&cells[1]).is_none() {
            table.tell(line, "kind", format!("\"{}\" is not a kind of day; write off or workday", cells[1]));
        }
        let Ok(date) = NaiveDate::parse_from_str(&cells[0], "%Y-%m-%d") else {
            // What nobody can see in it has been told.
            match no_such_day(&cells[0]) {
                Some(day) => table.tell_sentence(line, "date", day.sentence()),
                None if hidden(&cells[0]).is_some() => {}
                None => {
                    table.tell(
                        line,
                        "date",
                        format!("\"{}\" is not a day; write it like 2027-01-01", cells[0]),
                    );
                }
            }
            continue;
        };
        let Some(kind) = kind else { continue };
        let day = AnnouncedDay { date, kind, name: cells[2].clone() };
        if days.insert(date, (line, day)).is_some() {
            table.tell(line, "date", format!("{date} stands twice; keep one of the two lines"));
        }
    }
    (days, table.problems)
}

#[cfg(test)]
mod tests {
    use super::*;
    use duban_domain::Sentence;
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

    /// What is told of a file: line, column and sentence.
    fn told(text: &str) -> Vec<(usize, String, Sentence)> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("holidays.csv");
        fs::write(&path, text).unwrap();
        let problems = load_calendar(Some(&path)).err().map(|refused| refused.problems).unwrap_or_default();
        problems.into_iter().map(|one| (one.line.unwrap_or_default(), one.path, one.message)).collect()
    }

    #[test]
    fn a_day_that_no_calendar_has_is_told_as_that() {
        let told = told("date,kind,name\n2026-01-01,off,元旦\n2026-02-31,off,春节\n2026-13-01,off,春节\n");
        assert_eq!(told.len(), 2, "{told:#?}");
        assert_eq!((told[0].0, told[0].1.as_str()), (3, "date"));
        assert_eq!(
            told[0].2.english,
            "there is no 2026-02-31: that month has 28 days; write a day that exists"
        );
        assert_eq!(told[0].2.chinese, "没有2026-02-31这一天：2026年2月只有28天；请更正日期");
        assert!(told[1].2.english.starts_with("there is no 2026-13-01: a year has months"), "{told:#?}");
    }

    #[test]
    fn rows_of_commas_are_passed_over_and_another_separator_is_named_once() {
        let rows = "2026-01-01,off,元旦\n,,\n\n , ,\n2026-01-04,workday,元旦\n,,\n";
        assert_eq!(told(&format!("date,kind,name\n{rows}")), []);
        for (sign, name) in [('\t', "a tab"), ('；', "“；”"), ('，', "“，”")] {
            let separated = rows.replace(',', &sign.to_string());
            for (text, line) in [
                (format!("date,kind,name\n{separated}").replace(',', &sign.to_string()), 1),
                (format!("date,kind,name\n{separated}"), 2),
            ] {
                let told = told(&text);
                assert_eq!(told.len(), 1, "{told:#?}");
                let (at, _, message) = &told[0];
                assert_eq!(*at, line, "{message}");
                assert!(message.english.contains(&format!("separated by {name} here")), "{message}");
            }
        }
    }

    #[test]
    fn what_cannot_be_seen_in_a_cell_is_told_once_with_its_code() {
        let told = told(
            "date,kind,name\n2026-01-01,off,元旦\n2026-01-02\u{200b},off,元旦\n2026-01-03,o\u{feff}ff,元旦\n",
        );
        let places: Vec<_> = told.iter().map(|(line, column, _)| (*line, column.as_str())).collect();
        assert_eq!(places, [(3, "date"), (4, "kind")], "{told:#?}");
        assert!(told[0].2.chinese.contains("U+200B") && told[1].2.chinese.contains("U+FEFF"), "{told:#?}");
    }
}
