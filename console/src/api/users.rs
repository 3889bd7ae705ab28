//! The people of a bureau and all below it: who they are, adding somebody, and every act upon an account.

use super::{
    common::seen,
    input::Input,
    once::told_once,
    paging::{Listed, Paging},
    schema,
};
use crate::{
    Console, Principal, WebError,
    audit::Target,
    i18n::Words,
    people::{Newcomer, fault_at, now, users::another},
};
use axum::{
    extract::{OriginalUri, Path, Query, State},
    http::StatusCode,
    response::Response,
};
use chrono_tz::Asia::Shanghai;
use duban_domain::{
    BureauCode,
    access::{Action, Role},
    people::Outcome,
};
use duban_store::Person;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::{router::UtoipaMethodRouter, routes};

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![routes!(list, add), routes!(disable), routes!(enable), routes!(set_role), routes!(reset)]
}

/// Somebody who signs in.
#[derive(Debug, Serialize, ToSchema)]
struct User {
    /// Their number.
    id: i64,
    /// What they sign in with.
    account: String,
    /// Their name.
    name: String,
    /// The code of their bureau.
    bureau: String,
    /// What they do there.
    #[schema(schema_with = schema::role)]
    role: &'static str,
    /// Whether they have a password.
    has_password: bool,
    /// Whether it is one to start with, which must be changed first.
    must_change: bool,
    /// Whether another provider knows them.
    linked: bool,
    /// Since when they are shut out.
    #[schema(format = DateTime)]
    disabled: Option<String>,
    /// Until when wrong passwords keep the account locked.
    #[schema(format = DateTime)]
    locked: Option<String>,
}

fn shown(person: Person) -> User {
    User {
        id: person.id.0,
        account: person.account.to_string(),
        name: person.name,
        bureau: person.bureau.to_string(),
        role: person.role.as_str(),
        has_password: person.password.is_some(),
        must_change: person.password.is_some_and(|password| password.is_start),
        linked: person.subject.is_some(),
        disabled: person.disabled.map(|at| at.rfc3339(Shanghai)),
        locked: person.locked_until.filter(|until| now() < *until).map(|at| at.rfc3339(Shanghai)),
    }
}

/// The people of the token's bureau and all below it, by number.
#[utoipa::path(get, path = "/api/v1/users", tag = "users", operation_id = "listUsers", params(Paging),
    responses((status = 200, body = Listed<User>)))]
async fn list(
    State(console): State<Console>,
    principal: Principal,
    uri: OriginalUri,
    Query(paging): Query<Paging>,
) -> Result<Response, WebError> {
    principal.authorise(&console, Action::KeepUsers, &principal.bureau)?;
    let mut people = console.store().person_list(Some(&seen(&console, &principal))).await?;
    people.sort_by_key(|person| person.id);
    let page = paging.of(people, |person| person.id.0)?;
    Ok(page.answer(&uri, shown))
}

/// Somebody to be added.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewUser {
    /// What they will sign in with: letters, digits, Chinese characters or `. - _ @`.
    #[schema(min_length = 2, max_length = 64, example = "zhangsan")]
    account: String,
    /// Their name.
    #[schema(min_length = 1, max_length = 64)]
    name: String,
    /// The code of their bureau.
    #[schema(example = "522701")]
    bureau: String,
    /// What they do there.
    #[schema(schema_with = schema::role)]
    role: Role,
}

/// A password to start with. It is told this once, and must be changed at the first sign-in.
#[derive(Debug, Serialize, ToSchema)]
struct StartPassword {
    /// The person's number.
    id: i64,
    /// What they sign in with.
    account: String,
    /// The password.
    password: String,
}

fn fault(words: Words) -> impl Fn(crate::people::KeepFailure) -> WebError {
    move |failure| fault_at(failure, words, str::to_owned)
}

/// Adds somebody. The password in the answer is told once.
#[utoipa::path(post, path = "/api/v1/users", tag = "users", operation_id = "addUser", request_body = NewUser,
    responses((status = 201, body = StartPassword)))]
