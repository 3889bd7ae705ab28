//! `duban laggards`: who lags and why, the latest first.

use super::context;
use crate::{
    cli::{ActorArgs, LaggardArgs},
    context::App,
    output::{self, RefusedCommand},
    wiring,
};
use anyhow::Result;
use duban_domain::{
    BureauCode, CampaignId, Level,
    laggard::{AwaitedAct, LagFilter, Sequel, SequelAct},
};
use duban_service::{CampaignContext, LaggardFacts, Laggards, Viewer, Visible};
use duban_store::NoticeRow;
use serde_json::{Value, json};

/// Shows what lags in a campaign, or in all that run.
///
/// # Errors
/// There is no such campaign or bureau; a level or what is awaited has no such word.
pub async fn laggards(app: &App, args: &LaggardArgs) -> Result<()> {
    let level = args.level.as_deref().map(|text| word("level", text, Level::parse)).transpose()?;
    let awaited = args.waiting.as_deref().map(|text| word("waiting", text, AwaitedAct::parse)).transpose()?;
    let filter = LagFilter {
        under: args.bureau.as_deref().map(BureauCode::from),
        level,
        obligation: args.obligation.as_deref().map(Into::into),
        at_least: args.days,
        awaited,
    };
    let campaign = args.campaign.as_deref().map(CampaignId::from);
    let board = reader(app, campaign.as_ref()).await?.laggards(campaign.as_ref(), &filter).await?;
    let most = board.lines.len().min(args.most);
    let facts = board.facts(&board.lines[..most]).await?;
    if app.is_json() {
        let lines: Vec<_> = facts.iter().filter_map(|facts| line_json(&board, facts)).collect();
        return output::json(&json!({ "total": board.lines.len(), "laggards": lines }));
    }
    let mut table =
        output::table(["days", "bureau", "obligation", "waits for", "due", "last letter", "reply", "next"]);
    for facts in &facts {
        if let Some(row) = line(&board, facts) {
            table.add_row(row);
        }
    }
    let rest = board.lines.len() - most;
    let rest = if rest > 0 { format!("{rest} more; --most shows them\n") } else { String::new() };
    output::line(format!("{table}\n{rest}"))
}

/// Whoever sees a campaign, or all of them.
async fn reader(app: &App, campaign: Option<&CampaignId>) -> Result<Viewer> {
    let top = match campaign {
        Some(id) => context::open(app, id.as_str()).await?.kept.plan.issuer,
        None => {
            let service = wiring::service(app.settings()).await?;
            let top = service.directory().iter().find(|bureau| bureau.supervisor.is_none());
            let none = || RefusedCommand("the list of bureaus is empty".to_owned());
            top.map(|bureau| bureau.code.clone()).ok_or_else(none)?
        }
    };
    context::viewer(app, &ActorArgs { by: None, on_behalf_of: None }, top).await
}

fn word<T>(field: &str, text: &str, parse: fn(&str) -> Option<T>) -> Result<T> {
    let awaited: Vec<_> = AwaitedAct::ALL.iter().map(|one| one.as_str()).collect();
    let known =
        if field == "level" { "province, prefecture or county".to_owned() } else { awaited.join(", ") };
    parse(text).ok_or_else(|| RefusedCommand(format!("--{field} {text}: write {known}")).into())
}

fn line(board: &Visible<Laggards>, facts: &LaggardFacts) -> Option<Vec<String>> {
    let lag = &facts.lag;
    let context = board.context(&lag.campaign)?;
    let of = if lag.closed { "campaign over".to_owned() } else { context.name(&lag.of) };
    let letter = facts.letter.as_ref();
    Some(vec![
        output::settled(lag.late.days.to_string(), lag.late.provisional),
        context.name(&lag.bureau),
        format!("{} ({})", lag.title, lag.campaign),
        format!("{}: {of}", lag.awaited.as_str()),
        output::settled(context.shown(lag.due), lag.provisional),
        letter.map(|row| row.number.clone().unwrap_or_default()).unwrap_or_default(),
        facts.replied.as_ref().and_then(|row| row.reply.clone()).unwrap_or_default(),
        facts.sequel.as_ref().map(|sequel| told(context, sequel)).unwrap_or_default(),
    ])
}

fn told(context: &CampaignContext, sequel: &Sequel) -> String {
    let what = match &sequel.what {
        SequelAct::Reminder => "reminder".to_owned(),
        SequelAct::Document(instrument) => instrument.chinese().to_owned(),
        SequelAct::Request { instrument, of } => {
            format!("{} waits for {}", instrument.chinese(), context.name(of))
        }
        SequelAct::Lapse(instrument) => format!("{} is not approved", instrument.chinese()),
        SequelAct::Unfulfilled => "recorded as unfulfilled".to_owned(),
    };
    format!("{} {what}", context::deadline(context, sequel.at))
}

fn line_json(board: &Visible<Laggards>, facts: &LaggardFacts) -> Option<Value> {
    let lag = &facts.lag;
    let context = board.context(&lag.campaign)?;
    let zone = context.kept.plan.zone;
    let letter = |row: &NoticeRow| {
        json!({
            "notice": row.id, "instrument": row.notice.instrument, "number": row.number,
            "issued": row.notice.at.rfc3339(zone), "reply": row.reply,
            "replied": row.replied.map(|at| at.rfc3339(zone)),
        })
    };
    let next = facts
        .sequel
        .as_ref()
        .map(|sequel| json!({ "at": sequel.at.rfc3339(zone), "what": told(context, sequel) }));
    Some(json!({
        "campaign": lag.campaign, "bureau": lag.bureau, "obligation": lag.obligation, "title": lag.title,
        "waiting": lag.awaited, "of": lag.of, "due": lag.due.rfc3339(zone), "days": lag.late.days,
        "provisional": lag.late.provisional, "closed": lag.closed, "round": facts.round,
        "letter": facts.letter.as_ref().map(letter), "replied": facts.replied.as_ref().map(letter),
        "next": next,
    }))
}
