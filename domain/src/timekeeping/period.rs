//! Dates as Chinese plans write them: a day, a ten-day period (上旬 1–10, 中旬 11–20, 下旬 21–month
//! end) or a month's end (月底). Source: REQUIREMENTS A3 and the seeds.

use crate::wording::sentence::{Sentence, sentence};
use chrono::{Datelike, NaiveDate};

/// A day or a ten-day period, which has a first and a last day.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Period {
    first: NaiveDate,
    last: NaiveDate,
}

/// A text that is no date a plan may use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadPeriod {
    /// It is written like no date.
    #[error(
        "\"{0}\" is not a date; write 2024-08-20, 2024-05-上旬, 2024-05-中旬, 2024-05-下旬 or 2024-10-月底"
    )]
    Unreadable(String),
    /// It is written like a day, and no calendar has that day.
    #[error("{}", .0.sentence())]
    NoSuchDay(NoSuchDay),
}

/// A day that does not exist, such as 31 February.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoSuchDay {
    text: String,
    year: i32,
    month: u32,
    /// How many days that month has, if there is such a month.
    days: Option<u32>,
}

impl NoSuchDay {
    /// That it does not exist, and why.
    pub fn sentence(&self) -> Sentence {
        let Self { text, year, month, days } = self;
        match days {
            Some(days) => sentence!(
                "there is no {text}: that month has {days} days; write a day that exists",
                "没有{text}这一天：{year}年{month}月只有{days}天；请更正日期"
            ),
            None => sentence!(
                "there is no {text}: a year has months 01 to 12; write a day that exists",
                "没有{text}这一天：月份只有01至12；请更正日期"
            ),
        }
    }
}

impl From<BadPeriod> for Sentence {
    fn from(bad: BadPeriod) -> Self {
        match &bad {
            BadPeriod::Unreadable(text) => Self::new(
                bad.to_string(),
                format!(
                    "“{text}”不是日期；请写成 2024-08-20、2024-05-上旬、2024-05-中旬、2024-05-下旬或 2024-10-月底"
                ),
            ),
            BadPeriod::NoSuchDay(day) => day.sentence(),
        }
    }
}

/// The day a text is written like, where there is no such day.
pub fn no_such_day(text: &str) -> Option<NoSuchDay> {
    let text = text.trim();
    let mut parts = text.splitn(3, '-');
    let year = number(parts.next()?, 4).and_then(|year| i32::try_from(year).ok())?;
    let (month, named) = (number(parts.next()?, 2)?, parts.next()?);
    let first = NaiveDate::from_ymd_opt(year, month, 1);
    let days = first.and_then(last_of_month).map(|last| last.day());
    let is_there = match number(named, 2) {
        Some(day) => days.is_some_and(|days| (1..=days).contains(&day)),
        None => !matches!(named, "上旬" | "中旬" | "下旬" | "月底") || days.is_some(),
    };
    (!is_there).then(|| NoSuchDay { text: text.to_owned(), year, month, days })
}

impl Period {
    /// The day a `from` takes.
    pub const fn first(self) -> NaiveDate {
        self.first
    }

    /// The ten-day period a day lies in.
    pub fn ten_days_of(day: NaiveDate) -> Self {
        let on = |number| day.with_day(number).unwrap_or(day);
        match day.day() {
            1..=10 => Self { first: on(1), last: on(10) },
            11..=20 => Self { first: on(11), last: on(20) },
            _ => Self { first: on(21), last: last_of_month(on(1)).unwrap_or(day) },
        }
    }

    /// The month a day lies in.
    pub fn month_of(day: NaiveDate) -> Self {
        let first = day.with_day(1).unwrap_or(day);
        Self { first, last: last_of_month(first).unwrap_or(day) }
    }

    /// The day a `to` or a `due` takes.
    pub const fn last(self) -> NaiveDate {
        self.last
    }
}

impl std::str::FromStr for Period {
    type Err = BadPeriod;

    fn from_str(text: &str) -> Result<Self, BadPeriod> {
        parse(text.trim()).ok_or_else(|| match no_such_day(text) {
            Some(day) => BadPeriod::NoSuchDay(day),
            None => BadPeriod::Unreadable(text.to_owned()),
        })
    }
}

fn parse(text: &str) -> Option<Period> {
    let mut parts = text.splitn(3, '-');
    let year = number(parts.next()?, 4)?;
    let month = number(parts.next()?, 2)?;
    let day = parts.next()?;
    let year = i32::try_from(year).ok()?;
    let on = |day| NaiveDate::from_ymd_opt(year, month, day);
    let end = last_of_month(on(1)?)?;
    let (first, last) = match day {
        "上旬" => (on(1)?, on(10)?),
        "中旬" => (on(11)?, on(20)?),
        "下旬" => (on(21)?, end),
        "月底" => (end, end),
        digits => {
            let day = on(number(digits, 2)?)?;
            (day, day)
        }
    };
    Some(Period { first, last })
}

fn number(text: &str, width: usize) -> Option<u32> {
    let digits = text.len() == width && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

fn last_of_month(first: NaiveDate) -> Option<NaiveDate> {
    let (year, month) = match first.month() {
        12 => (first.year() + 1, 1),
        month => (first.year(), month + 1),
    };
    NaiveDate::from_ymd_opt(year, month, 1)?.pred_opt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(text: &str) -> (String, String) {
        let period: Period = text.parse().unwrap();
        (period.first().to_string(), period.last().to_string())
    }

    #[test]
    fn a_ten_day_period_has_a_first_and_a_last_day() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(days("2024-05-上旬"), pair("2024-05-01", "2024-05-10"));
        assert_eq!(days("2024-05-中旬"), pair("2024-05-11", "2024-05-20"));
        assert_eq!(days("2024-08-下旬"), pair("2024-08-21", "2024-08-31"));
        assert_eq!(days("2024-02-下旬"), pair("2024-02-21", "2024-02-29"));
        assert_eq!(days("2025-02-月底"), pair("2025-02-28", "2025-02-28"));
        assert_eq!(days("2024-12-月底"), pair("2024-12-31", "2024-12-31"));
        assert_eq!(days("2024-08-20"), pair("2024-08-20", "2024-08-20"));
    }

    #[test]
    fn anything_else_is_refused() {
        for bad in
            ["", "2024", "2024-13-上旬", "2024-02-30", "2024-5-9", "2024-05-旬", "24-05-09", "2024-05-09x"]
        {
            assert!(bad.parse::<Period>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_day_that_does_not_exist_is_told_as_one() {
        let told = |text: &str| no_such_day(text).map(|day| day.sentence());
        let february = told("2026-02-31").unwrap();
        assert_eq!(
            february.english,
            "there is no 2026-02-31: that month has 28 days; write a day that exists"
        );
        assert_eq!(february.chinese, "没有2026-02-31这一天：2026年2月只有28天；请更正日期");
        assert!(told("2024-13-01").unwrap().chinese.contains("月份只有01至12"));
        assert!(told("2024-00-上旬").is_some() && told("2024-04-00").is_some());
        for other in ["2024-02-29", "2024-02-x", "soon", "2024-2-31", "2024-02-下旬"] {
            assert_eq!(told(other), None, "{other}");
        }
    }
}
