//! What is owed: handed in, finished, or reported for as long as it is not finished, and by when.

use super::{
    dates::WrittenTerm,
    facts::{DemandKind, DirectiveDemand, Quoted},
    passage::Passage,
    written_date::{Found, all_of},
};
use std::ops::Range;

/// What is done with a paper that is owed. The longer words come first.
const HANDING_IN: &[&str] = &[
    "汇总报送",
    "书面报送",
    "报送至",
    "报送",
    "上报至",
    "上报",
    "填报",
    "报告",
    "提交",
    "反馈",
    "寄送",
    "报至",
    "报到",
    "发送至",
    "发送",
    "发至",
    "报回",
    "抄送",
    "报备",
    "呈报",
    "传至",
    "送达",
    "报",
];

/// What is said of work that is to be over by a time.
const FINISHING: &[&str] = &[
    "完成",
    "建立",
    "建成",
    "实现",
    "整改到位",
    "达到",
    "落实到位",
    "清零",
    "组织开展",
    "开展",
    "召开",
    "制定",
    "成立",
    "公布",
    "印发",
];

/// What the names of papers end with.
const PAPERS: &[&str] = &[
    "总结",
    "清单",
    "报告",
    "方案",
    "案例",
    "报表",
    "表",
    "台账",
    "情况",
    "信息",
    "材料",
    "汇总",
    "名单",
    "数据",
    "附件",
    "照片",
    "计划",
    "小结",
    "进展",
    "名册",
    "简报",
    "函",
    "书",
    "意见",
    "回执",
    "成效",
    "做法",
    "线索",
    "联络员",
    "统计",
];

/// What stands between a paper and the day it is due.
const LINKS: &[char] = &['于', '在', '请', '并', '应', '须', '需', '要', '均', '别', '分', ',', ' '];

/// What is done to make a paper.
const MAKING: &[&str] =
    &["研究制定", "制定", "形成", "填写", "编制", "梳理", "撰写", "完成", "总结出", "提出", "做好"];

/// The longest name of something that is owed, in characters.
const LONGEST_NAME: usize = 60;

/// All that is owed, in the order of the text. `used` takes where the sentences stand.
pub(super) fn read(
    paragraphs: &[Passage],
    year: Option<i32>,
    used: &mut Vec<usize>,
) -> Vec<Quoted<DirectiveDemand>> {
    let mut demands = Vec::new();
    for sentence in paragraphs.iter().flat_map(Passage::sentences) {
        let found = demanded(&sentence, year);
        if !found.is_empty() {
            used.push(sentence.position());
        }
        demands.extend(found.into_iter().map(|demand| sentence.quote(demand)));
    }
    demands
}

fn demanded(sentence: &Passage, year: Option<i32>) -> Vec<DirectiveDemand> {
    let found = all_of(sentence, year);
    let bounds = bounds(sentence, &found);
    let mut demands = Vec::new();
    for (index, bound) in bounds.iter().enumerate() {
        let until = bounds.get(index + 1).map_or(sentence.len(), |next| next.begin);
        let since = index.checked_sub(1).map_or(0, |before| bounds[before].end);
        let clause = Clause { sentence, before: since..bound.begin, after: bound.end..until };
        for what in clause.demands() {
            let deadlines =
                bound.deadlines.iter().map(|due| DirectiveDemand { due: due.clone(), ..what.clone() });
            demands.extend(deadlines);
        }
    }
    demands
}

/// One bound, or several for the same: 3月20日、6月20日前.
struct Bound {
    deadlines: Vec<WrittenTerm>,
    begin: usize,
    end: usize,
}

/// What the text says is over by some time. A date that only tells when something was, or when a law was
/// made, is none.
fn bounds(sentence: &Passage, all: &[Found]) -> Vec<Bound> {
    let mut bounds: Vec<Bound> = Vec::new();
    let mut earlier: Vec<&Found> = Vec::new();
    for (index, found) in all.iter().enumerate() {
        if earlier.last().is_some_and(|last| !enumerated(sentence, last, found)) {
            earlier.clear();
        }
        earlier.push(found);
        let more = all.get(index + 1).is_some_and(|next| enumerated(sentence, found, next));
        let recurs = matches!(found.deadline, WrittenTerm::Every(_)) && !more;
        let bounded = found
            .ends
            .or_else(|| said_to_end(sentence, earlier[0], found))
            .or_else(|| recurs.then_some(found.range.end));
        if let Some(end) = bounded {
            let begin = earlier[0].range.start;
            let deadlines = earlier.drain(..).map(|found| found.deadline.clone()).collect();
            bounds.push(Bound { deadlines, begin, end });
        }
    }
    bounds
}

