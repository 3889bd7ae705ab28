//! One sentence of a notice: days, and whether offices close or work on them.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use duban_domain::{Sentence, holidays::DayKind, sentence};

/// No holiday is longer; a range that is holds a mistyped date.
const LONGEST: usize = 31;

/// Days that are off or worked on, and what the notice says of them besides.
#[derive(Debug)]
pub(super) struct Clause {
    pub(super) kind: DayKind,
    /// Every day of it.
    pub(super) days: Vec<NaiveDate>,
    /// The days it names, with the day of the week it gives each.
    pub(super) named: Vec<NamedClause>,
    pub(super) stated: Vec<Stated>,
}

#[derive(Debug)]
pub(super) struct NamedClause {
    pub(super) date: NaiveDate,
    pub(super) weekday: Option<Weekday>,
}

/// What a notice says of days off besides their dates.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Stated {
    /// 共3天, 放假1天.
    Sum(usize),
    /// 与周末连休.
    JoinsWeekend,
    /// 不调休.
    NoMakeUp,
}

/// Reads a sentence of a notice about `year`; `None`: it orders nothing. In the section of New Year's Day
/// a December without a year is the one before.
///
/// # Errors
/// It orders something and is not understood.
pub(super) fn read(text: &str, year: i32, new_year: bool) -> Result<Option<Vec<Clause>>, Sentence> {
    let orders = text.contains("放假") || text.contains("上班");
    let dated = text.contains('日') && text.chars().any(|c| c.is_ascii_digit());
    if !orders || !dated {
        return Ok(None);
    }
    let chars: Vec<char> = text.chars().collect();
    let mut parser = Parser { text, chars: &chars, at: 0, year, new_year };
    let mut clauses = vec![parser.clause()?];
    while parser.eat_any(&[",", "，"]) {
        clauses.push(parser.clause()?);
    }
    if parser.at < chars.len() { Err(parser.lost()) } else { Ok(Some(clauses)) }
}

struct Parser<'a> {
    text: &'a str,
    chars: &'a [char],
    at: usize,
    year: i32,
    new_year: bool,
}

