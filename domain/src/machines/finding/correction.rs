//! 现场整改结果: whether a text tells what was put right on the spot. A table's column for it is filled in by
//! habit also where nothing was done: with 无, a stroke, or the order that was given instead of a result. Such
//! a text closes no finding.
//!
//! A text is judged clause by clause. A clause tells nothing if it consists of nothing but the words below and
//! the last of them that decides denies, or if it has no letter at all; one word beyond them is taken for a
//! result, because only people can say what a result is.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A text in the place of a result that tells none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoResult(String);

impl NoResult {
    /// The sentence a user reads.
    pub fn chinese(&self) -> String {
        format!("“{}”不是整改结果；未当场整改的请留空，已当场整改的请写明结果", self.0)
    }
}

impl fmt::Display for NoResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(text) = self;
        write!(
            f,
            "\"{text}\" is no result; leave it out where nothing was put right on the spot, else say what was"
        )
    }
}

impl std::error::Error for NoResult {}

/// Whether a text tells a result.
///
/// # Errors
/// It denies one, puts it off, orders it, or says nothing.
pub fn correction(text: &str) -> Result<(), NoResult> {
    let plain: String = text.chars().map(narrow).collect::<String>().to_lowercase();
    let bare: String = plain.chars().filter(|c| c.is_alphanumeric()).collect();
    let mut clauses = plain
        .split(|c: char| !c.is_alphanumeric() && !c.is_whitespace())
        .map(|clause| clause.chars().filter(|c| !c.is_whitespace()).collect::<String>());
    if NO_WORDS.contains(&bare.as_str()) || clauses.all(|clause| tells_nothing(&clause)) {
        return Err(NoResult(text.trim().chars().take(40).collect()));
    }
    Ok(())
}

/// Full-width letters, digits and signs as plain ones.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    }
}

fn tells_nothing(clause: &str) -> bool {
    if NO_WORDS.contains(&clause) || !clause.chars().any(char::is_alphabetic) {
        return true;
    }
    let mut rest = clause;
    let mut denied = false;
    while let Some(first) = rest.chars().next() {
        let (word, sense) = longest(rest);
        match sense {
            _ if word == 0 && first.is_ascii_digit() => rest = &rest[1..],
            _ if word == 0 => return false,
            sense => {
                denied = match sense {
                    Sense::Denies => true,
                    Sense::Affirms => false,
                    Sense::Neither => denied,
                };
                rest = &rest[word..];
            }
        }
    }
    denied
}

#[derive(Clone, Copy)]
enum Sense {
    Denies,
    Affirms,
    Neither,
}

/// The longest word that a text begins with, its length in bytes, and what it says; 0 if it begins with none.
fn longest(text: &str) -> (usize, Sense) {
    let lists = [(DENYING, Sense::Denies), (AFFIRMING, Sense::Affirms), (FILLING, Sense::Neither)];
    let words = lists.into_iter().flat_map(|(list, sense)| list.iter().map(move |word| (*word, sense)));
    let found = words.filter(|(word, _)| text.starts_with(word)).max_by_key(|(word, _)| word.len());
    found.map_or((0, Sense::Neither), |(word, sense)| (word.len(), sense))
}

/// Answers to "was it?", and other whole texts without a result.
const NO_WORDS: &[&str] = &[
    "no", "n", "na", "nan", "none", "nil", "null", "not", "notyet", "false", "f", "x", "todo", "tbd",
    "pending", "yes", "y", "true", "t", "ok", "v", "是", "有", "对", "已", "同上", "见上", "略",
];

/// What denies a result, puts it off, orders it or passes it on.
const DENYING: &[&str] = &[
    "无",
    "暂无",
    "尚无",
    "否",
    "没",
    "没有",
    "未",
    "未能",
    "未予",
    "未曾",
    "尚未",
    "暂未",
    "还未",
    "仍未",
    "均未",
    "并未",
    "不",
    "不是",
    "不能",
    "不予",
    "不曾",
    "暂不",
    "不具备",
    "非",
    "无法",
    "无需",
    "无须",
    "不需",
    "不需要",
    "不用",
    "不涉及",
    "不适用",
    "不符合",
    "不合格",
    "不通过",
    "不到位",
    "拒不",
    "拒绝",
    "待",
    "有待",
    "等待",
    "需",
    "需要",
    "须",
    "必须",
    "应",
    "应当",
    "拟",
    "将",
    "计划",
    "正",
    "正在",
    "进行中",
    "整改中",
    "改正中",
    "处理中",
    "后续",
    "下一步",
    "责令",
    "责成",
    "要求",
    "督促",
    "督办",
    "限",
    "限期",
    "限时",
    "限于",
    "通知",
    "下达",
    "下发",
    "开具",
    "出具",
    "发出",
    "送达",
    "交办",
    "转办",
    "移送",
    "移交",
    "立案",
    "另案",
    "上报",
    "空",
    "空白",
    "缺",
];

