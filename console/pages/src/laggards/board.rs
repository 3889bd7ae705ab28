//! The board: what lags, the latest first, each line with why; its filters stand in the address.

use super::line::LaggardLine;
use crate::matter;
use crate::trend::TrendChart;
use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use duban_domain::{CampaignId, Level, laggard::AwaitedAct, trend::TrendWeek};
use duban_service::{Visible, rows::Campaign};
use duban_web::{
    Console, Viewer, WebError,
    i18n::Words,
    layout::{Layout, page},
    queries::laggards::{LaggardQuery, PATH},
};

/// Lines of a page.
const LEAF: usize = 50;

#[derive(Template)]
#[template(path = "laggards/page.html")]
struct LaggardBoardPage {
    frame: Layout,
    w: Words,
    query: LaggardQuery,
    campaigns: Vec<(String, String)>,
    bureaus: Vec<(String, String)>,
    /// The obligations of the campaign that is chosen.
    obligations: Vec<(String, String)>,
    /// The campaign that is chosen.
    chosen: Option<CampaignId>,
    counts: Vec<LaggardCount>,
    total: usize,
    /// How late the latest is.
    worst: Option<String>,
    lines: Vec<LaggardLine>,
    leaf: usize,
    leaves: usize,
    /// The addresses of the pages before and after this one.
    earlier: Option<String>,
    later: Option<String>,
    /// How it went, of the campaign that is chosen.
    weeks: Vec<TrendWeek>,
}

/// How many lines wait for something, and the address that shows them alone.
struct LaggardCount {
    text: String,
    count: usize,
    href: String,
}

impl LaggardBoardPage {
    fn levels(&self) -> Vec<(&'static str, String)> {
        let one = |level: Level| (level.as_str(), self.w.family("league-level-", level.as_str()));
        [Level::Province, Level::Prefecture, Level::County].map(one).to_vec()
    }

    fn awaited(&self) -> Vec<(&'static str, String)> {
        let one = |one: &AwaitedAct| (one.as_str(), self.w.family("laggard-awaits-", one.as_str()));
        AwaitedAct::ALL.iter().map(one).collect()
    }

    fn trend(&self) -> TrendChart<'_> {
        TrendChart { weeks: &self.weeks, w: self.w }
    }
}

pub(super) async fn board(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Query(mut query): Query<LaggardQuery>,
) -> Result<Response, WebError> {
    let kept = matter::campaigns(&viewer).await?;
    let chosen = query.chosen();
    let obligations = chosen.as_ref().map(|id| obligations(&kept, id)).unwrap_or_default();
    // An obligation belongs to its campaign: with another one it asks for nothing.
    if !obligations.iter().any(|(id, _)| *id == query.obligation) {
        query.obligation.clear();
    }
    let board = viewer.laggards(chosen.as_ref(), &query.filter()?).await?;
    let total = board.lines.len();
    let leaves = total.div_ceil(LEAF).max(1);
    let leaf = query.leaf()?.min(leaves);
    let shown = board.lines.iter().skip((leaf - 1) * LEAF).take(LEAF).cloned().collect::<Vec<_>>();
    let facts = board.facts(&shown).await?;
    let lines = facts.into_iter().filter_map(|facts| LaggardLine::of(&board, w, facts)).collect();
    let counts = AwaitedAct::ALL.iter().map(|awaited| LaggardCount {
        text: w.family("laggard-awaits-", awaited.as_str()),
        count: board.count(*awaited),
        href: query.address(("waiting", awaited.as_str())),
    });
    let weeks = match &chosen {
        Some(id) => viewer.context(id).await?.trend().await?,
        None => Vec::new(),
    };
    Ok(page(&LaggardBoardPage {
        frame: Layout::new(&console, &viewer, w, w.t("nav-laggards"), PATH),
        w,
        counts: counts.collect(),
        worst: board.lines.first().map(|lag| super::line::late(w, lag)),
        bureaus: viewer.sees().into_iter().map(|one| (one.code.to_string(), one.name.clone())).collect(),
        campaigns: kept.iter().map(|one| (one.plan.id.to_string(), one.plan.title.clone())).collect(),
        earlier: (leaf > 1).then(|| turned(&query, leaf - 1)),
        later: (leaf < leaves).then(|| turned(&query, leaf + 1)),
        query,
        obligations,
        chosen,
        total,
        lines,
        leaf,
        leaves,
        weeks,
    }))
}

/// The address of a page of this board.
fn turned(query: &LaggardQuery, leaf: usize) -> String {
    query.address(("page", &leaf.to_string()))
}

fn obligations(kept: &[Visible<Campaign>], id: &CampaignId) -> Vec<(String, String)> {
    let plan = kept.iter().find(|one| one.plan.id == *id).map(|one| &one.plan);
    let all = plan.into_iter().flat_map(|plan| &plan.obligations);
    all.map(|one| (one.id.to_string(), one.title.clone())).collect()
}
