//! Product groups, as one sentence enumerates them: 以甲(一、二)、乙、丙等3类产品为重点.

use super::{
    facts::{DirectiveProducts, Quoted},
    passage::Passage,
};
use std::ops::Range;

/// Fewer groups than this are no list of products.
const FEWEST: usize = 3;

/// The groups of the longest list.
pub(super) fn read(paragraphs: &[Passage]) -> Option<Quoted<DirectiveProducts>> {
    let sentences: Vec<Passage> = paragraphs.iter().flat_map(Passage::sentences).collect();
    let lists = sentences.iter().filter_map(|sentence| {
        let range = list(sentence)?;
        let groups = sentence.split(range.clone(), |rest| match rest {
            ['以', '及', ..] => 2,
            ['、', ..] => 1,
            _ => 0,
        });
        let is_list = groups.len() >= FEWEST && groups.iter().all(|group| is_group(sentence, group));
        is_list.then_some((sentence, range, groups))
    });
    let (sentence, range, groups) = lists.max_by_key(|(_, _, groups)| groups.len())?;
    let groups = groups.into_iter().map(|group| product(sentence, group)).collect();
    Some(sentence.quote(DirectiveProducts { groups, stated: stated(sentence, range.end) }))
}

/// The name of a group says of what kind it is, and not what it concerns.
fn is_group(sentence: &Passage, group: &Range<usize>) -> bool {
    let part = sentence.part(group.clone());
    let name = part.part(0..part.find("(", 0).unwrap_or(part.len()));
    (1..=20).contains(&name.len()) && !name.contains_any(&["涉及", "实施", "的", ",", "问题"])
}

/// Where a list stands: from 以, 包括 or a colon to 等…产品.
fn list(sentence: &Passage) -> Option<Range<usize>> {
    let behind = |word: &str| sentence.find(word, 0).map(|at| at + word.chars().count());
    let end = closing(sentence)?;
    let begin = ["包括", "主要有", "重点对", "重点围绕", "聚焦", "针对", "围绕", "开展", "对", "以", ":"];
    let start = begin.iter().filter_map(|word| behind(word)).filter(|start| *start < end).min();
    start.map(|start| start..end)
}

/// The 等 that closes a list of products: 等24类产品, 等重点工业产品.
fn closing(sentence: &Passage) -> Option<usize> {
    const NEAR: usize = 4;
    let mut from = 0;
    while let Some(at) = sentence.find("等", from) {
        let behind = &sentence.plain()[at + 1..];
        let counted = behind.iter().take_while(|c| c.is_ascii_digit() || **c == ' ').count();
        let after = at + 1 + counted;
        let kind =
            usize::from(counted > 0 && matches!(sentence.plain().get(after), Some('类' | '种' | '个')));
        let named = sentence.find_any(&["产品", "商品", "用品", "食品", "器具"], after + kind);
        let near = kind > 0 || named.is_some_and(|(word, _)| word - after - kind <= NEAR);
        if near && depth(sentence, at) == 0 {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

fn depth(sentence: &Passage, at: usize) -> i32 {
    let before = &sentence.plain()[..at];
    before.iter().map(|c| i32::from(*c == '(') - i32::from(*c == ')')).sum()
}

fn product(sentence: &Passage, group: Range<usize>) -> (String, Vec<String>) {
    let part = sentence.part(group);
    let open = part.find("(", 0).unwrap_or(part.len());
    let close = part.find(")", open).unwrap_or(part.len());
    let items = match part.plain().get(open) {
        Some(_) => part.split(open + 1..close, |rest| usize::from(matches!(rest[0], '、' | ',' | '，'))),
        None => Vec::new(),
    };
    let unquoted = |name: String| name.replace(['“', '”', '"'], "").trim().to_owned();
    let items = items.into_iter().map(|item| unquoted(part.shown(item))).filter(|item| item != "等");
    (unquoted(part.shown(0..open)), items.collect())
}

/// 等 24类产品: how many there are to be.
fn stated(sentence: &Passage, end: usize) -> Option<usize> {
    let behind = sentence.plain().get(end + 1..)?;
    let digits: String =
        behind.iter().skip_while(|c| **c == ' ').take_while(|c| c.is_ascii_digit()).collect();
    let rest: String = behind.iter().skip_while(|c| **c == ' ' || c.is_ascii_digit()).take(2).collect();
    digits.parse().ok().filter(|_| rest.trim_start().starts_with(['类', '种', '个']))
}
