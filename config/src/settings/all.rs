//! All settings as the program uses them, section by section: each has a file of its own, with its types and
//! what its values may be. What may not be is told, and a stand-in lets the rest be judged. What each setting
//! means, `defaults.toml` says in full.

use super::{
    archive::{self, ArchiveSettings},
    console::{self, ConsoleSettings},
    layers::Layers,
    log::{self, LogSettings},
    mail::{self, MailSettings},
    secret::StoreUrl,
    temporal::{self, TemporalSettings},
    value::{count, optional_path},
    webhooks::{self, WebhookSettings},
    worker::{self, WorkerSettings},
};
use serde::Serialize;
use std::path::PathBuf;

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

/// The ledger.
#[derive(Clone, Debug, Serialize)]
pub struct StoreSettings {
    /// `sqlite:…`.
    pub url: StoreUrl,
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

/// A file; `None`: what is built in.
#[derive(Clone, Debug, Serialize)]
pub struct FileSettings {
    /// Its path.
    pub file: Option<PathBuf>,
}

/// The typed settings; they mean something only if no layer told a problem.
pub(super) fn settings(layers: &mut Layers) -> Settings {
    Settings {
        temporal: temporal::settings(layers),
        store: store(layers),
        mail: mail::settings(layers),
        archive: archive::settings(layers),
        documents: DocumentSettings { templates: optional_path(layers, "documents.templates") },
        import: ImportSettings { concurrency: count(layers, "import.concurrency", 1..=1000) },
        webhooks: webhooks::settings(layers),
        bureaus: FileSettings { file: optional_path(layers, "bureaus.file") },
        holidays: FileSettings { file: optional_path(layers, "holidays.file") },
        worker: worker::settings(layers),
        console: console::settings(layers),
        log: log::settings(layers),
    }
}

fn store(layers: &mut Layers) -> StoreSettings {
    let url = layers.text("store.url");
    if !url.starts_with("sqlite:") {
        layers.tell("store.url", "this is no store; write sqlite:FILE");
    }
    StoreSettings { url: StoreUrl::new(url) }
}
