//! The `[worker]` settings: how workflows run on their machines.

use super::{
    layers::Layers,
    value::{count, millis, number, seconds},
};
use serde::Serialize;
use std::{net::SocketAddr, time::Duration};

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

/// The typed settings.
pub(super) fn settings(layers: &mut Layers) -> WorkerSettings {
    let metrics = layers.text("worker.metrics_address");
    let metrics_address = metrics.parse().ok();
    if !metrics.is_empty() && metrics_address.is_none() {
        layers.tell(
            "worker.metrics_address",
            format!("\"{metrics}\" is not IP:port; write it like 127.0.0.1:9464"),
        );
    }
    let events = number(layers, "worker.continue_as_new_after_events", 0..=50_000);
    WorkerSettings {
        max_cached_workflows: count(layers, "worker.max_cached_workflows", 1..=1_000_000),
        task_timeout: Some(seconds(layers, "worker.task_timeout_seconds", 0..=120)).filter(|t| !t.is_zero()),
        metrics_address,
        outage_tolerance_seconds: number(layers, "worker.outage_tolerance_seconds", 1..=31_536_000),
        grace: millis(layers, "worker.grace_milliseconds", 0..=60_000),
        listen: seconds(layers, "worker.listen_after_absence_seconds", 0..=3600),
        continue_as_new_after_events: u32::try_from(events).ok().filter(|events| *events > 0),
    }
}
