//! The years of dates that name none. They follow from the day a directive bears and from what its paragraph
//! spoke of before; where two years are as likely, the year stays open.

use super::{
    dates::{WrittenDate, WrittenTerm},
    passage::Passage,
    written_date::{Found, YearSaid, all},
};
use chrono::{Datelike, NaiveDate};

/// A day that lay so few months before the directive's own may have been missed, or be meant for next year.
const RECENT_MONTHS: u32 = 2;

/// What the year of a date is judged by.
#[derive(Copy, Clone, Debug, Default)]
pub(super) struct Years {
    /// The day the directive bears.
    issued: Option<NaiveDate>,
    /// The year its title or number names, or that of a form.
    titled: Option<i32>,
    /// The day or period last spoken of that named its year.
    named: Option<(WrittenDate, WrittenDate)>,
}

/// A paragraph, and its sentences with their dates.
pub(super) struct DatedParagraph<'a> {
    pub(super) paragraph: &'a Passage,
    pub(super) sentences: Vec<(Passage, Vec<Found>)>,
}

/// All sentences with their dates. A year that was named holds for its paragraph; one named in a heading also
/// for what stands below it.
pub(super) fn dated(paragraphs: &[Passage], years: Years) -> Vec<DatedParagraph<'_>> {
    const LONGEST_HEADING: usize = 40;
    let mut heading: Option<(usize, Years)> = None;
    let dated = paragraphs.iter().map(|paragraph| {
        let level = paragraph.level();
        heading =
            heading.filter(|(above, _)| level.is_none_or(|level| level > *above) && !paragraph.is_title());
        let mut own = heading.map_or(years, |(_, years)| years);
        let sentences = paragraph.sentences().into_iter().map(|sentence| {
            let found = own.read(&sentence);
            (sentence, found)
        });
        let sentences = sentences.collect();
        if let Some(level) = level.filter(|_| paragraph.len() < LONGEST_HEADING && own.named.is_some()) {
            heading = Some((level, own));
        }
        DatedParagraph { paragraph, sentences }
    });
    dated.collect()
}

/// Whether 至, 到 or a dash joins two dates, which then are a period.
pub(super) fn joined(sentence: &Passage, first: &Found, second: &Found) -> bool {
    let between: String =
        sentence.plain()[first.range.end..second.range.start].iter().filter(|c| !c.is_whitespace()).collect();
    let words =
        ["", "至", "到", "起至", "起到", "起", "开始至", "开始", "持续到", "持续至", "一直到", "延续至"];
    (1..=5).contains(&between.chars().count()) && words.contains(&between.trim_matches('-'))
}

/// What a sentence says before a date.
struct Around {
    /// The year of the date before.
    before: Option<i32>,
    /// The date before it in a list, in which the days follow each other.
    order: Option<WrittenDate>,
    /// A year without a day: 2025年开展检查.
    bare: Option<i32>,
}

/// The years of a sentence that stand alone, and where.
fn bare_years(sentence: &Passage, found: &[Found]) -> Vec<(usize, i32)> {
    let plain = sentence.plain();
    let years = plain.windows(5).enumerate().filter(|(_, text)| text[4] == '年');
    let years = years.filter_map(|(at, text)| {
        let year = text[..4].iter().collect::<String>().parse().ok()?;
        Some((at, year)).filter(|(_, year)| (1980..=2100).contains(year))
    });
    years.filter(|(at, _)| !found.iter().any(|found| found.range.contains(at))).collect()
}

fn is_period(sentence: &Passage, first: &Found, second: &Found) -> bool {
    let dates = first.deadline.date().is_some() && second.deadline.date().is_some();
    dates && joined(sentence, first, second)
}

/// Whether nothing but 、 or 和 stands between two dates.
pub(super) fn is_listed(sentence: &Passage, last: &Found, next: &Found) -> bool {
    let end = last.ends.unwrap_or(last.range.end);
    let between: String = sentence.plain()[end..next.range.start.max(end)].iter().collect();
    matches!(between.trim(), "、" | "和" | "及" | "," | "以及")
}

impl Years {
    pub(super) fn new(issued: Option<NaiveDate>, titled: Option<i32>) -> Self {
        Self { issued, titled, named: None }
    }

    /// The dates of a sentence. What it names is spoken of from there on.
    pub(super) fn read(&mut self, sentence: &Passage) -> Vec<Found> {
        let mut found = all(sentence);
        let bare = bare_years(sentence, &found);
        let mut before: Option<WrittenDate> = None;
        let mut at = 0;
        while at < found.len() {
            let (earlier, rest) = found.split_at_mut(at);
            let is_period = rest.get(1).is_some_and(|second| is_period(sentence, &rest[0], second));
            let group = &mut rest[..1 + usize::from(is_period)];
            at += group.len();
            let listed = earlier.last().is_some_and(|last| is_listed(sentence, last, &group[0]));
            let order = before.filter(|_| listed);
            let year =
                bare.iter().take_while(|(at, _)| *at < group[0].range.start).map(|(_, year)| *year).last();
            let around = Around { before: before.and_then(|date| date.year), order, bare: year };
            let Some((from, to)) = self.settle(group, around) else { continue };
            before = Some(to).filter(|to| to.year.is_some()).or(before);
            let spoken = group.iter().any(|found| found.year != YearSaid::Unsaid);
            if spoken && self.may_be_named(to) && !is_cited(sentence, &group[0], &group[group.len() - 1]) {
                self.named = Some((from, to));
            }
        }
        found
    }

