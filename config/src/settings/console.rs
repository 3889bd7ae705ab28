//! The `[console]` settings: where people reach it, and how they may sign in.

use super::{
    layers::Layers,
    secret::Secret,
    value::{number, required},
};
use serde::Serialize;
use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

/// The console and the API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConsoleSettings {
    /// Where they listen.
    pub address: SocketAddr,
    /// The address people know: `https://HOST` or `http://HOST:PORT`, without a slash at its end.
    pub public_url: String,
    /// How long a session lives without a click.
    pub session_idle: Duration,
    /// How long it lives in any case.
    pub session_length: Duration,
    /// The header in which a proxy tells the address of whoever asks; `None`: there is no proxy.
    pub client_address_header: Option<String>,
    /// How many attempts to sign in one address may make in a minute; 0: any number.
    pub sign_ins_per_minute: u32,
    /// How many requests one address may make to the API in a second; 0: any number.
    pub api_requests_per_second: u32,
    /// Signing in through another provider; `None`: nobody does.
    pub oidc: Option<OidcSettings>,
}

/// As `defaults.toml` has them.
impl Default for ConsoleSettings {
    fn default() -> Self {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 8080));
        Self {
            address,
            public_url: format!("http://{address}"),
            session_idle: Duration::from_secs(3600),
            session_length: Duration::from_secs(12 * 3600),
            client_address_header: None,
            sign_ins_per_minute: 30,
            api_requests_per_second: 50,
            oidc: None,
        }
    }
}

impl ConsoleSettings {
    /// Whether people reach the console over TLS.
    pub fn is_secure(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// Signing in through another provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OidcSettings {
    /// The provider.
    pub issuer: String,
    /// What it calls this program.
    pub client_id: String,
    /// The secret that goes with it; empty: none.
    pub client_secret: Secret,
    /// The claim that names an account here.
    pub account_claim: String,
    /// What the button says.
    pub label: String,
}

/// The typed settings.
pub(super) fn settings(layers: &mut Layers) -> ConsoleSettings {
    let address = address(layers);
    let idle = number(layers, "console.session_idle_minutes", 1..=1440);
    let hours = number(layers, "console.session_hours", 1..=168);
    if idle > hours.saturating_mul(60) {
        layers.tell(
            "console.session_idle_minutes",
            "this is longer than console.session_hours; write a shorter time",
        );
    }
    let seconds = |number: i64| Duration::from_secs(number.try_into().unwrap_or_default());
    ConsoleSettings {
        address,
        public_url: public_url(layers, address),
        session_idle: seconds(idle.saturating_mul(60)),
        session_length: seconds(hours.saturating_mul(3600)),
        client_address_header: header(layers),
        sign_ins_per_minute: rate(layers, "console.sign_ins_per_minute"),
        api_requests_per_second: rate(layers, "console.api_requests_per_second"),
        oidc: oidc(layers),
    }
}

fn address(layers: &mut Layers) -> SocketAddr {
    let key = "console.address";
    let text = required(layers, key);
    text.parse().unwrap_or_else(|_| {
        layers.tell(key, format!("\"{text}\" is not IP:port; write it like 127.0.0.1:8080"));
        SocketAddr::from((Ipv4Addr::LOCALHOST, 0))
    })
}

fn public_url(layers: &mut Layers, address: SocketAddr) -> String {
    let key = "console.public_url";
    let written = layers.text(key);
    if written.is_empty() && address.ip().is_unspecified() {
        layers.tell(key, format!("people cannot reach {address}; write the address they use"));
        return String::new();
    }
    let url = if written.is_empty() { format!("http://{address}") } else { written };
    let url = url.trim_end_matches('/');
    let Some((scheme, host)) = split(url) else {
        layers.tell(key, "this is no address; write it like https://duban.bureau.example");
        return String::new();
    };
    if host.contains(['/', '?', '#']) {
        layers.tell(
            key,
            "this has a path; the console needs a host of its own, such as https://duban.bureau.example",
        );
    }
    if scheme == "http" && !is_local(host) {
        layers.tell(key, "passwords would travel in the clear; write https://, with a proxy in front that speaks TLS, or listen on 127.0.0.1");
    }
    url.to_owned()
}

fn rate(layers: &mut Layers, key: &str) -> u32 {
    number(layers, key, 0..=1_000_000).try_into().unwrap_or_default()
}

fn header(layers: &mut Layers) -> Option<String> {
    let key = "console.client_address_header";
    let name = layers.text(key).trim().to_ascii_lowercase();
    if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        layers.tell(key, "this is no header's name; write it like X-Forwarded-For");
    }
    Some(name).filter(|name| !name.is_empty())
}

fn oidc(layers: &mut Layers) -> Option<OidcSettings> {
    let key = "console.oidc.issuer";
    let issuer = layers.text(key);
    if issuer.is_empty() {
        return None;
    }
    match split(&issuer) {
        None => layers.tell(key, "this is no provider; write it like https://login.bureau.example"),
        Some(("http", host)) if !is_local(host) => {
            layers.tell(key, "people's identities would travel in the clear; write https://");
        }
        Some(_) => {}
    }
    let mut needed = |key: &str| {
        let text = layers.text(key);
        if text.trim().is_empty() {
            layers.tell(key, "console.oidc.issuer is set, which needs this; write it");
        }
        text
    };
    Some(OidcSettings {
        client_id: needed("console.oidc.client_id"),
        account_claim: needed("console.oidc.account_claim"),
        label: needed("console.oidc.label"),
        client_secret: Secret::new(layers.text("console.oidc.client_secret")),
        issuer,
    })
}

/// Scheme and rest of an address that a browser could be sent to; nobody's name or password is in it.
fn split(url: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']');
    let good = matches!(scheme, "http" | "https") && !host.is_empty() && host.bytes().all(plain);
    good.then_some((scheme, rest))
}

/// Whether a host with its port and path is this machine.
fn is_local(rest: &str) -> bool {
    let host = rest.split('/').next().unwrap_or_default();
    let name = match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
