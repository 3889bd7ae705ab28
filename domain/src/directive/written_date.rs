//! Dates, periods and terms as offices write them: 2024年5月9日, 5月中旬, 10月底前, 年底前, 二〇二四年五月九日,
//! 每月25日前, 每季度末月25日前, 印发后5个工作日内, 即日起.

use super::{
    dates::{DatePart, Recurrence, WrittenDate, WrittenTerm},
    passage::Passage,
};
use crate::timekeeping::span::Span;
use std::ops::Range;

/// A date or a term that was found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// Where, in characters of the passage.
    pub(super) range: Range<usize>,
    pub(super) deadline: WrittenTerm,
    /// Whether it is said that something is over by then (前, 内, 止), and where that word ends.
    pub(super) ends: Option<usize>,
}

/// The same where no year was spoken of.
pub(super) fn all(passage: &Passage) -> Vec<Found> {
    all_of(passage, None)
}

/// All dates and terms of a passage, in order. A date without a year takes that of the date before it, or
/// `year`.
pub(super) fn all_of(passage: &Passage, year: Option<i32>) -> Vec<Found> {
    let mut found = Vec::new();
    let mut spoken = year;
    let mut at = 0;
    while at < passage.len() {
        let mut scan = Scan { chars: passage.plain(), at };
        match scan.deadline(spoken) {
            Some(deadline) => {
                spoken = deadline.year().or(spoken);
                found.push(scan.found(at, deadline));
                while let Some((from, deadline)) = scan.further(found.last()) {
                    found.push(scan.found(from, deadline));
                }
                at = scan.at;
            }
            None => at = scan.behind_number(at),
        }
    }
    found
}

struct Scan<'a> {
    chars: &'a [char],
    at: usize,
}

