//! A mail server in this process, which answers as a test tells it to; in the clear or with TLS.

use mailin::{Action, Handler, Response, Session, SessionBuilder, response};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::{
    io::{self, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
};

/// A mail that a server took: the addresses it is for, and all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Got {
    /// The envelope's addresses.
    pub to: Vec<String>,
    /// The mail.
    pub bytes: Vec<u8>,
}

/// What a client says that a test may answer.
#[derive(Clone, Copy, Debug)]
pub enum Said<'a> {
    /// It names a recipient.
    Recipient(&'a str),
    /// It has sent the final dot.
    Dot(&'a Got),
}

type Script = dyn FnMut(Said<'_>) -> Option<(u16, &'static str)> + Send;

/// How a server speaks TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Greeting {
    /// From the first byte.
    Tls,
    /// After STARTTLS, and a client that does not ask for it may go on in the clear.
    StartTls,
}

/// A mail server that keeps what it takes. Clones are the same server.
#[derive(Clone)]
pub struct MailPeer {
    script: Arc<Mutex<Box<Script>>>,
    got: Arc<Mutex<Vec<Got>>>,
    tls: Option<(Greeting, Arc<ServerConfig>)>,
}

impl Default for MailPeer {
    /// One that takes everything.
    fn default() -> Self {
        Self::answering(|_| None)
    }
}

impl MailPeer {
    /// One that answers with these codes and words, and takes what the script says nothing of.
    pub fn answering(script: impl FnMut(Said<'_>) -> Option<(u16, &'static str)> + Send + 'static) -> Self {
        Self { script: Arc::new(Mutex::new(Box::new(script))), got: Arc::default(), tls: None }
    }

    /// The same, speaking TLS.
    #[must_use]
    pub fn with_tls(mut self, greeting: Greeting, config: Arc<ServerConfig>) -> Self {
        self.tls = Some((greeting, config));
        self
    }

    /// Serves there for the rest of the test.
    pub fn start(&self, listener: TcpListener) {
        let peer = self.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let peer = peer.clone();
                // A client that hangs up has ended its own conversation.
                std::thread::spawn(move || peer.serve(stream.unwrap()));
            }
        });
    }

    /// Serves on a free port for the rest of the test, and tells which.
    pub fn listen(&self) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        self.start(listener);
        port
    }

    /// What it took so far, in order.
    pub fn got(&self) -> Vec<Got> {
        self.got.lock().unwrap().clone()
    }

    fn serve(self, stream: TcpStream) -> io::Result<()> {
        let address = stream.peer_addr()?.ip();
        let mut builder = SessionBuilder::new("mail.example");
        let (at_once, later) = match self.tls.clone() {
            Some((Greeting::Tls, config)) => (Some(config), None),
            Some((Greeting::StartTls, config)) => {
                builder.enable_start_tls();
                (None, Some(config))
            }
            None => (None, None),
        };
        let mut session = builder.build(address, Conversation { peer: self, current: Got::default() });
        let mut wire = match at_once {
            Some(config) => Wire::Tls(Box::new(encrypted(config, stream)?)),
            None => Wire::Clear(stream),
        };
        session.greeting().write_to(&mut wire)?;
        loop {
            match converse(&mut session, &mut wire)? {
                Action::UpgradeTls => {
                    let (Wire::Clear(stream), Some(config)) = (wire, later.clone()) else {
                        return Err(io::Error::other("TLS in TLS"));
                    };
                    wire = Wire::Tls(Box::new(encrypted(config, stream)?));
                    session.tls_active();
                }
                _ => return Ok(()),
            }
        }
    }
}

/// Talks until the conversation ends or is to be encrypted.
fn converse(session: &mut Session<Conversation>, wire: &mut Wire) -> io::Result<Action> {
    let mut buffer = Vec::new();
    loop {
        let Some(line) = line(wire, &mut buffer)? else { return Ok(Action::Close) };
        let answer = session.process(&line);
        if answer.action != Action::NoReply {
            answer.write_to(wire)?;
            wire.flush()?;
        }
        if matches!(answer.action, Action::Close | Action::UpgradeTls) {
            return Ok(answer.action);
        }
    }
}

fn line(wire: &mut Wire, buffer: &mut Vec<u8>) -> io::Result<Option<Vec<u8>>> {
    let mut chunk = [0; 8192];
    loop {
        if let Some(end) = buffer.iter().position(|byte| *byte == b'\n') {
            let rest = buffer.split_off(end + 1);
            return Ok(Some(std::mem::replace(buffer, rest)));
        }
        match wire.read(&mut chunk)? {
            0 => return Ok(None),
            count => buffer.extend_from_slice(&chunk[..count]),
        }
    }
}

enum Wire {
    Clear(TcpStream),
    Tls(Box<StreamOwned<ServerConnection, TcpStream>>),
}

fn encrypted(
    config: Arc<ServerConfig>,
    stream: TcpStream,
) -> io::Result<StreamOwned<ServerConnection, TcpStream>> {
    Ok(StreamOwned::new(ServerConnection::new(config).map_err(io::Error::other)?, stream))
}

impl Read for Wire {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        match self {
            Wire::Clear(stream) => stream.read(buf),
            Wire::Tls(stream) => stream.read(buf),
        }
    }
}

impl Write for Wire {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        match self {
            Wire::Clear(stream) => stream.write(buf),
            Wire::Tls(stream) => stream.write(buf),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Wire::Clear(stream) => stream.flush(),
            Wire::Tls(stream) => stream.flush(),
        }
    }
}

struct Conversation {
    peer: MailPeer,
    current: Got,
}

impl Conversation {
    fn answer(&self, said: Said<'_>) -> Option<Response> {
        let answer = (self.peer.script.lock().unwrap())(said);
        answer.map(|(code, words)| Response::custom(code, words.to_owned()))
    }
}

impl Handler for Conversation {
    fn rcpt(&mut self, to: &str) -> Response {
        let answer = self.answer(Said::Recipient(to));
        answer.unwrap_or_else(|| {
            self.current.to.push(to.to_owned());
            response::OK
        })
    }

    fn data_start(&mut self, _: &str, _: &str, _: bool, _: &[String]) -> Response {
        self.current.bytes.clear();
        response::OK
    }

    fn data(&mut self, buf: &[u8]) -> io::Result<()> {
        self.current.bytes.extend_from_slice(buf);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        let got = std::mem::take(&mut self.current);
        let answer = self.answer(Said::Dot(&got));
        answer.unwrap_or_else(|| {
            self.peer.got.lock().unwrap().push(got);
            response::OK
        })
    }
}
