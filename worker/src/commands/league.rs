//! `duban league` and `duban circulate`: a period's league table, and its circular.

use super::context::{self, deadline};
use crate::{
    cli::ActorArgs,
    context::App,
    output::{self, RefusedCommand},
};
use anyhow::Result;
use duban_domain::{
    DocketEvent, Level,
    league::{PeriodId, PeriodState},
};
use duban_service::{
    CampaignContext,
    league::{League, LeagueTable},
};
use duban_store::Wanted;
use serde_json::json;

/// Shows a period's table, and who did not hand in what.
///
/// # Errors
/// There is no such campaign or period.
pub async fn league(app: &App, campaign: &str, period: Option<&str>, level: Option<&str>) -> Result<()> {
    let context = context::open(app, campaign).await?;
    let league = context.league()?;
    let table = table(&league, period).await?;
    let level = level_of(&table, level)?;
    if app.is_json() {
        return output::json(&json!({
            "campaign": context.id(),
            "period": table.sheet.period,
            "state": table.state,
            "freezes": table.freezes,
            "level": level,
            "rows": table.sheet.level(level).collect::<Vec<_>>(),
            "total": table.sheet.total(level),
            "obligations": table.sheet.obligations(level),
            "facts": table.sheet.facts,
        }));
    }
    show(&context, &league, &table, level)
}

async fn table(league: &League, period: Option<&str>) -> Result<LeagueTable> {
    let usual = || league.usual().map(|period| period.id.clone());
    let id = match period {
        Some(text) => Some(text.parse::<PeriodId>().map_err(|bad| RefusedCommand(bad.to_string()))?),
        None => usual(),
    };
    let table = match &id {
        Some(id) => league.table(id, Wanted::All).await?,
        None => None,
    };
    let none = || {
        let known: Vec<_> = league.periods().into_iter().map(|known| known.period.id.to_string()).collect();
        RefusedCommand(format!("the campaign has no such period; its periods are {}", known.join(", ")))
    };
    Ok(table.ok_or_else(none)?)
}

/// The level that was named, or the lowest there is.
fn level_of(table: &LeagueTable, level: Option<&str>) -> Result<Level> {
    let levels = table.sheet.levels();
    let Some(text) = level else { return Ok(levels.last().copied().unwrap_or(Level::County)) };
    let known = Level::parse(text).filter(|level| levels.contains(level));
    let none = || {
        let names: Vec<_> = levels.iter().map(|level| level.as_str()).collect();
        RefusedCommand(format!(
            "\"{text}\" is no level of this campaign; its levels are {}",
            names.join(", ")
        ))
    };
    Ok(known.ok_or_else(none)?)
}

fn show(context: &CampaignContext, league: &League, table: &LeagueTable, level: Level) -> Result<()> {
    let mut ranks = output::table([
        "rank",
        "bureau",
        "name",
        "handed in",
        "complete",
        "in time",
        "timely",
        "findings closed in time",
    ]);
    for row in table.sheet.level(level) {
        let figures = row.figures;
        ranks.add_row([
            row.rank.map_or_else(|| "-".to_owned(), |rank| rank.to_string()),
            row.bureau.to_string(),
            row.name.clone(),
            figures.complete().to_string(),
            figures.complete().percent(),
            figures.timely().to_string(),
            figures.timely().percent(),
            figures.rectified().to_string(),
        ]);
    }
    let state = match table.state {
        PeriodState::Open => "open: figures may move".to_owned(),
        PeriodState::Closing => format!("closing: figures are final on {}", deadline(context, table.freezes)),
        PeriodState::Frozen => format!("closed on {}: final", deadline(context, table.sheet.period.closes)),
    };
    let mut missing = output::table(["not handed in", "title", "due", "bureaus"]);
    let lines = table.sheet.obligations(level);
    for line in lines.iter().filter(|line| !line.missing.is_empty()) {
        let names: Vec<_> = line.missing.iter().map(|code| context.name(code)).collect();
        missing.add_row([
            line.obligation.to_string(),
            league.title(&line.obligation),
            deadline(context, line.due.1),
            names.join(", "),
        ]);
    }
    let missing = if missing.is_empty() { String::new() } else { format!("{missing}\n") };
    let (title, period) = (&context.kept.plan.title, &table.sheet.period);
    output::line(format!("{title}\n{} ({}), {state}\n{ranks}\n{missing}", period.title, period.id))
}

/// Circulates a period's table (印发排名通报).
///
/// # Errors
/// There is no such campaign or period; the docket's refusal.
pub async fn circulate(
    app: &App,
    campaign: &str,
    period: &str,
    level: Option<&str>,
    actor: &ActorArgs,
) -> Result<()> {
    let context = context::open(app, campaign).await?;
    let league = context.league()?;
    let table = table(&league, Some(period)).await?;
    let level = level_of(&table, level)?;
    let by = context::actor(actor, context.kept.plan.issuer.clone())?;
    let recorded =
        context::in_hand(&context, by)?.circulate_league(&table.sheet.period.id, level, None).await;
    let effects = context::recorded(recorded, &format!("duban document list {campaign}"))?;
    context::tell(app, &context, &effects, |event| match event {
        DocketEvent::Issued { notice } => {
            let count = notice.recipients().len();
            Ok(format!("{} {} to {count} bureaus", notice.instrument.chinese(), notice.title))
        }
        other => output::event(other),
    })
}
