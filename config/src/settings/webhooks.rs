//! The `[webhooks]` settings: where other programs may be told, and how patiently.

use super::{
    layers::Layers,
    value::{millis, seconds},
};
use serde::Serialize;
use std::time::Duration;

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

/// The typed settings. A minute for a receiver at most: a look posts for one more, and the engine gives it three in all.
pub(super) fn settings(layers: &mut Layers) -> WebhookSettings {
    WebhookSettings {
        timeout: seconds(layers, "webhooks.timeout_seconds", 1..=60),
        messenger_pause: millis(layers, "webhooks.messenger_pause_milliseconds", 0..=600_000),
        allow_private: layers.flag("webhooks.allow_private"),
        allow_loopback: layers.flag("webhooks.allow_loopback"),
    }
}
