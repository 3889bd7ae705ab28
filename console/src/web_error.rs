//! Every way a request can fail, and how the one who asked is told: a page for people, a problem
//! (RFC 9457) for programs.

use crate::{
    i18n::{Lang, Words},
    layout::{Layout, page},
};
use askama::Template;
use axum::{
    Json,
    extract::Request,
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use duban_domain::{access::Action, webhook::Forged};
use duban_service::ServiceError;
use duban_store::StoreError;
use serde::Serialize;
use std::sync::Arc;

/// A request that was not fulfilled; nothing changed by it.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    /// Nobody known asks.
    #[error("not signed in")]
    NotSignedIn,
    /// A signed message that is not believed.
    #[error("not believed: {0}")]
    Forged(Forged),
    /// The rule says no.
    #[error("not permitted: {0}")]
    Forbidden(Action),
    /// A browser was led here from a page that is not ours.
    #[error("a request from a foreign page")]
    ForeignOrigin,
    /// There is no such thing, or not for this principal.
    #[error("not found")]
    NotFound,
    /// What was sent is invalid: each reason with the field it concerns, in the reader's words.
    #[error("unfit input")]
    Invalid(Vec<FieldError>),
    /// A state machine or a rule refused; the sentence says why, in the reader's words.
    #[error("refused: {0}")]
    Refused(String),
    /// What people do was refused, with the reason typed: worded for the reader when it is told.
    #[error("{0}")]
    Failed(Arc<ServiceError>),
    /// Something else happened meanwhile, or the same was asked before in another way.
    #[error("conflict: {0}")]
    Conflict(String),
    /// More than is taken, in bytes.
    #[error("too large: at most {0} bytes")]
    TooLarge(u64),
    /// Too often; seconds until it is worth trying again.
    #[error("too many requests")]
    TooMany(u64),
    /// What is needed for it does not answer; whether it was done, the ledger will show.
    #[error("unavailable")]
    Unavailable(#[source] anyhow::Error),
    /// A fault of this program.
    #[error("internal")]
    Internal(#[source] anyhow::Error),
}

/// One thing that is invalid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// The field, or where in the body; empty: the whole.
    pub field: String,
    /// Why, and what to do.
    pub reason: String,
}

impl FieldError {
    /// A field and why its value is invalid.
    pub fn new(field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { field: field.into(), reason: reason.into() }
    }
}

impl WebError {
    /// One field that is invalid.
    pub fn unfit(field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, reason)])
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Failed(failure) if matches!(**failure, ServiceError::File(_)) => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Self::NotSignedIn | Self::Forged(_) => StatusCode::UNAUTHORIZED,
            Self::Forbidden(_) | Self::ForeignOrigin => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Refused(_) | Self::Failed(_) | Self::Conflict(_) => StatusCode::CONFLICT,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What kind of fault it is, as problems spell it.
    fn kind(&self) -> &'static str {
        match self {
            Self::Failed(failure) => match **failure {
                ServiceError::File(_) => "unfit",
                ServiceError::Exists { .. } | ServiceError::Conflicts(_) => "conflict",
                _ => "refused",
            },
            Self::NotSignedIn => "not-signed-in",
            Self::Forged(_) => "forged",
            Self::Forbidden(_) => "forbidden",
            Self::ForeignOrigin => "foreign-origin",
            Self::NotFound => "not-found",
            Self::Invalid(_) => "unfit",
            Self::Refused(_) => "refused",
            Self::Conflict(_) => "conflict",
            Self::TooLarge(_) => "too-large",
            Self::TooMany(_) => "too-many",
            Self::Unavailable(_) => "unavailable",
            Self::Internal(_) => "internal",
        }
    }

    /// What a list of outcomes says of it, in a sentence.
    pub(crate) fn sentence(&self, words: Words) -> String {
        self.detail(words).unwrap_or_else(|| self.title(words))
    }

    /// The headline.
    fn title(&self, words: Words) -> String {
        words.family("fault-", self.kind())
    }

    /// What exactly, where there is more to say than the headline.
    fn detail(&self, words: Words) -> Option<String> {
        match self {
            Self::Forbidden(action) => {
                let action = words.family("action-", action.as_str());
                Some(words.with("fault-forbidden-detail", [("action", action)]))
            }
            Self::Refused(why) | Self::Conflict(why) => Some(why.clone()),
            // Programs' people read it, and the scheme's words are English.
            Self::Forged(why) => Some(why.to_string()),
            Self::Failed(failure) => Some(match words.lang {
                Lang::Chinese => failure.chinese(),
                Lang::English => failure.to_string(),
            }),
            Self::TooLarge(bytes) => Some(words.n("fault-too-large-detail", bytes.div_ceil(1 << 20))),
            Self::Invalid(fields) if fields.iter().any(|unfit| unfit.field == "due") => {
                Some(words.t("fault-unfit-due"))
            }
            Self::TooMany(seconds) => Some(words.n("fault-too-many-detail", *seconds)),
            _ => None,
        }
    }
}

impl From<StoreError> for WebError {
    fn from(error: StoreError) -> Self {
        Self::Unavailable(error.into())
    }
}

impl From<ServiceError> for WebError {
    fn from(failure: ServiceError) -> Self {
        match failure {
            ServiceError::Invalid(reasons) => {
                Self::Invalid(reasons.into_iter().map(|reason| FieldError::new("", reason)).collect())
            }
            ServiceError::Unknown { .. } => Self::NotFound,
            ServiceError::Unavailable(error) => Self::Unavailable(error),
            ServiceError::NoAnswer => Self::Unavailable(ServiceError::NoAnswer.into()),
            failure => Self::Failed(Arc::new(failure)),
        }
    }
}

