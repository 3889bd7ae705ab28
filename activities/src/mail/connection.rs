//! The connection to a mail server: how it is protected, and who logs in.

use std::fmt;

/// How a connection to a mail server is protected.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (port 465).
    Tls,
    /// TLS after STARTTLS, which the server must offer (port 587).
    StartTls,
    /// None at all; only to a server on this machine.
    None,
}

/// A login at a mail server.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The user.
    pub user: String,
    /// The password; never shown.
    pub password: String,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("user", &self.user).field("password", &"…").finish()
    }
}
