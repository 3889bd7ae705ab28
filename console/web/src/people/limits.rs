//! How often one address may ask: at the door, where each attempt costs a hash, and at the API.
//!
//! Kept in memory: what counts against one account is durable.

use super::address::ClientAddress;
use crate::WebError;
use axum::{extract::Request, http::Method};
use duban_config::settings::ConsoleSettings;
use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock, DefaultClock},
};
use std::{
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
};

/// More addresses than this are looked through for those that have been quiet long enough to be forgotten.
const MANY_ADDRESSES: usize = 10_000;

/// The limits of a console.
pub(crate) struct Limits {
    door: Option<DefaultKeyedRateLimiter<IpAddr>>,
    api: Option<DefaultKeyedRateLimiter<IpAddr>>,
}

impl Limits {
    pub(crate) fn new(settings: &ConsoleSettings) -> Self {
        // A minute's worth at once at the door: a whole office may begin its day behind one address.
        let door = NonZeroU32::new(settings.sign_ins_per_minute).map(Quota::per_minute);
        let api = NonZeroU32::new(settings.api_requests_per_second).map(|rate| {
            Quota::per_second(rate).allow_burst(rate.saturating_mul(NonZeroU32::MIN.saturating_add(3)))
        });
        Self { door: door.map(RateLimiter::keyed), api: api.map(RateLimiter::keyed) }
    }

    fn of(&self, request: &Request) -> Option<&DefaultKeyedRateLimiter<IpAddr>> {
        let path = request.uri().path();
        if path.starts_with("/api/") {
            return self.api.as_ref();
        }
        // Looking at the door is free; knocking is not, nor is coming back from another provider's.
        let knocks = (path == "/sign-in" && request.method() == Method::POST)
            || path.starts_with("/sign-in/oidc")
            || path == "/account/password";
        self.door.as_ref().filter(|_| knocks)
    }

    /// Counts a request.
    ///
    /// # Errors
    /// Its address asks too often.
    pub(crate) fn count(&self, request: &Request) -> Result<(), WebError> {
        let Some(limiter) = self.of(request) else { return Ok(()) };
        if limiter.len() > MANY_ADDRESSES {
            limiter.retain_recent();
        }
        limiter.check_key(&network(ClientAddress::of(request).0)).map_err(|not_until| {
            let wait = not_until.wait_time_from(DefaultClock::default().now());
            WebError::TooMany(wait.as_secs() + 1)
        })
    }
}

/// What is counted as one: an address, or the /64 that one subscriber has of IPv6.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.into(),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subscriber_is_one() {
        let network = |text: &str| network(text.parse().unwrap()).to_string();
        assert_eq!(network("192.0.2.7"), "192.0.2.7");
        assert_eq!(network("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
    }
}
