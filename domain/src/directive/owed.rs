//! What is owed: handed in, finished, or reported for as long as it is not finished, and by when.

use super::{
    dates::WrittenTerm,
    facts::{DemandKind, DirectiveDemand, Quoted},
    passage::Passage,
    written_date::Found,
    years::{DatedParagraph, is_listed, joined},
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
const OWED_PAPERS: &[&str] = &[
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

/// What begins the telling of something that is not owed.
const TELLING: &[&str] = &[
    "已",
    "未",
    "尚未",
    "仍未",
    "没有",
    "取得",
    "建成投产",
    "投产",
    "生产的",
    "出厂",
    "发生的",
    "发现的",
    "存在",
];

/// What says that nothing is owed.
const NOT_DEMANDED: &[&str] = &[
    "尚未",
    "仍未",
    "未完成",
    "未按",
    "未报",
    "未整改",
    "无需",
    "无须",
    "不需",
    "不再",
    "不必",
    "不用",
    "不得",
    "免于",
    "暂不",
    "暂停",
];

/// The longest name of something that is owed, in characters.
const LONGEST_OWED: usize = 60;

/// All that is owed, in the order of the text. `used` takes where its dates and papers stand.
pub(super) fn read(
    paragraphs: &[DatedParagraph<'_>],
    used: &mut Vec<Range<usize>>,
) -> Vec<Quoted<DirectiveDemand>> {
    let mut demands = Vec::new();
    for (sentence, found) in paragraphs.iter().flat_map(|paragraph| &paragraph.sentences) {
        for bound in demanded(sentence, found) {
            used.extend(bound.used.iter().map(|range| sentence.placed(range)));
            demands.extend(bound.demands.into_iter().map(|(at, demand)| sentence.quote_at(at, demand)));
        }
    }
    demands
}

/// What is owed by one bound, each with where its name stands, and what was understood for it.
struct Demanded {
    demands: Vec<(usize, DirectiveDemand)>,
    used: Vec<Range<usize>>,
}

fn demanded(sentence: &Passage, found: &[Found]) -> Vec<Demanded> {
    let bounds = bounds(sentence, found);
    let mut all = Vec::new();
    if is_moved(sentence, found) {
        return all;
    }
    for (index, bound) in bounds.iter().enumerate() {
        let until = bounds.get(index + 1).map_or(sentence.len(), |next| next.begin);
        let since = index.checked_sub(1).map_or(0, |before| bounds[before].end);
        let clause = Clause { sentence, before: since..bound.begin, after: bound.end..until };
        let owed = if bound.past { Vec::new() } else { clause.demands() };
        let paired = paired(&clause, bound, owed);
        if paired.is_empty() {
            continue;
        }
        let papers = paired.iter().filter(|owed| owed.kind == DemandKind::HandIn).map(|owed| owed.at.clone());
        let used = papers.chain(std::iter::once(bound.begin..bound.end)).collect();
        let demands = paired.into_iter().map(|owed| (owed.at.start, owed.demand(&clause))).collect();
        all.push(Demanded { demands, used });
    }
    all
}

/// 原定12月20日…延期至12月30日: which of two days holds for what is for a person to tell.
fn is_moved(sentence: &Passage, found: &[Found]) -> bool {
    const MOVED: &[&str] = &[
        "延期至",
        "延期到",
        "推迟至",
        "推迟到",
        "延长至",
        "延长到",
        "顺延至",
        "延至",
        "提前至",
        "提前到",
        "调整为",
        "调整至",
        "改为",
        "改至",
    ];
    let moved = |found: &Found| {
        let before = near_before(sentence, found.range.start);
        MOVED.iter().any(|word| before.ends_with(word))
    };
    sentence.contains("原定") || found.iter().any(moved)
}

/// The last few characters before a place.
fn near_before(sentence: &Passage, at: usize) -> String {
    const NEAR: usize = 8;
    let before: String = sentence.plain()[at.saturating_sub(NEAR)..at].iter().collect();
    before.trim_end().to_owned()
}

/// Each thing that is owed with each of its days; behind 分别 one with one, if there are as many.
fn paired(clause: &Clause<'_>, bound: &Bound, owed: Vec<FoundDemand>) -> Vec<FoundDemand> {
    let with = |owed: &FoundDemand, due: &WrittenTerm| FoundDemand { due: due.clone(), ..owed.clone() };
    let apart = owed.len() > 1 && owed.len() == bound.deadlines.len() && clause.says("分别");
    match apart {
        true => owed.iter().zip(&bound.deadlines).map(|(owed, due)| with(owed, due)).collect(),
        false => owed.iter().flat_map(|owed| bound.deadlines.iter().map(|due| with(owed, due))).collect(),
    }
}

/// Something that is owed: where its name stands, and how.
#[derive(Clone)]
struct FoundDemand {
    at: Range<usize>,
    kind: DemandKind,
    due: WrittenTerm,
}

impl FoundDemand {
    fn new(at: Range<usize>, kind: DemandKind) -> Self {
        Self { at, kind, due: WrittenTerm::AtOnce }
    }

    fn demand(self, clause: &Clause<'_>) -> DirectiveDemand {
        let after = clause.sentence.part(clause.after.clone());
        DirectiveDemand {
            due: self.due,
            kind: self.kind,
            sealed: clause.is_sealed(self.at.start, &after),
            what: clause.name(self.at),
            to: recipient(&after),
        }
    }
}

/// One bound, or several for the same: 3月20日、6月20日前.
struct Bound {
    deadlines: Vec<WrittenTerm>,
    begin: usize,
    end: usize,
    /// Whether one of them lies before the directive's own day.
    past: bool,
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
        let recurs = matches!(found.deadline, WrittenTerm::Every(_));
        let bounded = found
            .ends
            .or_else(|| said_to_end(sentence, earlier[0], found))
            .or_else(|| recurs.then_some(found.range.end))
            .filter(|_| !more);
        if let Some(end) = bounded {
            let begin = opening(sentence, all, earlier[0]).range.start;
            let past = earlier.iter().any(|found| found.past);
            let deadlines = earlier.drain(..).map(|found| found.deadline.clone()).collect();
            bounds.push(Bound { deadlines, begin, end, past });
        }
    }
    bounds
}

/// 12月1日至12月20日前: the first day belongs to the second.
fn opening<'a>(sentence: &Passage, all: &'a [Found], first: &'a Found) -> &'a Found {
    let index = all.partition_point(|found| found.range.start < first.range.start);
    let before = index.checked_sub(1).map(|before| &all[before]);
    before.filter(|before| joined(sentence, before, first)).unwrap_or(first)
}

/// Whether two dates bound the same: nothing but a comma or 和 parts them.
fn enumerated(sentence: &Passage, last: &Found, next: &Found) -> bool {
    let recurs = |found: &Found| matches!(found.deadline, WrittenTerm::Every(_));
    let alike = recurs(last) == recurs(next) || last.ends.is_some() && next.ends.is_some();
    alike && is_listed(sentence, last, next)
}

/// 于8月20日报送, 截止5月1日, 截至: a bound without 前.
fn said_to_end(sentence: &Passage, first: &Found, found: &Found) -> Option<usize> {
    let before = near_before(sentence, first.range.start);
    let said = ["截止", "截止时间为", "截止到", "截止至", "最迟", "不晚于", "不迟于"];
    let on = ["于", "在", "请于"];
    let behind = sentence.part(found.range.end..sentence.len().min(found.range.end + LONGEST_OWED));
    let at_once = HANDING_IN.iter().any(|verb| behind.starts_with(verb));
    let ends = said.iter().any(|word| before.ends_with(word))
        || at_once && on.iter().any(|word| before.ends_with(word));
    ends.then_some(found.range.end)
}

/// A bound with what stands before and behind it.
struct Clause<'a> {
    sentence: &'a Passage,
    before: Range<usize>,
    after: Range<usize>,
}

impl Clause<'_> {
    fn demands(&self) -> Vec<FoundDemand> {
        let after = self.sentence.part(self.after.clone());
        let keeps = after.contains_any(&["持续", "继续", "逐月", "每月"])
            && after.contains("未完成")
            && after.contains("报送");
        if keeps {
            let what = self.behind(&after, "报送").unwrap_or_else(|| self.after.clone());
            return vec![FoundDemand::new(what, DemandKind::KeepReporting)];
        }
        if self.tells(&after) {
            return Vec::new();
        }
        let finished = self.finished(&after).map(|what| FoundDemand::new(what, DemandKind::Finish));
        let handed =
            self.handed_in(&after).into_iter().map(|what| FoundDemand::new(what, DemandKind::HandIn));
        // 完成…,并报送…: both; 完成…报送: one paper.
        let mut all: Vec<_> = handed.collect();
        let apart = |what: &FoundDemand| !self.name(what.at.clone()).contains("报");
        if all.is_empty() || finished.as_ref().is_some_and(apart) {
            all.splice(0..0, finished);
        }
        all
    }

    /// Whether it tells of something and demands nothing: 对12月底前未完成整改的企业, 12月20日前无需报送总结,
    /// 6月30日前建成投产的企业.
    fn tells(&self, after: &Passage) -> bool {
        let before = self.sentence.clause_before(self.before.end);
        let about = matches!(before, [.., '对' | '凡' | '除'] | [.., '对', '于']);
        let start = after.plain().iter().take_while(|c| matches!(c, ',' | ' ')).count();
        let stop = after.find_any(&[",", "。", ";"], start).map_or(after.len(), |(at, _)| at);
        let clause = after.part(start..stop);
        // What is said of a paper, 将未完成整改的企业名单报送, is not said of the demand.
        let object =
            [clause.find_any(HANDING_IN, 0), taken(&clause)].into_iter().flatten().map(|(at, _)| at).min();
        let subject = clause.part(0..object.unwrap_or(clause.len()));
        about
            || TELLING.iter().any(|word| clause.starts_with(word))
            || subject.contains_any(NOT_DEMANDED)
            || is_attribute(&clause)
    }

    fn says(&self, word: &str) -> bool {
        let before: String = self.sentence.clause_before(self.before.end).iter().collect();
        before.contains(word) || self.sentence.part(self.after.clone()).contains(word)
    }

    /// Whether a seal is asked for behind the bound, or beside a paper that stands before it.
    fn is_sealed(&self, paper: usize, after: &Passage) -> bool {
        const SEALS: &[&str] = &["加盖公章", "加盖单位公章", "盖章", "公章"];
        let beside = self.sentence.part(paper.min(self.before.end)..self.before.end);
        after.contains_any(SEALS) || beside.contains_any(SEALS)
    }

    /// How many words that only join stand before the bound.
    fn links_before(&self) -> usize {
        self.sentence.plain()[self.before.clone()].iter().rev().take_while(|c| LINKS.contains(c)).count()
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
        let is_paper = object.len() >= 2 && OWED_PAPERS.iter().any(|paper| object.contains(paper));
        (is_paper && verb < LONGEST_OWED).then_some(start..stop)
    }

    /// 将工作总结于12月10日前报送, 工作总结于12月10日前报送
    fn object_before(&self) -> Option<Range<usize>> {
        let before = self.sentence.part(self.before.clone());
        let end = before.len() - self.links_before();
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
        let is_paper = OWED_PAPERS.iter().any(|paper| object.contains(paper));
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
            part.len() <= LONGEST_OWED && OWED_PAPERS.iter().any(|paper| bare.ends_with(paper))
        };
        if parts.iter().all(named) { parts } else { vec![object] }
    }

    /// 确保10月底前全面完成…: from the verb's clause to its end.
    fn finished(&self, after: &Passage) -> Option<Range<usize>> {
        let stop = after.find_any(&[",", "。", ";"], 1).map_or(after.len(), |(at, _)| at);
        let clause = after.part(0..stop);
        let (verb, _) = clause.find_any(FINISHING, 0)?;
        let fits = verb <= 12 && (4..=LONGEST_OWED).contains(&clause.len());
        fits.then(|| self.after.start..self.after.start + stop)
    }

    fn behind(&self, after: &Passage, verb: &str) -> Option<Range<usize>> {
        let start = after.find(verb, 0)? + verb.chars().count();
        let stop = after.find_any(&[",", "。", ";"], start).map_or(after.len(), |(at, _)| at);
        (start < stop).then(|| self.after.start + start..self.after.start + stop)
    }
}

