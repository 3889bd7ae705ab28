//! A first page, until the overview takes its place.

use crate::{
    Console, Fault, Principal,
    frame::{Frame, page},
    routes::Routes,
    words::Words,
};
use askama::Template;
use axum::{extract::State, response::Response};

pub(crate) fn routes() -> Routes {
    Routes::default().get("/", home)
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
    w: Words,
}

async fn home(State(console): State<Console>, principal: Principal, w: Words) -> Result<Response, Fault> {
    principal.authorise_own(&console)?;
    let frame = Frame::new(&console, &principal, w, w.t("nav-overview"), "/");
    Ok(page(&Home { frame, w }))
}
