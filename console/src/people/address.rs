//! From which address a request comes: the connection's, or what a trusted proxy says.

use crate::Console;
use axum::{
    extract::{ConnectInfo, Request, State},
    http::HeaderMap,
    middleware::Next,
    response::Response,
};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// The address of whoever asks.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct ClientAddress(pub(crate) IpAddr);

impl ClientAddress {
    /// As found by [`known`]; a request that came over no connection, in a test, is this machine's.
    pub(crate) fn of(request: &Request) -> Self {
        let found = request.extensions().get::<Self>().copied();
        found.unwrap_or(Self(Ipv4Addr::LOCALHOST.into()))
    }
}

/// Notes the address with the request.
pub(crate) async fn known(State(console): State<Console>, mut request: Request, next: Next) -> Response {
    let connection = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let connection = connection.unwrap_or(Ipv4Addr::LOCALHOST.into());
    let header = console.doors().settings.client_address_header.as_deref();
    let told = header.and_then(|header| told(request.headers(), header));
    request.extensions_mut().insert(ClientAddress(told.unwrap_or(connection)));
    next.run(request).await
}

/// The last address in a proxy's header: the proxy itself appended it, what stands before it anybody wrote.
fn told(headers: &HeaderMap, name: &str) -> Option<IpAddr> {
    let last = headers.get_all(name).iter().next_back()?.to_str().ok()?;
    let last = last.rsplit(',').next()?.trim();
    last.parse().ok().or_else(|| last.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proxys_own_word_counts() {
        let told = |lines: &[&str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", line.parse().unwrap());
            }
            told(&headers, "x-forwarded-for").map(|address| address.to_string())
        };
        assert_eq!(told(&["192.0.2.7"]).as_deref(), Some("192.0.2.7"));
        assert_eq!(told(&["203.0.113.9, 192.0.2.7"]).as_deref(), Some("192.0.2.7"));
        assert_eq!(told(&["203.0.113.9", "192.0.2.7:4711"]).as_deref(), Some("192.0.2.7"));
        assert_eq!(told(&["192.0.2.7, [2001:db8::1]:80"]).as_deref(), Some("2001:db8::1"));
        assert_eq!(told(&["192.0.2.7, unknown"]), None);
        assert_eq!(told(&[]), None);
    }
}
