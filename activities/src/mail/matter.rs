//! What a template sees of a finding, a listing or an incident, of what somebody has to do in it, and of
//! what was decided in it.

use super::{group::task_by, text};
use duban_domain::{
    bureau::Bureau,
    finding::Authority,
    ids::BureauCode,
    instrument::Instrument,
    matter::{Decision, MatterFacts, MatterKind, Task},
};
use duban_store::DigestEntry;
use serde::Serialize;

/// `n.matter`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct MatterView {
    /// `finding`, `listing` or `incident`.
    pub(super) kind: &'static str,
    pub(super) id: String,
    /// The enterprise's or the bureau's name.
    pub(super) subject: String,
    /// Whether that is an enterprise.
    pub(super) enterprise: bool,
    pub(super) credit_code: Option<String>,
    pub(super) product: Option<String>,
    /// 生产领域, 流通领域.
    pub(super) domain: Option<&'static str>,
    /// 一般, 较大, 重大.
    pub(super) grade: Option<&'static str>,
    /// The problem, why it is listed, or what happened.
    pub(super) problem: String,
    /// The day it was found or listed; of an incident, the moment it was reported.
    pub(super) since: Option<String>,
    /// Where a case is handed over to.
    pub(super) authority: Option<&'static str>,
    /// Within how many minutes an incident is to be acknowledged.
    pub(super) minutes: Option<u32>,
    /// The bureaus that have not acknowledged it, but for the receiving one.
    pub(super) unanswered: Option<String>,
    /// Whether the receiving bureau has not.
    pub(super) own_unanswered: bool,
    /// The names of its papers.
    pub(super) files: Option<String>,
}

/// `n.task`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct TaskView {
    /// `reinspect`: what [`Task`] is called in JSON.
    pub(super) id: String,
    pub(super) name: String,
    /// By when; of a look-back, from when.
    pub(super) by: Option<String>,
    /// Whether that has passed.
    pub(super) late: bool,
}

/// `n.decision`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct DecisionView {
    /// `extension-granted`: what [`Decision`] is called in JSON.
    pub(super) id: String,
    pub(super) name: String,
}

/// What a matter's notice tells about it.
pub(super) fn matter(facts: &MatterFacts, entry: &DigestEntry, receiver: &Bureau) -> MatterView {
    let zone = entry.zone;
    let name = |code: &BureauCode| name_of(code, entry, receiver);
    let others = facts.unanswered.iter().filter(|code| **code != receiver.code);
    let (kind, since) = match facts.kind {
        MatterKind::Finding => ("finding", facts.since.map(|at| text::day(at, zone))),
        MatterKind::Listing => ("listing", facts.since.map(|at| text::day(at, zone))),
        MatterKind::Incident => ("incident", facts.since.map(|at| text::moment(at, zone))),
    };
    MatterView {
        kind,
        id: text::clean(&facts.id),
        subject: match facts.subject_is_bureau {
            true => name(&facts.subject.as_str().into()),
            false => text::clean(&facts.subject),
        },
        enterprise: !facts.subject_is_bureau,
        credit_code: facts.credit_code.as_deref().map(text::clean),
        product: facts.product.as_deref().map(text::clean),
        domain: facts.domain.map(|domain| domain.chinese()),
        grade: facts.grade.map(|grade| grade.chinese()),
        problem: text::clean(&facts.problem),
        since,
        authority: facts.authority.map(|authority| match authority {
            Authority::Enforcement => "综合执法机构",
            Authority::Police => "公安机关",
        }),
        minutes: facts.minutes,
        unanswered: listed(others.map(name)),
        own_unanswered: facts.unanswered.contains(&receiver.code),
        files: listed(facts.attachments.iter().map(|file| text::clean(&file.name))),
    }
}

/// `单位 522701`, `隐患 F-0012`: what a command names, after the campaign.
pub(super) fn reference(entry: &DigestEntry) -> String {
    match entry.notice.facts.matter.as_deref() {
        Some(matter) => {
            let kind = match matter.kind {
                MatterKind::Finding => "隐患",
                MatterKind::Listing => "挂牌",
                MatterKind::Incident => "紧急情况",
            };
            format!("{kind} {}", text::clean(&matter.id))
        }
        None => format!("单位 {}", text::clean(entry.about.code.as_str())),
    }
}

/// What somebody has to do.
pub(super) fn task(task: Task, entry: &DigestEntry) -> TaskView {
    let by = task_by(entry);
    TaskView {
        id: spelled(&task),
        name: task.chinese().to_owned(),
        by: by.map(|by| text::moment(by, entry.zone)),
        late: by.is_some_and(|by| by <= entry.notice.at),
    }
}

/// What was decided.
pub(super) fn decision(decision: Decision) -> DecisionView {
    DecisionView { id: spelled(&decision), name: decision.chinese().to_owned() }
}

/// What is to be approved, in a word: a document, or what an application asks for.
pub(super) fn proposal(proposed: Instrument, decision: Option<Decision>) -> &'static str {
    match (proposed, decision) {
        (Instrument::Decision, Some(Decision::ExtensionGranted)) => "延期申请",
        (Instrument::Decision, Some(Decision::PublicationApproved)) => "公布申请",
        (proposed, _) => proposed.chinese(),
    }
}

/// What the reason of a notice is called.
pub(super) fn reason_label(entry: &DigestEntry) -> &'static str {
    let instrument = entry.notice.instrument;
    let asked = instrument.asks_for_approval();
    if let Some(label) = instrument.row().reason {
        return label;
    }
    match entry.notice.facts.decision {
        Some(Decision::ExtensionGranted) => "申请理由",
        Some(Decision::PublicationApproved) if asked => "拟公布内容",
        Some(Decision::PublicationApproved) => "公布内容",
        Some(Decision::Rework) => "复查情况",
        Some(Decision::StaysListed) => "核查情况",
        Some(Decision::ListingRevoked) => "撤销原因",
        _ if asked => "提请理由",
        _ => "决定理由",
    }
}

/// What the due instant of a notice is called.
pub(super) fn due_label(entry: &DigestEntry) -> &'static str {
    let facts = &entry.notice.facts;
    let Some(matter) = facts.matter.as_deref() else { return "应报期限" };
    match (facts.decision, matter.kind) {
        (Some(Decision::ExtensionGranted), _) if entry.notice.instrument.asks_for_approval() => "申请延至",
        (Some(Decision::ExtensionGranted), _) => "新的期限",
        (Some(Decision::Rework), _) => "原定期限",
        (_, MatterKind::Finding) => "整改期限",
        (_, MatterKind::Listing) => "督办期限",
        (_, MatterKind::Incident) => "签收期限",
    }
}

/// A bureau's name, as far as this mail knows it.
fn name_of(code: &BureauCode, entry: &DigestEntry, receiver: &Bureau) -> String {
    let known = [&entry.about, &entry.from, receiver].into_iter().chain(&entry.unanswered);
    let mut known = known;
    let found = known.find(|bureau| bureau.code == *code);
    found.map_or_else(|| format!("单位{}", text::clean(code.as_str())), |bureau| text::clean(&bureau.name))
}

fn listed(words: impl Iterator<Item = String>) -> Option<String> {
    let words: Vec<_> = words.collect();
    (!words.is_empty()).then(|| words.join("、"))
}

/// How serde spells a variant.
pub(super) fn spelled(variant: &impl Serialize) -> String {
    let value = serde_json::to_value(variant).ok();
    value.and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
