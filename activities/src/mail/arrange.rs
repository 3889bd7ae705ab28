//! Which notices of a digest stand together, in which order, and which of them a later one has made
//! pointless: an officer sees everything, once.

use duban_domain::{ids::BureauCode, instrument::Instrument, time::PlanTime};
use duban_store::{Digest, Entry};

/// A part of a digest, in the order they stand in it.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Group {
    /// Documents addressed to the bureau.
    Documents,
    /// What its leader is asked to approve.
    Approvals,
    /// What it was asked before and has not done.
    Chasers,
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
    pub(super) const ALL: [Group; 7] = [
        Group::Documents,
        Group::Approvals,
        Group::Chasers,
        Group::Reminders,
        Group::Decisions,
        Group::Openings,
        Group::Copies,
    ];

    /// Where an entry stands in the digest of `receiver`.
    pub(super) fn of(entry: &Entry, receiver: &BureauCode) -> Self {
        if entry.is_copy && !entry.is_for_transmission_by(receiver) {
            return Group::Copies;
        }
        match entry.notice.instrument {
            Instrument::Listing
            | Instrument::Interview
            | Instrument::GovernmentReport
            | Instrument::RectificationNotice
            | Instrument::ReminderLetter
            | Instrument::Circular
            | Instrument::Withdrawal => Group::Documents,
            Instrument::ApprovalRequest | Instrument::ApprovalReminder => Group::Approvals,
            Instrument::ReviewReminder | Instrument::ReplyReminder => Group::Chasers,
            Instrument::Returned | Instrument::Extended | Instrument::Waived => Group::Decisions,
            Instrument::CampaignNotice => Group::Openings,
            Instrument::Reminder => Group::Reminders,
        }
    }

    pub(super) const fn heading(self) -> &'static str {
        match self {
            Group::Documents => "文书",
            Group::Approvals => "待批准文书",
            Group::Chasers => "催办",
            Group::Reminders => "到期提醒",
            Group::Decisions => "办理决定",
            Group::Openings => "行动部署",
            Group::Copies => "抄送（供了解，无须办理）",
        }
    }

    /// `文书2件`.
    pub(super) fn count(self, n: usize) -> String {
        match self {
            Group::Documents => format!("文书{n}件"),
            Group::Approvals => format!("待批准文书{n}件"),
            Group::Chasers => format!("催办{n}项"),
            Group::Reminders => format!("到期提醒{n}项"),
            Group::Decisions => format!("办理决定{n}项"),
            Group::Openings => format!("行动部署{n}项"),
            Group::Copies => format!("抄送{n}件"),
        }
    }

    /// Whether its entries are rows of one table.
    pub(super) const fn is_table(self) -> bool {
        matches!(self, Group::Reminders | Group::Copies)
    }

    /// Documents by gravity, the rest by the instant that counts.
    fn order(self, entry: &Entry) -> impl Ord + use<> {
        let facts = &entry.notice.facts;
        let (gravity, instant): (Option<Instrument>, Option<PlanTime>) = match self {
            Group::Documents | Group::Copies => (Some(entry.notice.instrument), facts.due),
            Group::Approvals | Group::Chasers => (None, facts.reply_by),
            Group::Reminders => (None, facts.due),
            Group::Decisions | Group::Openings => (None, Some(entry.notice.at)),
        };
        (gravity, instant, entry.campaign.clone(), entry.about.code.clone(), entry.notice.ordinal)
    }
}

/// The parts of a digest that are not empty, each in its order, without what is superseded.
pub(super) fn arrange(digest: &Digest) -> Vec<(Group, Vec<&Entry>)> {
    let receiver = &digest.bureau.code;
    let stands = |entry: &&Entry| !digest.entries.iter().any(|later| supersedes(later, entry, receiver));
    let mut parts = Vec::new();
    for group in Group::ALL {
        let members = digest.entries.iter().filter(|entry| Group::of(entry, receiver) == group);
        let mut members: Vec<_> = members.filter(stands).collect();
        members.sort_by_cached_key(|entry| group.order(entry));
        if !members.is_empty() {
            parts.push((group, members));
        }
    }
    parts
}

/// Whether `later` says all that `entry` still has to say: after days without mail, a reminder and the
/// letter that followed it come together.
fn supersedes(later: &Entry, entry: &Entry, receiver: &BureauCode) -> bool {
    let (new, old) = (&later.notice, &entry.notice);
    let same_docket = later.campaign == entry.campaign && later.about.code == entry.about.code;
    if !same_docket || new.ordinal <= old.ordinal || Group::of(later, receiver) == Group::Copies {
        return false;
    }
    let same_matter = new.obligation.is_some() && new.obligation == old.obligation;
    match old.instrument {
        Instrument::Reminder => {
            let group = Group::of(later, receiver);
            same_matter && matches!(group, Group::Documents | Group::Reminders | Group::Decisions)
        }
        Instrument::ReviewReminder => same_matter && new.instrument == old.instrument,
        Instrument::ApprovalRequest | Instrument::ApprovalReminder => {
            Group::of(later, receiver) == Group::Approvals && new.facts.approval == old.facts.approval
        }
        _ => false,
    }
}
