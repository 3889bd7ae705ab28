//! Values that never appear in a log, a report or an error.

use serde::{Serialize, Serializer};
use std::fmt;

/// What stands in place of a secret.
const MASK: &str = "***";

/// A password or key. It is shown only by [`Secret::expose`].
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Hides a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for whoever has to send it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether nothing is set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

/// Where the store is. Its address may hold a password, so showing it masks that part.
#[derive(Clone, PartialEq, Eq)]
pub struct StoreUrl(String);

impl StoreUrl {
    /// Wraps an address.
    pub fn new(url: impl Into<String>) -> Self {
        Self(url.into())
    }

    /// The address with its password, for whoever connects.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The user part ends at the last @ of the authority: a password may hold one itself, and even
        // a slash, so everything up to the last @ of the whole is hidden.
        let url = self.0.split_once("://").map(|(scheme, rest)| (scheme, rest.rsplit_once('@')));
        let query = |text: &str| if text.contains("password") { MASK.to_owned() } else { text.to_owned() };
        match url {
            Some((scheme, Some((user, host)))) => {
                let (host, options) = host
                    .split_once('?')
                    .map_or((host, String::new()), |(h, q)| (h, format!("?{}", query(q))));
                let name = user.split_once(':').map_or(user, |(name, _)| name);
                let password = if user.contains(':') { format!(":{MASK}") } else { String::new() };
                write!(f, "{scheme}://{name}{password}@{host}{options}")
            }
            _ => match self.0.split_once('?') {
                Some((url, options)) => write!(f, "{url}?{}", query(options)),
                None => f.write_str(&self.0),
            },
        }
    }
}

macro_rules! shown_masked {
    ($($name:ident),*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
    )*};
}
shown_masked!(Secret, StoreUrl);
