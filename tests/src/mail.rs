//! Mail as its receivers see it: read from memory, from a folder, or by a mail server in this process.

use duban_activities::mail::{Outbox, Security, TransportOptions};
use mail_parser::{MessageParser, MessagePart, MimeHeaders as _};
use mailin::{Action, Handler, Response, SessionBuilder, response};
use std::{
    io::{self, BufRead, BufReader},
    net::{TcpListener, TcpStream},
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

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
pub struct MailServer {
    current: Vec<u8>,
    got: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl MailServer {
    /// Serves on this port for the rest of the test.
    pub fn start(&self, port: u16) {
        let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
        let server = self.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let server = server.clone();
                // A client that hangs up has ended its own session.
                std::thread::spawn(move || server.serve(stream.unwrap()));
            }
        });
    }

    /// What arrived so far, in order.
    pub fn got(&self) -> Vec<Mail> {
        self.got.lock().unwrap().iter().cloned().map(Mail::read).collect()
    }

    /// How a mailer reaches a server on this port.
    pub fn transport(port: u16) -> TransportOptions {
        TransportOptions::Smtp {
            host: "127.0.0.1".to_owned(),
            port,
            security: Security::None,
            credentials: None,
            timeout: Duration::from_secs(10),
        }
    }

    fn serve(self, mut stream: TcpStream) -> io::Result<()> {
        let mut session = SessionBuilder::new("mail.example").build(stream.peer_addr()?.ip(), self);
        session.greeting().write_to(&mut stream)?;
        let mut lines = BufReader::new(stream.try_clone()?);
        loop {
            let mut line = Vec::new();
            if lines.read_until(b'\n', &mut line)? == 0 {
                return Ok(());
            }
            let answer = session.process(&line);
            if answer.action != Action::NoReply {
                answer.write_to(&mut stream)?;
            }
            if answer.action == Action::Close {
                return Ok(());
            }
        }
    }
}

impl Handler for MailServer {
    fn data_start(&mut self, _: &str, _: &str, _: bool, _: &[String]) -> Response {
        self.current.clear();
        response::OK
    }

    fn data(&mut self, buf: &[u8]) -> io::Result<()> {
        self.current.extend_from_slice(buf);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        self.got.lock().unwrap().push(std::mem::take(&mut self.current));
        response::OK
    }
}