    /// Gives a date, or the two of a period, their years. What its sentence contradicts is of a year that nobody
    /// can tell.
    fn settle(&self, group: &mut [Found], around: Around) -> Option<(WrittenDate, WrittenDate)> {
        let Around { before, order, bare } = around;
        let first = (group[0].deadline.date()?, group[0].year);
        let (mut from, mut to) = match group {
            [_, second] => self.period(first, (second.deadline.date()?, second.year), before),
            _ => {
                let date = first.0.in_the_year(self.year(first.0, first.1, before));
                (date, date)
            }
        };
        let unsaid = group.iter().all(|found| found.year == YearSaid::Unsaid);
        let turned = order.is_some_and(|order| to.ends() < order.ends());
        let other = bare > self.base() && bare != to.year;
        if unsaid && (turned || other) {
            (from, to) = (from.in_the_year(None), to.in_the_year(None));
        }
        let last = group.len() - 1;
        group[0].deadline = WrittenTerm::On(from);
        group[last].deadline = WrittenTerm::On(to);
        group.iter_mut().for_each(|found| found.past = self.is_past(found));
        Some((from, to))
    }

    /// A period's two dates: the one whose year is written tells that of the other.
    fn period(
        &self,
        (from, from_said): (WrittenDate, YearSaid),
        (to, to_said): (WrittenDate, YearSaid),
        before: Option<i32>,
    ) -> (WrittenDate, WrittenDate) {
        let later = |from: &WrittenDate, to: &WrittenDate| {
            i32::from((from.month, from.begins().2) > (to.month, to.ends().2))
        };
        match (from_said, to_said) {
            (YearSaid::Unsaid, YearSaid::FromBefore(1..)) => {
                let from = from.in_the_year(self.base());
                (from, to.in_the_year(self.year(to, to_said, from.year)))
            }
            (YearSaid::Unsaid, _) => {
                let to = to.in_the_year(self.year(to, to_said, before));
                (from.in_the_year(to.year.map(|year| year - later(&from, &to))), to)
            }
            (_, YearSaid::Unsaid) => {
                let from = from.in_the_year(self.year(from, from_said, before));
                (from, to.in_the_year(from.year.map(|year| year + later(&from, &to))))
            }
            _ => {
                let from = from.in_the_year(self.year(from, from_said, before));
                (from, to.in_the_year(self.year(to, to_said, from.year)))
            }
        }
    }

    fn year(&self, date: WrittenDate, said: YearSaid, before: Option<i32>) -> Option<i32> {
        match said {
            YearSaid::Number(year) => Some(year),
            YearSaid::FromIssue(later) => Some(self.base()? + later),
            YearSaid::FromBefore(later) => Some(before.or(self.base())? + later),
            YearSaid::Unsaid => self.unsaid(date),
        }
    }

    /// The year in which it speaks.
    fn base(&self) -> Option<i32> {
        self.issued.map(|issued| issued.year()).or(self.titled)
    }

    /// The year of a date that does not say it: it lies in what was spoken of, or follows it.
    fn unsaid(&self, date: WrittenDate) -> Option<i32> {
        let usual = self.usual(date);
        let Some((from, to)) = self.named else { return usual };
        let Some(last) = to.year else { return usual };
        let first = from.year.unwrap_or(last);
        let within = (first..=last).find(|year| {
            let date = date.in_the_year(Some(*year));
            from.begins() <= date.begins() && date.ends() <= to.ends()
        });
        let date_then = date.in_the_year(Some(last));
        // Behind a period over the turn of a year only what comes soon: else it is of the year before.
        let soon = first == last || date.month <= to.month + RECENT_MONTHS;
        let behind = Some(last).filter(|_| date_then.ends() >= to.ends() && soon);
        match within.or(behind) {
            Some(year) if !self.is_before_issue(date.in_the_year(Some(year))) => Some(year),
            Some(_) => usual,
            None => usual.filter(|year| first != last || *year == last),
        }
    }

    /// The year of a date before which none was spoken of: it comes after the directive was issued.
    fn usual(&self, date: WrittenDate) -> Option<i32> {
        let Some(issued) = self.issued else { return self.titled };
        let year = issued.year();
        let of_next = self.titled.is_some_and(|titled| titled > year);
        let recent = date.month + RECENT_MONTHS >= issued.month();
        match self.is_before_issue(date.in_the_year(Some(year))) {
            // A plan for next year that is issued in this one may speak of either.
            false => Some(year).filter(|_| !of_next),
            true => Some(year + 1).filter(|_| !recent || of_next),
        }
    }

    fn is_before_issue(&self, date: WrittenDate) -> bool {
        let issued = self.issued.map(|day| (Some(day.year()), day.month(), day.day()));
        issued.is_some_and(|issued| date.ends() < issued)
    }

    fn is_past(&self, found: &Found) -> bool {
        let date = found.deadline.date().filter(|date| date.year.is_some());
        let before_title = |date: &WrittenDate| self.issued.is_none() && date.year < self.titled;
        date.is_some_and(|date| self.is_before_issue(date) || before_title(&date))
    }

    /// Whether a date may tell the year of those behind it: what the directive orders is not over.
    fn may_be_named(&self, to: WrittenDate) -> bool {
        to.year.is_some() && to.year >= self.base()
    }
}

/// Whether a date only tells which law, paper or meeting is meant.
fn is_cited(sentence: &Passage, first: &Found, last: &Found) -> bool {
    const CITING: &[&str] = &["根据", "依据", "按照", "依照", "遵照", "贯彻", "落实", "结合", "《"];
    const CITED: &[&str] =
        &["以来", "印发", "发布", "会议", "电视电话", "召开", "起施行", "起实施", "施行", "实施的", "下发"];
    let before: String = sentence.clause_before(first.range.start).iter().collect();
    let behind = &sentence.plain()[last.ends.unwrap_or(last.range.end)..];
    let behind: String = behind.iter().take(4).collect();
    CITING.iter().any(|word| before.contains(word)) || CITED.iter().any(|word| behind.starts_with(word))
}
