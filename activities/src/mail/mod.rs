//! A bureau's mail: one digest in, one mail out. What must be said is decided elsewhere and arrives as
//! facts ([`duban_store::Digest`]); here it is arranged, worded, addressed and sent, once per call. When
//! to send, and when to try again, is the postbox's affair.

mod arrange;
mod error;
mod group;
mod league;
mod matter;
mod message;
mod render;
mod samples;
mod smtp;
mod subject;
mod templates;
#[cfg(test)]
mod tests;
mod text;
mod transport;
mod view;

pub use error::{MailError, SetupError, Stage};
pub use message::{MailFile, Sender};
pub use render::Rendered;
pub use templates::{TemplateError, Templates};
pub use transport::{Credentials, Outbox, Security, Sent, TransportOptions};

use duban_store::Digest;
use lettre::message::Mailbox;
use std::path::PathBuf;
use transport::Transport;

/// What a mailer needs to know.
#[derive(Clone, Debug)]
pub struct MailOptions {
    /// Who sends.
    pub sender: Sender,
    /// Where mail goes.
    pub transport: TransportOptions,
    /// A folder with templates in the places of built-in ones of the same name.
    pub templates: Option<PathBuf>,
}

/// Sends digests.
#[derive(Debug)]
pub struct Mailer {
    from: Mailbox,
    transport: Transport,
    templates: Templates,
}

impl Mailer {
    /// Sets up a mailer. Nothing is connected yet: a server that is down now delays mail, no more.
    ///
    /// # Errors
    /// The sender's address, the server's protection or a template will not do.
    pub fn new(options: MailOptions) -> Result<Self, SetupError> {
        Ok(Self {
            from: options.sender.mailbox()?,
            transport: Transport::new(options.transport)?,
            templates: match options.templates {
                Some(folder) => Templates::with_folder(&folder)?,
                None => Templates::builtin()?,
            },
        })
    }

    /// Words a digest without sending it.
    ///
    /// # Errors
    /// See [`Templates::render`].
    pub fn preview(&self, digest: &Digest) -> Result<Rendered, TemplateError> {
        self.templates.render(digest)
    }

    /// Sends a digest with the files that go along. Sending it again sends the identical mail with the same Message-ID.
    ///
    /// # Errors
    /// The mail was not sent, or it is not known whether it was; [`MailError::is_permanent`] says
    /// whether trying again is pointless.
    pub async fn send(&self, digest: &Digest, files: &[MailFile]) -> Result<(), MailError> {
        let rendered = self.templates.render(digest)?;
        let message = message::build(&self.from, digest, &rendered, files)?;
        self.transport.send(&message::bare_id(digest), &message).await
    }
}
