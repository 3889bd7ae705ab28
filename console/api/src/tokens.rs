//! Tokens of integrations: which there are, making one, revoking it.

use super::{
    input::Input,
    paging::{Listed, Paging},
    schema,
};
use axum::{
    extract::{OriginalUri, Path, Query, State},
    http::StatusCode,
    response::Response,
};
use chrono::NaiveDate;
use chrono_tz::Asia::Shanghai;
use duban_domain::{BureauCode, access::Role};
use duban_service::rows::{Token as Kept, TokenId};
use duban_web::{
    Console, Viewer, WebError, i18n::Words, once::told_once, people::administration::Administration,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::UtoipaMethodRouter, routes};

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![routes!(list, issue), routes!(revoke)]
}

/// A token. Its secret is not shown again.
#[derive(Debug, Serialize, ToSchema)]
struct Token {
    /// Its number.
    id: i64,
    /// What it is for.
    name: String,
    /// The code of the bureau it acts for.
    bureau: String,
    /// As what.
    #[schema(schema_with = schema::role)]
    role: &'static str,
    /// The account of whoever made it.
    created_by: String,
    /// When.
    #[schema(format = DateTime)]
    created: String,
    /// The last day it was used.
    last_used: Option<NaiveDate>,
    /// Since when it is good for nothing.
    #[schema(format = DateTime)]
    revoked: Option<String>,
}

fn shown(token: Kept) -> Token {
    Token {
        id: token.id.0,
        name: token.name,
        bureau: token.bureau.to_string(),
        role: token.role.as_str(),
        created_by: token.created_by,
        created: token.created.rfc3339(Shanghai),
        last_used: token.last_used,
        revoked: token.revoked.map(|at| at.rfc3339(Shanghai)),
    }
}

/// The tokens of the bureaus that this one sees, by number.
#[utoipa::path(get, path = "/api/v1/tokens", tag = "tokens", operation_id = "listTokens", params(Paging),
    responses((status = 200, body = Listed<Token>)))]
async fn list(viewer: Viewer, uri: OriginalUri, Query(paging): Query<Paging>) -> Result<Response, WebError> {
    let mut tokens = viewer.tokens().await?;
    tokens.sort_by_key(|token| token.id);
    let page = paging.of(tokens, |token| token.id.0)?;
    Ok(page.answer(&uri, shown))
}

/// A token to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewToken {
    /// What it is for.
    #[schema(min_length = 1, max_length = 64, example = "检查应用")]
    name: String,
    /// The code of the bureau it acts for.
    #[schema(example = "522701")]
    bureau: String,
    /// As what.
    #[schema(schema_with = schema::role)]
    role: Role,
}

/// A token that was made.
#[derive(Debug, Serialize, ToSchema)]
struct Issued {
    /// Its number.
    id: i64,
    /// What it is for.
    name: String,
    /// What the integration shows as `Authorization: Bearer …`. It is told this once.
    secret: String,
}

/// Makes a token. Its secret in the answer is told once.
#[utoipa::path(post, path = "/api/v1/tokens", tag = "tokens", operation_id = "issueToken", request_body = NewToken,
    responses((status = 201, body = Issued)))]
async fn issue(
    State(console): State<Console>,
    viewer: Viewer,
    words: Words,
    Input(NewToken { name, bureau, role }): Input<NewToken>,
) -> Result<Response, WebError> {
    let bureau = BureauCode::new(bureau);
    let issued = Administration::of(&console, &viewer).issue_token(&name, &bureau, role).await;
    let issued = issued.map_err(|failure| failure.told(words, str::to_owned))?;
    Ok(told_once(StatusCode::CREATED, Issued { id: issued.of.0, name, secret: issued.text }))
}

/// Makes a token good for nothing.
#[utoipa::path(post, path = "/api/v1/tokens/{token}/revoke", tag = "tokens", operation_id = "revokeToken",
    params(("token" = i64, Path, description = "Its number.")),
    responses((status = 204, description = "It is good for nothing.")))]
async fn revoke(viewer: Viewer, Path(token): Path<i64>) -> Result<StatusCode, WebError> {
    viewer.token_revoke(TokenId(token)).await?;
    Ok(StatusCode::NO_CONTENT)
}
