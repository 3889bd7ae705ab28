//! The people of a bureau and all below it: who they are, adding somebody, and every act upon an account.

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
use chrono_tz::Asia::Shanghai;
use duban_domain::{
    BureauCode,
    access::Role,
    people::{Account, Joining, ListedPerson, MOST_LISTED, plain_name},
};
use duban_service::rows::{Person, PersonId};
use duban_web::{
    Console, FieldError, Viewer, WebError,
    i18n::Words,
    once::told_once,
    people::{
        Joined, Newcomer,
        administration::{Administration, AdministrationFailure},
        now,
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;
use utoipa_axum::{router::UtoipaMethodRouter, routes};

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![
        routes!(list, add),
        routes!(import),
        routes!(disable),
        routes!(enable),
        routes!(set_role),
        routes!(reset),
    ]
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
async fn list(viewer: Viewer, uri: OriginalUri, Query(paging): Query<Paging>) -> Result<Response, WebError> {
    let mut people = viewer.people().await?;
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

/// People to be added together.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewUsers {
    /// Each of them.
    #[schema(min_items = 1, max_items = 2000)]
    people: Vec<NewListedUser>,
}

/// Somebody of several.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewListedUser {
    /// What they will sign in with; without it, the bureau's code and a number.
    #[schema(min_length = 2, max_length = 64, example = "zhangsan")]
    account: Option<String>,
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

/// Who was added, and who had an account already.
#[derive(Debug, Serialize, ToSchema)]
struct AddedUsers {
    /// Those who were added, in the order they were sent.
    added: Vec<StartPassword>,
    /// The accounts of those who had one.
    known: Vec<String>,
}

fn fault(words: Words) -> impl Fn(AdministrationFailure) -> WebError {
    move |failure| failure.told(words, str::to_owned)
}

/// Adds people, all or nobody. Whoever is there already, by account and name or by name and bureau, is left as they
/// are. The passwords in the answer are told once.
#[utoipa::path(post, path = "/api/v1/users/import", tag = "users", operation_id = "addUsers",
    request_body = NewUsers, responses((status = 201, body = AddedUsers)))]
async fn import(
    State(console): State<Console>,
    viewer: Viewer,
    words: Words,
    Input(NewUsers { people }): Input<NewUsers>,
) -> Result<Response, WebError> {
    let listed = listed(people, words)?;
    let (joined, joining) =
        Administration::of(&console, &viewer).add_all(&listed).await.map_err(fault(words))?;
    let added = joined.into_iter().map(|Joined { id, person, password }| StartPassword {
        id: id.0,
        account: person.account.to_string(),
        password,
    });
    let known = joining.into_iter().filter_map(|joining| match joining {
        Joining::New(_) => None,
        Joining::Known(account) => Some(account.to_string()),
    });
    let told = AddedUsers { added: added.collect(), known: known.collect() };
    Ok(told_once(StatusCode::CREATED, told))
}

/// The people as a list, with everything that is wrong told at its place.
fn listed(people: Vec<NewListedUser>, words: Words) -> Result<Vec<ListedPerson>, WebError> {
    if !(1..=MOST_LISTED).contains(&people.len()) {
        let most = words.n("users-import-most", MOST_LISTED);
        return Err(WebError::unfit("people", most));
    }
    let (mut listed, mut unfit) = (Vec::new(), Vec::new());
    let mut seen = BTreeSet::new();
    for (index, NewListedUser { account, name, bureau, role }) in people.into_iter().enumerate() {
        let place = |field: &str| format!("people[{index}].{field}");
        let account = account.map(|account| Account::parse(&account)).transpose();
        if account.is_err() {
            unfit.push(FieldError::new(place("account"), words.t("people-bad-account")));
        }
        let name = plain_name(&name);
        if name.is_err() {
            unfit.push(FieldError::new(place("name"), words.t("people-bad-name")));
        }
        let (Ok(account), Ok(name)) = (account, name) else { continue };
        let bureau = BureauCode::new(bureau);
        let who = account.as_ref().map_or_else(|| format!("{bureau}\n{name}"), ToString::to_string);
        if !seen.insert(who) {
            unfit.push(FieldError::new(place("account"), words.t("users-import-twice")));
        }
        let line = u32::try_from(index).unwrap_or(u32::MAX);
        listed.push(ListedPerson { line, account, name, bureau, role });
    }
    if unfit.is_empty() { Ok(listed) } else { Err(WebError::Invalid(unfit)) }
}

/// Adds somebody. The password in the answer is told once.
#[utoipa::path(post, path = "/api/v1/users", tag = "users", operation_id = "addUser", request_body = NewUser,
    responses((status = 201, body = StartPassword)))]
async fn add(
    State(console): State<Console>,
    viewer: Viewer,
    words: Words,
    Input(new): Input<NewUser>,
) -> Result<Response, WebError> {
    let NewUser { account, name, bureau, role } = new;
    let newcomer = Newcomer { account, name, bureau: BureauCode::new(bureau), role };
    let start = Administration::of(&console, &viewer).add(&newcomer).await.map_err(fault(words))?;
    let told = StartPassword { id: start.of.0, account: newcomer.account, password: start.text };
    Ok(told_once(StatusCode::CREATED, told))
}

/// Shuts somebody out; their sessions end.
#[utoipa::path(post, path = "/api/v1/users/{user}/disable", tag = "users", operation_id = "disableUser",
    params(("user" = i64, Path, description = "Their number.")),
    responses((status = 204, description = "They are shut out.")))]
async fn disable(
    State(console): State<Console>,
    viewer: Viewer,
    words: Words,
    Path(user): Path<i64>,
) -> Result<StatusCode, WebError> {
    Administration::of(&console, &viewer).disable(PersonId(user)).await.map_err(fault(words))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lets somebody in again.
#[utoipa::path(post, path = "/api/v1/users/{user}/enable", tag = "users", operation_id = "enableUser",
    params(("user" = i64, Path, description = "Their number.")),
    responses((status = 204, description = "They may sign in.")))]
async fn enable(
    State(console): State<Console>,
    viewer: Viewer,
    words: Words,
    Path(user): Path<i64>,
) -> Result<StatusCode, WebError> {
    Administration::of(&console, &viewer).enable(PersonId(user)).await.map_err(fault(words))?;
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
    viewer: Viewer,
    words: Words,
    Path(user): Path<i64>,
    Input(NewRole { role }): Input<NewRole>,
) -> Result<StatusCode, WebError> {
    Administration::of(&console, &viewer).set_role(PersonId(user), role).await.map_err(fault(words))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives somebody a password to start again with, which is told once; their sessions end.
#[utoipa::path(post, path = "/api/v1/users/{user}/password", tag = "users", operation_id = "resetUserPassword",
    params(("user" = i64, Path, description = "Their number.")),
    responses((status = 200, body = StartPassword)))]
async fn reset(
    State(console): State<Console>,
    viewer: Viewer,
    words: Words,
    Path(user): Path<i64>,
) -> Result<Response, WebError> {
    let reset = Administration::of(&console, &viewer).reset_password(PersonId(user)).await;
    let start = reset.map_err(fault(words))?;
    let (id, account) = (start.of.id.0, start.of.account.to_string());
    let told = StartPassword { id, account, password: start.text };
    Ok(told_once(StatusCode::OK, told))
}
