//! Which notices of a digest stand together, in which order, and which of them a later one has made
//! pointless: an officer sees everything, once.

use super::group::{Group, is_to_serve};
use duban_domain::{ids::BureauCode, instrument::Instrument};
use duban_store::{Digest, DigestEntry};

/// As many documents to be served stand among the others; more are rows of one table.
const FEW: usize = 3;

/// The parts of a digest that are not empty, each in its order, without what is superseded.
pub(super) fn arrange(digest: &Digest) -> Vec<(Group, Vec<&DigestEntry>)> {
    let receiver = &digest.bureau.code;
    let served = digest.entries.iter().filter(|entry| is_to_serve(entry, receiver)).count();
    let place = |entry: &DigestEntry| match is_to_serve(entry, receiver) && served > FEW {
        true => Group::ToServe,
        false => Group::of(entry, receiver),
    };
    let stands =
        |entry: &&DigestEntry| !digest.entries.iter().any(|later| supersedes(later, entry, receiver));
    let mut parts = Vec::new();
    for group in Group::ALL {
        let members = digest.entries.iter().filter(|entry| place(entry) == group);
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
fn supersedes(later: &DigestEntry, entry: &DigestEntry, receiver: &BureauCode) -> bool {
    let (new, old) = (&later.notice, &entry.notice);
    let group = Group::of(later, receiver);
    // Ordinals count within a docket, or within a finding, listing or incident of its own.
    if later.source != entry.source || new.ordinal <= old.ordinal || group == Group::Copies {
        return false;
    }
    let same_item = new.obligation.is_some() && new.obligation == old.obligation;
    let same_matter = same_item || new.facts.matter.is_some();
    match old.instrument {
        Instrument::Reminder => {
            same_item && matches!(group, Group::Documents | Group::Reminders | Group::Decisions)
        }
        Instrument::TaskReminder => {
            let same_task = new.facts.task == old.facts.task;
            same_matter && (same_task && group == Group::Tasks || group == Group::Documents)
        }
        Instrument::ReviewReminder | Instrument::SubmissionChanged => {
            same_item && new.instrument == old.instrument
        }
        Instrument::IncidentUnanswered => {
            let levels =
                |entry: &DigestEntry| entry.notice.facts.matter.as_ref().map(|m| m.unanswered.clone());
            new.instrument == old.instrument && levels(later) == levels(entry)
        }
        Instrument::ReliefRequest | Instrument::ReliefReminder => {
            group == Group::Approvals && same_item && new.facts.request == old.facts.request
        }
        Instrument::ApprovalRequest | Instrument::ApprovalReminder => {
            group == Group::Approvals && new.facts.approval == old.facts.approval
        }
        _ => false,
    }
}
