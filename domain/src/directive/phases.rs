//! Phases: a heading with a range of dates, in brackets, behind a colon or before its name.

use super::{
    dates::{DatePart, WrittenDate, WrittenTerm},
    facts::{DirectivePhase, Quoted},
    passage::Passage,
    written_date::Found,
    years::{DatedParagraph, joined},
};
use std::ops::Range;

/// The longest name of a phase, in characters.
const LONGEST_PHASE: usize = 40;

/// The phases, in the order of the text. `used` takes where their dates stand.
pub(super) fn read(
    paragraphs: &[DatedParagraph<'_>],
    used: &mut Vec<Range<usize>>,
) -> Vec<Quoted<DirectivePhase>> {
    let mut phases: Vec<Quoted<DirectivePhase>> = Vec::new();
    let mut among_steps = false;
    for DatedParagraph { paragraph, sentences } in paragraphs {
        let heading = paragraph.is_numbered() && paragraph.len() < LONGEST_PHASE;
        if heading && sentences.iter().all(|(_, found)| found.is_empty()) {
            among_steps = paragraph.contains_any(&["步骤", "阶段", "安排", "进度", "时间"]);
        }
        for (sentence, found) in sentences {
            if let Some((phase, at)) = phase(sentence, found, among_steps) {
                used.push(sentence.placed(&at));
                phases.push(phase);
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

/// A phase, and where its dates stand.
fn phase(
    sentence: &Passage,
    found: &[Found],
    among_steps: bool,
) -> Option<(Quoted<DirectivePhase>, Range<usize>)> {
    let range = date_range(sentence, found)?;
    let start = name_start(sentence);
    let (name, near) =
        name_before(sentence, start, &range).or_else(|| name_behind(sentence, start, &range))?;
    let title = sentence.shown(name.clone());
    let begins = name.start;
    let named = sentence.part(name).contains("阶段") || is_stage(sentence);
    let title = match title.strip_suffix("阶段") {
        Some(bare) if !is_ordinal(bare) => bare,
        _ => &title,
    };
    let title = title.trim_matches(['"', '“', '”']).to_owned();
    let fits = (2..=LONGEST_PHASE).contains(&title.chars().count()) && !is_term(&title);
    let phase = DirectivePhase { title, from: range.from, to: range.to };
    ((named || among_steps && near) && fits).then(|| (sentence.quote_at(begins, phase), range.at))
}

/// 第二: alone it names no phase.
fn is_ordinal(name: &str) -> bool {
    name.chars().count() <= 3 && name.starts_with('第')
}

/// 整改时限：2024年12月, 春节期间（…）: a term or a time, and no phase of the work.
fn is_term(title: &str) -> bool {
    ["时限", "期限", "期间", "日期", "要求", "截止"].iter().any(|word| title.ends_with(word))
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

/// The first two dates that a dash or 至 joins; or the only one, if it is a bound, from the issue date on, or a
/// period with nothing left behind it.
fn date_range(sentence: &Passage, found: &[Found]) -> Option<DateRange> {
    for (first, second) in found.iter().zip(found.iter().skip(1)) {
        let Some(to) = second.deadline.date().filter(|_| joined(sentence, first, second)) else { continue };
        if matches!(first.deadline, WrittenTerm::Every(_)) {
            continue;
        }
        let at = first.range.start..second.ends.unwrap_or(second.range.end);
        return is_whole(sentence, &at).then(|| DateRange { from: first.deadline.date(), to, at });
    }
    let mut dates = found.iter().filter_map(|found| Some((found, found.deadline.date()?)));
    let (only, date) = dates.next()?;
    let at = only.range.start..only.ends.unwrap_or(only.range.end);
    // What is in brackets of its own is whole, whatever else the sentence names.
    if dates.next().is_some() && sentence.plain().get(at.end) != Some(&')') {
        return None;
    }
    let from = match date.part {
        _ if only.ends.is_some() => None,
        DatePart::Day(_) | DatePart::End => return None,
        _ => Some(date),
    };
    is_whole(sentence, &at).then_some(DateRange { from, to: date, at })
}

/// Whether a period ends where its last date does: 12月至, 12月中下旬 and 1月-春节前 are understood by half.
fn is_whole(sentence: &Passage, at: &Range<usize>) -> bool {
    let next = sentence.plain()[at.end..].iter().find(|c| **c != ' ');
    next.is_none_or(|next| !"至到-中上下".contains(*next))
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
    let ordinal = is_ordinal(name.text().trim_end_matches("阶段"));
    let behind = name_behind_bracket(sentence, range.at.end).filter(|_| ordinal);
    (close && plain && end > start).then(|| (behind.unwrap_or(start..end), true))
}

/// 第二阶段（…）：集中整治: what a phase is called that has only a number before its dates.
fn name_behind_bracket(sentence: &Passage, end: usize) -> Option<Range<usize>> {
    const LONGEST: usize = 20;
    let close = sentence.find(")", end).filter(|close| *close == end)? + 1;
    let mark = sentence.plain().get(close).filter(|c| matches!(c, ':' | '、' | ',' | ' ' | '为'));
    let start = close + usize::from(mark.is_some());
    let (stop, _) = sentence.find_any(&["。", ",", ";", ":", "("], start).unwrap_or((sentence.len(), 0));
    let named = mark.is_some() || sentence.part(start..stop).contains("阶段");
    (named && (2..=LONGEST).contains(&(stop - start))).then_some(start..stop)
}

/// The name behind a range: 5月至6月为动员部署阶段.
fn name_behind(sentence: &Passage, start: usize, range: &DateRange) -> Option<(Range<usize>, bool)> {
    if range.at.start > start + 2 {
        return None;
    }
    let stage = sentence.find("阶段", range.at.end).filter(|at| at - range.at.end <= LONGEST_PHASE)?;
    let (_, begin) = sentence.find_any(&["为", ",", ":", ")"], range.at.end).filter(|(at, _)| *at < stage)?;
    let begin = begin + usize::from(sentence.plain()[begin] == '为');
    let name = sentence.part(begin..stage);
    // 完成第一阶段任务 and 阶段性总结 name no phase.
    let behind = sentence.part(stage + 2..sentence.len());
    let of_other =
        ["性", "任务", "目标", "工作总结", "总结", "工作任务"].iter().any(|word| behind.starts_with(word));
    let plain = !name.contains_any(&["。", ",", ";", "完成", "报送"]);
    (plain && !of_other).then_some((begin..stage + 2, true))
}
