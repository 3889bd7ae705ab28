//! Holidays: which years are known, and the State Council's notice as it comes in.

use super::{input::Input, plans::refused};
use crate::{Console, Fault, Principal, words::Words};
use axum::{Json, extract::State, http::StatusCode, response::IntoResponse, response::Response};
use chrono::NaiveDate;
use duban_config::read_holidays;
use duban_domain::{
    access::Action,
    holidays::{AnnouncedYear, KnownYear, Origin},
};
use serde::{Deserialize, Serialize};
use std::path::Path;
use utoipa::ToSchema;
use utoipa_axum::{router::UtoipaMethodRouter, routes};

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![routes!(list, import)]
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
async fn list(State(console): State<Console>, principal: Principal) -> Result<Json<List>, Fault> {
    principal.authorise_own(&console)?;
    let known = console.service().holidays().await?;
    let shown = |known: &KnownYear| match &known.origin {
        Origin::Imported { source, .. } => year(&known.announced, Some(source.clone())),
        Origin::BuiltIn | Origin::File => year(&known.announced, None),
    };
    Ok(Json(List { years: known.years().map(shown).collect() }))
}

/// Reads the State Council's notice, or a table, and keeps it. The same again changes nothing.
#[utoipa::path(post, path = "/api/v1/holidays", tag = "holidays", operation_id = "importHolidays",
    request_body = Text, responses((status = 201, body = List)))]
async fn import(
    State(console): State<Console>,
    principal: Principal,
    words: Words,
    Input(Text { text, source }): Input<Text>,
) -> Result<Response, Fault> {
    principal.authorise(&console, Action::KeepHolidays, &principal.bureau)?;
    let fits = (1..=200).contains(&source.trim().chars().count()) && !source.chars().any(char::is_control);
    if !fits {
        return Err(Fault::unfit("source", "1–200"));
    }
    let handed_in = read_holidays(Path::new("text"), &text).map_err(|problems| refused(&problems, words))?;
    console.service().import_holidays(&handed_in, source.trim(), &principal.actor()).await?;
    let years = handed_in.years.iter().map(|read| year(read, Some(source.clone()))).collect();
    Ok((StatusCode::CREATED, Json(List { years })).into_response())
}
