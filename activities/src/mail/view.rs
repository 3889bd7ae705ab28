//! What a template sees: every text clean, every date written out. A field that does not apply is
//! `none`, never missing, so that a template's typing error is found when it is loaded.

use super::{
    arrange::arrange,
    embedded::{COPY, LEAGUE, SERVED},
    group::{Group, is_for_enterprise, is_to_serve},
    league::{LeagueView, league},
    links,
    matter::{self, DecisionView, MatterView, TaskView},
    subject::subject,
    text,
};
use duban_domain::{
    bureau::Bureau, instrument::Instrument, relief::Relief, submission_change::SubmissionChange,
};
use duban_store::{Digest, DigestEntry, EarlierDocument};
use minijinja::Value;
use serde::Serialize;

/// `n` in an instrument's template.
#[derive(Clone, Debug, Serialize)]
pub(super) struct NoticeView {
    /// `（一）` or `1. `; empty where there is only one.
    pub(super) index: String,
    /// The instrument, as plans spell it.
    pub(super) instrument: &'static str,
    pub(super) name: String,
    pub(super) number: Option<String>,
    pub(super) title: String,
    /// The obligation's id; `none` for a notice about the campaign or a matter.
    pub(super) obligation: Option<String>,
    /// The finding, listing or incident it is about.
    pub(super) matter: Option<MatterView>,
    pub(super) campaign: String,
    pub(super) campaign_code: String,
    pub(super) from: String,
    pub(super) about: String,
    /// Whom a document speaks to: an enterprise, or the bureau it is about.
    pub(super) addressee: String,
    pub(super) about_code: String,
    /// All bureaus a circular names, where those are several, in one phrase.
    pub(super) criticised: Option<String>,
    /// What a command names: `行动 …，单位 …` or `行动 …，隐患 …`.
    pub(super) reference: String,
    /// Whether it is about the receiving bureau itself, or about what lies in its district.
    pub(super) own: bool,
    /// Whether the receiving bureau is the one addressed.
    pub(super) addressed: bool,
    /// Whether it is to be served on an enterprise.
    pub(super) served: bool,
    /// Whether the receiving bureau is to pass it on.
    pub(super) transmit: bool,
    pub(super) ordinal: u32,
    pub(super) date: String,
    pub(super) due: Option<String>,
    /// 应报期限, 整改期限, 督办期限 …
    pub(super) due_label: &'static str,
    /// Whether a date named is provisional (暂定).
    pub(super) provisional: bool,
    /// The day that was named as due and that a rule about days off moved.
    pub(super) named: Option<String>,
    pub(super) old_due: Option<String>,
    pub(super) overdue: Option<String>,
    pub(super) rule: Option<String>,
    /// What issuing it is called.
    pub(super) action: String,
    pub(super) reply_by: Option<String>,
    pub(super) received: Option<String>,
    pub(super) requires: Option<String>,
    pub(super) reason: Option<String>,
    /// Its page in the console; `none` where nobody wrote the console's address down.
    pub(super) link: Option<String>,
    /// 在督办系统, before what is done there; empty where no link leads there.
    pub(super) place: &'static str,
    /// Why what is owed was sent back before.
    pub(super) returned: Option<String>,
    /// 决定理由, 复查情况, 公布内容 …
    pub(super) reason_label: &'static str,
    pub(super) earlier: Vec<EarlierView>,
    pub(super) next: Option<NextView>,
    /// Whether no step follows any more.
    pub(super) last: bool,
    pub(super) approval: Option<ApprovalView>,
    pub(super) task: Option<TaskView>,
    /// What the bureau asks for: 申请延期, 申请免报.
    pub(super) relief: Option<ReliefView>,
    /// What became of a submission.
    pub(super) change: Option<ChangeView>,
    pub(super) decision: Option<DecisionView>,
    pub(super) owed: Vec<OwedView>,
    /// The documents the campaign rests on, in one phrase.
    pub(super) basis: Option<String>,
    /// The clocks that moved because holidays were announced.
    pub(super) moves: Vec<MoveView>,
    /// What an amended plan asks for no more.
    pub(super) lifted: Vec<String>,
    /// Where other rules hold by it.
    pub(super) rules: Vec<String>,
    /// How many bureaus receive copies.
    pub(super) copies: usize,
    /// The league table it circulates.
    pub(super) league: Option<LeagueView>,
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
    /// What is proposed, as plans spell it.
    pub(super) instrument: &'static str,
    pub(super) name: String,
    /// Whether that is a document.
    pub(super) document: bool,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct ReliefView {
    pub(super) number: u32,
    pub(super) name: &'static str,
    /// The due day it asks for; `none`: to be let off.
    pub(super) to: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct ChangeView {
    /// `replacement`, `supplement` or `taken-back`.
    pub(super) id: &'static str,
    /// 重新报送, 补充材料, 撤回报送.
    pub(super) name: &'static str,
    pub(super) version: u16,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct OwedView {
    pub(super) title: String,
    pub(super) due: String,
    /// Whether that is provisional (暂定).
    pub(super) provisional: bool,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct MoveView {
    /// 期限, 回复期限, 审批期限 …
    pub(super) clock: &'static str,
    pub(super) title: String,
    pub(super) old: String,
    pub(super) new: String,
    pub(super) provisional: bool,
}

/// `d` in the frame.
#[derive(Clone, Debug, Serialize)]
pub(super) struct DigestView {
    pub(super) subject: String,
    pub(super) bureau: String,
    pub(super) message_id: String,
    /// Whether it tells of urgent matters alone.
    pub(super) urgent: bool,
    /// How many numbered documents it tells of.
    pub(super) documents: usize,
    pub(super) count: usize,
    pub(super) overview: String,
    /// The console's address; `none` where nobody wrote it down.
    pub(super) link: Option<String>,
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
    pub(super) heading: String,
    pub(super) items: Vec<(&'static str, NoticeView)>,
}

/// A digest as facts for its templates; the groups are still empty.
pub(super) fn view(digest: &Digest, console: Option<&str>) -> (DigestView, Vec<Part>) {
    let arranged = arrange(digest);
    let counts: Vec<_> = arranged.iter().map(|(group, entries)| group.count(entries)).collect();
    let frame = DigestView {
        subject: subject(&arranged, digest.urgent),
        bureau: text::clean(&digest.bureau.name),
        message_id: text::clean(digest.message_id.trim_matches(['<', '>'])),
        urgent: digest.urgent,
        documents: arranged.iter().flat_map(|(_, entries)| entries).filter(|e| e.number.is_some()).count(),
        count: arranged.iter().map(|(_, entries)| entries.len()).sum(),
        overview: counts.join("，"),
        link: console.map(str::to_owned),
        groups: Vec::new(),
    };
    let receiver = Receiver { bureau: &digest.bureau, console };
    let parts = arranged.into_iter().map(|(group, entries)| part(group, &entries, receiver));
    (frame, parts.collect())
}

/// Who reads it, and where they work.
#[derive(Copy, Clone)]
struct Receiver<'a> {
    bureau: &'a Bureau,
    console: Option<&'a str>,
}

fn part(group: Group, entries: &[&DigestEntry], receiver: Receiver<'_>) -> Part {
    let index = |i: usize| match group {
        _ if group.is_table() => format!("{}. ", i + 1),
        _ if entries.len() > 1 => format!("（{}）", text::numeral(i + 1)),
        _ => String::new(),
    };
    let items = entries.iter().enumerate().map(|(i, entry)| {
        let template = match group {
            Group::Copies => COPY,
            Group::ToServe => SERVED,
            _ if is_league(entry) => LEAGUE,
            _ => entry.notice.instrument.as_str(),
        };
        (template, notice(entry, receiver, index(i)))
    });
    Part { group, heading: group.heading(entries), items: items.collect() }
}

/// A league table is a circular of another sort: it speaks to all it ranks, and asks for nothing.
fn is_league(entry: &DigestEntry) -> bool {
    entry.notice.instrument == Instrument::Circular && entry.notice.facts.league.is_some()
}

fn notice(
    entry: &DigestEntry,
    Receiver { bureau: receiver, console }: Receiver<'_>,
    index: String,
) -> NoticeView {
    let (notice, zone) = (&entry.notice, entry.zone);
    let facts = &notice.facts;
    let moment = |at| text::moment(at, zone);
    // After an outage several rungs come at once; then the next step is in this very mail.
    let next = facts.next.as_ref().filter(|next| next.at > notice.at);
    NoticeView {
        index,
        instrument: notice.instrument.as_str(),
        name: notice.instrument.chinese().to_owned(),
        number: entry.number.as_deref().map(text::clean),
        title: text::clean(&notice.title),
        obligation: notice.obligation.as_ref().map(|id| text::clean(id.as_str())),
        matter: facts.matter.as_deref().map(|facts| matter::matter(facts, entry, receiver)),
        campaign: text::clean(&entry.campaign_title),
        campaign_code: text::clean(entry.campaign.as_str()),
        from: text::clean(&entry.from.name),
        about: text::clean(&entry.about.name),
        addressee: addressee(entry),
        about_code: text::clean(entry.about.code.as_str()),
        criticised: criticised(entry),
        reference: format!("行动 {}，{}", text::clean(entry.campaign.as_str()), matter::reference(entry)),
        own: entry.about.code == receiver.code,
        addressed: notice.to == receiver.code,
        served: is_to_serve(entry, &receiver.code),
        transmit: entry.is_for_transmission_by(&receiver.code),
        ordinal: notice.ordinal,
        date: text::day(notice.at, zone),
        due: facts.due.map(moment),
        due_label: matter::due_label(entry),
        provisional: facts.provisional,
        named: facts.named.map(text::date),
        old_due: facts.old_due.map(moment),
        overdue: facts.overdue.map(text::working_days),
        rule: facts.after.map(|span| format!("逾期满{}", span.chinese())),
        action: text::action(facts.approval.map_or(notice.instrument, |(_, proposed)| proposed)),
        reply_by: facts.reply_by.map(moment),
        received: facts.received.map(moment),
        requires: text::requirements(&facts.requires),
        reason: facts.reason.as_deref().map(text::clean),
        link: console.map(|console| format!("{console}{}", links::page_of(entry, &receiver.code))),
        place: if console.is_some() { "在督办系统" } else { "" },
        returned: facts.returned.as_deref().map(text::clean),
        reason_label: matter::reason_label(entry),
        earlier: entry.earlier.iter().map(|document| earlier(document, entry)).collect(),
        next: next.map(|next| NextView {
            at: moment(next.at),
            action: text::action(next.instrument),
            approval: next.approval,
        }),
        last: facts.next.is_none(),
        approval: facts.approval.map(|(number, proposed)| ApprovalView {
            number,
            instrument: proposed.as_str(),
            name: matter::proposal(proposed, facts.decision).to_owned(),
            document: proposed.is_document(),
        }),
        relief: facts.request.map(relief),
        change: facts.change.map(change),
        task: facts.task.map(|task| matter::task(task, entry)),
        decision: facts.decision.map(matter::decision),
        owed: facts
            .owed
            .iter()
            .map(|(title, due)| OwedView {
                title: text::clean(title),
                due: moment(*due),
                provisional: facts.unsettled.contains(due),
            })
            .collect(),
        basis: (!facts.basis.is_empty()).then(|| text::clean(&facts.basis.join("、"))),
        moves: facts
            .moves
            .iter()
            .map(|moved| MoveView {
                clock: moved.clock.chinese(),
                title: text::clean(&moved.title),
                old: moment(moved.old),
                new: moved.new.map(moment).unwrap_or_default(),
                provisional: moved.provisional,
            })
            .collect(),
        lifted: facts.amended.iter().flat_map(|news| &news.lifted).map(|title| text::clean(title)).collect(),
        rules: facts.amended.iter().flat_map(|news| &news.rules).map(|title| text::clean(title)).collect(),
        copies: notice.copies.len(),
        league: league(entry, &receiver.code),
    }
}

fn relief((number, plea): (u32, Relief)) -> ReliefView {
    let to = match plea {
        Relief::Extension { to } => Some(text::date(to)),
        Relief::Waiver => None,
    };
    ReliefView { number, name: plea.chinese(), to }
}

fn change(change: SubmissionChange) -> ChangeView {
    let (id, name) = match change.kind {
        Some(kind) => (kind.as_str(), kind.chinese()),
        None => ("taken-back", "撤回报送"),
    };
    ChangeView { id, name, version: change.version }
}

/// Whom the document speaks to: an enterprise, all that a league table ranks, or the bureau it is about.
fn addressee(entry: &DigestEntry) -> String {
    let facts = &entry.notice.facts;
    match (facts.matter.as_deref().filter(|_| is_for_enterprise(entry)), &facts.league) {
        (Some(matter), _) => text::clean(&matter.subject),
        (None, Some(league)) => league.addressees().to_owned(),
        (None, None) => match entry.named.first() {
            Some(first) => format!("{}等{}个单位", text::clean(&first.name), entry.named.len()),
            None => text::clean(&entry.about.name),
        },
    }
}

/// `都匀市市场监督管理局、福泉市市场监督管理局`.
fn criticised(entry: &DigestEntry) -> Option<String> {
    let names: Vec<_> = entry.named.iter().map(|bureau| text::clean(&bureau.name)).collect();
    (!names.is_empty()).then(|| names.join("、"))
}

/// `黔南市监〔2024〕12号提醒敦促函（2024年8月21日）`.
fn earlier(document: &EarlierDocument, entry: &DigestEntry) -> EarlierView {
    let number = document.number.as_deref().map(text::clean).unwrap_or_default();
    let (name, date) = (document.instrument.chinese(), text::day(document.at, entry.zone));
    EarlierView { label: format!("{number}{name}（{date}）"), ordinal: document.ordinal }
}
