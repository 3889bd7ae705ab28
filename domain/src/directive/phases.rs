//! Phases: a heading with a range of dates, in brackets, behind a colon or before its name.

use super::{
    dates::{DatePart, WrittenDate, WrittenTerm},
    facts::{DirectivePhase, Quoted},
    passage::Passage,
    written_date::{Found, all_of},
};
use std::ops::Range;

/// The longest name of a phase, in characters.
const LONGEST_NAME: usize = 40;

/// The phases, in the order of the text. `used` takes where the sentences stand.
pub(super) fn read(
    paragraphs: &[Passage],
    year: Option<i32>,
    used: &mut Vec<usize>,
) -> Vec<Quoted<DirectivePhase>> {
    let mut phases: Vec<Quoted<DirectivePhase>> = Vec::new();
    let mut among_steps = false;
    for paragraph in paragraphs {
        let heading = paragraph.is_numbered() && paragraph.len() < LONGEST_NAME;
        if heading && all_of(paragraph, year).is_empty() {
            among_steps = paragraph.contains_any(&["步骤", "阶段", "安排", "进度", "时间"]);
        }
        for sentence in paragraph.sentences() {
            if let Some(phase) = phase(&sentence, year, among_steps) {
                used.push(sentence.position());
                phases.push(sentence.quote(phase));
            }
        }
    }
    phases
}

/// From when to when, and where that stands.
struct DateRange {
    from: Option<WrittenDate>,
    to: WrittenDate,
    at: Range<usize>,
}

fn phase(sentence: &Passage, year: Option<i32>, among_steps: bool) -> Option<DirectivePhase> {
    let found = all_of(sentence, year);
    let range = date_range(sentence, &found)?;
    let start = name_start(sentence);
    let (name, near) =
        name_before(sentence, start, &range).or_else(|| name_behind(sentence, start, &range))?;
    let title = sentence.shown(name.clone());
    let named = sentence.part(name).contains_any(&["阶段", "期间"]) || is_stage(sentence);
    let fits = (2..=LONGEST_NAME).contains(&title.chars().count());
    ((named || among_steps && near) && fits).then(|| DirectivePhase {
        title: title.trim_end_matches("阶段").trim_matches(['"', '“', '”']).to_owned(),
        from: range.from,
        to: range.to,
    })
}

/// Whether it is numbered as a phase: 第一阶段.
fn is_stage(sentence: &Passage) -> bool {
    sentence.starts_with("第") && sentence.find("阶段", 0).is_some_and(|at| at < 5)
}

/// Behind the number: 第一阶段：, (一), 1.
fn name_start(sentence: &Passage) -> usize {
    let start = sentence.body_start();
    let rest = sentence.part(start..sentence.len());
    if !is_stage(&rest) {
        return start;
    }
    let colon = rest.find_any(&[":", "、", "(", ","], 0).filter(|(at, _)| *at < 7);
    let named = colon.filter(|(at, _)| rest.plain()[*at] != '(');
    start + named.map_or(0, |(_, end)| end)
}

/// The first two dates that a dash or 至 joins; or one that is a bound, from the issue date on.
fn date_range(sentence: &Passage, found: &[Found]) -> Option<DateRange> {
    let on = |found: &Found| match &found.deadline {
        WrittenTerm::On(date) => Some(*date),
        _ => None,
    };
    for (first, second) in found.iter().zip(found.iter().skip(1)) {
        if !joins(&sentence.part(first.range.end..second.range.start)) {
            continue;
        }
        let Some(to) = on(second) else { continue };
        let from = on(first);
        let to = from.map_or(to, |from| to.not_before(&from));
        let from = from.map(|from| from_of(from, &to));
        return Some(DateRange { from, to, at: first.range.start..second.range.end });
    }
    found.iter().find_map(|only| {
        let date = on(only)?;
        let at = only.range.clone();
        match day_behind(sentence, only.range.end) {
            // 6月15日至20日, 3-5月
            Some((day, end)) => {
                let to = WrittenDate { part: DatePart::Day(day), ..date };
                Some(DateRange { from: Some(date), to, at: at.start..end })
            }
            None => months_before(sentence, only, date).or_else(|| match date.part {
                _ if only.ends.is_some() => Some(DateRange { from: None, to: date, at }),
                DatePart::Day(_) | DatePart::End => None,
                _ => Some(DateRange { from: Some(date), to: date, at }),
            }),
        }
    })
}

