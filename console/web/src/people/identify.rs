//! Who asks: by a token, or by a session that is neither idle too long nor too old. What is found goes
//! along with the request as its [`duban_service::Viewer`].

use super::{address::ClientAddress, auth_backend::AuthBackend, secret::token_fingerprint};
use crate::{Console, Principal, Via, Viewer, WebError, i18n::Words};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use axum_login::AuthSession;
use chrono::Utc;
use duban_config::settings::ConsoleSettings;
use duban_domain::{WallTime, people::Account};
use duban_store::Person;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use tower_sessions::{Expiry, Session};

/// Where a session keeps its [`Clock`].
const CLOCK: &str = "clock";

/// A session is written again only after this part of the idle time: reading pages should not write.
const PARTS: u64 = 10;

/// Where a page asks how long its session lasts, which does not prolong it, and where it goes on with it.
pub const LOOKED_AT: &str = "/session";
pub const CONTINUED: &str = "/session/continue";

/// What may be done before a start password has been changed.
const BEFORE_THE_CHANGE: &[&str] = &["/account", "/account/password", "/sign-out", "/language", "/sign-in"];

/// When a session began and when it was last used, in seconds of Unix time.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Clock {
    began: i64,
    seen: i64,
}

impl Clock {
    fn is_over(self, settings: &ConsoleSettings, now: i64) -> bool {
        let idle = settings.session_idle.as_secs();
        let length = settings.session_length.as_secs();
        let since = |instant: i64| u64::try_from(now.saturating_sub(instant)).unwrap_or_default();
        since(self.seen) >= idle || since(self.began) >= length
    }

    fn is_stale(self, settings: &ConsoleSettings, now: i64) -> bool {
        let part = settings.session_idle.as_secs() / PARTS;
        u64::try_from(now.saturating_sub(self.seen)).unwrap_or_default() >= part
    }

    /// When the session ends if nothing more comes.
    fn end(self, settings: &ConsoleSettings) -> Expiry {
        let plus = |instant: i64, seconds: u64| instant.saturating_add_unsigned(seconds);
        let idle = plus(self.seen, settings.session_idle.as_secs());
        let end = idle.min(plus(self.began, settings.session_length.as_secs()));
        Expiry::AtDateTime(OffsetDateTime::from_unix_timestamp(end).unwrap_or(OffsetDateTime::UNIX_EPOCH))
    }
}

/// Starts a session's clock.
pub(crate) async fn start_clock(
    session: &Session,
    settings: &ConsoleSettings,
) -> Result<(), tower_sessions::session::Error> {
    let now = Utc::now().timestamp();
    set_clock(session, settings, Clock { began: now, seen: now }).await
}

async fn set_clock(
    session: &Session,
    settings: &ConsoleSettings,
    clock: Clock,
) -> Result<(), tower_sessions::session::Error> {
    session.insert(CLOCK, clock).await?;
    session.set_expiry(Some(clock.end(settings)));
    Ok(())
}

/// Finds out who asks. A request with a token is the token's alone, whatever session comes with it: it was
/// let past the check of its origin for the token's sake.
pub async fn identify(
    State(console): State<Console>,
    door: AuthSession<AuthBackend>,
    mut request: Request,
    next: Next,
) -> Response {
    // A request as such cannot be looked at while something is waited for: its body is one reader's.
    let (path, headers) = (request.uri().path().to_owned(), request.headers().clone());
    let only_reads = request.method().is_safe();
    let known = match headers.contains_key(header::AUTHORIZATION) {
        true => by_token(&console, &headers).await,
        false => by_session(&console, door, &path, &headers).await,
    };
    let known = match known {
        Ok(Known::Principal(principal)) => Some(principal),
        Ok(Known::MustChange) if only_reads => return Redirect::to("/account").into_response(),
        // A form was not taken: another page in its place would say that it was.
        Ok(Known::MustChange) => {
            let why = Words::of(&path, &headers).t("fault-must-change");
            return WebError::Refused(why).into_response();
        }
        Ok(Known::Nobody) => None,
        Err(fault) => return fault.into_response(),
    };
    if let Some(principal) = known {
        let source = ClientAddress::of(&request).0.to_string();
        request.extensions_mut().insert(console.service().viewer(principal.asking_from(source)));
    }
    next.run(request).await
}

enum Known {
    Principal(Principal),
    /// A person whose first act must be another password.
    MustChange,
    Nobody,
}

