//! The people of a bureau and all below it: added with a password that is told once, shut out, given
//! another role or a password to start again with.

use super::{
    choice::{ChoiceOption, bureaus, roles},
    instant::shown,
};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{Redirect, Response},
};
use duban_domain::{BureauCode, access::Role};
use duban_service::rows::{Person, PersonId};
use duban_web::{
    Console, Viewer, WebError,
    extract::FormBody,
    i18n::Words,
    layout::{Layout, page},
    people::{
        accounts::Newcomer,
        administration::{Administration, AdministrationFailure},
        identify::now,
        keep_error::field_name,
    },
    routes::Routes,
};
use serde::Deserialize;

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
    viewer: &Viewer,
    w: Words,
    (title, says, secret): (String, String, String),
    back: &'static str,
) -> Response {
    let frame = Layout::new(console, viewer, w, title.clone(), back);
    let mut response = page(&ToldOnce { frame, w, title, says, secret, back });
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn list(State(console): State<Console>, viewer: Viewer, w: Words) -> Result<Response, WebError> {
    let people = viewer.people().await?;
    Ok(page(&UsersPage {
        frame: Layout::new(&console, &viewer, w, w.t("nav-users"), "/users"),
        w,
        rows: people.iter().map(|person| row(&console, &viewer, person, w)).collect(),
        bureaus: bureaus(&viewer, viewer.bureau.as_str()),
        roles: roles(w, Role::Officer),
    }))
}

fn row(console: &Console, viewer: &Viewer, person: &Person, w: Words) -> UserRow {
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
        bureau: console.directory().name_of(&person.bureau),
        role: w.family("role-", person.role.as_str()),
        roles: roles(w, person.role),
        signs_in: w.t(signs_in),
        disabled: person.disabled.map(shown),
        locked: person.locked_until.filter(|until| now() < *until).map(shown),
        is_own: viewer.is(person),
    }
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
    viewer: Viewer,
    w: Words,
    FormBody(typed): FormBody<UserForm>,
) -> Result<Response, WebError> {
    let UserForm { account, name, bureau, role: chosen } = typed;
    let newcomer = Newcomer { account, name, bureau: BureauCode::new(bureau), role: role(&chosen, w)? };
    let start = Administration::of(&console, &viewer).add(&newcomer).await.map_err(fault(w))?;
    let says = w.with("users-added-says", [("account", newcomer.account)]);
    Ok(told_once(&console, &viewer, w, (w.t("users-added"), says, start.text), "/users"))
}

async fn disable(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Path(id): Path<i64>,
) -> Result<Redirect, WebError> {
    Administration::of(&console, &viewer).disable(PersonId(id)).await.map_err(fault(w))?;
    Ok(Redirect::to("/users"))
}

async fn enable(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Path(id): Path<i64>,
) -> Result<Redirect, WebError> {
    Administration::of(&console, &viewer).enable(PersonId(id)).await.map_err(fault(w))?;
    Ok(Redirect::to("/users"))
}

#[derive(Deserialize)]
struct UserChangeForm {
    role: String,
}

async fn set_role(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Path(id): Path<i64>,
    FormBody(chosen): FormBody<UserChangeForm>,
) -> Result<Redirect, WebError> {
    let role = role(&chosen.role, w)?;
    Administration::of(&console, &viewer).set_role(PersonId(id), role).await.map_err(fault(w))?;
    Ok(Redirect::to("/users"))
}

async fn reset(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Path(id): Path<i64>,
) -> Result<Response, WebError> {
    let reset = Administration::of(&console, &viewer).reset_password(PersonId(id)).await;
    let start = reset.map_err(fault(w))?;
    let says = w.with("users-added-says", [("account", start.of.account)]);
    Ok(told_once(&console, &viewer, w, (w.t("users-reset"), says, start.text), "/users"))
}

/// What was not done, in the reader's words.
pub(super) fn fault(w: Words) -> impl Fn(AdministrationFailure) -> WebError {
    move |failure| failure.told(w, |field| field_name(w, field))
}

/// A role as a form sends it.
pub(super) fn role(text: &str, w: Words) -> Result<Role, WebError> {
    Role::parse(text).ok_or_else(|| WebError::unfit(w.t("people-role"), w.t("people-bad-role")))
}