impl Scan<'_> {
    fn eat(&mut self, word: &str) -> bool {
        let length = word.chars().count();
        let next = self.chars.get(self.at..self.at + length);
        let matches = next.is_some_and(|next| next.iter().copied().eq(word.chars()));
        self.at += if matches { length } else { 0 };
        matches
    }

    fn eat_any(&mut self, words: &[&str]) -> bool {
        words.iter().any(|word| self.eat(word))
    }

    fn spaces(&mut self) {
        while self.chars.get(self.at) == Some(&' ') {
            self.at += 1;
        }
    }

    /// Does something, or nothing at all.
    fn attempt<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let before = self.at;
        let result = read(self);
        if result.is_none() {
            self.at = before;
        }
        result
    }

    /// Behind the number that begins here: a date does not begin in the middle of one.
    fn behind_number(&self, at: usize) -> usize {
        let digits = self.chars[at..].iter().take_while(|c| c.is_ascii_digit()).count();
        at + digits.max(1)
    }

    fn found(&self, from: usize, deadline: WrittenTerm) -> Found {
        Found { range: from..self.at, deadline, ends: self.over_by() }
    }

    /// 每月2日、12日、27日: a further day of what recurs.
    fn further(&mut self, last: Option<&Found>) -> Option<(usize, WrittenTerm)> {
        let recurrence: fn(Option<u32>) -> Recurrence = match last?.deadline {
            WrittenTerm::Every(Recurrence::Month(Some(_))) => Recurrence::Month,
            WrittenTerm::Every(Recurrence::Quarter(Some(_))) => Recurrence::Quarter,
            _ => return None,
        };
        self.attempt(|scan| {
            scan.eat_any(&["、", "和", "及"]).then_some(())?;
            let from = scan.at;
            let day = scan.day_of_month()?;
            Some((from, WrittenTerm::Every(recurrence(Some(day)))))
        })
    }

    fn deadline(&mut self, year: Option<i32>) -> Option<WrittenTerm> {
        if self.eat_any(&["即日起", "即日至", "自即日", "从即日"]) {
            return Some(WrittenTerm::AtOnce);
        }
        self.attempt(Self::recurrence)
            .map(WrittenTerm::Every)
            .or_else(|| self.attempt(Self::after_issue).map(WrittenTerm::AfterIssue))
            .or_else(|| self.attempt(|scan| scan.date(year)).map(WrittenTerm::On))
    }

    /// 每月25日, 每季度末月25日, 每周五, 每旬, 每日
    fn recurrence(&mut self) -> Option<Recurrence> {
        if !self.eat_any(&["每", "逐", "按"]) {
            return None;
        }
        self.eat("个");
        if self.eat("半年") {
            return Some(Recurrence::HalfYear);
        }
        if self.eat("季") {
            self.eat("度");
            self.eat_any(&["末月", "最后一个月", "末", "后", "首月", "结束后", "次月", "终了后"]);
            self.eat_any(&["的", "次月"]);
            return Some(Recurrence::Quarter(self.day_of_month()));
        }
        if self.eat("周") {
            return Some(Recurrence::Week(self.day_of_week()));
        }
        if self.eat("旬") {
            return Some(Recurrence::TenDays);
        }
        if self.eat("月") {
            self.eat_any(&["的", "末", "底", "后"]);
            return Some(Recurrence::Month(self.day_of_month()));
        }
        // 每日 alone is a habit more often than a term: 日管控.
        self.eat_any(&["日", "天"]).then_some(Recurrence::Day)
    }

    fn day_of_month(&mut self) -> Option<u32> {
        self.attempt(|scan| {
            scan.spaces();
            let day = scan.number()?;
            scan.spaces();
            // 6月25前 is written as well.
            let is_day = scan.eat_any(&["日", "号"]) || scan.chars.get(scan.at) == Some(&'前');
            (is_day && (1..=31).contains(&day)).then_some(day)
        })
    }

    fn day_of_week(&mut self) -> Option<u32> {
        let days = ["一", "二", "三", "四", "五", "六", "日"];
        let day = days.iter().position(|day| self.eat(day))?;
        u32::try_from(day + 1).ok()
    }

    /// 印发后5个工作日内, 收到本通知之日起10日内
    fn after_issue(&mut self) -> Option<Span> {
        if !self.eat_any(&["印发", "下发", "发布", "收到", "接到", "发文"]) {
            return None;
        }
        // Whatever is received stands between: the notice, this plan.
        let rest = &self.chars[self.at..];
        let near = rest.iter().take(14).position(|c| matches!(c, '后' | '起'))?;
        if rest[..near].iter().any(|c| matches!(c, ',' | '。' | ';')) {
            return None;
        }
        self.at += near + 1;
        self.eat_any(&["的", ","]);
        self.spaces();
        let count = u16::try_from(self.number()?).ok()?;
        self.spaces();
        self.eat("个");
        match () {
            () if self.eat("工作日") => Some(Span::WorkingDays(count)),
            () if self.eat_any(&["日", "天"]) => Some(Span::Days(count)),
            () if self.eat("周") => Some(Span::Days(count.checked_mul(7)?)),
            () => None,
        }
    }

    fn date(&mut self, spoken: Option<i32>) -> Option<WrittenDate> {
        let written = self.attempt(|scan| scan.year(spoken));
        self.spaces();
        let assumed_year = written.is_none();
        let year = written.or(spoken);
        if self.eat_any(&["年底", "年末"]) {
            return Some(WrittenDate { year, month: 12, part: DatePart::End, assumed_year });
        }
        if !assumed_year {
            self.eat("年");
        }
        self.spaces();
        let (month, part) = self.month()?;
        Some(WrittenDate { year, month, part, assumed_year })
    }

    /// A year with 年 behind it, which stays: 2024年, 二〇二四年, 今年, 次年.
    fn year(&mut self, spoken: Option<i32>) -> Option<i32> {
        let relative =
            [("今年", 0), ("本年度", 0), ("本年", 0), ("当年", 0), ("次年", 1), ("明年", 1), ("翌年", 1)];
        for (word, later) in relative {
            if self.eat(word) {
                self.at -= 1;
                return Some(spoken? + later);
            }
        }
        let digits: Vec<u32> = self.chars[self.at..].iter().take(5).map_while(|c| digit(*c)).collect();
        let year = i32::try_from(digits.iter().fold(0, |year, digit| year * 10 + digit)).ok()?;
        if digits.len() != 4 || !(1980..=2100).contains(&year) {
            return None;
        }
        self.at += 4;
        self.spaces();
        // 2024-05-09 and 2024.5.9 count as well.
        match self.chars.get(self.at) {
            Some('年' | '-' | '.' | '/') => Some(year),
            _ => None,
        }
    }

    /// A month and what is said of it.
    fn month(&mut self) -> Option<(u32, DatePart)> {
        if let Some(date) = self.attempt(Self::numeric) {
            return Some(date);
        }
        let month = self.number().filter(|month| (1..=12).contains(month))?;
        self.spaces();
        // 三个月, 3月龄 and 10月份 are told apart by what follows.
        if !self.eat("月") {
            return None;
        }
        self.eat("份");
        self.spaces();
        let parts = [
            ("上旬", DatePart::Early),
            ("中旬", DatePart::Middle),
            ("下旬", DatePart::Late),
            ("月底", DatePart::End),
            ("底", DatePart::End),
            ("末", DatePart::End),
            ("初", DatePart::Early),
        ];
        if let Some((_, part)) = parts.iter().find(|(word, _)| self.eat(word)) {
            return Some((month, *part));
        }
        Some((month, self.day_of_month().map_or(DatePart::Whole, DatePart::Day)))
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

    /// A number up to 99, in digits or in words.
    fn number(&mut self) -> Option<u32> {
        let digits = self.chars[self.at..].iter().take_while(|c| c.is_ascii_digit()).count();
        if digits > 0 {
            let text: String = self.chars[self.at..self.at + digits].iter().collect();
            self.at += digits;
            return (digits <= 3).then(|| text.parse().ok())?;
        }
        self.attempt(Self::number_in_words)
    }

    fn number_in_words(&mut self) -> Option<u32> {
        let next = |scan: &Self| scan.chars.get(scan.at).copied().and_then(digit);
        let tens = next(self);
        self.at += usize::from(tens.is_some());
        if !self.eat("十") {
            return tens;
        }
        let units = next(self);
        self.at += usize::from(units.is_some());
        Some(tens.unwrap_or(1) * 10 + units.unwrap_or(0))
    }

    /// Whether what was read is a bound: 前, 之前, 以前, 内, 止.
    fn over_by(&self) -> Option<usize> {
        let mut ahead = Scan { chars: self.chars, at: self.at };
        ahead.spaces();
        // 8月20日(星期二)前
        if ahead.eat("(") {
            let close = ahead.chars[ahead.at..].iter().take(6).position(|c| *c == ')')?;
            ahead.at += close + 1;
        }
        ahead.eat_any(&["下班", "17:00", "18:00", "17时", "18时", "12时"]);
        ahead.eat_any(&["之", "以"]);
        ahead.eat_any(&["前", "内", "止", "为止"]).then_some(ahead.at)
    }
}

/// A digit, also in Chinese.
fn digit(c: char) -> Option<u32> {
    match c {
        '〇' | '○' | '零' | 'O' => Some(0),
        _ => c.to_digit(10).or_else(|| {
            let place = "一二三四五六七八九".chars().position(|word| word == c)?;
            u32::try_from(place + 1).ok()
        }),
    }
}
