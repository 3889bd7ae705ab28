//! What a template sees as `d`: every text clean, every date written out. A field that does not apply is
//! `none`, never missing, so that a template's typing error is found when it is loaded.

use crate::{
    addressee::{Addressee, Kind},
    source::{CriticisedBureau, Earlier, Source},
    text,
};
use duban_domain::{
    Instrument, PlanTime,
    instrument::DocumentFormat,
    league::{Circulation, Missing},
    matter::{MatterFacts, MatterKind},
};
use serde::Serialize;

/// `d` in a template.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DocumentView {
    /// `obligation`, `finding`, `listing` or `league`: what the document is about.
    pub(crate) kind: &'static str,
    /// The instrument's name: 提醒敦促函.
    pub(crate) name: String,
    /// The obligation's or the matter's title.
    pub(crate) title: String,
    pub(crate) campaign: String,
    /// The bureau that issues it.
    pub(crate) from: String,
    /// The main addressee (主送).
    pub(crate) addressee: String,
    /// How the addressee is spoken to: 你局, 你单位, 贵单位.
    pub(crate) you: &'static str,
    /// The bureau it is about; all of them where it names several.
    pub(crate) about: String,
    /// The same in a title: 都匀市市场监督管理局等3个单位.
    pub(crate) about_short: String,
    /// The same once they were named: 上述3个单位.
    pub(crate) about_again: String,
    /// Where it names several: what was sent to each before.
    pub(crate) named: Vec<NamedView>,
    /// Whoever owes or must act: `you` where that is the addressee, else a name.
    pub(crate) debtor: String,
    /// The enterprise, bureau or bureau's district a matter concerns: `you` where that is the addressee,
    /// else a name, with the credit code where there is one.
    pub(crate) subject: Option<String>,
    pub(crate) product: Option<String>,
    /// 生产领域, 流通领域.
    pub(crate) domain: Option<&'static str>,
    /// 一般, 较大, 重大.
    pub(crate) grade: Option<&'static str>,
    /// The problem, or why it is listed, without a closing mark.
    pub(crate) problem: Option<String>,
    /// The day it was found or listed.
    pub(crate) since: Option<String>,
    pub(crate) date: String,
    pub(crate) due: Option<String>,
    pub(crate) old_due: Option<String>,
    pub(crate) overdue: Option<String>,
    /// 逾期满3个工作日: the rule by which it was issued.
    pub(crate) rule: Option<String>,
    pub(crate) reply_by: Option<String>,
    pub(crate) requires: Option<String>,
    /// Why, without a closing mark.
    pub(crate) reason: Option<String>,
    /// The documents it builds on or takes back, in one phrase.
    pub(crate) earlier: Option<String>,
    /// The same in a title: the first one's number.
    pub(crate) earlier_short: Option<String>,
    pub(crate) next: Option<NextView>,
    /// Whether a named date is provisional (暂定).
    pub(crate) provisional: bool,
    /// The names of the papers that belong to it.
    pub(crate) attachments: Vec<String>,
    /// The league table it circulates.
    pub(crate) league: Option<LeagueView>,
}

/// One of several that a circular names.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct NamedView {
    pub(crate) name: String,
    /// The documents it builds on, in one phrase.
    pub(crate) earlier: Option<String>,
}

/// The next step of the ladder.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct NextView {
    pub(crate) at: String,
    pub(crate) action: String,
    pub(crate) approval: bool,
}

/// A league table in words; its lines stand in a table of their own.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct LeagueView {
    /// `2024年8月`, a phase's title, `全程`.
    pub(crate) period: String,
    /// The instant its figures are of.
    pub(crate) closes: String,
    /// 县（市、区）级.
    pub(crate) level: &'static str,
    /// How many bureaus it ranks.
    pub(crate) count: usize,
    pub(crate) owed: u32,
    pub(crate) handed_in: u32,
    pub(crate) complete: String,
    pub(crate) in_time: u32,
    pub(crate) timely: String,
    pub(crate) findings_due: u32,
    pub(crate) findings_in_time: u32,
    pub(crate) rectified: String,
    /// Who did not hand in what.
    pub(crate) missing: Vec<MissingView>,
}

