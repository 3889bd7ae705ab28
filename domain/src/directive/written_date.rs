//! Dates, periods and terms as offices write them: 2024年5月9日, 5月中旬, 10月底前, 年底前, 二〇二四年五月九日,
//! 每月25日前, 每季度末月25日前, 印发后5个工作日内, 即日起.

use super::{
    dates::{DatePart, WrittenDate, WrittenTerm},
    passage::Passage,
    scan::{Scan, digit},
};
use std::ops::Range;

/// A date or a term that was found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// Where, in characters of the passage.
    pub(super) range: Range<usize>,
    pub(super) deadline: WrittenTerm,
    /// Whether it is said that something is over by then (前, 内, 止), and where that word ends.
    pub(super) ends: Option<usize>,
    /// How the year of a date is written.
    pub(super) year: YearSaid,
    /// Whether it lies before the directive's own day.
    pub(super) past: bool,
}

/// How the year of a date is written.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum YearSaid {
    /// Not at all.
    Unsaid,
    /// 2024年
    Number(i32),
    /// 今年, 明年: so many years after that of the directive.
    FromIssue(i32),
    /// 次年, 当年: so many years after that of the date before.
    FromBefore(i32),
}

/// Dates and terms of a passage, in order. Only those dates have a year here that name it in figures.
pub(super) fn all(passage: &Passage) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut yearly = false;
    while at < passage.len() {
        let mut scan = Scan { chars: passage.plain(), at };
        // 每年12月10日前 is no day of one year, and there is no such recurrence.
        if scan.eat_any(&["每年", "逐年", "每一年"]) {
            (at, yearly) = (scan.at, true);
            continue;
        }
        let Some((deadline, year)) = scan.deadline() else {
            at = scan.behind_unread(at);
            continue;
        };
        let mut group = vec![scan.found(at, deadline, year)];
        while let Some(next) = scan.further(&group[group.len() - 1]) {
            group.push(next);
        }
        let numbered = matches!(year, YearSaid::Number(_));
        // 每半年(6月、12月底前): so are these.
        let explained = matches!(group[0].deadline, WrittenTerm::Every(_)) && scan.eat("(");
        yearly = (yearly || explained) && !numbered;
        let is_date = matches!(group[0].deadline, WrittenTerm::On(_));
        let recurs = matches!(group[0].deadline, WrittenTerm::Every(_));
        if !(yearly && is_date || scan.leaves_days(recurs)) {
            found.append(&mut group);
        }
        at = scan.at;
    }
    found
}

