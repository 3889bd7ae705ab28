//! `duban token …`.

use super::people_context::{AuditTarget, PeopleContext, now, shown};
use crate::{
    cli::people::TokenCli,
    context::App,
    output::{self, RefusedCommand},
};
use anyhow::Result;
use duban_domain::access::Role;
use duban_store::{Token, TokenId};
use serde_json::{Value, json};

/// The command.
///
/// # Errors
/// What was typed is invalid, or there is no such token.
pub async fn token(app: &App, command: TokenCli) -> Result<()> {
    let people = PeopleContext::open(app).await?;
    match command {
        TokenCli::Add { name, bureau, role } => add(app, &people, &name, &bureau, role).await,
        TokenCli::List { bureau } => list(app, &people, bureau.as_deref()).await,
        TokenCli::Revoke { token } => revoke(app, &people, TokenId(token)).await,
    }
}

async fn add(app: &App, people: &PeopleContext, name: &str, bureau: &str, role: Role) -> Result<()> {
    let bureau = people.bureau(bureau)?;
    let outcome = people.keeper.add_token(name, bureau.clone(), role, &people.operator, now()).await;
    let target = AuditTarget { action: "token-add", bureau: Some(bureau), object: name.to_owned() };
    let (id, secret) = people.audited(target, json!({ "role": role }), outcome).await?;
    if app.is_json() {
        return output::json(&json!({ "id": id, "secret": secret }));
    }
    eprintln!("token {id}; its secret is shown this once:");
    output::line(format!("{secret}\n"))
}

async fn revoke(app: &App, people: &PeopleContext, id: TokenId) -> Result<()> {
    let none = || RefusedCommand(format!("there is no token {id}; `duban token list` shows all"));
    let token = people.store.token_get(id).await?.ok_or_else(none)?;
    let outcome = people.store.token_revoke(id, now()).await.map_err(Into::into);
    let target = AuditTarget { action: "token-revoke", bureau: Some(token.bureau), object: token.name };
    let is_new = people.audited(target, json!({ "id": id }), outcome).await?;
    match app.is_json() {
        true => output::json(&json!({ "revoked": is_new })),
        false => output::line(if is_new { "revoked\n" } else { "it was revoked before\n" }),
    }
}

async fn list(app: &App, people: &PeopleContext, bureau: Option<&str>) -> Result<()> {
    let tokens = people.store.token_list(people.subtree(bureau)?.as_ref()).await?;
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