/// An obligation that bureaus did not hand in.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct MissingView {
    /// `（一）`.
    pub(crate) number: String,
    pub(crate) title: String,
    pub(crate) count: usize,
    /// Their names, joined.
    pub(crate) names: String,
}

/// A document's facts as words.
pub(crate) fn view(source: &Source) -> DocumentView {
    let (notice, zone) = (&source.notice, source.zone);
    let facts = &notice.facts;
    let addressee = Addressee::of(source);
    let matter = facts.matter.as_deref();
    let you = you(notice.instrument, addressee.kind);
    let named = named(source);
    let names: Vec<&str> = named.iter().map(|named| named.name.as_str()).collect();
    let alone = text::clean(source.letterhead.name(&source.about));
    let (about, about_short, about_again) = match names.len() {
        0 => (alone.clone(), alone.clone(), alone),
        n => (names.join("、"), text::first_of(&names), format!("上述{n}个单位")),
    };
    let own = addressee.kind == Kind::Bureau && notice.to == source.about;
    // A circular is read by all: it names whom it criticises.
    let own = own && notice.instrument != Instrument::Circular;
    let moment = |at| text::moment(at, zone);
    let next = facts.next.as_ref().filter(|next| next.at > notice.at);
    let attachments = matter.iter().flat_map(|matter| &matter.attachments);
    DocumentView {
        kind: kind(source),
        name: notice.instrument.chinese().to_owned(),
        title: text::clause(facts.lifts.as_ref().map_or(&notice.title, |lifted| &lifted.title)),
        campaign: text::clean(&source.letterhead.campaign),
        from: text::clean(source.letterhead.name(&notice.from)),
        you,
        debtor: if own { you.to_owned() } else { about.clone() },
        subject: matter.map(|matter| subject(source, matter, addressee.kind, you)),
        about,
        about_short,
        about_again,
        addressee: addressee.name,
        product: matter.and_then(|matter| matter.product.as_deref()).map(text::clean),
        domain: matter.and_then(|matter| matter.domain).map(|domain| domain.chinese()),
        grade: matter.and_then(|matter| matter.grade).map(|grade| grade.chinese()),
        problem: matter.map(|matter| text::clause(&matter.problem)).filter(|problem| !problem.is_empty()),
        since: matter.and_then(|matter| matter.since).map(|at| text::day(at, zone)),
        date: text::day(notice.at, zone),
        due: facts.due.map(moment),
        old_due: facts.old_due.map(moment),
        overdue: facts.overdue.map(text::working_days),
        rule: facts.after.map(|span| format!("逾期满{}", span.chinese())),
        reply_by: facts.reply_by.map(moment),
        requires: text::requirements(&facts.requires),
        reason: facts.reason.as_deref().map(text::clause),
        earlier: earlier(source, &source.earlier),
        earlier_short: earlier_short(source),
        named,
        next: next.map(|next| NextView {
            at: moment(next.at),
            action: text::action(next.instrument),
            approval: next.approval,
        }),
        provisional: facts.provisional,
        attachments: attachments.map(|file| attachment(&file.name)).collect(),
        league: facts.league.as_deref().map(|circulation| league(source, circulation)),
    }
}

fn league(source: &Source, league: &Circulation) -> LeagueView {
    let total = league.total();
    let missing = |(index, missing): (usize, &Missing)| {
        let names = missing.bureaus.iter().map(|code| text::clean(source.letterhead.name(code)));
        MissingView {
            number: format!("（{}）", text::numeral(index + 1)),
            title: text::clause(&missing.title),
            count: missing.bureaus.len(),
            names: names.collect::<Vec<_>>().join("、"),
        }
    };
    LeagueView {
        period: text::clause(&league.title),
        closes: text::moment(league.closes, source.zone),
        level: league.level_name(),
        count: league.rows.len(),
        owed: total.owed,
        handed_in: total.handed_in,
        complete: total.complete().percent(),
        in_time: total.in_time,
        timely: total.timely().percent(),
        findings_due: total.findings_due,
        findings_in_time: total.findings_in_time,
        rectified: total.rectified().percent(),
        missing: league.missing.iter().enumerate().map(missing).collect(),
    }
}

