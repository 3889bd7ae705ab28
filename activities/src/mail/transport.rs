//! Where mail goes: a server, a folder, or memory.

use super::{
    connection::{Credentials, Security},
    error::{MailError, SetupError},
    handed::{Fate, Handed, Recipient},
    smtp::{Patience, Smtp},
    tls::Authorities,
};
use lettre::Message;
use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

/// Where mail goes, as settings say it.
#[derive(Clone, Debug)]
pub enum TransportOptions {
    /// To a mail server.
    Smtp {
        /// Its host, also the name its certificate must bear.
        host: String,
        /// Its port.
        port: u16,
        /// How the connection is protected.
        security: Security,
        /// The login, if it wants one.
        credentials: Option<Credentials>,
        /// Who vouches for it, where the connection is protected.
        authorities: Authorities,
        /// How long it may take.
        patience: Patience,
    },
    /// Into a folder, a file per mail.
    Folder(PathBuf),
    /// Into memory.
    Memory(Outbox),
}

/// Mail kept in memory; clones share it.
#[derive(Clone, Debug, Default)]
pub struct Outbox(Arc<Mutex<Vec<Sent>>>);

/// A mail in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Its Message-ID, without brackets.
    pub message_id: String,
    /// The addresses it went to.
    pub to: Vec<String>,
    /// The mail.
    pub bytes: Vec<u8>,
}

impl Outbox {
    /// What was sent so far, in order.
    pub fn sent(&self) -> Vec<Sent> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    fn push(&self, sent: Sent) {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(sent);
    }
}

/// Where mail goes, ready to send.
#[derive(Debug)]
pub(super) enum Transport {
    Smtp(Smtp),
    Folder(PathBuf),
    Memory(Outbox),
}

impl Transport {
    pub(super) fn new(options: TransportOptions) -> Result<Self, SetupError> {
        Ok(match options {
            TransportOptions::Smtp { host, port, security, credentials, authorities, patience } => {
                let server = Smtp::new((host, port), security, &authorities, credentials, patience);
                Transport::Smtp(server?)
            }
            TransportOptions::Folder(folder) => Transport::Folder(folder),
            TransportOptions::Memory(outbox) => Transport::Memory(outbox),
        })
    }

    /// Sends a mail to some of its recipients; `id` is its Message-ID without brackets.
    pub(super) async fn send(
        &self,
        id: &str,
        message: &Message,
        recipients: &[Recipient],
    ) -> Result<Vec<Handed>, MailError> {
        match self {
            Transport::Smtp(smtp) => return smtp.send(message, recipients).await,
            Transport::Folder(folder) => {
                let path = folder.join(file_name(id));
                let (target, bytes) = (path.clone(), message.formatted());
                let written = tokio::task::spawn_blocking(move || write(&target, &bytes)).await;
                written
                    .unwrap_or_else(|stopped| Err(io::Error::other(stopped)))
                    .map_err(|source| MailError::Folder { path, source })?;
            }
            Transport::Memory(outbox) => {
                let to = recipients.iter().map(|recipient| recipient.address.to_string()).collect();
                outbox.push(Sent { message_id: id.to_owned(), to, bytes: message.formatted() });
            }
        }
        Ok(recipients.iter().map(|recipient| recipient.met(Fate::Taken)).collect())
    }
}

/// The same Message-ID gives the same name, so that a repeated mail replaces itself; two Message-IDs
/// never share one.
fn file_name(id: &str) -> String {
    let mut name = String::new();
    for byte in id.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'@' => name.push(char::from(byte)),
            b'.' if !name.is_empty() => name.push('.'),
            _ => name.push_str(&format!("%{byte:02X}")),
        }
    }
    name + ".eml"
}

/// Whole or not at all: a reader of the folder, and a machine that crashes, never see half a mail.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let count = COUNTER.fetch_add(1, Ordering::Relaxed);
    let draft = folder.join(format!(".{}-{count}.tmp", std::process::id()));
    let written = fs::File::create(&draft).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&draft, path)?;
        fs::File::open(folder)?.sync_all()
    });
    if written.is_err() {
        // The mail's error is what counts; a draft left behind is hidden and harmless.
        let _ = fs::remove_file(&draft);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_message_id_gives_a_safe_name_of_its_own() {
        assert_eq!(file_name("digest-7.522701@duban.example"), "digest-7.522701@duban.example.eml");
        assert_eq!(file_name("../../etc/passwd"), "%2E.%2F..%2Fetc%2Fpasswd.eml");
        assert_ne!(file_name("a/b"), file_name("a%2Fb"));
    }
}
