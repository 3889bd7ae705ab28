//! What a template sees: every text clean, every date written out. A field that does not apply is
//! `none`, never missing, so that a template's typing error is found when it is loaded.

use super::{
    arrange::{Group, arrange},
    subject::subject,
    text,
};
use duban_domain::ids::BureauCode;
use duban_store::{Digest, EarlierDocument, Entry};
use minijinja::Value;
use serde::Serialize;

/// `n` in an instrument's template.
#[derive(Clone, Debug, Serialize)]
pub(super) struct NoticeView {
    /// `（一）` or `1. `; empty where there is only one.
    pub(super) index: String,
    pub(super) name: String,
    pub(super) number: Option<String>,
    pub(super) title: String,
    /// The obligation's id; `none` for a notice about the campaign.
    pub(super) matter: Option<String>,
    pub(super) campaign: String,
    pub(super) campaign_code: String,
    pub(super) from: String,
    pub(super) about: String,
    pub(super) about_code: String,
    /// Whether it is about the receiving bureau itself.
    pub(super) own: bool,
    /// Whether the receiving bureau is to pass it on.
    pub(super) transmit: bool,
    pub(super) ordinal: u32,
    pub(super) date: String,
    pub(super) due: Option<String>,
    pub(super) old_due: Option<String>,
    pub(super) overdue: Option<String>,
    pub(super) rule: Option<String>,
    /// What issuing it is called.
    pub(super) action: String,
    pub(super) reply_by: Option<String>,
    pub(super) requires: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) earlier: Vec<EarlierView>,
    pub(super) next: Option<NextView>,
    /// Whether no step follows any more.
    pub(super) last: bool,
    pub(super) approval: Option<ApprovalView>,
    pub(super) owed: Vec<OwedView>,
    /// How many bureaus receive copies.
    pub(super) copies: usize,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct EarlierView {
    pub(super) label: String,
    pub(super) ordinal: u32,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct NextView {
    pub(super) at: String,
    pub(super) action: String,
    pub(super) approval: bool,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct ApprovalView {
    pub(super) number: u32,
    pub(super) name: String,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct OwedView {
    pub(super) title: String,
    pub(super) due: String,
}

/// `d` in the frame.
#[derive(Clone, Debug, Serialize)]
pub(super) struct DigestView {
    pub(super) subject: String,
    pub(super) bureau: String,
    pub(super) message_id: String,
    pub(super) count: usize,
    pub(super) overview: String,
    pub(super) groups: Vec<GroupView>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct GroupView {
    pub(super) number: String,
    pub(super) heading: String,
    /// Whether the items are rows of one table.
    pub(super) rows: bool,
    /// The items, rendered.
    pub(super) items: Vec<Value>,
}

/// A part of a digest before its items are rendered: the template's name without its ending, and `n`.
pub(super) struct Part {
    pub(super) group: Group,
    pub(super) items: Vec<(&'static str, NoticeView)>,
}

/// A digest as facts for its templates; the groups are still empty.
pub(super) fn view(digest: &Digest) -> (DigestView, Vec<Part>) {
    let arranged = arrange(digest);
    let counts: Vec<_> = arranged.iter().map(|(group, entries)| group.count(entries.len())).collect();
    let frame = DigestView {
        subject: subject(&arranged),
        bureau: text::clean(&digest.bureau.name),
        message_id: text::clean(digest.message_id.trim_matches(['<', '>'])),
        count: arranged.iter().map(|(_, entries)| entries.len()).sum(),
        overview: counts.join("，"),
        groups: Vec::new(),
    };
    let parts = arranged.into_iter().map(|(group, entries)| part(group, &entries, &digest.bureau.code));
    (frame, parts.collect())
}

fn part(group: Group, entries: &[&Entry], receiver: &BureauCode) -> Part {
    let index = |i: usize| match group {
        _ if group.is_table() => format!("{}. ", i + 1),
        _ if entries.len() > 1 => format!("（{}）", text::numeral(i + 1)),
        _ => String::new(),
    };
    let items = entries.iter().enumerate().map(|(i, entry)| {
        let template = match group {
            Group::Copies => "copy",
            _ => entry.notice.instrument.as_str(),
        };
        (template, notice(entry, receiver, index(i)))
    });
    Part { group, items: items.collect() }
}

fn notice(entry: &Entry, receiver: &BureauCode, index: String) -> NoticeView {
    let (notice, zone) = (&entry.notice, entry.zone);
    let facts = &notice.facts;
    let moment = |at| text::moment(at, zone);
    // After an outage several rungs come at once; then the next step is in this very mail.
    let next = facts.next.as_ref().filter(|next| next.at > notice.at);
    NoticeView {
        index,
        name: notice.instrument.chinese().to_owned(),
        number: entry.number.as_deref().map(text::clean),
        title: text::clean(&notice.title),
        matter: notice.obligation.as_ref().map(|id| text::clean(id.as_str())),
        campaign: text::clean(&entry.campaign_title),
        campaign_code: text::clean(entry.campaign.as_str()),
        from: text::clean(&entry.from.name),
        about: text::clean(&entry.about.name),
        about_code: text::clean(entry.about.code.as_str()),
        own: entry.about.code == *receiver,
        transmit: entry.is_for_transmission_by(receiver),
        ordinal: notice.ordinal,
        date: text::day(notice.at, zone),
        due: facts.due.map(moment),
        old_due: facts.old_due.map(moment),
        overdue: facts.overdue.map(text::working_days),
        rule: facts.after.map(|span| format!("逾期满{}", span.chinese())),
        action: text::action(facts.approval.map_or(notice.instrument, |(_, proposed)| proposed)),
        reply_by: facts.reply_by.map(moment),
        requires: text::requirements(&facts.requires),
        reason: facts.reason.as_deref().map(text::clean),
        earlier: entry.earlier.iter().map(|document| earlier(document, entry)).collect(),
        next: next.map(|next| NextView {
            at: moment(next.at),
            action: text::action(next.instrument),
            approval: next.approval,
        }),
        last: facts.next.is_none(),
        approval: facts
            .approval
            .map(|(number, proposed)| ApprovalView { number, name: proposed.chinese().to_owned() }),
        owed: facts
            .owed
            .iter()
            .map(|(title, due)| OwedView { title: text::clean(title), due: moment(*due) })
            .collect(),
        copies: notice.copies.len(),
    }
}

/// `黔南市监〔2024〕12号提醒敦促函（2024年8月21日）`.
fn earlier(document: &EarlierDocument, entry: &Entry) -> EarlierView {
    let number = document.number.as_deref().map(text::clean).unwrap_or_default();
    let (name, date) = (document.instrument.chinese(), text::day(document.at, entry.zone));
    EarlierView { label: format!("{number}{name}（{date}）"), ordinal: document.ordinal }
}