/// A first date that has no year of its own takes that of the second: 9月至2025年3月 begins in 2024.
fn from_of(from: WrittenDate, to: &WrittenDate) -> WrittenDate {
    let later = from.assumed_year && !to.assumed_year && from.month > to.month;
    let of_second = from.assumed_year && !to.assumed_year;
    let year = if of_second { to.year.map(|year| year - i32::from(later)) } else { from.year };
    WrittenDate { year, ..from }
}

fn joins(between: &Passage) -> bool {
    let words: String = between.plain().iter().filter(|c| !c.is_whitespace()).collect();
    between.len() <= 5
        && matches!(words.trim_matches('-'), "" | "至" | "到" | "起至" | "起" | "开始至" | "开始")
        && !words.is_empty()
}

/// 至20日 behind a day of a month.
fn day_behind(sentence: &Passage, end: usize) -> Option<(u32, usize)> {
    let rest = sentence.plain().get(end..)?;
    let joint = rest.iter().take_while(|c| matches!(c, '-' | '至' | '到' | ' ')).count();
    let digits: String = rest.get(joint..)?.iter().take_while(|c| c.is_ascii_digit()).collect();
    let day = digits.parse().ok().filter(|day| (1..=31).contains(day))?;
    let behind = joint + digits.len();
    (joint > 0 && matches!(rest.get(behind), Some('日' | '号'))).then_some((day, end + behind + 1))
}

/// 3-5月, 3至5月: the first month stands without its word.
fn months_before(sentence: &Passage, only: &Found, to: WrittenDate) -> Option<DateRange> {
    let before = &sentence.plain()[..only.range.start];
    let joint = before.iter().rev().take_while(|c| matches!(c, '-' | '至' | '到')).count();
    let digits: Vec<&char> = before.iter().rev().skip(joint).take_while(|c| c.is_ascii_digit()).collect();
    let month =
        digits.iter().rev().copied().collect::<String>().parse().ok().filter(|m| (1..=12).contains(m))?;
    let start = only.range.start - joint - digits.len();
    let from = WrittenDate { month, part: DatePart::Whole, ..to };
    (joint > 0).then_some(DateRange { from: Some(from), to, at: start..only.range.end })
}

/// The name before a range in brackets or behind a colon, and whether it stands right before it.
fn name_before(sentence: &Passage, start: usize, range: &DateRange) -> Option<(Range<usize>, bool)> {
    let before = sentence.plain().get(start..range.at.start)?;
    let open = before.iter().rposition(|c| matches!(c, '(' | ':'))?;
    // (时间:5月1日-6月1日), (2024年5月…)
    let gap: String = before[open + 1..].iter().collect();
    let gap = gap.trim_start_matches("自").trim_start_matches("从").trim();
    let close = matches!(gap, "" | "时间:" | "即" | "截至" | "截止" | "到" | "至");
    let mut end = start + open;
    if before[open] == ':' && before[..open].ends_with(&['时', '间']) {
        end = start + before[..open].iter().rposition(|c| matches!(c, '(' | ',' | '。'))?;
    }
    let name = sentence.part(start..end);
    let plain = !name.plain().iter().any(|c| matches!(c, ',' | ';' | '。'));
    (close && plain && end > start).then_some((start..end, true))
}

/// The name behind a range: 5月至6月为动员部署阶段.
fn name_behind(sentence: &Passage, start: usize, range: &DateRange) -> Option<(Range<usize>, bool)> {
    if range.at.start > start + 2 {
        return None;
    }
    let stage = sentence.find("阶段", range.at.end).filter(|at| at - range.at.end <= LONGEST_NAME)?;
    let begin = sentence.find_any(&["为", ",", ":", ")"], range.at.end).filter(|(at, _)| *at < stage);
    let begin = begin.map_or(range.at.end, |(_, end)| end);
    let name = sentence.part(begin..stage);
    (!name.contains("。")).then_some((begin..stage + 2, true))
}
