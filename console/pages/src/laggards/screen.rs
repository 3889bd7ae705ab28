//! A campaign on a wall: large, dark, and nobody touches it. It follows the campaign's own stream, and the clock.

use super::line::late;
use crate::trend::TrendChart;
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use duban_domain::{
    CampaignId,
    laggard::{AwaitedAct, LagFilter},
    trend::TrendWeek,
};
use duban_service::rows::Part;
use duban_web::{
    Console, Viewer, WebError,
    i18n::Words,
    layout::{Layout, page},
    matrix::Matrix,
};

/// As many lines can be read from the back of a room.
const MOST_LINES: usize = 8;

#[derive(Template)]
#[template(path = "laggards/screen.html")]
struct WallScreen {
    frame: Layout,
    w: Words,
    campaign: CampaignId,
    title: String,
    as_of: String,
    matrix: Matrix,
    /// The last place in the ledger it shows.
    position: i64,
    /// What waits for somebody other than the debtor.
    elsewhere: Vec<(String, usize)>,
    lines: Vec<ScreenLine>,
    more: usize,
    weeks: Vec<TrendWeek>,
}

/// Somebody who lags.
struct ScreenLine {
    bureau: String,
    title: String,
    awaited: String,
    late: String,
}

impl WallScreen {
    fn trend(&self) -> TrendChart<'_> {
        TrendChart { weeks: &self.weeks, w: self.w }
    }
}

pub(super) async fn screen(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let kept = viewer.campaign(&CampaignId::from(id.as_str())).await?;
    let id = kept.plan.id.clone();
    let position = console.live().position_of(&id, Part::Dockets).await?;
    let board = viewer.laggards(Some(&id), &LagFilter::default()).await?;
    let context = viewer.context(&id).await?;
    let line = |lag: &duban_domain::laggard::Lag| ScreenLine {
        bureau: context.name(&lag.of),
        title: lag.title.clone(),
        awaited: match lag.closed {
            true => w.t("cell-missing"),
            false => w.family("laggard-awaits-", lag.awaited.as_str()),
        },
        late: late(w, lag),
    };
    let elsewhere = AwaitedAct::ALL.iter().filter(|awaited| **awaited != AwaitedAct::Submission);
    let elsewhere =
        elsewhere.map(|awaited| (w.family("laggard-awaits-", awaited.as_str()), board.count(*awaited)));
    let path = format!("/campaigns/{id}/screen");
    Ok(page(&WallScreen {
        frame: Layout::new(&console, &viewer, w, kept.plan.title.clone(), &path),
        w,
        title: kept.plan.title.clone(),
        as_of: w.full(context.now, kept.plan.zone),
        matrix: Matrix::read(&kept).await?,
        position,
        elsewhere: elsewhere.collect(),
        lines: board.lines.iter().take(MOST_LINES).map(line).collect(),
        more: board.lines.len().saturating_sub(MOST_LINES),
        weeks: context.trend().await?,
        campaign: id,
    }))
}