impl Scan<'_> {
    /// Behind what begins here and is no date: neither does a date begin in the middle of a number, nor behind a
    /// year that is not understood, as in 25年1月10日.
    fn behind_unread(&mut self, at: usize) -> usize {
        const LONGEST_YEAR: usize = 6;
        let rest = &self.chars[at..];
        let digits = rest.iter().take_while(|c| c.is_ascii_digit()).count();
        let figures = rest.iter().take(LONGEST_YEAR).take_while(|c| digit(**c).is_some()).count();
        self.at = at + figures;
        let odd_year = figures > 0 && self.year_in_figures(at).is_none();
        if odd_year && self.eat("年") && self.month().is_some() {
            return self.at;
        }
        at + digits.max(1)
    }

    fn year_in_figures(&self, at: usize) -> Option<i32> {
        Scan { chars: self.chars, at }.figures()
    }

    fn found(&self, from: usize, deadline: WrittenTerm, year: YearSaid) -> Found {
        Found { range: from..self.at, deadline, ends: self.over_by(), year, past: false }
    }

    /// A further one of a list or a period that names only what differs: 每月2日、12日, 每周三、周五, 6月15日至20日,
    /// 1月上旬至中旬.
    fn further(&mut self, last: &Found) -> Option<Found> {
        self.attempt(|scan| {
            scan.at = last.ends.unwrap_or(last.range.end);
            let listed = scan.eat_any(&["、", "和", "及"]);
            let joined = !listed && scan.eat_any(&["至", "到", "--", "-"]);
            let from = scan.at;
            let (deadline, year) = match last.deadline {
                WrittenTerm::Every(recurrence) if listed => {
                    (WrittenTerm::Every(scan.further_recurrence(recurrence)?), YearSaid::Unsaid)
                }
                WrittenTerm::On(date) if listed || joined => {
                    let part = scan.further_part(date.part)?;
                    let year = match last.year {
                        said @ (YearSaid::Unsaid | YearSaid::Number(_)) => said,
                        YearSaid::FromIssue(_) | YearSaid::FromBefore(_) => YearSaid::FromBefore(0),
                    };
                    (WrittenTerm::On(WrittenDate { part, ..date }), year)
                }
                _ => return None,
            };
            Some(scan.found(from, deadline, year))
        })
    }

    fn further_part(&mut self, last: DatePart) -> Option<DatePart> {
        match last {
            DatePart::Day(_) => self.day_of_month().map(DatePart::Day),
            DatePart::Early | DatePart::Middle | DatePart::Late => self.part_of_month(),
            DatePart::End | DatePart::Whole => None,
        }
    }

    fn deadline(&mut self) -> Option<(WrittenTerm, YearSaid)> {
        let other = if self.eat_any(&["即日起", "自即日起", "从即日起", "自即日", "从即日"])
        {
            Some(WrittenTerm::AtOnce)
        } else if self.eat("即日至") {
            // The word for until stays: it joins.
            self.at -= 1;
            Some(WrittenTerm::AtOnce)
        } else {
            self.recurrence()
                .map(WrittenTerm::Every)
                .or_else(|| self.span_after_issue().map(WrittenTerm::AfterIssue))
        };
        let date = |scan: &mut Self| scan.date().map(|(date, year)| (WrittenTerm::On(date), year));
        other.map(|term| (term, YearSaid::Unsaid)).or_else(|| self.attempt(date))
    }

    fn date(&mut self) -> Option<(WrittenDate, YearSaid)> {
        let said = self.attempt(Self::year).unwrap_or(YearSaid::Unsaid);
        self.spaces();
        let assumed_year = said == YearSaid::Unsaid;
        let year = match said {
            YearSaid::Number(year) => Some(year),
            _ => None,
        };
        if !assumed_year {
            // 2025年年底: the word for the year may be doubled.
            self.eat("年");
            self.eat("度");
            self.spaces();
        }
        let (month, part) = match () {
            () if !assumed_year && self.eat_any(&["底", "末"]) => (12, DatePart::End),
            () if self.eat_any(&["年底", "年末"]) => (12, DatePart::End),
            () => self.attempt(|scan| scan.numeric().filter(|_| !assumed_year)).or_else(|| self.month())?,
        };
        Some((WrittenDate { year, month, part, assumed_year }, said))
    }

    /// A year with 年 behind it, which stays: 2024年, 二〇二四年, 今年, 次年.
    fn year(&mut self) -> Option<YearSaid> {
        const WORDS: &[(&str, YearSaid)] = &[
            ("今年", YearSaid::FromIssue(0)),
            ("本年", YearSaid::FromIssue(0)),
            ("明年", YearSaid::FromIssue(1)),
            ("来年", YearSaid::FromIssue(1)),
            ("去年", YearSaid::FromIssue(-1)),
            ("上年", YearSaid::FromIssue(-1)),
            ("当年", YearSaid::FromBefore(0)),
            ("次年", YearSaid::FromBefore(1)),
            ("翌年", YearSaid::FromBefore(1)),
        ];
        if let Some((_, said)) = WORDS.iter().find(|(word, _)| self.eat(word)) {
            self.at -= 1;
            return Some(*said);
        }
        let year = self.figures()?;
        self.spaces();
        // 2024-05-09 and 2024.5.9 count as well.
        matches!(self.chars.get(self.at), Some('年' | '-' | '.' | '/')).then_some(YearSaid::Number(year))
    }

    /// Four figures that may be a year.
    fn figures(&mut self) -> Option<i32> {
        let digits: Vec<u32> = self.chars[self.at..].iter().take(5).map_while(|c| digit(*c)).collect();
        let year = i32::try_from(digits.iter().fold(0, |year, digit| year * 10 + digit)).ok()?;
        let is_year = digits.len() == 4 && (1980..=2100).contains(&year);
        self.at += if is_year { 4 } else { 0 };
        is_year.then_some(year)
    }

    /// A month and what is said of it.
    fn month(&mut self) -> Option<(u32, DatePart)> {
        let begins = self.at;
        let month = self.number().filter(|month| (1..=12).contains(month))?;
        // 7-9月, 3、6、9月: the word stands behind the last. A number at the very beginning is a paragraph's.
        if begins > 0 && self.is_one_of_months() {
            return Some((month, DatePart::Whole));
        }
        self.spaces();
        // 三个月 and 3月龄 are told apart by what follows.
        if !self.eat("月") || self.chars.get(self.at) == Some(&'龄') {
            return None;
        }
        self.eat("份");
        self.spaces();
        let part = self.part_of_month();
        // 上中旬, 中下旬: two parts, which a date does not hold.
        if part.is_none() && matches!(self.chars.get(self.at), Some('上' | '中' | '下')) {
            let next = self.chars.get(self.at + 1);
            return (!matches!(next, Some('上' | '中' | '下' | '半' | '、')))
                .then_some((month, DatePart::Whole));
        }
        Some((month, part.or_else(|| self.day_of_month().map(DatePart::Day)).unwrap_or(DatePart::Whole)))
    }

    /// Whether further numbers follow, and then the word for month.
    fn is_one_of_months(&self) -> bool {
        let mut ahead = Scan { chars: self.chars, at: self.at };
        let mut further = 0;
        while further < 12
            && ahead.eat_any(&["--", "-", "至", "到", "、", "和", "及"])
            && ahead.number().is_some_and(|month| (1..=12).contains(&month))
        {
            further += 1;
        }
        further > 0 && ahead.eat("月") && ahead.chars.get(ahead.at) != Some(&'龄')
    }

    fn part_of_month(&mut self) -> Option<DatePart> {
        const PARTS: &[(&str, DatePart)] = &[
            ("上旬", DatePart::Early),
            ("中旬", DatePart::Middle),
            ("下旬", DatePart::Late),
            ("月底", DatePart::End),
            ("底", DatePart::End),
            ("末", DatePart::End),
            ("初", DatePart::Early),
        ];
        PARTS.iter().find(|(word, _)| self.eat(word)).map(|(_, part)| *part)
    }

    /// -05-09 behind a year.
    fn numeric(&mut self) -> Option<(u32, DatePart)> {
        let separator = *self.chars.get(self.at).filter(|c| matches!(c, '-' | '.' | '/'))?;
        self.at += 1;
        let month = self.number().filter(|month| (1..=12).contains(month))?;
        (self.chars.get(self.at) == Some(&separator)).then_some(())?;
        self.at += 1;
        let day = self.number().filter(|day| (1..=31).contains(day))?;
        Some((month, DatePart::Day(day)))
    }
}
