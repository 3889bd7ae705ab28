//! A bureau's calendar: whether programs can read it, and the secret address where they do.

use super::webhooks::fault;
use axum::{
    Json,
    extract::Path,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use chrono_tz::Asia::Shanghai;
use duban_domain::BureauCode;
use duban_web::{Console, Viewer, WebError, calendar_feed::address, i18n::Words, once::told_once};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::UtoipaMethodRouter, routes};

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![routes!(get), routes!(renew), routes!(revoke)]
}

/// Whether a bureau's calendar has a secret address, which is not shown again.
#[derive(Debug, Serialize, ToSchema)]
struct Calendar {
    /// When the address was made; none: there is none.
    #[schema(format = DateTime)]
    made: Option<String>,
    /// By whom.
    made_by: Option<String>,
}

/// Whether a bureau's calendar has a secret address.
#[utoipa::path(get, path = "/api/v1/bureaus/{bureau}/calendar", tag = "calendar", operation_id = "getCalendar",
    params(("bureau" = String, Path, description = "The bureau's code.")),
    responses((status = 200, body = Calendar)))]
async fn get(viewer: Viewer, words: Words, Path(bureau): Path<String>) -> Result<Json<Calendar>, WebError> {
    let address = viewer.calendar_address(&BureauCode::new(bureau)).await.map_err(fault(words))?;
    Ok(Json(Calendar {
        made: address.as_ref().map(|address| address.made.rfc3339(Shanghai)),
        made_by: address.map(|address| address.by.name),
    }))
}

/// A calendar's new address. Whoever knows it reads the calendar; it is told this once.
#[derive(Debug, Serialize, ToSchema)]
struct CalendarAddress {
    /// The address, to be subscribed to.
    address: String,
}

/// Gives a bureau's calendar a secret address, which the answer tells once; the one before leads nowhere now.
#[utoipa::path(post, path = "/api/v1/bureaus/{bureau}/calendar/renew", tag = "calendar",
    operation_id = "renewCalendarAddress",
    params(("bureau" = String, Path, description = "The bureau's code.")),
    responses((status = 200, body = CalendarAddress)))]
async fn renew(
    viewer: Viewer,
    words: Words,
    headers: HeaderMap,
    Path(bureau): Path<String>,
) -> Result<Response, WebError> {
    let secret = viewer.calendar_renew(&BureauCode::new(bureau)).await;
    let address = address(&headers, &secret.map_err(fault(words))?);
    Ok(told_once(StatusCode::OK, CalendarAddress { address }))
}

/// Takes a calendar's secret address away.
#[utoipa::path(post, path = "/api/v1/bureaus/{bureau}/calendar/revoke", tag = "calendar",
    operation_id = "revokeCalendarAddress",
    params(("bureau" = String, Path, description = "The bureau's code.")),
    responses((status = 204, description = "There is none.")))]
async fn revoke(viewer: Viewer, words: Words, Path(bureau): Path<String>) -> Result<StatusCode, WebError> {
    viewer.calendar_revoke(&BureauCode::new(bureau)).await.map_err(fault(words))?;
    Ok(StatusCode::NO_CONTENT)
}
