//! A line of the board as people read it: the facts with the addresses that lead to them.

use crate::places::{approval_page, matter_page};
use duban_domain::{
    BureauCode,
    access::Action,
    laggard::{AwaitedPaper, Lag, Sequel, SequelAct},
};
use duban_service::{CampaignContext, LaggardFacts, Laggards, Visible, rows::NoticeRow};
use duban_web::i18n::Words;

/// A line.
pub(super) struct LaggardLine {
    /// Where its matter is: the docket's row, or a finding's or a listing's page.
    pub(super) href: String,
    pub(super) bureau: String,
    pub(super) campaign: String,
    pub(super) title: String,
    pub(super) round: u16,
    /// Why it was sent back, and when.
    pub(super) returned: Option<(String, String)>,
    pub(super) due: String,
    pub(super) days: u32,
    /// How late, in words.
    pub(super) late: String,
    pub(super) letter: Option<LaggardLetter>,
    /// The last one that was replied to, or waits for a reply.
    pub(super) replied: Option<LaggardLetter>,
    /// What is awaited, and of whom.
    pub(super) awaited: String,
    pub(super) of: String,
    /// Where what is awaited is given, for those who may look at it.
    pub(super) decide: Option<String>,
    /// What somebody is asked to approve because of it.
    pub(super) asked: Option<String>,
    /// What comes next, and when.
    pub(super) next: Option<(String, String)>,
}

/// The last letter about it.
pub(super) struct LaggardLetter {
    pub(super) href: String,
    pub(super) kind: String,
    pub(super) number: String,
    pub(super) at: String,
    /// What was replied, and when.
    pub(super) reply: Option<(String, String)>,
    /// By when a reply is awaited that has not come.
    pub(super) reply_by: Option<String>,
}

impl LaggardLine {
    /// What a line says; `None` where its campaign is not in hand.
    pub(super) fn of(board: &Visible<Laggards>, w: Words, facts: LaggardFacts) -> Option<Self> {
        let lag = &facts.lag;
        let context = board.context(&lag.campaign)?;
        let (zone, name) = (context.kept.plan.zone, |code: &BureauCode| context.name(code));
        let of = if lag.closed { w.t("laggard-nobody") } else { name(&lag.of) };
        let next = facts
            .sequel
            .as_ref()
            .map(|sequel| (w.deadline(sequel.at, zone, &context.calendar), what_comes(w, context, sequel)));
        let asked = facts.asked.as_ref().map(|(instrument, of)| {
            let document = w.instrument(*instrument);
            w.with("laggard-asked", [("document", document), ("of", name(of))])
        });
        Some(Self {
            href: href(lag, facts.letter.as_ref()),
            bureau: name(&lag.bureau),
            campaign: context.kept.plan.title.clone(),
            title: if lag.title.is_empty() { context.kept.plan.title.clone() } else { lag.title.clone() },
            round: facts.round,
            returned: facts
                .returned
                .as_ref()
                .map(|returned| (returned.reason.clone(), w.time(returned.at, zone))),
            due: w.settled(w.time(lag.due, zone), lag.provisional),
            days: lag.late.days,
            late: late(w, lag),
            letter: facts.letter.as_ref().map(|row| letter(w, context, row)),
            replied: facts.replied.as_ref().map(|row| letter(w, context, row)),
            awaited: match lag.closed {
                true => w.t("cell-missing"),
                false => w.family("laggard-awaits-", lag.awaited.as_str()),
            },
            of,
            decide: decide(board, lag),
            asked,
            next,
        })
    }
}

/// How late a line is, in words, with its mark where the count is provisional.
pub(super) fn late(w: Words, lag: &Lag) -> String {
    let days = if lag.late.days == 0 { w.t("laggard-today") } else { w.n("laggard-days", lag.late.days) };
    w.settled(days, lag.late.provisional)
}

fn href(lag: &Lag, letter: Option<&NoticeRow>) -> String {
    let source = match &lag.paper {
        Some(AwaitedPaper::Approval(source, _)) => source.as_str(),
        Some(AwaitedPaper::Letter(_)) => letter.map_or("", |row| row.source.as_str()),
        None => "",
    };
    matter_page(&lag.campaign, &lag.bureau, source, lag.obligation.as_ref())
}

/// An approval's page, for those who see whoever is asked.
fn decide(board: &Visible<Laggards>, lag: &Lag) -> Option<String> {
    let Some(AwaitedPaper::Approval(source, number)) = &lag.paper else { return None };
    let seen = board.viewer().may(Action::See, &lag.of);
    approval_page(&lag.campaign, source, *number).filter(|_| seen)
}

fn letter(w: Words, context: &CampaignContext, row: &NoticeRow) -> LaggardLetter {
    let zone = context.kept.plan.zone;
    let by = row.reply_by.filter(|_| row.awaits_reply);
    LaggardLetter {
        href: format!("/notices/{}", row.id),
        kind: w.instrument(row.notice.instrument),
        number: row.number.clone().unwrap_or_default(),
        at: w.day(row.notice.at.date(zone)),
        reply: row.reply.clone().zip(row.replied.or(row.acknowledged).map(|at| w.time(at, zone))),
        reply_by: by.map(|by| w.deadline(by, zone, &context.calendar)),
    }
}

fn what_comes(w: Words, context: &CampaignContext, sequel: &Sequel) -> String {
    match &sequel.what {
        SequelAct::Reminder => w.t("ahead-reminder"),
        SequelAct::Document(instrument) => {
            w.with("ahead-document", [("document", w.instrument(*instrument))])
        }
        SequelAct::Request { instrument, of } => {
            let values = [("document", w.instrument(*instrument)), ("of", context.name(of))];
            w.with("laggard-request", values)
        }
        SequelAct::Lapse(instrument) => w.with("laggard-lapse", [("document", w.instrument(*instrument))]),
        SequelAct::Unfulfilled => w.t("ahead-unfulfilled"),
    }
}
