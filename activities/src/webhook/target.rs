//! Where a webhook may lead, as far as its URL says. What a name resolves to is judged when it is resolved.

use duban_domain::webhook::{Reach, WebhookUrl};
use reqwest::Url;
use std::{net::IpAddr, time::Duration};

/// The longest URL.
const LONGEST: usize = 2000;

/// What requests may do.
#[derive(Copy, Clone, Debug)]
pub struct Bounds {
    /// Whether a receiver may stand in a private network.
    pub allow_private: bool,
    /// Whether a receiver may be this machine, which may then speak plain HTTP.
    pub allow_loopback: bool,
    /// How long one request may take, its answer included.
    pub timeout: Duration,
}

impl Bounds {
    /// Public addresses alone, and ten seconds for a request.
    pub const fn strict() -> Self {
        Self { allow_private: false, allow_loopback: false, timeout: Duration::from_secs(10) }
    }

    /// Whether requests may go to an address.
    pub fn allow(&self, address: IpAddr) -> bool {
        match Reach::of(address) {
            Reach::Public => true,
            Reach::Private => self.allow_private,
            Reach::Loopback => self.allow_loopback,
            Reach::Never => false,
        }
    }
}

/// Why a webhook may not lead somewhere.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadTarget {
    /// It is no URL.
    #[error("this is no address; write https:// and a host")]
    NoUrl,
    /// It is longer than anything needs to be.
    #[error("an address has at most {LONGEST} characters")]
    TooLong,
    /// It would travel in the clear.
    #[error("a webhook must be https://")]
    InTheClear,
    /// It holds a login, which would be sent along and shown in logs.
    #[error("an address may hold no user name or password")]
    Login,
    /// It leads where no webhook may lead.
    #[error(
        "{0} is an address that webhooks may not reach; the settings' section [webhooks] says which they may"
    )]
    Forbidden(String),
}

/// Reads where a webhook leads.
///
/// # Errors
/// Why it may not lead there.
pub fn target(text: &str, bounds: &Bounds) -> Result<Url, BadTarget> {
    if text.len() > LONGEST {
        return Err(BadTarget::TooLong);
    }
    let mut url: Url = text.trim().parse().map_err(|_| BadTarget::NoUrl)?;
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or(BadTarget::NoUrl)?.to_owned();
    // The parser has already turned 0x7f.1 and the like into an ordinary address.
    let address: Option<IpAddr> = host.trim_start_matches('[').trim_end_matches(']').parse().ok();
    let is_loopback = address.map_or(host == "localhost", |address| Reach::of(address) == Reach::Loopback);
    match url.scheme() {
        "https" => {}
        "http" if is_loopback && bounds.allow_loopback => {}
        "http" => return Err(BadTarget::InTheClear),
        _ => return Err(BadTarget::NoUrl),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(BadTarget::Login);
    }
    if let Some(address) = address.filter(|address| !bounds.allow(*address)) {
        return Err(BadTarget::Forbidden(address.to_string()));
    }
    url.set_fragment(None);
    Ok(url)
}

impl Bounds {
    /// Reads where a webhook leads, as it is kept.
    ///
    /// # Errors
    /// Why it may not lead there.
    pub fn url(&self, text: &str) -> Result<WebhookUrl, BadTarget> {
        Ok(WebhookUrl::new(target(text, self)?))
    }
}
