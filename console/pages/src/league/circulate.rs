//! Circulating a table: first what would be issued, then the deed.

use super::{
    figures::{Bars, period_name},
    query::{LeagueQuery, chosen, level},
};
use askama::Template;
use axum::{
    Form,
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
};
use chrono_tz::Tz;
use duban_domain::{
    CampaignId, Level, PlanTime,
    access::Action,
    league::{Circulation, PeriodState},
};
use duban_service::rows::Wanted;
use duban_web::{
    Console, Viewer, WebError,
    i18n::Words,
    layout::{Layout, page},
};

#[derive(Template)]
#[template(path = "league/circulate.html")]
struct CirculatePage {
    frame: Layout,
    w: Words,
    zone: Tz,
    campaign: String,
    title: String,
    from: String,
    period: String,
    period_name: String,
    level: Level,
    circulation: Circulation,
    total: Bars,
    closes: PlanTime,
    lines: Vec<(Option<u32>, String, Bars)>,
    missing: Vec<(String, Vec<String>)>,
}

/// What would be issued.
pub(super) async fn preview(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Path(campaign): Path<String>,
    Query(choice): Query<LeagueQuery>,
) -> Result<Response, WebError> {
    viewer.authorise(Action::Circulate, &viewer.bureau)?;
    let tables = viewer.league(&CampaignId::new(campaign)).await?;
    let table = chosen(&tables, &choice, Wanted::Obligations).await?;
    let level = level(&table, &choice)?;
    let period = &table.sheet.period;
    let plan = &tables.context.kept.plan;
    if table.state != PeriodState::Frozen {
        let freezes = w.deadline(table.freezes, plan.zone, &tables.context.calendar);
        return Err(WebError::Refused(w.with("league-not-final", [("time", freezes)])));
    }
    let circulation = tables.circulation(&period.id, level).await?;
    let name = |code| tables.context.name(code);
    let page = CirculatePage {
        frame: Layout::new(&console, &viewer, w, w.t("league-circulate"), "/league/"),
        w,
        zone: plan.zone,
        campaign: plan.id.to_string(),
        title: plan.title.clone(),
        from: name(&viewer.bureau),
        period: period.id.to_string(),
        period_name: period_name(w, period),
        level,
        total: Bars::of(circulation.total()),
        closes: circulation.closes,
        lines: circulation
            .rows
            .iter()
            .map(|row| (row.rank, name(&row.bureau), Bars::of(row.figures)))
            .collect(),
        missing: circulation
            .missing
            .iter()
            .map(|missing| (missing.title.clone(), missing.bureaus.iter().map(name).collect()))
            .collect(),
        circulation,
    };
    Ok(self::page(&page))
}

/// Issues it. The docket refuses what may not be.
pub(super) async fn circulate(
    viewer: Viewer,
    Path(campaign): Path<String>,
    Form(choice): Form<LeagueQuery>,
) -> Result<Response, WebError> {
    viewer.authorise(Action::Circulate, &viewer.bureau)?;
    let tables = viewer.league(&CampaignId::new(campaign)).await?;
    let table = chosen(&tables, &choice, Wanted::Obligations).await?;
    let (period, level) = (table.sheet.period.id.clone(), level(&table, &choice)?);
    let context = viewer.context(tables.context.id()).await?;
    context.circulate_league(&period, level, None).await?;
    let back = format!("/league/{}?period={period}&level={}", context.id(), level.as_str());
    Ok(Redirect::to(&back).into_response())
}
