//! Mail as its receivers see it: read from memory, from a folder, or by a mail server in this process.

#[path = "../../activities/src/mail/tests/peer.rs"]
pub mod peer;

pub use peer::{MailPeer, Said};

use duban_activities::mail::{Authorities, Outbox, Patience, Security, TransportOptions};
use mail_parser::{MessageParser, MessagePart, MimeHeaders as _};
use std::{net::TcpListener, path::Path, time::Duration};

/// A mail that arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Its Message-ID, without brackets.
    pub message_id: String,
    /// The address it is for.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// What it tells of: campaign, bureau and ordinal of each notice.
    pub notices: Vec<String>,
    /// The files that came with it: name and content.
    pub files: Vec<(String, Vec<u8>)>,
    /// Whether mail programs show it as urgent.
    pub urgent: bool,
    /// All of it.
    pub bytes: Vec<u8>,
}

impl Mail {
    /// Reads a mail as a mail program would; panics if it cannot be read.
    pub fn read(bytes: Vec<u8>) -> Self {
        let message = MessageParser::default().parse(&bytes).expect("a mail that can be read");
        let text = message.body_text(0).expect("a mail with a text");
        assert!(!text.contains('\u{fffd}') && !text.trim().is_empty(), "{text}");
        let keys = message.header_raw("X-Duban-Notices").expect("a mail that names its notices");
        Self {
            message_id: message.message_id().expect("a mail with a Message-ID").to_owned(),
            to: message.to().unwrap().first().unwrap().address().unwrap().to_owned(),
            subject: message.subject().expect("a mail with a subject").to_owned(),
            notices: keys.split(',').map(|key| key.split_whitespace().collect()).collect(),
            files: message.attachments().map(file).collect(),
            urgent: message.header_raw("X-Priority").is_some_and(|priority| priority.trim().starts_with('1')),
            bytes,
        }
    }

    /// All mails of an outbox in memory, in order.
    pub fn in_outbox(outbox: &Outbox) -> Vec<Self> {
        outbox.sent().into_iter().map(|sent| Self::read(sent.bytes)).collect()
    }

    /// All mails in a folder.
    pub fn in_folder(folder: &Path) -> Vec<Self> {
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let mails = files.filter(|path| path.extension().is_some_and(|kind| kind == "eml"));
        mails.map(|path| Self::read(std::fs::read(path).unwrap())).collect()
    }
}

fn file(part: &MessagePart<'_>) -> (String, Vec<u8>) {
    (part.attachment_name().expect("a file with a name").to_owned(), part.contents().to_vec())
}

/// A mail server that keeps what it gets. It is down until it is started.
#[derive(Clone, Default)]
pub struct MailServer(MailPeer);

impl MailServer {
    /// One that answers as the script says, and takes what that says nothing of.
    pub fn answering(script: impl FnMut(Said<'_>) -> Option<(u16, &'static str)> + Send + 'static) -> Self {
        Self(MailPeer::answering(script))
    }

    /// Serves on this port for the rest of the test.
    pub fn start(&self, port: u16) {
        self.0.start(TcpListener::bind(("127.0.0.1", port)).unwrap());
    }

    /// What arrived so far, in order.
    pub fn got(&self) -> Vec<Mail> {
        self.0.got().into_iter().map(|got| Mail::read(got.bytes)).collect()
    }

    /// The addresses each of these was for.
    pub fn envelopes(&self) -> Vec<Vec<String>> {
        self.0.got().into_iter().map(|got| got.to).collect()
    }

    /// How a mailer reaches a server on this port.
    pub fn transport(port: u16) -> TransportOptions {
        TransportOptions::Smtp {
            host: "127.0.0.1".to_owned(),
            port,
            security: Security::None,
            credentials: None,
            authorities: Authorities::System,
            patience: Patience::with_command(Duration::from_secs(10)),
        }
    }
}
