//! Forms as they are sent: what cannot be read is told as any other fault is.

use crate::WebError;
use axum::{
    Form,
    extract::{FromRequest, FromRequestParts, Query, Request, rejection::FormRejection},
    http::{StatusCode, request::Parts},
};
use serde::de::DeserializeOwned;

/// What a form may weigh; routes that take files set their own limit.
pub const FORM_BYTES: usize = 256 << 10;

/// The fields of a form.
pub struct FormBody<T>(pub T);

impl<S: Sync + Send, T: DeserializeOwned> FromRequest<S> for FormBody<T> {
    type Rejection = WebError;

    async fn from_request(request: Request, state: &S) -> Result<Self, WebError> {
        match Form::<T>::from_request(request, state).await {
            Ok(Form(fields)) => Ok(Self(fields)),
            Err(FormRejection::BytesRejection(error)) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Err(WebError::TooLarge(u64::try_from(FORM_BYTES).unwrap_or(u64::MAX)))
            }
            Err(error) => Err(WebError::unfit("", error.body_text())),
        }
    }
}

/// The fields in an address.
pub struct QueryParams<T>(pub T);

impl<S: Sync + Send, T: DeserializeOwned> FromRequestParts<S> for QueryParams<T> {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, WebError> {
        let query = Query::<T>::from_request_parts(parts, state).await;
        query.map(|Query(fields)| Self(fields)).map_err(|error| WebError::unfit("", error.body_text()))
    }
}