/// A handler's answer is a mark; `present` turns it into what the one who asked can read.
impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// A problem as RFC 9457 has it.
#[derive(Serialize)]
struct Problem<'a> {
    #[serde(rename = "type")]
    kind: String,
    title: String,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    #[serde(skip_serializing_if = "<[FieldError]>::is_empty")]
    errors: &'a [FieldError],
}

/// What the pages' own script sends along: a fault is told in the page that is open, over what was typed.
const IN_PLACE: &str = "x-in-place";
/// Which fault a piece of a page tells; nothing that succeeds bears it.
const FAULT: HeaderName = HeaderName::from_static("x-fault");

/// Tells faults as the one who asked can read them.
pub(crate) async fn present(request: Request, next: Next) -> Response {
    let words = Words::of(request.uri().path(), request.headers());
    let for_program = request.uri().path().starts_with("/api/");
    let in_place = ["hx-request", IN_PLACE].iter().any(|name| request.headers().contains_key(*name));
    let whole = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
    let came_by_reading = request.method().is_safe();
    let response = next.run(request).await;
    let Some(fault) = response.extensions().get::<Arc<WebError>>().cloned() else {
        return if for_program { as_problem(response, words) } else { response };
    };
    if let WebError::Unavailable(error) | WebError::Internal(error) = &*fault {
        tracing::error!(path = whole, "{}: {error:#}", fault);
    }
    if for_program {
        return problem(&fault, words);
    }
    match &*fault {
        WebError::NotSignedIn if came_by_reading && !in_place => {
            Redirect::to(&format!("/sign-in?next={}", escape(&whole))).into_response()
        }
        _ => told(&fault, words, in_place),
    }
}

fn problem(fault: &WebError, words: Words) -> Response {
    let errors: &[FieldError] = if let WebError::Invalid(errors) = fault { errors } else { &[] };
    let body = Problem {
        kind: format!("urn:duban:problem:{}", fault.kind()),
        title: fault.title(words),
        status: fault.status().as_u16(),
        detail: fault.detail(words),
        errors,
    };
    let mut response = (fault.status(), Json(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if let WebError::TooMany(seconds) = fault {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
    }
    if matches!(fault, WebError::NotSignedIn) {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// What extractors and routing refuse by themselves under the API becomes a problem too.
fn as_problem(response: Response, words: Words) -> Response {
    let status = response.status();
    let is_json = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.to_str().is_ok_and(|kind| kind.contains("json")));
    if !(status.is_client_error() || status.is_server_error()) || is_json {
        return response;
    }
    let title = words.with("fault-status", [("status", status.as_u16())]);
    let reason = status.canonical_reason().unwrap_or_default().to_owned();
    let kind = "about:blank".to_owned();
    let body = Problem { kind, title, status: status.as_u16(), detail: Some(reason), errors: &[] };
    let mut told = (status, Json(body)).into_response();
    // What the refusal said beside its text stays: which methods are allowed, when to try again.
    for (name, value) in response.headers() {
        if ![header::CONTENT_TYPE, header::CONTENT_LENGTH].contains(name) {
            told.headers_mut().insert(name, value.clone());
        }
    }
    told.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    told
}

#[derive(Template)]
#[template(path = "fault/page.html")]
struct ErrorPage {
    frame: Layout,
    w: Words,
    title: String,
    detail: Option<String>,
    errors: Vec<FieldError>,
    is_unknown: bool,
}

/// What a page that is open shows beside what was asked from it.
#[derive(Template)]
#[template(path = "fault/fragment.html")]
struct ErrorFragment {
    w: Words,
    title: String,
    detail: Option<String>,
    errors: Vec<FieldError>,
    /// Whether nobody known asked.
    is_unknown: bool,
}

fn told(fault: &WebError, words: Words, in_place: bool) -> Response {
    let (title, detail) = (fault.title(words), fault.detail(words));
    let errors = if let WebError::Invalid(errors) = fault { errors.clone() } else { Vec::new() };
    let is_unknown = matches!(fault, WebError::NotSignedIn);
    let mut response = if in_place {
        page(&ErrorFragment { w: words, title, detail, errors, is_unknown })
    } else {
        let frame = Layout::bare(words, title.clone());
        page(&ErrorPage { frame, w: words, title, detail, errors, is_unknown })
    };
    *response.status_mut() = fault.status();
    if in_place {
        response.headers_mut().insert(FAULT, HeaderValue::from_static(fault.kind()));
    }
    if let WebError::TooMany(seconds) = fault {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
    }
    response
}

/// An address as a query's value.
pub(crate) fn escape(address: &str) -> String {
    address.bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
        text
    })
}

impl WebError {
    /// The same fault for another who waited for the same.
    pub(crate) fn again(&self) -> Self {
        match self {
            Self::NotSignedIn => Self::NotSignedIn,
            Self::Forged(why) => Self::Forged(*why),
            Self::Forbidden(action) => Self::Forbidden(*action),
            Self::ForeignOrigin => Self::ForeignOrigin,
            Self::NotFound => Self::NotFound,
            Self::Invalid(errors) => Self::Invalid(errors.clone()),
            Self::Refused(why) => Self::Refused(why.clone()),
            Self::Failed(failure) => Self::Failed(failure.clone()),
            Self::Conflict(why) => Self::Conflict(why.clone()),
            Self::TooLarge(bytes) => Self::TooLarge(*bytes),
            Self::TooMany(seconds) => Self::TooMany(*seconds),
            Self::Unavailable(error) => Self::Unavailable(anyhow::anyhow!("{error:#}")),
            Self::Internal(error) => Self::Internal(anyhow::anyhow!("{error:#}")),
        }
    }
}
