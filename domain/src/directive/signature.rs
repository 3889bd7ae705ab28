//! The office that signs a directive and the day it bears.

use super::{
    dates::{DatePart, WrittenTerm},
    facts::Quoted,
    number::number,
    passage::Passage,
    written_date::{Found, all},
};
use chrono::NaiveDate;
use std::ops::Range;

/// What an office's name ends with.
const ISSUING_OFFICES: &[&str] = &[
    "局",
    "委",
    "厅",
    "部",
    "署",
    "办公室",
    "政府",
    "委员会",
    "中心",
    "会",
    "总局",
    "指挥部",
    "领导小组",
    "院",
    "公署",
];

/// The labels of the day on which a directive is issued; a day that is put up on a page, or is the last one,
/// has others.
const DAY_LABELS: &[&str] =
    &["成文日期", "发文日期", "印发日期", "印发时间", "发文时间", "签发日期", "成文时间"];
const PUBLISHED_LABELS: &[&str] = &["发布日期", "发布时间", "公布日期", "日期"];

/// The day a directive bears, and where that stands in the text.
pub(super) struct IssuedDay {
    pub(super) day: Quoted<NaiveDate>,
    pub(super) place: Range<usize>,
}

type Signature = (Option<Quoted<String>>, IssuedDay);

/// A paragraph that ends with a day and has nothing before it but the office's name, which stands there or in
/// the paragraph above. Without an office, as a table has many of, a day counts if it is the only one; else the
/// printer's line tells it.
pub(super) fn signature(paragraphs: &[Passage], from: usize) -> Option<Signature> {
    let signed = |at: usize| signed(paragraphs, at);
    let all = || (from..paragraphs.len()).filter_map(signed);
    all().find(|(office, _)| office.is_some()).or_else(|| {
        let mut bare = all();
        let first = bare.next().filter(|_| bare.next().is_none());
        first.or_else(|| paragraphs.iter().skip(from).rev().find_map(imprint))
    })
}

fn signed(paragraphs: &[Passage], at: usize) -> Option<Signature> {
    let end = last_sentence(&paragraphs[at]);
    let found = all(&end);
    let last = found.last().filter(|last| last.range.end + 1 >= end.len() && last.ends.is_none())?;
    let day = issued_day(&end, last)?;
    let before = end.part(0..last.range.start);
    if before.len() <= 1 {
        let above = at.checked_sub(1).map(|above| last_sentence(&paragraphs[above]));
        return Some((above.and_then(|above| office(&above)), day));
    }
    office(&before).map(|office| (Some(office), day))
}

/// 某局办公室 2024年11月10日印发: below the text, and not who issues it.
fn imprint(passage: &Passage) -> Option<Signature> {
    let found = all(passage);
    let [only] = found.as_slice() else { return None };
    let before = passage.part(0..only.range.start);
    let behind: String = passage.plain()[only.range.end..].iter().collect();
    let bare = before.len() == 0 || office(&before).is_some();
    let printed = matches!(behind.trim(), "印发" | "印制");
    (bare && printed).then(|| Some((None, issued_day(passage, only)?)))?
}

/// What follows the last full stop.
fn last_sentence(passage: &Passage) -> Passage {
    passage.sentences().pop().unwrap_or_else(|| passage.clone())
}

/// Whether a name is an office's.
pub(super) fn names_office(name: &str) -> bool {
    ISSUING_OFFICES.iter().any(|office| name.ends_with(office))
}

/// An office's name and nothing else.
fn office(passage: &Passage) -> Option<Quoted<String>> {
    let name = passage.text();
    let bare = passage.len() < 40 && !passage.contains_any(&["。", ",", ":", "关于"]);
    (names_office(&name) && bare).then(|| passage.quote(name))
}

/// 成文日期: 2016-11-22, or a day beside the number: (鲁食药监市〔2007〕159号 2007年9月14日)
pub(super) fn stated_day(head: &[Passage]) -> Option<IssuedDay> {
    let labelled = |labels: &[&str]| head.iter().find_map(|passage| labelled_day(passage, labels));
    labelled(DAY_LABELS)
        .or_else(|| head.iter().find_map(day_beside_number))
        .or_else(|| labelled(PUBLISHED_LABELS))
}

/// The first date behind a label, which no sentence holds.
fn labelled_day(passage: &Passage, labels: &[&str]) -> Option<IssuedDay> {
    let bare = passage.len() < 80 && !passage.contains_any(&["。", ",", "《", "截止", "截至"]);
    let (_, end) = passage.find_any(labels, 0).filter(|_| bare)?;
    let found = all(passage).into_iter().find(|found| found.range.start >= end)?;
    issued_day(passage, &found)
}

fn day_beside_number(passage: &Passage) -> Option<IssuedDay> {
    let bare = passage.len() < 80 && !passage.contains_any(&["。", ",", "《"]);
    let found = number(passage).filter(|_| bare).and_then(|_| all(passage).into_iter().next())?;
    issued_day(passage, &found)
}

fn issued_day(passage: &Passage, found: &Found) -> Option<IssuedDay> {
    let day = day_of(&found.deadline)?;
    Some(IssuedDay { day: passage.quote_at(found.range.start, day), place: passage.placed(&found.range) })
}

fn day_of(deadline: &WrittenTerm) -> Option<NaiveDate> {
    match deadline {
        WrittenTerm::On(date) if !date.assumed_year => match date.part {
            DatePart::Day(day) => NaiveDate::from_ymd_opt(date.year?, date.month, day),
            _ => None,
        },
        _ => None,
    }
}
