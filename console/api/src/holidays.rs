//! Holidays: which years are known, and the State Council's notice as it comes in.

use super::{input::Input, plans::refused};
use axum::{Json, http::StatusCode, response::IntoResponse, response::Response};
use chrono::NaiveDate;
use duban_config::read_holidays;
use duban_domain::{
    holidays::{AnnouncedYear, HolidayOrigin, KnownYear},
    redating::{Clock, Move},
};
use duban_service::{Applied, ForeseenRedating, Redating};
use duban_web::{Console, Viewer, WebError, i18n::Words};
use serde::{Deserialize, Serialize};
use std::path::Path;
use utoipa::ToSchema;
use utoipa_axum::{router::UtoipaMethodRouter, routes};

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![routes!(list, import), routes!(foresee, apply)]
}

/// A day that differs from the ordinary week.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HolidayDay)]
pub(super) struct Day {
    /// The day.
    date: NaiveDate,
    /// `off` or `workday`.
    #[schema(schema_with = kinds)]
    kind: &'static str,
    /// The holiday.
    name: String,
}

fn kinds() -> utoipa::openapi::schema::Object {
    super::schema::words(["off", "workday"])
}

/// A year that is announced.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HolidayYear)]
pub(super) struct Year {
    /// The year.
    year: i32,
    /// Its days.
    days: Vec<Day>,
    /// What it was read from, where somebody imported it.
    source: Option<String>,
}

/// What is known.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HolidayList)]
pub(super) struct List {
    /// The years, in order.
    years: Vec<Year>,
}

/// A notice or a table.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = HolidayText)]
pub(super) struct Text {
    /// The notice as published, or a table `date,kind,name`.
    #[schema(min_length = 1, max_length = 200_000)]
    text: String,
    /// What it was read from, for those who look later.
    #[schema(min_length = 1, max_length = 200, example = "国办发明电〔2025〕7号")]
    source: String,
}

fn year(announced: &AnnouncedYear, source: Option<String>) -> Year {
    let day = |day: &duban_domain::holidays::AnnouncedDay| Day {
        date: day.date,
        kind: day.kind.as_str(),
        name: day.name.clone(),
    };
    Year { year: announced.year, days: announced.days.iter().map(day).collect(), source }
}

/// The years whose holidays are known.
#[utoipa::path(get, path = "/api/v1/holidays", tag = "holidays", operation_id = "listHolidays",
    responses((status = 200, body = List)))]
async fn list(viewer: Viewer) -> Result<Json<List>, WebError> {
    let known = viewer.holidays().await?;
    let shown = |known: &KnownYear| match &known.origin {
        HolidayOrigin::Imported { source, .. } => year(&known.announced, Some(source.clone())),
        HolidayOrigin::BuiltIn | HolidayOrigin::File => year(&known.announced, None),
    };
    Ok(Json(List { years: known.years().map(shown).collect() }))
}

/// Reads the State Council's notice, or a table, and keeps it. The same again changes nothing.
#[utoipa::path(post, path = "/api/v1/holidays", tag = "holidays", operation_id = "importHolidays",
    request_body = Text, responses((status = 201, body = List)))]
async fn import(
    viewer: Viewer,
    words: Words,
    Input(Text { text, source }): Input<Text>,
) -> Result<Response, WebError> {
    let fits = (1..=200).contains(&source.trim().chars().count()) && !source.chars().any(char::is_control);
    if !fits {
        return Err(WebError::unfit("source", "1–200"));
    }
    let handed_in = read_holidays(Path::new("text"), &text).map_err(|problems| refused(&problems, words))?;
    viewer.import_holidays(&handed_in, source.trim()).await?;
    let years = handed_in.years.iter().map(|read| year(read, Some(source.clone()))).collect();
    Ok((StatusCode::CREATED, Json(List { years })).into_response())
}

/// What moves in the campaigns that run.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Redating)]
pub(super) struct Moves {
    /// Names exactly this; to be sent back by whoever wants it moved.
    confirmed: String,
    /// Campaign by campaign.
    campaigns: Vec<CampaignMoves>,
}

/// What moves in one campaign.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CampaignRedating)]
struct CampaignMoves {
    /// The campaign.
    campaign: String,
    /// Why.
    reason: String,
    /// What moves in its dockets, findings and listings.
    moves: Vec<MovedDate>,
}

/// One date that moves.
#[derive(Debug, Serialize, ToSchema)]
struct MovedDate {
    /// What stands at that date.
    #[schema(schema_with = clocks)]
    clock: &'static str,
    /// Ordinal within its kind; 0 where there is one only.
    number: u32,
    /// What it is about.
    title: String,
    /// The code of the bureau whose date it is.
    bureau: String,
    /// The date until now.
    #[schema(format = DateTime)]
    old: String,
    /// The new one; `null`: none any more.
    #[schema(format = DateTime)]
    new: Option<String>,
    /// Whether the new one is provisional still.
    provisional: bool,
}

fn clocks() -> utoipa::openapi::schema::Object {
    super::schema::words(Clock::ALL.iter().map(|clock| clock.as_str()))
}

fn campaign_moves(redating: &Redating) -> CampaignMoves {
    let shown = |moved: &Move| MovedDate {
        clock: moved.clock.as_str(),
        number: moved.number,
        title: moved.title.clone(),
        bureau: moved.of.to_string(),
        old: moved.old.rfc3339(redating.zone),
        new: moved.new.map(|new| new.rfc3339(redating.zone)),
        provisional: moved.provisional,
    };
    let moves = redating.machines.iter().flat_map(|machine| &machine.moves);
    CampaignMoves {
        campaign: redating.campaign.to_string(),
        reason: redating.reason.clone(),
        moves: moves.map(shown).collect(),
    }
}

/// What would move in every campaign that runs if it went by the holidays that are known now. Nothing changes.
#[utoipa::path(get, path = "/api/v1/holidays/application", tag = "holidays", operation_id = "foreseeRedating",
    responses((status = 200, body = Moves)))]
async fn foresee(viewer: Viewer) -> Result<Json<Moves>, WebError> {
    let ForeseenRedating { redatings, seal } = viewer.foresee_redating().await?;
    Ok(Json(Moves { confirmed: seal, campaigns: redatings.iter().map(campaign_moves).collect() }))
}

/// What was foreseen.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RedatingConfirmed)]
pub(super) struct RedatingConfirmation {
    /// What names it.
    #[schema(min_length = 1, max_length = 64)]
    confirmed: String,
}

/// Moves what was foreseen, all of it or nothing. Refused if something else would move by now.
#[utoipa::path(post, path = "/api/v1/holidays/application", tag = "holidays", operation_id = "applyHolidays",
    request_body = RedatingConfirmation, responses((status = 200, body = Moves)))]
async fn apply(
    viewer: Viewer,
    words: Words,
    Input(RedatingConfirmation { confirmed }): Input<RedatingConfirmation>,
) -> Result<Json<Moves>, WebError> {
    match viewer.redate(&confirmed).await? {
        Applied::Moved(moved) => {
            Ok(Json(Moves { confirmed, campaigns: moved.iter().map(campaign_moves).collect() }))
        }
        Applied::Differs(_) => Err(WebError::Conflict(words.t("redating-differs"))),
    }
}
