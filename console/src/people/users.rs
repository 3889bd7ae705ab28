//! The people of a bureau and all below it: added with a password that is told once, shut out, given
//! another role or a password to start again with.

use super::{
    accounts::Newcomer,
    choice::{ChoiceOption, bureau_name, bureaus, roles},
    fault,
    identify::now,
    shown,
};
use crate::{
    Console, Principal, Via, WebError,
    audit::Target,
    extract::FormBody,
    i18n::Words,
    layout::{Layout, page},
    routes::Routes,
};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};
use duban_domain::{
    BureauCode,
    access::{Action, Role},
    people::Outcome,
};
use duban_store::{Person, PersonId};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeSet;

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/users", list)
        .post("/users", add)
        .post("/users/{id}/disable", disable)
        .post("/users/{id}/enable", enable)
        .post("/users/{id}/role", set_role)
        .post("/users/{id}/password", reset)
}

#[derive(Template)]
#[template(path = "people/users.html")]
struct UsersPage {
    frame: Layout,
    w: Words,
    rows: Vec<UserRow>,
    bureaus: Vec<ChoiceOption>,
    roles: Vec<ChoiceOption>,
}

struct UserRow {
    id: PersonId,
    account: String,
    name: String,
    bureau: String,
    role: String,
    roles: Vec<ChoiceOption>,
    signs_in: String,
    disabled: Option<String>,
    locked: Option<String>,
    is_own: bool,
}

#[derive(Template)]
#[template(path = "people/told_once.html")]
struct ToldOnce {
    frame: Layout,
    w: Words,
    title: String,
    says: String,
    secret: String,
    back: &'static str,
}

