//! Where a webhook leads. Whoever sets up a webhook chooses where this machine sends requests to; it must
//! not be a way into what only this machine can see (server-side request forgery).

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

/// A webhook's URL. A robot's holds its key, and others' paths do too, so no more than the host is ever
/// shown.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookUrl(String);

impl WebhookUrl {
    /// Wraps a URL that has been checked where it was read.
    pub fn new(url: impl Into<String>) -> Self {
        Self(url.into())
    }

    /// All of it, for whoever sends a request there.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for WebhookUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, rest) = self.0.split_once("://").unwrap_or_default();
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        // Nobody's login is part of a webhook's URL; should one ever be, it is not shown either.
        let host = host.rsplit('@').next().unwrap_or_default();
        write!(f, "{scheme}://{host}/…")
    }
}

impl fmt::Debug for WebhookUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Where an address lies.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// On the public internet.
    Public,
    /// In an office's own network: RFC 1918, carriers' shared space (RFC 6598), unique local addresses.
    Private,
    /// This machine.
    Loopback,
    /// Nowhere a receiver may be: link-local (where clouds keep their credentials), multicast,
    /// unspecified, reserved.
    Never,
}

impl Reach {
    /// Where an address lies. One that carries another inside it (mapped, NAT64, 6to4) lies where that one
    /// does.
    pub fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(v4) => Self::of_v4(v4),
            IpAddr::V6(v6) => inner(v6).map_or_else(|| Self::of_v6(v6), Self::of_v4),
        }
    }

    fn of_v4(address: Ipv4Addr) -> Self {
        let [a, b, c, _] = address.octets();
        match (a, b, c) {
            (127, ..) => Self::Loopback,
            (10, ..) | (172, 16..=31, _) | (192, 168, _) | (100, 64..=127, _) => Self::Private,
            // This network; link-local; protocol assignments and documentation; the former 6to4 relays;
            // benchmarks; multicast and all that is reserved above it.
            (0, ..)
            | (169, 254, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (198, 18..=19, _)
            | (198, 51, 100)
            | (203, 0, 113)
            | (224.., ..) => Self::Never,
            _ => Self::Public,
        }
    }

    fn of_v6(address: Ipv6Addr) -> Self {
        let [first, second, ..] = address.segments();
        match first {
            _ if address.is_loopback() => Self::Loopback,
            0xfc00..=0xfdff => Self::Private,
            // Documentation and protocol assignments (Teredo among them).
            0x2001 if second == 0xdb8 || second < 0x200 => Self::Never,
            0x3fff if second < 0x1000 => Self::Never,
            // Global unicast; all else is link-local, multicast or unassigned.
            0x2000..=0x3fff => Self::Public,
            _ => Self::Never,
        }
    }
}

/// The IPv4 address that an IPv6 address stands for.
fn inner(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let segments = address.segments();
    let joined = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    match segments {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Some(joined(high, low)),
        [0x2002, high, low, ..] => Some(joined(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Reach, WebhookUrl};

    #[test]
    fn of_a_url_only_the_host_is_shown() {
        for (url, shown) in [
            (
                "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6",
                "https://qyapi.weixin.qq.com/…",
            ),
            ("https://hooks.example:8443", "https://hooks.example:8443/…"),
            ("https://me:hunter2@hooks.example?x", "https://hooks.example/…"),
            ("nonsense", "://…"),
        ] {
            assert_eq!(WebhookUrl::new(url).to_string().replace(":///…", "://…"), shown);
        }
    }

    #[test]
    fn every_address_lies_where_the_registries_say() {
        let table: [(&str, Reach); 34] = [
            ("8.8.8.8", Reach::Public),
            ("172.15.0.1", Reach::Public),
            ("172.32.0.1", Reach::Public),
            ("100.63.0.1", Reach::Public),
            ("223.255.255.255", Reach::Public),
            ("2408:8000::1", Reach::Public),
            ("::ffff:8.8.8.8", Reach::Public),
            ("64:ff9b::808:808", Reach::Public),
            ("10.0.0.1", Reach::Private),
            ("172.16.0.1", Reach::Private),
            ("172.31.255.255", Reach::Private),
            ("192.168.1.1", Reach::Private),
            ("100.64.0.1", Reach::Private),
            ("fd00::1", Reach::Private),
            ("::ffff:10.0.0.1", Reach::Private),
            ("64:ff9b::a00:1", Reach::Private),
            ("2002:a00:1::", Reach::Private),
            ("127.0.0.1", Reach::Loopback),
            ("127.8.9.10", Reach::Loopback),
            ("::1", Reach::Loopback),
            ("::ffff:127.0.0.1", Reach::Loopback),
            ("0.0.0.0", Reach::Never),
            ("169.254.169.254", Reach::Never),
            ("::ffff:169.254.169.254", Reach::Never),
            ("192.0.2.1", Reach::Never),
            ("198.18.0.1", Reach::Never),
            ("224.0.0.1", Reach::Never),
            ("255.255.255.255", Reach::Never),
            ("::", Reach::Never),
            ("::7f00:1", Reach::Never),
            ("fe80::1", Reach::Never),
            ("ff02::1", Reach::Never),
            ("2001:db8::1", Reach::Never),
            ("2001::1", Reach::Never),
        ];
        for (address, reach) in table {
            assert_eq!(Reach::of(address.parse().unwrap()), reach, "{address}");
        }
    }
}
