//! `duban token …`.

use super::people_context::{PeopleContext, failed, shown};
use crate::{
    cli::people::TokenCli,
    context::App,
    output::{self, RefusedCommand},
};
use anyhow::Result;
use duban_domain::access::Role;
use duban_store::{Token, TokenId};
use duban_web::people::IssuedSecret;
use serde_json::{Value, json};

/// The command.
///
/// # Errors
/// What was typed is invalid, or there is no such token.
pub async fn token(app: &App, command: TokenCli) -> Result<()> {
    let context = PeopleContext::open(app).await?;
    match command {
        TokenCli::Add { name, bureau, role } => add(app, &context, &name, &bureau, role).await,
        TokenCli::List { bureau } => list(app, &context, bureau.as_deref()).await,
        TokenCli::Revoke { token } => revoke(app, &context, TokenId(token)).await,
    }
}

async fn add(app: &App, context: &PeopleContext, name: &str, bureau: &str, role: Role) -> Result<()> {
    let bureau = context.bureau(bureau)?;
    let operator = context.operator(&bureau);
    let issued = context.administration(&operator).issue_token(name, &bureau, role).await;
    let IssuedSecret { of: id, text: secret } = issued.map_err(failed)?;
    if app.is_json() {
        return output::json(&json!({ "id": id, "secret": secret }));
    }
    eprintln!("token {id}; its secret is shown this once:");
    output::line(format!("{secret}\n"))
}

async fn revoke(app: &App, context: &PeopleContext, id: TokenId) -> Result<()> {
    let none = || RefusedCommand(format!("there is no token {id}; `duban token list` shows all"));
    let token = context.store().token_get(id).await?.ok_or_else(none)?;
    let is_new = context.operator(&token.bureau).token_revoke(id).await?;
    match app.is_json() {
        true => output::json(&json!({ "revoked": is_new })),
        false => output::line(if is_new { "revoked\n" } else { "it was revoked before\n" }),
    }
}

async fn list(app: &App, context: &PeopleContext, bureau: Option<&str>) -> Result<()> {
    let tokens = context.store().token_list(context.subtree(bureau)?.as_ref()).await?;
    if app.is_json() {
        return output::json(&tokens.iter().map(token_json).collect::<Vec<_>>());
    }
    let mut table = output::table(["token", "name", "bureau", "role", "made by", "last used", "state"]);
    for token in &tokens {
        table.add_row([
            token.id.to_string(),
            token.name.clone(),
            token.bureau.to_string(),
            token.role.to_string(),
            token.created_by.clone(),
            token.last_used.map(|day| day.to_string()).unwrap_or_default(),
            token.revoked.map(|since| format!("revoked {}", shown(since))).unwrap_or_default(),
        ]);
    }
    output::line(format!("{table}\n"))
}

fn token_json(token: &Token) -> Value {
    json!({
        "id": token.id, "name": token.name, "bureau": token.bureau, "role": token.role,
        "created_by": token.created_by, "created": token.created, "last_used": token.last_used,
        "revoked": token.revoked,
    })
}
