//! Directives (部署文件): the notice or work plan by which an office orders a campaign, and what it says that
//! a plan needs. Rules over the text alone: each fact is given with the sentence it comes from, for a planner
//! to tick or correct, and a sentence with a date of which nothing was made is set aside and shown too, so
//! that nothing is taken, or left, without a word.
//!
//! `passage` cuts the text into paragraphs and sentences, `written_date` reads dates and periods as offices
//! write them; `head`, `phases`, `owed`, `measures` and `products` each find one kind of fact.

mod dates;
mod facts;
mod head;
mod measures;
mod owed;
mod passage;
mod phases;
mod products;
#[cfg(test)]
mod tests;
mod written_date;

pub use dates::{DatePart, Recurrence, WrittenDate, WrittenTerm};
pub use facts::{
    DemandKind, DirectiveDemand, DirectiveFacts, DirectiveMeasure, DirectivePhase, DirectiveProducts, Quoted,
};

use crate::timekeeping::span::Span;
use chrono::Datelike;
use passage::Passage;

/// The longest text that is read, in characters; a directive has a few thousand.
pub const LONGEST_DIRECTIVE: usize = 200_000;

/// Reads a directive. A date without a year is of the year before it in the text, or of the year in which the
/// directive was issued; it bears [`WrittenDate::assumed_year`].
pub fn read(text: &str) -> DirectiveFacts {
    let text: String = text.chars().take(LONGEST_DIRECTIVE).collect();
    let paragraphs = passage::paragraphs(&text);
    let mut facts = head::read(&paragraphs);
    let year = spoken_year(&facts, &paragraphs);
    let mut used = Vec::new();
    facts.phases = phases::read(&paragraphs, year, &mut used);
    facts.owed = owed::read(&paragraphs, year, &mut used);
    facts.measures = measures::read(&paragraphs);
    facts.products = products::read(&paragraphs);
    facts.set_aside = set_aside(&paragraphs, &used, facts.issued.as_ref().map(|issued| issued.line));
    facts
}

/// A day, a period or a term as people write it, in a plan's words: 2026年12月20日 is `2026-12-20`, 10月底前
/// `2026-10-月底`, 印发后5个工作日内 `issued + 5wd`. What is a plan's already stays as it is, and so does what is not
/// understood: checking the plan tells. `last`: whether the last day of a period is meant, or its first.
pub fn plan_words(text: &str, year: Option<i32>, last: bool) -> String {
    let text = text.trim();
    let paragraphs = passage::paragraphs(text);
    let [passage] = paragraphs.as_slice() else { return text.to_owned() };
    let found = written_date::all_of(passage, year);
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

/// The year that dates without one are of.
fn spoken_year(facts: &DirectiveFacts, paragraphs: &[Passage]) -> Option<i32> {
    let named = paragraphs.iter().flat_map(written_date::all).find_map(|found| found.deadline.year());
    facts.issued.as_ref().map(|issued| issued.fact.year()).or(named)
}

/// Sentences that name a day or a period and gave no fact. Those that only look back are not shown: the law a
/// directive follows, figures up to some day.
fn set_aside(paragraphs: &[Passage], used: &[usize], issued: Option<usize>) -> Vec<Quoted<()>> {
    let sentences = paragraphs.iter().filter(|paragraph| Some(paragraph.line()) != issued);
    let dated = sentences.flat_map(Passage::sentences).filter(|sentence| {
        let dates = written_date::all(sentence);
        let ahead = dates.iter().any(|found| found.deadline.names_a_month());
        ahead && !used.contains(&sentence.position()) && !sentence.contains("截至")
    });
    dated.map(|sentence| sentence.quote(())).collect()
}
