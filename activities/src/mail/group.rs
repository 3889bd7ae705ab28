//! The parts a digest is made of: what belongs to each, in which order, and what they are called.

use duban_domain::{
    ids::BureauCode,
    instrument::{Instrument, InstrumentKind, SpeaksTo},
    matter::{MatterFacts, MatterKind},
    time::PlanTime,
};
use duban_store::DigestEntry;

/// A part of a digest, in the order they stand in it.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Group {
    /// Urgent matters, which come in mails of their own.
    Urgent,
    /// Documents addressed to the bureau.
    Documents,
    /// Documents it serves on enterprises, where they are many.
    ToServe,
    /// What its leader is asked to approve.
    Approvals,
    /// What it was asked before and has not done.
    Chasers,
    /// What it has to do in findings and listings.
    Tasks,
    /// What is due soon.
    Reminders,
    /// What was decided for it.
    Decisions,
    /// Campaigns that begin.
    Openings,
    /// Documents to others.
    Copies,
}

impl Group {
    pub(super) const ALL: [Group; 10] = [
        Group::Urgent,
        Group::Documents,
        Group::ToServe,
        Group::Approvals,
        Group::Chasers,
        Group::Tasks,
        Group::Reminders,
        Group::Decisions,
        Group::Openings,
        Group::Copies,
    ];

    /// Where an entry stands in the digest of `receiver`, as long as there are few of its sort.
    pub(super) fn of(entry: &DigestEntry, receiver: &BureauCode) -> Self {
        if entry.is_copy && !entry.is_for_transmission_by(receiver) {
            return Group::Copies;
        }
        match entry.notice.instrument.row().kind {
            InstrumentKind::Urgent => Group::Urgent,
            InstrumentKind::Document(_) => Group::Documents,
            InstrumentKind::Approval => Group::Approvals,
            InstrumentKind::Chaser => Group::Chasers,
            InstrumentKind::Task => Group::Tasks,
            InstrumentKind::Reminder => Group::Reminders,
            InstrumentKind::Decision => Group::Decisions,
            InstrumentKind::Opening => Group::Openings,
        }
    }

    /// The heading of a part with these entries.
    pub(super) fn heading(self, entries: &[&DigestEntry]) -> String {
        let heading = match self {
            Group::Urgent => "紧急情况",
            Group::Documents => "文书",
            Group::ToServe => {
                return format!("{}（请送达企业）", self.count(entries));
            }
            Group::Approvals => "待批准事项",
            Group::Chasers => "催办",
            Group::Tasks => "待办事项",
            Group::Reminders => "到期提醒",
            Group::Decisions => "办理决定",
            Group::Openings => "行动部署",
            Group::Copies => "抄送（供了解，无须办理）",
        };
        heading.to_owned()
    }

    /// `文书2件`.
    pub(super) fn count(self, entries: &[&DigestEntry]) -> String {
        let n = entries.len();
        match self {
            Group::Urgent => format!("紧急情况{n}项"),
            Group::Documents => format!("文书{n}件"),
            Group::ToServe => format!("{}{n}件", sort(entries)),
            Group::Approvals => format!("待批准事项{n}项"),
            Group::Chasers => format!("催办{n}项"),
            Group::Tasks => format!("待办事项{n}项"),
            Group::Reminders => format!("到期提醒{n}项"),
            Group::Decisions => format!("办理决定{n}项"),
            Group::Openings => format!("行动部署{n}项"),
            Group::Copies => format!("抄送{n}件"),
        }
    }

    /// Whether its entries are rows of one table.
    pub(super) const fn is_table(self) -> bool {
        matches!(self, Group::ToServe | Group::Tasks | Group::Reminders | Group::Copies)
    }

    /// Documents by gravity, the rest by the instant that counts.
    pub(super) fn order(self, entry: &DigestEntry) -> impl Ord + use<> {
        let facts = &entry.notice.facts;
        let (gravity, instant): (Option<Instrument>, Option<PlanTime>) = match self {
            Group::Documents | Group::ToServe | Group::Copies => (Some(entry.notice.instrument), facts.due),
            Group::Approvals | Group::Chasers => (None, facts.reply_by),
            Group::Tasks => (None, task_by(entry)),
            Group::Reminders => (None, facts.due),
            Group::Urgent | Group::Decisions | Group::Openings => (None, Some(entry.notice.at)),
        };
        let (campaign, about) = (entry.campaign.clone(), entry.about.code.clone());
        // Shorter ids first: F-2 stands before F-10.
        let source = (entry.source.len(), entry.source.clone());
        (gravity, instant, campaign, about, source, entry.notice.ordinal)
    }
}

/// What all these documents are: `整改通知书`, or `企业文书` where they differ.
fn sort(entries: &[&DigestEntry]) -> &'static str {
    let mut sorts = entries.iter().map(|entry| entry.notice.instrument);
    let first = sorts.next();
    match first {
        Some(first) if sorts.all(|other| other == first) => first.chinese(),
        _ => "企业文书",
    }
}

/// By when somebody has to do something in a finding or a listing: by the task's own time, which for an
/// order to rectify, a report or a listing's duty is the due instant.
pub(super) fn task_by(entry: &DigestEntry) -> Option<PlanTime> {
    let facts = &entry.notice.facts;
    match facts.matter.as_deref() {
        Some(MatterFacts { kind: MatterKind::Finding, .. }) => facts.reply_by.or(facts.due),
        _ => facts.due,
    }
}

/// Whether `receiver` serves it on an enterprise: its own order to one, or what followed that.
pub(super) fn is_to_serve(entry: &DigestEntry, receiver: &BureauCode) -> bool {
    is_for_enterprise(entry) && entry.notice.to == *receiver && !entry.is_copy
}

/// Whether it speaks to an enterprise, and to a bureau only as the one that serves it. What takes a document back
/// is told to the bureau that served that one.
pub(super) fn is_for_enterprise(entry: &DigestEntry) -> bool {
    let (instrument, facts) = (entry.notice.instrument, &entry.notice.facts);
    let finding = |matter: &MatterFacts| matter.kind == MatterKind::Finding && !matter.subject_is_bureau;
    facts.matter.as_deref().is_some_and(finding)
        && instrument.row().speaks_to == SpeaksTo::Enterprise
        && instrument != Instrument::Withdrawal
}
