//! One mail, one conversation with a mail server. The steps are taken one by one because what an answer
//! means depends on the step: "550" to a recipient is for good, to the sender it is the operator's to
//! mend; and every recipient is answered for apart, so that a leader's address that is refused, or put off,
//! costs the office nothing.

use super::{
    connection::{Credentials, Security},
    error::{MailError, SetupError, Stage},
    handed::{Fate, Handed, Recipient},
    text,
    tls::{self, Authorities},
};
use lettre::{
    Message,
    transport::smtp::{
        Error as SmtpError,
        authentication::{self, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, TlsParameters},
        commands::{Data, Mail, Rcpt},
        extension::ClientId,
        response::Response,
    },
};
use std::{
    error::Error as _,
    net::IpAddr,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    time::Duration,
};
use tokio::time::Instant;

/// How long a server may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(1);

/// So many bytes of a mail are handed over at a time; each such block must be taken within the time of a
/// command.
const BLOCK: usize = 64 * 1024;

/// So long it may take to hand over all blocks of one mail.
pub const LONGEST_CONTENT: Duration = Duration::from_secs(1800);

/// A mail server.
#[derive(Debug)]
pub(super) struct Smtp {
    host: String,
    port: u16,
    protection: Protection,
    credentials: Option<Credentials>,
    patience: Patience,
}

/// How long a mail server may take.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Patience {
    /// To be connected to, and to answer each command.
    pub command: Duration,
    /// To answer the final dot. It may be filtering and storing the mail meanwhile; whoever gives up too soon
    /// sends a mail twice that was taken (RFC 5321 4.5.3.2.6).
    pub dot: Duration,
}

impl Patience {
    /// Commands within this time, and the ten minutes after the dot that the standard asks for.
    pub const fn with_command(command: Duration) -> Self {
        Self { command, dot: Duration::from_secs(600) }
    }
}

enum Protection {
    Tls(TlsParameters),
    StartTls(TlsParameters),
    None,
}

impl std::fmt::Debug for Protection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Protection::Tls(_) => "Tls",
            Protection::StartTls(_) => "StartTls",
            Protection::None => "None",
        })
    }
}

/// Why a conversation broke off: no answer in time, or a wrong one.
enum Trouble {
    Slow(Duration),
    Smtp(SmtpError),
}

impl Smtp {
    pub(super) fn new(
        (host, port): (String, u16),
        security: Security,
        authorities: &Authorities,
        credentials: Option<Credentials>,
        patience: Patience,
    ) -> Result<Self, SetupError> {
        let parameters = || tls::parameters(&host, authorities);
        let protection = match security {
            Security::Tls => Protection::Tls(parameters()?),
            Security::StartTls => Protection::StartTls(parameters()?),
            Security::None if is_loopback(&host) => Protection::None,
            Security::None => return Err(SetupError::Unencrypted(host)),
        };
        Ok(Self { host, port, protection, credentials, patience })
    }

    /// Hands a mail over to some of its recipients.
    pub(super) async fn send(
        &self,
        message: &Message,
        recipients: &[Recipient],
    ) -> Result<Vec<Handed>, MailError> {
        let mut stage = Stage::Connect;
        let mut connection = match self.connect(&mut stage).await {
            Ok(connection) => connection,
            Err(trouble) => return Err(self.error(stage, &trouble)),
        };
        let outcome = self.hand_over(&mut connection, message, recipients, &mut stage).await;
        // The outcome stands; how the server says goodbye changes nothing.
        let _ = tokio::time::timeout(GOODBYE, connection.abort()).await;
        outcome.map_err(|trouble| self.error(stage, &trouble))
    }

    /// `stage` tells how far it got.
    async fn connect(&self, stage: &mut Stage) -> Result<AsyncSmtpConnection, Trouble> {
        let name = ClientId::default();
        let (tls, upgrade) = match &self.protection {
            Protection::Tls(parameters) => (Some(parameters.clone()), None),
            Protection::StartTls(parameters) => (None, Some(parameters.clone())),
            Protection::None => (None, None),
        };
        let (server, limit) = ((self.host.as_str(), self.port), Some(self.patience.command));
        let connecting = AsyncSmtpConnection::connect_tokio1(server, limit, &name, tls, None);
        let mut connection = self.in_time(connecting).await?;
        if let Some(parameters) = upgrade {
            *stage = Stage::Encrypt;
            self.in_time(connection.starttls(parameters, &name)).await?;
        }
        Ok(connection)
    }