fn kind(source: &Source) -> &'static str {
    if source.notice.facts.league.is_some() {
        return "league";
    }
    // What lifts a document is about what that was about.
    if source.notice.facts.lifts.is_some() {
        return "obligation";
    }
    match source.notice.facts.matter.as_deref().map(|matter| matter.kind) {
        Some(MatterKind::Finding) => "finding",
        Some(MatterKind::Listing | MatterKind::Incident) => "listing",
        None => "obligation",
    }
}

fn you(instrument: Instrument, kind: Kind) -> &'static str {
    let letter = instrument.format() == Some(DocumentFormat::Letter);
    match kind {
        Kind::Bureau => "你局",
        Kind::Enterprise | Kind::Authority if letter => "贵单位",
        Kind::Enterprise | Kind::Authority | Kind::Government => "你单位",
    }
}

fn subject(source: &Source, matter: &MatterFacts, addressee: Kind, you: &str) -> String {
    let notice = &source.notice;
    if matter.subject_is_bureau {
        let code = matter.subject.as_str().into();
        let spoken_to = addressee == Kind::Bureau && notice.to == code;
        let name = match spoken_to && notice.instrument != Instrument::Circular {
            true => you.to_owned(),
            false => text::clean(source.letterhead.name(&code)),
        };
        // A bureau is listed for what is found in its district; a finding at it is its own.
        let district = if matter.kind == MatterKind::Finding { "" } else { "辖区" };
        return format!("{name}{district}");
    }
    let name = if addressee == Kind::Enterprise { you.to_owned() } else { text::clean(&matter.subject) };
    match matter.credit_code.as_deref().map(text::clean) {
        Some(code) => format!("{name}（统一社会信用代码：{code}）"),
        None => name,
    }
}

/// `黔南市监〔2024〕12号文件`, `黔南市监〔2024〕12号等文件`.
fn earlier_short(source: &Source) -> Option<String> {
    let first = source.earlier.iter().min_by_key(|document| (document.at, &document.number))?;
    let more = if source.earlier.len() > 1 { "等" } else { "" };
    Some(format!("{}{more}文件", text::clean(&first.number)))
}

fn named(source: &Source) -> Vec<NamedView> {
    let view = |named: &CriticisedBureau| NamedView {
        name: text::clean(source.letterhead.name(&named.bureau)),
        earlier: earlier(source, &named.earlier),
    };
    source.named.iter().map(view).collect()
}

/// `《提醒敦促函》（黔南市监〔2024〕12号）、《通报》（…）`. What is taken back of a paper that names others is
/// what it says of the one.
fn earlier(source: &Source, documents: &[Earlier]) -> Option<String> {
    let mut documents: Vec<&Earlier> = documents.iter().collect();
    documents.sort_by_key(|document| (document.at, &document.number));
    let taken_back = source.notice.instrument == Instrument::Withdrawal;
    let label = |document: &&Earlier| {
        let label = format!("《{}》（{}）", document.instrument.chinese(), text::clean(&document.number));
        match document.shared && taken_back {
            true => format!("{label}中有关{}的内容", text::clean(source.letterhead.name(&source.about))),
            false => label,
        }
    };
    let labels: Vec<_> = documents.iter().map(label).collect();
    (!labels.is_empty()).then(|| labels.join("、"))
}

/// An attachment's name stands without its ending and without a closing mark (GB/T 9704, 7.3.4).
fn attachment(name: &str) -> String {
    let name = text::clause(name);
    let stem = name.rsplit_once('.').filter(|(stem, ending)| {
        !stem.is_empty() && ending.len() <= 5 && ending.chars().all(|c| c.is_ascii_alphanumeric())
    });
    stem.map_or(name.clone(), |(stem, _)| stem.to_owned())
}

/// The date a document bears at its end and in its imprint.
pub(crate) fn date(source: &Source, at: PlanTime) -> String {
    text::day(at, source.zone)
}
