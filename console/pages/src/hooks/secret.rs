//! The page of a secret that is told once.

use askama::Template;
use axum::response::Response;
use duban_web::{
    Console, Viewer,
    i18n::Words,
    layout::{Layout, page},
};

#[derive(Template)]
#[template(path = "hooks/secret.html")]
struct SecretPage {
    frame: Layout,
    w: Words,
    title: String,
    says: String,
    secret: String,
    back: String,
}

/// A secret, told once.
pub(super) fn told_once(console: &Console, viewer: &Viewer, w: Words, told: Once) -> Response {
    let Once { title, says, secret, back } = told;
    page(&SecretPage {
        frame: Layout::new(console, viewer, w, title.clone(), &back),
        w,
        title,
        says,
        secret,
        back,
    })
}

/// What is told once.
pub(super) struct Once {
    pub(super) title: String,
    pub(super) says: String,
    pub(super) secret: String,
    pub(super) back: String,
}
