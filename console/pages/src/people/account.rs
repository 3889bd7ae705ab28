//! One's own account: another password, the language.

use super::instant::shown;
use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use duban_domain::people::Outcome;
use duban_service::ActTarget;
use duban_web::{
    Console, Viewer, WebError,
    extract::{FormBody, QueryParams},
    i18n::Words,
    layout::{Layout, page},
    people::{
        admission::{Door, broken},
        auth_backend::{Credentials, Member},
        identify::{now, own},
        keep_error::fault,
        password::{LONGEST_PASSWORD, SHORTEST_PASSWORD},
    },
    routes::Routes,
};
use serde::Deserialize;

pub(crate) fn routes() -> Routes {
    Routes::default().get("/account", account).post("/account/password", change)
}

#[derive(Template)]
#[template(path = "people/account.html")]
struct AccountPage {
    frame: Layout,
    w: Words,
    account: String,
    name: String,
    bureau: String,
    role: String,
    /// When the password was chosen; `None`: there is none.
    password_since: Option<String>,
    is_linked: bool,
    must_change: bool,
    was_changed: bool,
    shortest: usize,
    longest: usize,
}

#[derive(Deserialize)]
struct AccountQuery {
    changed: Option<String>,
}

async fn account(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    QueryParams(told): QueryParams<AccountQuery>,
) -> Result<Response, WebError> {
    let person = own(&console, &viewer).await?;
    let bureau = console.directory().get(&person.bureau);
    Ok(page(&AccountPage {
        frame: Layout::new(&console, &viewer, w, w.t("account-title"), "/account"),
        w,
        account: person.account.to_string(),
        name: person.name.clone(),
        bureau: bureau.map_or_else(|| person.bureau.to_string(), |bureau| bureau.name.clone()),
        role: w.family("role-", person.role.as_str()),
        password_since: person.password_changed.map(shown),
        is_linked: person.subject.is_some(),
        must_change: person.password.as_ref().is_some_and(|password| password.is_start),
        was_changed: told.changed.is_some(),
        shortest: SHORTEST_PASSWORD,
        longest: LONGEST_PASSWORD,
    }))
}

#[derive(Deserialize)]
struct Passwords {
    current: String,
    password: String,
    again: String,
}

/// Another password ends every session of this person but the one it is changed in, whose id is new.
async fn change(
    State(console): State<Console>,
    viewer: Viewer,
    mut door: Door,
    w: Words,
    FormBody(typed): FormBody<Passwords>,
) -> Result<Response, WebError> {
    let person = own(&console, &viewer).await?;
    if typed.password != typed.again {
        return Err(WebError::unfit(w.t("account-again"), w.t("account-differ")));
    }
    if typed.password == typed.current {
        return Err(WebError::unfit(w.t("account-new"), w.t("account-same")));
    }
    // By the same way as at the door, so that guessing here is counted and limited as it is there.
    let credentials = Credentials { account: person.account.to_string(), password: typed.current };
    if door.authenticate(credentials).await.map_err(broken)?.is_none() {
        return Err(WebError::unfit(w.t("account-current"), w.t("sign-in-failed")));
    }
    let accounts = &console.sign_in_ways().accounts;
    accounts.set_password(&person, &typed.password, now()).await.map_err(|failure| fault(failure, w))?;
    let person = own(&console, &viewer).await?;
    let target = ActTarget::of(&person.bureau).upon(&person.account);
    door.login(&Member(person)).await.map_err(broken)?;
    door.session.cycle_id().await.map_err(|error| broken(error.into()))?;
    viewer.audit("own-password", target, Outcome::Done).await?;
    Ok(Redirect::to("/account?changed=1").into_response())
}
