//! League tables: the periods of a campaign, a period's table, and circulating it.

mod lines;
mod reader;
mod share;

pub(super) use share::LeagueShare;

use super::{
    happenings::{Taken, happenings},
    input::Input,
    paging::{Listed, Paging},
    schema,
};
use axum::{
    Json,
    extract::{OriginalUri, Path, Query},
    response::Response,
};
use chrono::NaiveDate;
use duban_domain::{
    CampaignId, Level, PlanTime,
    league::{LeaguePeriod as Kept, PeriodState},
};
use duban_service::{CampaignContext, league::LeagueTable, rows::Wanted};
use duban_web::{Console, Viewer, WebError, once::UpdateId};
use reader::{LeagueReader, Ranked};
use serde::{Deserialize, Serialize};
use share::Shares;
use utoipa::{ToSchema, openapi::schema::Object};
use utoipa_axum::{router::UtoipaMethodRouter, routes};

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    let mut all = vec![routes!(periods), routes!(table), routes!(circulate)];
    all.extend(lines::operations());
    all
}

/// A period that a table is made for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LeaguePeriod)]
struct Period {
    /// Its name: a month such as `2024-08`, a phase such as `phase:on-site`, or `campaign`.
    #[schema(example = "2024-08")]
    id: String,
    /// What a reader calls it.
    title: String,
    /// Its first day.
    from: NaiveDate,
    /// Its last day.
    to: NaiveDate,
    /// Its close: what happened later belongs to another period.
    #[schema(format = DateTime)]
    closes: String,
    /// From when its figures cannot move.
    #[schema(format = DateTime)]
    freezes: String,
    /// Whether its close is provisional: the holidays of its year are not announced.
    provisional: bool,
    /// `open`: figures may move; `closing`: it is over, and what was received before its close is still
    /// listened for; `frozen`: they never move again.
    #[schema(schema_with = states)]
    state: &'static str,
}

fn states() -> Object {
    schema::words([PeriodState::Open, PeriodState::Closing, PeriodState::Frozen].map(spelled))
}

const fn spelled(state: PeriodState) -> &'static str {
    match state {
        PeriodState::Open => "open",
        PeriodState::Closing => "closing",
        PeriodState::Frozen => "frozen",
    }
}

fn shown(context: &CampaignContext, period: Kept, freezes: PlanTime, state: PeriodState) -> Period {
    let zone = context.kept.plan.zone;
    Period {
        id: period.id.to_string(),
        title: period.title,
        from: period.from,
        to: period.to,
        closes: period.closes.rfc3339(zone),
        freezes: freezes.rfc3339(zone),
        provisional: context.is_provisional(period.closes),
        state: spelled(state),
    }
}

/// The periods of a campaign, by id.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/league", tag = "league", operation_id = "listLeaguePeriods",
    params(("campaign" = String, Path, description = "The campaign's id."), Paging),
    responses((status = 200, body = Listed<Period>)))]
async fn periods(
    viewer: Viewer,
    uri: OriginalUri,
    Path(campaign): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Response, WebError> {
    let tables = viewer.league(&CampaignId::new(campaign)).await?;
    let mut periods = tables.league.periods();
    periods.sort_by_cached_key(|standing| standing.period.id.to_string());
    let page = paging.of(periods, |standing| standing.period.id.to_string())?;
    Ok(page
        .answer(&uri, |standing| shown(&tables.context, standing.period, standing.freezes, standing.state)))
}

/// A period's table as a whole.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LeagueTable)]
struct LeagueTableResource {
    /// The period.
    period: Period,
    /// Whose bureaus are ranked.
    #[schema(schema_with = schema::level)]
    level: &'static str,
    /// Of which levels the token sees bureaus in it.
    #[schema(schema_with = levels)]
    levels: Vec<&'static str>,
    /// The figures of the level together, as far as the token sees.
    total: Shares,
}

fn levels() -> utoipa::openapi::schema::Array {
    utoipa::openapi::schema::ArrayBuilder::new().items(schema::level()).build()
}

/// A period's table as a whole; its rows are listed at `rows`.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/league/{period}", tag = "league",
    operation_id = "getLeagueTable",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("period" = String, Path, description = "The period's id.", example = "2024-08"), Ranked),
    responses((status = 200, body = LeagueTableResource)))]
async fn table(
    viewer: Viewer,
    Path((campaign, period)): Path<(String, String)>,
    Query(ranked): Query<Ranked>,
) -> Result<Json<LeagueTableResource>, WebError> {
    let reader = LeagueReader::of(&viewer, (&campaign, &period), Wanted::Obligations).await?;
    let level = reader.level(ranked.level);
    let LeagueTable { state, freezes, sheet } = reader.table;
    Ok(Json(LeagueTableResource {
        level: level.as_str(),
        levels: sheet.levels().into_iter().map(Level::as_str).collect(),
        total: sheet.total(level).into(),
        period: shown(&reader.tables.context, sheet.period, freezes, state),
    }))
}

/// What is circulated.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LeagueCirculation)]
struct Circulated {
    /// Whose bureaus are ranked; without it, the lowest level below the token's bureau.
    #[schema(schema_with = schema::level)]
    level: Option<Level>,
}

/// Circulates a period's table among the bureaus of a level below the token's, by a circular. Once its
/// figures cannot move, and once.
#[utoipa::path(post, path = "/api/v1/campaigns/{campaign}/league/{period}/circulate", tag = "league",
    operation_id = "circulateLeagueTable",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("period" = String, Path, description = "The period's id.", example = "2024-08")),
    request_body = Circulated, responses((status = 200, body = Taken)))]
async fn circulate(
    viewer: Viewer,
    UpdateId(update_id): UpdateId,
    Path((campaign, period)): Path<(String, String)>,
    Input(Circulated { level }): Input<Circulated>,
) -> Result<Json<Taken>, WebError> {
    let reader = LeagueReader::of(&viewer, (&campaign, &period), Wanted::Obligations).await?;
    let (id, level) = (&reader.table.sheet.period.id, reader.level(level));
    let effects = reader.tables.in_hand().circulate_league(id, level, update_id).await?;
    Ok(Json(Taken { happened: happenings(effects, reader.tables.context.kept.plan.zone)? }))
}
