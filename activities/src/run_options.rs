//! How workflows run here: handed over whole to whoever starts or wakes one.

use duban_domain::Pace;
use duban_workflows::bureau_campaign::task_timeout;
use std::time::Duration;

/// How workflows run here.
#[derive(Clone, Debug, Default)]
pub struct RunOptions {
    /// Where the workers listen.
    pub task_queue: String,
    /// How workflows run on their machines.
    pub pace: Pace,
    /// How long a postbox gathers before it sends.
    pub gather: Duration,
    /// How long a group robot's events are gathered before each message.
    pub messenger_pause: Duration,
}

impl RunOptions {
    /// After how long the engine gives a step to another worker; `None`: its own default.
    pub fn task_timeout(&self) -> Option<Duration> {
        task_timeout(self.pace.task_timeout_seconds)
    }
}
