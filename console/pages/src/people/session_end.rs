//! When a session ends, told to its pages so that they warn before, and going on with it.

use axum::{Json, extract::State, http::Method, routing};
use axum_login::AuthSession;
use duban_web::{
    Console, Viewer, WebError,
    people::{
        auth_backend::AuthBackend,
        identify::{CONTINUED, LOOKED_AT, left},
    },
    routes::Routes,
};
use serde::Serialize;

pub(super) fn routes() -> Routes {
    Routes::default().public(Method::GET, LOOKED_AT, routing::get(told)).post(CONTINUED, go_on)
}

/// What is left of a session.
#[derive(Serialize)]
struct SessionRest {
    /// Seconds until it ends if nobody does anything; 0: there is none.
    left: u64,
}

/// Looking keeps no session alive.
async fn told(
    State(console): State<Console>,
    door: AuthSession<AuthBackend>,
) -> Result<Json<SessionRest>, WebError> {
    let left = match &door.user {
        Some(_) => left(&console, &door.session).await?,
        None => 0,
    };
    Ok(Json(SessionRest { left }))
}

/// The request itself is what keeps it alive.
async fn go_on(
    State(console): State<Console>,
    _: Viewer,
    door: AuthSession<AuthBackend>,
) -> Result<Json<SessionRest>, WebError> {
    Ok(Json(SessionRest { left: left(&console, &door.session).await? }))
}
