//! Dates as Chinese plans write them: a day, a ten-day period (上旬 1–10, 中旬 11–20, 下旬 21–month
//! end) or a month's end (月底). Source: REQUIREMENTS A3 and the seeds.

use crate::sentence::Sentence;
use chrono::{Datelike, NaiveDate};

/// A day or a ten-day period, which has a first and a last day.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Period {
    first: NaiveDate,
    last: NaiveDate,
}

/// A text that is no date a plan may use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a date; write 2024-08-20, 2024-05-上旬, 2024-05-中旬, 2024-05-下旬 or 2024-10-月底")]
pub struct BadPeriod(String);

impl From<BadPeriod> for Sentence {
    fn from(bad: BadPeriod) -> Self {
        let text = &bad.0;
        Self::new(
            bad.to_string(),
            format!(
                "“{text}”不是日期；请写成 2024-08-20、2024-05-上旬、2024-05-中旬、2024-05-下旬或 2024-10-月底"
            ),
        )
    }
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
        parse(text.trim()).ok_or_else(|| BadPeriod(text.to_owned()))
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
}
