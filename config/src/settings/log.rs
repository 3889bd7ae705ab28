//! The `[log]` settings.

use super::{
    layers::Layers,
    value::{choice, choices, required},
};
use serde::Serialize;

/// Logging.
#[derive(Clone, Debug, Serialize)]
pub struct LogSettings {
    /// What is logged.
    pub filter: String,
    /// How it is written.
    pub format: LogFormat,
}

choices! {
    /// How logs are written.
    LogFormat {
        /// For people.
        Text = "text",
        /// One object per line.
        Json = "json",
    }
}

/// The typed settings.
pub(super) fn settings(layers: &mut Layers) -> LogSettings {
    LogSettings {
        filter: required(layers, "log.filter"),
        format: choice(layers, "log.format", LogFormat::Text),
    }
}