/// Whether 的 makes it an attribute: 前报送的总结, 前完成整改的企业应报送….
fn is_attribute(clause: &Passage) -> bool {
    const OWNERS: &[&str] =
        &["企业", "单位", "产品", "地区", "地方", "项目", "场所", "经营者", "生产者", "人员"];
    const GOES_ON: &[&str] = &[
        "应", "要", "须", "需", "不", "可", "由", "予", "依法", "一律", "开展", "实施", "进行", "给予", "报",
        "将",
    ];
    let verb = HANDING_IN.iter().chain(FINISHING).any(|verb| clause.starts_with(&format!("{verb}的")));
    let owner = OWNERS.iter().any(|owner| {
        let Some(at) = clause.find(&format!("的{owner}"), 0) else { return false };
        let rest = clause.part(at + 1 + owner.chars().count()..clause.len());
        rest.len() == 0 || GOES_ON.iter().any(|word| rest.starts_with(word))
    });
    verb || owner || clause.plain().last() == Some(&'的')
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
    const RECEIVING_OFFICES: &[&str] =
        &["办公室", "局", "科", "处", "室", "邮箱", "股", "中心", "委", "办", "厅", "政府", "总队", "支队"];
    let stop = after.find_any(&[",", "。", ";", "、", "("], from).map_or(after.len(), |(at, _)| at);
    let named = after.part(from..stop.max(from));
    let last = RECEIVING_OFFICES
        .iter()
        .filter_map(|office| Some(named.find(office, 0)? + office.chars().count()))
        .max()?;
    // The name of a paper may hold one too: 报送各科室工作总结.
    let rest = named.part(last..named.len());
    (last <= 24 && (rest.len() == 0 || !rest.starts_with("工作"))).then_some(from + last)
}
