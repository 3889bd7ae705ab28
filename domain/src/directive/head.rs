//! What stands at the head of a directive and above its signature: title, number, addressees, office and day.

use super::{
    facts::{DirectiveFacts, Quoted},
    number::number,
    passage::Passage,
    signature::{IssuedDay, names_office, signature, stated_day},
};
use std::ops::Range;

/// What those whom a directive is addressed to are called by.
const ADDRESSED: &[&str] = &[
    "局",
    "科室",
    "科",
    "处",
    "处室",
    "所",
    "单位",
    "部门",
    "公司",
    "企业",
    "中心",
    "委",
    "办",
    "厅",
    "院",
    "队",
    "分局",
    "政府",
    "委员会",
    "管委会",
    "机构",
    "协会",
    "部",
    "室",
    "会",
    "站",
    "组",
    "校",
    "学校",
];

/// Titles, number, addressees, signature. `used` takes where the directive's own day stands.
pub(super) fn read(paragraphs: &[Passage], used: &mut Vec<Range<usize>>) -> DirectiveFacts {
    let head = head_length(paragraphs);
    let title = paragraphs[..head].iter().position(|passage| passage.unlabelled().is_title());
    let addressees = addressees(paragraphs, title.map_or(0, |title| title + 1));
    let after = addressees.as_ref().map_or(title.map_or(0, |title| title + 1), |(at, _)| at + 1);
    let signature = signature(paragraphs, after);
    let issuer = signature.as_ref().and_then(|(office, _)| office.clone());
    let day = signature.map(|(_, day)| day).or_else(|| stated_day(&paragraphs[..head]));
    used.extend(day.as_ref().map(|day| day.place.clone()));
    let plan = paragraphs[after.min(paragraphs.len())..].iter().take(12).find(|passage| is_plan(passage));
    let titled = title.map(|at| paragraphs[at].unlabelled());
    let titled = titled.as_ref();
    DirectiveFacts {
        title: titled.map(|passage| passage.quote(passage.text())),
        campaign: campaign(titled, plan),
        number: paragraphs[..head].iter().find_map(number),
        issuer: issuer.or_else(|| titled.and_then(named_issuer)),
        issued: day.map(|IssuedDay { day, .. }| day),
        addressees: addressees.map(|(_, all)| all).unwrap_or_default(),
        ..DirectiveFacts::default()
    }
}

/// The head ends with the first long paragraph.
fn head_length(paragraphs: &[Passage]) -> usize {
    let long = |passage: &Passage| passage.contains("。") && passage.len() > 60;
    paragraphs.iter().position(long).unwrap_or(paragraphs.len()).max(1).min(paragraphs.len())
}

/// A line that is the title of a work plan.
fn is_plan(passage: &Passage) -> bool {
    const PLANS: &[&str] = &["方案", "计划", "要点", "办法", "细则", "意见"];
    let end: String = passage.plain().iter().filter(|c| !c.is_whitespace()).collect();
    passage.is_title() && !passage.is_numbered() && PLANS.iter().any(|plan| end.ends_with(plan))
}

/// What the campaign is called: by its work plan's title, or by what the directive's title quotes or names.
fn campaign(title: Option<&Passage>, plan: Option<&Passage>) -> Option<Quoted<String>> {
    if let Some(plan) = plan {
        return Some(plan.quote(plain_name(&plan.text())));
    }
    let title = title?;
    let quoted = title.find("《", 0).zip(title.find("》", 0)).filter(|(open, close)| open < close);
    let range = match quoted {
        Some((open, close)) => open + 1..close,
        None => {
            let (_, start) =
                title.find_any(&["关于印发", "关于开展", "关于组织开展", "关于做好", "关于"], 0)?;
            start..title.len()
        }
    };
    Some(title.quote(plain_name(&title.shown(range))))
}

/// A title without the kind of paper it is: "…行动工作方案的通知" is about "…行动".
fn plain_name(title: &str) -> String {
    let mut name = title.trim();
    for ending in ["通知", "的", "工作方案", "实施方案", "行动方案", "整治方案", "方案", "工作", "工作计划"]
    {
        let stripped = match ending {
            // These belong to what it is called.
            "行动方案" | "整治方案" => name.strip_suffix("方案").filter(|_| name.ends_with(ending)),
            _ => name.strip_suffix(ending),
        };
        name = stripped.filter(|rest| rest.chars().count() >= 4).unwrap_or(name);
    }
    name.to_owned()
}

/// The line that ends with a colon and names bureaus, and whom it names.
fn addressees(paragraphs: &[Passage], from: usize) -> Option<(usize, Vec<Quoted<String>>)> {
    let (at, line) = paragraphs.iter().enumerate().skip(from).take(8).find(|(_, passage)| {
        let colon = passage.find(":", 0).filter(|at| *at + 2 >= passage.len());
        colon.is_some_and(|colon| colon > 2 && is_addressed(passage, 0..colon)) && passage.len() < 400
    })?;
    let end = line.find(":", 0)?;
    let mut all = Vec::new();
    for part in line.split(0..end, |rest| usize::from(matches!(rest[0], ',' | ';' | '，'))) {
        // 各市、县(区)局 is one; 各县局、机关各科室 are two.
        let mut start = part.start;
        for piece in line.split(part.clone(), |rest| usize::from(rest[0] == '、')) {
            if is_addressed(line, start..piece.end) {
                all.push(line.quote(line.shown(start..piece.end)));
                start = piece.end + 1;
            }
        }
        if start < part.end {
            all.push(line.quote(line.shown(start..part.end)));
        }
    }
    Some((at, all))
}

fn is_addressed(passage: &Passage, range: Range<usize>) -> bool {
    if range.is_empty() {
        return false;
    }
    let part = passage.part(range);
    let mut end = part.plain();
    if end.last() == Some(&')')
        && let Some(open) = end.iter().rposition(|c| *c == '(')
    {
        end = &end[..open];
    }
    let text: String = end.iter().collect();
    ADDRESSED.iter().any(|name| text.trim_end().ends_with(name))
}

/// The office that a title begins with: 黔南州市场监管局关于….
fn named_issuer(title: &Passage) -> Option<Quoted<String>> {
    let about = title.find("关于", 0).filter(|about| *about > 2)?;
    let name = title.shown(0..about);
    names_office(&name).then(|| title.quote(name))
}
