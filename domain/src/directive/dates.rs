//! What a date, a period or a term of a directive is.

use crate::timekeeping::span::Span;
use serde::Serialize;
use std::fmt;

/// A day or a period.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WrittenDate {
    /// The year; `None` where neither the date nor anything before it names one, or where it may be of two.
    pub year: Option<i32>,
    /// The month, from 1.
    pub month: u32,
    /// Which part of the month.
    pub part: DatePart,
    /// Whether the text leaves the year out here, and it follows from what was spoken of.
    pub assumed_year: bool,
}

/// Which part of a month.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DatePart {
    /// A day of it.
    Day(u32),
    /// 上旬 or 月初
    Early,
    /// 中旬
    Middle,
    /// 下旬
    Late,
    /// 月底
    End,
    /// The month as a whole.
    Whole,
}

/// By when something is to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WrittenTerm {
    /// A day or a period.
    On(WrittenDate),
    /// Again and again.
    Every(Recurrence),
    /// A span after the directive was issued or received.
    AfterIssue(Span),
    /// 即日起: the day it is issued.
    AtOnce,
}

/// How often, and on which day.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Recurrence {
    /// 每月5日; `None`: 每月底
    Month(Option<u32>),
    /// 每季度末月25日; `None`: 每季度末
    Quarter(Option<u32>),
    /// 每半年
    HalfYear,
    /// 每周五: from 1, Monday; `None`: 每周
    Week(Option<u32>),
    /// 每旬
    TenDays,
    /// 每日
    Day,
}

impl WrittenDate {
    /// How a plan writes its first day, or its last; `None` without a year.
    pub fn in_plan(&self, last: bool) -> Option<String> {
        Some(format!("{:04}-{}", self.year?, self.in_year(last)))
    }

    fn in_year(&self, last: bool) -> String {
        let part = match self.part {
            DatePart::Day(day) => format!("{day:02}"),
            DatePart::Early => "上旬".to_owned(),
            DatePart::Middle => "中旬".to_owned(),
            DatePart::Late => "下旬".to_owned(),
            DatePart::End => "月底".to_owned(),
            DatePart::Whole => if last { "月底" } else { "上旬" }.to_owned(),
        };
        format!("{:02}-{part}", self.month)
    }

    /// Its last day, for comparing: year, month, day.
    pub(super) fn ends(&self) -> (Option<i32>, u32, u32) {
        let day = match self.part {
            DatePart::Day(day) => day,
            DatePart::Early => 10,
            DatePart::Middle => 20,
            DatePart::Late | DatePart::End | DatePart::Whole => 31,
        };
        (self.year, self.month, day)
    }

    /// Its first day, for comparing.
    pub(super) fn begins(&self) -> (Option<i32>, u32, u32) {
        let day = match self.part {
            DatePart::Day(day) => day,
            DatePart::Early | DatePart::Whole => 1,
            DatePart::Middle => 11,
            DatePart::Late | DatePart::End => 21,
        };
        (self.year, self.month, day)
    }

    pub(super) fn in_the_year(self, year: Option<i32>) -> Self {
        Self { year, ..self }
    }
}

impl WrittenTerm {
    pub(super) fn date(&self) -> Option<WrittenDate> {
        match self {
            WrittenTerm::On(date) => Some(*date),
            WrittenTerm::Every(_) | WrittenTerm::AfterIssue(_) | WrittenTerm::AtOnce => None,
        }
    }
}

impl fmt::Display for WrittenDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.year {
            Some(year) => write!(f, "{year:04}-")?,
            None => f.write_str("????-")?,
        }
        match self.part {
            DatePart::Whole => write!(f, "{:02}", self.month),
            _ => f.write_str(&self.in_year(true)),
        }
    }
}

impl fmt::Display for WrittenTerm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let every = |f: &mut fmt::Formatter<'_>, name: &str, day: &Option<u32>| match day {
            Some(day) => write!(f, "{name} {day}"),
            None => f.write_str(name),
        };
        match self {
            WrittenTerm::On(date) => date.fmt(f),
            WrittenTerm::AfterIssue(span) => write!(f, "issued + {span}"),
            WrittenTerm::AtOnce => f.write_str("issued"),
            WrittenTerm::Every(Recurrence::Month(day)) => every(f, "monthly", day),
            WrittenTerm::Every(Recurrence::Quarter(day)) => every(f, "quarterly", day),
            WrittenTerm::Every(Recurrence::HalfYear) => f.write_str("half-yearly"),
            WrittenTerm::Every(Recurrence::Week(day)) => every(f, "weekly", day),
            WrittenTerm::Every(Recurrence::TenDays) => f.write_str("every ten days"),
            WrittenTerm::Every(Recurrence::Day) => f.write_str("daily"),
        }
    }
}
