//! Forms as they are sent: what cannot be read is told as any other fault is.

use crate::{Fault, server::FORM_BYTES};
use axum::{
    Form,
    extract::{FromRequest, FromRequestParts, Query, Request, rejection::FormRejection},
    http::{StatusCode, request::Parts},
};
use serde::de::DeserializeOwned;

/// The fields of a form.
pub(crate) struct Sent<T>(pub(crate) T);

impl<S: Sync + Send, T: DeserializeOwned> FromRequest<S> for Sent<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        match Form::<T>::from_request(request, state).await {
            Ok(Form(fields)) => Ok(Self(fields)),
            Err(FormRejection::BytesRejection(error)) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Err(Fault::TooLarge(u64::try_from(FORM_BYTES).unwrap_or(u64::MAX)))
            }
            Err(error) => Err(Fault::unfit("", error.body_text())),
        }
    }
}

/// The fields in an address.
pub(crate) struct Asked<T>(pub(crate) T);

impl<S: Sync + Send, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let query = Query::<T>::from_request_parts(parts, state).await;
        query.map(|Query(fields)| Self(fields)).map_err(|error| Fault::unfit("", error.body_text()))
    }
}
