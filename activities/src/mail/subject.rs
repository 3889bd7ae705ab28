//! The subject line: the gravest matter first, in one line that fits a phone.

use super::{group::Group, matter, text};
use duban_domain::instrument::Instrument;
use duban_store::DigestEntry;

/// Longest subject, in characters.
pub(super) const LONGEST: usize = 80;

const MARK: &str = "【督办】";
const URGENT: &str = "【紧急】";

/// `【督办】黔南市监〔2024〕12号 提醒敦促函等3件；2项到期提醒`.
pub(super) fn subject(arranged: &[(Group, Vec<&DigestEntry>)], urgent: bool) -> String {
    let mark = if urgent { URGENT } else { MARK };
    let said = match arranged {
        [(group, entries)] if entries.len() == 1 => only(*group, entries[0]),
        _ => {
            let parts: Vec<_> = arranged.iter().map(|(group, entries)| part(*group, entries)).collect();
            parts.join("；")
        }
    };
    text::shorten(&format!("{mark}{said}"), LONGEST)
}

/// A mail about one thing names it.
fn only(group: Group, entry: &DigestEntry) -> String {
    let title = text::clean(&entry.notice.title);
    let facts = &entry.notice.facts;
    match group {
        Group::Approvals => {
            let proposed = facts.approval.map(|(_, proposed)| matter::proposal(proposed, facts.decision));
            let proposed = proposed.unwrap_or(entry.notice.instrument.chinese());
            format!("待批准：{proposed}（{}）", text::clean(&entry.about.name))
        }
        // What a level instructs goes to the bureau that reported.
        Group::Urgent if entry.notice.to == entry.about.code => format!("紧急情况处置要求：{title}"),
        Group::Urgent => {
            format!("{}{}：{title}", text::clean(&entry.about.name), entry.notice.instrument.chinese())
        }
        Group::Copies => format!("抄送 {}：{title}", numbered(entry)),
        _ => format!("{}：{title}", numbered(entry)),
    }
}

fn part(group: Group, entries: &[&DigestEntry]) -> String {
    let n = entries.len();
    let Some(first) = entries.first() else { return String::new() };
    match group {
        Group::Urgent => format!("{n}项紧急情况"),
        Group::ToServe => format!("{}待送达", group.count(entries)),
        Group::Documents if n > 1 => format!("{}等{n}件", numbered(first)),
        Group::Documents => numbered(first),
        Group::Approvals => format!("{n}项待批准"),
        Group::Chasers => format!("{n}项催办"),
        Group::Tasks => format!("{n}项待办"),
        Group::Reminders => format!("{n}项到期提醒"),
        Group::Decisions => format!("{n}项办理决定"),
        Group::Openings => format!("{n}项行动部署"),
        Group::Copies => format!("抄送{n}件"),
    }
}

fn numbered(entry: &DigestEntry) -> String {
    let facts = &entry.notice.facts;
    let name = match entry.notice.instrument {
        Instrument::TaskReminder => facts.task.map(|task| task.chinese()),
        Instrument::Decision => facts.decision.map(|decision| decision.chinese()),
        _ => None,
    };
    let name = name.unwrap_or(entry.notice.instrument.chinese());
    match entry.number.as_deref().map(text::clean).filter(|number| !number.is_empty()) {
        Some(number) => format!("{} {name}", text::shorten(&number, 40)),
        None => name.to_owned(),
    }
}
