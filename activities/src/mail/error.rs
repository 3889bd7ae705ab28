//! What can go wrong with a mail, and whether trying again can help. No password ever gets here.

use duban_documents::TemplateError;
use std::path::PathBuf;

/// A conversation with a mail server, as far as it got.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Connecting and greeting.
    Connect,
    /// Encrypting the connection.
    Encrypt,
    /// Logging in.
    LogIn,
    /// Naming the sender.
    Sender,
    /// Naming the recipient.
    Recipient,
    /// Handing over the mail.
    Content,
}

impl Stage {
    const fn doing(self) -> &'static str {
        match self {
            Stage::Connect => "connecting",
            Stage::Encrypt => "encrypting the connection",
            Stage::LogIn => "logging in",
            Stage::Sender => "naming the sender",
            Stage::Recipient => "naming the recipient",
            Stage::Content => "handing over the mail",
        }
    }
}

/// A mail that was not sent.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The bureau's office has no usable address.
    #[error("bureau {bureau} cannot be reached: its office address \"{address}\" is no mail address")]
    Address {
        /// The bureau's code.
        bureau: String,
        /// What stands for an address.
        address: String,
    },
    /// The mail could not be worded.
    #[error("the mail could not be worded")]
    Template(#[from] TemplateError),
    /// The mail could not be put together.
    #[error("the mail could not be put together")]
    Message(#[source] lettre::error::Error),
    /// The media type of its files is none.
    #[error("the mail's files could not be marked as {0}")]
    Type(&'static str, #[source] lettre::message::header::ContentTypeErr),
    /// The server said no.
    #[error("the mail server {server} answered {code} when {}: {answer}", stage.doing())]
    Refused {
        /// Host and port.
        server: String,
        /// What it refused.
        stage: Stage,
        /// Its code: 4xx for now, 5xx for good.
        code: u16,
        /// Its words; left out when logging in.
        answer: String,
    },
    /// The server could not be talked to.
    #[error("the mail server {server} failed when {}: {reason}", stage.doing())]
    Unreachable {
        /// Host and port.
        server: String,
        /// How far it got.
        stage: Stage,
        /// What happened.
        reason: String,
    },
    /// The folder could not be written.
    #[error("the mail could not be written to {path}")]
    Folder {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

/// What is at fault when a mail does not go.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The server, or how it is talked to: no mail would go, and this one waits with the others.
    Server,
    /// This mail, perhaps for now: others may go.
    Mail,
    /// This mail, which will never go out as it is.
    ForGood,
}

impl MailError {
    /// What is at fault. Nothing but the mail itself is so for good: a wrong password, too, may be mended
    /// while the mail waits.
    pub const fn scope(&self) -> Scope {
        match self {
            MailError::Address { .. } | MailError::Message(_) | MailError::Type(..) => Scope::ForGood,
            MailError::Template(_) => Scope::Mail,
            // It had been talked to: perhaps it is this mail that it cannot stomach.
            MailError::Unreachable { stage: Stage::Recipient | Stage::Content, .. } => Scope::Mail,
            MailError::Unreachable { .. } | MailError::Refused { .. } | MailError::Folder { .. } => {
                Scope::Server
            }
        }
    }
}

/// A mailer that cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The sender's address.
    #[error("the sender's address \"{0}\" is no mail address")]
    Sender(String),
    /// Plain text over a network.
    #[error(
        "mail to {0} would go unencrypted over the network; use TLS or STARTTLS, or a server on this machine"
    )]
    Unencrypted(String),
    /// Encryption for this host cannot be prepared.
    #[error("encryption for {host} cannot be prepared: {reason}")]
    Encryption {
        /// The host.
        host: String,
        /// Why.
        reason: String,
    },
    /// A template.
    #[error(transparent)]
    Template(#[from] TemplateError),
}
