//! A bureau's calendar: its page, and the secret address where programs read it.

use super::{
    bureau_option::{BureauOption, choices},
    secret::{Once, told_once},
    wording::{fault, shown},
};
use askama::Template;
use axum::{
    Form,
    extract::{Query, State},
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use duban_domain::BureauCode;
use duban_web::{
    Console, Viewer, WebError,
    calendar_feed::address,
    i18n::Words,
    layout::{Layout, page},
    routes::Routes,
};
use serde::Deserialize;

const PATH: &str = "/calendar";

pub(super) fn routes() -> Routes {
    Routes::default().get(PATH, show).post("/calendar/renew", renew).post("/calendar/revoke", revoke)
}

#[derive(Deserialize)]
struct Of {
    bureau: Option<String>,
}

#[derive(Template)]
#[template(path = "hooks/calendar.html")]
struct CalendarPage {
    frame: Layout,
    w: Words,
    bureau: String,
    code: String,
    bureaus: Vec<BureauOption>,
    made: Option<String>,
}

async fn show(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Query(of): Query<Of>,
) -> Result<Response, WebError> {
    let code = of.bureau.map_or_else(|| viewer.bureau.clone(), BureauCode::new);
    let address = viewer.calendar_address(&code).await.map_err(|failure| fault(w, failure))?;
    let mut bureaus = choices(&viewer);
    bureaus.iter_mut().for_each(|choice| choice.chosen = choice.code == code.as_str());
    Ok(page(&CalendarPage {
        frame: Layout::new(&console, &viewer, w, w.t("calendar-title"), PATH),
        w,
        bureau: viewer.directory().name_of(&code),
        code: code.to_string(),
        bureaus,
        made: address
            .map(|address| w.with("calendar-has", [("at", shown(address.made)), ("by", address.by.name)])),
    }))
}

#[derive(Deserialize)]
struct CalendarForm {
    bureau: String,
}

async fn renew(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    headers: HeaderMap,
    Form(CalendarForm { bureau }): Form<CalendarForm>,
) -> Result<Response, WebError> {
    let bureau = BureauCode::new(bureau);
    let secret = viewer.calendar_renew(&bureau).await.map_err(|failure| fault(w, failure))?;
    let once = Once {
        title: w.with("calendar-made", [("bureau", viewer.directory().name_of(&bureau))]),
        says: w.t("calendar-made-says"),
        secret: address(&headers, &secret),
        back: format!("{PATH}?bureau={bureau}"),
    };
    Ok(told_once(&console, &viewer, w, once))
}

async fn revoke(
    viewer: Viewer,
    w: Words,
    Form(CalendarForm { bureau }): Form<CalendarForm>,
) -> Result<Response, WebError> {
    let bureau = BureauCode::new(bureau);
    viewer.calendar_revoke(&bureau).await.map_err(|failure| fault(w, failure))?;
    Ok(Redirect::to(&format!("{PATH}?bureau={bureau}")).into_response())
}
