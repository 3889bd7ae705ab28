//! A bureau's calendar: its page, and the secret address where programs read it.

use super::{BureauOption, Once, bureau_name, choices, fault, shown, told_once};
use crate::{
    Console, Principal, WebError,
    i18n::Words,
    layout::{Layout, page},
    routes::Routes,
};
use askama::Template;
use axum::{
    Form,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing,
};
use duban_domain::{BureauCode, access::Action};
use duban_service::hooks;
use serde::Deserialize;

const PATH: &str = "/calendar";

pub(super) fn routes() -> Routes {
    Routes::default()
        .get(PATH, show)
        .post("/calendar/renew", renew)
        .post("/calendar/revoke", revoke)
        // Programs read it that cannot sign in: the address itself is the secret.
        .public(Method::GET, "/calendar/{file}", routing::get(read))
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
    principal: Principal,
    w: Words,
    Query(of): Query<Of>,
) -> Result<Response, WebError> {
    let code = of.bureau.map_or_else(|| principal.bureau.clone(), BureauCode::new);
    principal.authorise(&console, Action::Subscribe, &code)?;
    let address = console.store().calendar_address_get(&code).await?;
    let mut bureaus = choices(&console, &principal);
    bureaus.iter_mut().for_each(|choice| choice.chosen = choice.code == code.as_str());
    Ok(page(&CalendarPage {
        frame: Layout::new(&console, &principal, w, w.t("calendar-title"), PATH),
        w,
        bureau: bureau_name(&console, &code),
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
    principal: Principal,
    w: Words,
    headers: HeaderMap,
    Form(CalendarForm { bureau }): Form<CalendarForm>,
) -> Result<Response, WebError> {
    let bureau = BureauCode::new(bureau);
    principal.authorise(&console, Action::Subscribe, &bureau)?;
    let secret = console.service().hooks().calendar_renew(&principal.actor(), &bureau).await;
    let secret = secret.map_err(|failure| fault(w, failure))?;
    let once = Once {
        title: w.with("calendar-made", [("bureau", bureau_name(&console, &bureau))]),
        says: w.t("calendar-made-says"),
        secret: address(&headers, &secret),
        back: format!("{PATH}?bureau={bureau}"),
    };
    Ok(told_once(&console, &principal, w, once))
}

/// The whole address: as the request reached this machine, so will the calendar program.
pub(crate) fn address(headers: &HeaderMap, secret: &str) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let is_secure = headers.get("x-forwarded-proto").is_some_and(|proto| proto == "https");
    let scheme = if is_secure { "https" } else { "http" };
    format!("{scheme}://{host}{PATH}/{secret}.ics")
}

async fn revoke(
    State(console): State<Console>,
    principal: Principal,
    Form(CalendarForm { bureau }): Form<CalendarForm>,
) -> Result<Response, WebError> {
    let bureau = BureauCode::new(bureau);
    principal.authorise(&console, Action::Subscribe, &bureau)?;
    console.store().calendar_address_delete(&bureau).await?;
    Ok(Redirect::to(&format!("{PATH}?bureau={bureau}")).into_response())
}

/// The calendar at a secret address. A wrong one and one that was revoked are told nothing.
async fn read(
    State(console): State<Console>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let secret = file.strip_suffix(".ics").ok_or(WebError::NotFound)?;
    let code = console.store().calendar_bureau(&hooks::sha256_hex(secret)).await?;
    let bureau = match code {
        Some(code) => console.store().bureau_get(&code).await?,
        None => None,
    };
    let bureau = bureau.ok_or(WebError::NotFound)?;
    let rows = console.store().calendar_rows(&bureau.code).await?;
    let text = hooks::calendar(&bureau, &rows);
    let tag = format!("\"{}\"", &hooks::sha256_hex(&text)[..32]);
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let is_known =
        known.is_some_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag));
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, "text/calendar; charset=utf-8")], text).into_response()
    };
    let out = response.headers_mut();
    let tag = HeaderValue::from_str(&tag).map_err(|error| WebError::Internal(error.into()))?;
    out.insert(header::ETAG, tag);
    // Nobody between keeps it, no search engine lists it, and where it leads does not learn of the address.
    for (name, value) in [
        (header::CACHE_CONTROL, "private, no-cache"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
    ] {
        out.insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}
