//! Tokens of integrations: made, with a secret that is told once, and revoked.

use super::{
    choice::{ChoiceOption, bureau_name, bureaus, roles},
    fault,
    identify::now,
    shown,
    users::{role, seen, told_once},
};
use crate::{
    Console, Principal, WebError,
    audit::Target,
    extract::FormBody,
    i18n::Words,
    layout::{Layout, page},
    routes::Routes,
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use duban_domain::{
    BureauCode,
    access::{Action, Role},
    people::Outcome,
};
use duban_store::{Token, TokenId};
use serde::Deserialize;
use serde_json::json;

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

async fn list(State(console): State<Console>, principal: Principal, w: Words) -> Result<Response, WebError> {
    principal.authorise(&console, Action::Integrate, &principal.bureau)?;
    let tokens = console.store().token_list(Some(&seen(&console, &principal))).await?;
    let row = |token: Token| TokenRow {
        id: token.id,
        name: token.name,
        bureau: bureau_name(&console, &token.bureau),
        role: w.family("role-", token.role.as_str()),
        created_by: token.created_by,
        created: shown(token.created),
        last_used: token.last_used.map(|day| w.day(day)),
        revoked: token.revoked.map(shown),
    };
    Ok(page(&TokensPage {
        frame: Layout::new(&console, &principal, w, w.t("tokens-title"), PATH),
        w,
        rows: tokens.into_iter().map(row).collect(),
        bureaus: bureaus(&console, &principal, principal.bureau.as_str()),
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
    principal: Principal,
    w: Words,
    FormBody(typed): FormBody<TokenForm>,
) -> Result<Response, WebError> {
    let bureau = BureauCode::from(typed.bureau.as_str());
    principal.authorise(&console, Action::Integrate, &bureau)?;
    let role = role(&typed.role, w)?;
    let keeper = &console.doors().keeper;
    let made = keeper.add_token(&typed.name, bureau.clone(), role, &principal.account, now()).await;
    let (id, secret) = made.map_err(|failure| fault(failure, w))?;
    let target = Target::of(&bureau).upon(&typed.name).with(json!({ "id": id, "role": role }));
    console.audit(&principal, "token-add", target, Outcome::Done).await?;
    let says = w.with("tokens-added-says", [("name", typed.name)]);
    Ok(told_once(&console, &principal, w, (w.t("tokens-added"), says, secret), PATH))
}

async fn revoke(
    State(console): State<Console>,
    principal: Principal,
    Path(id): Path<i64>,
) -> Result<Response, WebError> {
    let token = console.store().token_get(TokenId(id)).await?.ok_or(WebError::NotFound)?;
    principal.authorise(&console, Action::Integrate, &token.bureau)?;
    console.store().token_revoke(token.id, now()).await?;
    let target = Target::of(&token.bureau).upon(&token.name).with(json!({ "id": token.id }));
    console.audit(&principal, "token-revoke", target, Outcome::Done).await?;
    Ok(Redirect::to(PATH).into_response())
}
