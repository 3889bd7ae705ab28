//! Tokens of integrations: made, with a secret that is told once, and revoked.

use super::{
    choice::{ChoiceOption, bureaus, roles},
    instant::shown,
    users::{fault, role, told_once},
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::{Redirect, Response},
};
use duban_domain::{BureauCode, access::Role};
use duban_service::rows::{Token, TokenId};
use duban_web::{
    Console, Viewer, WebError,
    extract::FormBody,
    i18n::Words,
    layout::{Layout, page},
    people::administration::Administration,
    routes::Routes,
};
use serde::Deserialize;

/// Their page.
const PATH: &str = "/integrations/tokens";

pub(crate) fn routes() -> Routes {
    Routes::default().get(PATH, list).post(PATH, add).post("/integrations/tokens/{id}/revoke", revoke)
}

#[derive(Template)]
#[template(path = "people/tokens.html")]
struct TokensPage {
    frame: Layout,
    w: Words,
    rows: Vec<TokenRow>,
    bureaus: Vec<ChoiceOption>,
    roles: Vec<ChoiceOption>,
}

struct TokenRow {
    id: TokenId,
    name: String,
    bureau: String,
    role: String,
    created_by: String,
    created: String,
    last_used: Option<String>,
    revoked: Option<String>,
}

async fn list(State(console): State<Console>, viewer: Viewer, w: Words) -> Result<Response, WebError> {
    let tokens = viewer.tokens().await?;
    let row = |token: Token| TokenRow {
        id: token.id,
        name: token.name,
        bureau: console.directory().name_of(&token.bureau),
        role: w.family("role-", token.role.as_str()),
        created_by: token.created_by,
        created: shown(token.created),
        last_used: token.last_used.map(|day| w.day(day)),
        revoked: token.revoked.map(shown),
    };
    Ok(page(&TokensPage {
        frame: Layout::new(&console, &viewer, w, w.t("tokens-title"), PATH),
        w,
        rows: tokens.into_iter().map(row).collect(),
        bureaus: bureaus(&viewer, viewer.bureau.as_str()),
        roles: roles(w, Role::Officer),
    }))
}

#[derive(Deserialize)]
struct TokenForm {
    name: String,
    bureau: String,
    role: String,
}

async fn add(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    FormBody(typed): FormBody<TokenForm>,
) -> Result<Response, WebError> {
    let TokenForm { name, bureau, role: chosen } = typed;
    let role = role(&chosen, w)?;
    let issued =
        Administration::of(&console, &viewer).issue_token(&name, &BureauCode::new(bureau), role).await;
    let issued = issued.map_err(fault(w))?;
    let says = w.with("tokens-added-says", [("name", name)]);
    Ok(told_once(&console, &viewer, w, (w.t("tokens-added"), says, issued.text), PATH))
}

async fn revoke(viewer: Viewer, Path(id): Path<i64>) -> Result<Redirect, WebError> {
    viewer.token_revoke(TokenId(id)).await?;
    Ok(Redirect::to(PATH))
}
