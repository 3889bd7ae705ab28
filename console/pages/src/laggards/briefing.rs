//! What a meeting on a campaign's progress (调度会) has before it: a page or two of A4, landscape.

use super::line::LaggardLine;
use crate::overview::course;
use crate::trend::TrendChart;
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use duban_domain::{
    CampaignId, Level,
    laggard::{AwaitedAct, LagFilter},
    league::Row,
    tally::Tally,
    trend::TrendWeek,
};
use duban_service::{LeagueTables, Visible, rows::Wanted};
use duban_web::{
    Console, Viewer, WebError,
    i18n::Words,
    layout::{Layout, page},
};

/// As many lines of the board fit.
const MOST_LINES: usize = 12;
/// As many ranks from the front and from the back.
const MOST_RANKS: usize = 5;

#[derive(Template)]
#[template(path = "laggards/briefing.html")]
struct BriefingPage {
    frame: Layout,
    w: Words,
    campaign: CampaignId,
    title: String,
    issuer: String,
    /// The instant whose figures these are.
    as_of: String,
    stretch: String,
    left: Vec<String>,
    tally: Tally,
    /// How many lines wait for what.
    counts: Vec<(String, usize)>,
    total: usize,
    lines: Vec<LaggardLine>,
    weeks: Vec<TrendWeek>,
    ranks: Option<BriefingRanks>,
}

/// The ends of a league table.
struct BriefingRanks {
    period: String,
    front: Vec<BriefingRank>,
    back: Vec<BriefingRank>,
}

/// A bureau's place.
struct BriefingRank {
    rank: String,
    name: String,
    complete: String,
    timely: String,
}

impl BriefingPage {
    /// How many lines of how many stand here.
    fn shown(&self) -> String {
        self.w.with("briefing-of", [("shown", self.lines.len()), ("total", self.total)])
    }

    fn trend(&self) -> TrendChart<'_> {
        TrendChart { weeks: &self.weeks, w: self.w }
    }
}

pub(super) async fn briefing(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let id = CampaignId::from(id.as_str());
    let board = viewer.laggards(Some(&id), &LagFilter::default()).await?;
    let running = board.campaigns.get(&id).ok_or(WebError::NotFound)?;
    let context = &running.context;
    let (stretch, left) = course(w, running);
    let top: Vec<_> = board.lines.iter().take(MOST_LINES).cloned().collect();
    let facts = board.facts(&top).await?;
    let kept = viewer.campaign(&id).await?;
    let figures = viewer.campaign_figures(std::slice::from_ref(&kept)).await?;
    let counts = AwaitedAct::ALL
        .iter()
        .map(|awaited| (w.family("laggard-awaits-", awaited.as_str()), board.count(*awaited)));
    let path = format!("/campaigns/{id}/briefing");
    Ok(page(&BriefingPage {
        frame: Layout::new(&console, &viewer, w, w.t("briefing-title"), &path),
        w,
        title: context.kept.plan.title.clone(),
        issuer: context.name(&context.kept.plan.issuer),
        as_of: w.full(context.now, context.kept.plan.zone),
        stretch,
        left,
        tally: figures.first().map(|figures| figures.tally).unwrap_or_default(),
        counts: counts.collect(),
        total: board.lines.len(),
        lines: facts.into_iter().filter_map(|facts| LaggardLine::of(&board, w, facts)).collect(),
        weeks: viewer.context(&id).await?.trend().await?,
        ranks: ranks(w, &viewer.league(&id).await?).await?,
        campaign: id,
    }))
}

/// The ends of the latest table, of the lowest level that is ranked.
async fn ranks(w: Words, tables: &Visible<LeagueTables>) -> Result<Option<BriefingRanks>, WebError> {
    let Some(period) = tables.league.usual().map(|period| period.id.clone()) else { return Ok(None) };
    let table = tables.table(&period, Wanted::Obligations).await?;
    let level = table.sheet.levels().last().copied().unwrap_or(Level::County);
    let rows: Vec<_> = table.sheet.level(level).filter(|row| row.rank.is_some()).collect();
    if rows.is_empty() {
        return Ok(None);
    }
    let front = rows.iter().take(MOST_RANKS).map(|row| rank(row)).collect();
    let behind = rows.iter().skip(MOST_RANKS.max(rows.len().saturating_sub(MOST_RANKS)));
    let name = crate::league::period_name(w, &table.sheet.period);
    Ok(Some(BriefingRanks { period: name, front, back: behind.map(|row| rank(row)).collect() }))
}

fn rank(row: &Row) -> BriefingRank {
    BriefingRank {
        rank: row.rank.map(|rank| rank.to_string()).unwrap_or_default(),
        name: row.name.clone(),
        complete: row.figures.complete().percent(),
        timely: row.figures.timely().percent(),
    }
}
