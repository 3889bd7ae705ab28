//! The `[temporal]` settings: where the durable engine is.

use super::{
    layers::Layers,
    secret::Secret,
    value::{optional_path, required},
};
use serde::Serialize;
use std::path::PathBuf;

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

/// The typed settings.
pub(super) fn settings(layers: &mut Layers) -> TemporalSettings {
    let address = required(layers, "temporal.address");
    let port = address
        .rsplit_once(':')
        .filter(|(host, _)| !host.is_empty())
        .and_then(|(_, port)| port.parse::<u16>().ok());
    if port.is_none() {
        layers.tell(
            "temporal.address",
            format!("\"{address}\" is not host:port; write it like 127.0.0.1:7233"),
        );
    }
    let api_key = Secret::new(layers.text("temporal.api_key"));
    let tls = layers.flag("temporal.tls");
    if !api_key.is_empty() && !tls {
        layers.tell("temporal.api_key", "an API key would travel in the clear; set temporal.tls to true");
    }
    TemporalSettings {
        binary: optional_path(layers, "temporal.binary"),
        address,
        namespace: required(layers, "temporal.namespace"),
        task_queue: required(layers, "temporal.task_queue"),
        tls,
        api_key,
        data_dir: required(layers, "temporal.data_dir").into(),
    }
}
