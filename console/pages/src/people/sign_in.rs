//! The door: signing in with a password or through another provider, and signing out.

use askama::Template;
use axum::{
    Extension,
    extract::State,
    http::{HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing,
};
use duban_domain::people::Outcome;
use duban_service::ActTarget;
use duban_web::{
    Console, Viewer, WebError,
    extract::{FormBody, QueryParams},
    i18n::Words,
    layout::{Layout, page},
    people::{
        address::ClientAddress,
        admission::{Door, broken, let_in, recognised, turned_away},
        auth_backend::{Credentials, Member},
        oidc::Pending,
    },
    routes::Routes,
    url::local,
};
use serde::Deserialize;
use serde_json::json;
use time::Duration;
use tower_sessions::Expiry;

/// Where a session keeps a way through another provider that was begun.
const PENDING: &str = "oidc";

/// How long such a way stays open.
const PENDING_FOR: Duration = Duration::minutes(10);

pub(crate) fn routes() -> Routes {
    Routes::default()
        .public(Method::GET, "/sign-in", routing::get(door))
        .public(Method::POST, "/sign-in", routing::post(enter))
        .public(Method::GET, "/sign-in/oidc", routing::get(elsewhere))
        .public(Method::GET, "/sign-in/oidc/back", routing::get(back))
        .public(Method::POST, "/sign-out", routing::post(leave))
        .get("/signed-in", signed_in)
}

#[derive(Template)]
#[template(path = "people/sign_in.html")]
struct SignInPage {
    frame: Layout,
    w: Words,
    account: String,
    next: String,
    problem: Option<String>,
    /// What the button for another provider says.
    provider: Option<String>,
    forward: String,
}

impl SignInPage {
    fn new(console: &Console, w: Words, next: &str) -> Self {
        let next = local(next).to_owned();
        let provider = console.sign_in_ways().provider.as_ref().map(|provider| provider.label().to_owned());
        let forward = format!("/sign-in/oidc?next={}", duban_web::url::encoded_path(&next));
        let frame = Layout::bare(w, w.t("sign-in"));
        Self { frame, w, account: String::new(), next, problem: None, provider, forward }
    }

    fn refused(self, problem: String) -> Response {
        let mut response = page(&Self { problem: Some(problem), ..self });
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        response
    }
}

#[derive(Deserialize)]
struct Onward {
    #[serde(default)]
    next: String,
}

async fn door(
    State(console): State<Console>,
    viewer: Option<Extension<Viewer>>,
    w: Words,
    QueryParams(onward): QueryParams<Onward>,
) -> Response {
    if viewer.is_some() {
        return Redirect::to(local(&onward.next)).into_response();
    }
    page(&SignInPage::new(&console, w, &onward.next))
}

/// Where somebody ends who signed in again in another window, beside a form that waits to be sent.
#[derive(Template)]
#[template(path = "people/signed_in.html")]
struct SignedIn {
    frame: Layout,
    w: Words,
}

async fn signed_in(State(console): State<Console>, viewer: Viewer, w: Words) -> Result<Response, WebError> {
    let frame = Layout::new(&console, &viewer, w, w.t("signed-in-title"), "/signed-in");
    Ok(page(&SignedIn { frame, w }))
}

#[derive(Deserialize)]
struct SignInForm {
    account: String,
    password: String,
    #[serde(default)]
    next: String,
}

async fn enter(
    State(console): State<Console>,
    mut door: Door,
    Extension(address): Extension<ClientAddress>,
    w: Words,
    FormBody(typed): FormBody<SignInForm>,
) -> Result<Response, WebError> {
    let credentials = Credentials { account: typed.account.clone(), password: typed.password };
    let Some(member) = door.authenticate(credentials).await.map_err(broken)? else {
        turned_away(&console, address, &typed.account, json!({ "with": "password" })).await?;
        let form = SignInPage { account: typed.account, ..SignInPage::new(&console, w, &typed.next) };
        return Ok(form.refused(w.t("sign-in-failed")));
    };
    let_in(&console, &mut door, &member, address, json!({ "with": "password" })).await?;
    Ok(Redirect::to(local(&typed.next)).into_response())
}

async fn leave(
    State(console): State<Console>,
    mut door: Door,
    viewer: Option<Extension<Viewer>>,
) -> Result<Response, WebError> {
    door.logout().await.map_err(broken)?;
    if let Some(Extension(viewer)) = viewer {
        viewer.audit("sign-out", ActTarget::default(), Outcome::Done).await?;
    }
    let mut response = Redirect::to("/sign-in").into_response();
    if console.sign_in_ways().settings.is_secure() {
        // A cookie with this prefix is taken back only by one that keeps to its rules.
        let gone = format!(
            "{}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax",
            console.sign_in_ways().cookie_name()
        );
        let gone = HeaderValue::try_from(gone).map_err(|error| WebError::Internal(error.into()))?;
        response.headers_mut().append(header::SET_COOKIE, gone);
    }
    Ok(response)
}

/// Sends somebody on to the other provider. A link leads here, not a form: a form may lead only to
/// ourselves, also by a detour.
async fn elsewhere(
    State(console): State<Console>,
    door: Door,
    w: Words,
    QueryParams(onward): QueryParams<Onward>,
) -> Result<Response, WebError> {
    let provider = console.sign_in_ways().provider.as_ref().ok_or(WebError::NotFound)?;
    let (address, pending) = match provider.begin(local(&onward.next)).await {
        Ok(begun) => begun,
        Err(error) => {
            tracing::error!("another provider cannot be asked: {error:#}");
            return Ok(SignInPage::new(&console, w, &onward.next).refused(w.t("sign-in-provider-away")));
        }
    };
    door.session.insert(PENDING, &pending).await.map_err(|error| broken(error.into()))?;
    if door.user.is_none() {
        door.session.set_expiry(Some(Expiry::OnInactivity(PENDING_FOR)));
    }
    Ok(Redirect::to(address.as_str()).into_response())
}

/// What the other provider sends somebody back with (OpenID Connect Core, 3.1.2.5 and 3.1.2.6).
#[derive(Deserialize)]
struct ProviderAnswer {
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
}

async fn back(
    State(console): State<Console>,
    mut door: Door,
    Extension(address): Extension<ClientAddress>,
    w: Words,
    QueryParams(answer): QueryParams<ProviderAnswer>,
) -> Result<Response, WebError> {
    let provider = console.sign_in_ways().provider.as_ref().ok_or(WebError::NotFound)?;
    // Taken out first: each way leads through once.
    let pending = door.session.remove::<Pending>(PENDING).await.map_err(|error| broken(error.into()))?;
    let next = pending.as_ref().map(|pending| pending.next().to_owned()).unwrap_or_default();
    let identity = match (pending, answer.state, answer.code, answer.error) {
        (Some(pending), Some(state), Some(code), None) => provider.finish(pending, &state, code).await,
        (_, _, _, error) => Err(anyhow::anyhow!("no way in was begun here, or it was broken off: {error:?}")),
    };
    let identity = match identity {
        Ok(identity) => identity,
        Err(error) => {
            tracing::warn!("another provider's answer is not taken: {error:#}");
            let detail = json!({ "with": "oidc", "why": error.to_string() });
            turned_away(&console, address, "", detail).await?;
            return Ok(SignInPage::new(&console, w, &next).refused(w.t("sign-in-provider-failed")));
        }
    };
    let detail = json!({ "with": "oidc", "subject": identity.subject.subject });
    match recognised(&console, &identity).await? {
        Some(person) => {
            let_in(&console, &mut door, &Member(person), address, detail).await?;
            Ok(Redirect::to(local(&next)).into_response())
        }
        None => {
            turned_away(&console, address, identity.account.as_deref().unwrap_or_default(), detail).await?;
            Ok(SignInPage::new(&console, w, &next).refused(w.t("sign-in-provider-unknown")))
        }
    }
}