async fn by_token(console: &Console, headers: &HeaderMap) -> Result<Known, WebError> {
    let written = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let secret = written.and_then(|written| {
        let (scheme, secret) = written.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(secret.trim())
    });
    let Some(fingerprint) = secret.and_then(token_fingerprint) else { return Err(WebError::NotSignedIn) };
    let store = console.store();
    let token = store.token_by_secret(&fingerprint).await?.ok_or(WebError::NotSignedIn)?;
    let today = Utc::now().date_naive();
    if token.last_used != Some(today) {
        store.token_used(token.id, today).await?;
    }
    let via = Via::Token(token.id.0);
    Ok(Known::Principal(Principal::new(token.name.clone(), token.name, token.bureau, token.role, via)))
}

async fn by_session(
    console: &Console,
    mut door: AuthSession<AuthBackend>,
    path: &str,
    headers: &HeaderMap,
) -> Result<Known, WebError> {
    let Some(member) = door.user.take() else { return Ok(Known::Nobody) };
    let settings = &console.sign_in_ways().settings;
    let now = Utc::now().timestamp();
    let clock = door.session.get::<Clock>(CLOCK).await.map_err(unavailable)?;
    let Some(clock) = clock.filter(|clock| !clock.is_over(settings, now)) else {
        door.session.flush().await.map_err(unavailable)?;
        return Ok(Known::Nobody);
    };
    // A page that keeps itself up to date does so without anybody's clicking.
    let listens = headers.get(header::ACCEPT).is_some_and(|accept| accept == "text/event-stream");
    let by_itself = listens || path == LOOKED_AT;
    if (clock.is_stale(settings, now) || path == CONTINUED) && !by_itself {
        let clock = Clock { seen: now, ..clock };
        set_clock(&door.session, settings, clock).await.map_err(unavailable)?;
    }
    let must_change = member.0.password.as_ref().is_some_and(|password| password.is_start);
    if must_change && !BEFORE_THE_CHANGE.contains(&path) && !path.starts_with("/assets/") {
        return Ok(Known::MustChange);
    }
    Ok(Known::Principal(principal_of(&member.0)))
}

/// In how many seconds a session ends if nobody does anything.
///
/// # Errors
/// The store does not answer.
pub async fn left(console: &Console, session: &Session) -> Result<u64, WebError> {
    let clock = session.get::<Clock>(CLOCK).await.map_err(unavailable)?;
    let Some(Expiry::AtDateTime(end)) = clock.map(|clock| clock.end(&console.sign_in_ways().settings)) else {
        return Ok(0);
    };
    Ok(u64::try_from(end.unix_timestamp().saturating_sub(Utc::now().timestamp())).unwrap_or_default())
}

/// A person as whoever asks.
pub(crate) fn principal_of(person: &Person) -> Principal {
    let Person { account, name, bureau, role, .. } = person;
    Principal::new(account.to_string(), name.clone(), bureau.clone(), *role, Via::Session)
}

/// Whoever asks, as the store knows them. An integration has no account.
///
/// # Errors
/// [`WebError::NotFound`] where it is no person in a session.
pub async fn own(console: &Console, viewer: &Viewer) -> Result<Person, WebError> {
    let account = Account::parse(&viewer.account).ok().filter(|_| viewer.via == Via::Session);
    let account = account.ok_or(WebError::NotFound)?;
    console.store().person_by_account(&account).await?.ok_or(WebError::NotFound)
}

fn unavailable(error: tower_sessions::session::Error) -> WebError {
    WebError::Unavailable(error.into())
}

/// This instant.
pub fn now() -> WallTime {
    WallTime::new(Utc::now())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_when_idle_and_in_any_case() {
        let settings = ConsoleSettings::default();
        let (idle, length) = (3600, 12 * 3600);
        let clock = Clock { began: 1000, seen: 1000 };
        assert!(!clock.is_over(&settings, 1000 + idle - 1) && clock.is_over(&settings, 1000 + idle));
        assert!(!clock.is_stale(&settings, 1000 + 359) && clock.is_stale(&settings, 1000 + 360));
        let busy = Clock { began: 1000, seen: 1000 + length - 10 };
        assert!(!busy.is_over(&settings, 1000 + length - 1) && busy.is_over(&settings, 1000 + length));
        let end = |clock: Clock| match clock.end(&settings) {
            Expiry::AtDateTime(end) => end.unix_timestamp(),
            other => panic!("{other:?}"),
        };
        assert_eq!((end(clock), end(busy)), (1000 + idle, 1000 + length));
        // A clock that was set back makes nobody older.
        assert!(!clock.is_over(&settings, 0));
    }
}