/// What says that something was done after all.
const AFFIRMING: &[&str] = &["已", "已经", "现已", "业已", "均已"];

/// What stands around these and says nothing by itself.
const FILLING: &[&str] = &[
    "整改",
    "改正",
    "纠正",
    "整治",
    "改",
    "处理",
    "处置",
    "查处",
    "调查",
    "办理",
    "解决",
    "落实",
    "完成",
    "到位",
    "完毕",
    "当场",
    "现场",
    "立即",
    "及时",
    "按期",
    "按时",
    "尽快",
    "当日",
    "当天",
    "次日",
    "目前",
    "截至",
    "现在",
    "现",
    "暂",
    "暂时",
    "尚",
    "还",
    "仍",
    "均",
    "并",
    "也",
    "进行",
    "予以",
    "得到",
    "有效",
    "全部",
    "全面",
    "完全",
    "企业",
    "单位",
    "该",
    "本",
    "当事人",
    "经营者",
    "负责人",
    "商家",
    "商户",
    "其",
    "对",
    "于",
    "在",
    "的",
    "了",
    "向",
    "给",
    "日",
    "天",
    "月",
    "年",
    "周",
    "内",
    "前",
    "后",
    "个",
    "工作日",
    "小时",
    "一",
    "二",
    "三",
    "四",
    "五",
    "六",
    "七",
    "八",
    "九",
    "十",
    "通知书",
    "指令书",
    "意见书",
    "决定书",
    "告知书",
    "文书",
    "书",
    "整改通知",
    "情况",
    "结果",
    "内容",
    "记录",
    "项",
    "此项",
    "措施",
    "问题",
    "隐患",
    "复查",
    "核查",
    "验收",
    "检查",
    "之",
    "是",
    "有",
    "意见",
    "依法",
    "由",
    "县局",
    "市局",
    "州局",
    "上级",
    "我局",
    "执法部门",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_deny_are_no_result() {
        for text in [
            "无",
            "无。",
            "否",
            "/",
            "／",
            "—",
            "——",
            "-",
            "－",
            "×",
            "✗",
            "√",
            "。",
            "…",
            "0",
            "０",
            "1",
            "2024",
            "FALSE",
            "false",
            "TRUE",
            "N/A",
            "n/a",
            "NA",
            "No",
            "none",
            "NULL",
            "没有",
            "没",
            "不",
            "未",
            "无 ",
            " 无\n",
            "无/否",
            "未整改",
            "没有整改",
            "尚未整改",
            "暂未整改",
            "未当场整改",
            "未现场整改",
            "未整改到位",
            "未完成整改",
            "尚未完成整改",
            "未能当场整改",
            "不能当场整改",
            "无法当场整改",
            "拒不整改",
            "待整改",
            "待复查",
            "整改中",
            "正在整改",
            "需整改",
            "限期整改",
            "责令限期整改",
            "已责令限期整改",
            "责令整改",
            "责令改正",
            "责令当场改正",
            "责令企业限期整改",
            "责令其于7日内整改到位",
            "限10个工作日内整改",
            "未整改，责令限期整改",
            "未整改（责令限期整改）",
            "已下达责令改正通知书",
            "要求企业尽快整改",
            "已立案",
            "立案调查",
            "移送执法部门处理",
            "不合格",
            "不适用",
            "不涉及",
            "暂无",
            "无整改",
            "空",
            "同上",
            "是",
            "有",
        ] {
            let refused = correction(text).unwrap_err();
            assert!(refused.chinese().contains("未当场整改的请留空"), "{text}");
        }
    }

    #[test]
    fn a_result_is_one_whatever_it_begins_with() {
        for text in [
            "当场下架",
            "已整改",
            "已整改到位",
            "当场整改完毕",
            "现场整改合格",
            "整改完成",
            "合格",
            "无合格证产品当场下架",
            "未检验的批次已封存",
            "未整改的产品全部下架",
            "不合格产品已销毁",
            "责令改正，现已改正到位",
            "责令整改已完成",
            "责令停止销售",
            "未按要求记录；当场补齐",
            "停止使用超期设备，当场更换",
            "当场补建进货台账，现场复核",
            "封存12件",
            "removed from sale",
            "没收3台",
            "非法产品已没收",
            "需标注的标识当场补齐",
            "无。\n已当场下架",
        ] {
            assert_eq!(correction(text), Ok(()), "{text}");
        }
    }
}
