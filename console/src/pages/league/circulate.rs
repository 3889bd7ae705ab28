//! Circulating a table: first what would be issued, then the deed.

use super::{LeagueQuery, LeagueTables, figures::Bars, level, period_name};
use crate::{
    Console, Principal, WebError,
    i18n::Words,
    layout::{Layout, page},
};
use askama::Template;
use axum::{
    Form,
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
};
use chrono_tz::Tz;
use duban_domain::{
    Level, PlanTime,
    access::Action,
    league::{Circulation, PeriodState},
};
use duban_store::Wanted;

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
    principal: Principal,
    w: Words,
    Path(campaign): Path<String>,
    Query(choice): Query<LeagueQuery>,
) -> Result<Response, WebError> {
    principal.authorise(&console, Action::Circulate, &principal.bureau)?;
    let desk = LeagueTables::of(&console, &principal, &campaign).await?;
    let table = desk.table(&choice, Wanted::Obligations).await?;
    let level = level(&table, &choice)?;
    let period = &table.sheet.period;
    let plan = &desk.scene.kept.plan;
    if table.state != PeriodState::Frozen {
        let freezes = w.deadline(table.freezes, plan.zone, &desk.scene.calendar);
        return Err(WebError::Refused(w.with("league-not-final", [("time", freezes)])));
    }
    let circulation = desk.league.circulation(&period.id, level, &principal.bureau).await?;
    let circulation = circulation.ok_or(WebError::NotFound)?;
    let name = |code| desk.scene.name(code);
    let page = CirculatePage {
        frame: Layout::new(&console, &principal, w, w.t("league-circulate"), "/league/"),
        w,
        zone: plan.zone,
        campaign: plan.id.to_string(),
        title: plan.title.clone(),
        from: name(&principal.bureau),
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
    State(console): State<Console>,
    principal: Principal,
    Path(campaign): Path<String>,
    Form(choice): Form<LeagueQuery>,
) -> Result<Response, WebError> {
    principal.authorise(&console, Action::Circulate, &principal.bureau)?;
    let desk = LeagueTables::of(&console, &principal, &campaign).await?;
    let table = desk.table(&choice, Wanted::Obligations).await?;
    let (period, level) = (table.sheet.period.id.clone(), level(&table, &choice)?);
    desk.scene.circulate(&period, level, principal.actor(), None).await?;
    let back = format!("/league/{}?period={period}&level={}", desk.scene.id(), level.as_str());
    Ok(Redirect::to(&back).into_response())
}
