//! Every way a request can fail. How the one who asked is told is `error_page`'s.

use crate::i18n::{Lang, Words};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use duban_domain::access::Action;
use duban_service::{
    ServiceError,
    hooks::{Forged, HookFailure},
};
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
    /// There is no such thing, or not for this viewer.
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
    /// The same is being done at this moment: whoever asks again later hears the outcome.
    #[error("being done: {0}")]
    Running(String),
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
            Self::Refused(_) | Self::Failed(_) | Self::Conflict(_) | Self::Running(_) => StatusCode::CONFLICT,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What kind of fault it is, as problems spell it.
    pub fn kind(&self) -> &'static str {
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
            Self::Conflict(_) | Self::Running(_) => "conflict",
            Self::TooLarge(_) => "too-large",
            Self::TooMany(_) => "too-many",
            Self::Unavailable(_) => "unavailable",
            Self::Internal(_) => "internal",
        }
    }

    /// What a list of outcomes says of it, in a sentence.
    pub fn sentence(&self, words: Words) -> String {
        self.detail(words).unwrap_or_else(|| self.title(words))
    }

    /// The headline.
    pub fn title(&self, words: Words) -> String {
        words.family("fault-", self.kind())
    }

    /// What exactly, where there is more to say than the headline.
    pub fn detail(&self, words: Words) -> Option<String> {
        match self {
            Self::Forbidden(action) => {
                let action = words.family("action-", action.as_str());
                Some(words.with("fault-forbidden-detail", [("action", action)]))
            }
            Self::Refused(why) | Self::Conflict(why) | Self::Running(why) => Some(why.clone()),
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
            ServiceError::InvalidFields(fields) => {
                let told = fields.into_iter().map(|invalid| FieldError::new(invalid.field, invalid.reason));
                Self::Invalid(told.collect())
            }
            ServiceError::Unknown { .. } | ServiceError::Hidden => Self::NotFound,
            ServiceError::Forbidden(action) => Self::Forbidden(action),
            ServiceError::Unavailable(error) => Self::Unavailable(error),
            ServiceError::NoAnswer => Self::Unavailable(ServiceError::NoAnswer.into()),
            failure => Self::Failed(Arc::new(failure)),
        }
    }
}

impl From<HookFailure> for WebError {
    fn from(failure: HookFailure) -> Self {
        match failure {
            HookFailure::Unfit(misfits) => {
                Self::Invalid(misfits.iter().map(|one| FieldError::new("", one.to_string())).collect())
            }
            HookFailure::Unknown(_) => Self::NotFound,
            HookFailure::Denied(failure) => failure.into(),
            HookFailure::Unavailable(error) => Self::Unavailable(error),
        }
    }
}

/// A handler's answer is a mark; the error page turns it into what the one who asked can read.
impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

impl WebError {
    /// The same fault for another who waited for the same.
    pub fn again(&self) -> Self {
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
            Self::Running(why) => Self::Running(why.clone()),
            Self::TooLarge(bytes) => Self::TooLarge(*bytes),
            Self::TooMany(seconds) => Self::TooMany(*seconds),
            Self::Unavailable(error) => Self::Unavailable(anyhow::anyhow!("{error:#}")),
            Self::Internal(error) => Self::Internal(anyhow::anyhow!("{error:#}")),
        }
    }
}
