//! The day a finding was made, as people write days.

use crate::spreadsheet::cell::{Cell, narrow, shown};
use chrono::{Datelike, NaiveDate};

/// No finding is older: an earlier day is a slip of the pen.
const FIRST_YEAR: i32 = 2000;

/// Reads a day.
///
/// # Errors
/// A sentence that says what to do.
pub(super) fn read(cell: &Cell, today: NaiveDate) -> Result<NaiveDate, String> {
    if let Some(why) = cell.unknown() {
        return Err(why);
    }
    let day = match cell {
        Cell::Date(day) => *day,
        Cell::Text(text) => parse(text).ok_or_else(|| match narrow(text) {
            digits if digits.len() == 5 && digits.bytes().all(|b| b.is_ascii_digit()) => {
                format!(
                    "“{digits}”是日期在表格软件中的序号，不是日期；请把单元格设为日期格式，或写成 2024-07-01"
                )
            }
            _ => format!("“{}”不是日期；请写成 2024-07-01、2024/7/1 或 2024年7月1日", shown(text.trim())),
        })?,
        Cell::Number(_) | Cell::Failed(_) | Cell::Uncalculated | Cell::Spread(_) => {
            let written = cell.written();
            return Err(format!("这里是数字 {written}，不是日期；请把单元格设为日期格式，或写成 2024-07-01"));
        }
    };
    if day.year() < FIRST_YEAR {
        return Err(format!("{day} 早于{FIRST_YEAR}年，请核对"));
    }
    if day > today {
        return Err(format!("{day} 晚于今天（{today}），请核对"));
    }
    Ok(day)
}

/// `2024-07-01`, `2024/7/1`, `2024.7.1` or `2024年7月1日`; a time of day after it is ignored.
fn parse(text: &str) -> Option<NaiveDate> {
    let mut words = text.split_whitespace();
    let first = words.next()?;
    let text = match words.next() {
        Some(time) if time.contains(':') => narrow(first),
        _ => narrow(text),
    };
    let parts: Vec<&str> = match text.strip_suffix('日') {
        Some(rest) => {
            let (year, rest) = rest.split_once('年')?;
            let (month, day) = rest.split_once('月')?;
            vec![year, month, day]
        }
        None => ['-', '/', '.']
            .into_iter()
            .map(|mark| text.split(mark).collect::<Vec<_>>())
            .find(|parts| parts.len() == 3)?,
    };
    let number = |text: &str, longest: usize| {
        let digits = (1..=longest).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse::<u32>().ok())?
    };
    let year = number(parts[0], 4).filter(|_| parts[0].len() == 4)?;
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, number(parts[1], 2)?, number(parts[2], 2)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        let day = NaiveDate::from_ymd_opt(2024, 7, 1).unwrap();
        for text in [
            "2024-07-01",
            "2024-7-1",
            "2024/7/1",
            "2024.7.1",
            "2024年7月1日",
            " 2024 年 7 月 1 日 ",
            "２０２４-０７-０１",
            "2024/7/1 0:00",
            "2024-07-01 00:00:00",
        ] {
            assert_eq!(parse(text), Some(day), "{text}");
        }
        for text in [
            "",
            "7月1日",
            "2024-13-01",
            "2024-02-30",
            "24-07-01",
            "2024-07",
            "2024-07-01-1",
            "+2024-7-1",
            "20240701",
            "昨天",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
