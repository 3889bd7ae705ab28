//! A month to choose a day or a ten-day period from, with the days on which nobody works.

use askama::Template;
use axum::{extract::Query, response::Response};
use chrono::{Datelike, Days, Months, NaiveDate};
use duban_domain::{Calendar, access::Action};
use duban_service::today;
use duban_web::{Viewer, WebError, i18n::Words, layout::page, routes::Routes};
use serde::Deserialize;

pub(super) fn routes() -> Routes {
    Routes::default().get("/launch/month", month)
}

#[derive(Deserialize)]
struct MonthQuery {
    /// Any date of it, or its beginning: `2024-08`.
    #[serde(default)]
    month: String,
}

/// A day of the month.
struct DayChoice {
    date: String,
    number: u32,
    says: String,
    is_working: bool,
}

/// The month as a table of weeks, and its ten-day periods.
#[derive(Template)]
#[template(path = "launch/month.html")]
struct MonthFragment {
    w: Words,
    title: String,
    before: String,
    after: String,
    /// Mondays to Sundays; `None` where a day is another month's.
    weeks: Vec<Vec<Option<DayChoice>>>,
    /// What is written for a period, and its name.
    periods: Vec<(String, String)>,
    /// Whether its holidays are not announced.
    provisional: bool,
}

async fn month(viewer: Viewer, w: Words, Query(asked): Query<MonthQuery>) -> Result<Response, WebError> {
    viewer.authorise(Action::Launch, &viewer.bureau)?;
    let calendar = viewer.calendar().await?;
    let first = asked.month.get(..7).and_then(|month| format!("{month}-01").parse().ok());
    let first: NaiveDate = first.or_else(|| today().with_day(1)).unwrap_or_else(today);
    Ok(page(&MonthFragment::of(w, &calendar, first)))
}

impl MonthFragment {
    fn of(w: Words, calendar: &Calendar, first: NaiveDate) -> Self {
        let next = first.checked_add_months(Months::new(1)).unwrap_or(first);
        let days = first.iter_days().take_while(|day| *day < next);
        let mut cells: Vec<Option<DayChoice>> =
            (0..first.weekday().num_days_from_monday()).map(|_| None).collect();
        cells.extend(days.map(|day| {
            let is_working = calendar.is_working(day);
            let rests = if is_working { String::new() } else { format!(" {}", w.t("month-rests")) };
            Some(DayChoice {
                date: day.to_string(),
                number: day.day(),
                says: format!("{}{rests}", w.date(day)),
                is_working,
            })
        }));
        let name = first.format("%Y-%m").to_string();
        let periods = ["上旬", "中旬", "下旬", "月底"];
        let mut weeks: Vec<Vec<Option<DayChoice>>> = Vec::new();
        for cell in cells {
            match weeks.last_mut().filter(|week| week.len() < 7) {
                Some(week) => week.push(cell),
                None => weeks.push(vec![cell]),
            }
        }
        let (year, month) = (first.year().to_string(), first.month().to_string());
        Self {
            w,
            title: w.with("month-title", [("year", year), ("month", month)]),
            before: first.checked_sub_days(Days::new(1)).unwrap_or(first).format("%Y-%m").to_string(),
            after: next.format("%Y-%m").to_string(),
            weeks,
            periods: periods.map(|part| (format!("{name}-{part}"), part.to_owned())).to_vec(),
            provisional: calendar.is_provisional(first),
        }
    }
}
