//! The State Council's yearly notice, as it is published: 国务院办公厅关于2026年部分节假日安排的通知. Its
//! sentences follow one pattern ("一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。"),
//! and what it says twice is compared: a date with its day of the week, a holiday with its sum of days.

mod clause;
mod sections;

use super::statutory::unlike_a_year;
use crate::problem::{Problem, Refused};
use chrono::{Datelike, NaiveDate, Weekday};
use clause::{Clause, Stated};
use duban_domain::{
    Sentence,
    holidays::{AnnouncedDay, AnnouncedYear, DayKind, NATIONAL_HOLIDAYS},
    sentence,
};
use sections::Section;
use std::{collections::BTreeMap, path::Path};

/// A notice that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What it announces.
    pub year: AnnouncedYear,
    /// Sentences about dates that order neither days off nor make-up days, such as advice about New Year's
    /// Eve: with their lines, for people to look at.
    pub set_aside: Vec<(usize, String)>,
}

/// Whether a text is meant as a notice: it has sections such as "元旦：".
pub(crate) fn is_notice(text: &str) -> bool {
    !sections::read(text).sections.is_empty()
}

/// Reads a notice; `path` is only told in problems.
///
/// # Errors
/// Everything in it that is not understood, contradicts itself or is missing.
pub(crate) fn read(path: &Path, text: &str) -> Result<Notice, Refused> {
    let read = sections::read(text);
    let Some(year) = read.year else {
        let message = sentence!(
            "the year is not told; copy the notice with its title (关于2027年部分节假日安排的通知)",
            "没有写明年份；请连同标题（“关于2027年部分节假日安排的通知”）一起复制"
        );
        return Err(Refused::whole(path, message));
    };
    let mut reader =
        Reader { path, year, days: BTreeMap::new(), problems: Vec::new(), set_aside: Vec::new() };
    if let Some(other) = read.other_year {
        let message = sentence!(
            "the text is about {year} and about {other}; give one notice at a time",
            "文中既有{year}年又有{other}年；请一次只导入一份通知"
        );
        reader.tell(1, message);
    }
    for section in &read.sections {
        reader.section(section);
    }
    reader.finish()
}

struct Reader<'a> {
    path: &'a Path,
    year: i32,
    days: BTreeMap<NaiveDate, AnnouncedDay>,
    problems: Vec<Problem>,
    set_aside: Vec<(usize, String)>,
}

impl Reader<'_> {
    fn finish(mut self) -> Result<Notice, Refused> {
        let year = AnnouncedYear::new(self.year, self.days.into_values());
        // What a year lacks is only worth telling of one that could be read.
        if self.problems.is_empty() {
            let lacking = unlike_a_year(&year);
            self.problems.extend(lacking.map(|message| Problem::of_file(self.path, message)));
        }
        if self.problems.is_empty() {
            return Ok(Notice { year, set_aside: self.set_aside });
        }
        Err(Refused::all(self.problems))
    }

    fn tell(&mut self, line: usize, message: Sentence) {
        let problem = Problem::of_file(self.path, message);
        self.problems.push(Problem { line: Some(line), ..problem });
    }

    fn section(&mut self, section: &Section) {
        let new_year = section.name.contains(NATIONAL_HOLIDAYS[0]);
        let mut announces = false;
        let mut no_make_up = false;
        for (line, text) in &section.sentences {
            match clause::read(text, self.year, new_year) {
                Ok(Some(clauses)) => {
                    for clause in &clauses {
                        announces |= clause.kind == DayKind::Off;
                        no_make_up |= clause.stated.contains(&Stated::NoMakeUp);
                        if no_make_up && clause.kind == DayKind::Workday {
                            let message = sentence!(
                                "\"{name}\" is said to need no make-up day (不调休), and this is one",
                                "“{name}”写明不调休，这里却安排了上班",
                                name = section.name
                            );
                            self.tell(*line, message);
                        }
                        self.clause(*line, &section.name, clause);
                    }
                }
                Ok(None) => {
                    // Advice is shown; the signature with its date is not worth a look.
                    let dated = text.contains('月') && text.chars().any(|c| c.is_ascii_digit());
                    if dated && !text.contains("国务院") {
                        self.set_aside.push((*line, text.clone()));
                    }
                }
                Err(message) => self.tell(*line, message),
            }
        }
        if !announces {
            let message = sentence!(
                "\"{name}\" has no days off here that could be read",
                "“{name}”一节没有读到放假日期",
                name = section.name
            );
            self.tell(section.line, message);
        }
    }

    fn clause(&mut self, line: usize, name: &str, clause: &Clause) {
        for named in &clause.named {
            if let Some(weekday) = named.weekday.filter(|weekday| *weekday != named.date.weekday()) {
                let (day, is, says) = (shown(named.date), chinese(named.date.weekday()), chinese(weekday));
                let message = sentence!(
                    "{day} is {is}, not {says}; check the year and the date",
                    "{day}是{is}，不是{says}；请核对年份和日期"
                );
                self.tell(line, message);
            }
        }
        for stated in &clause.stated {
            match stated {
                Stated::Sum(days) if *days != clause.days.len() => {
                    let counted = clause.days.len();
                    let message = sentence!(
                        "{name}: the dates make {counted} days, the notice says {days}",
                        "{name}：按日期计{counted}天，通知写的是{days}天"
                    );
                    self.tell(line, message);
                }
                Stated::JoinsWeekend if !clause.days.iter().any(|day| joins_weekend(*day)) => {
                    let message = sentence!(
                        "{name}: no day of it is a Friday or a Monday, so it does not join a weekend",
                        "{name}：没有一天在周五或周一，不能与周末连休"
                    );
                    self.tell(line, message);
                }
                _ => {}
            }
        }
        for &date in &clause.days {
            self.day(line, AnnouncedDay { date, kind: clause.kind, name: name.to_owned() });
        }
    }

    fn day(&mut self, line: usize, day: AnnouncedDay) {
        let weekend = matches!(day.date.weekday(), Weekday::Sat | Weekday::Sun);
        if day.kind == DayKind::Workday && !weekend {
            let message = sentence!(
                "{day} is {weekday}, on which offices work anyway; check the date",
                "{day}是{weekday}，本来就上班；请核对日期",
                day = shown(day.date),
                weekday = chinese(day.date.weekday())
            );
            self.tell(line, message);
        }
        if let Some(before) = self.days.insert(day.date, day) {
            let message = sentence!(
                "{day} stands twice; check the dates",
                "{day}出现了两次；请核对日期",
                day = shown(before.date)
            );
            self.tell(line, message);
        }
    }
}

/// Whether a day and a weekend make one holiday.
fn joins_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Fri | Weekday::Mon | Weekday::Sat | Weekday::Sun)
}

fn shown(date: NaiveDate) -> String {
    date.format("%Y年%-m月%-d日").to_string()
}

fn chinese(weekday: Weekday) -> &'static str {
    ["周一", "周二", "周三", "周四", "周五", "周六", "周日"][weekday.num_days_from_monday() as usize]
}

#[cfg(test)]
mod tests;