impl Parser<'_> {
    /// `days 放假…` or `days 上班`.
    fn clause(&mut self) -> Result<Clause, Sentence> {
        let mut clause =
            Clause { kind: DayKind::Off, days: Vec::new(), named: Vec::new(), stated: Vec::new() };
        self.range(&mut clause)?;
        while self.eat_any(&["、", "和", "及", "与", ","]) {
            self.range(&mut clause)?;
        }
        self.eat_any(&["正常", "照常", "调休"]);
        if self.eat_any(&["上班"]) {
            clause.kind = DayKind::Workday;
        } else if self.eat_any(&["放假"]) {
            self.stated(&mut clause.stated)?;
        } else {
            return Err(self.lost());
        }
        Ok(clause)
    }

    /// "调休，共3天", "1天，不调休", "，与周末连休".
    fn stated(&mut self, stated: &mut Vec<Stated>) -> Result<(), Sentence> {
        loop {
            let before = self.at;
            self.eat_any(&[","]);
            if self.eat_any(&["与周末连休", "同周末连休"]) {
                stated.push(Stated::JoinsWeekend);
            } else if self.eat_any(&["不调休"]) {
                stated.push(Stated::NoMakeUp);
            } else if self.eat_any(&["调休"]) {
            } else if self.eat_any(&["共计", "合计", "共"]) || self.days_ahead() {
                let days = self.number().ok_or_else(|| self.lost())?;
                if !self.eat_any(&["天"]) {
                    return Err(self.lost());
                }
                stated.push(Stated::Sum(days));
            } else {
                // What follows is another clause, or nothing of ours.
                self.at = before;
                return Ok(());
            }
        }
    }

    /// Whether a number of days comes next, and not a date.
    fn days_ahead(&self) -> bool {
        let digits = self.chars[self.at..].iter().take_while(|c| c.is_ascii_digit()).count();
        digits > 0 && self.chars.get(self.at + digits) == Some(&'天')
    }

    /// A day, or the days from one to another.
    fn range(&mut self, clause: &mut Clause) -> Result<(), Sentence> {
        let before = clause.named.last().map(|named| named.date);
        let first = self.date(before)?;
        let from = first.date;
        clause.named.push(first);
        if !self.eat_any(&["至", "到", "-"]) {
            clause.days.push(from);
            return Ok(());
        }
        let last = self.date(Some(from))?;
        let to = last.date;
        clause.named.push(last);
        let days: Vec<_> = from.iter_days().take_while(|day| *day <= to).take(LONGEST + 1).collect();
        if days.len() < 2 || days.len() > LONGEST {
            let message = sentence!(
                "{from} to {to} cannot be a holiday; check the two dates",
                "{from}至{to}不像一个假期；请核对起止日期"
            );
            return Err(message);
        }
        clause.days.extend(days);
        Ok(())
    }

    /// A date and perhaps what stands in parentheses behind it. What it leaves out is as in the date before.
    fn date(&mut self, before: Option<NaiveDate>) -> Result<NamedClause, Sentence> {
        let lost = self.lost();
        let mut number = self.number().ok_or_else(|| lost.clone())?;
        let mut year = None;
        if self.eat_any(&["年"]) {
            year = Some(i32::try_from(number).map_err(|_| lost.clone())?);
            number = self.number().ok_or_else(|| lost.clone())?;
        }
        let month = if self.eat_any(&["月"]) {
            let month = number;
            number = self.number().ok_or_else(|| lost.clone())?;
            month
        } else {
            before.map(|date| date.month() as usize).filter(|_| year.is_none()).ok_or_else(|| lost.clone())?
        };
        if !self.eat_any(&["日", "号"]) {
            return Err(lost);
        }
        let year = year.unwrap_or_else(|| match before {
            // A New Year's holiday that begins in December.
            Some(date) if date.year() < self.year && month == 1 => self.year,
            Some(date) => date.year(),
            None if self.new_year && month == 12 => self.year - 1,
            None => self.year,
        });
        let date = u32::try_from(month).ok().zip(u32::try_from(number).ok());
        let date = date.and_then(|(month, day)| NaiveDate::from_ymd_opt(year, month, day));
        let date = date.ok_or_else(|| {
            sentence!(
                "there is no {year}-{month}-{number}; check the date",
                "没有{year}年{month}月{number}日；请核对日期"
            )
        })?;
        self.is_of_the_notice(date)?;
        Ok(NamedClause { date, weekday: self.in_parentheses()? })
    }

    /// A notice is about its year, and about the December before it.
    fn is_of_the_notice(&self, date: NaiveDate) -> Result<(), Sentence> {
        let new_year = NaiveDate::from_ymd_opt(self.year, 1, 1);
        let first = new_year.and_then(|day| day.checked_sub_days(Days::new(31)));
        let after = NaiveDate::from_ymd_opt(self.year + 1, 1, 1);
        if first.zip(after).is_some_and(|(first, after)| (first..after).contains(&date)) {
            return Ok(());
        }
        let year = self.year;
        Err(sentence!(
            "{date} is not in {year}, which the notice is about; check the year",
            "{date}不在通知所说的{year}年；请核对年份"
        ))
    }

    /// "（周四）", "（农历除夕、星期二）": the day of the week, if it stands there.
    fn in_parentheses(&mut self) -> Result<Option<Weekday>, Sentence> {
        if !self.eat_any(&["("]) {
            return Ok(None);
        }
        let length = self.chars[self.at..].iter().position(|c| *c == ')').ok_or_else(|| self.lost())?;
        let inner: String = self.chars[self.at..self.at + length].iter().collect();
        self.at += length + 1;
        let weekday = ["星期", "礼拜", "周"].iter().find_map(|prefix| {
            let (_, rest) = inner.rsplit_once(prefix)?;
            rest.chars().next().and_then(weekday)
        });
        Ok(weekday)
    }

    fn number(&mut self) -> Option<usize> {
        let digits: String = self.chars[self.at..].iter().take_while(|c| c.is_ascii_digit()).collect();
        self.at += digits.len();
        digits.parse().ok()
    }

    fn eat_any(&mut self, texts: &[&str]) -> bool {
        let rest = &self.chars[self.at..];
        let eaten = texts.iter().find(|text| {
            text.chars().count() <= rest.len() && text.chars().zip(rest).all(|(c, other)| c == *other)
        });
        self.at += eaten.map_or(0, |text| text.chars().count());
        eaten.is_some()
    }

    /// The sentence orders something that is not understood.
    fn lost(&self) -> Sentence {
        let (text, rest): (_, String) = (self.text, self.chars[self.at..].iter().collect());
        sentence!(
            "\"{text}\" is not understood from \"{rest}\" on; write it like 5月1日（周五）至5日（周二）放假调休，共5天 or 5月9日（周六）上班",
            "“{text}”从“{rest}”起读不懂；请写成“5月1日（周五）至5日（周二）放假调休，共5天”或“5月9日（周六）上班”"
        )
    }
}

fn weekday(c: char) -> Option<Weekday> {
    Some(match c {
        '一' => Weekday::Mon,
        '二' => Weekday::Tue,
        '三' => Weekday::Wed,
        '四' => Weekday::Thu,
        '五' => Weekday::Fri,
        '六' => Weekday::Sat,
        '日' | '天' => Weekday::Sun,
        _ => return None,
    })
}
