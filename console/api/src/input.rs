//! What programs send: JSON that fits, or a problem that says where it does not.

use axum::{
    Json,
    extract::{FromRequest, Request, rejection::JsonRejection},
    response::{IntoResponse, Response},
};
use duban_web::{WebError, i18n::Words};
use serde::de::DeserializeOwned;

/// A body.
pub(super) struct Input<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Input<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let words = Words::of(request.uri().path(), request.headers());
        match Json::<T>::from_request(request, state).await {
            Ok(Json(value)) => Ok(Self(value)),
            Err(JsonRejection::JsonDataError(error)) => {
                // The place in the JSON, which the parser words in English.
                let told = words.with("api-unreadable", [("why", error.body_text())]);
                Err(WebError::unfit("", told).into_response())
            }
            // Not JSON, not said to be, or too much of it: 400, 415, 413.
            Err(rejection) => Err(rejection.into_response()),
        }
    }
}
