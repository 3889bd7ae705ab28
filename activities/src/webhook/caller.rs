//! Knocking at couriers.

use duban_store::{Store, StoreError, WebhookCall};
use duban_workflows::{Courier, ids, messages::CourierInput};
use std::time::Duration;
use temporalio_client::{Client, WorkflowStartOptions, errors::WorkflowStartError};

/// Knocks at couriers.
#[derive(Clone, Debug)]
pub struct Caller {
    task_queue: String,
    pause: Duration,
    task_timeout: Option<Duration>,
}

/// Why a courier was not reached.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The engine's.
    #[error(transparent)]
    Engine(#[from] WorkflowStartError),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Caller {
    /// Couriers run on this task queue. Those of messengers' robots wait so long before each message.
    pub fn new(task_queue: impl Into<String>, pause: Duration, task_timeout: Option<Duration>) -> Self {
        Self { task_queue: task_queue.into(), pause, task_timeout }
    }

    /// Tells each courier that something waits, starting it if it is not there.
    ///
    /// # Errors
    /// The engine or the store could not be reached.
    pub async fn call(&self, client: &Client, store: &Store, calls: &[WebhookCall]) -> Result<(), CallError> {
        for call in calls {
            let pause = if call.format.is_messenger() { self.pause } else { Duration::ZERO };
            let input = CourierInput {
                webhook: call.webhook.clone(),
                gather_ms: u64::try_from(pause.as_millis()).unwrap_or(u64::MAX),
                waiting: false,
                continue_after: 0,
            };
            let id = ids::courier(&call.webhook);
            let mut options = WorkflowStartOptions::new(self.task_queue.clone(), id).build();
            options.task_timeout = self.task_timeout;
            client.signal_with_start_workflow(Courier::run, input, Courier::knock, (), options).await?;
            // After the knock: a machine that dies between them knocks again.
            store.webhook_called(call).await?;
        }
        Ok(())
    }
}
