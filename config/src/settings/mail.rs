//! The `[mail]` settings: how mail leaves, and what it carries.

use super::{
    layers::Layers,
    secret::Secret,
    value::{choice, choices, count, millis, number, optional_path, required, seconds},
};
use crate::mailbox::parse_mailbox;
use serde::Serialize;
use std::{path::PathBuf, time::Duration};

/// Mail.
#[derive(Clone, Debug, Serialize)]
pub struct MailSettings {
    /// How mail leaves.
    pub transport: Transport,
    /// Who sends.
    pub from: Mailbox,
    /// Where [`Transport::Folder`] writes.
    pub folder: PathBuf,
    /// How long a postbox gathers.
    pub gather: Duration,
    /// Templates that replace the built-in ones.
    pub templates: Option<PathBuf>,
    /// How many documents one mail carries; further ones are named in it.
    pub max_attached_documents: usize,
    /// After what time a mail that a server put off is tried again.
    pub retry: Duration,
    /// The console's address, for links; `None`: nobody wrote one down, and mails hold no link.
    pub console: Option<String>,
    /// The mail server.
    pub smtp: SmtpSettings,
}

/// An address with the name shown beside it, which may be empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mailbox {
    /// The name.
    pub name: String,
    /// The address.
    pub address: String,
}

/// The mail server.
#[derive(Clone, Debug, Serialize)]
pub struct SmtpSettings {
    /// Its host; never empty with [`Transport::Smtp`].
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// The login; empty: none.
    pub username: String,
    /// Its password.
    pub password: Secret,
    /// Who vouches for it: a file of certificates; `None`: whoever this machine trusts.
    pub ca_file: Option<PathBuf>,
    /// How long to wait for a connection, and for the answer to each command.
    pub timeout: Duration,
}

choices! {
    /// How mail leaves.
    Transport {
        /// Every mail becomes a file.
        Folder = "folder",
        /// It is sent.
        Smtp = "smtp",
        /// It is kept in memory, for tests.
        Memory = "memory",
    }
    /// How the connection to the mail server is protected.
    Security {
        /// TLS from the first byte.
        Tls = "tls",
        /// TLS after a greeting, required.
        Starttls = "starttls",
        /// None; only to this machine.
        None = "none",
    }
}

/// The typed settings.
pub(super) fn settings(layers: &mut Layers) -> MailSettings {
    let (name, address) = parse_mailbox(&layers.text("mail.from")).unwrap_or_else(|message| {
        layers.tell("mail.from", message);
        Default::default()
    });
    let transport = choice(layers, "mail.transport", Transport::Folder);
    MailSettings {
        transport,
        from: Mailbox { name, address },
        folder: required(layers, "mail.folder").into(),
        gather: millis(layers, "mail.gather_milliseconds", 0..=86_400_000),
        templates: optional_path(layers, "mail.templates"),
        max_attached_documents: count(layers, "mail.max_attached_documents", 0..=1000),
        retry: seconds(layers, "mail.retry_seconds", 1..=3600),
        console: Some(layers.text("console.public_url").trim_end_matches('/').to_owned())
            .filter(|url| !url.is_empty()),
        smtp: smtp(layers, transport),
    }
}

fn smtp(layers: &mut Layers, transport: Transport) -> SmtpSettings {
    let host = layers.text("mail.smtp.host");
    if transport == Transport::Smtp && host.trim().is_empty() {
        layers.tell("mail.smtp.host", "mail.transport is smtp, which needs the mail server's host; write it");
    }
    let security = choice(layers, "mail.smtp.security", Security::Tls);
    let local = ["localhost", "127.0.0.1", "::1"].contains(&host.as_str());
    if security == Security::None && !local {
        layers.tell("mail.smtp.security", "mail in the clear is allowed only to a relay on this machine; write tls or starttls, or set mail.smtp.host to localhost");
    }
    let (username, password) =
        (layers.text("mail.smtp.username"), Secret::new(layers.text("mail.smtp.password")));
    if username.is_empty() != password.is_empty() {
        let (key, other) = if username.is_empty() {
            ("mail.smtp.username", "password")
        } else {
            ("mail.smtp.password", "username")
        };
        layers.tell(key, format!("this is empty although mail.smtp.{other} is set; set both or neither"));
    }
    SmtpSettings {
        host,
        port: number(layers, "mail.smtp.port", 1..=65_535).try_into().unwrap_or_default(),
        security,
        username,
        password,
        ca_file: optional_path(layers, "mail.smtp.ca_file"),
        timeout: seconds(layers, "mail.smtp.timeout_seconds", 1..=600),
    }
}
