//! The subject line: the gravest matter first, in one line that fits a phone.

use super::{arrange::Group, text};
use duban_store::Entry;

/// Longest subject, in characters.
pub(super) const LONGEST: usize = 80;

const MARK: &str = "【督办】";

/// `【督办】黔南市监〔2024〕12号 提醒敦促函等3件；2项到期提醒`.
pub(super) fn subject(arranged: &[(Group, Vec<&Entry>)]) -> String {
    let said = match arranged {
        [(group, entries)] if entries.len() == 1 => only(*group, entries[0]),
        _ => {
            let parts: Vec<_> = arranged.iter().map(|(group, entries)| part(*group, entries)).collect();
            parts.join("；")
        }
    };
    text::shorten(&format!("{MARK}{said}"), LONGEST)
}

/// A mail about one thing names it.
fn only(group: Group, entry: &Entry) -> String {
    let title = text::clean(&entry.notice.title);
    match (group, entry.notice.facts.approval) {
        (Group::Approvals, Some((_, proposed))) => {
            format!("待批准：{}（{}）", proposed.chinese(), text::clean(&entry.about.name))
        }
        (Group::Copies, _) => format!("抄送 {}：{title}", numbered(entry)),
        _ => format!("{}：{title}", numbered(entry)),
    }
}

fn part(group: Group, entries: &[&Entry]) -> String {
    let n = entries.len();
    let Some(first) = entries.first() else { return String::new() };
    match group {
        Group::Documents if n > 1 => format!("{}等{n}件", numbered(first)),
        Group::Documents => numbered(first),
        Group::Approvals => format!("{n}件文书待批准"),
        Group::Chasers => format!("{n}项催办"),
        Group::Reminders => format!("{n}项到期提醒"),
        Group::Decisions => format!("{n}项办理决定"),
        Group::Openings => format!("{n}项行动部署"),
        Group::Copies => format!("抄送{n}件"),
    }
}

fn numbered(entry: &Entry) -> String {
    let name = entry.notice.instrument.chinese();
    match entry.number.as_deref().map(text::clean).filter(|number| !number.is_empty()) {
        Some(number) => format!("{} {name}", text::shorten(&number, 40)),
        None => name.to_owned(),
    }
}
