//! Directives (部署文件): the notice or work plan by which an office orders a campaign, and what it says that
//! a plan needs. Rules over the text alone: each fact is given with the sentence it comes from, for a planner
//! to tick or correct, and a sentence with a date of which nothing was made is set aside and shown too, so
//! that nothing is taken, or left, without a word.
//!
//! `passage` cuts the text into paragraphs and sentences; `written_date` and `recurrence` read dates, periods and
//! terms as offices write them, and `years` tells of which year they are. `head`, `phases`, `owed`, `measures` and
//! `products` each find one kind of fact, and `aside` what is left.

mod aside;
mod bound_word;
mod dates;
mod facts;
mod head;
mod measures;
mod number;
mod owed;
mod passage;
mod phases;
mod products;
mod recurrence;
mod scan;
mod signature;
#[cfg(test)]
mod tests;
mod written_date;
mod years;

pub use dates::{DatePart, Recurrence, WrittenDate, WrittenTerm};
pub use facts::{
    DemandKind, DirectiveDemand, DirectiveFacts, DirectiveMeasure, DirectivePhase, DirectiveProducts, Quoted,
};

use crate::timekeeping::span::Span;
use years::Years;

/// The longest text that is read, in characters; a directive has a few thousand.
pub const LONGEST_DIRECTIVE: usize = 200_000;

/// Reads a directive. A date without a year is of the year that its paragraph spoke of before, or comes after the
/// directive was issued; it bears [`WrittenDate::assumed_year`]. Where two years are as likely, it has none.
pub fn read(text: &str) -> DirectiveFacts {
    let text: String = text.chars().take(LONGEST_DIRECTIVE).collect();
    let paragraphs = passage::paragraphs(&text);
    let mut used = Vec::new();
    let mut facts = head::read(&paragraphs, &mut used);
    let issued = facts.issued.as_ref().map(|issued| issued.fact);
    let dated = years::dated(&paragraphs, Years::new(issued, titled_year(&facts)));
    facts.phases = phases::read(&dated, &mut used);
    facts.owed = owed::read(&dated, &mut used);
    facts.measures = measures::read(&paragraphs);
    facts.products = products::read(&paragraphs);
    facts.set_aside = aside::read(&dated, used);
    facts
}

/// A day, a period or a term as people write it, in a plan's words: 2026年12月20日 is `2026-12-20`, 10月底前
/// `2026-10-月底`, 印发后5个工作日内 `issued + 5wd`. What is a plan's already stays as it is, and so does what is not
/// understood: checking the plan tells. `last`: whether the last day of a period is meant, or its first.
pub fn plan_words(text: &str, year: Option<i32>, last: bool) -> String {
    let text = text.trim();
    let paragraphs = passage::paragraphs(text);
    let [passage] = paragraphs.as_slice() else { return text.to_owned() };
    let found = Years::new(None, year).read(passage);
    let [only] = found.as_slice() else { return text.to_owned() };
    let behind = only.ends.unwrap_or(only.range.end);
    let whole = only.range.start == 0 && behind == passage.len();
    let words = match &only.deadline {
        WrittenTerm::On(date) => date.in_plan(last),
        WrittenTerm::AfterIssue(span) => Some(format!("issued + {span}")),
        WrittenTerm::AtOnce | WrittenTerm::Every(_) => None,
    };
    words.filter(|_| whole).unwrap_or_else(|| text.to_owned())
}

/// A term in a plan's words as people say it: `issued + 5wd` is 印发后5个工作日. Anything else stays as it is, and
/// [`plan_words`] reads it back.
pub fn spoken_words(words: &str) -> String {
    let span = words.strip_prefix("issued + ").and_then(|span| span.parse::<Span>().ok());
    span.map_or_else(|| words.to_owned(), |span| format!("印发后{}", span.chinese()))
}

/// A length as people write it, in a plan's words: 3个工作日 is `3wd`, 7天 `7d`. Anything else stays as it is, and
/// checking the plan tells.
pub fn span_words(text: &str) -> String {
    let paragraphs = passage::paragraphs(text.trim());
    let [passage] = paragraphs.as_slice() else { return text.trim().to_owned() };
    let mut scan = scan::Scan { chars: passage.plain(), at: 0 };
    let words = scan.number().and_then(|count| {
        scan.spaces();
        scan.eat("个");
        let unit = match () {
            () if scan.eat_any(&["工作日", "工作天"]) => "wd",
            () if scan.eat_any(&["自然日", "日历日", "日", "天"]) => "d",
            () => return None,
        };
        (scan.at == passage.len()).then(|| format!("{count}{unit}"))
    });
    words.unwrap_or_else(|| text.trim().to_owned())
}

/// A length in a plan's words as people say it: `3wd` is 3个工作日. Anything else stays as it is, and [`span_words`]
/// reads it back.
pub fn spoken_span(words: &str) -> String {
    words.parse::<Span>().map_or_else(|_| words.to_owned(), Span::chinese)
}

/// The year that the title or the number names: of several the last, as what is quoted is older.
fn titled_year(facts: &DirectiveFacts) -> Option<i32> {
    let named = [&facts.title, &facts.campaign, &facts.number];
    let text: String = named.into_iter().flatten().map(|quoted| format!("{} ", quoted.fact)).collect();
    let figures = text.split(|c: char| !c.is_ascii_digit()).filter(|figures| figures.len() == 4);
    figures.filter_map(|figures| figures.parse().ok()).filter(|year| (1980..=2100).contains(year)).max()
}
