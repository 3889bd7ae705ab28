//! League tables: the periods of a campaign, a period's table, and circulating it.

mod lines;

use super::{
    common::{Taken, happenings, scene, seen},
    input::Input,
    once::UpdateId,
    paging::{Listed, Paging},
    schema,
};
use crate::{Console, Principal, WebError};
use axum::{
    Json,
    extract::{OriginalUri, Path, Query, State},
    response::Response,
};
use chrono::NaiveDate;
use duban_domain::{
    Level, PlanTime,
    access::Action,
    league::{LeagueFigures, LeaguePeriod as Kept, PeriodId, PeriodState, Share},
};
use duban_service::{
    CampaignContext,
    league::{League, LeagueTable},
};
use duban_store::Wanted;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema, openapi::schema::Object};
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

fn shown(scene: &CampaignContext, period: Kept, freezes: PlanTime, state: PeriodState) -> Period {
    let zone = scene.kept.plan.zone;
    Period {
        id: period.id.to_string(),
        title: period.title,
        from: period.from,
        to: period.to,
        closes: period.closes.rfc3339(zone),
        freezes: freezes.rfc3339(zone),
        provisional: scene.is_provisional(period.closes),
        state: spelled(state),
    }
}

/// The periods of a campaign, by id.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/league", tag = "league", operation_id = "listLeaguePeriods",
    params(("campaign" = String, Path, description = "The campaign's id."), Paging),
    responses((status = 200, body = Listed<Period>)))]
async fn periods(
    State(console): State<Console>,
    principal: Principal,
    uri: OriginalUri,
    Path(campaign): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Response, WebError> {
    let scene = scene(&console, &principal, &campaign).await?;
    let mut periods = scene.league()?.periods();
    periods.sort_by_cached_key(|standing| standing.period.id.to_string());
    let page = paging.of(periods, |standing| standing.period.id.to_string())?;
    Ok(page.answer(&uri, |standing| shown(&scene, standing.period, standing.freezes, standing.state)))
}

/// So many of so many.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LeagueShare)]
pub(super) struct LeagueShare {
    /// How many.
    part: u32,
    /// Of how many.
    of: u32,
}

impl From<Share> for LeagueShare {
    fn from(Share { part, of }: Share) -> Self {
        Self { part, of }
    }
}

/// The three shares a rank is made of, in the order they are compared.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LeagueFigures)]
struct Shares {
    /// 完整率: handed in of owed.
    complete: LeagueShare,
    /// 及时率: in time of owed.
    timely: LeagueShare,
    /// 隐患按期销号率: findings closed in time of findings due.
    rectified: LeagueShare,
}

impl From<LeagueFigures> for Shares {
    fn from(figures: LeagueFigures) -> Self {
        Self {
            complete: figures.complete().into(),
            timely: figures.timely().into(),
            rectified: figures.rectified().into(),
        }
    }
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

/// Which level of a table.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Ranked {
    /// Whose bureaus are ranked; without it, the lowest level that the token sees.
    #[param(schema_with = schema::level)]
    level: Option<Level>,
}

/// A period's table in a reader's hand.
struct LeagueReader {
    scene: CampaignContext,
    league: League,
    table: LeagueTable,
}

impl LeagueReader {
    /// The table cut to what the principal sees. Ranks stay those among all of a level.
    ///
    /// # Errors
    /// There is no such campaign or period, or not for this principal.
    async fn of(
        console: &Console,
        principal: &Principal,
        (campaign, period): (&str, &str),
        wanted: Wanted<'_>,
    ) -> Result<Self, WebError> {
        let scene = scene(console, principal, campaign).await?;
        let league = scene.league()?;
        let id = period.parse::<PeriodId>().map_err(|_| WebError::NotFound)?;
        let mut table = league.table(&id, wanted).await?.ok_or(WebError::NotFound)?;
        let sees = seen(console, principal);
        table.sheet.rows.retain(|row| sees.contains(&row.bureau));
        table.sheet.facts.retain(|fact| sees.contains(&fact.bureau));
        Ok(Self { scene, league, table })
    }

    fn level(&self, chosen: Option<Level>) -> Level {
        chosen.or_else(|| self.table.sheet.levels().last().copied()).unwrap_or(Level::County)
    }
}

/// A period's table as a whole; its rows are listed at `rows`.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/league/{period}", tag = "league",
    operation_id = "getLeagueTable",
    params(("campaign" = String, Path, description = "The campaign's id."),
        ("period" = String, Path, description = "The period's id.", example = "2024-08"), Ranked),
    responses((status = 200, body = LeagueTableResource)))]
async fn table(
    State(console): State<Console>,
    principal: Principal,
    Path((campaign, period)): Path<(String, String)>,
    Query(ranked): Query<Ranked>,
) -> Result<Json<LeagueTableResource>, WebError> {
    let desk = LeagueReader::of(&console, &principal, (&campaign, &period), Wanted::Obligations).await?;
    let level = desk.level(ranked.level);
    let LeagueTable { state, freezes, sheet } = desk.table;
    Ok(Json(LeagueTableResource {
        level: level.as_str(),
        levels: sheet.levels().into_iter().map(Level::as_str).collect(),
        total: sheet.total(level).into(),
        period: shown(&desk.scene, sheet.period, freezes, state),
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
    State(console): State<Console>,
    principal: Principal,
    UpdateId(update_id): UpdateId,
    Path((campaign, period)): Path<(String, String)>,
    Input(Circulated { level }): Input<Circulated>,
) -> Result<Json<Taken>, WebError> {
    principal.authorise(&console, Action::Circulate, &principal.bureau)?;
    let desk = LeagueReader::of(&console, &principal, (&campaign, &period), Wanted::Obligations).await?;
    let (id, level) = (&desk.table.sheet.period.id, desk.level(level));
    let effects = desk.scene.circulate(id, level, principal.actor(), update_id).await?;
    Ok(Json(Taken { happened: happenings(effects, desk.scene.kept.plan.zone)? }))
}
