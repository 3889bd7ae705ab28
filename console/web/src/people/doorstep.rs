//! What happens to a request before it is found out who asks.

use super::address::client_address;
use crate::Console;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// Notes with the request from which address it comes.
pub async fn known(State(console): State<Console>, mut request: Request, next: Next) -> Response {
    let header = console.sign_in_ways().settings.client_address_header.as_deref();
    let address = client_address(&request, header);
    request.extensions_mut().insert(address);
    next.run(request).await
}

/// Turns away who asks too often.
pub async fn limited(State(console): State<Console>, request: Request, next: Next) -> Response {
    match console.sign_in_ways().limits.count(&request) {
        Ok(()) => next.run(request).await,
        Err(too_often) => too_often.into_response(),
    }
}
