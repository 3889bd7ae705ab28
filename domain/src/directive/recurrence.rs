//! What recurs, and terms from the issue on: 每月25日前, 每季度末月25日前, 每周五, 印发后5个工作日内. A form that is
//! understood by half, such as 每季度结束后10日内, is not read at all.

use super::{dates::Recurrence, scan::Scan};
use crate::timekeeping::span::Span;

/// What behind 每月 or 每周 says that more is meant than is understood.
const MORE_IS_MEANT: &[&str] = &[
    "第", "最", "首", "次月", "次日", "次周", "初", "末", "底", "上旬", "中旬", "下旬", "上半", "下半",
    "上中", "中下", "结束", "终了", "后", "期", "节",
];

impl Scan<'_> {
    /// 每月25日, 每季度末月25日, 每周五, 每旬, 每日
    pub(super) fn recurrence(&mut self) -> Option<Recurrence> {
        self.attempt(|scan| {
            let read = scan.named_recurrence()?;
            (!scan.more_is_meant()).then_some(read)
        })
    }

    fn named_recurrence(&mut self) -> Option<Recurrence> {
        if !self.eat_any(&["每", "逐", "按"]) {
            return None;
        }
        self.eat("个");
        match () {
            () if self.eat("半年") => Some(Recurrence::HalfYear),
            () if self.eat("季") => {
                self.eat("度");
                let end = self.eat_any(&["末月", "最后一个月", "最后一月", "末", "底"]);
                self.eat("的");
                let day = self.day_of_month();
                // 每季度25日 does not say in which of its months.
                (end || day.is_none()).then_some(Recurrence::Quarter(day))
            }
            () if self.eat_any(&["周", "星期"]) => Some(Recurrence::Week(self.day_of_week())),
            () if self.eat("旬") => Some(Recurrence::TenDays),
            () if self.eat("月") => {
                let end = self.eat_any(&["度末", "月底", "月末", "末", "底"]);
                self.eat_any(&["度", "的"]);
                let day = if end { None } else { self.day_of_month() };
                Some(Recurrence::Month(day))
            }
            // 每日 alone is a habit more often than a term: 日管控.
            () => self.eat_any(&["日", "天"]).then_some(Recurrence::Day),
        }
    }

    fn more_is_meant(&self) -> bool {
        let mut ahead = Scan { chars: self.chars, at: self.at };
        ahead.spaces();
        let begins = ahead.at;
        let next = |ahead: &Self| ahead.chars.get(ahead.at).copied().unwrap_or_default();
        let until = ahead.eat_any(&["至", "到", "-"]);
        if until && "0123456789一二三四五六七八九十周星月次每".contains(next(&ahead)) {
            return true;
        }
        ahead.at = begins;
        let number = next(&ahead).is_ascii_digit();
        number && !(ahead.number().is_some() && ahead.eat("次")) || ahead.eat_any(MORE_IS_MEANT)
    }

    /// 每周五, 每星期五; 每周一次 names no day.
    fn day_of_week(&mut self) -> Option<u32> {
        self.attempt(|scan| {
            let days = ["一", "二", "三", "四", "五", "六", "日"];
            let day = days.iter().position(|day| scan.eat(day)).or_else(|| scan.eat("天").then_some(6))?;
            let counted =
                Scan { chars: scan.chars, at: scan.at }.eat_any(&["次", "个", "期", "报", "份", "篇"]);
            u32::try_from(day + 1).ok().filter(|_| !counted || scan.is_reported_on())
        })
    }

    /// 每周一报送 and 每周一报告 are Mondays, 每周一报 is once a week.
    fn is_reported_on(&self) -> bool {
        Scan { chars: self.chars, at: self.at }.eat_any(&["报送", "报告", "报至", "报市", "报省", "报州"])
    }

    /// 每月2日、12日、27日, 每周三、周五: a further day of what recurs.
    pub(super) fn further_recurrence(&mut self, last: Recurrence) -> Option<Recurrence> {
        match last {
            Recurrence::Month(Some(_)) => self.day_of_month().map(|day| Recurrence::Month(Some(day))),
            Recurrence::Quarter(Some(_)) => self.day_of_month().map(|day| Recurrence::Quarter(Some(day))),
            Recurrence::Week(Some(_)) if self.eat_any(&["每周", "周", "星期"]) => {
                self.day_of_week().map(|day| Recurrence::Week(Some(day)))
            }
            _ => None,
        }
    }

    /// Whether behind something that recurs days follow that are not read as part of it: 每月报送,于25日前,
    /// 每周三、五. A date with a month of its own is none of them.
    pub(super) fn leaves_days(&self, recurrence: bool) -> bool {
        const NEAR: usize = 60;
        let rest = &self.chars[self.at..];
        let rest = &rest[..rest.len().min(NEAR)];
        let numeral = |c: &char| c.is_ascii_digit() || "一二三四五六七八九十".contains(*c);
        let listed = matches!(rest.first(), Some('、' | '和' | '及')) && rest.get(1).is_some_and(numeral);
        let clause = rest.iter().position(|c| matches!(c, ',' | '。' | ';')).unwrap_or(rest.len());
        let own_day = rest[..clause].windows(2).enumerate().any(|(at, pair)| {
            let digits = rest[..=at].iter().rev().take_while(|c| c.is_ascii_digit()).count();
            let of_month = (at + 1).checked_sub(digits + 1).is_some_and(|before| rest[before] == '月');
            digits > 0 && matches!(pair[1], '日' | '号') && !of_month
        });
        recurrence && (listed || own_day)
    }

    /// 印发后5个工作日内, 收到本通知之日起10日内
    pub(super) fn span_after_issue(&mut self) -> Option<Span> {
        self.attempt(Self::read_span_after_issue)
    }

    fn read_span_after_issue(&mut self) -> Option<Span> {
        let begins = self.at;
        let comes_in = self.eat_any(&["收到", "接到"]);
        let goes_out = !comes_in && self.eat_any(&["印发", "下发", "发布", "发文"]);
        (comes_in || goes_out && self.issues_this(begins)).then_some(())?;
        let this = self.eat_any(&["本", "此", "该"]);
        let named = self.eat_any(&["通知", "文件", "方案", "实施方案", "工作方案", "意见", "计划", "通告"]);
        // 企业收到通知后: who is addressed receives it, and what he receives is this.
        if this && !named || comes_in && !this && (!named || self.others_receive(begins)) {
            return None;
        }
        self.eat("之日");
        self.eat_any(&["后", "起"]).then_some(())?;
        self.eat_any(&["的", ","]);
        self.spaces();
        self.span()
    }

    fn span(&mut self) -> Option<Span> {
        let count = if self.eat("两") { 2 } else { u16::try_from(self.number()?).ok()? };
        self.spaces();
        self.eat("个");
        match () {
            () if self.eat("工作日") => Some(Span::WorkingDays(count)),
            () if self.eat_any(&["日", "天"]) => Some(Span::Days(count)),
            () if self.eat_any(&["周", "星期"]) => Some(Span::Days(count.checked_mul(7)?)),
            () => None,
        }
    }

    /// Whether what stands before 印发 is this directive, or nothing: the office's own plan, or a report, is
    /// another paper.
    fn issues_this(&self, at: usize) -> bool {
        let before: String = clause_before(self.chars, at);
        let papers = ["通知", "方案", "文件", "意见", "计划", "通告"];
        let rest = papers.iter().find_map(|paper| before.strip_suffix(paper));
        let links = ["", "自", "于", "在", "从", "应", "要", "请", "须", "需", "当"];
        let bare = |text: &str| text.is_empty() || links[1..].iter().any(|link| text.ends_with(link));
        match rest {
            Some(rest) => {
                ["本", "此", "该", "本工作", "本实施", "本行动", "本专项"]
                    .iter()
                    .any(|this| rest.ends_with(this))
                    || bare(rest)
            }
            None => bare(&before),
        }
    }

    fn others_receive(&self, at: usize) -> bool {
        let before = clause_before(self.chars, at);
        ["企业", "经营者", "生产者", "当事人", "商户", "业主", "厂家"]
            .iter()
            .any(|other| before.ends_with(other))
    }
}

fn clause_before(chars: &[char], at: usize) -> String {
    let before = &chars[..at];
    let begin = before.iter().rposition(|c| matches!(c, ',' | '。' | ';' | ':' | '(' | ')' | ' '));
    before[begin.map_or(0, |mark| mark + 1)..].iter().collect()
}
