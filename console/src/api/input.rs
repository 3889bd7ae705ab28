//! What programs send: JSON that fits, or a problem that says where it does not.

use crate::Fault;
use axum::{
    Json,
    extract::{FromRequest, Request, rejection::JsonRejection},
    response::{IntoResponse, Response},
};
use serde::de::DeserializeOwned;

/// A body.
pub(super) struct Input<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Input<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(value)) => Ok(Self(value)),
            Err(JsonRejection::JsonDataError(error)) => {
                Err(Fault::unfit("", error.body_text()).into_response())
            }
            // Not JSON, not said to be, or too much of it: 400, 415, 413.
            Err(rejection) => Err(rejection.into_response()),
        }
    }
}
