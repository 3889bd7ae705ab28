//! The settings as the program uses them. What each means, `defaults.toml` says in full.

use super::secret::{Secret, StoreUrl};
use serde::Serialize;
use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

/// All settings.
#[derive(Clone, Debug, Serialize)]
pub struct Settings {
    /// The durable engine.
    pub temporal: TemporalSettings,
    /// The ledger.
    pub store: StoreSettings,
    /// Mail.
    pub mail: MailSettings,
    /// Photographs, papers and documents.
    pub archive: ArchiveSettings,
    /// Official documents.
    pub documents: DocumentSettings,
    /// Findings from spreadsheets.
    pub import: ImportSettings,
    /// Webhooks.
    pub webhooks: WebhookSettings,
    /// The bureau list.
    pub bureaus: FileSettings,
    /// Holidays beyond the known ones.
    pub holidays: FileSettings,
    /// The worker.
    pub worker: WorkerSettings,
    /// The console and the API.
    pub console: ConsoleSettings,
    /// Logging.
    pub log: LogSettings,
}

/// The durable engine.
#[derive(Clone, Debug, Serialize)]
pub struct TemporalSettings {
    /// The server's program; `None`: on the PATH or in `.tools/`.
    pub binary: Option<PathBuf>,
    /// `host:port` of the server.
    pub address: String,
    /// The namespace.
    pub namespace: String,
    /// The task queue.
    pub task_queue: String,
    /// Whether to speak TLS.
    pub tls: bool,
    /// The API key of a hosted server; empty: none.
    pub api_key: Secret,
    /// Where a server that Duban starts keeps its data.
    pub data_dir: PathBuf,
}

/// The ledger.
#[derive(Clone, Debug, Serialize)]
pub struct StoreSettings {
    /// `sqlite:…`.
    pub url: StoreUrl,
}

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

/// The archive.
#[derive(Clone, Debug, Serialize)]
pub struct ArchiveSettings {
    /// Where it lies.
    pub location: ArchiveLocation,
    /// The largest file that may be handed in, in bytes.
    pub max_attachment_bytes: u64,
    /// The media types that may be handed in, each once.
    pub allowed_types: Vec<String>,
}

/// Where the archive lies.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ArchiveLocation {
    /// In a folder.
    Folder(PathBuf),
    /// In a bucket of an S3-compatible store.
    S3(S3Settings),
}

/// A bucket of an S3-compatible store.
#[derive(Clone, Debug, Serialize)]
pub struct S3Settings {
    /// The bucket.
    pub bucket: String,
    /// A path within it, without slashes around it; empty: the bucket itself.
    pub prefix: String,
    /// Where the store listens; `None`: Amazon's, of the region.
    pub endpoint: Option<String>,
    /// The region.
    pub region: String,
    /// The access key's id.
    pub access_key: String,
    /// Its secret.
    pub secret_key: Secret,
    /// Whether the bucket is named in the host.
    pub virtual_hosted: bool,
    /// Whether an `http://` endpoint may be used.
    pub allow_http: bool,
}

/// Official documents.
#[derive(Clone, Debug, Serialize)]
pub struct DocumentSettings {
    /// Templates that replace the built-in ones.
    pub templates: Option<PathBuf>,
}

/// Findings from spreadsheets.
#[derive(Clone, Debug, Serialize)]
pub struct ImportSettings {
    /// How many findings are registered at once.
    pub concurrency: usize,
}

/// Webhooks.
#[derive(Clone, Debug, Serialize)]
pub struct WebhookSettings {
    /// How long a receiver may take for one request.
    pub timeout: Duration,
    /// How long a group robot's events are gathered before each message.
    pub messenger_pause: Duration,
    /// Whether a receiver may stand in a private network.
    pub allow_private: bool,
    /// Whether a receiver may be this machine.
    pub allow_loopback: bool,
}

/// A file; `None`: what is built in.
#[derive(Clone, Debug, Serialize)]
pub struct FileSettings {
    /// Its path.
    pub file: Option<PathBuf>,
}

/// The worker.
#[derive(Clone, Debug, Serialize)]
pub struct WorkerSettings {
    /// How many workflows to keep in memory.
    pub max_cached_workflows: usize,
    /// After how long the engine gives a workflow task to another worker; `None`: its own default.
    pub task_timeout: Option<Duration>,
    /// Where to serve metrics.
    pub metrics_address: Option<SocketAddr>,
    /// How late a wake may be, in seconds of plan time, before it counts as an outage.
    pub outage_tolerance_seconds: i64,
    /// How long after its instant a wake waits for commands received before it.
    pub grace: Duration,
    /// How long a workflow listens after the workers were away, before anything is sent.
    pub listen: Duration,
    /// After how many events a workflow continues as new; `None`: when the engine suggests it.
    pub continue_as_new_after_events: Option<u32>,
}

/// The console and the API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConsoleSettings {
    /// Where they listen.
    pub address: SocketAddr,
    /// The address people know: `https://HOST` or `http://HOST:PORT`, without a slash at its end.
    pub public_url: String,
    /// How long a session lives without a click.
    pub session_idle: Duration,
    /// How long it lives in any case.
    pub session_length: Duration,
    /// The header in which a proxy tells the address of whoever asks; `None`: there is no proxy.
    pub client_address_header: Option<String>,
    /// How many attempts to sign in one address may make in a minute; 0: any number.
    pub sign_ins_per_minute: u32,
    /// How many requests one address may make to the API in a second; 0: any number.
    pub api_requests_per_second: u32,
    /// Signing in through another provider; `None`: nobody does.
    pub oidc: Option<OidcSettings>,
}

/// As `defaults.toml` has them.
impl Default for ConsoleSettings {
    fn default() -> Self {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 8080));
        Self {
            address,
            public_url: format!("http://{address}"),
            session_idle: Duration::from_secs(3600),
            session_length: Duration::from_secs(12 * 3600),
            client_address_header: None,
            sign_ins_per_minute: 30,
            api_requests_per_second: 50,
            oidc: None,
        }
    }
}

impl ConsoleSettings {
    /// Whether people reach the console over TLS.
    pub fn is_secure(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// Signing in through another provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OidcSettings {
    /// The provider.
    pub issuer: String,
    /// What it calls this program.
    pub client_id: String,
    /// The secret that goes with it; empty: none.
    pub client_secret: Secret,
    /// The claim that names an account here.
    pub account_claim: String,
    /// What the button says.
    pub label: String,
}

/// Logging.
#[derive(Clone, Debug, Serialize)]
pub struct LogSettings {
    /// What is logged.
    pub filter: String,
    /// How it is written.
    pub format: LogFormat,
}

/// A setting with a fixed list of spellings.
pub(super) trait Choice: Copy + 'static {
    const ALL: &'static [(&'static str, Self)];
}

macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl Choice for $name {
            const ALL: &'static [(&'static str, Self)] = &[$(($text, $name::$variant),)*];
        }
    )*};
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
    /// How logs are written.
    LogFormat {
        /// For people.
        Text = "text",
        /// One object per line.
        Json = "json",
    }
}