fn enumerated(sentence: &Passage, last: &Found, next: &Found) -> bool {
    let between = sentence.part(last.range.end..next.range.start);
    let text: String = between.plain().iter().collect();
    last.ends.is_none() && matches!(text.trim(), "、" | "和" | "及" | "," | "以及")
}

/// 于8月20日报送, 截止5月1日, 截至: a bound without 前.
fn said_to_end(sentence: &Passage, first: &Found, found: &Found) -> Option<usize> {
    let before = sentence.plain()[..first.range.start].iter().collect::<String>();
    let said = ["截止", "截止时间为", "截止到", "截止至", "最迟", "不晚于", "不迟于"];
    let on = ["于", "在", "请于"];
    let behind = sentence.part(found.range.end..sentence.len());
    let at_once = HANDING_IN.iter().any(|verb| behind.starts_with(verb));
    let ends = said.iter().any(|word| before.trim_end().ends_with(word))
        || at_once && on.iter().any(|word| before.trim_end().ends_with(word));
    ends.then_some(found.range.end)
}

/// A bound with what stands before and behind it.
struct Clause<'a> {
    sentence: &'a Passage,
    before: Range<usize>,
    after: Range<usize>,
}

impl Clause<'_> {
    fn demands(&self) -> Vec<DirectiveDemand> {
        let after = self.sentence.part(self.after.clone());
        let keeps = after.contains_any(&["持续", "继续", "逐月", "每月"])
            && after.contains("未完成")
            && after.contains("报送");
        if keeps {
            let what = self.behind(&after, "报送").unwrap_or_else(|| self.after.clone());
            return vec![self.demand(what, DemandKind::KeepReporting)];
        }
        let finished = self.finished(&after).map(|what| self.demand(what, DemandKind::Finish));
        let handed = self.handed_in(&after).into_iter().map(|what| self.demand(what, DemandKind::HandIn));
        // 完成…,并报送…: both; 完成…报送: one paper.
        let mut all: Vec<_> = handed.collect();
        if all.is_empty() || finished.as_ref().is_some_and(|demand| !demand.what.contains("报")) {
            all.splice(0..0, finished);
        }
        all
    }

    fn demand(&self, what: Range<usize>, kind: DemandKind) -> DirectiveDemand {
        let after = self.sentence.part(self.after.clone());
        let sealed = after.contains_any(&["加盖公章", "加盖单位公章", "盖章", "公章"]);
        DirectiveDemand {
            what: self.name(what),
            due: WrittenTerm::AtOnce,
            kind,
            sealed,
            to: recipient(&after),
        }
    }

    /// A name without what stands in brackets behind it: (见附件), (加盖公章).
    fn name(&self, range: Range<usize>) -> String {
        let part = self.sentence.part(range);
        let bracket = part.plain().iter().rposition(|c| *c == '(').filter(|open| *open > 0);
        let closed = part.text().ends_with([')', '）']);
        let end = bracket.filter(|_| closed).unwrap_or(part.len());
        part.shown(0..end).trim_matches(|c: char| c.is_whitespace() || "，。；、,;:：".contains(c)).to_owned()
    }

    /// The papers that are handed in: 将…报送, 报送…, or …于8月20日前报送.
    fn handed_in(&self, after: &Passage) -> Vec<Range<usize>> {
        let Some((verb, end)) = after.find_any(HANDING_IN, 0) else { return Vec::new() };
        // Only what is demanded by then: the verb stands in the same part of the sentence.
        let object = match taken(after).filter(|(_, object)| *object <= verb) {
            Some((_, object)) => Some(object..verb),
            None => self.object_behind(after, verb, end),
        };
        let object = object.map(|object| self.after.start + object.start..self.after.start + object.end);
        let object = object.or_else(|| self.object_before());
        object.map(|object| self.papers(object)).unwrap_or_default()
    }

    /// What stands behind the verb, up to the end of its part of the sentence.
    fn object_behind(&self, after: &Passage, verb: usize, end: usize) -> Option<Range<usize>> {
        let start = recipient_end(after, end).unwrap_or(end);
        let stop = after.find_any(&[",", "。", ";", "，"], start).map_or(after.len(), |(at, _)| at);
        let object = after.part(start..stop);
        let is_paper = object.len() >= 2 && PAPERS.iter().any(|paper| object.contains(paper));
        (is_paper && verb < LONGEST_NAME).then_some(start..stop)
    }

    /// 将工作总结于12月10日前报送, 工作总结于12月10日前报送
    fn object_before(&self) -> Option<Range<usize>> {
        let before = self.sentence.part(self.before.clone());
        let end = before.len() - before.plain().iter().rev().take_while(|c| LINKS.contains(c)).count();
        let start = match taken(&before) {
            Some((_, object)) => object,
            None => before.plain()[..end]
                .iter()
                .rposition(|c| matches!(c, ',' | '。' | ':'))
                .map_or(0, |at| at + 1),
        };
        let made = MAKING
            .iter()
            .filter_map(|verb| Some(before.part(start.min(end)..end).find(verb, 0)? + verb.chars().count()));
        let start = start.min(end) + made.max().unwrap_or(0);
        let object = before.part(start..end);
        let is_paper = PAPERS.iter().any(|paper| object.contains(paper));
        is_paper.then_some(self.before.start + start..self.before.start + end)
    }

    /// Several papers are several demands, if each part is the name of one.
    fn papers(&self, object: Range<usize>) -> Vec<Range<usize>> {
        let parts = self.sentence.split(object.clone(), |rest| match rest {
            ['以', '及', ..] => 2,
            ['、' | '及' | '和', ..] => 1,
            _ => 0,
        });
        let named = |part: &Range<usize>| {
            let part = self.sentence.part(part.clone());
            let text: String = part.plain().iter().collect();
            let bare = text.split('(').next().unwrap_or_default().trim_matches([' ', '《', '》']);
            part.len() <= LONGEST_NAME && PAPERS.iter().any(|paper| bare.ends_with(paper))
        };
        if parts.iter().all(named) { parts } else { vec![object] }
    }

    /// 确保10月底前全面完成…: from the verb's clause to its end.
    fn finished(&self, after: &Passage) -> Option<Range<usize>> {
        let stop = after.find_any(&[",", "。", ";"], 1).map_or(after.len(), |(at, _)| at);
        let clause = after.part(0..stop);
        let (verb, _) = clause.find_any(FINISHING, 0)?;
        let fits = verb <= 12 && (4..=LONGEST_NAME).contains(&clause.len());
        fits.then(|| self.after.start..self.after.start + stop)
    }

    fn behind(&self, after: &Passage, verb: &str) -> Option<Range<usize>> {
        let start = after.find(verb, 0)? + verb.chars().count();
        let stop = after.find_any(&[",", "。", ";"], start).map_or(after.len(), |(at, _)| at);
        (start < stop).then(|| self.after.start + start..self.after.start + stop)
    }
}

