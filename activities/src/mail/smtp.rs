//! One mail, one conversation with a mail server. The steps are taken one by one because what an answer
//! means depends on the step: "550" to a recipient is for good, to the sender it is the operator's to
//! mend; and a leader's address that is refused must not cost the office its mail.

use super::{
    error::{MailError, SetupError, Stage},
    text,
    transport::{Credentials, Security},
};
use lettre::{
    Message,
    transport::smtp::{
        Error as SmtpError,
        authentication::{self, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, TlsParameters},
        commands::{Data, Mail, Rcpt},
        extension::ClientId,
    },
};
use std::{net::IpAddr, time::Duration};

/// How long a server may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(1);

/// A mail server.
#[derive(Debug)]
pub(super) struct Smtp {
    host: String,
    port: u16,
    protection: Protection,
    credentials: Option<Credentials>,
    timeout: Duration,
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

impl Smtp {
    pub(super) fn new(
        host: String,
        port: u16,
        security: Security,
        credentials: Option<Credentials>,
        timeout: Duration,
    ) -> Result<Self, SetupError> {
        let parameters = || {
            TlsParameters::new(host.clone())
                .map_err(|error| SetupError::Encryption { host: host.clone(), reason: error.to_string() })
        };
        let protection = match security {
            Security::Tls => Protection::Tls(parameters()?),
            Security::StartTls => Protection::StartTls(parameters()?),
            Security::None if is_loopback(&host) => Protection::None,
            Security::None => return Err(SetupError::Unencrypted(host)),
        };
        Ok(Self { host, port, protection, credentials, timeout })
    }

    pub(super) async fn send(&self, message: &Message) -> Result<(), MailError> {
        let mut stage = Stage::Connect;
        let mut connection = None;
        let talk = tokio::time::timeout(self.timeout, self.converse(message, &mut stage, &mut connection));
        let outcome = match talk.await {
            Ok(sent) => sent.map_err(|error| self.error(stage, &error)),
            Err(_) => Err(self.unreachable(stage, format!("no answer in {:?}", self.timeout))),
        };
        if let Some(mut connection) = connection {
            // The outcome stands; how the server says goodbye changes nothing.
            let _ = tokio::time::timeout(GOODBYE, connection.abort()).await;
        }
        outcome
    }

    /// `stage` tells how far it got.
    async fn converse(
        &self,
        message: &Message,
        stage: &mut Stage,
        connection: &mut Option<AsyncSmtpConnection>,
    ) -> Result<(), SmtpError> {
        let connection = connection.insert(self.connect(stage).await?);
        self.hand_over(connection, message, stage).await
    }

    async fn connect(&self, stage: &mut Stage) -> Result<AsyncSmtpConnection, SmtpError> {
        let name = ClientId::default();
        let (tls, upgrade) = match &self.protection {
            Protection::Tls(parameters) => (Some(parameters.clone()), None),
            Protection::StartTls(parameters) => (None, Some(parameters.clone())),
            Protection::None => (None, None),
        };
        let server = (self.host.as_str(), self.port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, Some(self.timeout), &name, tls, None).await?;
        if let Some(parameters) = upgrade {
            *stage = Stage::Encrypt;
            connection.starttls(parameters, &name).await?;
        }
        Ok(connection)
    }

    async fn hand_over(
        &self,
        connection: &mut AsyncSmtpConnection,
        message: &Message,
        stage: &mut Stage,
    ) -> Result<(), SmtpError> {
        if let Some(Credentials { user, password }) = &self.credentials {
            *stage = Stage::LogIn;
            let login = authentication::Credentials::new(user.clone(), password.clone());
            connection.auth(DEFAULT_MECHANISMS, &login).await?;
        }
        let envelope = message.envelope();
        *stage = Stage::Sender;
        connection.command(Mail::new(envelope.from().cloned(), Vec::new())).await?;
        *stage = Stage::Recipient;
        for (place, recipient) in envelope.to().iter().enumerate() {
            let answer = connection.command(Rcpt::new(recipient.clone(), Vec::new())).await;
            match answer {
                // The first is the office.
                Err(error) if place > 0 && error.status().is_some() => {
                    tracing::warn!(%recipient, %error, "the mail server refused this copy; the mail goes without it");
                }
                answer => drop(answer?),
            }
        }
        *stage = Stage::Content;
        connection.command(Data).await?;
        connection.message(&message.formatted()).await?;
        Ok(())
    }

    fn error(&self, stage: Stage, error: &SmtpError) -> MailError {
        let reason = text::shorten(&text::clean(&error.to_string()), 300);
        match error.status() {
            Some(code) => MailError::Refused {
                server: self.server(),
                stage,
                code: code.into(),
                // A server may quote the login it refuses.
                answer: if stage == Stage::LogIn { "login refused".to_owned() } else { reason },
            },
            None if stage == Stage::LogIn && error.is_response() => {
                self.unreachable(stage, "its answer could not be read".to_owned())
            }
            None => self.unreachable(stage, reason),
        }
    }

    fn unreachable(&self, stage: Stage, reason: String) -> MailError {
        MailError::Unreachable { server: self.server(), stage, reason }
    }

    fn server(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || bare.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
}
