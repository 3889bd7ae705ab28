//! From which address a request comes: the connection's, or what a trusted proxy says.

use axum::{
    extract::{ConnectInfo, Request},
    http::HeaderMap,
};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// The address of whoever asks.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    /// As noted with it before; a request that came over no connection, in a test, is this machine's.
    pub fn of(request: &Request) -> Self {
        let found = request.extensions().get::<Self>().copied();
        found.unwrap_or(Self(Ipv4Addr::LOCALHOST.into()))
    }
}

/// The address that a request comes from: what a trusted proxy's `header` says, or the connection's.
pub(super) fn client_address(request: &Request, header: Option<&str>) -> ClientAddress {
    let connection = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let told = header.and_then(|header| told(request.headers(), header));
    ClientAddress(told.or(connection).unwrap_or(Ipv4Addr::LOCALHOST.into()))
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
