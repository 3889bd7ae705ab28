//! Sentences that name a day, a period or a term of which nothing was made. Whether they do is judged by a rule of
//! its own, coarser than the reading of dates: so a form that is not yet known is shown as well.

use super::{
    dates::WrittenTerm, facts::Quoted, passage::Passage, written_date::Found, years::DatedParagraph,
};
use std::ops::Range;

/// The sentences with a date that lies in none of the used ranges. A date right behind 截至 is not asked for: it
/// tells of which day some figures are.
pub(super) fn read(paragraphs: &[DatedParagraph<'_>], mut used: Vec<Range<usize>>) -> Vec<Quoted<()>> {
    used.sort_by_key(|range| (range.start, range.end));
    let sentences = paragraphs.iter().flat_map(|paragraph| &paragraph.sentences);
    let left = sentences.filter_map(|(sentence, found)| {
        let as_of = found.iter().filter(|found| is_as_of(sentence, found)).map(|found| &found.range);
        let as_of: Vec<_> = as_of.map(|range| sentence.placed(range)).collect();
        let own = sentence.placed(&(0..sentence.len()));
        let from = used.partition_point(|range| range.start < own.start);
        let to = used.partition_point(|range| range.start < own.end);
        let settled: Vec<_> = used[from..to].iter().chain(&as_of).collect();
        let left = times(sentence, found).into_iter().any(|at| {
            let at = own.start + at;
            !settled.iter().any(|range| range.contains(&at))
        });
        left.then(|| sentence.quote(()))
    });
    left.collect()
}

fn is_as_of(sentence: &Passage, found: &Found) -> bool {
    sentence.plain()[..found.range.start].ends_with(&['截', '至'])
}

/// Where days, periods and terms stand: those that were read, and what looks like one.
fn times(sentence: &Passage, found: &[Found]) -> Vec<usize> {
    let read = found.iter().filter(|found| !matches!(found.deadline, WrittenTerm::AtOnce));
    let plain = sentence.plain();
    read.map(|found| found.range.start)
        .chain((0..plain.len()).filter(|at| looks_like_time(plain, *at)))
        .collect()
}

/// Words that name a time, unless one of the characters stands before them.
const TIMES: &[(&str, &str)] = &[
    ("月底", ""),
    ("月末", ""),
    ("年底", ""),
    ("年末", ""),
    ("年内", "老青少成"),
    ("上旬", ""),
    ("中旬", ""),
    ("下旬", ""),
    ("上半年", ""),
    ("下半年", ""),
    ("每半年", ""),
    ("半月", ""),
    ("本月", ""),
    ("下月", ""),
    ("次月", ""),
    ("当月", ""),
    ("下周", ""),
    ("本周", ""),
    ("星期", ""),
    ("每年", ""),
    ("每两", ""),
    ("每季", ""),
    ("每个季", ""),
    ("每月", ""),
    ("每个月", ""),
    ("每旬", ""),
    ("每周", ""),
    ("本季度", ""),
    ("季度末", ""),
    ("节前", "环章季细情调关"),
    ("节后", "环章季细情调关"),
];

const HOLIDAYS: &[&str] = &["元旦", "春节", "清明", "五一", "端午", "中秋", "国庆", "两节", "双节"];

fn looks_like_time(plain: &[char], at: usize) -> bool {
    let rest = &plain[at..];
    let starts = |word: &str| {
        let mut own = rest.iter();
        word.chars().all(|c| own.next() == Some(&c))
    };
    let before = at.checked_sub(1).map(|before| plain[before]);
    let named = TIMES.iter().any(|(word, not)| starts(word) && !before.is_some_and(|c| not.contains(c)));
    let holiday = HOLIDAYS.iter().any(|day| starts(day) && is_around(&rest[day.chars().count()..]));
    named || holiday || is_weekday(rest) || is_counted(plain, at) || is_numeric(rest, before)
}

/// 春节前, 国庆节期间
fn is_around(behind: &[char]) -> bool {
    let behind = behind.strip_prefix(&['节']).unwrap_or(behind);
    behind.first().is_some_and(|c| matches!(c, '前' | '后')) || behind.starts_with(&['期', '间'])
}

/// 周五前, 周五下班前
fn is_weekday(rest: &[char]) -> bool {
    matches!(
        rest,
        ['周', '一' | '二' | '三' | '四' | '五' | '六' | '日', '前' | '之' | '以' | '上' | '中' | '下', ..]
    )
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || "〇零一二三四五六七八九十两".contains(c)
}

/// A number with 月, 日, 号, 周, 季度, 时 or a span of days behind it, asked for at its first figure.
fn is_counted(plain: &[char], at: usize) -> bool {
    let arabic = plain[at].is_ascii_digit();
    let alike = |c: char| is_numeral(c) && c.is_ascii_digit() == arabic;
    if !alike(plain[at]) || at.checked_sub(1).is_some_and(|before| alike(plain[before])) {
        return false;
    }
    let length = plain[at..].iter().take_while(|c| alike(**c)).count();
    let behind: String = plain[at + length..].iter().skip_while(|c| **c == ' ').take(6).collect();
    let starts = |words: &[&str]| words.iter().any(|word| behind.starts_with(word));
    let within = |word: &str| {
        let rest = behind.strip_prefix(word).map(|rest| rest.trim_start_matches(['以', '之']));
        rest.is_some_and(|rest| rest.starts_with('内'))
    };
    let day = starts(&["月", "日", "季度", "周"]) && !starts(&["月龄", "日龄", "周岁", "周年", "日游"]);
    let span = starts(&["个工作日", "工作日"])
        || ["个月", "天", "个季度", "个星期", "年", "小时"].iter().any(|word| within(word));
    let hour = arabic && length <= 2 && starts(&["时前", "时之前", "时以前", "点前", ":00前", "时止"]);
    day || span || hour || arabic && length <= 2 && is_day_number(plain, at, &behind)
}

/// 25号前; 〔2024〕12号, 第12号 and 3号楼 are no days.
fn is_day_number(plain: &[char], at: usize, behind: &str) -> bool {
    let before = plain[..at].iter().rev().find(|c| **c != ' ');
    let ordinal = before.is_some_and(|c| matches!(c, ')' | '第' | '-' | '.') || c.is_ascii_alphabetic());
    let other = behind
        .strip_prefix('号')
        .is_none_or(|rest| rest.starts_with(['文', '楼', '线', '令', '公', '院', '门']));
    !ordinal && !other
}

/// 2024.12, 12.1-12.31 and 12.20前; 3.5万台, 3.2.1 and GB 4706.1-2005 are none.
fn is_numeric(rest: &[char], before: Option<char>) -> bool {
    let joined = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '/');
    if !rest[0].is_ascii_digit() || before.is_some_and(joined) {
        return false;
    }
    let end =
        rest.iter().position(|c| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '/'))).unwrap_or(rest.len());
    let text: String = rest[..end].iter().collect();
    let bounded = rest.get(end) == Some(&'前');
    let dates: Vec<&str> = text.split('-').filter(|part| !part.is_empty()).collect();
    let day = |text: &&str| {
        let parts: Vec<Option<u32>> = text.split('.').map(|part| part.parse().ok()).collect();
        matches!(parts.as_slice(), [Some(1..=12), Some(1..=31)])
    };
    let year = ['.', '-', '/'].iter().any(|mark| {
        let parts: Vec<Option<u32>> = text.splitn(3, *mark).map(leading_number).collect();
        matches!(parts.as_slice(), [Some(1980..=2100), Some(1..=12), ..])
    });
    year || dates.iter().all(day) && (dates.len() == 2 || dates.len() == 1 && bounded)
}

fn leading_number(text: &str) -> Option<u32> {
    text.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}