/// A page with a secret that is told once: nothing keeps it.
pub(super) fn told_once(
    console: &Console,
    principal: &Principal,
    w: Words,
    (title, says, secret): (String, String, String),
    back: &'static str,
) -> Response {
    let frame = Layout::new(console, principal, w, title.clone(), back);
    let mut response = page(&ToldOnce { frame, w, title, says, secret, back });
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The codes of all bureaus that somebody sees.
pub(crate) fn seen(console: &Console, principal: &Principal) -> BTreeSet<BureauCode> {
    principal.sees(console).into_iter().map(|bureau| bureau.code.clone()).collect()
}

async fn list(State(console): State<Console>, principal: Principal, w: Words) -> Result<Response, WebError> {
    principal.authorise(&console, Action::KeepUsers, &principal.bureau)?;
    let people = console.store().person_list(Some(&seen(&console, &principal))).await?;
    Ok(page(&UsersPage {
        frame: Layout::new(&console, &principal, w, w.t("nav-users"), "/users"),
        w,
        rows: people.iter().map(|person| row(&console, &principal, person, w)).collect(),
        bureaus: bureaus(&console, &principal, principal.bureau.as_str()),
        roles: roles(w, Role::Officer),
    }))
}

fn row(console: &Console, principal: &Principal, person: &Person, w: Words) -> UserRow {
    let signs_in = match (&person.password, &person.subject) {
        (Some(password), _) if password.is_start => "users-start-password",
        (Some(_), Some(_)) => "users-password-provider",
        (Some(_), None) => "people-password",
        (None, _) => "users-provider",
    };
    UserRow {
        id: person.id,
        account: person.account.to_string(),
        name: person.name.clone(),
        bureau: bureau_name(console, &person.bureau),
        role: w.family("role-", person.role.as_str()),
        roles: roles(w, person.role),
        signs_in: w.t(signs_in),
        disabled: person.disabled.map(shown),
        locked: person.locked_until.filter(|until| now() < *until).map(shown),
        is_own: is_own(principal, person),
    }
}

fn is_own(principal: &Principal, person: &Person) -> bool {
    principal.via == Via::Session && principal.account == person.account.as_str()
}

#[derive(Deserialize)]
struct UserForm {
    account: String,
    name: String,
    bureau: String,
    role: String,
}

async fn add(
    State(console): State<Console>,
    principal: Principal,
    w: Words,
    FormBody(typed): FormBody<UserForm>,
) -> Result<Response, WebError> {
    let bureau = BureauCode::from(typed.bureau.as_str());
    principal.authorise(&console, Action::KeepUsers, &bureau)?;
    let role = role(&typed.role, w)?;
    let newcomer = Newcomer { account: typed.account, name: typed.name, bureau: bureau.clone(), role };
    let added = console.doors().keeper.add_with_start(&newcomer, now()).await;
    let (_, start) = added.map_err(|failure| fault(failure, w))?;
    let target =
        Target::of(&bureau).upon(&newcomer.account).with(json!({ "name": newcomer.name, "role": role }));
    console.audit(&principal, "user-add", target, Outcome::Done).await?;
    let says = w.with("users-added-says", [("account", newcomer.account)]);
    Ok(told_once(&console, &principal, w, (w.t("users-added"), says, start), "/users"))
}

async fn disable(
    State(console): State<Console>,
    principal: Principal,
    w: Words,
    Path(id): Path<i64>,
) -> Result<Response, WebError> {
    let person = another(&console, &principal, id, w).await?;
    console.doors().keeper.disable(&person, now()).await.map_err(|failure| fault(failure, w))?;
    done(&console, &principal, &person, "user-disable").await
}

async fn enable(
    State(console): State<Console>,
    principal: Principal,
    w: Words,
    Path(id): Path<i64>,
) -> Result<Response, WebError> {
    let person = another(&console, &principal, id, w).await?;
    console.doors().keeper.enable(&person).await.map_err(|failure| fault(failure, w))?;
    done(&console, &principal, &person, "user-enable").await
}

#[derive(Deserialize)]
struct UserChangeForm {
    role: String,
}

async fn set_role(
    State(console): State<Console>,
    principal: Principal,
    w: Words,
    Path(id): Path<i64>,
    FormBody(chosen): FormBody<UserChangeForm>,
) -> Result<Response, WebError> {
    let person = another(&console, &principal, id, w).await?;
    let role = role(&chosen.role, w)?;
    console.doors().keeper.set_role(&person, role).await.map_err(|failure| fault(failure, w))?;
    let detail = json!({ "from": person.role, "to": role });
    let target = Target::of(&person.bureau).upon(&person.account).with(detail);
    console.audit(&principal, "user-role", target, Outcome::Done).await?;
    Ok(Redirect::to("/users").into_response())
}

async fn reset(
    State(console): State<Console>,
    principal: Principal,
    w: Words,
    Path(id): Path<i64>,
) -> Result<Response, WebError> {
    let person = another(&console, &principal, id, w).await?;
    let reset = console.doors().keeper.reset_password(&person, now()).await;
    let start = reset.map_err(|failure| fault(failure, w))?;
    let target = Target::of(&person.bureau).upon(&person.account);
    console.audit(&principal, "user-password", target, Outcome::Done).await?;
    let says = w.with("users-added-says", [("account", person.account)]);
    Ok(told_once(&console, &principal, w, (w.t("users-reset"), says, start), "/users"))
}

async fn done(
    console: &Console,
    principal: &Principal,
    person: &Person,
    action: &str,
) -> Result<Response, WebError> {
    let target = Target::of(&person.bureau).upon(&person.account);
    console.audit(principal, action, target, Outcome::Done).await?;
    Ok(Redirect::to("/users").into_response())
}

/// Somebody whom this principal keeps, and who is not themselves: the last administrator of a bureau would
/// be gone by a slip.
///
/// # Errors
/// There is nobody with this number whom this principal keeps, or it is themselves.
pub(crate) async fn another(
    console: &Console,
    principal: &Principal,
    id: i64,
    w: Words,
) -> Result<Person, WebError> {
    let person = console.store().person_get(PersonId(id)).await?.ok_or(WebError::NotFound)?;
    principal.authorise(console, Action::KeepUsers, &person.bureau)?;
    if is_own(principal, &person) {
        return Err(WebError::Refused(w.t("users-not-oneself")));
    }
    Ok(person)
}

/// A role as a form sends it.
pub(super) fn role(text: &str, w: Words) -> Result<Role, WebError> {
    Role::parse(text).ok_or_else(|| WebError::unfit(w.t("people-role"), w.t("people-bad-role")))
}