/// Where 将 or 把 stands, and what it takes begins.
fn taken(passage: &Passage) -> Option<(usize, usize)> {
    passage.find_any(&["将", "把"], 0)
}

/// To whom something is sent: 报送至州局质量发展科, 报市局.
fn recipient(after: &Passage) -> Option<String> {
    let (_, end) = after.find_any(HANDING_IN, 0)?;
    let stop = recipient_end(after, end)?;
    let start = end + after.plain()[end..stop].iter().take_while(|c| matches!(c, '至' | '到' | '给')).count();
    Some(after.shown(start..stop)).filter(|name| name.chars().count() >= 2)
}

/// Where the name of an office ends that stands right behind a verb.
fn recipient_end(after: &Passage, from: usize) -> Option<usize> {
    const OFFICES: &[&str] =
        &["办公室", "局", "科", "处", "室", "邮箱", "股", "中心", "委", "办", "厅", "政府", "总队", "支队"];
    let stop = after.find_any(&[",", "。", ";", "、", "("], from).map_or(after.len(), |(at, _)| at);
    let named = after.part(from..stop.max(from));
    let last =
        OFFICES.iter().filter_map(|office| Some(named.find(office, 0)? + office.chars().count())).max()?;
    // The name of a paper may hold one too: 报送各科室工作总结.
    let rest = named.part(last..named.len());
    (last <= 24 && (rest.len() == 0 || !rest.starts_with("工作"))).then_some(from + last)
}
