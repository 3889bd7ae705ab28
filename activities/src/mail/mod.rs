//! A bureau's mail: one digest in, one mail out. What must be said is decided elsewhere and arrives as
//! facts ([`duban_store::Digest`]); here it is arranged, worded, addressed and sent, once per call. When
//! to send, and when to try again, is the postbox's affair.

mod arrange;
mod connection;
mod embedded;
mod error;
mod group;
mod handed;
mod league;
pub mod links;
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
mod tls;
mod transport;
mod view;

pub use connection::{Credentials, Security};
pub use error::{MailError, Scope, SetupError, Stage};
pub use handed::{Fate, Handed};
pub use message::{MailFile, Sender};
pub use render::Rendered;
pub use smtp::{LONGEST_CONTENT, Patience};
pub use templates::Templates;
pub use tls::Authorities;
pub use transport::{Outbox, Sent, TransportOptions};

use duban_documents::TemplateError;
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
    /// The console's address, such as `https://duban.bureau.example`; `None`: mails hold no link.
    pub console: Option<String>,
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
    /// The sender's address, the server's protection or a template is invalid.
    pub fn new(options: MailOptions) -> Result<Self, SetupError> {
        Ok(Self {
            from: options.sender.mailbox()?,
            transport: Transport::new(options.transport)?,
            templates: match options.templates {
                Some(folder) => Templates::with_folder(&folder)?,
                None => Templates::builtin()?,
            }
            .linking_to(options.console),
        })
    }

    /// Words a digest without sending it.
    ///
    /// # Errors
    /// See [`Templates::render`].
    pub fn preview(&self, digest: &Digest) -> Result<Rendered, TemplateError> {
        self.templates.render(digest)
    }

    /// Sends a digest, with the files that go along, to all who do not have it: what became of it with each.
    /// Sending it again sends the identical mail with the same Message-ID.
    ///
    /// # Errors
    /// The mail was not sent, or it is not known whether it was; [`MailError::scope`] says what is at fault.
    pub async fn send(&self, digest: &Digest, files: &[MailFile]) -> Result<Vec<Handed>, MailError> {
        let rendered = self.templates.render(digest)?;
        let draft = message::build(&self.from, digest, &rendered, files)?;
        let mut handed = draft.unfit;
        if !draft.recipients.is_empty() {
            let id = message::bare_id(digest);
            handed.extend(self.transport.send(&id, &draft.message, &draft.recipients).await?);
        }
        Ok(handed)
    }
}