async fn add(
    State(console): State<Console>,
    principal: Principal,
    words: Words,
    Input(new): Input<NewUser>,
) -> Result<Response, WebError> {
    let bureau = BureauCode::from(new.bureau.as_str());
    principal.authorise(&console, Action::KeepUsers, &bureau)?;
    let newcomer = Newcomer { account: new.account, name: new.name, bureau: bureau.clone(), role: new.role };
    let added = console.doors().keeper.add_with_start(&newcomer, now()).await;
    let (id, password) = added.map_err(fault(words))?;
    let detail = json!({ "name": newcomer.name, "role": newcomer.role });
    let target = Target::of(&bureau).upon(&newcomer.account).with(detail);
    console.audit(&principal, "user-add", target, Outcome::Done).await?;
    Ok(told_once(StatusCode::CREATED, StartPassword { id: id.0, account: newcomer.account, password }))
}

/// Writes down what was done to somebody.
async fn done(console: &Console, principal: &Principal, person: &Person, act: &str) -> Result<(), WebError> {
    let target = Target::of(&person.bureau).upon(&person.account);
    console.audit(principal, act, target, Outcome::Done).await
}

/// Shuts somebody out; their sessions end.
#[utoipa::path(post, path = "/api/v1/users/{user}/disable", tag = "users", operation_id = "disableUser",
    params(("user" = i64, Path, description = "Their number.")),
    responses((status = 204, description = "They are shut out.")))]
async fn disable(
    State(console): State<Console>,
    principal: Principal,
    words: Words,
    Path(user): Path<i64>,
) -> Result<StatusCode, WebError> {
    let person = another(&console, &principal, user, words).await?;
    console.doors().keeper.disable(&person, now()).await.map_err(fault(words))?;
    done(&console, &principal, &person, "user-disable").await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lets somebody in again.
#[utoipa::path(post, path = "/api/v1/users/{user}/enable", tag = "users", operation_id = "enableUser",
    params(("user" = i64, Path, description = "Their number.")),
    responses((status = 204, description = "They may sign in.")))]
async fn enable(
    State(console): State<Console>,
    principal: Principal,
    words: Words,
    Path(user): Path<i64>,
) -> Result<StatusCode, WebError> {
    let person = another(&console, &principal, user, words).await?;
    console.doors().keeper.enable(&person).await.map_err(fault(words))?;
    done(&console, &principal, &person, "user-enable").await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Another role.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewRole {
    /// What they do from now on.
    #[schema(schema_with = schema::role)]
    role: Role,
}

/// Gives somebody another role; their sessions end.
#[utoipa::path(post, path = "/api/v1/users/{user}/role", tag = "users", operation_id = "setUserRole",
    params(("user" = i64, Path, description = "Their number.")),
    request_body = NewRole, responses((status = 204, description = "They have it.")))]
async fn set_role(
    State(console): State<Console>,
    principal: Principal,
    words: Words,
    Path(user): Path<i64>,
    Input(NewRole { role }): Input<NewRole>,
) -> Result<StatusCode, WebError> {
    let person = another(&console, &principal, user, words).await?;
    console.doors().keeper.set_role(&person, role).await.map_err(fault(words))?;
    let detail = json!({ "from": person.role, "to": role });
    let target = Target::of(&person.bureau).upon(&person.account).with(detail);
    console.audit(&principal, "user-role", target, Outcome::Done).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives somebody a password to start again with, which is told once; their sessions end.
#[utoipa::path(post, path = "/api/v1/users/{user}/password", tag = "users", operation_id = "resetUserPassword",
    params(("user" = i64, Path, description = "Their number.")),
    responses((status = 200, body = StartPassword)))]
async fn reset(
    State(console): State<Console>,
    principal: Principal,
    words: Words,
    Path(user): Path<i64>,
) -> Result<Response, WebError> {
    let person = another(&console, &principal, user, words).await?;
    let password = console.doors().keeper.reset_password(&person, now()).await.map_err(fault(words))?;
    done(&console, &principal, &person, "user-password").await?;
    let told = StartPassword { id: person.id.0, account: person.account.to_string(), password };
    Ok(told_once(StatusCode::OK, told))
}