    /// What became of it with each recipient, in their order.
    async fn hand_over(
        &self,
        connection: &mut AsyncSmtpConnection,
        message: &Message,
        recipients: &[Recipient],
        stage: &mut Stage,
    ) -> Result<Vec<Handed>, Trouble> {
        if let Some(Credentials { user, password }) = &self.credentials {
            *stage = Stage::LogIn;
            let login = authentication::Credentials::new(user.clone(), password.clone());
            self.in_time(connection.auth(DEFAULT_MECHANISMS, &login)).await?;
        }
        *stage = Stage::Sender;
        let from = message.envelope().from().cloned();
        self.in_time(connection.command(Mail::new(from, Vec::new()))).await?;
        *stage = Stage::Recipient;
        let mut fates = Vec::new();
        for recipient in recipients {
            let command = Rcpt::new(recipient.address.clone(), Vec::new());
            fates.push(fate(self.in_time(connection.command(command)).await)?);
        }
        if fates.contains(&Fate::Taken) {
            *stage = Stage::Content;
            let whole = fate(self.content(connection, message).await)?;
            // What is said of the mail itself is said to all who would have taken it.
            fates.iter_mut().filter(|fate| **fate == Fate::Taken).for_each(|fate| fate.clone_from(&whole));
        }
        Ok(recipients.iter().zip(fates).map(|(recipient, fate)| recipient.met(fate)).collect())
    }

    async fn content(
        &self,
        connection: &mut AsyncSmtpConnection,
        message: &Message,
    ) -> Result<Response, Trouble> {
        self.in_time(connection.command(Data)).await?;
        let bytes = message.formatted();
        let (taken, dotted) = (AtomicUsize::new(0), AtomicBool::new(false));
        // The next block is asked for when the one before is on its way; after the last comes the dot.
        let mut blocks = bytes.chunks(BLOCK);
        let told = std::iter::from_fn(|| {
            taken.fetch_add(1, Ordering::Relaxed);
            let block = blocks.next();
            dotted.store(block.is_none(), Ordering::Relaxed);
            block
        });
        let mut answer = std::pin::pin!(connection.message_iter(told));
        let (mut seen, begun) = (0, Instant::now());
        loop {
            let is_dotted = dotted.load(Ordering::Relaxed);
            let limit = if is_dotted { self.patience.dot } else { self.patience.command };
            match tokio::time::timeout(limit, &mut answer).await {
                Ok(answer) => return answer.map_err(Trouble::Smtp),
                Err(_) if !is_dotted && begun.elapsed() > LONGEST_CONTENT => {
                    return Err(Trouble::Slow(LONGEST_CONTENT));
                }
                // It went on meanwhile: its time begins anew.
                Err(_) if taken.load(Ordering::Relaxed) > seen => seen = taken.load(Ordering::Relaxed),
                Err(_) => return Err(Trouble::Slow(limit)),
            }
        }
    }

    async fn in_time<T>(&self, step: impl Future<Output = Result<T, SmtpError>>) -> Result<T, Trouble> {
        let limit = self.patience.command;
        match tokio::time::timeout(limit, step).await {
            Ok(done) => done.map_err(Trouble::Smtp),
            Err(_) => Err(Trouble::Slow(limit)),
        }
    }

    fn error(&self, stage: Stage, trouble: &Trouble) -> MailError {
        let error = match trouble {
            Trouble::Slow(limit) => return self.unreachable(stage, format!("no answer in {limit:?}")),
            Trouble::Smtp(error) => error,
        };
        match error.status() {
            Some(code) => MailError::Refused {
                server: self.server(),
                stage,
                code: code.into(),
                // A server may quote the login it refuses.
                answer: if stage == Stage::LogIn { "login refused".to_owned() } else { words(error) },
            },
            None if stage == Stage::LogIn && error.is_response() => {
                self.unreachable(stage, "its answer could not be read".to_owned())
            }
            None => self.unreachable(stage, short(&error.to_string())),
        }
    }

    fn unreachable(&self, stage: Stage, reason: String) -> MailError {
        MailError::Unreachable { server: self.server(), stage, reason }
    }

    fn server(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

/// What an answer means for a recipient, or for all of them. Some answers are about the conversation: try
/// another time (421), or talk otherwise (502, 503, 530).
fn fate(answer: Result<Response, Trouble>) -> Result<Fate, Trouble> {
    let error = match answer {
        Ok(_) => return Ok(Fate::Taken),
        Err(Trouble::Smtp(error)) => error,
        Err(slow) => return Err(slow),
    };
    match error.status().map(u16::from) {
        None | Some(421 | 502 | 503 | 530) => Err(Trouble::Smtp(error)),
        Some(code @ 400..500) => Ok(Fate::Later(format!("{code} {}", words(&error)))),
        Some(code) => Ok(Fate::Refused(format!("{code} {}", words(&error)))),
    }
}

/// The server's words, without its code.
fn words(error: &SmtpError) -> String {
    let said = error.source().map_or_else(|| error.to_string(), ToString::to_string);
    short(&said)
}

fn short(text: &str) -> String {
    text::shorten(&text::clean(text), 300)
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || bare.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
}
