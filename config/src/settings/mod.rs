//! Settings, in layers: the embedded defaults (which document every one), a TOML file, `DUBAN_…`
//! environment variables, and flags. Each value remembers its source, so that a refusal can name it
//! and `duban settings` can show it.

mod all;
mod archive;
mod console;
mod layers;
mod log;
mod mail;
mod report;
mod secret;
mod temporal;
#[cfg(test)]
mod tests;
mod toml_file;
mod value;
mod webhooks;
mod worker;

pub use all::{DocumentSettings, FileSettings, ImportSettings, Settings, StoreSettings};
pub use archive::{ArchiveLocation, ArchiveSettings, S3Settings};
pub use console::{ConsoleSettings, OidcSettings};
pub use layers::DEFAULTS;
pub use log::{LogFormat, LogSettings};
pub use mail::{MailSettings, Mailbox, Security, SmtpSettings, Transport};
pub use report::{SettingLine, SettingsReport};
pub use secret::{Secret, StoreUrl};
pub use temporal::TemporalSettings;
pub use webhooks::WebhookSettings;
pub use worker::WorkerSettings;

use crate::problem::Refused;
use layers::{FILE_VARIABLE, Layers};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// The settings file that is read where none is named.
const FILE: &str = "duban.toml";

/// Settings and where they come from.
#[derive(Clone, Debug)]
pub struct LoadedSettings {
    /// The settings.
    pub settings: Settings,
    /// Every value with its source.
    pub report: SettingsReport,
}

/// Reads all layers: the defaults, `file` (or the file that `DUBAN_SETTINGS` names, or `duban.toml`
/// if there is one), the environment of this process, and `flags` by dotted setting.
///
/// # Errors
/// Everything wrong with any layer, each naming the setting and its source.
pub fn load_settings(
    file: Option<&Path>,
    flags: &BTreeMap<String, String>,
) -> Result<LoadedSettings, Refused> {
    let variables = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.to_string_lossy().into_owned())));
    load_settings_from(file, variables, flags)
}

/// The same with a given environment instead of that of this process.
///
/// # Errors
/// As [`load_settings`].
pub fn load_settings_from(
    file: Option<&Path>,
    environment: impl IntoIterator<Item = (String, String)>,
    flags: &BTreeMap<String, String>,
) -> Result<LoadedSettings, Refused> {
    let environment: BTreeMap<String, String> =
        environment.into_iter().filter(|(name, _)| name.starts_with(layers::PREFIX)).collect();
    let named = file.map(Path::to_owned).or_else(|| environment.get(FILE_VARIABLE).map(PathBuf::from));
    let file = named.or_else(|| Some(PathBuf::from(FILE)).filter(|path| path.exists()));
    let mut layers = Layers::defaults()?;
    if let Some(path) = file {
        layers.add_file(&path);
    }
    layers.add_environment(&environment);
    layers.add_flags(flags);
    let settings = all::settings(&mut layers);
    let report = layers.report();
    layers.finish()?;
    Ok(LoadedSettings { settings, report })
}
